"""Someone who sits both forms of a test, as the page does."""

from datetime import datetime, timedelta, timezone

from course import attempts
from course.events import deliver
from course.journal import Journal, stamp

START = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=1)))
ID = "before-and-after"


class Student:
    """Answers nothing, where nothing else is given."""

    def __init__(self, course, folder=None):
        self.course, self.journal, self.quiz = course, Journal(folder), course.quizzes[ID]
        self.at = START

    def begins(self, at=None):
        with self.journal.writing() as db:
            id = f"attempt-{len(self.tried()) + 1:04}"
            return attempts.begin(db, self.course, ID, "student", "graded", id, at or self.at)

    def submits(self, attempt, at=None, answers=None):
        payload = {"attempt_id": attempt.id, "quiz": ID, "answers": answers or {}}
        event = {"id": f"event-{attempt.id}", "kind": "quiz-submitted", "payload": payload}
        return deliver(self.journal, self.course, event | {"occurred_at": stamp(at or self.at)})

    def sits(self, at=None):
        attempt = self.begins(at)
        answer = self.submits(attempt, at)
        assert answer.refused is None
        return answer

    def tried(self):
        return self.reads(attempts.every, self.course, ID, "student")

    def reads(self, function, *arguments):
        with self.journal.reading() as db:
            return function(db, *arguments)

    def cards(self):
        return self.reads(lambda db: {row["item"] for row in db.execute("SELECT item FROM review_card")})
