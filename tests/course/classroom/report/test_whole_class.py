"""Sureness, before and after, the station, shared logs."""

from dataclasses import replace
from datetime import date

import pandas as pd

from course.classroom.report.whole_class import changes, shared_logs, station, sureness
from tests.course.classroom.class_frames import Class
from tests.course.classroom.small_class import results_of, text_of

TODAY = date(2026, 11, 26)


def test_sureness(demo_results):
    """Each level, each quiz, and where many were sure and wrong; few answers lead no list."""
    text = text_of(sureness(demo_results))
    assert "answers marked “know”" in text and "where-the-knees-pull" in text and " of 4\n" not in text


def test_before_and_after(course):
    """A section for a quiz on both forms, with the interval and those left out."""
    group = Class()
    for number in range(12):
        for form, score in (("a", 0.5), ("b", 0.75)) if number % 2 else (("b", 0.5), ("a", 0.75)):
            group.attempt(f"s{number}", ["p"], scores={"p": score + number / 100}, form=form)
    group.attempt("left", ["p"], scores={"p": 1}, form="a")
    (section,) = changes(results_of(course, group), str)
    text = text_of(section)
    assert "Scores were higher afterwards: the mean difference is 25" in text
    assert "one form only: left." in text


def test_no_forms_no_section(demo_results):
    """The synthetic class has taken no forms."""
    assert list(changes(demo_results, str)) == []


def test_the_station(demo_results):
    """Pass mark, agreement with its warning, objectives beside the quizzes, and every candidate."""
    text = text_of(station(demo_results, str))
    for words in ("borderline regression", "intraclass correlation", "Only 5 stations", "explain-calmly",
                  "failed, critical"):  # fmt: skip
        assert words in text, words
    assert "No marks yet" in text_of(station(replace(demo_results, marks=demo_results.marks.iloc[:0]), str))


def test_shared_logs_name_nobody(demo_results):
    """SEM and MDC, and no student."""
    text = text_of(shared_logs(demo_results, TODAY))
    assert "MDC95" in text and not any(id in text for id in demo_results.students["student"])


def test_fewer_than_five_logs_are_not_shown(demo_results):
    """No number and no picture of four."""
    four = demo_results.shared["student"].drop_duplicates().head(4)
    results = replace(demo_results, shared=demo_results.shared[demo_results.shared["student"].isin(four)])
    section = shared_logs(results, TODAY)
    assert all(isinstance(block, str) for block in section.blocks)
    assert "Nothing is shown of fewer than 5 students" in text_of(section) and "SEM is" not in text_of(
        section
    )


def test_logs_whose_day_is_past_are_not_shown(demo_results):
    """After the last day on which they may be kept."""
    later = pd.Timestamp(demo_results.shared["keep_until"].max()).date().replace(year=2031)
    assert "SEM is" not in text_of(shared_logs(demo_results, later))
