"""Sureness, before and after, the station, shared logs."""

import re
from dataclasses import replace
from datetime import date

import pandas as pd

from course.classroom.report.blocks import Table, Warn
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


def test_forms_that_are_not_balanced_are_warned_of(course):
    """Before the numbers, with how they began; no direction is claimed anywhere."""
    group = Class()
    for number in range(12):
        for form, score in (("a", 0.5), ("b", 0.75)):
            group.attempt(f"s{number}", ["p"], scores={"p": score + number / 100}, form=form)
    (section,) = changes(results_of(course, group), str)
    (warning,) = (block.text for block in section.blocks if isinstance(block, Warn))
    assert "all 12 students began with form A" in warning and "higher afterwards" not in text_of(section)


def test_no_forms_no_section(demo_results):
    """A class that was not asked before and after."""
    without = demo_results.attempts[demo_results.attempts["form"].isna()]
    assert list(changes(replace(demo_results, attempts=without), str)) == []


def test_the_station(demo_results):
    """Pass mark, agreement with its warning, objectives beside the quizzes, and every candidate."""
    text = text_of(station(demo_results, str))
    for words in ("borderline regression", "intraclass correlation", "Only 5 stations", "Explain calmly",
                  "Happy baby", "not yet, critical"):  # fmt: skip
        assert words in text, words
    assert "No marks yet" in text_of(station(replace(demo_results, marks=demo_results.marks.iloc[:0]), str))


def test_ratings_are_those_that_were_given(demo_results):
    """Two raters who differ are told apart, no rating between them is made up, and nobody has failed."""
    marks = demo_results.marks.copy()
    student, stretch = marks.loc[0, ["student", "stretch"]]
    here = (marks["student"] == student) & (marks["stretch"] == stretch)
    one = marks[here & (marks["rater"] == marks.loc[0, "rater"])]
    two = pd.concat(
        [
            marks[~here],
            one.assign(rater="ana", global_rating="fail"),
            one.assign(rater="ben", global_rating="good"),
        ]
    )
    section = station(replace(demo_results, marks=two), str)
    *_, table = (block for block in section.blocks if isinstance(block, Table))
    (row,) = (row for row in table.rows if row[:2] == (student, demo_results.course.stretches[stretch].name))
    assert row[3] == "not yet and good" and row[4] == "2"
    assert not re.search(r"\bfail", text_of(section), re.IGNORECASE)


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


def test_five_logs_of_which_four_have_enough_days_are_not_shown(demo_results):
    """No picture of days that four students have; the reason is told."""
    shared = demo_results.shared
    measure = shared["measure"].iloc[0]
    shared = shared[shared["measure"] == measure]
    five = shared["student"].drop_duplicates().head(5)
    short = shared[shared["student"] == five.iloc[0]].head(1)
    results = replace(demo_results, shared=pd.concat([shared[shared["student"].isin(five[1:])], short]))
    section = shared_logs(results, TODAY)
    assert "fewer than 5 students have enough readings" in text_of(section)
    assert all(isinstance(block, str) for block in section.blocks)


def test_logs_whose_day_is_past_are_not_shown(demo_results):
    """After the last day on which they may be kept."""
    later = pd.Timestamp(demo_results.shared["keep_until"].max()).date().replace(year=2031)
    assert "SEM is" not in text_of(shared_logs(demo_results, later))
