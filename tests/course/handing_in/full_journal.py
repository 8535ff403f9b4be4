"""A journal with every kind of row in it, each private one with a word that can be looked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from course import attempts
from course.attempts import Draft
from course.quiz_items import item_hash, items_for

AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
PRIVATE = ("hospital-today", "SECRET", "pain-nrs", "knee-chest-cm", "left-leg-numb", "figure-four",
           "2026-01-", "draft-word")  # fmt: skip
"""What no hand-in says: each stands in at least one row of the journal."""

_ROWS = """
INSERT INTO event VALUES ('e1', 'screened', '2026-01-01T08:00:00+00:00', '2026-01-01T08:00:00+00:00',
 '{"ticks": ["SECRET-tick"]}', '{"note": "SECRET-reply"}', NULL);
INSERT INTO lesson_opened VALUES ('SECRET-lesson', '2026-01-01T08:00:00+00:00');
INSERT INTO screening (at, outcome, scope, urgency, leave_out, change, measures_out, causes) VALUES
 ('2026-01-01T08:00:00+00:00', 'emergency', 'all', 'hospital-today', '["figure-four"]', '{}', '[]',
  '["SECRET-cause"]');
INSERT INTO emergency (at, urgency, found_by) VALUES
 ('2026-01-01T08:00:00+00:00', 'hospital-today', 'screening');
INSERT INTO clearance (screening_id, at, asked_whom, asked_on, stretches, measures) VALUES
 (1, '2026-01-02T08:00:00+00:00', 'SECRET-doctor', '2026-01-02', '[]', '[]');
INSERT INTO daily_check (at, new_signs, pain, up_an_hour) VALUES ('2026-01-03T08:00:00+00:00', 0, 7, 1);
INSERT INTO session VALUES ('SECRET-session', 'SECRET-routine', NULL, '2026-01-03T08:01:00+00:00',
 '2026-01-03T08:20:00+00:00', 'stopped', 900);
INSERT INTO practice VALUES ('SECRET-session', 'figure-four', '[]', 'left', 30, 1, 0);
INSERT INTO stop VALUES ('SECRET-stop', 'SECRET-session', '2026-01-03T08:10:00+00:00', 'figure-four',
 'left-leg-numb');
INSERT INTO measurement VALUES ('SECRET-pain', '2026-01-03T08:30:00+00:00', 'pain-nrs', NULL, 7, '[7]', NULL,
 'after');
INSERT INTO measurement VALUES ('SECRET-knee', '2026-01-04T09:30:00+00:00', 'knee-chest-cm', 'left', 31.5,
 '[31, 32]', 1, NULL);
INSERT INTO measurement VALUES ('SECRET-gone', '2026-01-04T09:31:00+00:00', 'knee-chest-cm', 'right', 55,
 '[55]', 1, NULL);
INSERT INTO correction VALUES ('SECRET-change', 'SECRET-knee', '2026-01-05T08:00:00+00:00', 'left', 30.5,
 '[30, 31]', 1, NULL);
INSERT INTO correction VALUES ('SECRET-undo', 'SECRET-gone', '2026-01-05T08:00:00+00:00', NULL, NULL, NULL,
 NULL, NULL);
INSERT INTO review_card VALUES ('SECRET-card', '2026-01-05T08:00:00+00:00', '{}');
INSERT INTO review_log (item, at, rating, log) VALUES ('SECRET-card', '2026-01-05T08:00:00+00:00', 3, '{}');
INSERT INTO setting VALUES ('SECRET-setting', 'SECRET-value');
"""


def fill(journal, course, quiz="make-it-a-habit"):
    """Every table gets a row; of `quiz` there are two attempts, one only drafted, and a review."""
    items = items_for(course.quizzes[quiz], "student")
    with journal.writing() as db:
        for statement in filter(str.strip, _ROWS.split(";")):
            db.execute(statement)
        for number, id in enumerate(("attempt-0001", "attempt-0002")):
            at = AT + timedelta(days=number)
            attempt = attempts.practising(db, course, quiz, "student", id, at)
            attempts.save_drafts(db, attempt, {items[0].id: Draft("draft-word", "guess", True, 1, 4.0)})
            attempts.keep_stages(db, attempt, items[0].id, ["draft-word"])
            attempts.take_hint(db, attempt, items[1], at)
        answer(db, "attempt-0001", items[0], '"an-option"', 1.0, at=AT)
        answer(db, "attempt-0001", items[1], '["a", {"b": "c"}]', 0.25, sureness="know", at=AT)
        review = attempts.Attempt("attempt-0003", "review", "student", "practice", (items[2].id,), AT)
        attempts._insert(db, course, review)
        answer(db, "attempt-0003", items[2], '"SECRET-review"', 0.0, at=AT)
    return items


def answer(db, attempt, item, response, score, at, sureness=None, seconds=12.5):
    """One stored answer; `response` is JSON."""
    db.execute(
        "INSERT INTO quiz_response"
        " (id, attempt_id, item, item_hash, at, response, score, raw_score, seconds, sureness)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (f"{attempt}/{item.id}", attempt, item.id, item_hash(item), at.isoformat(), response, score, score,
         seconds, sureness),
    )  # fmt: skip
