-- Quizzes that can be graded, drafts, hints, and spaced repetition.

ALTER TABLE quiz_attempt ADD COLUMN track TEXT NOT NULL DEFAULT 'learner' CHECK (track IN ('learner', 'student'));
ALTER TABLE quiz_attempt ADD COLUMN mode TEXT NOT NULL DEFAULT 'practice' CHECK (mode IN ('practice', 'graded'));
-- Ids of the items as they were drawn, in order. NULL: all items of the quiz, from before this was stored.
ALTER TABLE quiz_attempt ADD COLUMN items TEXT;
-- Each item as it was asked (id, stem, lesson, objectives, safety_critical), and the pass mark of that day.
ALTER TABLE quiz_attempt ADD COLUMN asked TEXT;
ALTER TABLE quiz_attempt ADD COLUMN pass_mark REAL;
ALTER TABLE quiz_attempt ADD COLUMN deadline_at TEXT;
ALTER TABLE quiz_attempt ADD COLUMN submitted_at TEXT;

-- What the answer itself earned; `score` is after the cost of a hint.
ALTER TABLE quiz_response ADD COLUMN raw_score REAL NOT NULL DEFAULT 0 CHECK (raw_score BETWEEN 0 AND 1);
ALTER TABLE quiz_response ADD COLUMN sureness TEXT CHECK (sureness IN ('guess', 'think', 'know'));
UPDATE quiz_response SET raw_score = score;

-- What is chosen and not yet submitted. `changed_ms`: the browser's clock, to tell the newer of two drafts.
CREATE TABLE quiz_draft (
    attempt_id TEXT NOT NULL REFERENCES quiz_attempt (id),
    item       TEXT NOT NULL,
    changed_ms INTEGER NOT NULL,
    response   TEXT NOT NULL,
    sureness   TEXT CHECK (sureness IN ('guess', 'think', 'know')),
    is_flagged INTEGER NOT NULL CHECK (is_flagged IN (0, 1)),
    seconds    REAL,
    PRIMARY KEY (attempt_id, item)
);

-- What was answered to a stage of a case before the next one was seen; gone once the whole case is answered.
CREATE TABLE quiz_stage (
    attempt_id TEXT NOT NULL REFERENCES quiz_attempt (id),
    item       TEXT NOT NULL,
    stage      INTEGER NOT NULL,
    response   TEXT NOT NULL,
    PRIMARY KEY (attempt_id, item, stage)
);

CREATE TABLE quiz_hint (
    attempt_id TEXT NOT NULL REFERENCES quiz_attempt (id),
    item       TEXT NOT NULL,
    at         TEXT NOT NULL,
    PRIMARY KEY (attempt_id, item)
);

-- Spaced repetition: where each item that was met stands, and every review that led there.
CREATE TABLE review_card (
    item   TEXT PRIMARY KEY,
    due_at TEXT NOT NULL,
    card   TEXT NOT NULL
);
CREATE TABLE review_log (
    id     INTEGER PRIMARY KEY,
    item   TEXT NOT NULL,
    at     TEXT NOT NULL,
    rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 4),
    log    TEXT NOT NULL
);
CREATE INDEX review_log_item ON review_log (item);

-- Attempts from before: whose they were stands in the events that made them.
UPDATE quiz_attempt SET track = 'student' WHERE id IN (
    SELECT json_extract(payload, '$.attempt_id') FROM event
    WHERE kind = 'quiz-answered' AND json_extract(payload, '$.track') = 'student'
);
