"""Three hundred changed hand-ins and zips: never a crash, never another's score, never a file outside."""

import hashlib
import random
import re
import struct
import warnings
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest

from course.classroom.store.class_store import ClassStore
from course.classroom.store.gather import gather
from tests.course.classroom.class_files import (
    AT,
    answer,
    attempt,
    choices,
    handed_in,
    log_of,
    right,
    withdrawn,
    wrong,
    zipped,
)

TODAY = date(2026, 11, 25)
STUDENTS = ("fox", "owl", "elk", "asp")
CHANGED = 300
BATCHES = 10


def honest():
    """Whose attempt is right in which of three questions: the truth that no change may bend."""
    items = choices()[:3]
    chance = random.Random(4)
    truth = {}
    for student in STUDENTS:
        is_right = [chance.random() < 0.5 for _ in items]
        given = [
            answer(item, (right if good else wrong)(item)) for item, good in zip(items, is_right, strict=True)
        ]
        truth[student] = (attempt(f"attempt-of-{student}", given), sum(is_right) / 3)
    return truth


TRUTH = honest()


def resealed(content):
    """With the checksum that fits, as somebody writes it who changes a file on purpose."""
    body, mark, _ = content.rpartition(b',\n "checksum": "')
    return body + mark + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n' if mark else content


# --- what is done to a hand-in -----------------------------------------------------------------------------


def flip(content, chance):
    """Single bytes."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(content, chance):
    return content[: chance.randrange(len(content))]


def doubled(content, chance):
    place = chance.randrange(len(content))
    return content[:place] + content[chance.randrange(len(content)) :]


def value(content, chance):
    """Another value, of a wrong type, a hostile one or a huge one, at some place."""
    values = [
        b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1", b"9" * 5000, b"1e308", b"0.5", b"null", b"true",
        b"{}", b"[]", b'""', b"[" * 3000 + b"]" * 3000, b'"' + b"x" * 10_000 + b'"', b'"=cmd|calc"',
        b'"<script>alert(1)</script>"', b'"../../etc/passwd"', b'"\\u0000"', b'"\\ud800"', b'"\xff\xfe"',
        b'"2026-13-45T99:99:99Z"', b'"0001-01-01T00:00:00+23:59"', b'"9999-12-31T23:59:59-23:59"',
        b'"1;DROP TABLE"',
    ]  # fmt: skip
    places = list(re.finditer(rb'(?<=": )("[^"]*"|[-\d.]+)', content))
    place = chance.choice(places)
    return content[: place.start()] + chance.choice(values) + content[place.end() :]


def key(content, chance):
    """A key that is missing, unknown or there twice."""
    lines = content.split(b"\n")
    place = chance.randrange(1, len(lines) - 2)
    extra = chance.choice(
        [b' "__proto__": {},', b' "student": "owl",', b' "attempts": [],', b' "version": 1,']
    )
    lines[place : place + chance.randint(0, 1)] = chance.choice([[], [extra], [lines[place], lines[place]]])
    return b"\n".join(lines)


def encoding(content, chance):
    return content.decode().encode(chance.choice(["utf-16", "utf-32", "cp037", "utf-7"]))


def as_another(content, chance):
    """Somebody else's name on the same attempts."""
    name = chance.choice([*STUDENTS, "zoe", "=cmd", "<b>", "a/../b", "x" * 500]).encode()
    return re.sub(rb'"student": "[^"]*"', b'"student": "' + name + b'"', content)


def as_perfect(content, chance):
    """Full marks for everything."""
    return re.sub(rb'"(score|raw_score|pass_mark)": [\d.]+', rb'"\1": 1.0', content)


CHANGES = (flip, cut, doubled, value, value, key, encoding, as_another, as_perfect)


# --- what is done to a zip ---------------------------------------------------------------------------------


def lying(content, chance):
    """Fields of its lists say something else: sizes, methods, flags, places."""
    changed = bytearray(content)
    for mark in (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"):
        for found in re.finditer(re.escape(mark), content):
            if chance.random() < 0.5:
                place = min(found.start() + chance.randint(4, 45), len(changed) - 4)
                changed[place : place + 4] = struct.pack(
                    "<L", chance.choice([0, 1, 0xFFFF, 0xFFFFFFFF, 2**31])
                )
    return bytes(changed)


def named(content, chance):
    """The same in a zip, under a name that is no name."""
    names = [
        "../../out",
        "/out",
        "C:\\out",
        "a" * 3000,
        "\x00",
        "\x1b[2J",
        "..",
        ".",
        "a//b",
        "COM1",
        "ünï/ç",
        "-rf",
        "",
    ]
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(chance.randint(1, 3)):
            info = zipfile.ZipInfo(chance.choice(names))
            info.external_attr = chance.choice([0, 0o120777 << 16, 0o40755 << 16, 0o20644 << 16])
            archive.writestr(
                info, content, chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
            )
    return made.getvalue()


def nested(content, chance):
    for depth in range(chance.randint(1, 9)):
        content = zipped([(f"{depth}.zip", content)])
    return content


def made_up(chance):
    """One changed file, of a class's own."""
    student = chance.choice(STUDENTS)
    made_at = AT + timedelta(hours=chance.randint(0, 99))
    kinds = [
        lambda: handed_in(student, TRUTH[student][0], made_at=made_at),
        lambda: handed_in(student, TRUTH[student][0], made_at=made_at),
        lambda: log_of(student, 1, 2, 3, consented_at=made_at),
        lambda: withdrawn(student, made_at),
    ]
    content = chance.choice(CHANGES)(chance.choice(kinds)(), chance)
    if chance.random() < 0.5:
        content = resealed(content)
    if chance.random() < 0.4:
        content = chance.choice([lambda content, _: zipped([("x", content)]), named, nested])(content, chance)
        content = chance.choice([lambda content, _: content, lying, flip, cut])(content, chance)
    return content


@pytest.fixture
def uploads(tmp_path):
    """The folder of the class, with what its students really handed in."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    for student, (one, _) in TRUTH.items():
        (folder / f"{student}.json").write_bytes(handed_in(student, one))
    return folder


def everything(folder):
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("batch", range(BATCHES))
def test_changed_files_do_no_harm(course, uploads, tmp_path, batch):
    """Thirty at a time, beside four honest ones and in a class that may be there already."""
    chance = random.Random(batch)
    names = [f"{chance.choice('agz')}{number}" for number in range(CHANGED // BATCHES)]
    store = ClassStore(tmp_path / "class.sqlite", create=True)
    gather(store, course, uploads, TODAY)
    for name in names:
        (uploads / name).write_bytes(made_up(chance))
    before = everything(uploads)
    report = gather(store, course, uploads, TODAY)
    assert len(report.of("unchanged")) == len(STUDENTS)
    assert len(report.outcomes) >= len(names) + len(STUDENTS)
    assert everything(uploads) == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["class.sqlite", "uploads"]
    attempts = store.attempts().set_index("attempt")
    for student, (one, score) in TRUTH.items():
        found = attempts.loc[one.id]
        assert found["student"] == student
        if set(store.answers().query("attempt == @one.id")["response"]) == {
            f'"{a.response}"' for a in one.answers
        }:
            assert found["score"] == pytest.approx(score)
    again = gather(store, course, uploads, TODAY)
    assert not again.of("read") and not again.of("updated") and not again.of("superseded")
    assert "\x1b" not in "\n".join([*report.lines(), *again.lines()])


def test_the_changes_reach_both_ends(course, uploads, tmp_path):
    """Of what is made up some is taken and most is refused: the tests above meet both."""
    store = ClassStore(tmp_path / "class.sqlite", create=True)
    chance = random.Random(0)
    for number in range(60):
        (uploads / f"z{number}").write_bytes(made_up(chance))
    report = gather(store, course, uploads, TODAY)
    reasons = {outcome.reason for outcome in report.of("refused")}
    assert len(report.of("refused")) > 30 and len(reasons) > 8
    assert len(report.of("superseded")) + len(report.of("read")) > len(STUDENTS)
