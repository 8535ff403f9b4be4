"""The one description of what the content files hold.

Every model is frozen and refuses keys it does not know. Keys carry their unit (`hold_seconds`); ids are
kebab-case and are the only names that code and notebooks use. What one model cannot see (does this muscle
exist?) is cross-checked in `course.crosscheck`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator


@dataclass(frozen=True)
class RefersTo:
    """Marks an id that must exist in another part of the content; `course.crosscheck` looks it up."""

    kind: str


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
LessonId = Annotated[str, StringConstraints(pattern=r"^\d\d_[a-z]+(_[a-z]+)*$")]
ReferenceId = Annotated[Id, RefersTo("references")]
ObjectiveId = Annotated[Id, RefersTo("objectives")]
MuscleId = Annotated[Id, RefersTo("muscles")]
StretchId = Annotated[Id, RefersTo("stretches")]
MeasureId = Annotated[Id, RefersTo("measures")]
QuizId = Annotated[Id, RefersTo("quizzes")]
QuestionId = Annotated[Id, RefersTo("questions")]
TaughtIn = Annotated[LessonId, RefersTo("lessons")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Seconds = Annotated[int, Field(ge=0, le=600)]
Degrees = Annotated[int, Field(ge=-30, le=180)]

Certainty = Literal["confirmed", "textbook", "estimate"]
Track = Literal["learner", "student"]
Side = Literal["left", "right"]
Bloom = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]

Outcome = Literal["go", "ask-first", "emergency"]
Scope = Literal["some", "all"]
Urgency = Literal["ambulance-now", "maternity-now", "hospital-today", "urgent-care-today"]


class Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Sourced(Content):
    """Something the course claims, with how sure we are and where it comes from (ids of references)."""

    certainty: Certainty
    sources: tuple[ReferenceId, ...] = ()

    @model_validator(mode="after")
    def _sure_things_have_sources(self):
        if self.certainty != "estimate" and not self.sources:
            raise ValueError(f"certainty '{self.certainty}' needs at least one source")
        return self


class Fact(Sourced):
    """One claim in one or two sentences. An estimate says in its own words that it is one."""

    text: Text


class Reviewed(Content):
    """Advice that a clinician signs off; while empty the course says that nobody has yet."""

    reviewed_by: Text | None = None
    reviewed_on: date | None = None

    @model_validator(mode="after")
    def _both_or_neither(self):
        if (self.reviewed_by is None) != (self.reviewed_on is None):
            raise ValueError("reviewed_by and reviewed_on are filled in together")
        return self


# --- references, objectives, lessons -----------------------------------------------------------------------


class Reference(Content):
    id: Id
    kind: Literal["article", "review", "guideline", "position-stand", "textbook", "web-page", "seed"]
    authors: Text
    year: int | None = Field(default=None, ge=1900, le=2100)
    title: Text | None = None
    container: Text | None = None
    volume: Text | None = None
    pages: Text | None = None
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")] | None = None
    about: Text
    """What it looked at, in our own words."""

    def __str__(self) -> str:
        volume = ":".join(part for part in (self.volume, self.pages) if part)
        who = f"{self.authors} ({self.year})" if self.year else self.authors
        where = " ".join(part for part in (self.container, volume) if part)
        doi = f"doi:{self.doi}" if self.doi else None
        return ". ".join(part.rstrip(".") for part in (who, self.title, where, doi) if part)


class Objective(Content):
    id: Id
    text: Text
    bloom: Bloom


class Lesson(Content):
    id: LessonId
    """The notebook's file name without its ending."""
    title: Text
    module: Id | None = None
    minutes: int = Field(ge=1, le=60)
    goals: tuple[Text, ...]
    needs: tuple[Text, ...] = ()
    objectives: tuple[ObjectiveId, ...] = ()
    stretches: tuple[StretchId, ...] = ()
    quiz: QuizId | None = None


# --- muscles and stretches ---------------------------------------------------------------------------------


class Muscle(Sourced):
    """A muscle, or another structure (capsule, fascia, ligament, pelvic floor) that a stretch reaches."""

    id: Id
    name: Text
    kind: Literal["muscle", "structure"]
    plain: Text
    """What and where it is, in words that need no anatomy."""
    origin: Text | None = None
    insertion: Text | None = None
    action: Text | None = None
    innervation: Text | None = None
    debate: Fact | None = None

    @model_validator(mode="after")
    def _muscles_are_complete(self):
        missing = [k for k in ("origin", "insertion", "action", "innervation") if getattr(self, k) is None]
        if self.kind == "muscle" and missing:
            raise ValueError(f"a muscle needs {', '.join(missing)}")
        return self


class Target(Sourced):
    muscle: MuscleId
    role: Literal["primary", "secondary"]
    how: Literal["lengthened", "working"]
    where: Text | None = None
    """Which side or under which condition, e.g. 'of the other leg, when it lies straight'."""


class EndAngle(Sourced):
    """An approximate joint angle at the end of the movement, in degrees."""

    joint: Text
    motion: Text
    low_degrees: Degrees
    high_degrees: Degrees
    where: Text | None = None

    @model_validator(mode="after")
    def _low_to_high(self):
        if self.low_degrees > self.high_degrees:
            raise ValueError("low_degrees is above high_degrees")
        return self


class Step(Content):
    do: Literal["move", "breathe", "feel"]
    text: Text
    film_at: float | None = Field(default=None, ge=0, le=1)
    """Where in the film from start to end this step begins; none for what comes after the end."""


class Slip(Sourced):
    """A common slip and the kind words that mend it."""

    id: Id
    slip: Text
    instead: Text


class Caution(Sourced):
    """Who leaves this stretch out, changes it or asks first; `questions`: where the screening asks for it."""

    who: Text
    advice: Literal["leave-out", "ask-first", "change", "stop"]
    why: Text
    questions: tuple[QuestionId, ...] = ()


class Cues(Content):
    """Spoken words, one short sentence for each phase. `{side}` is replaced by left or right."""

    move_in: Text
    hold: Text
    move_out: Text


class Variant(Sourced):
    """A form of the stretch. Screening, routines and the stop answers name it by id."""

    id: Id
    name: Text
    eases: Literal["standard", "easier", "harder", "other"]
    how: Text
    for_whom: Text | None = None
    cues: Cues | None = None
    mode: Literal["hold", "repetitions"] | None = None
    """Where it differs from the stretch's own; then with its own dose."""
    repetitions: int | None = Field(default=None, ge=1, le=40)
    repetition_seconds: Seconds | None = None

    @model_validator(mode="after")
    def _repetitions_have_a_dose(self):
        if self.mode == "repetitions" and not (self.repetitions and self.repetition_seconds):
            raise ValueError("mode 'repetitions' needs repetitions and repetition_seconds")
        return self


PictureFile = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.(webp|png|svg)$")]


class Picture(Content):
    file: PictureFile
    alt: Text


class LabelledPicture(Picture):
    labels: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.json$")]
    """Where each target is in it: written by the pipeline, as fractions of width and height."""


class NamedPicture(Picture):
    name: Text


class Film(Picture):
    """One picture that holds all frames from start to end, in a grid, row by row; and a small one for
    phones."""

    phone_file: PictureFile
    frames: int = Field(ge=2, le=60)
    columns: int = Field(ge=1, le=12)


class Pictures(Content):
    """What there is to see of a stretch. `shown_side` is the side that works; the other side is mirrored."""

    shown_side: Literal["left", "right"] = "left"
    start: Picture | None = None
    end: Picture | None = None
    muscles: LabelledPicture | None = None
    film: Film | None = None
    forms: Mapping[Id, Picture] = {}
    slips: Mapping[Id, Picture] = {}
    views: Mapping[Id, NamedPicture] = {}
    larger_body: Picture | None = None

    def named(self) -> dict[str, Picture]:
        """Every picture by one name: `start`, `film`, `form-foot-down`, `slip-head-lifting` and so on."""
        single = {"start": self.start, "end": self.end, "muscles": self.muscles, "film": self.film,
                  "larger-body": self.larger_body}  # fmt: skip
        groups = {"form": self.forms, "slip": self.slips, "view": self.views}
        named = {name: picture for name, picture in single.items() if picture is not None}
        return named | {
            f"{kind}-{id}": picture for kind, group in groups.items() for id, picture in group.items()
        }


class Stretch(Reviewed):
    id: Id
    position: int = Field(ge=1)
    """Where it stands in the course's own order."""
    name: Text
    in_short: Text
    mode: Literal["hold", "repetitions"]
    two_sided: bool
    purpose: tuple[Fact, ...]
    feel: Fact
    targets: tuple[Target, ...]
    joint_motions: tuple[Fact, ...]
    end_angles: tuple[EndAngle, ...]
    set_up: tuple[Text, ...]
    steps: tuple[Step, ...]
    cues: Cues
    slips: tuple[Slip, ...]
    easier: tuple[Fact, ...]
    harder: tuple[Fact, ...]
    cautions: tuple[Caution, ...]
    evidence: tuple[Fact, ...] = ()
    variants: tuple[Variant, ...]
    easier_variant: Id
    hold_seconds: Seconds | None = None
    sets: int | None = Field(default=None, ge=1, le=6)
    repetitions: int | None = Field(default=None, ge=1, le=40)
    pictures: Pictures = Pictures()

    @model_validator(mode="after")
    def _dose_fits_mode(self):
        needed = ("hold_seconds", "sets") if self.mode == "hold" else ("repetitions",)
        missing = [key for key in needed if getattr(self, key) is None]
        if missing:
            raise ValueError(f"mode '{self.mode}' needs {' and '.join(missing)}")
        ids = [variant.id for variant in self.variants]
        if "standard" not in ids or len(set(ids)) != len(ids):
            raise ValueError("variants need one 'standard' and no id twice")
        if self.easier_variant not in ids:
            raise ValueError(f"easier_variant '{self.easier_variant}' is not among the variants")
        return self

    @model_validator(mode="after")
    def _steps_follow_the_film(self):
        places = [step.film_at for step in self.steps if step.film_at is not None]
        if places != sorted(set(places)):
            raise ValueError("film_at grows from step to step")
        return self

    @model_validator(mode="after")
    def _pictures_show_what_is_there(self):
        for kind, shown, there in (
            ("forms", self.pictures.forms, {variant.id for variant in self.variants}),
            ("slips", self.pictures.slips, {slip.id for slip in self.slips}),
        ):
            if unknown := sorted(set(shown) - there):
                raise ValueError(
                    f"pictures.{kind} shows {', '.join(unknown)}; there are {', '.join(sorted(there))}"
                )
        return self

    def variant(self, id: str) -> Variant:
        """The variant of this id; KeyError when the stretch has none such."""
        for variant in self.variants:
            if variant.id == id:
                return variant
        raise KeyError(f"{self.id} has no variant '{id}'; it has {', '.join(v.id for v in self.variants)}")


# --- safety ------------------------------------------------------------------------------------------------

Everything = Literal["all"]


class Rule(Content):
    """What follows from one answer. `all` stands for all stretches, or all body measures."""

    outcome: Outcome
    scope: Scope | None = None
    urgency: Urgency | None = None
    leave_out: tuple[StretchId, ...] | Everything = ()
    change: Mapping[StretchId, Id] = {}
    """Stretch id to the variant that replaces its standard form."""
    measures_out: tuple[MeasureId, ...] | Everything = ()
    lasts_hours: int | None = Field(default=None, ge=1)
    say: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _fields_fit_outcome(self):
        if (self.outcome == "ask-first") != (self.scope is not None):
            raise ValueError("scope is given exactly when outcome is 'ask-first'")
        if (self.outcome == "emergency") != (self.urgency is not None):
            raise ValueError("urgency is given exactly when outcome is 'emergency'")
        if self.scope == "all" and self.leave_out != "all":
            raise ValueError("scope 'all' leaves out 'all'")
        if self.outcome == "go" and (self.leave_out or self.change or self.measures_out):
            raise ValueError("outcome 'go' leaves out and changes nothing")
        return self


class Tick(Content):
    """One sign under a question; with a rule of its own, or counting for the question's rule."""

    id: Id
    text: Text
    rule: Rule | None = None


class OtherAnswer(Content):
    id: Id
    text: Text
    counts_as: Literal["no"]


class Question(Sourced):
    id: Id
    title: Text
    """A few words that name the subject without giving away what was ticked."""
    ask: Text
    ticks: tuple[Tick, ...]
    rule: Rule | None = None
    """What a yes to any tick without a rule of its own means."""
    other_answers: tuple[OtherAnswer, ...] = ()

    @model_validator(mode="after")
    def _every_tick_leads_somewhere(self):
        if self.rule is None and any(tick.rule is None for tick in self.ticks):
            raise ValueError("a tick without a rule needs a rule on the question")
        ids = [tick.id for tick in self.ticks]
        if not ids or len(set(ids)) != len(ids):
            raise ValueError("a question needs at least one tick and no tick id twice")
        return self


class Combination(Sourced):
    """Signs that mean more together: every group must have at least one of its ticks (`question/tick`) or
    questions (`question`, any yes) answered yes."""

    every: tuple[tuple[Text, ...], ...]
    rule: Rule


class PainBand(Content):
    """Inclusive range of today's pain, 0 to 10, and what it means for the session."""

    low: int = Field(ge=0, le=10)
    high: int = Field(ge=0, le=10)
    effect: Literal["as-planned", "easier", "no-session"]
    say: Text


class DailyCheck(Sourced):
    new_signs_ask: Text
    new_signs: tuple[Text, ...]
    new_signs_if_yes: Text
    pain_ask: Text
    pain_bands: tuple[PainBand, ...]
    up_an_hour_ask: Text
    up_an_hour_if_no: Text
    easier_hold_seconds: Seconds
    easier_sets: int = Field(ge=1)

    @model_validator(mode="after")
    def _bands_cover_the_scale(self):
        covered = [n for band in self.pain_bands for n in range(band.low, band.high + 1)]
        if covered != list(range(11)):
            raise ValueError("pain_bands must cover 0 to 10, in order, each number once")
        return self


class StopAnswer(Sourced):
    id: Id
    text: Text
    do: Text
    follows: Text
    effect: Literal["emergency", "only-pelvic-tilt-next", "easier-next", "easier-now", "rest", "half-range"]
    goes_on_with: Literal["all", "others"] | tuple[StretchId, ...] = ()
    """What may follow at once: everything, every other stretch, these and the extras; or nothing."""


class StopRules(Content):
    now: Text
    hands_busy: Text
    answers: tuple[StopAnswer, ...]
    repeated_within_days: int
    repeated_times: int
    repeated_say: Text
    easier_next_sets: int
    easier_next_hold_seconds: Seconds
    soreness: Fact


class UrgencyPage(Content):
    """The page shown for an emergency; `{local_number}` is replaced by the setting."""

    title: Text
    signs: Text | None = None
    """For which signs, where several pages stand together: the stop button does not ask which it was."""
    do: tuple[Text, ...]
    then: Text


class Population(Content):
    """Made-up people for `bedstretch check`: the share that would tick each `question/tick`. Estimates."""

    id: Id
    name: Text
    rates: Mapping[Text, Annotated[float, Field(ge=0, le=1)]]


class Safety(Reviewed):
    valid_days: int
    undo_seconds: int
    check_valid_hours: int
    """A daily check counts for body measures on the same day, and no longer than this."""
    local_numbers: Mapping[Text, Text]
    urgency_order: tuple[Urgency, ...]
    urgency_pages: Mapping[Urgency, UrgencyPage]
    keep_moving: Fact
    still_open: tuple[Text, ...]
    questions: tuple[Question, ...]
    combinations: tuple[Combination, ...] = ()
    daily_check: DailyCheck
    stop: StopRules
    populations: tuple[Population, ...] = ()

    @model_validator(mode="after")
    def _default_number(self):
        if "default" not in self.local_numbers:
            raise ValueError("local_numbers needs 'default'")
        return self

    @model_validator(mode="after")
    def _every_urgency_is_ready(self):
        all_of_them = sorted(get_args(Urgency))
        if sorted(self.urgency_order) != all_of_them or sorted(self.urgency_pages) != all_of_them:
            raise ValueError(f"urgency_order and urgency_pages need each of {', '.join(all_of_them)} once")
        return self


# --- routines ----------------------------------------------------------------------------------------------


class Timing(Content):
    """How totals are computed, in seconds."""

    get_ready_seconds: Seconds
    preview_seconds: Seconds
    move_in_seconds: Seconds
    move_out_seconds: Seconds
    breath_in_seconds: Seconds
    breath_out_seconds: Seconds
    shortest_hold_seconds: Seconds
    longest_hold_seconds: Seconds

    @property
    def repetition_seconds(self) -> int:
        return self.breath_in_seconds + self.breath_out_seconds


class Extra(Content):
    """Part of a routine that is not a stretch: breathing, ankle pumps, getting up."""

    id: Id
    name: Text
    say: Text
    preview_seconds: Seconds = 0
    mode: Literal["repetitions", "seconds"]


class RoutineEntry(Content):
    """One line of a routine: a stretch or an extra, with its dose."""

    do: Id
    variant: Id = "standard"
    hold_seconds: Seconds | None = None
    sets: int | None = Field(default=None, ge=1, le=6)
    repetitions: int | None = Field(default=None, ge=1, le=40)
    repetition_seconds: Seconds | None = None
    seconds: Seconds | None = None

    @model_validator(mode="after")
    def _one_kind_of_dose(self):
        given = [self.hold_seconds is not None, self.repetitions is not None, self.seconds is not None]
        if sum(given) != 1:
            raise ValueError("give exactly one of hold_seconds (with sets), repetitions, seconds")
        if (self.hold_seconds is None) != (self.sets is None):
            raise ValueError("hold_seconds and sets belong together")
        return self


class Routine(Content):
    id: Id
    name: Text
    for_whom: Text
    get_ready_seconds: Seconds
    entries: tuple[RoutineEntry, ...]
    notes: tuple[Fact, ...] = ()
    suits_morning: bool = False
    """May be done before one has been up for an hour."""


# --- measures ----------------------------------------------------------------------------------------------


class Published(Sourced):
    """A published measurement property, in the measure's unit. From trained testers, so 'at least'."""

    value: float = Field(gt=0)
    note: Text | None = None


class Measure(Sourced):
    id: Id
    name: Text
    unit: Text
    """Short form on axes and beside the field: cm, °, min, 0–10."""
    minimum: float
    maximum: float
    step: float = Field(gt=0)
    typical_minimum: float
    typical_maximum: float
    better: Literal["lower", "higher"]
    two_sided: bool = False
    body: bool
    """A body measure moves or bends the body, so the screening and the daily check guard it."""
    not_before_up_an_hour: bool = False
    class_only: bool = False
    needs: tuple[Text, ...] = ()
    protocol: tuple[Text, ...]
    trials: int = Field(default=1, ge=1, le=5)
    keep: Literal["single", "best", "mean"] = "single"
    sem: Published | None = None
    mdc95: Published | None = None
    mdc95_other_tester: Published | None = None
    mic: Published | None = None
    notes: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _ranges_nest(self):
        if not self.minimum <= self.typical_minimum < self.typical_maximum <= self.maximum:
            raise ValueError("typical range must lie inside minimum to maximum")
        return self


# --- quizzes -----------------------------------------------------------------------------------------------


class Option(Content):
    id: Id
    text: Text
    correct: bool = False
    feedback: Text


class Item(Sourced):
    """What every question has. No graded key rests on an estimate."""

    id: Id
    stem: Text
    track: Track
    bloom: Bloom
    objectives: tuple[ObjectiveId, ...] = Field(min_length=1)
    lesson: TaughtIn
    """The lesson that teaches it."""
    safety_critical: bool = False
    explanation: Text

    @model_validator(mode="after")
    def _no_estimates(self):
        if self.certainty == "estimate":
            raise ValueError("a graded item may not rest on an estimate")
        return self


class ChoiceItem(Item):
    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _one_key(self):
        if sum(option.correct for option in self.options) != 1:
            raise ValueError("a choice has exactly one correct option")
        return _distinct_options(self)


class MultipleItem(Item):
    kind: Literal["multiple"]
    options: tuple[Option, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _some_key(self):
        if not 0 < sum(option.correct for option in self.options) < len(self.options):
            raise ValueError("a multiple item has at least one correct and one incorrect option")
        return _distinct_options(self)


class NearMiss(Content):
    """A value that a typical slip gives (same unit as the answer), with its own feedback."""

    value: float
    feedback: Text


class NumberItem(Item):
    kind: Literal["number"]
    answer: float
    tolerance: float = Field(ge=0)
    unit: Text
    """The unit of `answer`; other accepted units and their factors are in `units`."""
    units: Mapping[Text, Annotated[float, Field(gt=0)]] = {}
    """Further accepted units, as how many of the answer's unit one is: min: 60 for an answer in s."""
    feedback_right: Text
    feedback_wrong: Text
    near_misses: tuple[NearMiss, ...] = ()


AnyItem = Annotated[ChoiceItem | MultipleItem | NumberItem, Field(discriminator="kind")]


class Quiz(Content):
    id: Id
    title: Text
    module: Id
    pass_mark: float = Field(default=0.8, gt=0, le=1)
    items: tuple[AnyItem, ...] = Field(min_length=1)


def _distinct_options(item):
    ids = [option.id for option in item.options]
    if len(set(ids)) != len(ids):
        raise ValueError("option ids must differ")
    return item


class Course(Content):
    """All content, by id. Made by `course.load_course()`."""

    stretches: Mapping[str, Stretch]
    muscles: Mapping[str, Muscle]
    measures: Mapping[str, Measure]
    routines: Mapping[str, Routine]
    extras: Mapping[str, Extra]
    timing: Timing
    quizzes: Mapping[str, Quiz]
    objectives: Mapping[str, Objective]
    references: Mapping[str, Reference]
    lessons: Mapping[str, Lesson]
    safety: Safety
