"""The shared log: what the student chose of the log and nothing else, until when, and taken back."""

import json
from datetime import UTC, date, datetime

import pytest

from course.errors import PlainError
from course.handing_in import shared_log
from course.handing_in.hand_in import read as read_hand_in
from course.handing_in.shared_log import (
    build,
    latest,
    read,
    read_withdrawal,
    usual_end,
    withdrawal_of,
    write,
)
from course.journal import Journal
from tests.course.handing_in.full_journal import fill

CONSENTED_AT = datetime(2026, 11, 25, 12, 0, 7, tzinfo=UTC)


@pytest.fixture
def journal(course):
    journal = Journal()
    fill(journal, course)
    return journal


def shared(journal, course, measures, **given):
    with journal.reading() as db:
        return build(db, course, "grey heron", measures, consented_at=CONSENTED_AT, **given)


def test_it_holds_what_the_readings_say_now(journal, course):
    """A corrected reading with its newest values; a withdrawn one not at all."""
    (record,) = shared(journal, course, ["knee-chest-cm"]).records
    assert (record.measure, record.side, record.value, record.trials, record.up_an_hour) == (
        "knee-chest-cm", "left", 30.5, (30.0, 31.0), True,
    )  # fmt: skip


def test_it_holds_nothing_that_was_not_chosen(journal, course):
    """No pain without its tick, and never a screening, a check, a stop, a session or an answer."""
    told = write(shared(journal, course, ["knee-chest-cm"])).decode()
    for word in ("pain", "hospital-today", "SECRET", "left-leg-numb", "figure-four", "an-option", "attempt-"):
        assert word not in told
    assert "pain-nrs" in write(shared(journal, course, ["pain-nrs"])).decode()


def test_what_is_read_is_what_was_written(journal, course):
    """And a hand-in is another file."""
    log = shared(journal, course, ["pain-nrs", "knee-chest-cm"])
    assert read(write(log)) == log and [record.measure for record in log.records] == [
        "pain-nrs",
        "knee-chest-cm",
    ]
    with pytest.raises(PlainError, match="bedstretch-hand-in"):
        read_hand_in(write(log))


@pytest.mark.parametrize(
    "given, usual, last",
    [
        (date(2026, 11, 25), date(2027, 11, 30), date(2028, 11, 25)),
        (date(2026, 12, 31), date(2027, 12, 31), date(2028, 12, 31)),
        (date(2028, 2, 29), date(2029, 2, 28), date(2030, 2, 28)),
        (date(2027, 2, 10), date(2028, 2, 29), date(2029, 2, 10)),
    ],
)
def test_it_is_kept_for_a_while_only(given, usual, last):
    """To the end of the twelfth month where nothing else is picked, 24 months at most."""
    assert (usual_end(given), latest(given)) == (usual, last)


def test_a_day_that_is_picked_is_kept_to(journal, course):
    log = shared(journal, course, ["pain-nrs"], keep_until=date(2026, 12, 24))
    assert log.keep_until == date(2026, 12, 24)
    assert shared(journal, course, ["pain-nrs"]).keep_until == date(2027, 11, 30)
    for day in (date(2026, 11, 24), date(2028, 11, 26)):
        with pytest.raises(PlainError, match="expected 2026-11-25 to 2028-11-25"):
            shared(journal, course, ["pain-nrs"], keep_until=day)


@pytest.mark.parametrize(
    "measures, reason", [([], "nothing to share"), (["waist-cm"], "no measure 'waist-cm'")]
)
def test_a_choice_that_is_none_is_refused(journal, course, measures, reason):
    with pytest.raises(PlainError, match=reason):
        shared(journal, course, measures)


def test_a_file_that_claims_a_longer_time_is_refused(journal, course):
    """A changed file cannot be kept longer than anybody may consent to."""
    log = shared(journal, course, ["pain-nrs"])
    text = write(log).decode().replace("2027-11-30", "2040-01-01").replace(log.checksum, "0" * 64)
    body = text[: text.rindex(',\n "checksum"')]
    data = text.replace("0" * 64, shared_log_checksum(body)).encode()
    with pytest.raises(PlainError, match="expected 2026-11-25 to 2028-11-25"):
        read(data)


def shared_log_checksum(body):
    from hashlib import sha256

    return sha256(body.encode()).hexdigest()


def test_the_notice_of_a_withdrawal_can_be_read():
    """It names the student and the moment, and nothing of the log."""
    notice = withdrawal_of("grey heron", CONSENTED_AT)
    assert read_withdrawal(write(notice)) == notice and list(json.loads(write(notice)))[-1] == "checksum"
    assert shared_log.withdrawn_file_name("grey heron") == "bedstretch-grey_heron.withdrawn.json"


def test_a_file_is_removed_once(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    assert shared_log.remove_file(tmp_path / "a.json") is True
    assert shared_log.remove_file(tmp_path / "a.json") is False
    with pytest.raises(PlainError, match="cannot be removed"):
        shared_log.remove_file(tmp_path)
