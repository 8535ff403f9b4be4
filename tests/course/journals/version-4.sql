-- A journal as version 4 of the tables left it, with rows in each. Never changed: learners have such files.
PRAGMA user_version = 4;
BEGIN TRANSACTION;
CREATE TABLE clearance (
    id           INTEGER PRIMARY KEY,
    screening_id INTEGER NOT NULL REFERENCES screening (id),
    at           TEXT NOT NULL,
    asked_whom   TEXT NOT NULL,
    asked_on     TEXT NOT NULL,
    stretches    TEXT NOT NULL,
    measures     TEXT NOT NULL
);
INSERT INTO "clearance" VALUES(1,1,'2026-02-11T08:00:00+01:00','doctor','2026-02-10','["supine-spinal-twist"]','[]');
CREATE TABLE correction (
    id             TEXT PRIMARY KEY,
    measurement_id TEXT NOT NULL REFERENCES measurement (id),
    at             TEXT NOT NULL,
    side           TEXT CHECK (side IN ('left', 'right')),
    value          REAL,
    trials         TEXT,
    up_an_hour     INTEGER CHECK (up_an_hour IN (0, 1)),
    around         TEXT CHECK (around IN ('before', 'after')),
    CHECK ((value IS NULL) = (trials IS NULL))
);
INSERT INTO "correction" VALUES('change-01','reading-2','2026-07-13T08:00:00+02:00','right',33.0,'[33.0]',NULL,'after');
INSERT INTO "correction" VALUES('change-02','reading-3','2026-07-14T08:00:00+02:00',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE daily_check (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    new_signs  INTEGER NOT NULL CHECK (new_signs IN (0, 1)),
    pain       INTEGER NOT NULL CHECK (pain BETWEEN 0 AND 10),
    up_an_hour INTEGER NOT NULL CHECK (up_an_hour IN (0, 1))
);
INSERT INTO "daily_check" VALUES(1,'2026-02-12T08:00:00+01:00',0,2,1);
CREATE TABLE emergency (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    urgency    TEXT,
    found_by   TEXT NOT NULL CHECK (found_by IN ('screening', 'stop-button')),
    undone_at  TEXT,
    cleared_at TEXT,
    checked_on TEXT
);
INSERT INTO "emergency" VALUES(1,'2026-01-15T08:00:00+01:00',NULL,'stop-button',NULL,'2026-01-17T08:00:00+01:00','2026-01-16');
CREATE TABLE event (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    received_at TEXT NOT NULL,
    payload     TEXT NOT NULL,
    reply       TEXT NOT NULL,
    refused     TEXT
);
INSERT INTO "event" VALUES('event-0001','measured','2026-02-11T08:00:00+01:00','2026-02-11T08:00:00+01:00','{"measure": "pain-nrs", "trials": [3]}','{"value": 3.0, "text": "3 out of 10, 08:00"}',NULL);
INSERT INTO "event" VALUES('event-0002','measured','2026-02-12T08:00:00+01:00','2026-02-12T08:00:00+01:00','{"measure": "pain-nrs", "trials": [11]}','{}','11 is outside the range: Pain takes 0 to 10, whole numbers.');
INSERT INTO "event" VALUES('event-0003','quiz-answered','2026-02-13T08:00:00+01:00','2026-02-13T08:00:00+01:00','{"attempt_id": "attempt-01", "track": "student"}','{}',NULL);
CREATE TABLE lesson_opened (
    lesson TEXT NOT NULL,
    at     TEXT NOT NULL
);
INSERT INTO "lesson_opened" VALUES('01_stay_safe','2026-01-11T08:00:00+01:00');
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
INSERT INTO "measurement" VALUES('event-0001','2026-02-11T08:00:00+01:00','pain-nrs',NULL,3.0,'[3.0]',NULL,'before');
INSERT INTO "measurement" VALUES('reading-2','2026-07-12T08:00:00+02:00','knee-chest-cm','left',34.5,'[34.0, 35.0]',1,NULL);
INSERT INTO "measurement" VALUES('reading-3','2026-07-12T08:00:00+02:00','knee-chest-cm','left',60.0,'[60.0]',1,NULL);
CREATE TABLE practice (
    session_id   TEXT NOT NULL REFERENCES session (id),
    stretch      TEXT NOT NULL,
    variants     TEXT NOT NULL,
    side         TEXT CHECK (side IN ('left', 'right')),
    held_seconds REAL NOT NULL CHECK (held_seconds >= 0),
    sets         INTEGER NOT NULL,
    repetitions  INTEGER NOT NULL
);
INSERT INTO "practice" VALUES('session-1','figure-four','["foot-down"]','left',40.5,2,0);
INSERT INTO "practice" VALUES('session-1','pelvic-tilt','[]',NULL,0.0,1,10);
CREATE TABLE quiz_attempt (
    id         TEXT PRIMARY KEY,
    quiz       TEXT NOT NULL,
    started_at TEXT NOT NULL
, track TEXT NOT NULL DEFAULT 'learner' CHECK (track IN ('learner', 'student')), mode TEXT NOT NULL DEFAULT 'practice' CHECK (mode IN ('practice', 'graded')), items TEXT, asked TEXT, pass_mark REAL, deadline_at TEXT, submitted_at TEXT, form TEXT CHECK (form IN ('a', 'b')), released_at TEXT);
INSERT INTO "quiz_attempt" VALUES('attempt-01','before-you-begin','2026-02-13T08:00:00+01:00','student','graded','["x"]','[]',0.8,'2026-02-14T08:00:00+01:00','2026-02-13T08:00:00+01:00',NULL,NULL);
INSERT INTO "quiz_attempt" VALUES('attempt-02','before-and-after','2026-02-13T08:00:00+01:00','student','graded','["will-it-go-away"]','[]',0.8,'2026-02-14T08:00:00+01:00','2026-02-13T08:00:00+01:00','a',NULL);
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
INSERT INTO "quiz_draft" VALUES('attempt-01','y',1770000000000,'{"chosen": "b"}','guess',1,3.0);
CREATE TABLE quiz_hint (
    attempt_id TEXT NOT NULL REFERENCES quiz_attempt (id),
    item       TEXT NOT NULL,
    at         TEXT NOT NULL,
    PRIMARY KEY (attempt_id, item)
);
INSERT INTO "quiz_hint" VALUES('attempt-01','x','2026-02-13T08:00:00+01:00');
CREATE TABLE quiz_response (
    id         TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES quiz_attempt (id),
    item       TEXT NOT NULL,
    item_hash  TEXT NOT NULL,
    at         TEXT NOT NULL,
    response   TEXT NOT NULL,
    score      REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    seconds    REAL
, raw_score REAL NOT NULL DEFAULT 0 CHECK (raw_score BETWEEN 0 AND 1), sureness TEXT CHECK (sureness IN ('guess', 'think', 'know')));
INSERT INTO "quiz_response" VALUES('response-1','attempt-01','x','abc','2026-02-13T08:00:00+01:00','{"chosen": "a"}',0.5,12.5,1.0,'think');
CREATE TABLE quiz_stage (
    attempt_id TEXT NOT NULL REFERENCES quiz_attempt (id),
    item       TEXT NOT NULL,
    stage      INTEGER NOT NULL,
    response   TEXT NOT NULL,
    PRIMARY KEY (attempt_id, item, stage)
);
INSERT INTO "quiz_stage" VALUES('attempt-01','z',0,'{"chosen": "c"}');
CREATE TABLE review_card (
    item   TEXT PRIMARY KEY,
    due_at TEXT NOT NULL,
    card   TEXT NOT NULL
);
INSERT INTO "review_card" VALUES('x','2026-03-11T08:00:00+01:00','{}');
CREATE TABLE review_log (
    id     INTEGER PRIMARY KEY,
    item   TEXT NOT NULL,
    at     TEXT NOT NULL,
    rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 4),
    log    TEXT NOT NULL
);
INSERT INTO "review_log" VALUES(1,'x','2026-02-13T08:00:00+01:00',3,'{}');
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
INSERT INTO "screening" VALUES(1,'2026-02-10T08:00:00+01:00','ask-first','some',NULL,'["supine-spinal-twist"]','{}','["twist-height-cm"]','["bones"]',NULL,'2026-02-11T08:00:00+01:00','new-signs');
INSERT INTO "screening" VALUES(2,'2026-02-12T08:00:00+01:00','go',NULL,NULL,'[]','{}','[]','[]',NULL,NULL,NULL);
CREATE TABLE session (
    id         TEXT PRIMARY KEY,
    routine    TEXT,
    stretch    TEXT,
    started_at TEXT NOT NULL,
    ended_at   TEXT NOT NULL,
    outcome    TEXT NOT NULL CHECK (outcome IN ('finished', 'ended-early', 'stopped')),
    planned_seconds INTEGER NOT NULL
);
INSERT INTO "session" VALUES('session-1','evening',NULL,'2026-02-12T08:00:00+01:00','2026-02-12T08:11:00+01:00','finished',660);
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
INSERT INTO "setting" VALUES('journal-id','00000000000000000000000000000004');
INSERT INTO "setting" VALUES('created-at','2026-01-10T08:00:00+01:00');
INSERT INTO "setting" VALUES('region','gb');
CREATE TABLE stop (
    id         TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    at         TEXT NOT NULL,
    stretch    TEXT,
    answer     TEXT NOT NULL
);
INSERT INTO "stop" VALUES('stopped-1','session-1','2026-02-12T08:00:00+01:00','figure-four','pinch');
CREATE INDEX lesson_opened_lesson ON lesson_opened (lesson);
CREATE INDEX practice_session ON practice (session_id);
CREATE INDEX quiz_response_attempt ON quiz_response (attempt_id, item);
CREATE INDEX measurement_measure ON measurement (measure, at);
CREATE INDEX review_log_item ON review_log (item);
CREATE INDEX correction_measurement ON correction (measurement_id);
CREATE VIEW newest_correction AS
SELECT * FROM correction WHERE NOT EXISTS (
    SELECT 1 FROM correction AS later
    WHERE later.measurement_id = correction.measurement_id
    AND (coalesce(julianday(later.at), 0), later.id) > (coalesce(julianday(correction.at), 0), correction.id)
);
CREATE VIEW reading AS
SELECT id, at, measure, side, value, trials, up_an_hour, around FROM measurement
WHERE NOT EXISTS (SELECT 1 FROM correction WHERE correction.measurement_id = measurement.id)
UNION ALL
SELECT m.id, m.at, m.measure, c.side, c.value, c.trials, c.up_an_hour, c.around
FROM newest_correction AS c JOIN measurement AS m ON m.id = c.measurement_id
WHERE c.value IS NOT NULL;
COMMIT;
