"""What the article says, beside what studies say.

ArticleAndStudies("03_bring_knees_to_chest")
"""

from __future__ import annotations

from course import load_course
from course.schema import Claim, Course
from widgets._base import UnknownName, escaped
from widgets._static import how_sure


class ArticleAndStudies:
    """A table with a row for each claim of the article that a lesson meets: its words, what studies say, how
    sure that is and from where, and how the course puts it.

    Made of content alone and without any script, so that it reads the same on paper and in exported HTML.
    Raises `UnknownName` for a lesson that the course does not have, or that meets no claim.
    """

    def __init__(self, lesson: str):
        course = load_course()
        met = [claim for claim in course.claims.values() if lesson in claim.lessons]
        if not met:
            lessons = {id for claim in course.claims.values() for id in claim.lessons}
            raise UnknownName("lesson with claims of the article", lesson, sorted(lessons))
        self._lesson, self._course, self._claims = lesson, course, met

    def __repr__(self) -> str:
        return f"ArticleAndStudies({self._lesson!r})"

    def _repr_html_(self) -> str:
        rows = "".join(_row(self._course, claim) for claim in self._claims)
        return (
            '<table style="max-width: 62em; text-align: left; font-size: inherit"><thead><tr>'
            f'<th scope="col" {_LEFT}>The article says</th><th scope="col" {_LEFT}>Studies say</th>'
            f"</tr></thead><tbody>{rows}</tbody></table>"
        )


_LEFT = 'style="text-align: left; vertical-align: top; white-space: normal; line-height: 1.5"'
"""As in the text around it: JupyterLab sets tables smaller and tighter."""


def _row(course: Course, claim: Claim) -> str:
    facts = "".join(
        f'<p>{escaped(fact.text)} <small style="font-size: 0.9em">'
        f"({escaped(how_sure(course, fact))})</small></p>"
        for fact in claim.studies_say
    )
    return (
        f'<tr><th scope="row" {_LEFT}>{escaped(claim.article_says)}</th>'
        f'<td {_LEFT}>{facts}<p style="margin-bottom: 0"><strong>We say:</strong> '
        f"{escaped(claim.course_says)}</p></td></tr>"
    )
