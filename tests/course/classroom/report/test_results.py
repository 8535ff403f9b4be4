"""What a class store says, narrowed and counted."""

import pytest

from course.classroom.report.results import counted, is_finished
from course.errors import PlainError
from tests.course.classroom.class_frames import Class
from tests.course.classroom.small_class import results_of

ITEMS = ["p", "q"]


@pytest.fixture
def two_tries(course):
    """Ana's second attempt is her best, and her third is not done."""
    group = Class()
    group.attempt("ana", ITEMS, scores={"p": 1, "q": 0})
    group.attempt("ana", ITEMS, scores={"p": 1, "q": 1})
    group.attempt("ana", ITEMS, scores={"p": 1}, submitted=False)
    group.attempt("bo", ITEMS, scores={"p": 0, "q": 0}, quiz="open-the-hips")
    return results_of(course, group)


@pytest.mark.parametrize(("which", "place"), [("first", 0), ("best", 1), ("last", 1)])
def test_one_attempt_counts(two_tries, which, place):
    """The first, the best or the last by its beginning, and the finished before the open ones."""
    found = counted(two_tries.attempts, which)
    assert found["attempt"].tolist() == [f"attempt-{place:06d}", "attempt-000003"]


def test_an_unknown_attempt_is_told(two_tries):
    """With what there is."""
    with pytest.raises(PlainError, match="no attempt 'worst'. Known: first, best, last"):
        counted(two_tries.attempts, "worst")


def test_finished_is_submitted_or_answered_to_the_end(two_tries):
    """Practice has no submission."""
    open_end = two_tries.attempts.assign(submitted_at=two_tries.attempts["submitted_at"].iloc[2])
    assert is_finished(open_end).tolist() == [True, True, False, True]


def test_narrowed_to_another_attempt_the_matrix_holds_its_answers(two_tries):
    """The best attempt stands in the first's place, for items and for sureness."""
    paper = two_tries.narrowed("before-you-begin", which="best").papers[0]
    assert paper.matrix.scores.tolist() == [[1.0, 1.0]]
    assert two_tries.narrowed("before-you-begin").papers[0].matrix.scores.tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize("which", ["first", "last", "best"])
def test_the_second_sitting_is_taught_again_whichever_attempt_counts(course, which):
    """Ana got nothing before, half of it afterwards; the first sitting is asked nowhere again."""
    item = next(iter(course.quizzes["before-you-begin"].items)).id
    group = Class()
    group.attempt("ana", [item], scores={item: 1}, form="b")
    group.attempt("ana", [item], scores={item: 0.5}, form="a")
    results = results_of(course, group).narrowed(which=which)
    assert results.first_answers["raw_score"].tolist() == [0.5]
    assert counted(results.attempts, which)["form"].tolist() == ["a"]


def test_narrowed_to_quiz_and_group(demo_results):
    """Nothing of anybody else, in no frame."""
    found = demo_results.narrowed("open-the-hips", "A")
    assert set(found.attempts["quiz"]) == {"open-the-hips"} and set(found.attempts["group"]) == {"A"}
    members = set(found.students["student"])
    for frame in (found.answers, found.marks, found.shared):
        assert set(frame["student"]) <= members
    assert set(found.asked["attempt"]) == set(found.attempts["attempt"])


@pytest.mark.parametrize("wrong", [{"quiz": "nothing"}, {"group": "Z"}])
def test_what_there_is_not_is_told(two_tries, wrong):
    """With what there is."""
    with pytest.raises(PlainError, match="There is no .*Known: "):
        two_tries.narrowed(**wrong)


def test_quizzes_stand_as_they_are_taught(demo_results):
    """In the order of lessons, not of the alphabet."""
    assert [paper.quiz for paper in demo_results.papers] == [
        "before-you-begin", "loosen-the-spine", "open-the-hips", "make-it-a-habit", "show-what-you-know",
        "before-and-after", "before-and-after",
    ]  # fmt: skip


def test_modes_are_papers_of_their_own(course):
    """Practice with feedback and a graded attempt are not mixed, and the title tells them apart."""
    group = Class()
    group.attempt("ana", ITEMS, scores={"p": 1, "q": 0}, mode="practice")
    group.attempt("ana", ITEMS, scores={"p": 1, "q": 1}, mode="graded")
    papers = results_of(course, group).papers
    assert [(one.mode, one.matrix.scores.tolist()) for one in papers] == [
        ("graded", [[1.0, 1.0]]), ("practice", [[1.0, 0.0]]),
    ]  # fmt: skip
    assert len({one.title for one in papers}) == 2


def test_a_question_with_drawn_numbers_is_told_without_their_names(two_tries):
    """Each student got other ones."""
    drawn = next(item for item in two_tries.items.values() if item.kind == "calculated")
    assert "{" in drawn.stem and "{" not in two_tries.stem(drawn.id) and "…" in two_tries.stem(drawn.id)
