"""No key contradicts the content: a wrong key, or content that changed, stops `bedstretch check`."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from course import ContentError, keys, load_course, loader
from course.crosscheck import models_in
from course.folders import DATA, MEDIA
from course.keys import FACTS, Held, contradictions
from course.loader import Source, read_content, read_question
from course.schema import Asked
from course.yaml_marks import MarkedYaml

SOURCES = tuple(read_content(DATA, MEDIA)[0])
HELD = Held(SOURCES, set())
BEFORE, SPINE, HIPS = (
    f"quizzes/{name}.yaml" for name in ("before-you-begin", "loosen-the-spine", "open-the-hips")
)
CONTRIBUTING = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"


def tied():
    """(name, question) for every question of the bank that names what its key rests on."""
    for quiz in load_course().quizzes.values():
        for item in quiz.items:
            for path, question in models_in(item):
                if isinstance(question, Asked) and question.agrees_with:
                    stage = f"/{item.stages[path[1]].id}" if path else ""
                    yield pytest.param(question, id=f"{item.id}{stage}")


TIED = list(tied())


class Otherwise(Held):
    """The same content with every fact changed."""

    def value(self, name):
        value = super().value(name)
        if isinstance(value, tuple):
            return tuple(id for id in super().value("routines.evening.parts") if id not in value)[::-1]
        return f"not {value}" if isinstance(value, str) else value + 17 + len(name)


def keyed_otherwise(question):
    """The question with another key."""
    changes = {}
    for group in ("options", "reasons", "spots"):
        if parts := getattr(question, group, ()):
            keys_ = [part.correct for part in parts]
            turned = keys_[-1:] + keys_[:-1] if sum(keys_) == 1 else [not key for key in keys_]
            changes[group] = tuple(
                part.model_copy(update={"correct": key}) for part, key in zip(parts, turned, strict=True)
            )
    for group, field in (("pairs", "partner"), ("gaps", "word")):
        if parts := getattr(question, group, ()):
            names = [getattr(part, field) for part in parts]
            changes[group] = tuple(
                part.model_copy(update={field: name})
                for part, name in zip(parts, names[1:] + names[:1], strict=True)
            )
    if hasattr(question, "answer"):
        changes["answer"] = question.answer + question.tolerance + 1
    if hasattr(question, "formula"):
        changes["formula"] = f"({question.formula}) + {question.tolerance} + 1"
    if hasattr(question, "parts"):
        changes["parts"] = question.parts[::-1]
    assert changes, "a kind of question that this test does not know"
    return question.model_copy(update=changes)


def test_many_items_name_what_they_rest_on():
    """The muscles, holds, limits and signs that the content holds are the keys of these items."""
    items = {param.id.split("/")[0] for param in TIED}
    assert len(items) >= 30
    kinds = {fact.partition(".")[0].lstrip("{") for param in TIED for fact in param.values[0].agrees_with}
    assert {"stretches", "muscles", "measures", "routines", "screening"} <= kinds


@pytest.mark.parametrize("question", TIED)
def test_the_key_agrees(question):
    """What is keyed is what the content holds."""
    assert list(contradictions(question, HELD)) == []


@pytest.mark.parametrize("question", TIED)
def test_another_key_contradicts(question):
    """Each item's tie is one that its key can break."""
    assert list(contradictions(keyed_otherwise(question), HELD)) != []


@pytest.mark.parametrize("question", TIED)
def test_other_content_contradicts(question):
    """Each item's tie is one that the content can break."""
    assert list(contradictions(question, Otherwise(SOURCES, set()))) != []


# --- in the files ------------------------------------------------------------------------------------------


class Copy:
    """A copy of the real content, in which one test makes its change."""

    def __init__(self, folder):
        self.folder = folder

    def replace(self, file, old, new, after=""):
        """Replaces the first `old` behind the text `after`; returns its line."""
        text = (self.folder / file).read_text(encoding="utf-8")
        start = text.index(old, text.index(after))
        (self.folder / file).write_text(text[:start] + new + text[start + len(old) :], encoding="utf-8")
        return text[:start].count("\n") + 1

    def mistakes(self):
        return ContentError(read_content(self.folder, MEDIA)[1]).mistakes


parsed_once = cache(MarkedYaml)


@pytest.fixture
def copy(tmp_path, monkeypatch):
    monkeypatch.setattr(loader, "MarkedYaml", parsed_once)
    return Copy(shutil.copytree(DATA, tmp_path / "content"))


def test_a_wrong_key_is_told_with_its_place(copy):
    """A partner that is not the muscle's nerve: file, line, field, what is found and what is expected."""
    line = copy.replace(HIPS, "partner: superior", "partner: femoral", after="- id: hip-nerves")
    (mistake,) = copy.mistakes()
    assert (mistake.file, mistake.line) == (HIPS, line)
    assert mistake.field.endswith("pairs.0.partner")
    assert mistake.found == "'Femoral nerve, L2–L4'"
    assert mistake.expected == "'Superior gluteal nerve, L4–S1', as muscles.gluteus-medius.innervation is"


def test_a_wrong_number_is_told(copy):
    """The answer, and what the doses of the content make of it."""
    line = copy.replace(SPINE, "answer: 300", "answer: 360", after="- id: weekly-holding-time")
    (mistake,) = copy.mistakes()
    assert (mistake.line, mistake.found) == (line, "360") and mistake.expected.startswith(
        "300, as {stretches."
    )


CHANGED_CONTENT = [
    ("muscles.yaml", "Inferior gluteal nerve, L5–S2", "Inferior gluteal nerve, L5–S1", "gluteus-maximus"),
    ("measures.yaml", "value: 10.2", "value: 11.5", "- id: straight-leg-raise-deg"),
    ("stretches/happy-baby.yaml", "role: primary", "role: secondary", "muscle: adductor-longus"),
    ("stretches/single-knee-to-chest.yaml", "sets: 2", "sets: 3", "two_sided"),
    ("stretches/supine-spinal-twist.yaml", "high_degrees: 7,", "high_degrees: 9,", "joint: lumbar spine"),
    ("safety.yaml", "urgency: hospital-today", "urgency: urgent-care-today", "- id: both-legs-or-weak"),
    ("safety.yaml", "happy-baby, supine-spinal-twist, single-", "happy-baby, single-", "- id: bones"),
    ("safety.yaml", "single-knee-to-chest: mid-range", "single-knee-to-chest: propped", "- id: groin-pinch"),
    ("routines.yaml", "breath_out_seconds: 6", "breath_out_seconds: 5", ""),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "after"), CHANGED_CONTENT)
def test_changed_content_stops_at_the_items_that_rest_on_it(copy, file, old, new, after):
    """Whoever changes a fact is told every item whose key was the old one."""
    copy.replace(file, old, new, after)
    mistakes = copy.mistakes()
    assert mistakes and all(mistake.file.startswith("quizzes/") for mistake in mistakes)


def test_content_that_cannot_be_read_is_told_once(copy):
    """A slip in a stretch is not told again at every item that rests on it."""
    copy.replace("stretches/happy-baby.yaml", "role: primary", "role: main")
    (mistake,) = copy.mistakes()
    assert mistake.file == "stretches/happy-baby.yaml"


def test_a_file_that_is_no_yaml_is_told_once(copy):
    """Nor is one that cannot be read at all."""
    copy.replace("muscles.yaml", "name: Gluteus maximus", "name: [Gluteus maximus")
    assert {mistake.file for mistake in copy.mistakes()} == {"muscles.yaml"}


# --- what can be named, and what not -----------------------------------------------------------------------

QUESTION = """
id: a-question-of-keys
kind: {kind}
track: student
bloom: remember
objectives: [name-muscles]
lesson: 03_bring_knees_to_chest
agrees_with: ["{fact}"]
stem: Which?
{rest}
explanation: Because it is so.
certainty: textbook
sources: [textbook-anatomy]
"""
CHOICE = """options:
  - {id: a, text: One, correct: true, feedback: Yes it is.}
  - {id: b, text: Two, feedback: No it is not.}"""
NUMBER = """answer: 4
tolerance: 0
unit: cm
feedback_right: Yes it is.
feedback_wrong: No it is not."""


@pytest.mark.parametrize(
    ("kind", "fact", "expected"),
    [
        ("choice", "bones.piriformis.action", "a fact that begins with one of"),
        ("choice", "muscles.piriformis.colour", "muscles.….innervation"),
        ("choice", "muscles.biceps.action", "one of the muscles: adductor-brevis"),
        ("choice", "screening.bones/knees.step", "one of the signs of bones: thin-bones"),
        ("choice", "screening.knees.step", "one of the questions: chest-breath-collapse"),
        ("choice", "screening.operation-birth-spine/hernia.leave_out", "no estimate"),
        ("choice", "screening.hip-knee-groin.step", "one sign of hip-knee-groin"),
        ("choice", "screening.bones.change", "of what?"),
        ("choice", "screening.bones.change:happy-baby", "a stretch that bones changes"),
        ("choice", "screening.whole-body/cancer+fever.step", "signs that the screening reads together"),
        ("choice", "stretches.pelvic-tilt.hold_seconds", "pelvic-tilt has none"),
        ("choice", "stretches.happy-baby.degrees:knee", "no estimate"),
        ("choice", "stretches.happy-baby.primary:1", "nothing behind it"),
        ("choice", "routines.morning.form:happy-baby", "something that morning holds"),
        ("choice", "measures.sit-reach-cm.mdc95 = 4", "only a fact with *"),
        ("choice", "muscles.*.innervation", "what makes an option right"),
        ("choice", "{muscles.piriformis.action} * 2", "is no number"),
        ("number", "muscles.piriformis.action", "has no such parts"),
        ("number", "measures.knee-chest-cm.mdc95", "knee-chest-cm has none"),
        ("number", "{measures.sit-reach-cm.mdc95} +", "cannot be evaluated"),
    ],
)
def test_a_fact_that_does_not_fit_is_told(kind, fact, expected):
    """What is there instead is named, and nothing is raised."""
    rest = CHOICE if kind == "choice" else NUMBER
    item, mistakes = read_question(QUESTION.format(kind=kind, fact=fact, rest=rest))
    assert item is None and len(mistakes) == 1
    assert mistakes[0].field == "agrees_with.0" and expected in mistakes[0].expected


@pytest.mark.parametrize(
    "fact",
    ["measures.sit-reach-cm.mdc95", "{routines.morning.seconds_a_side:single-knee-to-chest} / 10"],
)
def test_a_fact_that_fits_is_taken(fact):
    """A published error, and numbers of the content that are reckoned with."""
    item, mistakes = read_question(QUESTION.format(kind="number", fact=fact, rest=NUMBER))
    assert mistakes == [] and item is not None


def test_totals_are_those_of_the_plan():
    """A routine's length is counted by the plan of a session, an option's too."""
    assert HELD.value("routines.morning.total_seconds") == 460
    assert HELD.value("routines.evening/one-long-hold.total_seconds") == 780


def test_signs_are_read_together():
    """A combination of the screening has its own step."""
    both = "screening.whole-body/cancer+both-legs-or-weak.step"
    assert HELD.value(both) == "hospital-today"
    assert HELD.value("screening.whole-body/cancer.step") == "ask-first"


def test_entries_with_mistakes_are_left_alone():
    """A fact of an entry that has mistakes of its own contradicts nothing."""
    broken = [Source(s.kind, s.file, s.marks, s.path, s.raw, None) for s in SOURCES]
    assert all(not list(contradictions(param.values[0], Held(broken, set()))) for param in TIED)


def test_contributing_names_every_fact():
    """Whoever writes a question finds there what can be named."""
    text = CONTRIBUTING.read_text(encoding="utf-8")
    for kind, names in FACTS.items():
        for name in names:
            assert name in text, f"{kind}: {name}"


def test_nobody_is_shown_what_a_key_rests_on(course):
    """Neither the fact nor what a part is about leaves Python with the question."""
    from course.quiz_items import public_item

    for quiz in course.quizzes.values():
        for item in quiz.items:
            shown = str(public_item(item, "seed"))
            assert "agrees_with" not in shown and "'about'" not in shown
            assert keys.__name__ not in shown
