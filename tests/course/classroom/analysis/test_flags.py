"""Items that deserve a look: each rule fires where it is meant to, and says the numbers."""

import re
import string

import numpy as np
import pytest

from course.classroom.analysis.calibration import calibration_by_item
from course.classroom.analysis.distractors import all_distractors
from course.classroom.analysis.estimates import fisher, share
from course.classroom.analysis.flags import (
    RULES,
    SEVERITIES,
    TOO_EARLY,
    Facts,
    _easy,
    flags,
    flags_of,
    versions,
)
from course.classroom.analysis.guessing import random_guess
from course.classroom.analysis.item_analysis import item_statistics
from course.classroom.analysis.reliability import reliability
from course.classroom.analysis.score_matrix import score_matrix
from tests.course.classroom.class_frames import Class
from tests.course.quiz_examples import EXAMPLES

ITEM = EXAMPLES["choice"].item
OTHERS = [f"o{n}" for n in range(8)]


def found(choose, students=60, sureness=None, hash="h1"):
    """The flags of one item; `choose` says from ability and a random number (0 to 1) what is chosen."""
    group, rng = Class(), np.random.default_rng(11)
    for number in range(students):
        ability = number / max(1, students - 1)
        response = choose(ability, rng.random())
        scores = {id: float(rng.random() < 0.15 + 0.7 * ability) for id in OTHERS}
        scores[ITEM.id] = float(response == "key-a")
        group.attempt(
            f"s{number:03d}", [ITEM.id, *OTHERS], {ITEM.id: response}, scores=scores, sureness=sureness,
            hash=hash if number % 2 else "h1",
        )  # fmt: skip
    matrix = score_matrix(*group.frames, "before-you-begin")
    statistics = item_statistics(matrix, {ITEM.id: random_guess(ITEM)})
    raised = flags(
        statistics, all_distractors({ITEM.id: ITEM}, matrix, group.answers),
        calibration_by_item(group.answers), reliability(matrix), versions(group.answers),
    )  # fmt: skip
    return {flag.rule: flag for flag in raised if flag.item == ITEM.id}


def well_made(ability, chance):
    if chance < 0.2 + 0.7 * ability:
        return "key-a"
    return "wrong-b" if chance % 0.02 < 0.01 else "wrong-c"


def test_a_good_item_raises_nothing():
    """Of middling difficulty, telling strong from weak, every option used."""
    assert found(well_made, students=200) == {}


def test_a_wrong_key_is_found():
    """The best students choose one other option: look at the key first."""
    raised = found(lambda ability, chance: "wrong-b" if chance < 0.05 + 0.9 * ability else "key-a")
    flag = raised["look-at-the-key"]
    assert flag.severity == "look first" and "Most of your best students chose “Text 1”" in flag.sentence
    assert "upper third" in flag.sentence and "source" in flag.do
    negative = raised["negative-discrimination"]
    assert negative.severity == "look first"
    thirds = r"\(the key was chosen by \d+ of \d+ in the best third, by \d+ of \d+ in the weakest\)"
    assert re.search(thirds, negative.sentence)


def test_a_question_that_may_be_wrong_is_no_misconception():
    """Sure, and not right by a key that is in doubt: only the doubt is told."""
    raised = found(
        lambda ability, chance: "wrong-b" if chance < 0.05 + 0.9 * ability else "key-a", sureness="know"
    )
    assert "look-at-the-key" in raised and "sure-and-wrong" not in raised


def test_an_item_that_tells_nothing_is_found():
    """Chosen by chance alone, whatever the ability."""
    raised = found(lambda ability, chance: ["key-a", "wrong-b", "wrong-c"][int(chance * 3)])
    assert raised.keys() & {"weak-discrimination", "perhaps-negative"}


@pytest.mark.parametrize(
    ("r", "students", "rule"),
    [
        (0.05, 30, "weak-discrimination"),
        (0.19, 60, "weak-discrimination"),
        (0.05, 29, None),
        (0.21, 60, None),
        (-0.06, 60, "perhaps-negative"),
        (-0.4, 60, "negative-discrimination"),
        (-0.03, 10000, "negative-discrimination"),
        (0.05, 1000, "weak-discrimination"),
    ],
)
def test_discrimination_is_told_once_at_the_size_of_a_class(r, students, rule):
    """Weak from thirty students on by its value; what may be negative says that instead."""
    assert rules_of(discrimination=(r, *fisher(r, students)), n=students) == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("right", "students", "rule"),
    [
        (20, 100, "worse-than-guessing"),
        (3, 12, "no-better-than-guessing"),
        (33, 100, "no-better-than-guessing"),
        (45, 100, None),
    ],
)
def test_worse_than_guessing_needs_the_whole_interval(right, students, rule):
    """A guess earns a third: 3 of 12 may be chance, 20 of 100 is not; neither is told as too hard as well."""
    earned = share(right, students)
    given = rules_of(facility=(earned.value, earned.low, earned.high), n=students, guess=1 / 3)
    assert given == ({rule} if rule else set())


def rules_of(n, discrimination=(0.4, 0.3, 0.5), facility=(0.6, 0.5, 0.7), guess=0.25):
    """The rules that an item of these numbers breaks."""
    row = {"n": n, "random_guess": guess}
    for name, numbers in (("discrimination", discrimination), ("facility", facility)):
        row |= zip((name, f"{name}_low", f"{name}_high"), numbers, strict=True)
    return {flag.rule for flag in flags_of(Facts("p", row))}


def test_too_easy_is_a_note():
    """Everybody right: it measures little."""
    raised = found(lambda ability, chance: "key-a")
    assert raised["too-easy"].severity == "note" and "nobody-picks" in raised
    assert "“Text 1”, “Text 2”" in raised["nobody-picks"].sentence


def test_no_better_than_guessing_is_told_rather_than_hard():
    """One of three is what a guess earns; about as much as that is told once."""
    raised = found(lambda ability, chance: "key-a" if chance < 0.3 else "wrong-b")
    assert "a guess earns 33 %" in raised["no-better-than-guessing"].sentence
    assert "too-hard" not in raised


def test_sure_and_wrong_is_a_misconception():
    """Many who say that they know are not right."""
    raised = found(lambda ability, chance: "key-a" if chance < 0.6 else "wrong-b", sureness="know")
    assert "misconception" in raised["sure-and-wrong"].sentence


def test_a_changed_wording_is_told():
    """Two hashes of one item mix two questions."""
    assert "2 versions" in found(well_made, hash="h2")["reworded"].sentence


@pytest.mark.parametrize("students", [1, 4, 9])
def test_few_answers_get_one_flag(students):
    """Below ten it is too early, whatever the numbers look like."""
    raised = found(lambda ability, chance: "wrong-b", students=students)
    assert list(raised) == ["few-answers"] and "too early" in raised["few-answers"].sentence


def test_the_most_pressing_come_first():
    """Sorted by severity."""
    raised = list(found(lambda ability, chance: "wrong-b" if chance < 0.9 else "key-a").values())
    places = [SEVERITIES.index(flag.severity) for flag in raised]
    assert places == sorted(places) and places[0] == 0


@pytest.mark.parametrize("rule", [*RULES, TOO_EARLY], ids=lambda rule: rule.id)
def test_every_rule_has_its_limits_and_what_to_do(rule):
    """Limits are data, sentences hold numbers, and something can be done."""
    assert rule.limits and rule.do[-1] in ".?" and rule.severity in SEVERITIES
    assert [name for _, name, _, _ in string.Formatter().parse(rule.says) if name]


def test_limits_are_what_decides():
    """With another limit the same facts give another answer: the table is not for show."""
    facts = Facts("p", {"n": 30, "facility": 0.9, "facility_low": 0.75, "facility_high": 0.97})
    assert _easy(facts, {"facility": 0.95}) is None
    assert _easy(facts, {"facility": 0.9})["facility"].startswith("90 %")
