"""Where a lesson has it from.

Sources("03_bring_knees_to_chest")
"""

from __future__ import annotations

from course import load_course
from course.schema import Course, Lesson, Reference
from widgets._base import UnknownName, escaped


class Sources:
    """The references of a lesson, folded: what it rests on, with a link where a DOI is known.

    Made of content alone and without any script. Raises `UnknownName` for a lesson that is not there.
    """

    def __init__(self, lesson: str):
        course = load_course()
        if lesson not in course.lessons:
            raise UnknownName("lesson", lesson, course.lessons)
        self._lesson, self._references = lesson, _rests_on(course, course.lessons[lesson])

    def __repr__(self) -> str:
        return f"Sources({self._lesson!r})"

    def _repr_html_(self) -> str:
        rows = "".join(f"<li>{_cited(reference)}</li>" for reference in self._references)
        return (
            f"<details><summary>Sources ({len(self._references)})</summary>"
            f'<ul style="display: grid; gap: 0.5em; overflow-wrap: anywhere">{rows}</ul></details>'
        )


def _rests_on(course: Course, lesson: Lesson) -> list[Reference]:
    """Its own sources, in their order, then those of the article's claims that it meets."""
    met = (claim for claim in course.claims.values() if lesson.id in claim.lessons)
    of_claims = (source for claim in met for fact in claim.studies_say for source in fact.sources)
    return [course.references[id] for id in dict.fromkeys([*lesson.sources, *of_claims])]


def _cited(reference: Reference) -> str:
    doi = f"doi:{reference.doi}" if reference.doi else ""
    words = escaped(str(reference).removesuffix(doi).rstrip(" ."))
    if doi:
        link = escaped(f"https://doi.org/{reference.doi}")
        words += f'. <a href="{link}" target="_blank" rel="noopener">{escaped(doi)}</a>'
    return f'{words}. <small style="font-size: 0.9em">{escaped(reference.about)}</small>'
