"""Of a class report: what to look at first, and what to teach again, in order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from course.classroom.analysis.estimates import SMALL_CLASS, small_class_warning
from course.classroom.analysis.firsts import is_first_sitting
from course.classroom.analysis.flags import Flag
from course.classroom.analysis.teach_again import ORDER, Misconception, ObjectiveAgain
from course.classroom.analysis.teach_again import Section as Taught
from course.classroom.report.blocks import (
    Block,
    Picture,
    Points,
    Section,
    Table,
    Warn,
    listed,
    many,
    shown,
    title_of,
)
from course.classroom.report.left_out import left_out_in_words
from course.classroom.report.names import Names
from course.classroom.report.results import Paper, Results
from course.classroom.report.synthetic import synthetic_in_words

MOST_FIRST = 3
MOST_QUESTIONS_FIRST = 2
MOST_OPEN_FIRST = 2
MOST_NAMES_FIRST = 4
MOST_DETAILED = 5
NOTHING = "Nobody has handed in anything yet. Gather the hand-ins, then make this report again."


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
        *_practical(results, names),
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


def doubtful(results: Results) -> dict[str, list[tuple[Paper, Flag]]]:
    """Items to look at before anything else, each with the papers in which it stands out."""
    found: dict[str, list[tuple[Paper, Flag]]] = {}
    for paper in results.papers:
        for flag in paper.flags:
            if flag.severity == "look first":
                found.setdefault(flag.item, []).append((paper, flag))
    return dict(sorted(found.items(), key=lambda one: -len(one[1])))


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
    leave_out = f"To leave {'it' if len(found) == 1 else 'them'} out of all scores: `{options}`."
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
    return f"{_number(paper, flag.item)}, “{shown(results.stem(flag.item), 45)}”"


def _number(paper: Paper, item: str) -> str:
    return f"{paper.title}, question {paper.matrix.items.index(item) + 1}"


def _objectives(results: Results) -> list[tuple[str, ...]]:
    first = results.objectives[:MOST_FIRST]
    if not first:
        return []
    return [
        (
            "To teach again first, by the share of marks not earned:",
            *(_objective_line(results, one) for one in first),
        )
    ]


def _objective_line(results: Results, one: ObjectiveAgain) -> str:
    lesson = f" “{one.section.title}”" if one.section else ""
    doubt = " (Counts a question in doubt.)" if _in_doubt(results, one) else ""
    return f"{title_of(one.objective)}, {one.not_right.as_percent()}.{lesson and f' Lesson{lesson}.'}{doubt}"


def _doubt(results: Results, one: ObjectiveAgain) -> str:
    doubts = _in_doubt(results, one)
    return f" (Counts {listed(doubts)}, which may be wrong.)" if doubts else ""


def _in_doubt(results: Results, one: ObjectiveAgain) -> list[str]:
    """Its questions that may be wrong, by quiz and number."""
    found = doubtful(results)
    return [_number(found[id][0][0], id) for id in one.items if id in found]


def _common_slip(results: Results) -> list[tuple[str, ...]]:
    """The most frequent wrong answer to a question that is not in doubt itself."""
    found = [one for one in results.misconceptions if one.item not in doubtful(results)][:1]
    return [
        (
            "The wrong answer that most students share:",
            f"“{shown(one.stem, 60)}” {_chose(one)}",
        )
        for one in found
    ]


def _chose(one: Misconception) -> str:
    about = f"{one.about}: " if one.about else ""
    said = f"{about}“{shown(one.said, 120)}”"
    who = f"{many(one.students, 'student')}, {one.share.as_percent()},"
    return f"{who} answered {said}; {one.sure} were sure."


def where(section: Taught | None) -> str:
    """Where it is taught, in words."""
    if section is None:
        return ""
    heading = f", under “{section.heading}”" if section.heading else ""
    return f"Taught in “{section.title}” ({section.notebook}){heading}."


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
        told = f"“{shown(results.stem(id), 45)}” {count}"
        by_lesson.setdefault(results.items[id].lesson, []).append(told)
    lessons = results.course.lessons
    worst = [
        f"{f'in “{lessons[id].title}”: ' if id in lessons else ''}{', '.join(told)}"
        for id, told in by_lesson.items()
    ]
    lead = (
        f"Safety: {open_['student'].nunique()} of {asked['student'].nunique()} students have a question"
        " open on which safety hangs."
    )
    return [(lead, f"Most often, with how many: {'; '.join(worst)}.")]


def _practical(results: Results, names: Names) -> list[tuple[str, ...]]:
    if results.marks.empty:
        return []
    found = results.station
    lines = []
    if critical := dict.fromkeys(student for student, _, _ in found.critical):
        lines.append(
            f"Not yet, because of something critical: {listed(map(names, critical), MOST_NAMES_FIRST)}."
        )
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
    errors = [paper.reliability.sem.value for paper in results.papers if paper.reliability.sem.value]
    if not errors:
        return []
    return [
        (
            "How far to trust one student's score:",
            f"about ±{196 * max(errors):.0f} points of 100. Two students closer than about"
            f" {277 * max(errors):.0f} points cannot be told apart.",
        )
    ]


def teach_again(results: Results) -> Section:
    """By objective and by misconception, each with the lesson's section and a prompt."""
    from course.classroom.report.figures import drawing_of_objectives

    objectives = results.objectives
    if not objectives:
        return Section("What to teach again", (NOTHING,), "teach-again")
    detail = tuple(_detail(results, one) for one in objectives[:MOST_DETAILED])
    blocks: list[Block] = [
        ORDER,
        Picture(partial(drawing_of_objectives, objectives)),
        _table_of_objectives(objectives),
        f"The first {len(detail)}, with a question that opens a discussion:",
        Points(detail, is_ordered=True),
    ]
    if results.misconceptions:
        blocks += [
            "Wrong answers that several students share; each is the most frequent one of its question:",
            Points(tuple(_slip(results, one) for one in results.misconceptions), is_ordered=True),
        ]
    return Section("What to teach again", tuple(blocks), "teach-again")


def _table_of_objectives(objectives: tuple[ObjectiveAgain, ...]) -> Table:
    rows = tuple(
        (
            f"{place}. {title_of(one.objective)}", one.text, str(one.students), one.not_right.as_percent(),
            one.sure_and_wrong.as_percent(),
        )
        for place, one in enumerate(objectives, 1)
    )  # fmt: skip
    return Table(
        "Objectives in the order in which to teach them again, with 95 % intervals",
        ("Objective", "What it says", "Students", "Marks not earned", "Sure and not right, of all answers"),
        rows, (2, 3, 4), (20, 40, 9, 15, 16),
    )  # fmt: skip


def _detail(results: Results, one: ObjectiveAgain) -> tuple[str, ...]:
    hardest = "; ".join(f"“{shown(results.stem(id), 70)}”" for id in one.items[:MOST_FIRST])
    return (
        f"{title_of(one.objective)}: {one.text}",
        f"{where(one.section)} Hardest questions: {hardest}.{_doubt(results, one)}",
        f"Ask the class: {one.prompt}",
    )


def _slip(results: Results, one: Misconception) -> tuple[str, ...]:
    doubt = (
        " The key of this question is in doubt: look at it first." if one.item in doubtful(results) else ""
    )
    told = f" What the course answers: {shown(one.feedback, 300)}" if one.feedback else ""
    return (
        f"“{shown(one.stem, 200)}”",
        f"{_chose(one)}{doubt}{told}",
        f"{where(one.section)} Ask the class: {one.prompt}",
    )
