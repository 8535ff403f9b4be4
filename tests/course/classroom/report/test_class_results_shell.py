"""`bedstretch class report`, `gradebook` and `feedback` from the shell."""

import pytest

from course.classroom.store.class_store import ClassStore
from course.shell import main
from tests.course.classroom.class_files import QUIZ, attempt, choices, handed_in


@pytest.fixture
def store(tmp_path, monkeypatch, capsys):
    """A class of two in `class.sqlite`, in the folder in which the shell stands."""
    here = tmp_path / "here"
    (here / "uploads").mkdir(parents=True)
    for name in ("fox", "otter"):
        (here / f"uploads/{name}.json").write_bytes(handed_in(name, attempt(f"{name}s-attempt")))
    (here / "roster.csv").write_text("id,name,group\nfox,Ann Example,A\notter,Bo Example,B\n")
    monkeypatch.chdir(here)
    assert main(["class", "gather", "uploads", "--store", "class.sqlite", "--roster", "roster.csv"]) == 0
    capsys.readouterr()
    return here


@pytest.mark.parametrize(("more", "names"), [([], False), (["--names"], True)])
def test_report(store, more, names, capsys):
    """HTML and PDF; names only where they are asked for."""
    assert main(["class", "report", "--store", "class.sqlite", "out.html", *more]) == 0
    assert ("Ann Example" in (store / "out.html").read_text(encoding="utf-8")) is names
    assert main(["class", "report", "--store", "class.sqlite", "out.pdf", *more]) == 0
    assert (store / "out.pdf").read_bytes().startswith(b"%PDF")
    assert "2 in the class" in capsys.readouterr().out


def test_report_of_a_group_and_a_quiz(store):
    """Nobody of the other group; the page says what it is about."""
    narrow = ["--group", "A", "--quiz", QUIZ]
    assert main(["class", "report", "--store", "class.sqlite", "out.html", *narrow]) == 0
    page = (store / "out.html").read_text(encoding="utf-8")
    assert "otter" not in page and "Group A. Only the quiz Open the hips." in page


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["report", "out.html", "--group", "Z"], "There is no group 'Z'"),
        (["report", "out.html", "--quiz", "none"], "There is no quiz 'none'"),
        (["report", "out.txt"], "as html or pdf"),
        (["report", "out.html", "--bank", "nowhere"], "no such folder"),
        (["gradebook", "out.csv", "--for", "moodle", "--bank", "nowhere"], "no such folder"),
        (["gradebook", "out.csv", "--for", "moodle", "--quiz", "none"], "There is no quiz 'none'"),
        (["feedback", "out", "--group", "Z"], "There is no group 'Z'"),
        (["report", "nowhere/out.html"], "cannot be written"),
        (["gradebook", "nowhere/out.csv", "--for", "moodle"], "cannot be written"),
        (["feedback", "uploads"], "expected a new name or an empty folder"),
        (["feedback", "roster.csv"], "expected a new name or an empty folder"),
    ],
)
def test_bad_input_is_1_with_a_reason(store, arguments, reason, capsys):
    """One line on stderr, nothing written."""
    before = sorted(store.rglob("*"))
    assert main(["class", *arguments, "--store", "class.sqlite"]) == 1
    assert reason in capsys.readouterr().err and sorted(store.rglob("*")) == before


@pytest.mark.parametrize(
    "what", [["report", "o.html"], ["gradebook", "o.csv", "--for", "canvas"], ["feedback", "o"]]
)
def test_no_store_is_1(store, what, capsys):
    """It is not made by reading it."""
    assert main(["class", *what, "--store", "other.sqlite"]) == 1
    assert "no such class store" in capsys.readouterr().err and not (store / "other.sqlite").exists()


def test_gradebook_and_feedback(store, capsys):
    """What was written is told, and what counts."""
    assert main(["class", "gradebook", "--store", "class.sqlite", "g.csv", "--for", "moodle"]) == 0
    assert (store / "g.csv").read_text().splitlines()[1] == "fox,100.00"
    assert main(["class", "feedback", "--store", "class.sqlite", "pages"]) == 0
    assert sorted(one.name for one in (store / "pages").iterdir()) == [
        "feedback-fox.html",
        "feedback-otter.html",
    ]
    out = capsys.readouterr().out
    assert "Of several attempts the best counts" in out and "pages: one page a student, 2 in all" in out


@pytest.mark.parametrize(
    "what", [["report", "o.html"], ["gradebook", "o.csv", "--for", "moodle"], ["feedback", "o"]]
)
def test_without_a_doubtful_question(store, what, capsys):
    """It is left out and told; an id that there is not is 1, with those near it, and nothing is written."""
    id = choices()[0].id
    to = ["--store", "class.sqlite"]
    assert main(["class", *what, *to, "--without", id[:-1]]) == 1
    assert f"(near it: {id}" in capsys.readouterr().err and not (store / what[1]).exists()
    assert main(["class", *what, *to, "--without", id]) == 0
    written = store / what[1]
    told = "".join(one.read_text("utf-8") for one in (written, *written.rglob("*.html")) if one.is_file())
    assert "Left out of all scores here: one doubtful question" in told + capsys.readouterr().out


def test_gradebook_and_feedback_of_a_group(store):
    """Of nobody else."""
    assert (
        main(["class", "gradebook", "--store", "class.sqlite", "g.csv", "--for", "moodle", "--group", "A"])
        == 0
    )
    assert [line.split(",")[0] for line in (store / "g.csv").read_text().splitlines()[1:]] == ["fox"]
    assert main(["class", "feedback", "--store", "class.sqlite", "pages", "--group", "A"]) == 0
    assert [one.name for one in (store / "pages").iterdir()] == ["feedback-fox.html"]


def test_gathering_nothing_but_refused_files_is_1(store, capsys):
    """A script that calls it sees that nothing came in."""
    (store / "bad").mkdir()
    (store / "bad/essay.json").write_text("{}")
    assert main(["class", "gather", "bad", "--store", "class.sqlite"]) == 1
    found = capsys.readouterr()
    assert "1 refused" in found.out and "every file was refused" in found.err
    (store / "bad/fox.json").write_bytes((store / "uploads/fox.json").read_bytes())
    assert main(["class", "gather", "bad", "--store", "class.sqlite"]) == 0


def test_a_wrong_quiz_of_a_hand_in_is_told(tmp_path, capsys):
    """It is not that nothing was answered."""
    hand_in = ["class", "hand-in", str(tmp_path / "x.json"), "--student", "fox"]
    assert main([*hand_in, "--quiz", "open-the-hip"]) == 1
    assert "There is no quiz 'open-the-hip'. Known: " in capsys.readouterr().err
    assert main([*hand_in, "--quiz", QUIZ]) == 1
    assert "no question of these quizzes has been answered" in capsys.readouterr().err


def test_somebody_who_was_forgotten_is_in_nothing(store):
    """Report, gradebook and pages are made anew from the store."""
    assert main(["class", "forget", "otter", "--store", "class.sqlite", "--yes"]) == 0
    assert main(["class", "report", "--store", "class.sqlite", "out.html"]) == 0
    assert "otter" not in (store / "out.html").read_text(encoding="utf-8")
    assert ClassStore("class.sqlite").students()["student"].tolist() == ["fox"]
