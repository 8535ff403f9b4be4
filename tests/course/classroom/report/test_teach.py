"""What to look at first, and what to teach again."""

import pytest

from course.classroom.report.blocks import Points, Warn
from course.classroom.report.first import what_first
from course.classroom.report.left_out import leave_out
from course.classroom.report.names import names_of
from course.classroom.report.teach import doubtful, teach_again
from tests.course.classroom.class_frames import Class
from tests.course.classroom.small_class import hostile_class, results_of, text_of


@pytest.fixture
def first(demo_results):
    return what_first(demo_results, names_of(demo_results.students, False))


def test_both_planted_items_are_found_and_nothing_else(demo_results):
    """The wrong key and the negative item of the synthetic class, by the rules that they break."""
    found = {item: {flag.rule for _, flag in flags} for item, flags in doubtful(demo_results).items()}
    assert found == {
        "where-the-knees-pull": {"look-at-the-key", "negative-discrimination"},
        "seven-and-eighteen": {"negative-discrimination"},
    }


def test_the_first_half_page(first, demo_results):
    """Who is missing, both items in plain words, objectives, safety, the station, how far to trust."""
    text = text_of(first)
    for words in (
        "57 of 60 students have handed in.", "Nothing yet from synthetic-09, synthetic-27, synthetic-44.",
        "Loosen the spine, question 1", "add --without where-the-knees-pull",
        "Most of your best students chose “The back of the thigh”",
        "seven-and-eighteen", "all of the interval below 0", "To teach again first", "Safety: ",
        "Synthetic data", "Pass mark ", "points cannot be told apart",
    ):  # fmt: skip
        assert words in text, words
    with_names = what_first(demo_results, names_of(demo_results.students, True))
    assert max(len(text.split()), len(text_of(with_names).split())) <= 400


def test_the_wrong_answer_told_first_is_not_that_of_a_doubtful_question(first):
    """Most students share the planted answer; but its key is wrong, so it is no misconception."""
    (points,) = (block for block in first.blocks if isinstance(block, Points))
    (slip,) = (item for item in points.items if item[0].startswith("The wrong answer shared most"))
    assert "one bent knee" not in slip[1]


def test_teach_again_has_place_and_prompt(demo_results):
    """Each of the first objectives with its lesson's heading and a question; a doubtful item is named."""
    text = text_of(teach_again(demo_results))
    assert text.count("Ask the class: ") >= 10 and "(03_bring_knees_to_chest.ipynb), under “" in text
    assert "Counts Loosen the spine, question 1, which may be wrong" in text


def test_a_small_class_is_warned_of(course):
    """Before anything else."""
    results = hostile_class(course)
    first = what_first(results, names_of(results.students, False))
    assert isinstance(first.blocks[0], Warn) and "Only 5 students" in first.blocks[0].text


def test_trust_names_the_quiz_that_it_is_of(first, demo_results):
    """The surest score and the least sure one: twelve questions tell less than forty."""
    errors = sorted((paper.reliability.sem.value or 0, paper.title) for paper in demo_results.papers)
    (points,) = (block for block in first.blocks if isinstance(block, Points))
    _, told = points.items[-1]
    low, title = next(one for one in errors if one[0])
    high, other = errors[-1]
    assert f"“{title}” ±{196 * low:.0f}; “{other}” ±{196 * high:.0f} points of 100" in told


def test_of_one_student_nothing_is_judged(course):
    """Neither broken nor sound: too few to say."""
    group = Class()
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 0})
    text = text_of(what_first(results_of(course, group), str))
    assert "Too few students to judge any question." in text and "looks broken" not in text


def test_what_was_left_out_is_told_and_in_doubt_no_more(demo_results):
    """With its id; the objective no longer counts it."""
    results = leave_out(demo_results, ["where-the-knees-pull"])
    text = text_of(what_first(results, str)) + text_of(teach_again(results))
    assert "Left out of all scores here: one doubtful question" in text and "(where-the-knees-pull)" in text
    assert "--without seven-and-eighteen" in text and "--without where" not in text
    assert "which may be wrong" not in text.partition("seven-and-eighteen")[0]


def test_titles_in_the_place_of_ids(demo_results):
    """Of objectives and questions."""
    text = text_of(teach_again(demo_results))
    assert "Predict lengthening" in text and "predict-lengthening" not in text
    assert "Hardest questions: “You lie on your back" in text


def test_nobody_yet(course):
    """A store with a roster alone."""
    group = Class()
    group.attempt("ana", ["p"], {"p": "x"}, scores={"p": 1})
    results = results_of(course, group)
    empty = results.narrowed("open-the-hips")
    assert "Nobody has handed in anything yet" in text_of(what_first(empty, str))
    assert "Nobody has handed in anything yet" in text_of(teach_again(empty))


def test_safety_counts_what_was_left_unanswered(course):
    """Ana submitted without an answer, Bo was right at last, Cy goes on."""
    critical = next(item.id for item in course.quizzes["before-you-begin"].items if item.safety_critical)
    group = Class()
    group.attempt("ana", [critical, "p"], scores={"p": 1})
    group.attempt("bo", [critical, "p"], scores={"p": 1})
    group.attempt("bo", [critical, "p"], scores={critical: 1, "p": 1})
    group.attempt("cy", [critical, "p"], scores={"p": 1}, submitted=False)
    text = text_of(what_first(results_of(course, group), str))
    assert "Safety: 1 of 2 students still miss a question" in text


def test_safety_of_the_first_sitting_is_no_open_question(course):
    """It was asked before anything was taught, and is asked nowhere again."""
    critical = next(item.id for item in course.quizzes["before-you-begin"].items if item.safety_critical)
    group = Class()
    group.attempt("ana", [critical], scores={critical: 0}, form="a")
    group.attempt("ana", ["p"], scores={"p": 1}, form="b")
    assert "Safety" not in text_of(what_first(results_of(course, group), str))


def test_who_is_not_on_the_roster(course):
    """A pseudonym that was misspelt is named."""
    group = Class()
    group.attempt("ana", ["p"], scores={"p": 1})
    group.attempt("anna", ["p"], scores={"p": 1})
    results = results_of(course, group)
    results.students["in_roster"] = results.students["student"] == "ana"
    assert "Not on your roster, perhaps misspelt: anna." in text_of(what_first(results, str))
