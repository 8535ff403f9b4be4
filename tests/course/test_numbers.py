"""Numbers as people write them: what is understood, what is refused, and with which sentence."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import Refused
from course.grading import grade
from course.numbers import exact, read_number, with_unit
from tests.course.quiz_examples import EXAMPLES, make_item

few = settings(max_examples=30, deadline=None)


def number_item(answer: float = 90, tolerance: float = 0, **more):
    """The example item with another answer; feedback is `SECRET right` and `SECRET wrong`."""
    return make_item(EXAMPLES["number"].raw, answer=answer, tolerance=tolerance, **more)


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
    assert (result.score, result.feedback.general) == (0, "SECRET wrong")


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


@few
@given(st.decimals(-1000, 1000, places=2), st.decimals(0, 50, places=2))
def test_ends_of_the_range_are_included(answer, tolerance):
    """Both ends are right, a hundredth beyond is not, in binary fractions too."""
    item = number_item(answer=float(answer), tolerance=float(tolerance), near_misses=[])
    for end, beyond in ((answer - tolerance, -1), (answer + tolerance, 1)):
        assert grade(item, f"{end:.2f}").correct
        assert not grade(item, f"{end + beyond * Decimal('0.01'):.2f}").correct


@few
@given(st.integers(0, 999), st.integers(0, 99))
def test_comma_and_point_are_one(whole, hundredths):
    """The decimal comma gives the same value as the point."""
    item = number_item(answer=float(f"{whole}.{hundredths:02}"), near_misses=[])
    assert grade(item, f"{whole}.{hundredths:02}").correct
    assert grade(item, f"{whole},{hundredths:02}").correct


@few
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
        assert (result.score, result.feedback.general) == (0, "SECRET both sides")


def test_answer_is_said_as_it_was_understood():
    """A converted answer shows both units, and the key its own."""
    feedback = grade(number_item(), "2 min").feedback
    assert (feedback.answered, feedback.answer) == ("2 min = 120 s", "90 s")


@few
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    """Whatever is typed, there is a number or a sentence that can be stored."""
    try:
        value, written = read_number(number_item(), text)
    except Refused as refused:
        str(refused).encode()
    else:
        assert written.encode() and value == value


@pytest.mark.parametrize("response", [None, "", "  ", 90, 90.0, True, ["90"], {"value": "90"}])
def test_what_is_no_text_is_no_number(response):
    """Only what was typed is read; anything else is asked for again."""
    with pytest.raises(Refused, match="Write a number first"):
        read_number(number_item(), response)


@pytest.mark.parametrize(
    ("unit", "units", "text", "value"),
    [
        ("°", {}, "30 degrees", 30),
        ("%", {}, "30 percent", 30),
        ("cm", {"m": 100, "mm": 0.1}, "1,2 metres", 120),
        ("cm", {"m": 100, "mm": 0.1}, "15 mm", 1.5),
        ("h", {}, "2 hrs.", 2),
        ("sets a week", {}, "3 Sets a Week", 3),
    ],
)
def test_units_by_their_other_names(unit, units, text, value):
    """A unit may be written in full, in capitals, and with a full stop."""
    item = number_item(unit=unit, units=units, near_misses=[])
    assert read_number(item, text)[0] == exact(value)


def test_two_units_do_not_get_mixed_up():
    """A letter that stands for another unit is not taken for this one."""
    with pytest.raises(Refused, match="is not understood here"):
        read_number(number_item(unit="min", units={}, near_misses=[]), "5 m")


def test_a_tenth_is_a_tenth():
    """Numbers of the content are taken as they are written, and shown without dust."""
    assert exact(0.1) * 3 == exact(0.3)
    assert with_unit(exact(0.1) + exact(0.2), "s") == "0.3 s"


@pytest.mark.parametrize("field", ["answer", "tolerance", "units", "near_misses"])
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_number_of_the_content_is_endless(field, value):
    """YAML can write `.inf` and `.nan`; an item with one could never be graded, so it is not taken."""
    changes = {"units": {"min": value}, "near_misses": [{"value": value, "feedback": "x"}]}
    with pytest.raises(ValueError, match="finite"):
        make_item(EXAMPLES["number"].raw, **{field: changes.get(field, value)})
