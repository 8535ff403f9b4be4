BEGIN TRANSACTION;
CREATE TABLE answer (
	attempt_key INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	item_key INTEGER NOT NULL, 
	nth INTEGER NOT NULL, 
	at VARCHAR(40) NOT NULL, 
	response TEXT NOT NULL, 
	score FLOAT NOT NULL, 
	raw_score FLOAT NOT NULL, 
	sureness VARCHAR(10), 
	seconds FLOAT, known BOOLEAN NOT NULL DEFAULT TRUE, 
	PRIMARY KEY (attempt_key, place), 
	FOREIGN KEY(attempt_key) REFERENCES attempt ("key")
)
 WITHOUT ROWID

;
INSERT INTO "answer" VALUES(1,0,1,1,'2026-11-02T12:00:00+01:00','"right"',0.0,0.0,'know',4.0,1);
INSERT INTO "answer" VALUES(1,1,1,2,'2026-11-02T12:00:00+01:00','"right"',1.0,1.0,'know',4.0,1);
INSERT INTO "answer" VALUES(3,0,2,1,'2026-11-02T12:00:00+01:00','"right"',1.0,1.0,'know',4.0,1);
CREATE TABLE attempt (
	"key" INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	student_key INTEGER NOT NULL, 
	made_at VARCHAR(40) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	quiz VARCHAR(200) NOT NULL, 
	track VARCHAR(20) NOT NULL, 
	mode VARCHAR(20) NOT NULL, 
	form VARCHAR(80), 
	started_at VARCHAR(40) NOT NULL, 
	deadline_at VARCHAR(40), 
	submitted_at VARCHAR(40), 
	pass_mark FLOAT NOT NULL, 
	items TEXT NOT NULL, 
	asked INTEGER NOT NULL, 
	answered INTEGER NOT NULL, 
	score FLOAT NOT NULL, 
	passed BOOLEAN NOT NULL, 
	seconds FLOAT, ungraded INTEGER NOT NULL DEFAULT 0, 
	PRIMARY KEY ("key"), 
	UNIQUE (id), 
	FOREIGN KEY(student_key) REFERENCES student ("key")
);
INSERT INTO "attempt" VALUES(1,'later-attempt',1,'2026-11-02T23:00:00+01:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','open-the-hips','student','graded',NULL,'2026-11-02T12:00:00+01:00',NULL,'2026-11-02T23:00:00+01:00',0.8,'["one", "two"]',2,1,0.5,0,12.5,0);
INSERT INTO "attempt" VALUES(2,'first-attempt',1,'2026-11-02T23:00:00+01:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','open-the-hips','student','graded',NULL,'2026-11-02T12:00:00+02:00',NULL,'2026-11-02T23:00:00+01:00',0.8,'["one", "two"]',2,1,0.5,0,12.5,0);
INSERT INTO "attempt" VALUES(3,'owls-attempt',2,'2026-11-02T23:00:00+01:00','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','loosen-the-spine','student','graded',NULL,'2026-11-02T10:00:00+01:00',NULL,'2026-11-02T23:00:00+01:00',0.8,'["two"]',1,1,0.5,0,12.5,0);
CREATE TABLE item (
	"key" INTEGER NOT NULL, 
	id VARCHAR(200) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY ("key"), 
	UNIQUE (id, hash)
);
INSERT INTO "item" VALUES(1,'one','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
INSERT INTO "item" VALUES(2,'two','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
CREATE TABLE mark (
	student_key INTEGER NOT NULL, 
	stretch VARCHAR(80) NOT NULL, 
	rater VARCHAR(200) NOT NULL, 
	criterion VARCHAR(80) NOT NULL, 
	points FLOAT NOT NULL, 
	max_points FLOAT NOT NULL, 
	critical_failed BOOLEAN NOT NULL, 
	global_rating VARCHAR(40), 
	at VARCHAR(40), 
	PRIMARY KEY (student_key, stretch, rater, criterion), 
	FOREIGN KEY(student_key) REFERENCES student ("key")
);
INSERT INTO "mark" VALUES(1,'happy-baby','rater-a','calm-words',1.0,1.0,0,'pass','2026-11-02T09:00:00+01:00');
CREATE TABLE setting (
	name VARCHAR(80) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "setting" VALUES('version','2');
CREATE TABLE shared_record (
	student_key INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	measure VARCHAR(80) NOT NULL, 
	side VARCHAR(10), 
	at VARCHAR(40) NOT NULL, 
	value FLOAT, 
	trials TEXT, 
	up_an_hour BOOLEAN, 
	keep_until VARCHAR(10) NOT NULL, 
	PRIMARY KEY (student_key, place), 
	FOREIGN KEY(student_key) REFERENCES student ("key")
);
INSERT INTO "shared_record" VALUES(1,0,'stiffness-nrs',NULL,'2026-11-02T08:00:00+01:00',4.0,'[4.0]',1,'2026-11-30');
CREATE TABLE student (
	"key" INTEGER NOT NULL, 
	id VARCHAR(200) NOT NULL, 
	in_roster BOOLEAN NOT NULL, 
	name TEXT, 
	"group" TEXT, 
	time_multiplier FLOAT, 
	accommodations TEXT, 
	log_withdrawn_at VARCHAR(40), 
	PRIMARY KEY ("key"), 
	UNIQUE (id)
);
INSERT INTO "student" VALUES(1,'fox',1,'Ann Lee','A',1.25,NULL,NULL);
INSERT INTO "student" VALUES(2,'owl',0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "student" VALUES(3,'elk',1,'Bo','B',1.25,NULL,NULL);
CREATE TABLE upload (
	"key" INTEGER NOT NULL, 
	student_key INTEGER NOT NULL, 
	file TEXT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	made_at VARCHAR(40) NOT NULL, 
	course_version VARCHAR(80), keep_until VARCHAR(10), 
	PRIMARY KEY ("key"), 
	UNIQUE (file, sha256), 
	FOREIGN KEY(student_key) REFERENCES student ("key")
);
INSERT INTO "upload" VALUES(1,1,'1.json','1111111111111111111111111111111111111111111111111111111111111111','hand-in','2026-11-02T23:00:00+01:00','0.1.0',NULL);
INSERT INTO "upload" VALUES(2,2,'2.json','2222222222222222222222222222222222222222222222222222222222222222','hand-in','2026-11-02T23:00:00+01:00','0.1.0',NULL);
INSERT INTO "upload" VALUES(3,1,'log.json','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff','shared-log','2026-11-02T08:00:00+01:00','0.1.0','2026-11-30');
CREATE INDEX ix_attempt_student_key ON attempt (student_key);
CREATE INDEX shared_record_keep_until ON shared_record (keep_until);
COMMIT;
