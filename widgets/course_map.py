"""Where am I?

CourseMap()
"""

from __future__ import annotations

import re

import traitlets
from IPython.display import display

from course.journal import now
from course.progress import Count, LessonProgress, Progress, progress
from course.schema import Course
from widgets._assets import script, style
from widgets._base import CourseWidget, request
from widgets._static import paragraph, title


class CourseMap(CourseWidget):
    """Shows the next step, the safety check, lessons opened and quizzes passed, and links to every lesson.

    Two outputs, for two reasons. The links are Markdown, since a link inside a widget would load the whole of
    JupyterLab anew, while a Markdown link opens the notebook beside this one. What the journal says stands in
    the widget, is asked for each time the map comes into sight, and is no trait: outputs and traits are saved
    with the notebook and exported, and the learner's data is not for that. The widget's one button presses
    the Markdown link of the next step.
    """

    _esm = script("course_map")
    _css = style("course_map")

    stored = traitlets.Int(
        0, help="How many events were stored through this map; a new number makes the view ask again."
    ).tag(sync=True)

    def __init__(self):
        super().__init__()

    @request
    def look_up(self) -> dict:
        """What the map shows, in words: `next`, `ask` (None, or `title` and `say`), `facts`, `lessons`."""
        found = progress(self._journal, self._course, now())
        ask = self._course.over_days.no_better
        return {
            "ask": {"title": ask.title, "say": ask.say} if found.no_better else None,
            "next": {"sentence": found.next_step.sentence, "notebook": notebook(found.next_step.lesson)},
            "facts": _facts(self._course, found),
            "lessons": [_row(self._course, lesson) for lesson in found.lessons],
        }

    def _after_event(self, kind: str) -> None:
        self.stored += 1

    def _ipython_display_(self) -> None:
        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)
        links = markdown_links(self._course)
        display({"text/markdown": links, "text/plain": links}, raw=True)

    def _static_html(self) -> str:
        return title("Your course map") + paragraph(
            "Run in JupyterLab, this shows your next step, your safety check, the lessons that you have "
            "opened and the quizzes that you have passed."
        )


def notebook(lesson: str) -> str:
    return f"{lesson}.ipynb"


def markdown_links(course: Course) -> str:
    """A Markdown list with a link to each lesson, made of content alone."""
    rows = [
        f"- [{_plain(course.lessons[id].title)}]({notebook(id)}), {course.lessons[id].minutes} minutes"
        for id in sorted(course.lessons)
    ]
    return "\n".join(["**Open a lesson**", "", *rows])


def _plain(text: str) -> str:
    """Text that Markdown takes as text."""
    return re.sub(r"([\\`*_\[\]<>&$~|!#])", r"\\\1", text)


def _row(course: Course, state: LessonProgress) -> dict:
    return {
        "title": course.lessons[state.lesson].title,
        "opened": f"Opened {_day(state.opened)}" if state.is_opened else "Not opened yet",
        "isOpened": state.is_opened,
        "quiz": f"Quiz {state.quiz}" if state.quiz else "",
        "isPassed": bool(state.quiz and state.quiz.passed),
    }


def _facts(course: Course, found: Progress) -> list[dict]:
    opened = sum(lesson.is_opened for lesson in found.lessons)
    quizzes = [lesson.quiz for lesson in found.lessons if lesson.quiz]
    passed = sum(quiz.passed for quiz in quizzes)
    waiting = _waiting(course, found)
    return [
        {"name": "Safety check", "words": found.screening.sentence},
        *([{"name": "Waits for now", "words": waiting}] if waiting else []),
        {"name": "Lessons opened", "words": f"{opened} of {len(found.lessons)}"},
        {"name": "Quizzes passed", "words": f"{passed} of {len(quizzes)}"},
        {"name": "Questions to review", "words": _due(found.reviews_due)},
        {"name": "Guided sessions", "words": _times(found.sessions)},
        {"name": "Measurements", "words": _times(found.measurements)},
    ]


def _waiting(course: Course, found: Progress) -> str:
    """The stretches that wait, together where they do for one reason."""
    names: dict[str, list[str]] = {}
    for stretch, why in found.waiting.items():
        names.setdefault(why, []).append(course.stretches[stretch].name)
    return " ".join(f"{', '.join(those)}: {why}" for why, those in names.items())


def _due(count: int) -> str:
    return f"{count} due today" if count else "none due today"


def _times(count: Count) -> str:
    return f"{count.times}, the last on {_day(count)}" if count.times else "none yet"


def _day(count: Count) -> str:
    return f"{count.last.day} {count.last:%B %Y}"
