-- Times are ISO 8601 with UTC offset, as the learner's clock showed them. Lists and mappings are JSON.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Every event that a browser ever delivered, once; `reply` is what it was answered, `refused` why it was not applied.
CREATE TABLE event (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    payload     TEXT NOT NULL,
    reply       TEXT NOT NULL,
    refused     TEXT
);

CREATE TABLE lesson_opened (
    lesson TEXT NOT NULL,
    at     TEXT NOT NULL
);
CREATE INDEX lesson_opened_lesson ON lesson_opened (lesson);

-- Sensitive. The merged verdict and the ids of the questions behind it; what was ticked is never stored.
CREATE TABLE screening (
    id           INTEGER PRIMARY KEY,
    at           TEXT NOT NULL,
    outcome      TEXT NOT NULL CHECK (outcome IN ('go', 'ask-first', 'emergency')),
    scope        TEXT CHECK (scope IN ('some', 'all')),
    urgency      TEXT,
    leave_out    TEXT NOT NULL,
    change       TEXT NOT NULL,
    measures_out TEXT NOT NULL,
    causes       TEXT NOT NULL,
    lasts_hours  INTEGER,
    void_at      TEXT,
    void_because TEXT
);

-- Open until a clinician has checked it. `undone_at`: a mistaken tap, taken back within a minute.
CREATE TABLE emergency (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    urgency    TEXT,
    found_by   TEXT NOT NULL CHECK (found_by IN ('screening', 'stop-button')),
    undone_at  TEXT,
    cleared_at TEXT,
    checked_on TEXT
);

-- An 'ask first' that was asked: who said what may be done.
CREATE TABLE clearance (
    id           INTEGER PRIMARY KEY,
    screening_id INTEGER NOT NULL REFERENCES screening (id),
    at           TEXT NOT NULL,
    asked_whom   TEXT NOT NULL,
    asked_on     TEXT NOT NULL,
    stretches    TEXT NOT NULL,
    measures     TEXT NOT NULL
);

CREATE TABLE daily_check (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    new_signs  INTEGER NOT NULL CHECK (new_signs IN (0, 1)),
    pain       INTEGER NOT NULL CHECK (pain BETWEEN 0 AND 10),
    up_an_hour INTEGER NOT NULL CHECK (up_an_hour IN (0, 1))
);

CREATE TABLE session (
    id         TEXT PRIMARY KEY,
    routine    TEXT,
    stretch    TEXT,
    started_at TEXT NOT NULL,
    ended_at   TEXT NOT NULL,
    outcome    TEXT NOT NULL CHECK (outcome IN ('finished', 'ended-early', 'stopped')),
    planned_seconds INTEGER NOT NULL
);

-- What was really held or repeated, per stretch, variant and side.
CREATE TABLE practice (
    session_id   TEXT NOT NULL REFERENCES session (id),
    stretch      TEXT NOT NULL,
    variants     TEXT NOT NULL,
    side         TEXT CHECK (side IN ('left', 'right')),
    held_seconds REAL NOT NULL CHECK (held_seconds >= 0),
    sets         INTEGER NOT NULL,
    repetitions  INTEGER NOT NULL
);
CREATE INDEX practice_session ON practice (session_id);

CREATE TABLE stop (
    id         TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    at         TEXT NOT NULL,
    stretch    TEXT,
    answer     TEXT NOT NULL
);

CREATE TABLE quiz_attempt (
    id         TEXT PRIMARY KEY,
    quiz       TEXT NOT NULL,
    started_at TEXT NOT NULL
);

-- One row an answer; `item_hash` is the item as it stood when it was answered.
CREATE TABLE quiz_response (
    id         TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES quiz_attempt (id),
    item       TEXT NOT NULL,
    item_hash  TEXT NOT NULL,
    at         TEXT NOT NULL,
    response   TEXT NOT NULL,
    score      REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    seconds    REAL
);
CREATE INDEX quiz_response_attempt ON quiz_response (attempt_id, item);

CREATE TABLE measurement (
    id         TEXT PRIMARY KEY,
    at         TEXT NOT NULL,
    measure    TEXT NOT NULL,
    side       TEXT CHECK (side IN ('left', 'right')),
    value      REAL NOT NULL,
    trials     TEXT NOT NULL,
    up_an_hour INTEGER CHECK (up_an_hour IN (0, 1)),
    around     TEXT CHECK (around IN ('before', 'after'))
);
CREATE INDEX measurement_measure ON measurement (measure, at);
