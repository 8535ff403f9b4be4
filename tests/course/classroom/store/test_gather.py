"""Gathering: what students handed in, whole, once, and never under another's name."""

import gc
import json
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from course.classroom.store import gather as module
from course.classroom.store.class_store import ClassStore
from course.classroom.store.forget import forget
from course.classroom.store.gather import gather
from course.errors import PlainError
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
LATER = AT + timedelta(days=7)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "uploads"
    made.mkdir()
    return made


@pytest.fixture
def store(tmp_path):
    return ClassStore(tmp_path / "class.sqlite", create=True, today=TODAY)


@pytest.fixture
def gathered(store, course, folder):
    """Gathers the folder, on a day."""
    return lambda where=folder, today=TODAY: gather(store, course, where, today)


def put(folder, name, content):
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def counts(report):
    return {what: len(report.of(what)) for what in ("read", "updated", "unchanged", "superseded", "refused")}


def only(report, what):
    (outcome,) = report.of(what)
    return outcome


def holdings(store):
    """All that the store says of attempts and answers, in an order of its own."""
    frames = store.attempts().sort_values("attempt"), store.answers().sort_values(["attempt", "item", "nth"])
    return [frame.reset_index(drop=True) for frame in frames]


def test_a_class_in_moodles_folders(gathered, store, folder, course):
    """Each student's attempt is there with its items, answers, scores and times."""
    items = choices()[:3]
    given = [
        answer(items[0], right(items[0])),
        answer(items[1], wrong(items[1])),
        answer(items[1], right(items[1])),
    ]
    put(
        folder,
        "Ann Lee_11_assignsubmission_file_/bedstretch-fox.handin.json",
        handed_in("fox", attempt("foxs-attempt", given)),
    )
    put(folder, "Bo_12_assignsubmission_file_/renamed (1).txt", handed_in("owl", attempt("owls-attempt")))
    report = gathered()
    assert counts(report) == {"read": 2, "updated": 0, "unchanged": 0, "superseded": 0, "refused": 0}
    attempts = store.attempts().set_index("attempt")
    assert attempts.loc["foxs-attempt", ["student", "asked", "answered", "score"]].tolist() == [
        "fox",
        3,
        2,
        pytest.approx(2 / 3),
    ]
    assert attempts.loc["owls-attempt", "passed"] and not attempts.loc["foxs-attempt", "passed"]
    answers = store.answers()[lambda frame: frame["student"] == "fox"]
    assert answers["nth"].tolist() == [1, 1, 2] and answers["raw_score"].tolist() == [1.0, 0.0, 1.0]
    assert [json.loads(text) for text in answers["response"]] == [one.response for one in given]
    assert store.asked()["item"].tolist() == [item.id for item in items] * 2


def test_the_same_folder_twice_changes_nothing(gathered, store, folder, tmp_path):
    """Not a byte of the store, nor of the uploads."""
    put(folder, "a.json", handed_in("fox", attempt("foxs-attempt")))
    put(folder, "a-older.json", handed_in("fox", attempt("foxs-first-one"), made_at=AT))
    put(folder, "b.json", log_of("fox", 3, 4))
    put(folder, "c.json", b"{}")
    gathered()
    before = (tmp_path / "class.sqlite").read_bytes(), {file: file.read_bytes() for file in folder.iterdir()}
    report = gathered()
    assert counts(report) == {"read": 0, "updated": 0, "unchanged": 3, "superseded": 0, "refused": 1}
    assert (
        (tmp_path / "class.sqlite").read_bytes(),
        {file: file.read_bytes() for file in folder.iterdir()},
    ) == before


def test_what_was_read_before_is_unchanged_wherever_it_lies(gathered, store, folder, tmp_path, monkeypatch):
    """Under another name, in a copied folder, in a zip, by a relative path or through a link."""
    file = put(folder, "a.json", handed_in("fox", attempt("foxs-attempt")))
    put(folder, "b.json", log_of("fox", 3, 4))
    gathered()
    held = holdings(store)
    copied = shutil.copytree(folder, tmp_path / "copied")
    (copied / "a.json").rename(copied / "renamed.txt")
    packed = put(tmp_path, "all.zip", zipped([("a.json", file.read_bytes())]))
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.chdir(tmp_path)
    for where, unchanged in ((copied, 2), (packed, 1), (tmp_path / "link", 2), (Path("uploads"), 2)):
        assert counts(gathered(where)) == dict.fromkeys(counts(gathered(where)), 0) | {"unchanged": unchanged}
    for frame, before in zip(holdings(store), held, strict=True):
        pd.testing.assert_frame_equal(frame, before)
    assert set(forget(store, "fox").files) == {
        *map(str, [file, folder / "b.json", copied / "renamed.txt", copied / "b.json"]),
        f"{packed} » a.json",
    }


def test_a_known_file_from_a_second_sender_is_refused(gathered, folder):
    """Who uploads another's file under another's pseudonym is told, in a later gathering too."""
    content = handed_in("fox", attempt("foxs-attempt"))
    put(folder, "Ann_1_assignsubmission_file_/x.json", content)
    gathered()
    put(folder, "Bo_2_assignsubmission_file_/x.json", content)
    reason = only(gathered(), "refused").reason
    assert "Ann_1" in reason and "Bo_2" in reason


def test_the_latest_of_several_counts_and_the_others_are_listed(gathered, store, folder):
    """Whatever their names, whatever their order."""
    put(folder, "z-old.json", handed_in("fox", attempt("foxs-attempt", [])))
    put(folder, "a-new.json", handed_in("fox", attempt("foxs-attempt"), made_at=LATER))
    put(folder, "copy/a-new.json", handed_in("fox", attempt("foxs-attempt"), made_at=LATER))
    report = gathered()
    assert only(report, "read").where == "a-new.json"
    older, same = sorted(report.of("superseded"), key=lambda one: one.where, reverse=True)
    assert (older.where, older.reason) == ("z-old.json", "older than a-new.json")
    assert (same.where, same.reason) == ("copy/a-new.json", "the same as a-new.json")
    assert store.attempts()["answered"].tolist() == [3]


def test_a_later_hand_in_loses_nothing(gathered, store, folder):
    """A new computer has a new journal: what was handed in before stays beside it."""
    put(folder, "1.json", handed_in("fox", attempt("first-attempt"), attempt("other-attempt", [])))
    gathered()
    put(folder, "2.json", handed_in("fox", attempt("other-attempt"), made_at=LATER))
    report = gathered()
    assert only(report, "updated").where == "2.json" and only(report, "unchanged").where == "1.json"
    assert store.attempts().set_index("attempt")["answered"].to_dict() == {
        "first-attempt": 3,
        "other-attempt": 3,
    }


def test_the_order_of_gathering_makes_no_difference(course, folder, tmp_path):
    """Three versions of two attempts, in every order, in one go or one by one, give the same store."""
    items = choices()[:3]
    versions = [
        handed_in("fox", attempt("attempt-one", []), made_at=AT),
        handed_in(
            "fox",
            attempt("attempt-one", [answer(items[0], right(items[0]))]),
            attempt("attempt-two"),
            made_at=LATER,
        ),
        handed_in("fox", attempt("attempt-one", [answer(items[1], wrong(items[1]))]), made_at=LATER),
    ]
    chance, seen = random.Random(2), []
    for run in range(8):
        store = ClassStore(tmp_path / f"{run}.sqlite", create=True, today=TODAY)
        chance.shuffle(versions)
        for number, content in enumerate(versions):
            put(folder, f"{run}/{number}.json", content)
            if run % 2:
                gather(store, course, folder / str(run), TODAY)
        gather(store, course, folder / str(run), TODAY)
        seen.append(holdings(store))
    for attempts, answers in seen[1:]:
        pd.testing.assert_frame_equal(attempts, seen[0][0])
        pd.testing.assert_frame_equal(answers, seen[0][1])


@pytest.mark.parametrize("batch", [1, 500])
def test_nobody_gets_anothers_attempt(gathered, store, folder, monkeypatch, batch):
    """An attempt that two hand in stays with the first; the second file is refused, naming both."""
    monkeypatch.setattr(module, "BATCH_FILES", batch)
    put(folder, "a.json", handed_in("fox", attempt("shared-attempt")))
    put(
        folder,
        "b.json",
        handed_in("owl", attempt("owls-attempt"), attempt("shared-attempt", []), made_at=LATER),
    )
    put(folder, "c.json", handed_in("elk", attempt("elks-attempt")))
    report = gathered()
    refused = only(report, "refused")
    assert refused.student == "owl" and "fox" in refused.reason and "shared-attempt" in refused.reason
    assert store.attempts().set_index("attempt")["student"].to_dict() == {
        "elks-attempt": "elk",
        "shared-attempt": "fox",
    }
    assert store.attempts()["answered"].tolist() == [3, 3]
    assert "owl" not in set(store.students()["student"])


def test_two_senders_of_one_pseudonym_are_told_apart(gathered, store, folder):
    """Two who chose the same name are not put together, in one gathering or in two."""
    put(folder, "Ann_1_assignsubmission_file_/x.json", handed_in("fox", attempt("anns-attempt")))
    gathered()
    put(folder, "Bo_2_assignsubmission_file_/x.json", handed_in("fox", attempt("bos-attempt")))
    reason = only(gathered(), "refused").reason
    assert "Ann_1" in reason and "Bo_2" in reason
    assert store.attempts()["attempt"].tolist() == ["anns-attempt"]


def test_one_student_in_two_weeks_downloads(gathered, store, folder):
    """Moodle numbers people anew for each assignment, so only one download tells two senders."""
    put(folder, "week 1/Ann_1_assignsubmission_file_/x.json", handed_in("fox", attempt("first-attempt")))
    put(
        folder,
        "week 2/Ann_7_assignsubmission_file_/x.json",
        handed_in("fox", attempt("other-attempt"), made_at=LATER),
    )
    assert counts(gathered())["refused"] == 0 and len(store.attempts()) == 2


def test_a_score_in_the_file_is_only_compared(gathered, store, folder):
    """The grading's score counts, and the difference is told; so is a lowered pass mark."""
    item = choices()[0]
    forged = attempt("foxs-attempt", [answer(item, wrong(item), score=1.0, raw_score=1.0)], pass_mark=0.1)
    put(folder, "a.json", handed_in("fox", forged))
    report = gathered()
    assert store.answers()["score"].tolist() == [0.0] and store.attempts()["score"].tolist() == [0.0]
    assert report.differing == 2 and [one.what for one in report.differences] == [item.id, "pass mark"]
    text = "\n".join(report.lines())
    assert "differs from the grading" in text and f"{item.id}: 1 in the file, 0 by the grading" in text


def test_questions_that_changed_keep_their_score_and_are_counted(gathered, store, folder):
    """They cannot be graded as they were asked."""
    item = choices()[0]
    old = answer(item, right(item), item_hash="0" * 64, score=0.5, raw_score=0.5)
    put(folder, "a.json", handed_in("fox", attempt("foxs-attempt", [old])))
    report = gathered()
    assert report.ungraded == {"a.json": 1}
    assert "the gradebook leaves these attempts out" in "\n".join(report.lines())
    assert store.answers()["score"].tolist() == [0.5] and not store.answers()["known"].any()


def test_a_score_that_cannot_be_graded_passes_nothing(gathered, store, folder):
    """A made-up hash hides the question from the grading, and its score is only the file's."""
    items = choices()[:3]
    given = [answer(items[0], wrong(items[0]), item_hash="0" * 64, score=1.0, raw_score=1.0)]
    given += [answer(item, right(item)) for item in items[1:]]
    put(folder, "a.json", handed_in("fox", attempt("foxs-attempt", given)))
    put(folder, "b.json", handed_in("owl", attempt("owls-attempt")))
    gathered()
    rows = store.attempts().set_index("student")
    assert rows["score"].to_dict() == {"fox": 1.0, "owl": 1.0}
    assert rows["ungraded"].to_dict() == {"fox": 1, "owl": 0}
    assert rows["passed"].to_dict() == {"fox": False, "owl": True}
    assert store.answers().groupby("student")["known"].sum().to_dict() == {"fox": 2, "owl": 3}


def test_a_quiz_that_there_is_not_is_told(gathered, folder):
    """At every gathering; it may be one of another bank."""
    put(folder, "a.json", handed_in("fox", attempt("foxs-attempt", quiz="midterm-exam")))
    put(folder, "b.json", handed_in("owl", attempt("owls-attempt")))
    for _ in range(2):
        report = gathered()
        assert report.unknown_quizzes == {"midterm-exam": 1}
        assert "  midterm-exam: 1 attempts" in list(report.lines())


def test_what_is_damaged_is_refused_and_the_rest_goes_on(gathered, store, folder):
    """Each with its place inside the zip and its reason."""
    good = handed_in("fox", attempt("foxs-attempt"))
    members = [
        ("Ann_1_assignsubmission_file_/cut.json", good[:-200]),
        ("Ann_1_assignsubmission_file_/changed.json", good.replace(b'"fox"', b'"owl"')),
        ("Bo_2_assignsubmission_file_/essay.pdf", b"%PDF"),
        ("Cy_3_assignsubmission_file_/nan.json", good.replace(b"12.5", b"NaN!")),
        ("Di_4_assignsubmission_file_/good.json", good),
    ]
    put(folder, "class.zip", zipped(members))
    report = gathered(folder / "class.zip")
    assert counts(report) == {"read": 1, "updated": 0, "unchanged": 0, "superseded": 0, "refused": 4}
    assert {one.where for one in report.of("refused")} == {f"class.zip » {name}" for name, _ in members[:4]}
    assert all(one.reason for one in report.of("refused"))
    assert store.students()["student"].tolist() == ["fox"]


def test_two_names_that_are_shown_alike(gathered, store, folder):
    """Long names are shortened where they are told, and are two files all the same."""
    good = handed_in("fox", attempt("foxs-attempt"))
    put(folder, "class.zip", zipped([("a" * 3000 + end, good) for end in ("1.json", "2.json")]))
    assert counts(gathered()) == {"read": 1, "updated": 0, "unchanged": 0, "superseded": 1, "refused": 0}
    assert counts(gathered())["unchanged"] == 2 and len(store.attempts()) == 1


def test_small_batches_give_the_same(course, folder, tmp_path, monkeypatch):
    """Where one batch ends makes no difference."""
    for number in range(9):
        put(
            folder,
            f"{number}.json",
            handed_in(
                f"fox-{number % 3}", attempt(f"attempt-000{number}"), made_at=AT + timedelta(hours=number)
            ),
        )
    seen = []
    for files, answers in ((500, 20_000), (2, 20_000), (500, 1)):
        monkeypatch.setattr(module, "BATCH_FILES", files)
        monkeypatch.setattr(module, "BATCH_ANSWERS", answers)
        store = ClassStore(tmp_path / f"{files}-{answers}.sqlite", create=True, today=TODAY)
        report = gather(store, course, folder, TODAY)
        assert counts(report) == {"read": 3, "updated": 0, "unchanged": 0, "superseded": 6, "refused": 0}
        seen.append(holdings(store))
    for attempts, answers in seen[1:]:
        pd.testing.assert_frame_equal(attempts, seen[0][0])
        pd.testing.assert_frame_equal(answers, seen[0][1])


def test_a_file_from_the_future_is_refused(gathered, store, folder):
    """A clock that runs years ahead would make its file the newest for ever; two days are let pass."""
    ahead = AT.replace(year=2031)
    put(folder, "a.json", handed_in("fox", attempt("foxs-attempt", []), made_at=ahead))
    put(folder, "b.json", handed_in("fox", attempt("foxs-attempt"), made_at=LATER))
    put(folder, "c.json", log_of("fox", 1, consented_at=ahead, keep_until=date(2031, 12, 1)))
    put(folder, "d.json", withdrawn("fox", ahead))
    report = gathered(today=LATER.date() - timedelta(days=2))
    assert [one.where for one in report.of("refused")] == ["a.json", "c.json", "d.json"]
    assert "was made on 2031-11-02 by its own clock" in report.of("refused")[0].reason
    assert store.attempts()["answered"].tolist() == [3]


def test_a_folder_that_is_not_there(gathered, tmp_path):
    """A mistyped folder is told, and Python goes on to tidy up as before."""
    with pytest.raises(PlainError, match="no such folder"):
        gathered(tmp_path / "no")
    assert gc.isenabled()


# --- shared logs -------------------------------------------------------------------------------------------


def test_the_newest_log_takes_the_place_of_the_one_before(gathered, store, folder):
    """A student who shares less now shares less."""
    put(folder, "new.json", log_of("fox", 5, consented_at=LATER))
    put(folder, "old.json", log_of("fox", 1, 2, 3))
    put(folder, "owl.json", log_of("owl", 9))
    report = gathered()
    assert store.shared_records()["value"].tolist() == [5.0, 9.0]
    assert only(report, "superseded").where == "old.json"
    assert store.shared_records()["trials"].tolist() == ["[5.0]", "[9.0]"]


@pytest.mark.parametrize("names", [("a.json", "b.json"), ("b.json", "a.json")])
def test_what_is_withdrawn_is_gone_and_stays_away(gathered, store, folder, names):
    """Before or after the notice was read; what is shared later on comes in."""
    put(folder, names[0], log_of("fox", 1, 2))
    put(folder, names[1], withdrawn("fox", AT + timedelta(days=1)))
    put(folder, "c.json", log_of("owl", 9))
    gathered()
    assert store.shared_records()["student"].tolist() == ["owl"]
    put(folder, "d.json", log_of("fox", 1, 2))
    put(folder, "e.json", log_of("fox", 7, consented_at=LATER))
    report = gathered()
    assert store.shared_records()["value"].tolist() == [7.0, 9.0]
    assert "d.json" in {one.where for one in report.of("unchanged")}
    assert str(folder / "d.json") in report.to_delete
    put(folder, "f.json", log_of("fox", 3))
    assert "was withdrawn on 2026-11-03" in only(gathered(), "refused").reason


@pytest.mark.parametrize("names", [("a.json", "b.json"), ("b.json", "a.json")])
def test_a_newer_log_that_is_past_takes_the_place_of_the_older_one(gathered, store, folder, names):
    """Its student wants no longer than that; in one gathering or in two, in whatever order."""
    put(folder, names[0], log_of("fox", 1, 2))
    put(folder, "owl.json", log_of("owl", 9))
    if names[0] == "a.json":
        gathered(today=LATER.date())
        assert store.shared_records()["student"].tolist() == ["fox", "fox", "owl"]
    put(folder, names[1], log_of("fox", 7, consented_at=LATER, keep_until=LATER.date()))
    refused = only(gathered(), "refused")
    assert refused.where == names[1] and "which is past" in refused.reason
    assert store.shared_records()["student"].tolist() == ["owl"]
    gathered()
    assert store.shared_records()["student"].tolist() == ["owl"]


def test_uploads_that_may_be_held_no_longer_are_named_until_they_are_gone(gathered, store, folder):
    """Past their last day or taken back, read or not; what is fine is not among them."""
    put(folder, "fox 1.json", log_of("fox", 1))
    put(folder, "owl.json", log_of("owl", 1, keep_until=LATER.date()))
    put(folder, "elk.zip", zipped([("elk.json", log_of("elk", 1))]))
    assert gathered(today=LATER.date()).to_delete == ()
    put(folder, "fox back.json", withdrawn("fox", LATER))
    put(folder, "fox 2.json", log_of("fox", 2))
    put(folder, "elk 2.json", log_of("elk", 3, consented_at=LATER, keep_until=LATER.date()))
    for _ in range(2):
        report = gathered()
        named = [file.removeprefix(f"{folder}/") for file in report.to_delete]
        assert named == ["elk 2.json", "fox 1.json", "fox 2.json", "owl.json"]
    assert f"  {folder / 'fox 1.json'}" in list(report.lines())
    for name in named:
        (folder / name).unlink()
    assert gathered().to_delete == ()


def test_marks_depend_on_no_log(gathered, store, folder):
    """A log alone makes nobody one who handed in, and withdrawing it changes no attempt."""
    put(folder, "a.json", log_of("fox", 1))
    put(folder, "b.json", handed_in("owl", attempt("owls-attempt")))
    put(folder, "c.json", log_of("owl", 1))
    gathered()
    put(folder, "d.json", withdrawn("owl", LATER))
    gathered()
    assert store.students()["student"].tolist() == ["owl"]
    assert len(store.attempts()) == 1 and store.shared_records()["student"].tolist() == ["fox"]


def test_past_its_last_day_a_log_is_removed_and_not_read_again(gathered, store, folder, tmp_path):
    """On that day it is still there; the next day every gathering removes it, to the last byte."""
    last = date(2026, 12, 1)
    put(folder, "a.json", log_of("fox", 4, 5, keep_until=last))
    gathered()
    assert gathered(today=last).expired == 0 and len(store.shared_records()) == 2
    report = gathered(today=last + timedelta(days=1))
    assert report.expired == 2 and "2 shared readings were removed" in "\n".join(report.lines())
    assert store.shared_records().empty
    assert b"stiffness-nrs" not in (tmp_path / "class.sqlite").read_bytes()
    put(folder, "b.json", log_of("fox", 4, 5, keep_until=last))
    report = gathered(today=last + timedelta(days=2))
    assert len(report.of("unchanged")) == 2 and str(folder / "b.json") in report.to_delete
    assert store.shared_records().empty
