"""Reads single cells of the log as people and spreadsheets write them: times, numbers, yes or no."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from course.errors import Refused
from course.exchange.log_columns import is_number
from course.journal import now, stamp
from course.log import CLOCK_SLACK

EXPECTED_TIME = "expected a time such as 2026-11-25T20:30:00+01:00"
FIRST_YEAR = 1970
NO_CLOCK = "A date without a time of day was read as the start of that day."

_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_SECOND = r"(?P=colon)(?P<second>\d\d)([.,]\d{1,9})?"
_CLOCK = rf"(?P<hour>\d{{1,2}})(?P<colon>[:.])(?P<minute>\d\d)({_SECOND})?( ?(?P<half>[ap])\.? ?m\.?)?"
_OFFSET = r"(?P<offset>z|(?P<sign>[-+])(?P<off_h>\d\d):?(?P<off_m>\d\d)(:(?P<off_s>\d\d))?)"
_REST = rf"((t|,? +){_CLOCK}( ?{_OFFSET})?)?"
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})(?P<mark>[-/.]) ?(?P<month>\d{{1,2}})(?P=mark) ?(?P<day>\d{{1,2}})\.?{_REST}",
    re.A | re.I,
)
_YEAR_LAST = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<mark>[-/.]) ?(?P<two>\d{{1,2}})(?P=mark) ?(?P<year>\d{{4}}){_REST}", re.A | re.I
)


def in_this_zone() -> str:
    """What is said once where times came without an offset."""
    return f"Times without a UTC offset were read in this computer's time zone (now UTC{stamp(now())[-6:]})."


# --- times -------------------------------------------------------------------------------------------------


def read_time(text: str, noted: dict[str, None], moment: datetime) -> datetime:
    """The moment that a cell tells, to the second and with an offset; what was assumed is added to `noted`.

    Raises `Refused` for what is no time, can be read in two ways, lies before 1970 or after `moment`.
    """
    # Spreadsheets put blanks of every width between date, time and PM, and some a true minus.
    plain = " ".join(text.split()).replace("\N{MINUS SIGN}", "-")
    found = _YEAR_FIRST.fullmatch(plain) or _YEAR_LAST.fullmatch(plain)
    if not found:
        raise Refused(f"'{text}' is no date and time; {EXPECTED_TIME}.")
    parts = found.groupdict()
    try:
        at = _moment(parts, *_day_and_month(parts, text))
    except (ValueError, OverflowError, OSError) as error:
        raise Refused(f"'{text}' is no date and time ({error}); {EXPECTED_TIME}.") from error
    if at > moment + CLOCK_SLACK:
        raise Refused(f"'{text}' has not come yet; expected a time up to now, {moment:%Y-%m-%d %H:%M}.")
    if parts["hour"] is None:
        noted[NO_CLOCK] = None
    if parts["offset"] is None:
        noted[in_this_zone()] = None
    return at


def _day_and_month(parts: dict[str, str | None], text: str) -> tuple[int, int]:
    """With points the day comes first everywhere; with slashes and hyphens only the numbers can tell."""
    if "day" in parts:
        return int(parts["day"]), int(parts["month"])
    one, two = int(parts["one"]), int(parts["two"])
    if parts["mark"] == "." or one > 12 or one == two:
        return one, two
    if two > 12:
        return two, one
    year = parts["year"]
    raise Refused(
        f"'{text}' can be read in two ways, as {year}-{two:02d}-{one:02d} or {year}-{one:02d}-{two:02d}; "
        "expected the year first, as in these."
    )


def _moment(parts: dict[str, str | None], day: int, month: int) -> datetime:
    local = datetime(int(parts["year"]), month, day, _hour(parts), *_numbers(parts, "minute", "second"))
    if local.year < FIRST_YEAR:
        raise ValueError(f"it lies before {FIRST_YEAR}")
    if parts["offset"] is None:
        return local.astimezone()
    hours, minutes, seconds = _numbers(parts, "off_h", "off_m", "off_s")
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return local.replace(tzinfo=timezone(-offset if parts["sign"] == "-" else offset))


def _hour(parts: dict[str, str | None]) -> int:
    (hour,) = _numbers(parts, "hour")
    if parts["half"] is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("an hour before am or pm is 1 to 12")
    return hour % 12 + (12 if parts["half"].lower() == "p" else 0)


def _numbers(parts: dict[str, str | None], *names: str) -> list[int]:
    return [int(parts[name] or 0) for name in names]


# --- numbers and words -------------------------------------------------------------------------------------


def read_number(text: str) -> float:
    """A number with a decimal point or comma. Raises `Refused`."""
    plain = text.replace("\N{MINUS SIGN}", "-")
    if not is_number(plain):
        raise Refused(f"'{text}' is no number; expected one such as 34.5, without a unit.")
    return float(plain.replace(",", "."))


def read_numbers(text: str) -> tuple[float, ...]:
    """Numbers with blanks between them. Raises `Refused`."""
    return tuple(map(read_number, text.split()))


def read_whole(text: str) -> int:
    """A whole number; `600.0` is one, as table programs write it. Raises `Refused`."""
    found = re.fullmatch(r"(\d{1,9})([.,]0{1,2})?", text, re.ASCII)
    if not found:
        raise Refused(f"'{text}' is no whole number; expected one such as 600.")
    return int(found[1])


def read_yes_no(text: str) -> bool:
    """Also `TRUE`, `FALSE`, `1` and `0`. Raises `Refused`."""
    if text.casefold() not in _YES:
        raise Refused(f"'{text}' is neither yes nor no; expected one of these, or an empty cell.")
    return _YES[text.casefold()]


def read_word(text: str, words: Sequence[str]) -> str:
    """One of these words, in capitals or not. Raises `Refused`."""
    for word in words:
        if text.casefold() == word:
            return word
    raise Refused(f"'{text}' is not understood; expected one of {', '.join(words)}.")
