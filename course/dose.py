"""What a dose of holding adds up to, and which of the advised amounts it reaches.

Counted for one stretch and one side, as the trials counted. A pure function of three numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from course.errors import Refused

ADVISED_SESSION_SECONDS = 60
"""In all for each stretch (Garber 2011, for the American College of Sports Medicine)."""

HELPFUL_WEEK_SECONDS = 5 * 60
HELPFUL_DAYS = 5
"""At least so much for a muscle, on at least so many days a week (Thomas 2018)."""

PLATEAU_WEEK_SECONDS = 10 * 60
"""From about here on more seems to add nothing (Ingram 2024). A plateau; it is no line to stay under."""

LIMITS = {"hold_seconds": (1, 600), "holds": (1, 20), "days": (1, 7)}


@dataclass(frozen=True)
class Dose:
    """`holds` of `hold_seconds` each on one side, on `days` of a week. Printed, it tells what it reaches.

    Raises `Refused`, with what is accepted, for a number outside `LIMITS`.

    >>> print(Dose(30, 2, 5))
    60 seconds a side in one session, 5.0 minutes a week.
    Reaches the 60 seconds of the guideline.
    Reaches the 5 minutes a week that were seen to help.
    """

    hold_seconds: float
    holds: float
    days: float

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if not isinstance(value, int | float) or not low <= value <= high:
                raise Refused(f"{name} is {value!r}; expected a number from {low} to {high}.")

    @property
    def seconds_a_side(self) -> float:
        return self.hold_seconds * self.holds

    @property
    def seconds_a_week(self) -> float:
        return self.seconds_a_side * self.days

    @property
    def minutes_a_week(self) -> float:
        return self.seconds_a_week / 60

    def __str__(self) -> str:
        session, week = f"{self.seconds_a_side:g} seconds a side", f"{self.minutes_a_week:.1f} minutes a week"
        return "\n".join([f"{session} in one session, {week}.", *self._reached()])

    def _reached(self) -> Iterator[str]:
        """One line for the session, one for the week, and what else is known of such a week."""
        missing = ADVISED_SESSION_SECONDS - self.seconds_a_side
        if missing > 0:
            yield f"{missing:g} seconds short of the 60 of the guideline."
        else:
            yield "Reaches the 60 seconds of the guideline."
        missing = HELPFUL_WEEK_SECONDS - self.seconds_a_week
        if missing > 0:
            yield f"{missing:g} seconds a week short of the 5 minutes that were seen to help."
        else:
            yield "Reaches the 5 minutes a week that were seen to help."
            if self.days < HELPFUL_DAYS:
                yield f"That advice spreads them over at least {HELPFUL_DAYS} days."
        if self.seconds_a_week >= PLATEAU_WEEK_SECONDS:
            yield "From about 10 minutes a week on, more seems to add nothing."
