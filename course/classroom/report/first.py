"""Of a class report: what to look at first, on half a page."""

from __future__ import annotations

from collections.abc import Iterator

from course.classroom.analysis.estimates import SMALL_CLASS, small_class_warning
from course.classroom.analysis.firsts import is_first_sitting
from course.classroom.analysis.flags import Flag
from course.classroom.analysis.teach_again import ObjectiveAgain
from course.classroom.report.blocks import Block, Points, Section, Warn, listed, many, shown, title_of
from course.classroom.report.left_out import left_out_in_words
from course.classroom.report.names import Names
from course.classroom.report.results import Paper, Results
from course.classroom.report.synthetic import synthetic_in_words
from course.classroom.report.teach import MOST_FIRST, NOTHING, chose, doubtful, in_doubt, number_of

MOST_QUESTIONS_FIRST = 2
MOST_OPEN_FIRST = 2
MOST_NAMES_FIRST = 3


def what_first(results: Results, names: Names) -> Section:
    """Half a page for somebody who has ten minutes."""
    if results.attempts.empty and results.marks.empty:
        told = (*_beforehand(results), _who(results, names)[0], NOTHING)
        return Section("What to look at first", told, "first")
    items = [
        _who(results, names),
        *_questions(results),
        *_objectives(results),
        *_common_slip(results),
        *_safety(results),
        *_practical(results),
        *_change(results),
        *_trust(results),
    ]
    return Section(
        "What to look at first", (*_beforehand(results), Points(tuple(items), is_ordered=True)), "first"
    )


def _beforehand(results: Results) -> Iterator[Block]:
    """What has to be known before any number is read."""
    warnings = (
        small_class_warning(results.attempts["student"].nunique()),
        synthetic_in_words(results.students),
    )
    yield from (Warn(warning) for warning in warnings if warning)
    if results.without:
        yield left_out_in_words(results)


def _who(results: Results, names: Names) -> tuple[str, ...]:
    people = results.students
    there = int(people["has_handed_in"].sum())
    missing = people[people["in_roster"] & ~people["has_handed_in"]]["student"]
    unknown = people[~people["in_roster"]]["student"] if people["in_roster"].any() else missing.iloc[:0]
    lines = [f"{there} of {len(people)} students have handed in."]
    if len(missing):
        lines.append(f"Nothing yet from {listed(map(names, missing), MOST_NAMES_FIRST)}.")
    if len(unknown):
        lines.append(
            f"Not on your roster, perhaps misspelt: {listed(map(names, unknown), MOST_NAMES_FIRST)}."
        )
    return tuple(lines)


def _questions(results: Results) -> list[tuple[str, ...]]:
    found = doubtful(results)
    if not found:
        return [_none_in_doubt(results)]
    lines = [
        f"{_place(*flags[0], results)}: {flags[0][1].sentence}"
        for flags in list(found.values())[:MOST_QUESTIONS_FIRST]
    ]
    more = (
        [f"And {len(found) - len(lines)} more, each told with its quiz below."]
        if len(found) > len(lines)
        else []
    )
    count = "One question" if len(found) == 1 else f"{len(found)} questions"
    options = " ".join(f"--without {id}" for id in list(found)[:MOST_QUESTIONS_FIRST])
    leave_out = f"To leave {'it' if len(found) == 1 else 'them'} out of all scores, add {options}"
    lead = f"{count} may be wrong, not your students."
    return [(lead, *lines, *more, leave_out)]


def _none_in_doubt(results: Results) -> tuple[str, ...]:
    """Few answers say nothing of a question, neither good nor bad."""
    asked = [int(n) for paper in results.papers for n in paper.statistics["n"]]
    if not asked or max(asked) < SMALL_CLASS:
        why = f"No question was asked of {SMALL_CLASS} students or more. Read the answers one by one."
        return "Too few students to judge any question.", why
    return "No question looks broken.", "No key and no wording stands out in this class."


def _place(paper: Paper, flag: Flag, results: Results) -> str:
    return f"{number_of(paper, flag.item)}, “{shown(results.stem(flag.item), 45)}”"


def _objectives(results: Results) -> list[tuple[str, ...]]:
    first = results.objectives[:MOST_FIRST]
    if not first:
        return []
    return [
        (
            "To teach again first (marks not earned):",
            *(_objective_line(results, one) for one in first),
        )
    ]


def _objective_line(results: Results, one: ObjectiveAgain) -> str:
    lesson = f" “{one.section.title}”" if one.section else ""
    doubt = " (Counts a question in doubt.)" if in_doubt(results, one) else ""
    return f"{title_of(one.objective)}, {one.not_right.as_percent()}.{lesson and f' Lesson{lesson}.'}{doubt}"


def _common_slip(results: Results) -> list[tuple[str, ...]]:
    """The most frequent wrong answer to a question that is not in doubt itself."""
    found = [one for one in results.misconceptions if one.item not in doubtful(results)][:1]
    return [
        (
            "The wrong answer shared most:",
            f"“{shown(one.stem, 60)}” {chose(one)}",
        )
        for one in found
    ]


def _safety(results: Results) -> list[tuple[str, ...]]:
    """Questions on which safety hangs, by how many students have not got them right in any answer. What was
    asked before the course alone is asked nowhere else, and stays as it was."""
    critical = {id for id, item in results.items.items() if item.safety_critical}
    asked = results.best_answers[results.best_answers["item"].isin(critical)]
    before = results.attempts[is_first_sitting(results.attempts)]["attempt"]
    asked = asked[~asked["attempt"].isin(before)]
    best = asked.groupby(["item", "student"])["raw_score"].max()
    open_ = best[best < 1].reset_index()
    if open_.empty:
        return []
    by_lesson: dict[str, list[str]] = {}
    for id, count in open_["item"].value_counts(sort=True).head(MOST_OPEN_FIRST).items():
        told = f"“{shown(results.stem(id), 45)}” ({many(count, 'student')})"
        by_lesson.setdefault(results.items[id].lesson, []).append(told)
    lessons = results.course.lessons
    worst = [
        f"{f'in “{lessons[id].title}”: ' if id in lessons else ''}{', '.join(told)}"
        for id, told in by_lesson.items()
    ]
    who = f"{open_['student'].nunique()} of {asked['student'].nunique()} students"
    lead = f"Safety: {who} still miss a question on which safety hangs."
    return [(lead, f"Most often {'; '.join(worst)}.")]


def _practical(results: Results) -> list[tuple[str, ...]]:
    if results.marks.empty:
        return []
    found = results.station
    lines = []
    if critical := {student for student, _, _ in found.critical}:
        lines.append(f"Something critical holds back {many(len(critical), 'student')}.")
    if found.pass_mark.points.value is None:
        lines.append(f"No pass mark: {found.pass_mark.points.why_none}.")
    else:
        below = found.candidates[found.candidates["passed"] == False]["student"].nunique()  # noqa: E712
        lines.append(
            f"Pass mark {found.pass_mark.points.in_words()} of {found.pass_mark.max_points:g} points;"
            f" {below} not yet, {int(found.candidates['near_pass_mark'].sum())} too near it to be sure."
        )
    return [("Practical station:", *lines)]


def _change(results: Results) -> list[tuple[str, ...]]:
    return [(f"{results.title(quiz)}:", found.in_words()) for quiz, found in results.changes.items()]


def _trust(results: Results) -> list[tuple[str, ...]]:
    """The surest quiz and the least sure one: twelve questions tell less than forty."""
    errors = sorted(
        (paper.reliability.sem.value, paper.title) for paper in results.papers if paper.reliability.sem.value
    )
    if not errors:
        return []
    ends = dict.fromkeys((errors[0], errors[-1]))
    known = "; ".join(f"“{title}” ±{196 * error:.0f}" for error, title in ends)
    apart = " or ".join(f"{277 * error:.0f}" for error, _ in ends)
    told = f"{known} points of 100. Scores closer than {apart} points cannot be told apart."
    return [("How far to trust one score:", told)]
