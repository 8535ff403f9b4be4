"""What `bedstretch check` prints of content that is well: how much there is, and where the bank is thin."""

from types import MappingProxyType

import pytest

from course import report as module
from course.bank import shortages
from course.report import report
from tests.course.quiz_examples import EXAMPLES, make_quiz


@pytest.fixture(autouse=True)
def no_screening(monkeypatch):
    """The screening of made-up people has tests of its own and takes seconds."""
    monkeypatch.setattr(module, "_screening", lambda course: ["Screening"])


def with_quizzes(course, *quizzes):
    return course.model_copy(update={"quizzes": MappingProxyType({quiz.id: quiz for quiz in quizzes})})


def drawn(items, track="learner", **cell):
    """A quiz that draws so many items of one objective."""
    cell = {"objective": "prescribe-a-dose", "levels": ["apply"], "items": items, **cell}
    return make_quiz(blueprint={track: [cell]}, id="drawn")


RAWS = [EXAMPLES[name].raw for name in ("choice", "order", "cloze")]


def test_counts_of_the_bank(course):
    """Items by module, kind, level, track and objective, each with its number."""
    quiz = make_quiz(
        *RAWS[:2], {**RAWS[2], "track": "student", "objectives": ["name-muscles", "prescribe-a-dose"]}
    )
    lines = report(with_quizzes(course, quiz))
    assert [" ".join(line.split()) for line in lines if line.startswith("  by ")] == [
        "by module 3 before-you-begin",
        "by kind 1 choice, 1 cloze, 1 order",
        "by level 3 apply",
        "by track 2 learner, 1 student",
        "by objective 1 name-muscles, 3 prescribe-a-dose",
    ]
    assert any(line.split()[:4] == ["quizzes", "1", "3", "items"] for line in lines)
    assert not any("Too thin" in line for line in lines)


def test_thin_cells_are_printed(course):
    """A cell that cannot fill two attempts in a row is named with what it has and what it needs."""
    lines = report(with_quizzes(course, make_quiz(*RAWS), drawn(2)))
    thin = lines[lines.index("Too thin for two attempts in a row without a common item:") + 1]
    assert thin == "  drawn (learner): prescribe-a-dose at apply has 3 items; needs 4"


@pytest.mark.parametrize(("items", "track", "levels", "found"), [
    (1, "learner", ["apply"], None), (2, "learner", ["apply"], 3), (1, "learner", ["create"], 0),
    (2, "learner", ["create", "apply"], 3), (1, "student", ["apply"], None),
])  # fmt: skip
def test_shortages_count_what_a_track_is_asked(course, items, track, levels, found):
    """Each cell needs twice its number, of the levels and the track that it names."""
    short = shortages(with_quizzes(course, make_quiz(*RAWS), drawn(items, track, levels=levels)))
    assert [one.found for one in short] == ([] if found is None else [found])


def test_learners_are_not_given_what_is_for_students(course):
    """An item for students does not fill a learner's cell."""
    quiz = make_quiz(*RAWS[:1], *({**raw, "track": "student"} for raw in RAWS[1:]))
    assert [one.found for one in shortages(with_quizzes(course, quiz, drawn(1)))] == [1]
    assert shortages(with_quizzes(course, quiz, drawn(1, "student"))) == ()


def test_an_item_counts_for_one_cell_only(course):
    """Two cells that the same items fit share them."""
    cells = [{"objective": "prescribe-a-dose", "levels": ["apply"], "items": 1}] * 2
    quiz = make_quiz(blueprint={"learner": cells}, id="drawn")
    assert sum(one.found for one in shortages(with_quizzes(course, make_quiz(*RAWS), quiz))) <= 3
    assert shortages(with_quizzes(course, make_quiz(*RAWS), quiz)) != ()


def test_nothing_is_thin_in_the_real_bank(course):
    """The real final can be taken twice in a row without meeting an item again."""
    assert shortages(course) == ()
    assert not any("Too thin" in line for line in report(course))
