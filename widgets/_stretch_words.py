"""A stretch in the words of its card: one plain mapping, drawn by the browser and by the static version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from course.crosscheck import models_in
from course.schema import Course, EndAngle, Fact, Sourced, Stretch, Target
from widgets._static import CERTAINTY, cite, review_line

DO = {"move": "Move", "breathe": "Breathe", "feel": "Feel"}
EASES = {"standard": "The usual form", "easier": "Easier", "harder": "Harder", "other": "Another way"}
ADVICE = {
    "leave-out": "Not for you if this applies",
    "ask-first": "Ask a clinician first if this applies",
    "change": "Choose another form if this applies",
    "stop": "Stop at any of these",
}
ANATOMY = ("origin", "insertion", "action", "innervation")
ROLES = {
    ("primary", "lengthened"): "Mainly stretched",
    ("primary", "working"): "Mainly working",
    ("secondary", "lengthened"): "Also stretched",
    ("secondary", "working"): "Also working",
}


def stretch_words(course: Course, stretch: Stretch) -> dict:
    """What the card of `stretch` shows, from the content alone: by name, texts and lists of texts."""
    return {
        "name": stretch.name,
        "in_short": stretch.in_short,
        "review": review_line([stretch]),
        "dose": dose(stretch),
        "pictures": _pictures(stretch),
        "set_up": list(stretch.set_up),
        "steps": [{"do": DO[step.do], "text": step.text, "film_at": step.film_at} for step in stretch.steps],
        "feel": stretch.feel.text,
        "muscles": _grouped(ROLES, stretch.targets, lambda t: (t.role, t.how), lambda t: _target(course, t)),
        "slips": [{"id": slip.id, "slip": slip.slip, "instead": slip.instead} for slip in stretch.slips],
        "easier": [fact.text for fact in stretch.easier],
        "harder": [fact.text for fact in stretch.harder],
        "forms": [
            {"id": v.id, "name": v.name, "eases": EASES[v.eases], "how": v.how, "for_whom": v.for_whom or ""}
            for v in stretch.variants
        ],
        "cautions": _grouped(
            ADVICE, stretch.cautions, lambda c: c.advice, lambda c: {"who": c.who, "why": c.why}
        ),
        "why": [_claim(course, fact) for fact in stretch.purpose],
        "evidence": [_claim(course, fact) for fact in stretch.evidence],
        "motions": [_claim(course, fact) for fact in stretch.joint_motions],
        "angles": [_angle(course, angle) for angle in stretch.end_angles],
        "anatomy": _anatomy(course, stretch),
        "sure": _sureness(course, stretch),
        "sources": _sources(course, stretch),
    }


def _pictures(stretch: Stretch) -> dict:
    """What there is to see: `tabs` in their order, the other pictures' names, and whether sides can be
    changed."""
    pictures = stretch.pictures
    titles = {"film": "Movement", "start": "Start", "end": "End", "muscles": "Muscles"}
    titles |= {f"view-{id}": view.name for id, view in pictures.views.items()} | {
        "larger-body": "Larger body"
    }
    named = pictures.named()
    return {
        "tabs": [{"id": id, "title": title} for id, title in titles.items() if id in named],
        "others": [id for id in named if id not in titles],
        "shown_side": pictures.shown_side if stretch.two_sided else "",
    }


def dose(stretch: Stretch) -> str:
    """How long or how often, in one sentence."""
    if stretch.mode == "repetitions":
        return f"Usually {stretch.repetitions} slow repetitions, in time with your breath."
    sides = " on each side" if stretch.two_sided else ""
    times = "once" if stretch.sets == 1 else f"{stretch.sets} times"
    return f"Usually {times} {stretch.hold_seconds} seconds{sides}."


def _grouped(headings: Mapping, entries: Iterable, key, row) -> list[dict]:
    """Entries under the heading of their kind, in the order of the headings; `kind` names it for the view."""
    groups = [
        {"kind": kind if isinstance(kind, str) else "-".join(kind), "heading": heading,
         "rows": [row(entry) for entry in entries if key(entry) == kind]}
        for kind, heading in headings.items()
    ]  # fmt: skip
    return [group for group in groups if group["rows"]]


def _target(course: Course, target: Target) -> dict:
    muscle = course.muscles[target.muscle]
    return {"name": muscle.name, "where": target.where or "", "plain": muscle.plain}


def _claim(course: Course, claim: Fact) -> dict:
    return {"text": claim.text, "sure": sure(course, claim)}


def sure(course: Course, claim: Sourced) -> str:
    """How sure we are of a claim, and from where: 'Textbook knowledge (Standard anatomy textbooks)'."""
    sources = cite(course, claim.sources)
    return CERTAINTY[claim.certainty] + (f" ({sources})" if sources else "")


def _angle(course: Course, angle: EndAngle) -> dict:
    low, high = angle.low_degrees, angle.high_degrees
    joint = f"{angle.joint} {angle.motion}"
    return {
        "joint": joint[0].upper() + joint[1:],
        "degrees": f"about {low}°" if low == high else f"about {low} to {high}°",
        "where": angle.where or "",
        "sure": sure(course, angle),
    }


def _anatomy(course: Course, stretch: Stretch) -> list[dict]:
    """One entry for each muscle that is reached, however often it is named. Structures have no such rows."""
    reached = [course.muscles[id] for id in dict.fromkeys(target.muscle for target in stretch.targets)]
    return [
        {
            "name": muscle.name,
            "rows": [{"term": row.capitalize(), "text": getattr(muscle, row)} for row in ANATOMY],
            "debate": _claim(course, muscle.debate) if muscle.debate else None,
            "sure": sure(course, muscle),
        }
        for muscle in reached
        if muscle.kind == "muscle"
    ]


def _sureness(course: Course, stretch: Stretch) -> list[dict]:
    """What stands on the card without a mark of its own: for each part, how sure we are and from where."""
    parts = {
        "What you feel": (stretch.feel,),
        "Muscles": stretch.targets,
        "Common slips": stretch.slips,
        "Easier and harder": (*stretch.easier, *stretch.harder),
        "Forms": stretch.variants,
        "Cautions": stretch.cautions,
    }
    return [
        {"part": part, "sure": f"{words} ({sources})" if sources else words}
        for part, claims in parts.items()
        for certainty, words in CERTAINTY.items()
        if (alike := [claim for claim in claims if claim.certainty == certainty])
        for sources in [cite(course, sorted({id for claim in alike for id in claim.sources}))]
    ]


def _sources(course: Course, stretch: Stretch) -> list[str]:
    """All references of the card in full, each with what it looked at."""
    models = [stretch, *(course.muscles[target.muscle] for target in stretch.targets)]
    claims = [claim for model in models for _, claim in models_in(model) if isinstance(claim, Sourced)]
    ids = sorted({id for claim in claims for id in claim.sources})
    return [f"{course.references[id]}. {course.references[id].about}" for id in ids]
