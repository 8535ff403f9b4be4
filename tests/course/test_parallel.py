"""Two forms are parallel: place by place the same is asked alike, and nothing tells a key in between."""

import pytest

from course.bank import bank, pool
from course.classroom.analysis.guessing import random_guess
from course.parallel import asks, unlike
from course.schema import Quiz

FILE, ID = "quizzes/before-and-after.yaml", "before-and-after"


@pytest.fixture
def quiz(course):
    return course.quizzes[ID]


@pytest.fixture
def places(quiz):
    """The items of both forms, place by place."""
    items = {item.id: item for item in quiz.items}
    return [(items[a], items[b]) for a, b in zip(quiz.forms["a"], quiz.forms["b"], strict=True)]


def test_the_forms_of_the_course_are_parallel(course, quiz, places):
    """Ten to twelve questions for students; in each place the same is asked, and guessing earns the same."""
    assert 10 <= len(places) <= 12 and not list(unlike(quiz))
    for a, b in places:
        assert asks(a) == asks(b)
        assert random_guess(a) == pytest.approx(random_guess(b))
        assert a.track == b.track == "student"
    assert {objective for a, _ in places for objective in a.objectives} == set(course.objectives)
    assert sum(a.safety_critical for a, _ in places) >= 2


def test_nothing_else_asks_what_the_forms_ask(course, quiz):
    """No stem and no right option of the forms stands in another quiz: its feedback would tell the key."""
    ours = {item.id for item in quiz.items}
    others = [item for id, item in bank(course, "student").items() if id not in ours]
    assert not {item.stem for item in quiz.items} & {item.stem for item in others}
    told = {option.text for item in others for option in getattr(item, "options", ())}
    sentences = [option for item in quiz.items if item.kind == "choice" for option in item.options]
    assert not {option.text for option in sentences if option.correct} & told


def test_one_form_does_not_ask_the_other(places):
    """Two items in the same place share neither stem nor key."""
    for a, b in places:
        assert a.stem != b.stem, (a.id, b.id)
        if a.kind == "choice":
            one, other = ({option.text for option in item.options if option.correct} for item in (a, b))
            assert one != other
        if a.kind == "number":
            assert a.answer != b.answer


def test_blueprints_draw_from_elsewhere(course, quiz):
    """The final assessment asks none of it; graded and looked up it is like every other item."""
    ours = {item.id for item in quiz.items}
    assert not ours & set(pool(course, "student"))
    assert ours | set(pool(course, "student")) == set(bank(course, "student"))


BLADDER, HEAD = "- id: one-leg-and-the-bladder", "- id: belly-braced-hard"


@pytest.mark.parametrize(
    ("after", "old", "new", "field", "found", "expected"),
    [
        ("", "- head-rolls-up", "- head-rolls-in", "forms.a.4", "'head-rolls-in'", "one of the quiz's items"),
        ("", "- head-rolls-up", "- head-rolls-in", "items.8.id", "head-rolls-up", "in one of the forms"),
        ("", "    - head-rolls-up\n", "", "forms", "11 in a, 12 in b", "as many in both"),
        ("", "- afraid-to-bend", "- will-it-go-away", "forms.b.11", "more than once", "in one form, once"),
        (HEAD, "bloom: apply", "bloom: analyse", "forms.b.4", "level analyse", "apply, as 'head-rolls-up'"),
        (HEAD, "[instruct-", "[explain-calmly, instruct-", "forms.b.4", "explain-calmly,", "instruct-"),
        (HEAD, "track: student", "track: learner", "forms.b.4", "track learner", "student"),
        (BLADDER, "    safety_critical: true\n", "", "forms.b.6", "safety-critical true", "false"),
        (HEAD, "    options:", "    hint: {text: No.}\n    options:", "items.9.hint", "a hint", "none"),
        ("", "attempts: 2", "attempts: 3", "", "do not fit together", "attempts: 2, may_be_practised: false"),
        ("", "mode: graded", "mode: practice", "", "do not fit together", "mode: graded"),
        ("", "  b:\n", "  c:\n", "forms.c", "'c'", "'a' or 'b'"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_forms_is_told_with_its_place(copy, after, old, new, field, found, expected):
    """Where it is, what is found there, and what was expected."""
    copy.replace(FILE, old, new, after)
    told = [mistake for mistake in copy.mistakes() if mistake.field == field]
    assert [one.file for one in told if found in one.found and expected in one.expected] == [FILE], told


def test_as_much_is_offered_in_both(quiz, places):
    """One option less, or another one that is right, and guessing earns more."""
    item = places[1][1]
    fewer = item.model_copy(update={"options": item.options[:-1]})
    assert asks(fewer)["offered"] == "5 options" and asks(item)["offered"] == "6 options"
    more = [option.model_copy(update={"correct": True}) for option in item.options]
    for other in (fewer, item.model_copy(update={"options": tuple(more)})):
        items = tuple(other if one.id == item.id else one for one in quiz.items)
        (found,) = {path for path, *_ in unlike(quiz.model_copy(update={"items": items}))}
        assert found == ("forms", "b", 1)


def test_a_case_is_refused(course, quiz):
    """Its stages tell what was right before."""
    case = next(item for item in bank(course, "student").values() if item.kind == "case")
    changed = quiz.model_copy(update={"items": (case, *quiz.items)})
    assert (("items", 0, "kind"), "'case'") in {(path, found) for path, found, _ in unlike(changed)}


@pytest.mark.parametrize("forms", [{"a": ["y"]}, {"a": ["y"], "b": ["z"]}])
def test_one_form_alone_and_forms_without_items_are_refused(forms):
    """A second sitting needs other questions, and they are the quiz's own."""
    rules = {"attempts": 2, "may_be_practised": False}
    cell = {"objective": "name-muscles", "levels": ["apply"], "items": 1}
    plain = {"id": "x", "title": "X", "module": "x", "mode": "graded", "graded": rules}
    with pytest.raises(ValueError, match="two forms, a and b, of the quiz's own items"):
        Quiz.model_validate(plain | {"blueprint": {"student": [cell]}, "forms": forms})
