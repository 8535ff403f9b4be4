"""A class's sessions: the clock follows from the minutes, and slips are told in a sentence."""

import math
from pathlib import Path

import pytest

from course.classroom.material.timetable import Part, Session, read_sessions, session_table
from course.errors import PlainError
from course.plan import Wish, plan_session

EXAMPLE = Path(__file__).resolve().parents[4] / "notebooks/teach/examples/two-sessions.yaml"


def test_two_sessions_of_ninety_minutes(course):
    """Each lasts 90 minutes, every stretch has its 11 in pairs, and the class routine fits into its part."""
    sessions = read_sessions(EXAMPLE)
    assert [session.minutes for session in sessions] == [90, 90]
    parts = [part for session in sessions for part in session.parts]
    pairs = [part.minutes for part in parts if part.do.startswith("Pairs")]
    assert pairs == [11] * len(course.stretches)
    along = next(part for part in parts if part.do == "Follow along")
    assert math.ceil(plan_session(course, Wish(routine="class")).total_seconds / 60) < along.minutes


def test_screening_comes_before_anything_that_moves():
    """In both sessions it is over before the first part in which somebody lies down."""
    for session in read_sessions(EXAMPLE):
        names = [part.do for part in session.parts]
        first = next(i for i, name in enumerate(names) if name.startswith(("Pairs", "Follow")))
        assert {"Screen in private", "Anything new?"} & set(names[:first])


def test_the_clock_is_worked_out():
    """Each part begins when the one before ends; the last row is the end."""
    session = Session(title="One", parts=[Part(minutes=50, do="a", how="b"), Part(minutes=15, do="c | d")])
    assert session_table(session).splitlines() == [
        "**One**",
        "",
        "| from | minutes | what | how |",
        "| --- | --- | --- | --- |",
        "| 0:00 | 50 | a | b |",
        r"| 0:50 | 15 | c \| d | – |",
        "| 1:05 |  | End | 65 minutes in all |",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- title: One\n  parts: [{minutes: 0, do: a}]", "minutes"),
        ("- title: One\n  parts: [{minutes: 5, do: a, hwo: b}]", "hwo"),
        ("- title: One\n  parts: []", "parts"),
        ("- title: [", "line"),
        ("", "valid"),
    ],
)
def test_a_slip_is_told_in_one_sentence(tmp_path, text, words):
    """The file, and what does not fit; never a traceback of the parser."""
    file = tmp_path / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PlainError, match=f"(?s)plan.yaml.*{words}"):
        read_sessions(file)


def test_a_file_that_is_not_there(tmp_path):
    """Told by its name."""
    with pytest.raises(PlainError, match="nowhere.yaml"):
        read_sessions(tmp_path / "nowhere.yaml")
