-- Changes of readings. `measurement` keeps what was first entered; of the changes the newest one counts.

-- `at`: when it was changed. No value: the reading was withdrawn.
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
CREATE INDEX correction_measurement ON correction (measurement_id);

-- The change that counts for each reading that has any. Two of the same second, from two computers: by id.
CREATE VIEW newest_correction AS
SELECT * FROM correction WHERE NOT EXISTS (
    SELECT 1 FROM correction AS later
    WHERE later.measurement_id = correction.measurement_id
    AND (coalesce(julianday(later.at), 0), later.id) > (coalesce(julianday(correction.at), 0), correction.id)
);

-- What each reading says now; withdrawn ones are left out.
CREATE VIEW reading AS
SELECT id, at, measure, side, value, trials, up_an_hour, around FROM measurement
WHERE NOT EXISTS (SELECT 1 FROM correction WHERE correction.measurement_id = measurement.id)
UNION ALL
SELECT m.id, m.at, m.measure, c.side, c.value, c.trials, c.up_an_hour, c.around
FROM newest_correction AS c JOIN measurement AS m ON m.id = c.measurement_id
WHERE c.value IS NOT NULL;
