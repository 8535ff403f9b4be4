"""What a student sees before a file is written, from Python and from the shell."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from course import shell
from course.errors import PlainError
from course.handing_in import giving, hand_in, shared_log
from course.handing_in.giving import (
    consented,
    handable,
    in_short,
    prepare_hand_in,
    prepare_log,
    put_log,
    sharable,
    withdraw,
)
from course.handing_in.shared_places import remember_place
from course.journal import Journal
from course.rich_text import to_plain


def hand_in_of(journal, course, **given):
    with journal.reading() as db:
        return prepare_hand_in(db, course, "grey heron", **given)


def log_of(journal, course, *measures, keep_until=None):
    with journal.reading() as db:
        return prepare_log(db, course, "grey heron", measures, keep_until)


def test_the_table_says_what_the_file_says(journal, course, items):
    """Every answer is a row: question, response, score, sureness, seconds and time."""
    prepared = hand_in_of(journal, course)
    (table,) = prepared.tables
    assert table.rows == (
        (to_plain(items[0].stem), "an-option", "1.00", "not said", "12", "2026-11-22 07:30"),
        (to_plain(items[1].stem), "a; b: c", "0.25", "know", "12", "2026-11-22 07:30"),
    )
    title = course.quizzes["make-it-a-habit"].title
    assert table.title.startswith(f"{title} (practice, student track), 2026-11-22 07:30: 2 of 49 questions")
    facts = dict(prepared.facts)
    assert facts["Student"] == "grey heron" and facts["Checksum"] == prepared.checksum
    assert hand_in.read(prepared.content).checksum == prepared.checksum


def test_what_can_be_given_is_counted(journal, course, items):
    """Quizzes by attempts with an answer, measures by readings that count; nothing of other tables."""
    with journal.reading() as db:
        assert handable(db, course) == {"make-it-a-habit": 1}
        assert sharable(db, course) == {"pain-nrs": 1, "knee-chest-cm": 1}


def test_nothing_to_hand_in_is_said(journal, course):
    with pytest.raises(PlainError, match="nothing to hand in yet"):
        hand_in_of(journal, course)


@pytest.mark.parametrize(
    "response, text",
    [
        ("a", "a"),
        (["a", ["b"]], "a; b"),
        ({"k": "v", "l": None}, "k: v; l: no answer"),
        (True, "true"),
        (2.5, "2.5"),
    ],
)
def test_a_response_in_short(response, text):
    assert in_short(response) == text


def test_it_is_written_into_a_folder_again_but_never_over_another_file(journal, course, items, tmp_path):
    """By its own name the newest stays; a name that somebody gives has to be new."""
    prepared = hand_in_of(journal, course)
    for _ in range(2):
        assert prepared.write_to(tmp_path).read_bytes() == prepared.content
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [
        "bedstretch-grey_heron.handin.json"
    ]
    with pytest.raises(PlainError, match="is there already"):
        prepared.write_to(tmp_path / "bedstretch-grey_heron.handin.json")


def test_a_folder_for_it_is_made(journal, course, items, tmp_path):
    """A name without .json is no file's name; where a file has it already, that is told."""
    prepared = hand_in_of(journal, course)
    assert prepared.write_to(tmp_path / "to/hand.in").parent == tmp_path / "to/hand.in"
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(PlainError, match="notes: cannot be made as a folder"):
        prepared.write_to(tmp_path / "notes")


def test_the_shared_log_in_words(journal, course, items):
    """Each reading with its unit; the last day; whatever is no day is refused."""
    prepared = log_of(journal, course, "knee-chest-cm", keep_until=date.today().isoformat())
    ((row,),) = (table.rows for table in prepared.tables)
    assert row[1:] == ("left", "30.5 cm", "30; 31", "yes", "2026-01-04 09:30")
    assert dict(prepared.facts)["Kept until"] == date.today().isoformat()
    with pytest.raises(PlainError, match="expected YYYY-MM-DD"):
        log_of(journal, course, "pain-nrs", keep_until="soon")


def test_the_moment_of_consent_is_sealed_when_it_is_given(journal, course, items):
    """The readings stay those that were seen; the moment and the checksum are new."""
    seen = log_of(journal, course, "pain-nrs")
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=5)
    given = consented(course, seen, at)
    before, after = shared_log.read(seen.content), shared_log.read(given.content)
    assert after.consented_at == at != before.consented_at and given.checksum != seen.checksum
    assert after.records == before.records and after.keep_until == before.keep_until
    assert given.tables == seen.tables and dict(given.facts)["Consent given"] == f"{at:%Y-%m-%d %H:%M}"


def test_a_log_is_taken_back_wherever_it_was_put(journal, course, items, tmp_path):
    """The files go from wherever they were written, and the notice tells what to do with an uploaded one."""
    folders = tmp_path / "elsewhere", tmp_path / "there"
    for folder in folders:
        folder.mkdir()
    files = [put_log(journal, log_of(journal, course, "pain-nrs"), folder) for folder in folders]
    (notice,), told = withdraw(journal, "grey heron", tmp_path)
    assert not any(file.exists() for file in files) and "All 2 files were deleted here" in told
    assert notice.name in told
    assert shared_log.read_withdrawal(notice.content).student == "grey heron"
    _, told = withdraw(journal, "grey heron", tmp_path)
    assert "no such file here any more" in told


def test_it_is_taken_back_from_the_name_it_was_shared_under(journal, course, items, tmp_path):
    """Whatever the student is called by now, and though the file is no longer there."""
    file = put_log(journal, log_of(journal, course, "pain-nrs"), tmp_path)
    for found in (True, False):
        (notice,), told = withdraw(journal, "anna m", tmp_path)
        assert ("deleted here" in told) is found and not file.exists()
        assert shared_log.read_withdrawal(notice.content).student == notice.student == "grey heron"
        assert notice.name in told and "You had shared as grey heron" in told


def test_each_name_that_was_shared_under_gets_a_notice(journal, course, items, tmp_path):
    """One file a name, and none for a name that was not."""
    for name in ("grey heron", "owl"):
        with journal.reading() as db:
            prepared = prepare_log(db, course, name, ["pain-nrs"], None)
        put_log(journal, prepared, tmp_path)
    notices, told = withdraw(journal, "anna m", tmp_path)
    assert [notice.student for notice in notices] == ["grey heron", "owl"]
    assert list(tmp_path.glob("*.sharedlog.json")) == [] and all(notice.name in told for notice in notices)


def test_taking_back_removes_nothing_but_a_shared_log(journal, course, items, tmp_path):
    """Though the journal, which may come from elsewhere, names another file, or another student's."""
    for name in ("letter.txt", "x.sharedlog.json"):
        (tmp_path / name).write_text("mine")
        remember_place(journal, tmp_path / name, "grey heron")
    other = log_of(journal, course, "pain-nrs").write_to(tmp_path / "other.json")
    remember_place(journal, other, "owl")
    withdraw(journal, "grey heron", tmp_path)
    assert (tmp_path / "letter.txt").read_text() == (tmp_path / "x.sharedlog.json").read_text() == "mine"
    assert other.exists()


# --- the shell ---------------------------------------------------------------------------------------------


def run(capsys, *arguments):
    code = shell.main(["class", "hand-in", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_shell_prints_what_is_in_it(journal, items, tmp_path, capsys):
    """Every response, and where the file lies; the name is kept for the next time."""
    code, out, _ = run(capsys, tmp_path, "--student", "grey heron")
    file = tmp_path / "bedstretch-grey_heron.handin.json"
    assert code == 0 and str(file) in out and "an-option" in out
    assert hand_in.read(file.read_bytes()).student == "grey heron"
    assert run(capsys, tmp_path / "mine.json")[0] == 0
    assert json.loads((tmp_path / "mine.json").read_bytes())["student"] == "grey heron"


@pytest.mark.parametrize(
    "arguments, reason",
    [
        (["{}"], "Give your name"),
        ([], "Give a FILE"),
        (["{}", "--student", "<b>"], "expected 1 to 60 characters"),
        (["{}", "--student", "a", "--quiz", "open-the-hips"], "nothing to hand in"),
        (["{}/no/such/folder.json", "--student", "a"], "cannot be written"),
        (["--share-log", "{}", "--student", "a", "--measure", "pain-nrs"], "No mark depends on it"),
        (["--share-log", "{}", "--student", "a", "--i-consent"], "No measure is chosen"),
        (["--share-log", "{}", "--student", "a", "--i-consent", "--measure", "x"], "There is no measure"),
    ],
)
def test_the_shell_refuses_in_one_go(journal, items, tmp_path, capsys, arguments, reason):
    """With the reason, exit code 1, and nothing written."""
    folder = tmp_path / "out"
    folder.mkdir()
    code, _, err = run(capsys, *(one.format(folder) for one in arguments))
    assert code == 1 and reason in err and "Traceback" not in err
    assert list(folder.iterdir()) == []


def test_the_shell_shares_a_log_with_consent_and_takes_it_back(journal, items, tmp_path, capsys):
    """Two files that have nothing to do with the hand-in."""
    shared = ["--share-log", tmp_path, "--student", "grey heron", "--measure", "knee-chest-cm", "--i-consent"]
    code, out, _ = run(capsys, *shared)
    file = tmp_path / "bedstretch-grey_heron.sharedlog.json"
    assert code == 0 and "30.5 cm" in out and len(shared_log.read(file.read_bytes()).records) == 1
    code, out, _ = run(capsys, "--withdraw-log", tmp_path)
    assert code == 0 and "deleted here" in out and not file.exists()
    assert (tmp_path / "bedstretch-grey_heron.withdrawn.json").exists()
    assert Journal().setting(giving.STUDENT) == "grey heron"
