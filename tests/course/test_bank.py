"""The real question bank: enough of each kind, feedback that teaches, fair keys, calm words, true numbers."""

import re
from collections import Counter
from math import sqrt
from typing import get_args

import pytest

from course import load_course
from course.calculated import as_number
from course.crosscheck import models_in
from course.grading import grade
from course.numbers import exact
from course.rich_text import to_plain
from course.schema import AnyItem, CaseQuestion, ClozeQuestion, HotspotQuestion, MatchQuestion

COURSE = load_course()
ITEMS = {item.id: item for quiz in COURSE.quizzes.values() for item in quiz.items}
KINDS = sorted(
    kind for of in get_args(get_args(AnyItem)[0]) for kind in get_args(of.model_fields["kind"].annotation)
)
CHOICES = [item for item in ITEMS.values() if item.kind == "choice"]
CALCULATED = sorted(id for id, item in ITEMS.items() if item.kind == "calculated")
FINAL = COURSE.quizzes["show-what-you-know"]

WORDS_TO_AVOID = re.compile(
    r"\b(damag\w*|slipped|wear and tear|out of place|weak core|(bad|wrong) posture|must|push through"
    r"|fail(s|ed|ing|ure)?)\b",
    re.IGNORECASE,
)
ALL_OF_THEM = re.compile(r"\b(all|none|both) (of )?(the )?(above|these)\b", re.IGNORECASE)


def questions(item):
    """The item, or the stages of a case, each with a name for the report."""
    if isinstance(item, CaseQuestion):
        return [(f"{item.id}/{stage.id}", stage.ask) for stage in item.stages]
    return [(item.id, item)]


QUESTIONS = dict(named for item in ITEMS.values() for named in questions(item))


def texts(item):
    """Every string that a person may read in an item."""
    for _, model in models_in(item):
        for name, value in model:
            if isinstance(value, str) and name not in ("id", "kind", "bloom", "lesson", "formula", "file"):
                yield value


def options(question):
    """What is offered as an answer, with feedback for each; nothing where a number is asked."""
    for name in ("options", "reasons", "spots", "pairs", "gaps"):
        yield from getattr(question, name, ())


# --- what there is -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_three_items(kind):
    """Each of the ten kinds is met at least three times."""
    assert sum(item.kind == kind for item in ITEMS.values()) >= 3


def test_at_most_half_of_the_bank_is_choice():
    """People meet more than one kind of question, in the whole bank and on each track."""
    for track in ("learner", "student"):
        kinds = Counter(item.kind for item in ITEMS.values() if item.track == track)
        assert kinds["choice"] <= kinds.total() / 2


def test_each_objective_has_items():
    """Nothing that the course sets out to teach goes unasked."""
    asked = Counter(objective for item in ITEMS.values() for objective in item.objectives)
    assert {id: asked[id] for id in COURSE.objectives if asked[id] < 3} == {}


@pytest.mark.parametrize("track", sorted(FINAL.blueprint))
def test_final_can_be_drawn_twice_without_a_repeat(track):
    """Every cell of the blueprint finds twice its number of items, each item counted for one cell only."""
    pool = [item for item in ITEMS.values() if item.track == track]
    seats = [cell for cell in FINAL.blueprint[track] for _ in range(2 * cell.items)]
    taken = {}

    def seat(number, tried):
        cell = seats[number]
        for item in pool:
            if item.id in tried or cell.objective not in item.objectives or item.bloom not in cell.levels:
                continue
            tried.add(item.id)
            if item.id not in taken or seat(taken[item.id], tried):
                taken[item.id] = number
                return True
        return False

    assert [seats[number] for number in range(len(seats)) if not seat(number, set())] == []


# --- feedback and fairness ---------------------------------------------------------------------------------


def test_every_answer_has_feedback_that_teaches():
    """Each option, pair and gap, right or wrong, is answered by a sentence and not by a bare verdict."""
    for name, question in QUESTIONS.items():
        replies = [part.feedback for part in options(question)]
        replies = replies or [question.feedback_right, question.feedback_wrong]
        assert [text for text in replies if len(text) < 20 or text[-1] not in '.?!)"'] == [], name


def test_options_are_answers_of_their_own():
    """No option leans on the others, as "all of the above" does, and no two read alike."""
    for name, question in QUESTIONS.items():
        offered = [part.text for part in options(question) if hasattr(part, "text")]
        assert not any(ALL_OF_THEM.search(text) for text in offered), name
        assert len(set(offered)) == len(offered), name


def test_negative_stems_are_marked():
    """Whoever reads fast still sees that the exception is asked for."""
    plain_not = re.compile(r"(?<!\*)\b(not|never|except)\b(?!\*)[^.?!]*\?\s*$", re.IGNORECASE)
    assert [name for name, question in QUESTIONS.items() if plain_not.search(question.stem)] == []


def test_key_stands_everywhere():
    """Of four places, each holds the key in a sixth to a third of the choice items."""
    places = Counter(
        next(place for place, option in enumerate(item.options) if option.correct)
        for item in CHOICES
        if len(item.options) == 4
    )
    assert all(1 / 6 <= places[place] / places.total() <= 1 / 3 for place in range(4)), places


def test_key_is_not_told_by_its_length():
    """The key is the longest option in at most half of the choice items, and not always the shortest."""
    for extreme in (max, min):
        told = [i for i in CHOICES if extreme(i.options, key=lambda o: len(to_plain(o.text))).correct]
        assert len(told) <= len(CHOICES) / 2


@pytest.mark.parametrize("verdict", ["true", "false"])
def test_saying_the_same_every_time_does_not_pass(verdict):
    """Whoever answers all the true-false items alike stays below the pass mark."""
    items = [item for item in ITEMS.values() if item.kind == "true-false"]
    right = {item.id: next(reason.id for reason in item.reasons if reason.correct) for item in items}
    scores = [grade(item, {"verdict": verdict, "reason": right[item.id]}).score for item in items]
    assert sum(scores) / len(scores) < COURSE.quizzes["before-you-begin"].pass_mark


def test_bank_of_words_holds_more_than_the_gaps_take():
    """The last gap, and the last pair, cannot be filled by what is left over alone."""
    for name, question in QUESTIONS.items():
        if isinstance(question, ClozeQuestion):
            assert len(question.words) > len(question.gaps), name
        if isinstance(question, MatchQuestion):
            used = {pair.partner for pair in question.pairs}
            assert len(question.partners) > len(used) or len(used) < len(question.pairs), name


# --- words -------------------------------------------------------------------------------------------------


def test_words_that_frighten_are_avoided():
    """No item says a word of the list that the course avoids, not even in an option that is not right."""
    for id, item in ITEMS.items():
        assert [text for text in texts(item) if WORDS_TO_AVOID.search(text)] == [], id


def test_learners_are_never_asked_for_a_nerve_root():
    """People with a stiff back meet plain names, and neither levels of the spine nor nerves by name."""
    for id, item in ITEMS.items():
        if item.track == "learner":
            assert not re.search(r"\b[LST]\d\b|\bnerve root|innervat", " ".join(texts(item))), id


def test_emergency_is_said_only_where_it_is_taught():
    """The word stands in the items of the module about safety and nowhere else."""
    said = {
        q.id for q in COURSE.quizzes.values() for i in q.items if "emergency" in " ".join(texts(i)).lower()
    }
    assert said <= {"before-you-begin"}


def test_a_spot_does_not_name_what_is_asked():
    """The text of a place on the body map says where it is, without the name of its muscle."""
    for name, question in QUESTIONS.items():
        if isinstance(question, HotspotQuestion):
            for spot in question.spots:
                muscle = COURSE.muscles[spot.muscle].name.split(" (")[0].lower() if spot.muscle else None
                assert muscle is None or muscle not in spot.text.lower(), f"{name}/{spot.id}"


def test_spots_in_a_picture_do_not_overlap():
    """A tap between two circles belongs to one of them at most, at any size of the picture (16 to 10)."""
    for name, question in QUESTIONS.items():
        if isinstance(question, HotspotQuestion) and question.picture:
            circles = [spot.circle for spot in question.spots]
            for number, one in enumerate(circles):
                for other in circles[:number]:
                    apart = sqrt((one.x - other.x) ** 2 + ((one.y - other.y) * 10 / 16) ** 2)
                    assert apart >= one.radius + other.radius, name


# --- numbers that the content holds ------------------------------------------------------------------------


@pytest.mark.parametrize("id", CALCULATED)
def test_drawn_numbers_make_a_fair_question(id):
    """Whatever is drawn, the key is positive and earns full marks, and every slip has words of its own."""
    item = ITEMS[id]
    for seed in range(30):
        drawn = as_number(item, str(seed))
        words = [near.feedback for near in drawn.near_misses]
        assert drawn.answer > 0 and len(set(words)) == len(words)
        assert grade(item, f"{drawn.answer:.4f}0", str(seed)).correct
        assert not re.search(r"\{[a-z_]+\}", drawn.stem + drawn.explanation + drawn.feedback_right)
        for near in drawn.near_misses:
            assert not grade(item, f"{near.value:.4f}0", str(seed)).correct


@pytest.mark.parametrize("id", ["weekly-holding-time"])
def test_weekly_time_follows_from_the_stretch(id):
    """The dose of the knee stretch that is asked about is the one that its page gives."""
    stretch = COURSE.stretches["single-knee-to-chest"]
    assert ITEMS[id].answer == stretch.hold_seconds * stretch.sets * 5


def test_case_doses_follow_from_their_stories():
    """Each dose in a case is the product of the seconds, holds and days that are told."""
    told = {
        "case-mrs-lind-stenosis/dose": (30, 2, 5),
        "case-plan-with-ben/dose": (30, 2, 5),
        "case-ilse-new-hip/dose": (20, 2, 5),
        "case-noor-and-her-numbers/dose": (20, 3, 5),
    }
    for name, (seconds, holds, days) in told.items():
        assert QUESTIONS[name].answer == seconds * holds * days


def test_error_of_the_case_follows_from_its_sem():
    """The case about one's own error keys 1.96 × √2 × SEM, and its readings lie where the story says."""
    mdc95 = QUESTIONS["case-own-error/compute"].answer
    assert mdc95 == pytest.approx(1.96 * sqrt(2) * 0.9, abs=0.01)
    assert 18 < 21 - mdc95 < 19.5


@pytest.mark.parametrize(
    "id, measure",
    [
        ("two-centimetres-further", "sit-reach-cm"),
        ("whole-points-of-pain", "pain-nrs"),
        ("sit-and-reach-for-the-back", "sit-reach-cm"),
    ],
)
def test_mdc_agrees_with_the_measure(id, measure):
    """An item that speaks of the MDC of a measure gives the number that the measure holds."""
    held = f"{COURSE.measures[measure].mdc95.value:g}"
    assert re.search(rf"(?<![\d.]){re.escape(held)}(?![\d.]*\d)", " ".join(texts(ITEMS[id])))


def test_pain_key_is_the_first_whole_point_beyond_its_mdc():
    """The key for the pain scale follows from the error that its measure holds."""
    scale = COURSE.measures["pain-nrs"]
    answer = ITEMS["whole-points-of-pain"].answer
    assert answer - 1 <= scale.mdc95.value < answer
    assert any(near.value == scale.mic.value for near in ITEMS["whole-points-of-pain"].near_misses)


def test_other_tester_agrees_with_the_measure():
    """The case about two testers gives the error that the straight leg raise holds for them."""
    leg_raise = COURSE.measures["straight-leg-raise-deg"]
    said = " ".join(texts(QUESTIONS["case-plan-with-ben/measure"]))
    assert f"{leg_raise.mdc95_other_tester.value:g} degrees" in said


def test_breath_agrees_with_the_timing():
    """The breath that items count with is the one of the sessions."""
    timing = COURSE.timing
    breath = timing.breath_in_seconds + timing.breath_out_seconds
    for id in ("breaths-in-a-hold", "case-lea-figure-four/breaths"):
        assert exact(QUESTIONS[id].answer) * breath == 30
    assert ITEMS["breaths-in-all-holds"].formula == f"hold * sets / {breath}"


@pytest.mark.parametrize("id", ["trunk-and-its-nerves", "hip-nerves"])
def test_nerves_are_those_of_the_muscle_table(id):
    """Each muscle is matched with the innervation that the content gives it."""
    item = ITEMS[id]
    partners = {partner.id: partner.text for partner in item.partners}
    for pair in item.pairs:
        assert partners[pair.partner] == COURSE.muscles[pair.id].innervation


@pytest.mark.parametrize(
    "id, stretch",
    [("single-knee-primary-targets", "single-knee-to-chest"), ("happy-baby-primary-targets", "happy-baby")],
)
def test_primary_targets_are_those_of_the_stretch(id, stretch):
    """What is keyed as a primary target is one, and nothing else that is offered is."""
    primary = {target.muscle for target in COURSE.stretches[stretch].targets if target.role == "primary"}
    for option in ITEMS[id].options:
        assert option.correct == (option.id in primary), option.id


@pytest.mark.parametrize(
    "id, stretch",
    [("tap-the-knee-muscle", "single-knee-to-chest"), ("tap-the-happy-baby-muscle", "happy-baby")],
)
def test_tapped_muscle_is_a_primary_target(id, stretch):
    """On the body map the key is a primary target of the stretch, and no other spot is."""
    primary = {target.muscle for target in COURSE.stretches[stretch].targets if target.role == "primary"}
    for spot in ITEMS[id].spots:
        assert spot.correct == (spot.muscle in primary), spot.id


def test_obliques_agree_with_the_twist():
    """The pair that is keyed for knees to the left is the one that the twist's targets name."""
    where = {target.muscle: target.where for target in COURSE.stretches["supine-spinal-twist"].targets}
    key = next(option for option in ITEMS["obliques-in-the-twist"].options if option.correct)
    assert where["external-oblique"].startswith("the right one with the knees to the left")
    assert where["internal-oblique"].startswith("the left one with the knees to the left")
    assert key.text == "Right external and left internal"


def test_left_out_with_osteoporosis_is_what_the_screening_leaves_out():
    """What the student keeps for a person with thin bones is what the safety check keeps."""
    short = {"sk": "single-knee-to-chest", "dk": "double-knees-to-chest", "tw": "supine-spinal-twist",
             "pt": "pelvic-tilt", "f4": "figure-four", "hb": "happy-baby"}  # fmt: skip
    bones = next(question for question in COURSE.safety.questions if question.id == "bones")
    left_out = {stretch for _, model in models_in(bones) for stretch in getattr(model, "leave_out", ())}
    for option in ITEMS["osteoporosis-which-stay"].options:
        assert option.correct == (short[option.id] in left_out), option.id
