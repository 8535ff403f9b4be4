"""Quizzes and the ten kinds of item. No graded key rests on an estimate.

A question (`…Question`) is what is asked and how it is graded; an item adds what the bank knows of it: track,
level, objectives, sources. The stages of a case ask questions of their own.

All words are Markdown of a small subset: emphasis, code and lists (`course.rich_text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, model_validator

from course.schema.base import Bloom, Content, Id, MuscleId, ObjectiveId, Sourced, TaughtIn, Text, Track
from course.schema.stretches import Picture

Words = Annotated[Text, StringConstraints(max_length=2000)]
"""No question is that long; a longer one is a file gone wrong."""

Unit = Annotated[Text, StringConstraints(max_length=40)]
Formula = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Share = Annotated[float, Field(ge=0, le=1)]

PLACE = re.compile(r"\{([a-z0-9_-]+)\}")
"""A gap of a cloze, or a number that is drawn, as it stands in a text."""


def ids_differ(parts: Iterable, what: str) -> None:
    """Raises ValueError where two of `parts` have the same id."""
    ids = [part.id for part in parts]
    if len(set(ids)) != len(ids):
        raise ValueError(f"{what} ids must differ")


# --- what is asked, kind by kind ---------------------------------------------------------------------------


FactName = Annotated[Text, StringConstraints(max_length=400)]
"""What the content holds, by its place: `muscles.piriformis.innervation` (`course.keys` lists them all)."""

About = Annotated[Text, StringConstraints(max_length=120)] | None
"""The entry of the content that a part stands for, where that is not its id: `bones/thin-bones`."""


class Asked(Content):
    """What every question has."""

    stem: Words
    picture: Picture | None = None
    """Shown under the stem; its alt text must not give the answer away."""
    agrees_with: tuple[FactName, ...] = ()
    """Facts of the content that the key rests on. A key that contradicts one of them is a mistake."""


class Option(Content):
    id: Id
    text: Words
    correct: bool = False
    feedback: Words
    picture: Picture | None = None
    about: About = None


class ChoiceQuestion(Asked):
    """One option is right."""

    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=12)

    @model_validator(mode="after")
    def _one_key(self):
        _one_correct(self.options, "options")
        return self


class MultipleQuestion(Asked):
    """Every option that fits is ticked."""

    kind: Literal["multiple"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=12)

    @model_validator(mode="after")
    def _some_key(self):
        if not 0 < sum(option.correct for option in self.options) < len(self.options):
            raise ValueError("a multiple item has at least one correct and one incorrect option")
        ids_differ(self.options, "option")
        return self


class TrueFalseQuestion(Asked):
    """A statement, in the stem: true or false, and for which reason. The verdict alone earns half."""

    kind: Literal["true-false"]
    is_true: bool
    reasons: tuple[Option, ...] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _one_reason(self):
        _one_correct(self.reasons, "reasons")
        return self


class NearMiss(Content):
    """A value that a typical slip gives (same unit as the answer), with its own feedback."""

    value: float
    feedback: Words


class Numeric(Asked):
    """A number with a unit."""

    tolerance: float = Field(ge=0)
    unit: Unit
    """The unit of the answer; other accepted units and their factors are in `units`."""
    units: Mapping[Unit, Annotated[float, Field(gt=0)]] = {}
    """Further accepted units, as how many of the answer's unit one is: min: 60 for an answer in s."""
    feedback_right: Words
    feedback_wrong: Words


class NumberQuestion(Numeric):
    kind: Literal["number"]
    answer: float
    near_misses: tuple[NearMiss, ...] = ()


class Drawn(Content):
    """The range that a number of a calculated item is drawn from, ends included."""

    low: float
    high: float
    step: float = Field(default=1, gt=0)

    @model_validator(mode="after")
    def _not_too_many(self):
        if not 1 <= (self.high - self.low) / self.step + 1e-9 < 10_001:  # 0.3 is one step of 0.1 from 0.2
            raise ValueError("from low to high there are 1 to 10,000 steps")
        return self


class NearFormula(Content):
    """What a typical slip computes, with its own feedback."""

    formula: Formula
    feedback: Words


class CalculatedQuestion(Numeric):
    """A number worked out from others that each attempt draws anew; `{name}` in the stem stands for them."""

    kind: Literal["calculated"]
    variables: Mapping[Name, Drawn] = Field(min_length=1, max_length=8)
    formula: Formula
    near_misses: tuple[NearFormula, ...] = ()

    @model_validator(mode="after")
    def _formulas_can_be_evaluated(self):
        from course.calculated import check

        unknown = sorted(set(PLACE.findall(self.stem)) - set(self.variables))
        if unknown:
            raise ValueError(f"the stem names {', '.join(unknown)}, which is not among the variables")
        for formula in (self.formula, *(near.formula for near in self.near_misses)):
            check(formula, self.variables)
        return self


class Part(Content):
    """A step to be put in order; `feedback` says why it stands where it stands."""

    id: Id
    text: Words
    feedback: Words | None = None


class OrderQuestion(Asked):
    """Parts to be put in order; the file holds them in the right one. Graded by pairs of neighbours."""

    kind: Literal["order"]
    parts: tuple[Part, ...] = Field(min_length=3, max_length=10)
    feedback_right: Words
    feedback_wrong: Words

    @model_validator(mode="after")
    def _distinct(self):
        ids_differ(self.parts, "part")
        return self


class Partner(Content):
    id: Id
    text: Words


class Pair(Content):
    id: Id
    text: Words
    partner: Id
    feedback: Words
    picture: Picture | None = None
    about: About = None


class MatchQuestion(Asked):
    """Each of `pairs` has one partner; there may be partners for none, and for several."""

    kind: Literal["match"]
    pairs: tuple[Pair, ...] = Field(min_length=2, max_length=10)
    partners: tuple[Partner, ...] = Field(min_length=2, max_length=12)

    @model_validator(mode="after")
    def _partners_exist(self):
        ids_differ(self.pairs, "pair")
        ids_differ(self.partners, "partner")
        if unknown := {pair.partner for pair in self.pairs} - {partner.id for partner in self.partners}:
            raise ValueError(f"no partner is called {', '.join(sorted(unknown))}")
        return self


class Circle(Content):
    """A place in a picture. Shares of its width (x, radius) and height (y), from the top left."""

    x: Share
    y: Share
    radius: float = Field(gt=0, le=0.5)


class Spot(Content):
    """A place that can be tapped; `text` says where it is without naming what is asked for."""

    id: Id
    text: Words
    correct: bool = False
    feedback: Words
    muscle: MuscleId | None = None
    circle: Circle | None = None

    @model_validator(mode="after")
    def _one_place(self):
        if (self.muscle is None) == (self.circle is None):
            raise ValueError("a spot has either a muscle (on the body map) or a circle (in a picture)")
        return self


class HotspotQuestion(Asked):
    """A place to be tapped: a muscle on the body map (`body_view`), or a circle in the picture."""

    kind: Literal["hotspot"]
    body_view: Literal["front", "back"] | None = None
    spots: tuple[Spot, ...] = Field(min_length=2, max_length=12)

    @model_validator(mode="after")
    def _spots_lie_in_one_picture(self):
        _one_correct(self.spots, "spots")
        if (self.body_view is None) == (self.picture is None):
            raise ValueError("a hotspot has either a body_view or a picture")
        if any((spot.muscle is None) == (self.body_view is not None) for spot in self.spots):
            raise ValueError("spots name muscles on a body_view, and circles in a picture")
        return self


class GapWord(Content):
    id: Id
    text: Annotated[Text, StringConstraints(max_length=60)]


class Gap(Content):
    id: Id
    word: Id
    feedback: Words
    about: About = None


class ClozeQuestion(Asked):
    """A text with gaps, `{gap-id}`, filled from a bank of words that holds some too many."""

    kind: Literal["cloze"]
    text: Words
    words: tuple[GapWord, ...] = Field(min_length=2, max_length=20)
    gaps: tuple[Gap, ...] = Field(min_length=1, max_length=10)

    @model_validator(mode="after")
    def _gaps_stand_in_the_text(self):
        ids_differ(self.words, "word")
        ids_differ(self.gaps, "gap")
        if sorted(PLACE.findall(self.text)) != sorted(gap.id for gap in self.gaps):
            raise ValueError("the text holds each gap once, as {gap-id}")
        if unknown := {gap.word for gap in self.gaps} - {word.id for word in self.words}:
            raise ValueError(f"no word is called {', '.join(sorted(unknown))}")
        return self


StageQuestion = Annotated[
    ChoiceQuestion | MultipleQuestion | NumberQuestion | OrderQuestion | MatchQuestion,
    Field(discriminator="kind"),
]


class After(Content):
    """What is told at a stage when an earlier one was answered with this option."""

    stage: Id
    option: Id
    text: Words


class Stage(Content):
    """`story` goes on from the stage before; `after` answers to what was chosen there."""

    id: Id
    story: Words
    after: tuple[After, ...] = ()
    ask: StageQuestion
    explanation: Words | None = None


class CaseQuestion(Asked):
    """A story that unfolds in two to four stages; a stage is seen once the one before is answered."""

    kind: Literal["case"]
    stages: tuple[Stage, ...] = Field(min_length=2, max_length=4)

    @model_validator(mode="after")
    def _after_names_earlier_answers(self):
        ids_differ(self.stages, "stage")
        options: dict[str, set[str]] = {}
        for stage in self.stages:
            for after in stage.after:
                if after.option not in options.get(after.stage, ()):
                    raise ValueError(f"no stage before '{stage.id}' offers {after.stage}/{after.option}")
            options[stage.id] = {option.id for option in getattr(stage.ask, "options", ())}
        return self


def _one_correct(options: tuple, what: str) -> None:
    ids_differ(options, what.removesuffix("s"))
    if sum(option.correct for option in options) != 1:
        raise ValueError(f"exactly one of the {what} is correct")


# --- items and quizzes -------------------------------------------------------------------------------------


class Hint(Content):
    text: Words
    costs: float = Field(default=0.25, gt=0, lt=1)
    """The share of the item's marks that taking it costs."""


class Item(Sourced):
    """What the bank knows of a question, whatever its kind."""

    id: Id
    track: Track
    bloom: Bloom
    objectives: tuple[ObjectiveId, ...] = Field(min_length=1)
    lesson: TaughtIn
    """The lesson that teaches it."""
    section: Annotated[Text, StringConstraints(max_length=200)] | None = None
    """The heading in that lesson where it is taught."""
    safety_critical: bool = False
    hint: Hint | None = None
    keep_order: bool = False
    """Options stay as the file has them: numbers in a row, for instance."""
    explanation: Words

    @model_validator(mode="after")
    def _no_estimates(self):
        if self.certainty == "estimate":
            raise ValueError("a graded item may not rest on an estimate")
        return self


class ChoiceItem(Item, ChoiceQuestion): ...


class MultipleItem(Item, MultipleQuestion): ...


class TrueFalseItem(Item, TrueFalseQuestion): ...


class NumberItem(Item, NumberQuestion): ...


class CalculatedItem(Item, CalculatedQuestion):
    @model_validator(mode="after")
    def _every_text_names_what_is_drawn(self):
        texts = [self.feedback_right, self.feedback_wrong, self.explanation]
        texts += [near.feedback for near in self.near_misses] + ([self.hint.text] if self.hint else [])
        unknown = sorted({name for text in texts for name in PLACE.findall(text)} - set(self.variables))
        if unknown:
            raise ValueError(f"a text names {', '.join(unknown)}, which is not among the variables")
        return self


class OrderItem(Item, OrderQuestion): ...


class MatchItem(Item, MatchQuestion): ...


class HotspotItem(Item, HotspotQuestion): ...


class ClozeItem(Item, ClozeQuestion): ...


class CaseItem(Item, CaseQuestion): ...


AnyItem = Annotated[
    ChoiceItem
    | MultipleItem
    | TrueFalseItem
    | NumberItem
    | CalculatedItem
    | OrderItem
    | MatchItem
    | HotspotItem
    | ClozeItem
    | CaseItem,
    Field(discriminator="kind"),
]
"""Any of the ten kinds."""


class Cell(Content):
    """One cell of a blueprint: this many items of one objective, at one of these levels."""

    objective: ObjectiveId
    levels: tuple[Bloom, ...] = Field(min_length=1)
    items: int = Field(ge=1, le=20)


FormName = Literal["a", "b"]


class Rules(Content):
    """How a quiz runs when it is graded."""

    attempts: int | None = Field(default=None, ge=1, le=20)
    """How many attempts there are; no limit without it."""
    minutes: int | None = Field(default=None, ge=1, le=240)
    """Time from the beginning of an attempt to its end; no limit without it."""
    may_be_practised: bool = True
    """Whether the same quiz may be taken for practice, with feedback after each item."""


class Quiz(Content):
    """Either items of its own, or a blueprint by which each attempt draws items from the whole bank.

    Items may stand in two parallel forms, one for each of two sittings.
    """

    id: Id
    title: Text
    module: Id
    pass_mark: float = Field(default=0.8, gt=0, le=1)
    mode: Literal["practice", "graded"] = "practice"
    """Practice gives feedback after each item, graded after the end."""
    graded: Rules = Rules()
    items: tuple[AnyItem, ...] = ()
    blueprint: Mapping[Track, tuple[Cell, ...]] = {}
    """Cells by track: a learner's final asks other things than a student's."""
    forms: Mapping[FormName, Annotated[tuple[Id, ...], Field(min_length=1, max_length=60)]] = {}
    """Ids of the items by form, place by place (`course.parallel`). The result of the first sitting is told
    once both are done."""

    @model_validator(mode="after")
    def _asks_something(self):
        if bool(self.items) == bool(self.blueprint):
            raise ValueError("a quiz has either items or a blueprint")
        return self

    @model_validator(mode="after")
    def _forms_are_sat_once_each(self):
        if not self.forms:
            return self
        if set(self.forms) != set(get_args(FormName)) or not self.items:
            raise ValueError("there are two forms, a and b, of the quiz's own items")
        if (self.mode, self.graded.attempts, self.graded.may_be_practised) != ("graded", 2, False):
            raise ValueError(
                "a quiz with forms has `mode: graded` and `graded: {attempts: 2, may_be_practised: false}`"
            )
        return self
