"""`bedstretch`: what needs no notebook.

Exit codes: 0 all is well, 1 bad input (the reason is on stderr), 2 wrong usage. Never a traceback.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from course.errors import PlainError
from course.loader import load_course
from course.populations import PEOPLE, shares
from course.schema import Course


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        given.run(given)
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bedstretch", description="The Bedstretch course, from the shell.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")
    check = commands.add_parser("check", help="check all content; lists every mistake, then counts")
    check.add_argument(
        "--content", type=Path, metavar="DIR", help="a folder of YAML files instead of the course's own"
    )
    check.set_defaults(run=_check)
    return parser


def _check(given: argparse.Namespace) -> None:
    if given.content is not None and not given.content.is_dir():
        raise PlainError(f"{given.content}: no such folder; expected one that holds the content's YAML files")
    course = load_course(given.content)
    print("\n".join([*_counts(course), "", *_screening(course)]))


def _counts(course: Course) -> list[str]:
    kinds = Counter(item.kind for quiz in course.quizzes.values() for item in quiz.items)
    unreviewed = [s.id for s in course.stretches.values() if s.reviewed_by is None]
    unreviewed += [] if course.safety.reviewed_by else ["safety"]
    rows = [
        (
            "stretches",
            len(course.stretches),
            f"{sum(len(s.variants) for s in course.stretches.values())} forms",
        ),
        ("muscles", len(course.muscles), "and other structures"),
        ("measures", len(course.measures), f"{sum(m.body for m in course.measures.values())} of the body"),
        ("routines", len(course.routines), ""),
        ("questions", len(course.safety.questions), f"{_ticks(course)} signs, in the screening"),
        ("quizzes", len(course.quizzes), ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))),
        ("objectives", len(course.objectives), ""),
        ("references", len(course.references), ""),
        ("lessons", len(course.lessons), ""),
    ]
    lines = [f"{name:<12}{count:>5}  {note}".rstrip() for name, count, note in rows]
    return [*lines, f"Not yet reviewed by a clinician: {', '.join(unreviewed) or 'nothing'}."]


def _ticks(course: Course) -> int:
    return sum(len(question.ticks) for question in course.safety.questions)


def _screening(course: Course) -> list[str]:
    lines = [f"Screening of {PEOPLE} made-up people each (the rates behind it are estimates):"]
    lines.append(f"{'':<66}{'go':>8}{'ask/some':>10}{'ask/all':>9}{'emergency':>11}")
    for population in course.safety.populations:
        found = [f"{share:.0%}" for share in shares(course, population).values()]
        lines.append(f"{population.name:<66}{found[0]:>8}{found[1]:>10}{found[2]:>9}{found[3]:>11}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
