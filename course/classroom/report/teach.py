"""Of a class report: what to teach again, in order, and which questions are in doubt."""

from __future__ import annotations

from functools import partial

from course.classroom.analysis.flags import Flag
from course.classroom.analysis.teach_again import ORDER, Misconception, ObjectiveAgain
from course.classroom.analysis.teach_again import Section as Taught
from course.classroom.report.blocks import (
    Block,
    Picture,
    Points,
    Section,
    Table,
    listed,
    many,
    shown,
    title_of,
)
from course.classroom.report.items import number
from course.classroom.report.results import Paper, Results

MOST_FIRST = 3
MOST_DETAILED = 5
NOTHING = "Nobody has handed in anything yet. Gather the hand-ins, then make this report again."


def doubtful(results: Results) -> dict[str, list[tuple[Paper, Flag]]]:
    """Items to look at before anything else, each with the papers in which it stands out."""
    found: dict[str, list[tuple[Paper, Flag]]] = {}
    for paper in results.papers:
        for flag in paper.flags:
            if flag.severity == "look first":
                found.setdefault(flag.item, []).append((paper, flag))
    return dict(sorted(found.items(), key=lambda one: -len(one[1])))


def number_of(paper: Paper, item: str) -> str:
    return f"{paper.title}, question {number(paper, item)}"


def _doubt(results: Results, one: ObjectiveAgain) -> str:
    doubts = in_doubt(results, one)
    return f" (Counts {listed(doubts)}, which may be wrong.)" if doubts else ""


def in_doubt(results: Results, one: ObjectiveAgain) -> list[str]:
    """Its questions that may be wrong, by quiz and number."""
    found = doubtful(results)
    return [number_of(found[id][0][0], id) for id in one.items if id in found]


def chose(one: Misconception) -> str:
    about = f" ({one.about})" if one.about else ""
    said = f"“{shown(one.said, 120)}”{about}"
    who = f"{many(one.students, 'student')}, {one.share.as_percent()},"
    return f"{who} answered {said}; {one.sure} were sure."


def where(section: Taught | None) -> str:
    """Where it is taught, in words."""
    if section is None:
        return ""
    heading = f", under “{section.heading}”" if section.heading else ""
    return f"Taught in “{section.title}” ({section.notebook}){heading}."


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
        f"{chose(one)}{doubt}{told}",
        f"{where(one.section)} Ask the class: {one.prompt}",
    )
