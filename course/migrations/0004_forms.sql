-- Parallel forms: which form of a before-and-after test an attempt had, and when its result was first told.

ALTER TABLE quiz_attempt ADD COLUMN form TEXT CHECK (form IN ('a', 'b'));
-- NULL for a form that is submitted: its result waits for the other form, or for the student to close it.
ALTER TABLE quiz_attempt ADD COLUMN released_at TEXT;
