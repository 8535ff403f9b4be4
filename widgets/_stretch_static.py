"""A stretch as HTML without any script, for print and export."""

from __future__ import annotations

from widgets._static import bullets, paragraph, section, table, title

ANGLES = ("Joint", "Degrees", "Where", "How sure")
ANATOMY = ("Muscle", "Origin", "Insertion", "Action", "Innervation", "How sure")


def static_card(words: dict, picture: str = "") -> str:
    """The card as HTML without any script. `words` as from `stretch_words`; `picture` is HTML already."""
    return "".join(
        [
            title(words["name"]),
            paragraph(words["in_short"]),
            paragraph(words["review"]),
            picture,
            section("Get set", bullets(words["set_up"])),
            section("Step by step", bullets(map(_step, words["steps"]), ordered=True)),
            section("What you feel", paragraph(words["feel"]), paragraph(words["dose"])),
            *(_cautions(group) for group in words["cautions"]),
            *(_muscles(group) for group in words["muscles"]),
            section(
                "Common slips",
                table(("Slip", "Instead"), ((s["slip"], s["instead"]) for s in words["slips"])),
            ),
            section("Easier", bullets(words["easier"])),
            section("Harder", bullets(words["harder"])),
            section("Forms", table(("Form", "Kind", "How", "For whom"), map(_form, words["forms"]))),
            section("Why, and how sure are we?", bullets(map(_claim, words["why"] + words["evidence"]))),
            _for_students(words),
        ]
    )


def _step(step: dict) -> str:
    return f"{step['do']}: {step['text']}"


def _cautions(group: dict) -> str:
    return section(group["heading"], bullets(f"{row['who']}: {row['why']}" for row in group["rows"]))


def _muscles(group: dict) -> str:
    return section(group["heading"], bullets(f"{_named(row)}: {row['plain']}" for row in group["rows"]))


def _named(row: dict) -> str:
    return f"{row['name']}, {row['where']}" if row["where"] else row["name"]


def _form(form: dict) -> tuple[str, ...]:
    return form["name"], form["eases"], form["how"], form["for_whom"]


def _claim(claim: dict) -> str:
    return f"{claim['text']} [{claim['sure']}]"


def _for_students(words: dict) -> str:
    angles = (angle.values() for angle in words["angles"])
    debates = (f"{m['name']}: {_claim(m['debate'])}" for m in words["anatomy"] if m["debate"])
    return "".join(
        [
            section("For students: how the joints move", bullets(map(_claim, words["motions"]))),
            section("Approximate joint angles at the end of the movement", table(ANGLES, angles)),
            section("Anatomy", table(ANATOMY, map(_anatomy, words["anatomy"]))),
            section("Debated", bullets(debates)),
            section("How sure we are of the rest", table(("Part", "How sure"), map(_part, words["sure"]))),
            section("Sources", bullets(words["sources"])),
        ]
    )


def _anatomy(muscle: dict) -> tuple[str, ...]:
    return muscle["name"], *(row["text"] for row in muscle["rows"]), muscle["sure"]


def _part(part: dict) -> tuple[str, str]:
    return part["part"], part["sure"]
