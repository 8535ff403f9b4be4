"""Whoever asks to be forgotten is gone from the store to the last byte, and everybody else is still there."""

import os
from datetime import date

import pytest

from course.classroom.store.class_store import ClassStore
from course.classroom.store.forget import forget
from course.classroom.store.gather import gather
from course.classroom.store.roster import import_roster
from course.classroom.store.submissions import as_shown
from course.classroom.store.tables import METADATA
from course.errors import Refused
from tests.course.classroom.class_files import (
    AT,
    answer,
    attempt,
    choices,
    handed_in,
    log_of,
    withdrawn,
    zipped,
)
from tests.course.classroom.class_rows import fill

TODAY = date(2026, 11, 25)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "class.sqlite"


@pytest.fixture
def store(file):
    return ClassStore(file, create=True, today=TODAY)


def test_no_byte_is_left(store, file, course, tmp_path):
    """Name, pseudonym, attempts, answers as typed, readings, notes of files: searched for in the raw file."""
    item = choices()[0]
    uploads = tmp_path / "uploads"
    (uploads / "Zebedee Quill_7_assignsubmission_file_").mkdir(parents=True)
    mine = attempt("zebedees-attempt", [answer(item, "typed-by-zebedee")])
    (uploads / "Zebedee Quill_7_assignsubmission_file_/x.json").write_bytes(handed_in("zebra-77", mine))
    members = [
        ("log.json", log_of("zebra-77", 3.25)),
        ("owl.json", handed_in("owl", attempt("owls-attempt"))),
    ]
    (uploads / "more.zip").write_bytes(zipped(members))
    (uploads / "back.json").write_bytes(withdrawn("zebra-77", AT.replace(year=2025)))
    (tmp_path / "roster.csv").write_text(
        "id,name,accommodations\nzebra-77,Zebedee Quill,reads with a quokka\nowl,Bo,\n"
    )
    import_roster(store, tmp_path / "roster.csv")
    gather(store, course, uploads, TODAY)
    traces = [b"zebra-77", b"Zebedee", b"zebedees-attempt", b"typed-by-zebedee", b"quokka"]
    assert all(trace in file.read_bytes() for trace in traces)
    gone = forget(store, "zebra-77")
    assert [trace for trace in traces if trace in file.read_bytes()] == []
    assert gone.removed == {
        "attempt": 1,
        "mark": 0,
        "shared_record": 1,
        "upload": 3,
        "student": 1,
    }
    assert [os.path.relpath(one, uploads) for one in gone.files] == [
        "Zebedee Quill_7_assignsubmission_file_/x.json",
        "back.json",
        "more.zip » log.json",
    ]
    assert os.listdir(tmp_path) == [name for name in os.listdir(tmp_path) if not name.endswith("-journal")]
    assert store.students()["student"].tolist() == ["owl"] and len(store.answers()) == 3


def test_every_table_that_knows_students_is_emptied(store):
    """A table that is added later is not forgotten here."""
    fill(store)
    forget(store, "fox")
    with store.reading() as db:
        for table in METADATA.tables.values():
            for column in table.c:
                if column.name == "student_key" or table.name == "student" and column.name == "key":
                    assert 1 not in set(db.scalars(table.select().with_only_columns(column)))


def test_files_that_are_deleted_are_not_named(store, course, tmp_path):
    """Only what is still there has to be dealt with."""
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(handed_in("fox", attempt("foxs-attempt")))
    gather(store, course, tmp_path, TODAY)
    (tmp_path / "a.json").unlink()
    gone = forget(store, "fox")
    assert [os.path.basename(one) for one in gone.files] == ["b.json"]
    assert "  files noted: 2" in list(gone.lines())
    assert "roster or a file of marks" in "\n".join(gone.lines())
    assert "would bring them back" in "\n".join(gone.lines())


@pytest.mark.parametrize(
    "name", ["Ann\u00a0Lee", "می\u200cخواهم", "a » b", "d" * 200 + "/" + "e" * 230], ids=range(4)
)
@pytest.mark.parametrize("is_zip", [True, False])
def test_uploads_are_named_whatever_their_path(store, course, tmp_path, name, is_zip):
    """Letters that are not printed, the sign that stands before what lies in a zip, and long ones."""
    folder = tmp_path / "uploads" / f"{name}_1_assignsubmission_file_"
    folder.mkdir(parents=True)
    content = handed_in("fox", attempt("foxs-attempt"))
    (folder / "x").write_bytes(zipped([("a.json", content)]) if is_zip else content)
    gather(store, course, tmp_path / "uploads", TODAY)
    gone = forget(store, "fox")
    inside = " » a.json" if is_zip else ""
    assert gone.files == (f"{folder / 'x'}{inside}",)
    assert as_shown(gone.files[0]) in "\n".join(gone.lines())
    assert all(line.isprintable() for line in gone.lines())


def test_by_name_or_id_in_any_letters(store):
    """As a person says it."""
    fill(store)
    assert forget(store, "ann  LEE").student == "fox"
    assert forget(store, "Owl").student == "owl"


def test_a_name_of_two_is_refused_with_the_candidates(store, tmp_path):
    """Nobody is removed then, nor where one person's id is another's name, nor for nobody's name."""
    (tmp_path / "roster.csv").write_text("id,name\nfox,Ann\nowl,Ann\nbo,Cy\nelk,Bo\n")
    import_roster(store, tmp_path / "roster.csv")
    for who, said in (
        ("ann", "fox, owl"),
        ("Bo", "bo, elk"),
        ("Zoe", "nobody"),
        ("", "nobody"),
        ("%", "nobody"),
    ):
        with pytest.raises(Refused, match=said):
            forget(store, who)
    assert len(store.students()) == 4


def test_what_is_gathered_afterwards_comes_in_again(store, course, tmp_path):
    """The store keeps no list of whom it forgot: that would be remembering."""
    (tmp_path / "a.json").write_bytes(handed_in("fox", attempt("foxs-attempt")))
    gather(store, course, tmp_path, TODAY)
    forget(store, "fox")
    assert len(gather(store, course, tmp_path, TODAY).of("read")) == 1
