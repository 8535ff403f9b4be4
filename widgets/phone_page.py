"""The phone page: one HTML file that holds a session and all that it needs; it asks the network for nothing.

    phone_page(load_course(), Wish(routine="evening"))

The browser files are those of the widgets; `phone/` answers in Python's place, and tests compare what it
decides with what Python does. A function of the content alone: nothing from anybody's journal is in it.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from pathlib import Path

from course import emergency, standing
from course.errors import PlainError
from course.exchange.log_columns import COLUMNS
from course.exchange.whole_file import write_new
from course.plan import Plan, Step, Wish, plan_session
from course.schema import Course, Safety, Stretch
from widgets._assets import script, style
from widgets._base import UnknownName, escaped
from widgets._daily_check import check_texts
from widgets._pictures import data_url, session_figure
from widgets._plan_words import outline
from widgets._static import bullets, paragraph, review_line
from widgets.safety_check import asked_question

MOST_BYTES = 3_000_000
_FACTS_ONLY = {"certainty", "sources"}


def export_phone(
    course: Course, file: Path, *, routine: str | None = None, stretch: str | None = None
) -> int:
    """Writes the page of one routine or stretch to a new file; returns its size in bytes.

    Raises `PlainError` for an unknown id, for none or two of them, and where the file cannot be written.
    """
    if (routine is None) == (stretch is None):
        raise PlainError("A phone page holds one routine or one stretch; name exactly one.")
    for what, id, known in (("routine", routine, course.routines), ("stretch", stretch, course.stretches)):
        if id is not None and id not in known:
            raise UnknownName(what, id, known)
    page = phone_page(course, Wish(routine=routine, stretch=stretch)).encode("utf-8")
    if len(page) > MOST_BYTES:
        raise PlainError(f"The page would have {len(page):,} bytes; expected at most {MOST_BYTES:,}.")
    write_new(file, page)
    return len(page)


def phone_page(course: Course, wish: Wish) -> str:
    """The whole page as HTML. `wish` names a routine or a stretch that the course has."""
    plan = plan_session(course, wish)
    code, look = script("phone/app"), style("safety_check", "session_timer", "phone/app")
    data = json.dumps(phone_content(course, wish, plan), ensure_ascii=False, separators=(",", ":"))
    return _PAGE.format(
        rules=_RULES.format(script=_hash(code), style=_hash(look)),
        title=escaped(f"Bedstretch: {plan.title}"),
        style=look,
        heading=escaped(plan.title),
        plan=_plan_html(course, plan),
        # No text of the content may end the element that holds it, or open a comment in it.
        data=data.replace("<", "\\u003c"),
        script=code,
    )


def phone_content(course: Course, wish: Wish, plan: Plan) -> dict:
    """What `phone/app.js` reads: the rules and texts of the screening, the plans' parts, the pictures."""
    safety = course.safety
    return {
        "wish": {"routine": wish.routine, "stretch": wish.stretch},
        "safety": _safety(safety),
        "sentences": dict(standing.SENTENCES),
        "pages": {region: _pages(safety, number) for region, number in safety.local_numbers.items()},
        "stretches": [_stretch(stretch) for stretch in course.stretches.values()],
        "measures": [{"id": m.id, "name": m.name, "body": m.body} for m in course.measures.values()],
        "routines": [_routine(routine) for routine in course.routines.values()],
        "extras": [extra.model_dump(mode="json") for extra in course.extras.values()],
        "timing": course.timing.model_dump(mode="json"),
        "over_days": _without_facts(course.over_days.model_dump(mode="json", exclude={"no_better"})),
        "figures": {stretch.id: _figures(stretch) for stretch in course.stretches.values()},
        "log_columns": list(COLUMNS),
        "safety_check": {
            "questions": [asked_question(question) for question in safety.questions],
            "regions": dict(safety.local_numbers),
            "review": review_line([safety]),
            "asked_whom": list(standing.ASKED),
        },
        "session_timer": {
            "title": plan.title,
            "outline": outline(plan),
            "asked": f"phone {wish.routine or wish.stretch}",
            "check": check_texts(course),
            "demonstration": False,
        },
    }


def _safety(safety: Safety) -> dict:
    """The decision table, without what it rests on."""
    kept = {"valid_days", "undo_seconds", "check_valid_hours", "local_numbers", "urgency_order", "still_open",
            "questions", "combinations", "daily_check", "stop"}  # fmt: skip
    data = _without_facts(safety.model_dump(mode="json", include=kept))
    return {**data, "keep_moving": safety.keep_moving.text}


def _without_facts(data):
    if isinstance(data, dict):
        return {key: _without_facts(value) for key, value in data.items() if key not in _FACTS_ONLY}
    return [_without_facts(value) for value in data] if isinstance(data, list) else data


def _pages(safety: Safety, number: str) -> dict:
    by_urgency = {one: emergency.pages(safety, one, number) for one in safety.urgency_order}
    return {**by_urgency, "stop-button": emergency.pages(safety, None, number)}


def _stretch(stretch: Stretch) -> dict:
    own = {"id", "name", "mode", "two_sided", "hold_seconds", "sets", "repetitions", "easier_variant",
           "cues"}  # fmt: skip
    form = {"id", "name", "eases", "how", "cues", "mode", "repetitions", "repetition_seconds"}
    return stretch.model_dump(
        mode="json", include={**dict.fromkeys(own, True), "variants": {"__all__": form}}
    )


def _routine(routine) -> dict:
    return routine.model_dump(
        mode="json", include={"id", "name", "get_ready_seconds", "entries", "suits_morning"}
    )


def _figures(stretch: Stretch) -> dict:
    forms = {variant.id: session_figure(stretch, variant.id) for variant in stretch.variants}
    return {form: figure for form, figure in forms.items() if figure}


# --- the plan that needs no script, and that print shows ---------------------------------------------------


def _plan_html(course: Course, plan: Plan) -> str:
    safety, stop, parts = course.safety, course.safety.stop, []
    number = safety.local_numbers["default"]
    for step in plan.steps:
        if step.phase in ("hold", "repetitions", "extra") and step.name not in [name for name, _ in parts]:
            parts.append((step.name, step))
    lines = dict(zip([name for name, _ in parts], outline(plan)["parts"], strict=True))
    sections = [_part_html(course, step, lines[name]) for name, step in parts]
    stops = [f"{answer.text}: {answer.do}" for answer in stop.answers]
    return "".join(
        [
            paragraph(
                f"About {outline(plan)['minutes']}. Before the first time do the safety check: on this page "
                "where scripts run, or in lesson 01."
            ),
            *sections,
            _plain("When to stop", paragraph(stop.now), paragraph(stop.hands_busy), bullets(stops)),
            _plain("Get help, and do not stretch", bullets(_urgent_signs(safety))),
            *(_plain(page["title"], bullets(page["do"])) for page in emergency.pages(safety, None, number)),
            paragraph(review_line([course.safety])),
        ]
    )


def _part_html(course: Course, step: Step, line: str) -> str:
    if step.do not in course.stretches:
        return _plain(line, paragraph(step.say))
    stretch = course.stretches[step.do]
    forms = [stretch.variant(id) for id in step.variants]
    cues = next((form.cues for form in forms if form.cues), stretch.cues)
    how = [form.how for form in forms if form.id != "standard"]
    words = [cue.replace("{side}", "left (then right)") for cue in (cues.move_in, cues.hold, cues.move_out)]
    picture, steps = _picture(stretch, step.variants), bullets([*how, *words], ordered=True)
    return f"<section><h2>{escaped(line)}</h2>{picture}{steps}</section>"


def _picture(stretch: Stretch, variants: tuple[str, ...]) -> str:
    shown = next(
        (stretch.pictures.forms[id] for id in variants if id in stretch.pictures.forms), stretch.pictures.end
    )
    return f'<img src="{data_url(shown.file)}" alt="{escaped(shown.alt)}">' if shown else ""


def _plain(heading: str, *parts: str) -> str:
    return f'<section class="is-plain"><h2>{escaped(heading)}</h2>{"".join(parts)}</section>'


def _urgent_signs(safety: Safety) -> list[str]:
    """One line a question: its title, then its signs that mean help today."""
    lines = []
    for question in safety.questions:
        signs = [t.text for t in question.ticks if (t.rule or question.rule).outcome == "emergency"]
        if signs:
            lines.append(f"{question.title[0].upper()}{question.title[1:]}: {' · '.join(signs)}")
    return lines


def _hash(text: str) -> str:
    return b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


_RULES = (
    "default-src 'none'; img-src data:; worker-src blob:; "
    "script-src 'sha256-{script}'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
)
"""The page's Content-Security-Policy: this script and this style, its own pictures, and no network at all."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{rules}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main class="bedstretch bedstretch-phone">
<h1>{heading}</h1>
<p class="bedstretch-phone-intro bedstretch-quiet">Bedstretch, for the bed. It works without a network,
and what you answer stays on this phone.</p>
<div id="bedstretch-app"></div>
<article id="bedstretch-plan" class="bedstretch-phone-plan">{plan}</article>
</main>
<script type="application/json" id="bedstretch-content">{data}</script>
<script type="module">{script}</script>
</body>
</html>
"""
