"""What a quiz and a review have in common: an attempt that is begun, drafted, answered and taken up again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from sqlite3 import Connection
from uuid import uuid4

import traitlets
from pydantic import ValidationError

from course import attempts, quizzes
from course.attempts import Attempt, Draft, Mode
from course.bank import bank
from course.calculated import filled_in
from course.errors import PlainError, Refused, first_problem
from course.events import MAX_EVENT_CHARACTERS
from course.grading import grade
from course.journal import now
from course.quiz_feedback import feedback, stage_feedback
from course.quiz_items import items_for, masked, public_item, unmasked
from course.quizzes import Given
from course.rich_text import to_html
from course.schema import AnyItem, CaseItem, Track
from widgets._base import CourseWidget, request
from widgets._pictures import data_url, picture_names

MAX_DRAFTS = 200


class Sitting(CourseWidget):
    """Base of `Quiz` and `Review`. A subclass fills `head` and calls `_turn_to` with its first attempt.

    No trait holds a key or an answer: what was answered stands in the journal, and the view asks for it.
    """

    head = traitlets.Dict(
        help="From the content: `quiz` (id), `title`, `track`, `mode`, `pass_mark` (share, 0 to 1), "
        "`layout`, and the words that a kind of sitting has of its own."
    ).tag(sync=True)
    attempt = traitlets.Unicode(help="Id of the attempt that is shown; answers are stored under it.").tag(
        sync=True
    )
    items = traitlets.List(
        help="The questions without their keys, in order; options stand as this attempt shuffles them."
    ).tag(sync=True)
    stored = traitlets.Int(
        0, help="How many events were stored through this widget; a new number makes the view ask again."
    ).tag(sync=True)

    _quiz_id: str
    _track: Track
    _mode: Mode
    _holds_new_attempt = False
    """The attempt that is shown is not in the journal yet, and newer than those that are."""
    _picture_files: frozenset[str] = frozenset()

    # --- what the view asks ---

    @request
    def look_up(self, local_attempt: str = "", drafts: dict | None = None) -> dict:
        """The attempt as the journal has it, without a key of what is not answered or submitted yet.

        `local_attempt` and its `drafts` lie in this browser. The attempt is taken up where the journal knows
        nothing newer, because its kernel may have gone before it heard of it; and of an attempt whose time is
        up, drafts from before that count.
        """
        moment = now()
        given = _readable(drafts) if attempts.is_id(local_attempt) else {}
        self._close_overdue(moment, local_attempt, given)
        with self._journal.reading() as db:
            newest = self._current(db)
            if self._is_newer_here(db, newest, local_attempt, given):
                self._holds_new_attempt = True
                self._turn_to(self._lazy_attempt(local_attempt))
            elif newest and (newest.id == self.attempt or not self._holds_new_attempt):
                self._holds_new_attempt = False
                self._turn_to(newest)
            return self._told(db, newest if newest and newest.id == self.attempt else None, moment)

    def _is_newer_here(
        self, db: Connection, newest: Attempt | None, local_attempt: str, given: Mapping[str, Given]
    ) -> bool:
        """Whether the browser has begun an attempt that the journal has not heard of."""
        if self._needs_begin() or not attempts.is_id(local_attempt):
            return False
        if newest is None:
            return True
        changed = max((one.changed_ms for one in given.values()), default=0)
        is_later = changed / 1000 > newest.started_at.timestamp()
        return is_later and attempts.find(db, self._course, local_attempt) is None

    def _close_overdue(
        self, moment: datetime, local_attempt: str = "", given: Mapping[str, Given] | None = None
    ) -> None:
        with self._journal.reading() as db:
            newest = self._current(db)
        if newest is None or newest.submitted_at is not None or not newest.is_over(moment):
            return
        with self._journal.writing() as db:
            if given and local_attempt == newest.id:
                last_ms = newest.deadline_at.timestamp() * 1000
                in_time = {id: one for id, one in given.items() if one.changed_ms <= last_ms}
                self._keep(db, newest, in_time)
            quizzes.close_overdue(db, self._course, newest, moment)

    @request
    def begin(self) -> dict:
        """Begins a new attempt. The one before stays in the journal with its scores.

        A graded attempt that still runs goes on instead: a second click uses up none.
        """
        moment = now()
        self._close_overdue(moment)
        with self._journal.writing() as db:
            running = self._current(db) if self._mode == "graded" else None
            if running and running.submitted_at is None:
                attempt = told = running
            elif self._needs_begin():
                attempt = attempts.begin(
                    db, self._course, self._quiz_id, self._track, self._mode, uuid4().hex, moment
                )
                told = attempt
            else:
                attempt, told = self._lazy_attempt(uuid4().hex), None
        self._holds_new_attempt = told is None
        self._turn_to(attempt)
        with self._journal.reading() as db:
            return self._told(db, told, moment)

    @request
    def save_drafts(self, attempt: str, drafts: dict) -> dict:
        """Keeps what is chosen so far, by item id; after the end and its grace nothing more."""
        given = self._read_drafts(drafts)
        if not attempts.is_id(attempt):
            raise Refused("These drafts belong to no attempt. Run the cell again.")
        moment = now()
        with self._journal.writing() as db:
            if self._needs_begin() and attempts.find(db, self._course, attempt) is None:
                raise Refused("This attempt was not begun in this journal. Run the cell again.")
            where = attempts.practising(db, self._course, self._quiz_id, self._track, attempt, moment)
            if where.submitted_at is None and not where.is_over(moment):
                self._keep(db, where, given)
        return {}

    def _read_drafts(self, drafts: dict) -> dict[str, Given]:
        if len(drafts) > MAX_DRAFTS or len(json.dumps(drafts)) > MAX_EVENT_CHARACTERS:
            raise Refused(f"At most {MAX_DRAFTS} drafts of {MAX_EVENT_CHARACTERS:,} characters at once.")
        try:
            return {item: Given.model_validate(draft) for item, draft in drafts.items()}
        except ValidationError as error:
            raise Refused(f"A draft could not be read ({first_problem(error)}).") from error

    def _keep(self, db: Connection, attempt: Attempt, given: Mapping[str, Given]) -> None:
        changed = {id: quizzes.draft_from(self._course, id, one) for id, one in given.items()}
        attempts.save_drafts(db, attempt, changed)

    @request
    def take_hint(self, item: str) -> dict:
        """The item's hint; from now on it costs its share."""
        content = self._item(item)
        if content.hint is None:
            raise Refused("There is no hint for this question.")
        with self._journal.writing() as db:
            attempt = attempts.practising(db, self._course, self._quiz_id, self._track, self.attempt, now())
            attempts.take_hint(db, attempt, content, now())
        return {"hint": self._hint(content)}

    def _hint(self, item: AnyItem) -> str:
        return to_html(filled_in(item, item.hint.text, self.attempt))

    @request
    def unfold(self, item: str, responses: list) -> dict:
        """The next stage of a case; in practice with what is said of those before.

        What was answered to them is stored first, and stays: the next stage may give it away.
        """
        content = self._item(item)
        if not isinstance(content, CaseItem) or not isinstance(responses, list):
            raise Refused("This question has no stages.")
        with self._journal.writing() as db:
            attempt = attempts.practising(db, self._course, self._quiz_id, self._track, self.attempt, now())
            if attempt.submitted_at is not None:
                raise Refused("This attempt is submitted already.")
            given = quizzes.as_gone_on(db, attempt, content, unmasked(content, responses))
            if grade(content, given, self.attempt).complete:
                raise Refused("That was the last stage.")
            attempts.keep_stages(db, attempt, content.id, given)
        return self._unfolded(content, given)

    @request
    def pictures(self, files: list) -> dict:
        """The pictures that this attempt has shown so far, as addresses by file name."""
        return {name: data_url(name) for name in files if name in self._picture_files}

    # --- plumbing ---

    def _needs_begin(self) -> bool:
        """Whether an attempt is begun on purpose, because its items or its time are settled then."""
        return self._mode == "graded"

    def _lazy_attempt(self, id: str) -> Attempt:
        """An attempt that the journal does not know yet, over all of the quiz's items."""
        quiz = self._course.quizzes[self._quiz_id]
        items = tuple(item.id for item in items_for(quiz, self._track))
        return Attempt(id, quiz.id, self._track, self._mode, items, now())

    def _turn_to(self, attempt: Attempt) -> None:
        with self.hold_sync():
            self.attempt = attempt.id
            self.items = [] if attempt.is_withheld else self._asked(attempt)
        self._picture_files = frozenset(picture_names(self.items))

    def _asked(self, attempt: Attempt) -> list[dict]:
        return [public_item(item, attempt.id) for item in attempts.items_of(self._course, attempt)]

    def _item(self, id: str) -> AnyItem:
        if id not in {item["id"] for item in self.items}:
            raise PlainError("This question is no longer part of the quiz. Run the cell again.")
        return bank(self._course, "student")[id]

    def _current(self, db: Connection) -> Attempt | None:
        """The attempt to be taken up."""
        return attempts.newest(db, self._course, self._quiz_id, self._track, self._mode)

    def _told(self, db: Connection, attempt: Attempt | None, moment: datetime) -> dict:
        """What the view draws; `attempt` is None before anything of it is in the journal."""
        told = {
            "attempt": self.attempt,
            "is_begun": attempt is not None or not self._needs_begin(),
            "is_submitted": False,
            "seconds_left": None,
            "answers": {},
            "drafts": {},
            "hints": {},
            "unfolded": {},
            "result": None,
            **self._more(db, attempt, moment),
        }
        if attempt is None:
            return told
        if attempt.is_withheld:
            return {**told, "is_begun": False, "is_submitted": True}
        return {**told, **self._told_of(db, attempt, moment)}

    def _told_of(self, db: Connection, attempt: Attempt, moment: datetime) -> dict:
        items = {item.id: item for item in attempts.items_of(self._course, attempt)}
        drafts = {id: one for id, one in attempts.drafts(db, attempt.id).items() if id in items}
        may_tell = attempt.mode == "practice" or attempt.submitted_at is not None
        given = attempts.responses(db, attempt.id) if may_tell else ()
        last = {one.item: one for one in given if one.item in items}
        best = {id: max(one.raw_score for one in given if one.item == id) for id in last}
        left = (attempt.deadline_at - moment).total_seconds() if attempt.deadline_at else None
        gone_on = {id: one.response for id, one in last.items()} | attempts.kept_stages(db, attempt.id)
        hinted = attempts.hints(db, attempt.id)
        return {
            "is_submitted": attempt.submitted_at is not None,
            "seconds_left": left if attempt.submitted_at is None else None,
            "answers": {
                id: feedback(self._course, items[id], one, attempt.id, best[id]) for id, one in last.items()
            },
            "result": quizzes.told_result(db, self._course, attempt) if may_tell else None,
            "drafts": {id: _told_draft(items[id], one) for id, one in drafts.items()},
            "hints": {id: self._hint(items[id]) for id in hinted if id in items and items[id].hint},
            "unfolded": {
                id: self._unfolded(items[id], response)
                for id, response in gone_on.items()
                if isinstance(items.get(id), CaseItem) and isinstance(response, list)
            },
        }

    def _unfolded(self, item: CaseItem, responses: list) -> dict:
        """The stages of a case that may be seen after these responses; in practice what is said of them."""
        try:
            graded = grade(item, responses[: len(item.stages) - 1], self.attempt) if responses else None
        except Refused:
            graded = None
        stages = graded.feedback.stages if graded else ()
        shown = public_item(item, self.attempt, responses[: len(stages)])
        self._picture_files |= set(picture_names(shown))
        told = [stage_feedback(item, index, one, self.attempt) for index, one in enumerate(stages)]
        return {"stages": shown["stages"], "feedback": told if self._mode == "practice" else []}

    def _more(self, db: Connection, attempt: Attempt | None, moment: datetime) -> dict:
        """What a subclass tells besides."""
        return {}

    def _after_event(self, kind: str) -> None:
        if kind in ("quiz-answered", "quiz-submitted"):
            self.stored += 1


def _readable(drafts: object) -> dict[str, Given]:
    """Of what a browser kept, what can be read: a broken entry hides no attempt."""
    found = {}
    for item, draft in list(drafts.items())[:MAX_DRAFTS] if isinstance(drafts, dict) else ():
        with suppress(ValidationError):
            found[str(item)] = Given.model_validate(draft)
    return found


def _told_draft(item: AnyItem, draft: Draft) -> dict:
    return {
        "response": masked(item, draft.response),
        "sureness": draft.sureness,
        "is_flagged": draft.is_flagged,
        "changed_ms": draft.changed_ms,
    }
