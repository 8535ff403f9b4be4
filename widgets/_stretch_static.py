"""A stretch as HTML without any script, for print and export."""

from __future__ import annotations

from widgets._static import bullets, paragraph, section, table, title

ANGLES = ("Joint", "Degrees", "Where", "How sure")


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
            section("Common slips", table(("Slip", "Instead"), (s.values() for s in words["slips"]))),
            section("Easier", bullets(words["easier"])),
            section("Harder", bullets(words["harder"])),
            section("Forms", table(("Form", "", "How", "For whom"), map(_form, words["forms"]))),
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
    angles = (a.values() for a in words["angles"])
    anatomy = [
        section(
            muscle["name"],
            bullets(f"{row['term']}: {row['text']}" for row in muscle["rows"]),
            paragraph(f"Debated: {_claim(muscle['debate'])}") if muscle["debate"] else "",
            paragraph(muscle["sure"]),
        )
        for muscle in words["anatomy"]
    ]
    return "".join(
        [
            section("For students: how the joints move", bullets(map(_claim, words["motions"]))),
            section("Approximate joint angles at the end", table(ANGLES, angles)),
            *anatomy,
            section("How sure we are", table(("Part", "How sure"), (s.values() for s in words["sure"]))),
            section("Sources", bullets(words["sources"])),
        ]
    )
