"""What a dose adds up to, and which of the advised amounts it reaches."""

import doctest

import pytest

from course import dose
from course.dose import Dose
from course.errors import Refused

HELPS = "Reaches the 5 minutes a week that were seen to help"


@pytest.mark.parametrize(
    ("hold_seconds", "holds", "a_side", "three_days", "five_days", "seven_days"),
    [
        (20, 2, 40, 2.0, 3.3, 4.7),
        (20, 3, 60, 3.0, 5.0, 7.0),
        (30, 2, 60, 3.0, 5.0, 7.0),
        (30, 3, 90, 4.5, 7.5, 10.5),
    ],
)
def test_the_four_doses_of_the_article(hold_seconds, holds, a_side, three_days, five_days, seven_days):
    """20 or 30 seconds, two or three times, on 3, 5 and 7 days a week."""
    weeks = [Dose(hold_seconds, holds, days) for days in (3, 5, 7)]
    assert {week.seconds_a_side for week in weeks} == {a_side}
    assert [round(week.minutes_a_week, 1) for week in weeks] == [three_days, five_days, seven_days]


@pytest.mark.parametrize(
    ("numbers", "reached"),
    [
        ((20, 2, 5), ["20 seconds short of the 60", "100 seconds a week short of the 5 minutes"]),
        ((30, 2, 5), ["Reaches the 60 seconds", HELPS]),
        ((50, 1, 6), ["10 seconds short of the 60", HELPS]),
        ((30, 3, 4), ["Reaches the 60 seconds", HELPS, "That advice spreads them over at least 5 days"]),
        ((30, 3, 7), ["Reaches the 60 seconds", HELPS, "From about 10 minutes a week on"]),
        ((60, 4, 3), ["Reaches the 60 seconds", HELPS, "That advice spreads them", "From about 10 minutes"]),
    ],
)
def test_what_a_dose_reaches(numbers, reached):
    """Told line by line; an amount that is met exactly is reached."""
    _, *lines = str(Dose(*numbers)).splitlines()
    assert [line.startswith(start) for line, start in zip(lines, reached, strict=True)] == [True] * len(lines)


def test_more_is_never_called_too_much():
    """The plateau is told as what it is: no dose meets a limit, a cap or a maximum."""
    every = [
        str(Dose(seconds, holds, days))
        for seconds in (1, 60, 600)
        for holds in (1, 20)
        for days in range(1, 8)
    ]
    assert not any(word in text for text in every for word in ("limit", "cap", "maximum", "too much"))


@pytest.mark.parametrize(
    "numbers", [(0, 2, 5), (30, 2, 8), (30, -1, 5), (float("nan"), 2, 5), ("30", 2, 5), (None, 2, 5)]
)
def test_numbers_that_make_no_dose_are_refused(numbers):
    """The error names the number and what is accepted."""
    with pytest.raises(Refused, match="expected a number from 1 to"):
        Dose(*numbers)


def test_the_example_is_true():
    """What the docstring shows is what is printed."""
    assert doctest.testmod(dose).failed == 0
