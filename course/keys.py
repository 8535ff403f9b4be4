"""Does the key of a question say the same as the content that it rests on?

A question names its facts in `agrees_with`, each by its place: `stretches.happy-baby.primary`. What a fact is
decides how it is compared:

- ids (`….primary`): right are those options, and only those, whose id it holds; steps stand in its order;
- a word or a text (`….innervation`, `….step`): the right option's id or text is it, and no other's;
- a number (`….mdc95`): it is the answer, or the right option's text says it;
- `{fact} * 5` reckons with numbers of the content; a calculated question's formula gives the same;
- `*` stands for each part in turn, by its id or by what it is `about`: a pair's partner, or a gap's word, is
  the fact; an option is right exactly where the fact is what follows the `=`
  (`screening.*.step = hospital-today`).

What the content itself holds as an estimate can be no key, except what a sign of the screening leads to
(`step`) and what routines hold: these are the course's own rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from course.rich_text import to_plain
from course.schema import (
    Asked,
    CalculatedQuestion,
    ClozeQuestion,
    Combination,
    MatchQuestion,
    NumberQuestion,
    OrderQuestion,
    Rule,
)

if TYPE_CHECKING:
    from course.loader import Source

Value = tuple[str, ...] | str | float
Contradiction = tuple[tuple[str | int, ...], str, str]
"""Where in the question, what is found there, what the content holds instead."""

NUMBER = re.compile(r"\{([^{}]*)\}")


class NoFact(Exception):
    """The content holds no such thing; the message says what was expected."""


class Unread(Exception):
    """What the fact would be read from has mistakes of its own, which are told elsewhere."""


class Held:
    """What the content holds, entry by entry. Entries with mistakes are there as None."""

    def __init__(self, sources: Sequence[Source], unread: set[str]):
        self._sources = sources
        self._unread = unread

    @cached_property
    def _entries(self) -> Mapping[str, Mapping[str, Any]]:
        by_kind: dict[str, dict[str, Any]] = {}
        for source in self._sources:
            by_kind.setdefault(source.kind, {})[source.id] = source.model
        return by_kind

    def entry(self, kind: str, id: str) -> Any:
        """Raises `NoFact` where there is none of that name, `Unread` where it cannot be read."""
        entries = self._entries.get(kind)
        if not entries or kind in self._unread:
            raise Unread
        entry = entries.get(id)
        if entry is None and (id in entries or None in entries.values()):
            raise Unread  # its own mistakes are told, or its id may be one of them
        if entry is None:
            raise NoFact(f"one of the {kind}: {', '.join(sorted(entries))}")
        return entry

    def all(self, kind: str) -> Mapping[str, Any]:
        entries = self._entries.get(kind, {})
        if kind in self._unread or None in entries.values():
            raise Unread
        return entries

    def value(self, name: str) -> Value:
        """What stands at this place. Raises `NoFact` or `Unread`."""
        kind, _, rest = name.partition(".")
        if kind not in FACTS:
            raise NoFact(f"a fact that begins with one of {', '.join(sorted(FACTS))}")
        entry, _, what = rest.rpartition(".")
        what, _, more = what.partition(":")
        if what not in FACTS[kind]:
            forms = ", ".join(f"{kind}.{'' if kind == 'timing' else '….'}{fact}" for fact in FACTS[kind])
            raise NoFact(f"one of {forms}")
        read = FACTS[kind][what]
        if (read in OF_SOMETHING) != bool(more):
            raise NoFact(f"{what}{':… (of what?)' if read in OF_SOMETHING else ' with nothing behind it'}")
        return read(self, entry, *([more] if more else []))


def contradictions(question: Asked, held: Held) -> Iterator[Contradiction]:
    """Every place where the key of a question and a fact that it names do not agree."""
    for index, fact in enumerate(question.agrees_with):
        place = ("agrees_with", index)
        try:
            yield from _compare(question, fact, held)
        except Unread:
            continue
        except NoFact as error:
            yield place, repr(fact), str(error)
        except ValueError as error:
            yield place, repr(fact), f"a fact that can be compared with this question: {error}"


# --- what can be named -------------------------------------------------------------------------------------


def _targets(role: str) -> Callable[..., Value]:
    def read(held: Held, id: str) -> Value:
        targets = held.entry("stretches", id).targets
        return tuple(target.muscle for target in targets if target.role == role and _sure(target))

    return read


def _field(kind: str, name: str) -> Callable[..., Value]:
    def read(held: Held, id: str) -> Value:
        value = getattr(held.entry(kind, id), name)
        if value is None:
            raise NoFact(f"an entry with {name}; {id} has none")
        return value

    return read


def _published(name: str) -> Callable[..., Value]:
    def read(held: Held, id: str) -> Value:
        return _not_estimated(_field("measures", name)(held, id)).value

    return read


def _degrees(held: Held, id: str, joint: str) -> Value:
    """How far a joint moves at most, by its name with hyphens."""
    angles = [a for a in held.entry("stretches", id).end_angles if a.joint.replace(" ", "-") == joint]
    if not angles:
        raise NoFact(f"a joint of the end angles of {id}")
    return float(_not_estimated(angles[0]).high_degrees)


def _timing(name: str) -> Callable[..., Value]:
    return lambda held, _: getattr(held.entry("timing", ""), name)


def _total(held: Held, id: str) -> Value:
    """How long a routine takes, as the plan counts it."""
    from course.plan import Wish, plan_session

    routine, _, option = id.partition("/")
    held.entry("routines", routine)
    content = {kind: held.all(kind) for kind in ("stretches", "extras", "routines")}
    course = SimpleNamespace(timing=held.entry("timing", ""), **content)
    try:
        return plan_session(course, Wish(routine=routine, option=option or None)).total_seconds
    except KeyError as error:  # a routine that names what does not exist
        raise Unread from error


def _a_side(held: Held, id: str, stretch: str) -> Value:
    """For how long a routine holds one side of a stretch, in a session."""
    return sum(e.hold_seconds * e.sets for e in _entries_of(held, id, stretch) if e.hold_seconds is not None)


def _form(held: Held, id: str, stretch: str) -> Value:
    return _entries_of(held, id, stretch)[0].variant


def _entries_of(held: Held, id: str, do: str) -> list[Any]:
    entries = [entry for entry in held.entry("routines", id).entries if entry.do == do]
    if not entries:
        raise NoFact(f"something that {id} holds")
    return entries


def _parts(held: Held, id: str) -> Value:
    return tuple(entry.do for entry in held.entry("routines", id).entries)


def _step(held: Held, signs: str) -> Value:
    """What signs lead to: how urgent an emergency is, `ask-first` or `go`."""
    rule = _rule(held, signs)[0]
    return rule.urgency or rule.outcome


def _left_out(held: Held, signs: str) -> Value:
    rule, question = _rule(held, signs)
    _not_estimated(question)
    return tuple(held.all("stretches")) if rule.leave_out == "all" else rule.leave_out


def _kept(held: Held, signs: str) -> Value:
    out = _left_out(held, signs)
    return tuple(stretch for stretch in held.all("stretches") if stretch not in out)


def _changed(held: Held, signs: str, stretch: str) -> Value:
    """The form of a stretch that the screening chooses."""
    rule, question = _rule(held, signs)
    _not_estimated(question)
    if stretch not in rule.change:
        raise NoFact(f"a stretch that {signs} changes: {', '.join(rule.change) or 'none'}")
    return rule.change[stretch]


def _rule(held: Held, signs: str) -> tuple[Rule, Any]:
    """The rule of `question`, of `question/tick`, or of signs that are read together (`a/b+c`)."""
    safety = held.entry("safety", "")
    if "+" in signs:
        return _together(safety.combinations, set(signs.split("+")))
    id, _, tick_id = signs.partition("/")
    questions = {question.id: question for question in safety.questions}
    if id not in questions:
        raise NoFact(f"one of the questions: {', '.join(questions)}")
    ticks = {tick.id: tick for tick in questions[id].ticks}
    if tick_id and tick_id not in ticks:
        raise NoFact(f"one of the signs of {id}: {', '.join(ticks)}")
    rule = (ticks[tick_id].rule if tick_id else None) or questions[id].rule
    if rule is None:
        raise NoFact(f"one sign of {id}: {', '.join(ticks)}")
    return rule, questions[id]


def _together(combinations: Sequence[Combination], signs: set[str]) -> tuple[Rule, Any]:
    for combination in combinations:
        if all(signs & set(group) for group in combination.every):
            return combination.rule, combination
    raise NoFact("signs that the screening reads together")


def _stop(held: Held, id: str) -> Value:
    answers = {answer.id: answer for answer in held.entry("safety", "").stop.answers}
    if id not in answers:
        raise NoFact(f"one of the stop answers: {', '.join(answers)}")
    return answers[id].effect


FACTS: Mapping[str, Mapping[str, Callable[..., Value]]] = {
    "stretches": {
        "primary": _targets("primary"),
        "secondary": _targets("secondary"),
        "hold_seconds": _field("stretches", "hold_seconds"),
        "sets": _field("stretches", "sets"),
        "repetitions": _field("stretches", "repetitions"),
        "degrees": _degrees,
    },
    "muscles": {name: _field("muscles", name) for name in ("origin", "insertion", "action", "innervation")},
    "measures": {name: _published(name) for name in ("sem", "mdc95", "mdc95_other_tester", "mic")},
    "routines": {"total_seconds": _total, "seconds_a_side": _a_side, "form": _form, "parts": _parts},
    "timing": {
        name: _timing(name)
        for name in (
            "preview_seconds",
            "move_in_seconds",
            "move_out_seconds",
            "breath_in_seconds",
            "breath_out_seconds",
            "repetition_seconds",
        )
    },
    "screening": {"step": _step, "leave_out": _left_out, "keep": _kept, "change": _changed},
    "stop": {"effect": _stop},
}
"""By kind, what can be named of an entry: `kind.entry.name`."""

OF_SOMETHING = (_degrees, _a_side, _form, _changed)
"""These say behind a colon of what: `routines.morning.form:single-knee-to-chest`."""


def _sure(claim: Any) -> bool:
    return claim.certainty != "estimate"


def _not_estimated(claim: Any) -> Any:
    if not _sure(claim):
        raise NoFact("a fact that is no estimate: no graded key rests on one")
    return claim


# --- how it is compared ------------------------------------------------------------------------------------


def _compare(question: Asked, fact: str, held: Held) -> Iterator[Contradiction]:
    name, _, wanted = (part.strip() for part in fact.partition(" = "))
    if "*" in name and "{" not in name:
        yield from _each_part(question, name, wanted, held)
    elif wanted:
        raise ValueError("only a fact with * is compared with a word behind =")
    elif "{" in name:
        yield from _reckoned(question, name, held)
    else:
        value = held.value(name)
        if isinstance(value, tuple):
            yield from _ids(question, name, value)
        elif isinstance(value, str):
            yield from _words(question, name, value)
        else:
            yield from _number(question, name, float(value))


def _each_part(question: Asked, name: str, wanted: str, held: Held) -> Iterator[Contradiction]:
    group, parts = _parts_of(question)
    matched = isinstance(question, MatchQuestion | ClozeQuestion)
    if matched and wanted:
        raise ValueError("a pair or a gap is compared with the fact itself, without =")
    if not matched and not wanted:
        raise ValueError("what makes an option right stands behind =")
    some_are_named = any(getattr(part, "about", None) for part in parts)
    for index, part in enumerate(parts):
        if some_are_named and not part.about:
            continue
        this = name.replace("*", _entry_of(part))
        value = held.value(this)
        if matched:
            field, among = (
                ("partner", "partners") if isinstance(question, MatchQuestion) else ("word", "words")
            )
            keyed = next(other for other in getattr(question, among) if other.id == getattr(part, field))
            if value not in _names(keyed):
                yield (group, index, field), repr(keyed.text), f"{value!r}, as {this} is"
        elif part.correct != (wanted in value if isinstance(value, tuple) else wanted == str(value)):
            yield _at(group, index, part), _verdict(part), f"the opposite: {this} is {_shown(value)}"


def _ids(question: Asked, name: str, value: tuple[str, ...]) -> Iterator[Contradiction]:
    group, parts = _parts_of(question)
    if isinstance(question, OrderQuestion):
        given = [_entry_of(part) for part in parts]
        if given != [id for id in value if id in given]:
            yield (group,), ", ".join(given), f"the order of {name}: {', '.join(value)}"
        return
    if isinstance(question, MatchQuestion | ClozeQuestion):
        raise ValueError("several ids are no partner or word")
    for index, part in enumerate(parts):
        if part.correct != (_entry_of(part) in value):
            yield _at(group, index, part), _verdict(part), f"the opposite: {name} is {_shown(value)}"


def _words(question: Asked, name: str, value: str) -> Iterator[Contradiction]:
    group, parts = _parts_of(question)
    if isinstance(question, MatchQuestion | ClozeQuestion | OrderQuestion):
        raise ValueError("a word is the one right option")
    for index, part in enumerate(parts):
        if part.correct != (value in _names(part)):
            yield _at(group, index, part), _verdict(part), f"the opposite: {name} is {value!r}"


def _number(question: Asked, name: str, value: float) -> Iterator[Contradiction]:
    if isinstance(question, NumberQuestion):
        if abs(question.answer - value) > question.tolerance + 1e-9:
            yield ("answer",), f"{question.answer:g}", f"{value:g}, as {name} is"
        return
    group, parts = _parts_of(question)
    if not hasattr(parts[0], "correct"):
        raise ValueError("a number is an answer, or stands in the right option")
    said = re.compile(rf"(?<![\d.]){re.escape(f'{value:g}')}(?!\.?\d)")
    for index, part in enumerate(parts):
        if part.correct and not said.search(to_plain(part.text)):
            yield (group, index, "text"), repr(to_plain(part.text)), f"words with {value:g}, as {name} is"


def _reckoned(question: Asked, name: str, held: Held) -> Iterator[Contradiction]:
    """A formula with facts in braces, and for a calculated question with its own variables too."""
    from course.calculated import evaluate

    values: dict[str, float] = {}
    for fact in NUMBER.findall(name):
        value = held.value(fact)
        if isinstance(value, tuple | str):
            raise ValueError(f"{fact} is no number")
        values[f"fact{len(values)}"] = float(value)
    numbers = iter(values)
    formula = NUMBER.sub(lambda _: next(numbers), name)
    if not isinstance(question, CalculatedQuestion):
        yield from _number(question, name, evaluate(formula, values))
        return
    drawn = question.variables
    for corner in product(*((one.low, one.high) for one in drawn.values())):
        here = dict(zip(drawn, corner, strict=True))
        own, theirs = evaluate(question.formula, here), evaluate(formula, here | values)
        if abs(own - theirs) > question.tolerance + 1e-9:
            at = ", ".join(f"{name} {value:g}" for name, value in here.items())
            yield ("formula",), f"{own:g} at {at}", f"{theirs:g}, as {name} is"
            return


PARTS: Sequence[str] = ("options", "reasons", "spots", "pairs", "gaps", "parts")


def _parts_of(question: Asked) -> tuple[str, Sequence[Any]]:
    for group in PARTS:
        if parts := getattr(question, group, ()):
            return group, parts
    raise ValueError(f"a question of kind {question.kind} has no such parts")


def _entry_of(part: Any) -> str:
    """The id of the entry that a part stands for."""
    return getattr(part, "about", None) or getattr(part, "muscle", None) or part.id


def _names(part: Any) -> tuple[str, ...]:
    return part.id, to_plain(part.text), *([part.about] if getattr(part, "about", None) else ())


def _at(group: str, index: int, part: Any) -> tuple[str | int, ...]:
    return (group, index, "correct") if part.correct else (group, index)


def _verdict(part: Any) -> str:
    return f"'{part.id}' as {'right' if part.correct else 'not right'}"


def _shown(value: Value) -> str:
    return (", ".join(value) or "empty") if isinstance(value, tuple) else repr(value)
