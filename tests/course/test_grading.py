"""Every grader: what it gives, what it refuses, and that nothing makes it crash."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.errors import Refused
from course.grading import GRADERS, grade
from course.schema import ChoiceItem, MultipleItem, NumberItem

COMMON = {
    "id": "an-item",
    "stem": "What now?",
    "track": "learner",
    "bloom": "apply",
    "objectives": ("an-objective",),
    "lesson": "01_stay_safe",
    "explanation": "Because.",
    "certainty": "textbook",
    "sources": ("a-book",),
}
KINDS = {"choice": ChoiceItem, "multiple": MultipleItem}


def options_item(kind: str, correct: list[bool]):
    options = [
        {"id": f"o{i}", "text": f"Option {i}", "correct": is_correct, "feedback": f"Feedback {i}"}
        for i, is_correct in enumerate(correct)
    ]
    return KINDS[kind](**COMMON, kind=kind, options=options)


def number_item(answer: float = 90, tolerance: float = 0, **more) -> NumberItem:
    content = {
        "unit": "s",
        "units": {"min": 60},
        "feedback_right": "Yes.",
        "feedback_wrong": "Not that.",
        "near_misses": [{"value": 180, "feedback": "That counts both sides."}],
    }
    return NumberItem(**COMMON, kind="number", answer=answer, tolerance=tolerance, **{**content, **more})


def key_of(item) -> list[str]:
    return [option.id for option in item.options if option.correct]


@st.composite
def choices(draw):
    """A choice item with two to eight options."""
    count = draw(st.integers(2, 8))
    right = draw(st.integers(0, count - 1))
    return options_item("choice", [i == right for i in range(count)])


@st.composite
def multiples(draw):
    """A multiple item with two to eight options."""
    correct = draw(st.lists(st.booleans(), min_size=2, max_size=8).filter(lambda c: 0 < sum(c) < len(c)))
    return options_item("multiple", correct)


@st.composite
def ticked(draw):
    """A multiple item and some ticks, at least one."""
    item = draw(multiples())
    ids = [option.id for option in item.options]
    return item, draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


# --- choice and multiple -----------------------------------------------------------------------------------


@given(choices())
def test_choice_gives_all_or_nothing(item):
    """Only the key gets full marks, every other option none."""
    scores = {option.id: grade(item, option.id).score for option in item.options}
    assert scores == {option.id: float(option.correct) for option in item.options}


@given(ticked())
def test_multiple_gives_full_marks_for_the_key_only(answered):
    """Scores stay within 0 to 1; 1 means exactly the key, whatever the order of the ticks."""
    item, ticks = answered
    result = grade(item, ticks)
    assert 0 <= result.score <= 1
    assert result.correct == (set(ticks) == set(key_of(item)))
    assert grade(item, ticks[::-1]).score == result.score


@given(ticked(), st.randoms())
def test_order_of_options_changes_nothing(answered, random):
    """The same ticks get the same score when the options stand in another order."""
    item, ticks = answered
    shuffled = list(item.options)
    random.shuffle(shuffled)
    other = item.model_copy(update={"options": tuple(shuffled)})
    assert grade(other, ticks).score == grade(item, ticks).score


@given(multiples())
def test_ticking_everything_gains_nothing(item):
    """All ticks together give nothing, however many of them are right."""
    assert grade(item, [option.id for option in item.options]).score == 0


def test_multiple_gives_part_of_the_marks():
    """Two of three found gives two thirds; a false tick takes one back."""
    item = options_item("multiple", [True, True, True, False, False, False])
    assert grade(item, ["o0", "o1"]).score == pytest.approx(2 / 3)
    assert grade(item, ["o0", "o1", "o3"]).score == pytest.approx(1 / 3)


@given(ticked())
def test_every_option_has_its_feedback(answered):
    """Each option's own words come back, with whether it was chosen and whether it is right."""
    item, ticks = answered
    said = grade(item, ticks).feedback.options
    assert [(o.id, o.text, o.correct) for o in said] == [(o.id, o.feedback, o.correct) for o in item.options]
    assert {o.id for o in said if o.chosen} == set(ticks)


@given(st.one_of(choices(), multiples(), st.just(number_item())), json_values)
def test_absurd_answers_are_graded_or_refused(item, response):
    """Whatever arrives, there is a score within 0 to 1 or a sentence for the person."""
    try:
        assert 0 <= grade(item, response).score <= 1
    except Refused as refused:
        assert str(refused)


@pytest.mark.parametrize("kind", GRADERS)
@pytest.mark.parametrize("response", [None, "", [], {}, 0, True, " ", ["o0", "o0"], ["o0", "x"], [["o0"]]])
def test_empty_and_odd_answers_cost_nothing(kind, response):
    """What is no answer is refused with a sentence, not graded as 0."""
    item = number_item() if kind == "number" else options_item(kind, [True, False])
    with pytest.raises(Refused):
        grade(item, response)


# --- numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "90", " 90 ", "90s", "90 s", "90 S", "90 sec.", "90 seconds", "1.5 min", "1,5 min", "1.5min", "+90",
        "90.0", "90,", "1.50000 minutes", "０９０", "٩٠", "90\N{NO-BREAK SPACE}s",
    ],
)  # fmt: skip
def test_ways_to_write_the_same_number(text):
    """Point or comma, with its unit, another unit or none, in any digits."""
    assert grade(number_item(), text).correct


@pytest.mark.parametrize("text", ["1.5", "-90", "\N{MINUS SIGN}90", "90 min", "89.9", "90.1", "0", "9" * 39])
def test_other_numbers_are_not_right(text):
    """A sign, a unit and each decimal count."""
    result = grade(number_item(), text)
    assert (result.score, result.feedback.general) == (0, "Not that.")


@pytest.mark.parametrize("text", ["1,500", "1.500", "-12,000", "999.999 s"])
def test_thousands_or_decimals_is_asked_not_guessed(text):
    """What can be read in two ways is refused, and the sentence names both."""
    with pytest.raises(Refused, match=r"two ways. Write -?\d+ without a separator, or -?\d+\.\d{4} if"):
        grade(number_item(), text)


def test_advice_on_two_ways_is_itself_understood():
    """Both forms that the sentence offers are graded."""
    assert grade(number_item(answer=1500), "1500").correct
    assert grade(number_item(answer=1.5), "1.5000").correct


@pytest.mark.parametrize(
    "text",
    [
        "abc", "ninety", "s", "1:30", "90-100", "1e2", "1 000", "1,234.5", "1.2.3", "--9", "½", "3/4", "nan",
        "inf", "\ud800", "\x00", "90 90", "<b>90</b>", "9" * 41, "0x5a", "9\n0",
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_understood(text):
    """A sentence that can be shown and stored says so."""
    with pytest.raises(Refused) as refused:
        grade(number_item(), text)
    str(refused.value).encode()


def test_unknown_unit_names_the_accepted_ones():
    """The sentence offers the item's unit and its others."""
    with pytest.raises(Refused, match="“kg” is not understood here. Write the number in s or min."):
        grade(number_item(), "90 kg")


@given(st.decimals(-1000, 1000, places=2), st.decimals(0, 50, places=2))
def test_ends_of_the_range_are_included(answer, tolerance):
    """Both ends are right, a hundredth beyond is not, in binary fractions too."""
    item = number_item(answer=float(answer), tolerance=float(tolerance), near_misses=[])
    for end, beyond in ((answer - tolerance, -1), (answer + tolerance, 1)):
        assert grade(item, f"{end:.2f}").correct
        assert not grade(item, f"{end + beyond * Decimal('0.01'):.2f}").correct


@given(st.integers(0, 999), st.integers(0, 99))
def test_comma_and_point_are_one(whole, hundredths):
    """The decimal comma gives the same value as the point."""
    item = number_item(answer=float(f"{whole}.{hundredths:02}"), near_misses=[])
    assert grade(item, f"{whole}.{hundredths:02}").correct
    assert grade(item, f"{whole},{hundredths:02}").correct


@given(st.integers(1, 600))
def test_minutes_are_sixty_seconds(minutes):
    """An answer in another accepted unit counts like one in the item's own."""
    item = number_item(answer=minutes * 60, near_misses=[])
    assert grade(item, f"{minutes} min").correct
    assert grade(item, f"{minutes * 60} s").correct


def test_near_miss_has_its_own_words():
    """A typical slip is answered by its own feedback, within the tolerance, in any unit."""
    for text in ("180", "3 min", "181"):
        result = grade(number_item(tolerance=1), text)
        assert (result.score, result.feedback.general) == (0, "That counts both sides.")


def test_answer_is_said_as_it_was_understood():
    """A converted answer shows both units, and the key its own."""
    feedback = grade(number_item(), "2 min").feedback
    assert (feedback.answered, feedback.answer) == ("2 min = 120 s", "90 s")
