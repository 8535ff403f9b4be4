"""Where the muscles are.

MuscleMap()
MuscleMap("figure-four")
"""

from __future__ import annotations

import traitlets

from course import load_course
from course.body_map import VIEWS, load_body_map
from course.schema import Course, Stretch
from widgets._assets import script, style
from widgets._base import CourseWidget, UnknownName, request
from widgets._pictures import data_url
from widgets._static import CERTAINTY, paragraph, table, title

HEAD = ("Muscle", "In plain words", "Origin", "Insertion", "Action", "Nerve")
VIEW_ALT = "A plain standing figure seen from the {view}, with the muscles of the list beside it outlined."


class MuscleMap(CourseWidget):
    """Front and back of a standing figure; a muscle that is pointed at, focused or tapped tells about itself.

    `stretch` lights what that stretch reaches; without it all muscles are alike. Raises `UnknownName` for a
    stretch that is not there. Pictures and outlines are asked for once the map comes into sight; the list of
    muscles is the equivalent in words and says all that the picture shows.
    """

    _esm = script("muscle_map")
    _css = style("muscle_map")

    heading = traitlets.Unicode(help="What the map shows.").tag(sync=True)
    muscles = traitlets.List(
        help="What is told of each muscle, in the list's order; see `muscle_words`."
    ).tag(sync=True)

    def __init__(self, stretch: str | None = None):
        course = load_course()
        if stretch is not None and stretch not in course.stretches:
            raise UnknownName("stretch", stretch, course.stretches)
        self._stretch: Stretch | None = course.stretches.get(stretch) if stretch else None
        super().__init__(
            heading=f"{self._stretch.name}: what it reaches" if self._stretch else "Muscles of the course",
            muscles=muscle_words(course, self._stretch),
        )

    @request
    def views(self) -> list[dict]:
        """Front and back: `url` and `alt` of the picture, `regions` with the muscle's id and polygons."""
        shown = {row["id"] for row in self.muscles}
        return [
            {
                "name": name,
                "url": data_url(view.file),
                "alt": VIEW_ALT.format(view=name),
                "ratio": f"{view.width} / {view.height}",
                "regions": [
                    {
                        "id": r.muscle,
                        "is_deep": r.is_deep,
                        "polygons": [list(map(list, p)) for p in r.polygons],
                    }
                    for r in view.regions
                    if r.muscle in shown
                ],
            }
            for name, view in ((name, load_body_map()[name]) for name in VIEWS)
        ]

    def _static_html(self) -> str:
        rows = ((row["name"] + row["reached"], row["plain"], *_student(row)) for row in self.muscles)
        return title(self.heading) + paragraph("An approximate drawing.") + table(HEAD, rows)

    def _names(self) -> str:
        return repr(self._stretch.id) if self._stretch else ""


def muscle_words(course: Course, stretch: Stretch | None) -> list[dict]:
    """What is told of each muscle; with `stretch`, its own targets alone, the main ones first."""
    roles = {target.muscle: target.role for target in stretch.targets} if stretch else {}
    chosen = sorted(roles, key=lambda id: roles[id] != "primary") if stretch else list(course.muscles)
    said = {"primary": " (mainly)", "secondary": " (also)"}
    return [
        {
            "id": id,
            "name": course.muscles[id].name,
            "role": roles.get(id, ""),
            "reached": said.get(roles.get(id, ""), ""),
            "plain": course.muscles[id].plain,
            "rows": [
                {"term": term, "text": getattr(course.muscles[id], key) or ""}
                for term, key in (("Origin", "origin"), ("Insertion", "insertion"), ("Action", "action"),
                                  ("Nerve", "innervation"))
            ],
            "debate": course.muscles[id].debate.text if course.muscles[id].debate else "",
            "sure": CERTAINTY[course.muscles[id].certainty],
        }
        for id in chosen
    ]  # fmt: skip


def _student(row: dict) -> tuple[str, ...]:
    return tuple(entry["text"] for entry in row["rows"])
