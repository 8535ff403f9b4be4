"""What to teach again: order, section, prompt, misconceptions; and that the content has what this needs."""

import json
from functools import cache
from pathlib import Path

import pytest

from course.bank import bank
from course.classroom.analysis.estimates import share
from course.classroom.analysis.teach_again import (
    MOST_MISCONCEPTIONS,
    by_objective,
    first_answers,
    misconceptions,
    section_of,
)
from tests.course.classroom.class_frames import Class

NOTEBOOKS = Path(__file__).resolve().parents[4] / "notebooks"


def items_of(course, objective, count=3):
    """Choice items of one objective alone."""
    fitting = [
        item for item in bank(course, "student").values()
        if item.objectives == (objective,) and item.kind == "choice"
    ]  # fmt: skip
    return fitting[:count]


def wrong_option(item):
    return next(option for option in item.options if not option.correct)


def right_option(item):
    return next(option for option in item.options if option.correct)


def first(group):
    return first_answers(*group.frames)


def a_class(course, shares, students=20, sureness=None):
    """Every student answers items of each objective; `shares` says how many of them are right."""
    group = Class()
    for number in range(students):
        items, scores, answers = [], {}, {}
        for objective, right in shares.items():
            for item in items_of(course, objective):
                is_right = number < right * students
                items.append(item.id)
                scores[item.id] = float(is_right)
                answers[item.id] = (right_option(item) if is_right else wrong_option(item)).id
        group.attempt(f"s{number}", items, answers, scores=scores, sureness=sureness)
    return group


SHARES = {"screen-for-red-flags": 0.9, "prescribe-a-dose": 0.3, "appraise-evidence": 0.6}


def test_the_weakest_objective_comes_first(course):
    """With its share not right, how many were asked, and where it is taught."""
    found = by_objective(first(a_class(course, SHARES)), course)
    assert [one.objective for one in found] == [
        "prescribe-a-dose", "appraise-evidence", "screen-for-red-flags",
    ]  # fmt: skip
    weakest = found[0]
    assert weakest.not_right.value == pytest.approx(0.7) and weakest.students == weakest.not_right.n == 20
    assert weakest.section.notebook.endswith(".ipynb") and weakest.section.heading
    assert weakest.prompt == course.objectives["prescribe-a-dose"].prompt


def test_a_few_answers_do_not_lead_the_list(course):
    """One student with everything wrong is less certain than twenty with much wrong."""
    group = a_class(course, {"appraise-evidence": 0.4})
    item = items_of(course, "prescribe-a-dose")[0]
    group.attempt("alone", [item.id], {item.id: wrong_option(item).id}, scores={item.id: 0})
    found = by_objective(first(group), course)
    assert [one.objective for one in found] == ["appraise-evidence", "prescribe-a-dose"]
    assert found[1].not_right.value == 1 and found[1].students == 1


def test_intervals_come_from_how_much_students_differ(course):
    """Marks of several items differ little between students; sure answers of one student hang together."""
    items, group = items_of(course, "appraise-evidence", 3), Class()
    assert len(items) == 3
    for number in range(30):
        group.attempt(
            f"s{number}", [item.id for item in items],
            scores={item.id: float(place <= number % 2) for place, item in enumerate(items)},
            sureness="know" if number < 10 else "think",
        )  # fmt: skip
    (found,) = by_objective(first(group), course)
    assert found.not_right.value == pytest.approx(0.5)
    assert found.sure_and_wrong.value == pytest.approx(15 / 90)
    assert _width(found.not_right) < 0.7 * _width(share(15, 30))
    assert _width(found.sure_and_wrong) > 1.2 * _width(share(15, 90))


def _width(estimate):
    return estimate.high - estimate.low


def test_sureness_breaks_a_tie(course):
    """As many not right, but sure of it: that comes first."""
    group = Class()
    sure, unsure = items_of(course, "prescribe-a-dose")[0], items_of(course, "appraise-evidence")[0]
    for number in range(10):
        group.attempt(
            f"s{number}", [sure.id, unsure.id], {i.id: wrong_option(i).id for i in (sure, unsure)},
            scores={sure.id: 0, unsure.id: 0}, sureness={sure.id: "know", unsure.id: "guess"},
        )  # fmt: skip
    found = by_objective(first(group), course)
    assert [one.objective for one in found] == ["prescribe-a-dose", "appraise-evidence"]
    assert found[0].sure_and_wrong.value == 1 and found[1].sure_and_wrong.value == 0


def test_of_two_forms_the_second_sitting_counts(course):
    """In either order; what was sat before anything was taught says nothing of what to teach again."""
    item = items_of(course, "prescribe-a-dose")[0]
    group = Class()
    for student, forms in (("ana", "ab"), ("bo", "ba")):
        for form, score in zip(forms, (0, 1), strict=True):
            group.attempt(student, [item.id], scores={item.id: score}, form=form)
    group.attempt("cy", [item.id], scores={item.id: 0}, form="a")
    assert first(group)["score"].tolist() == [1, 1]


def test_what_was_left_empty_is_not_right_and_what_is_open_says_nothing(course):
    """A submitted attempt counts whole, an open one only where it was answered."""
    one, other = items_of(course, "appraise-evidence", 2)
    group = Class()
    group.attempt("done", [one.id, other.id], scores={one.id: 1})
    group.attempt("open", [one.id, other.id], scores={one.id: 1}, submitted=False)
    rows = first(group)
    assert len(rows) == 3
    assert by_objective(rows, course)[0].not_right.value == pytest.approx(0.25)


def test_an_item_met_twice_counts_once(course):
    """As it was met first."""
    item = items_of(course, "prescribe-a-dose")[0]
    group = Class()
    group.attempt("ana", [item.id], scores={item.id: 0})
    group.attempt("ana", [item.id], scores={item.id: 1}, quiz="show-what-you-know")
    assert first(group)["score"].tolist() == [0]


def test_the_misconception_is_the_wrong_option_chosen_most(course):
    """With its feedback, how many chose it and were sure, where it is taught, and a prompt that quotes it."""
    item = items_of(course, "appraise-evidence")[0]
    wrong = [option for option in item.options if not option.correct]
    group = Class()
    for number, option in enumerate([right_option(item)] * 4 + [wrong[0]] * 2 + [wrong[1]] * 5):
        group.attempt(
            f"s{number}", [item.id], {item.id: option.id}, scores={item.id: float(option.correct)},
            sureness="know" if number % 2 else "guess",
        )  # fmt: skip
    (found,) = misconceptions(first(group), course)
    assert (found.item, found.students, found.share.n) == (item.id, 5, 11)
    assert found.sure == 2 and found.share.value == pytest.approx(5 / 11)
    assert found.said in found.prompt and found.feedback
    assert found.section == section_of(course, item)


def test_one_student_alone_is_no_misconception(course):
    """It takes two."""
    item = items_of(course, "appraise-evidence")[0]
    group = Class()
    group.attempt("ana", [item.id], {item.id: wrong_option(item).id}, scores={item.id: 0})
    assert misconceptions(first(group), course) == ()


def test_the_list_of_misconceptions_is_short(course):
    """Nobody can discuss more than ten."""
    group = Class()
    items = [item for item in bank(course, "student").values() if item.kind == "choice"][:15]
    for student in ("ana", "ben", "cem"):
        group.attempt(
            student, [i.id for i in items], {i.id: wrong_option(i).id for i in items},
            scores={i.id: 0 for i in items},
        )  # fmt: skip
    assert len(misconceptions(first(group), course)) == MOST_MISCONCEPTIONS


def test_nobody_and_unknown_items_are_no_error(course):
    """Empty lists; what the content does not hold is left aside."""
    group = Class()
    group.attempt("ana", ["gone"], scores={"gone": 0})
    rows = first(group)
    assert by_objective(rows, course) == () and misconceptions(rows, course) == ()


# --- what the content needs for it -------------------------------------------------------------------------


@cache
def headings(lesson):
    cells = json.loads((NOTEBOOKS / f"{lesson}.ipynb").read_text("utf-8"))["cells"]
    lines = [
        line for c in cells if c["cell_type"] == "markdown" for line in "".join(c["source"]).splitlines()
    ]
    return {line.lstrip("#").strip() for line in lines if line.startswith("#")}


def test_every_objective_names_headings_that_are_there(course):
    """Each named heading stands in its notebook."""
    for objective in course.objectives.values():
        for lesson, heading in objective.sections.items():
            assert heading in headings(lesson), f"{objective.id}: {lesson}: {heading}"


def test_every_item_has_a_section_to_teach_again(course):
    """Whatever is missed, the teacher is told where it is taught."""
    for item in bank(course, "student").values():
        section = section_of(course, item)
        assert section.heading in headings(item.lesson), f"{item.id}: {section}"


def test_every_objective_has_a_prompt_that_asks(course):
    """A discussion begins with a question."""
    prompts = [objective.prompt for objective in course.objectives.values()]
    assert all("?" in prompt for prompt in prompts) and len(set(prompts)) == len(prompts)


def test_what_was_taken_before_the_course_is_not_taught_again(course):
    """Of two forms the second counts; a first one alone says nothing of what was taught."""
    group, (one, two, *_) = Class(), items_of(course, "screen-for-red-flags")
    group.attempt("s0", [one.id], scores={one.id: 0.0}, quiz="forms", form="b")
    group.attempt("s0", [two.id], scores={two.id: 1.0}, quiz="forms", form="a")
    group.attempt("s1", [one.id], scores={one.id: 0.0}, quiz="forms", form="a")
    rows = first(group)
    assert rows[["student", "item", "raw_score"]].values.tolist() == [["s0", two.id, 1.0]]
