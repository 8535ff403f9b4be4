"""What a student hands in, seen before it is written; and, apart from it, what of the log may be shared.

HandIn()
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import traitlets

from course.errors import Refused
from course.handing_in import giving
from course.handing_in.giving import Prepared
from course.handing_in.shared_log import latest, usual_end
from course.handing_in.student_name import MAX_STUDENT_CHARACTERS
from course.journal import now
from widgets._assets import script, style
from widgets._base import CourseWidget, request
from widgets._static import bullets, paragraph, section, title

SENTENCE = (
    "For students whose teacher asks for it. This makes one file of your answers to the questions of the "
    "course. You see all that is in it before it is written, and it goes nowhere until you upload it."
)
NEVER = (
    "Never in it: your safety check, the three questions of each day, what you answered to Stop, your "
    "sessions, your measurements, and your reviews."
)
UPLOAD = (
    "Open your course's page in the learning platform, and there the assignment that asks for the file.",
    "Choose Add submission or Upload, and pick the file from the folder named above or from your downloads.",
    "Submit. To hand in again later, make the file anew and upload it in the place of the old one.",
)
NOT_SEEN = "Something has changed since this was shown. Look at it again first."


class HandIn(CourseWidget):
    """Makes the hand-in file, the shared log, and its withdrawal.

    What is in the journal is asked for when the widget is drawn, and is no trait. A file is written as it was
    shown, byte for byte (the log with the moment of the consent), beside the notebook; the browser offers a
    copy.
    """

    _esm = script("hand_in")
    _css = style("hand_in")

    head = traitlets.Dict(
        help="What is said: `sentence`, `never`, `upload` steps, `consent`; `max_characters` of a name."
    ).tag(sync=True)

    def __init__(self):
        self._shown: dict[str, Prepared] = {}
        super().__init__(
            head={
                "sentence": SENTENCE,
                "never": NEVER,
                "upload": list(UPLOAD),
                "consent": giving.CONSENT,
                "max_characters": MAX_STUDENT_CHARACTERS,
            }
        )

    @request
    def start(self) -> dict:
        """`student` as named last, `quizzes` and `measures` [{id, name, count}] that have something to give,
        and the days `earliest`, `usual` and `latest` until which a log may be kept."""
        with self._journal.reading() as db:
            quizzes = giving.handable(db, self._course)
            measures = giving.sharable(db, self._course)
        today = now().date()
        names = self._course.quizzes
        return {
            "student": self._journal.setting(giving.STUDENT) or "",
            "quizzes": [
                {"id": id, "name": names[id].title if id in names else id, "count": count}
                for id, count in quizzes.items()
            ],
            "measures": [
                {"id": id, "name": self._course.measures[id].name, "count": count}
                for id, count in measures.items()
            ],
            "earliest": (today + timedelta(days=1)).isoformat(),
            "usual": usual_end(today).isoformat(),
            "latest": latest(today).isoformat(),
        }

    @request
    def look(self, student: str, quizzes: list) -> dict:
        """All that the hand-in would say: `facts`, `tables`, `raw` and `checksum`. Raises `PlainError`."""
        with self._journal.reading() as db:
            prepared = giving.prepare_hand_in(db, self._course, student, [str(id) for id in quizzes])
        return self._show("hand-in", prepared)

    @request
    def look_at_log(self, student: str, measures: list, keep_until: str) -> dict:
        """The same of the log that would be shared."""
        with self._journal.reading() as db:
            prepared = giving.prepare_log(
                db, self._course, student, [str(id) for id in measures], str(keep_until)
            )
        return self._show("log", prepared)

    def _show(self, kind: str, prepared: Prepared) -> dict:
        self._shown[kind] = prepared
        return self._told(prepared)

    @staticmethod
    def _told(prepared: Prepared) -> dict:
        return {
            "facts": [list(fact) for fact in prepared.facts],
            "tables": [
                {
                    "title": table.title,
                    "header": list(table.header),
                    "rows": [list(row) for row in table.rows],
                }
                for table in prepared.tables
            ],
            "raw": prepared.content.decode(),
            "checksum": prepared.checksum,
        }

    @request
    def put(self, checksum: str) -> dict:
        """Writes the hand-in that was shown last; `where` it lies, and the file to download. `PlainError`."""
        prepared = self._seen("hand-in", checksum)
        file = prepared.write_to(giving.usual_folder())
        giving.remember_student(self._journal, prepared.student)
        return _written(prepared, file)

    @request
    def put_log(self, checksum: str, consents: bool) -> dict:
        """The same of the log, sealed with this moment as that of the consent; `shown`, as it is now.
        Raises `Refused` without consent."""
        if consents is not True:
            raise Refused("Nothing of your log is written without your consent: tick the box first.")
        prepared = giving.consented(self._course, self._seen("log", checksum))
        file = giving.put_log(self._journal, prepared, giving.usual_folder())
        giving.remember_student(self._journal, prepared.student)
        return {**_written(prepared, file), "shown": self._told(prepared)}

    @request
    def withdraw(self, student: str) -> dict:
        """Takes the shared logs back; `said`, and the `notices` as files. Raises `PlainError`."""
        folder = giving.usual_folder()
        notices, said = giving.withdraw(self._journal, student, folder)
        self._shown.pop("log", None)
        return {"said": said, "notices": [_written(one, one.write_to(folder)) for one in notices]}

    def _seen(self, kind: str, checksum: str) -> Prepared:
        prepared = self._shown.get(kind)
        if prepared is None or prepared.checksum != checksum:
            raise Refused(NOT_SEEN)
        return prepared

    def _static_html(self) -> str:
        return (
            title("For students: hand in")
            + paragraph(SENTENCE)
            + paragraph(NEVER)
            + section("How the file is uploaded", bullets(UPLOAD, ordered=True))
            + section("Share some of my log", paragraph(giving.CONSENT))
        )


def _written(prepared: Prepared, file: Path) -> dict:
    return {
        "where": str(file.resolve()),
        "name": prepared.name,
        "type": "application/json",
        "content": prepared.content.decode(),
    }
