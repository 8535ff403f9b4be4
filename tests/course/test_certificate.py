"""The certificate: what it says, and what is found when it is held against the journal."""

import json
import re
import shutil
from datetime import UTC, datetime
from importlib.metadata import version
from types import MappingProxyType

import pytest
from pypdf import PdfReader, PdfWriter

from course import attempts, shell
from course.certificate import SELF_STUDY, NotThisCertificate, certificate, check_certificate
from course.classroom.store.class_certificate import check_in_store
from course.classroom.store.class_store import ClassStore
from course.classroom.store.gather import gather
from course.classroom.store.roster import import_roster
from course.errors import Refused
from course.events import deliver
from course.handing_in import hand_in
from course.journal import Journal
from course.quiz_items import masked
from course.shell import checking
from tests.course.quiz_examples import EXAMPLES, make_quiz

AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
ATTEMPT = "attempt-0001"


@pytest.fixture(scope="module")
def small(course):
    """The course with one more quiz: a choice, a match and an order, of two objectives."""
    raws = [EXAMPLES[name].raw for name in ("choice", "match", "order")]
    quiz = make_quiz(raws[0], {**raws[1], "objectives": ["name-muscles"]}, raws[2], pass_mark=0.7)
    return course.model_copy(update={"quizzes": MappingProxyType({quiz.id: quiz, **course.quizzes})})


def answer(course, journal, attempt=ATTEMPT, **responses):
    """A graded attempt at the quiz, begun and submitted as a browser does."""
    with journal.writing() as db:
        attempts.begin(db, course, "a-quiz", "learner", "graded", attempt, AT)
    items = {one.id: one for one in course.quizzes["a-quiz"].items}
    answers = {
        id: {"response": masked(items[id], response)}
        for id, response in ((EXAMPLES[name].item.id, response) for name, response in responses.items())
    }
    event = {
        "id": f"{attempt}-submitted",
        "kind": "quiz-submitted",
        "occurred_at": AT.isoformat(),
        "payload": {"attempt_id": attempt, "quiz": "a-quiz", "answers": answers},
    }
    assert deliver(journal, course, event).refused is None


def right(*but):
    return {name: EXAMPLES[name].key for name in ("choice", "match", "order") if name not in but}


@pytest.fixture(scope="module")
def passed(small, tmp_path_factory):
    """The folder of a journal in which the quiz was passed, and the certificate of it."""
    journal = Journal(tmp_path_factory.mktemp("passed") / "home")
    answer(small, journal, **right("match"), match={**EXAMPLES["match"].key, "key-hip": "wrong-hand"})
    return journal.file.parent, printed(small, journal)


@pytest.fixture
def journal(passed, home):
    """A journal of one's own in which the quiz was passed: all right but a third of the match."""
    shutil.copytree(passed[0], home)
    return Journal()


def printed(course, journal, name="Ana Núñez-Ødegård"):
    with journal.reading() as db:
        return certificate(db, course, course.quizzes["a-quiz"], "learner", name)


def checked(course, journal, file):
    with journal.reading() as db:
        return check_certificate(db, course, file)


@pytest.fixture
def file(passed, journal, tmp_path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(passed[1])
    return file


def rewritten(file, **changes):
    """The same page with other facts behind it."""
    reader, writer = PdfReader(file), PdfWriter()
    facts = {**json.loads(reader.metadata["/Keywords"]), **changes}
    writer.add_page(reader.pages[0])
    writer.add_metadata({"/Keywords": json.dumps(facts)})
    other = file.with_name("other.pdf")
    writer.write(other)
    return other


def assert_refused(course, journal, file):
    """One sentence that names the file."""
    with pytest.raises(NotThisCertificate) as refused:
        checked(course, journal, file)
    text = str(refused.value)
    assert text.startswith(f"{file}: ") and text.endswith(".") and len(text.splitlines()) == 1
    return text


# --- what it says ------------------------------------------------------------------------------------------


def test_certificate_says_who_when_what_and_that_it_is_self_study(small, file):
    """Name, date, score, score by goal, the course's version, and no more than it is."""
    pages = PdfReader(file).pages
    text = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1
    for words in (
        "Certificate of self-study",
        "Ana Núñez-Ødegård",
        "has passed “A quiz",
        "on 22 November 2026 with 88 %",
    ):
        assert words in text
    assert f"Course version {version('bedstretch')}" in text and ATTEMPT in text
    for words in SELF_STUDY.split(". "):
        assert words.strip(".") in text
    for objective in ("prescribe-a-dose", "name-muscles"):
        assert small.objectives[objective].plain.split()[-1] in text
    assert "100 % of 2" in text and "66 % of 1" in text


def test_certificate_is_of_the_best_attempt(small, journal):
    """A later attempt that went worse does not stand on it, one that went better does."""
    answer(small, journal, "attempt-0002", **right())
    answer(small, journal, "attempt-0003", **right("match"), match=EXAMPLES["match"].partly)
    assert b"attempt-0002" in printed(small, journal)


def test_nothing_passed_nothing_certified(small):
    """Before the pass mark there is no certificate; the sentence names the quiz."""
    journal = Journal()
    with pytest.raises(Refused, match="“A quiz” has not been passed yet"):
        printed(small, journal)
    answer(small, journal, choice="key-a")
    with pytest.raises(Refused, match="has not been passed yet"):
        printed(small, journal)


@pytest.mark.parametrize(
    "name",
    ["", "   ", "\n", "x" * 81, "李雷", "\N{PERSON IN LOTUS POSITION}", "a\0b", "\N{DEVANAGARI LETTER A}"],
)
def test_a_name_that_cannot_be_printed_is_refused(small, journal, name):
    """Empty, too long, or with letters that the font lacks: one sentence says what to do."""
    with pytest.raises(Refused, match="(?s)Write (a|the) name") as refused:
        printed(small, journal, name)
    str(refused.value).encode()
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "name", ["x" * 80, "  Ana \n Núñez ", "$x^2$ {a} %s", "<b>Ana</b>", "Ąžuolas Ščerba", "Ελένη"]
)
def test_other_names_stand_as_they_were_written(small, journal, tmp_path, name):
    """Nothing in a name is taken for a formula or a mark; spaces are single."""
    file = tmp_path / "one.pdf"
    file.write_bytes(printed(small, journal, name))
    assert " ".join(name.split()) in PdfReader(file).pages[0].extract_text().replace("\n", " ")


# --- the check ---------------------------------------------------------------------------------------------


def test_check_agrees_with_its_own_journal(small, journal, file):
    """One sentence with the date and the score."""
    assert checked(small, journal, file) == (
        f"{file}: agrees with the attempt of 2026-11-22 in this journal, score 88 %. "
        "The name is not in the journal and was not compared."
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("score", 1.0), ("score", "0.8889"), ("score", None),
        ("date", "2026-11-21"), ("quiz", "before-you-begin"),
        ("track", "student"), ("objectives", {"name-muscles": 1.0}), ("objectives", {}), ("objectives", None),
    ],
)  # fmt: skip
def test_a_changed_fact_is_found(small, journal, file, key, value):
    """The sentence says what the file reads and what the journal has."""
    other = rewritten(file, **{key: value})
    assert f"{key} reads {value!r}; the journal has" in assert_refused(small, journal, other)


@pytest.mark.parametrize("attempt", ["attempt-9999", None, ["a"], {"a": 1}, "' OR 1=1 --"])
def test_another_attempt_is_not_found(small, journal, file, attempt):
    """An attempt that the journal does not know is said to be none of its own."""
    assert "not in this journal" in assert_refused(small, journal, rewritten(file, attempt=attempt))


def test_another_journal_does_not_know_it(small, file, tmp_path):
    """On another computer the certificate cannot be confirmed."""
    assert "not in this journal" in assert_refused(small, Journal(tmp_path / "another"), file)


@pytest.mark.parametrize(
    "content",
    [b"", b"no PDF", b"%PDF-1.4", b"%PDF-1.4\n%%EOF", b"\0" * 1000, b"PK\x03\x04" * 99, b"x" * 2_000_001],
    ids=["empty", "text", "head", "head-and-end", "nulls", "zip", "large"],
)
def test_a_file_that_is_no_certificate_is_said_to_be_none(small, journal, tmp_path, content):
    """Text, other files and very large ones are told apart from a certificate in one sentence."""
    file = tmp_path / "some.pdf"
    file.write_bytes(content)
    assert_refused(small, journal, file)


@pytest.mark.parametrize("keywords", [None, "", "words", "[1]", "1", "null", "[" * 100_000, '{"attempt": '])
def test_another_pdf_is_no_certificate(small, journal, tmp_path, keywords):
    """A PDF from elsewhere, with keywords of its own or none."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if keywords is not None:
        writer.add_metadata({"/Keywords": keywords})
    file = tmp_path / "other.pdf"
    writer.write(file)
    assert "not a certificate of this course" in assert_refused(small, journal, file)


def test_a_truncated_certificate_is_refused(small, journal, file):
    """Cut anywhere, as by a download that broke off, it is refused in one sentence or agrees as a whole."""
    whole = file.read_bytes()
    cut = file.with_name("cut.pdf")
    for share in range(1, 25):
        cut.write_bytes(whole[: len(whole) * share // 25])
        assert_refused(small, journal, cut)


def test_a_damaged_certificate_is_never_a_traceback(small, journal, file):
    """With bytes changed here and there it is refused, or still says the same."""
    whole = file.read_bytes()
    for start in range(0, 40):
        damaged = bytearray(whole)
        for place in range(start * len(whole) // 40, len(whole), len(whole) // 7):
            damaged[place] = ord("9")
        file.write_bytes(bytes(damaged))
        try:
            checked(small, journal, file)
        except NotThisCertificate as refused:
            assert str(refused).startswith(f"{file}: ")


def test_a_folder_or_nothing_cannot_be_read(small, journal, tmp_path):
    """A path without a file says why it cannot be read."""
    for file in (tmp_path / "nowhere.pdf", tmp_path):
        assert_refused(small, journal, file)


# --- against a class store ---------------------------------------------------------------------------------


@pytest.fixture
def store(small, journal, tmp_path):
    """A class store in which the journal's owner has handed in, and who they are."""
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    with journal.reading() as db:
        (uploads / "a.json").write_bytes(hand_in.write(hand_in.build(db, small, "heron")))
    (tmp_path / "roster.csv").write_text("id,name\nheron,Ana Núñez-Ødegård\n", encoding="utf-8")
    store = ClassStore(tmp_path / "class.sqlite", create=True)
    import_roster(store, tmp_path / "roster.csv")
    assert len(gather(store, small, uploads).of("read")) == 1
    return store


def test_a_teacher_checks_it_against_what_was_handed_in(small, store, file):
    """The sentence names whose attempt it is, as the store and the roster have it."""
    said = check_in_store(store, small, file)
    assert "agrees with the attempt of 2026-11-22 in this class store, score 88 %" in said
    assert "handed in by heron (Ana Núñez-Ødegård)" in said


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"score": 1.0}, "score reads 1.0; the class store has 0.8889"),
        ({"attempt": "attempt-0009"}, "the attempt that it names is not in this class store"),
        ({"attempt": ["x"]}, "the attempt that it names is not in this class store"),
        ({"objectives": {}}, "objectives reads {}"),
        ({"date": "2026-11-23"}, "date reads '2026-11-23'"),
    ],
)
def test_a_changed_certificate_does_not_agree_with_the_store(small, store, file, change, wanted):
    """Each fact that differs is named."""
    with pytest.raises(NotThisCertificate, match=re.escape(wanted)):
        check_in_store(store, small, rewritten(file, **change))


def test_a_question_that_is_gone_is_told(course, store, file):
    """The score by goal cannot be reckoned any more."""
    with pytest.raises(NotThisCertificate, match="no longer in this course"):
        check_in_store(store, course, file)


def test_the_shell_checks_against_a_store(small, store, file, tmp_path, monkeypatch, capsys):
    """0 where it agrees; 1 where there is no such store."""
    monkeypatch.setattr(checking, "load_course", lambda: small)
    assert shell.main(["check", "certificate", str(file), "--store", str(tmp_path / "class.sqlite")]) == 0
    assert "handed in by heron" in capsys.readouterr().out
    assert shell.main(["check", "certificate", str(file), "--store", str(tmp_path / "no.sqlite")]) == 1
    assert "no such class store" in capsys.readouterr().err


# --- from the shell ----------------------------------------------------------------------------------------


def test_check_certificate_from_the_shell(small, file, monkeypatch, capsys, tmp_path):
    """0 with the sentence where it agrees, 1 with the reason where it does not, 2 without a file named."""
    monkeypatch.setattr(checking, "load_course", lambda: small)
    assert shell.main(["check", "certificate", str(file)]) == 0
    out, err = capsys.readouterr()
    assert "agrees with the attempt" in out and err == ""
    assert shell.main(["check", "certificate", str(rewritten(file, score=1.0))]) == 1
    out, err = capsys.readouterr()
    assert out == "" and "score reads 1.0" in err and len(err.splitlines()) == 1
    assert shell.main(["check", "certificate", str(tmp_path / "nowhere.pdf")]) == 1
    with pytest.raises(SystemExit) as caught:
        shell.main(["check", "certificate"])
    assert caught.value.code == 2


def test_attempts_know_what_was_passed(small, journal):
    """The certificate and the map agree on what is passed."""
    with journal.reading() as db:
        assert attempts.passed(db, small, small.quizzes["a-quiz"])
