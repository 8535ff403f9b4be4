"""Items that deserve a look, in plain words, by the rules of one table with their limits as data.

An item that few students were asked gets one flag only: too early to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any, Literal

import pandas as pd

from course.classroom.analysis.calibration import Calibration
from course.classroom.analysis.distractors import Distractors, Picked
from course.classroom.analysis.estimates import SMALL_CLASS, Estimate
from course.classroom.analysis.reliability import Reliability

Severity = Literal["look first", "look", "note"]
SEVERITIES: tuple[Severity, ...] = ("look first", "look", "note")


@dataclass(frozen=True)
class Flag:
    """`sentence` holds the numbers, `do` says what to do about it; both are plain text."""

    item: str
    rule: str
    severity: Severity
    sentence: str
    do: str


@dataclass(frozen=True)
class Facts:
    """What the rules look at: one row of `item_statistics`, and what else is known of the item."""

    item: str
    row: Mapping[str, Any]
    distractors: Distractors | None = None
    calibration: Calibration | None = None
    reliability: Reliability | None = None
    versions: int = 1

    def estimate(self, column: str) -> Estimate | None:
        """A column with its interval; None where the number does not exist."""
        value = self.row[column]
        if isnan(value):
            return None
        return Estimate(value, self.row[f"{column}_low"], self.row[f"{column}_high"], int(self.row["n"]))


@dataclass(frozen=True)
class Rule:
    """`applies` gets the facts and the limits, and answers with the words for `says`, or None."""

    id: str
    severity: Severity
    limits: Mapping[str, float]
    applies: Callable[[Facts, Mapping[str, float]], Mapping[str, Any] | None]
    says: str
    do: str


# --- when a rule applies -----------------------------------------------------------------------------------


def _few(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    n = int(facts.row["n"])
    return {"n": n, "least": int(limits["students"])} if n < limits["students"] else None


def _key_not_chosen_by_the_best(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    """Of the upper third, enough chose one other option, and fewer the key."""
    found = facts.distractors
    if not found or not found.has_options or found.answered["upper"] < limits["students"]:
        return None
    best = found.answered["upper"]
    keys: dict[str, int] = {}
    for row in found.rows:
        keys[row.about] = max(keys.get(row.about, 0), row.upper if row.is_key else 0)
    others = [row for row in found.rows if not row.is_key and row.upper >= limits["share"] * best]
    others = [row for row in others if row.upper > keys[row.about]]
    if not others:
        return None
    other = max(others, key=lambda row: row.upper)
    return {"other": other.text, "chose": other.upper, "best": best, "key": keys[other.about]}


def _negative(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    r = facts.estimate("discrimination")
    if not r or not r.has_interval or r.high >= limits["r"]:
        return None
    return {"r": r.in_words(), "thirds": _thirds(facts.distractors)}


def _thirds(found: Distractors | None) -> str:
    """How many of the best and of the weakest chose the key, where there is one."""
    keys = [row for row in found.rows if row.is_key] if found and found.has_options else []
    if len(keys) != 1 or not min(found.answered["upper"], found.answered["lower"]):
        return ""
    return (
        f" (the key was chosen by {keys[0].upper} of {found.answered['upper']} in the best third, by"
        f" {keys[0].lower} of {found.answered['lower']} in the weakest)"
    )


def _perhaps_negative(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    r = facts.estimate("discrimination")
    return {"r": r.in_words()} if r and r.value < limits["r"] and r.high >= 0 else None


def _weak(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    """By the value: only in classes of more than a hundred could the whole interval lie below the limit."""
    r = facts.estimate("discrimination")
    if not r or r.n < limits["students"] or r.high < 0 or not limits["least_r"] <= r.value < limits["r"]:
        return None
    return {"r": r.in_words()}


def _easy(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    facility = facts.estimate("facility")
    return {"facility": facility.as_percent()} if facility and facility.value >= limits["facility"] else None


def _worse_than_guessing(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    facility, guess = facts.estimate("facility"), facts.row["random_guess"]
    if not facility or isnan(guess) or guess < limits["least_guess"] or facility.high >= guess:
        return None
    return {"facility": facility.as_percent(), "guess": f"{100 * guess:.0f} %"}


def _like_guessing(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    facility, guess = facts.estimate("facility"), facts.row["random_guess"]
    if not facility or isnan(guess) or guess < limits["least_guess"]:
        return None
    if not facility.value <= guess <= facility.high:
        return None
    return {"facility": facility.as_percent(), "guess": f"{100 * guess:.0f} %"}


def _hard(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    """Where it is not told already by what a guess earns."""
    facility = facts.estimate("facility")
    if not facility or facility.value >= limits["facility"]:
        return None
    if _worse_than_guessing(facts, limits) or _like_guessing(facts, limits):
        return None
    return {"facility": facility.as_percent()}


def _unpicked(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    found = facts.distractors
    if not found or not found.has_options or sum(found.answered.values()) < limits["students"]:
        return None
    idle = [row for row in found.rows if not row.is_key and row.id and row.total == 0]
    return {"options": _quoted(idle), "n": sum(found.answered.values())} if idle else None


def _quoted(rows: Iterable[Picked]) -> str:
    return ", ".join(f"“{row.text}”" for row in rows)


def _sure_and_wrong(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    found = facts.calibration.sure_and_wrong if facts.calibration else None
    if not found or found.value is None:
        return None
    wrong = round(found.value * found.n)
    if wrong < limits["students"] or found.value < limits["share"]:
        return None
    return {"wrong": wrong, "n": found.n, "share": found.as_percent()}


def _pulls_alpha_down(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    found = facts.reliability
    if not found or found.alpha.value is None or facts.item not in found.if_dropped.index:
        return None
    without = found.if_dropped[facts.item]
    if isnan(without) or without - found.alpha.value < limits["rise"]:
        return None
    return {"name": found.name, "alpha": f"{found.alpha.value:.2f}", "without": f"{without:.2f}"}


def _reworded(facts: Facts, limits: Mapping[str, float]) -> Mapping[str, Any] | None:
    return {"versions": facts.versions} if facts.versions > limits["versions"] else None


# --- the table ---------------------------------------------------------------------------------------------

TOO_EARLY = Rule(
    "few-answers", "note", {"students": SMALL_CLASS}, _few,
    "Only {n} students were asked this, fewer than {least}: too early to say anything.",
    "Read the answers one by one, or wait for the next class.",
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    Rule(
        "look-at-the-key", "look first", {"share": 0.5, "students": 5}, _key_not_chosen_by_the_best,
        "Most of your best students chose “{other}”: {chose} of the {best} in the upper third, and {key}"
        " of them chose the key. Look at the key.",
        "Check the key against the source first. If it is right, ask two of these students what they read"
        " in it.",
    ),
    Rule(
        "negative-discrimination", "look first", {"r": 0.0}, _negative,
        "Those who did well elsewhere did worse here{thirds}: discrimination {r}, all of the interval below"
        " 0.",
        "Check the key, then the wording: it may say something to those who know more that you did not mean.",
    ),
    Rule(
        "perhaps-negative", "look", {"r": -0.05}, _perhaps_negative,
        "Those who did well elsewhere did no better here, perhaps worse: discrimination {r}. The interval"
        " holds 0, so it may be chance.",
        "Read it once more with the key covered; decide after the next class.",
    ),
    Rule(
        "weak-discrimination", "note", {"r": 0.2, "least_r": -0.05, "students": 30}, _weak,
        "It hardly told strong students from others in this class: discrimination {r}, judged by the value.",
        "Keep it if everybody has to know this; otherwise make the wrong answers more tempting. The interval"
        " says how far the next class may differ.",
    ),
    Rule(
        "too-easy", "note", {"facility": 0.95}, _easy,
        "Nearly everybody has it: {facility} of the marks were earned.",
        "Fine for safety, and as a first question. It measures little.",
    ),
    Rule(
        "worse-than-guessing", "look", {"least_guess": 0.05}, _worse_than_guessing,
        "The class did worse than by guessing: {facility} of the marks were earned, all of the interval below"
        " the {guess} that a guess earns.",
        "Many share one wrong answer, or the key is wrong: look at the key, then at what was picked.",
    ),
    Rule(
        "no-better-than-guessing", "look", {"least_guess": 0.05}, _like_guessing,
        "Nothing shows that the class did better than by guessing: {facility} of the marks were earned; a"
        " guess earns {guess}, which lies inside the interval.",
        "Look at the key and at the wrong answers; then teach it again.",
    ),
    Rule(
        "too-hard", "look", {"facility": 0.3, "least_guess": 0.05}, _hard,
        "Few have it: {facility} of the marks were earned.",
        "See what was picked instead. Was it taught before it was asked?",
    ),
    Rule(
        "nobody-picks", "note", {"students": 20}, _unpicked,
        "Of {n} students nobody picked {options}.",
        "Replace it with a slip that students really make, or leave it out.",
    ),
    Rule(
        "sure-and-wrong", "look", {"share": 0.2, "students": 5}, _sure_and_wrong,
        "Many were sure, and not right: {wrong} of the {n} who said how sure they were, {share}. That is more"
        " likely a misconception than a gap.",
        "Discuss it in class: begin with the answer that was given most.",
    ),
    Rule(
        "pulls-reliability-down", "note", {"rise": 0.02}, _pulls_alpha_down,
        "{name} would rise from {alpha} to {without} without it.",
        "It may measure something else, which can be a good reason to keep it.",
    ),
    Rule(
        "reworded", "note", {"versions": 1}, _reworded,
        "Students saw {versions} versions of it, so its numbers mix them.",
        "Compare the course versions in the hand-ins before you read the numbers.",
    ),
)  # fmt: skip


def flags(
    statistics: pd.DataFrame,
    distractors: Mapping[str, Distractors] | None = None,
    calibrations: Mapping[str, Calibration] | None = None,
    reliability: Reliability | None = None,
    versions: Mapping[str, int] | None = None,
) -> tuple[Flag, ...]:
    """What stands out, the most pressing first. `statistics` is what `item_statistics` returns."""
    found = [
        flag
        for item, row in statistics.iterrows()
        for flag in flags_of(
            Facts(
                str(item), row, (distractors or {}).get(item), (calibrations or {}).get(item), reliability,
                (versions or {}).get(item, 1),
            )
        )
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda flag: SEVERITIES.index(flag.severity)))


def flags_of(facts: Facts) -> tuple[Flag, ...]:
    """The flags of one item, in the order of the table."""
    if early := _flag(TOO_EARLY, facts):
        return (early,)
    found = tuple(flag for rule in RULES if (flag := _flag(rule, facts)))
    if any(flag.severity == "look first" for flag in found):
        # Of a question that may be wrong nobody can say that students were sure of something wrong.
        return tuple(flag for flag in found if flag.rule != "sure-and-wrong")
    return found


def _flag(rule: Rule, facts: Facts) -> Flag | None:
    words = rule.applies(facts, rule.limits)
    if words is None:
        return None
    return Flag(facts.item, rule.id, rule.severity, rule.says.format(**words), rule.do)


def versions(answers: pd.DataFrame) -> dict[str, int]:
    """How many wordings of each item the class has seen."""
    return {str(item): int(count) for item, count in answers.groupby("item")["item_hash"].nunique().items()}
