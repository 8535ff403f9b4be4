"""A plan as people read it, for every view that shows one."""

from __future__ import annotations

from course.plan import Plan, Step


def outline(plan: Plan) -> dict:
    """`minutes`, such as "6 min 10 s", and `parts`: one line for each, with its dose."""
    minutes, seconds = divmod(plan.total_seconds, 60)
    lines: dict[str, list] = {}
    for step in plan.steps:
        if step.phase in ("hold", "repetitions", "extra"):
            lines.setdefault(step.name, []).append(step)
    return {
        "minutes": " ".join(filter(None, [minutes and f"{minutes} min", seconds and f"{seconds} s"])),
        "parts": [_part(name, steps) for name, steps in lines.items()],
    }


def _part(name: str, steps: list[Step]) -> str:
    first = steps[0]
    if first.repetitions:
        return f"{name}: {first.repetitions} times, {first.repetition_seconds} s each"
    if first.phase == "extra":
        return f"{name}: {first.seconds} s"
    sides = " on each side" if first.side else ""
    times = f"{first.sets} × " if first.sets > 1 else ""
    return f"{name}: {times}{first.seconds} s{sides}"
