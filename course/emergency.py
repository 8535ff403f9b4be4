"""What to do when help is needed today, with the local number filled in."""

from __future__ import annotations

from course.errors import Refused
from course.journal import Journal
from course.schema import Safety, UrgencyPage

STOP_BUTTON_URGENCIES = ("ambulance-now", "hospital-today")
"""The stop button does not ask which sign it was, so both pages are shown."""


def local_number(journal: Journal, safety: Safety) -> str:
    """The emergency number of the learner's region, as set in the safety check."""
    return safety.local_numbers[region(journal, safety)]


def region(journal: Journal, safety: Safety) -> str:
    chosen = journal.setting("region")
    return chosen if chosen in safety.local_numbers else "default"


def set_region(journal: Journal, safety: Safety, chosen: str) -> None:
    if chosen not in safety.local_numbers:
        raise Refused(f"No region '{chosen}'; expected one of {', '.join(safety.local_numbers)}.")
    journal.set_setting("region", chosen)


def with_number(text: str, number: str) -> str:
    return text.replace("{local_number}", number)


def _title(page: UrgencyPage, beside_others: bool) -> str:
    if not (beside_others and page.signs):
        return page.title
    return f"{page.signs}: {page.title[0].lower()}{page.title[1:]}"


def pages(safety: Safety, urgency: str | None, number: str) -> list[dict]:
    """The pages to show for an urgency (None: found by the stop button): title, do (lines), then."""
    found = [urgency] if urgency else STOP_BUTTON_URGENCIES
    return [
        {
            "title": _title(safety.urgency_pages[one], beside_others=len(found) > 1),
            "do": [with_number(line, number) for line in safety.urgency_pages[one].do],
            "then": with_number(safety.urgency_pages[one].then, number),
        }
        for one in found
    ]
