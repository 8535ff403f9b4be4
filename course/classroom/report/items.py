"""Of a class report: one quiz, its scores, its questions, and who picked what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from math import isnan

from course.classroom.analysis.distractors import Distractors
from course.classroom.analysis.estimates import SMALL_CLASS, Estimate, small_class_warning
from course.classroom.analysis.flags import SEVERITIES, Flag
from course.classroom.report.blocks import Block, Picture, Points, Section, Table, Warn, listed, many, shown
from course.classroom.report.results import Paper, Results

WORDS = {"look first": "Look first", "look": "Look", "note": "To know"}
MARKS = {"look first": " ▲", "look": " ■"}
MOST_FLAGS = 12
MOST_OPTION_CHARACTERS = 110


def paper_sections(results: Results, paper: Paper) -> Iterator[Section]:
    """What stands out, then all questions, then who picked what, and the numbers that Moodle has too."""
    id = "-".join(filter(None, ["quiz", paper.quiz, paper.track, paper.mode, paper.form]))
    if not paper.students:
        begun = many(len(paper.matrix.unfinished), "student")
        open_ = f"Begun and not finished by {begun}; nothing can be said yet."
        yield Section(paper.title, (open_,), id)
        return
    yield Section(paper.title, tuple(_blocks(results, paper)), id)
    others = [found for item, found in paper.distractors.items() if item not in _pressing(paper)]
    if others:
        blocks = tuple(_picked(results, paper, found) for found in others)
        yield Section(f"Who picked what: the other questions of {paper.title}", blocks, f"{id}-all", 3, True)
    heading = f"As Moodle's quiz statistics call it: {paper.title}"
    yield Section(heading, (table_as_moodle_has_it(results, paper),), f"{id}-moodle", 3, True)


def _blocks(results: Results, paper: Paper) -> Iterator[Block]:
    from course.classroom.report.figures import drawing_of_items, drawing_of_scores

    if warning := small_class_warning(paper.students):
        yield Warn(warning)
    yield how_many(paper)
    yield reliability_in_words(paper)
    yield Picture(partial(drawing_of_scores, paper, results.pass_mark(paper)))
    yield from _flags(results, paper)
    yield Picture(partial(drawing_of_items, paper))
    yield table_of_items(results, paper)
    if few := asked_of_few(paper):
        yield table_of_few(results, paper, few)
    if dashes := list(_dashes(paper)):
        yield f"“–” in this table: {'; '.join(dashes)}."
    pressing = [paper.distractors[item] for item in _pressing(paper) if item in paper.distractors]
    if pressing:
        yield "Who picked what, in the questions to look at (thirds of the class by their whole score here):"
        yield from (_picked(results, paper, found) for found in pressing)


def how_many(paper: Paper) -> str:
    """Who is counted, and the mean."""
    open_ = len(paper.matrix.unfinished)
    left = f" Left out, as not finished: {open_}." if open_ else ""
    found = paper.reliability
    spread = "" if isnan(found.sd) else f", standard deviation {100 * found.sd:.0f} points"
    which = " a first attempt" if paper.which == "first" else f"; of each the {paper.which} attempt counts"
    return (
        f"{many(paper.students, 'student')} finished{which}.{left} {many(found.items, 'question')};"
        f" each counts with its first answer. Mean {100 * found.mean:.0f} %{spread}."
    )


def reliability_in_words(paper: Paper) -> str:
    """Reliability and standard error, or why there is none."""
    found = paper.reliability
    if found.alpha.value is None:
        few = _few(paper)
        return f"No {found.name}, and no standard error: {found.alpha.why_none}.{few}"
    half = 196 * found.sem.value
    constant = (
        f" On {many(len(found.constant), 'question')} everybody earned the same; they tell nobody apart."
        if found.constant
        else ""
    )
    left_out = (
        f" Left out of both, as asked other questions: {many(found.left_out, 'student')}."
        if found.left_out
        else ""
    )
    return (
        f"{found.name} {found.alpha.in_words()}: how far the questions agree on who is strong. Standard error"
        f" of measurement {found.sem.as_percent()}: a student's true score lies within about ±{half:.0f}"
        f" points of the one seen, in 95 of 100 cases.{constant}{left_out}"
    )


def _few(paper: Paper) -> str:
    """On sampled forms: how many were asked each."""
    n = paper.statistics["n"]
    if paper.matrix.is_common_form or n.empty:
        return ""
    least, most, few = int(n.min()), int(n.max()), int((n < SMALL_CLASS).sum())
    return (
        f" Each question was asked of {least} to {most} students; {few} of {len(n)} were asked of fewer than"
        f" {SMALL_CLASS}, too few to judge."
    )


def _flags(results: Results, paper: Paper) -> Iterator[Block]:
    for severity in SEVERITIES:
        by_rule: dict[str, list[Flag]] = {}
        for flag in paper.flags:
            if flag.severity == severity:
                by_rule.setdefault(flag.rule, []).append(flag)
        if severity == "note":
            if asked_of_few(paper):
                by_rule.pop("few-answers", None)  # a table of its own
            if by_rule:
                yield f"{WORDS[severity]}:"
                yield Points(tuple(_notes(paper, found) for found in by_rule.values()))
            return
        items = [item for item, found in paper.flagged.items() if found[0].severity == severity]
        if items:
            yield f"{WORDS[severity]}:"
            yield Points(tuple(_flagged(results, paper, item) for item in items[:MOST_FLAGS]))


def _flagged(results: Results, paper: Paper, item: str) -> tuple[str, ...]:
    lead = f"{number(paper, item)}. “{shown(results.stem(item), 160)}” ({item})"
    told = [f"{flag.sentence} {flag.do}" for flag in paper.flagged[item] if flag.severity != "note"]
    if paper.flagged[item][0].severity == "look first":
        told.append(f"If it is wrong, --without {item} leaves it out of report, gradebook and feedback.")
    return lead, *told


def _notes(paper: Paper, found: list[Flag]) -> tuple[str, ...]:
    """Many questions share one note, so they are told together."""
    numbers = listed((str(number(paper, flag.item)) for flag in found), 40)
    if len(found) == 1:
        return f"Question {numbers}: {found[0].sentence}", found[0].do
    return f"{NOTES[found[0].rule]}: questions {numbers}.", found[0].do


NOTES = {
    "few-answers": f"Asked of fewer than {SMALL_CLASS} students, too early to say anything",
    "weak-discrimination": "Hardly tell strong students from others",
    "too-easy": "Nearly everybody has them",
    "nobody-picks": "Have an answer that nobody picked",
    "pulls-reliability-down": "Pull the reliability down",
    "reworded": "Were seen in several versions, so their numbers mix these",
}


def number(paper: Paper, item: str) -> int:
    """As the table of items numbers it."""
    return paper.matrix.items.index(item) + 1


def asked_of_few(paper: Paper) -> tuple[str, ...]:
    """Of questions drawn by lot, those too seldom asked for more than their facility."""
    if paper.matrix.is_common_form:
        return ()
    n = paper.statistics["n"]
    return tuple(item for item in paper.matrix.items if n[item] < SMALL_CLASS)


def table_of_few(results: Results, paper: Paper, few: Iterable[str]) -> Table:
    """What can be said of them, a short line each."""
    rows = paper.statistics.loc[list(few)]
    return Table(
        f"Asked of fewer than {SMALL_CLASS} students, too early to say anything: read the answers one by one,"
        " or wait for the next class",
        ("No.", "Question", "Asked", "Facility"),
        tuple(
            (
                str(number(paper, item)), shown(results.stem(item), 76), f"{row['n']:.0f}",
                _told(row, "facility", True),
            )
            for item, row in rows.iterrows()
        ),
        (2, 3), (9, 130, 12, 30),
    )  # fmt: skip


def table_of_items(results: Results, paper: Paper) -> Table:
    """All numbers with their intervals, but for those asked of few; ▲ look first, ■ look."""
    few = set(asked_of_few(paper))
    rows = tuple(
        _item(results, paper, place, item)
        for place, item in enumerate(paper.matrix.items, 1)
        if item not in few
    )
    which = f"Questions asked of {SMALL_CLASS} and more, in" if few else "All questions of"
    return Table(
        f"{which} {paper.title}, with 95 % intervals (▲ look first, ■ look); SD and alpha"
        " without it describe this class and have none",
        (
            "No.", "Question", "Asked", "Facility", "By guessing", "SD", "Discrimination",
            "Upper − lower 27 %",
            "Alpha without it", "Mean sureness",
        ),
        rows, tuple(range(2, 10)), (11, 58, 11, 27, 15, 9, 24, 24, 13, 24),
    )  # fmt: skip


def _item(results: Results, paper: Paper, place: int, item: str) -> tuple[str, ...]:
    row = paper.statistics.loc[item]
    mark = MARKS.get(paper.flagged[item][0].severity, "") if item in paper.flagged else ""
    sure = paper.calibrations.get(item)
    dropped = paper.reliability.if_dropped.get(item, float("nan"))
    return (
        f"{place}{mark}", shown(results.stem(item), 64), f"{row['n']:.0f}", _told(row, "facility", True),
        _plain(100 * row["random_guess"], 0, " %"), _plain(row["sd"], 2), _told(row, "discrimination"),
        _told(row, "upper_lower"), _plain(dropped, 2),
        "–" if sure is None or sure.mean_sureness.value is None else sure.mean_sureness.in_words(),
    )  # fmt: skip


def _dashes(paper: Paper) -> Iterator[str]:
    """Why a number is not there."""
    rows = paper.statistics.drop(list(asked_of_few(paper)))
    for reason, items in rows[rows["discrimination"].isna()].groupby("why_none"):
        numbers = listed((str(number(paper, item)) for item in items.index), 40)
        yield f"no discrimination of question {numbers}, as {reason}"
    if rows["upper_lower"].isna().any():
        yield "no upper − lower, as it needs four students who were asked the same and whose scores differ"
    if rows["random_guess"].isna().any():
        yield "nothing is known of guessing where the course no longer has the question"
    if paper.reliability.alpha.value is None:
        yield f"no alpha, as {paper.reliability.alpha.why_none}"
    told = [paper.calibrations.get(item) for item in rows.index]
    if any(one is None or one.mean_sureness.value is None for one in told):
        yield "no sureness where nobody said it"


MOODLE = {
    "facility": "Facility index",
    "sd": "Standard deviation",
    "random_guess": "Random guess score",
    "intended_weight": "Intended weight",
    "effective_weight": "Effective weight",
    "discrimination_index": "Discrimination index",
    "discriminative_efficiency": "Discriminative efficiency",
}
"""Columns of the statistics by Moodle's names; all in per cent there."""
SHARES = ("facility", "sd", "random_guess")


def table_as_moodle_has_it(results: Results, paper: Paper) -> Table:
    """By its formulas, to compare with; without intervals, as there."""
    numbers = paper.statistics[list(MOODLE)] * [100 if name in SHARES else 1 for name in MOODLE]
    rows = tuple(
        (
            f"{place}. {shown(results.stem(item), 60)}",
            *(_plain(value, 2, " %") for value in numbers.loc[item]),
        )
        for place, item in enumerate(paper.matrix.items, 1)
    )  # fmt: skip
    return Table(
        "By the formulas of Moodle's quiz statistics, without intervals; read discrimination above instead",
        ("Question", *MOODLE.values()), rows, tuple(range(1, 8)), (36, *[15] * 7),
    )  # fmt: skip


def _told(row, column: str, percent: bool = False) -> str:
    value = row[column]
    if isnan(value):
        return "–"
    one = Estimate(value, row[f"{column}_low"], row[f"{column}_high"], int(row["n"]))
    return one.as_percent() if percent else one.in_words()


def _plain(value: float, digits: int, unit: str = "") -> str:
    return "–" if isnan(value) else f"{value:.{digits}f}{unit}".replace("-", "−")


def _pressing(paper: Paper) -> list[str]:
    return [item for item, found in paper.flagged.items() if found[0].severity != "note"]


def _picked(results: Results, paper: Paper, found: Distractors) -> Table:
    answered = found.answered
    heads = (
        "Answer",
        *(f"{name.capitalize()} third, of {answered[name]}" for name in answered),
        "All",
        "Share",
    )
    rows = tuple(
        (
            f"{'✓ ' if row.is_key else ''}{f'{row.about}: ' if row.about else ''}"
            f"{shown(row.text, MOST_OPTION_CHARACTERS)}",
            str(row.lower), str(row.middle), str(row.upper), str(row.total), row.share.as_percent(),
        )
        for row in found.rows
    )  # fmt: skip
    what = "✓ the key" if found.has_options else "the most frequent answers that are not right"
    notes = [f"{found.not_answered} left it open" if found.not_answered else ""]
    notes.append(f"{found.unreadable} answered another version of it" if found.unreadable else "")
    title = f"{number(paper, found.item)}. {shown(results.stem(found.item), 160)} ({found.item}; {what})"
    caption = "; ".join(filter(None, [title, *notes]))
    return Table(caption, heads, rows or (_nobody(heads),), (1, 2, 3, 4, 5), (48, 12, 12, 12, 8, 18))


def _nobody(heads: Iterable[str]) -> tuple[str, ...]:
    return ("nobody was wrong", *("–" for _ in tuple(heads)[1:]))
