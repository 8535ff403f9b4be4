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
from course.rich_text import to_plain
from course.schema import AnyItem, CaseQuestion, ClozeQuestion, HotspotQuestion, MatchQuestion

COURSE = load_course()
ITEMS = {item.id: item for quiz in COURSE.quizzes.values() for item in quiz.items}
IN_FORMS = {item.id for quiz in COURSE.quizzes.values() if quiz.forms for item in quiz.items}
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


MISCONCEPTIONS = {
    "knees to the chest stretch the hamstrings": ("where-the-knees-pull", "why-hamstrings-stay-slack"),
    "the lower back turns 45 degrees": ("twist-how-far",),
    "older people need shorter holds": ("hold-at-85", "feland-after-six-weeks"),
    "20 seconds twice make 60": ("dose-of-sixty", "seconds-a-side"),
    "2 cm more in sit and reach are a gain": ("two-centimetres-further",),
    "7 in the morning compares with 6 in the evening": ("seven-and-eighteen",),
    "what feels stiff is stiff": ("feeling-stiff",),
    "more flexible means less pain": ("less-pain-without-range", "case-own-error"),
    "stretching corrects posture": ("stretching-and-posture",),
    "numbness when wiping waits until Monday": ("numb-when-wiping",),
    "every new back pain belongs in a hospital": ("every-new-pain-to-hospital", "sore-after-lifting"),
    "a firm mattress is best": ("which-mattress", "medium-firm-mattress"),
    "in the morning the back bends further": ("early-morning-bend",),
}
"""What people often believe, and the items that ask about it."""


@pytest.mark.parametrize("belief", MISCONCEPTIONS)
def test_each_misconception_is_asked_about(belief):
    """An item, with words for whoever believes it."""
    assert set(MISCONCEPTIONS[belief]) <= set(ITEMS)


def test_there_are_cases_and_numbers_enough():
    """Fifteen cases, and fifteen numbers to compute, each with a tolerance and a unit."""
    numbers = [q for q in QUESTIONS.values() if q.kind in ("number", "calculated")]
    assert sum(item.kind == "case" for item in ITEMS.values()) >= 15
    assert len(numbers) >= 15 and all(q.unit and q.tolerance >= 0 for q in numbers)
    assert len(ITEMS) >= 120


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_three_items(kind):
    """Each of the ten kinds is met at least three times."""
    assert sum(item.kind == kind for item in ITEMS.values()) >= 3


def test_at_most_half_of_the_bank_is_choice():
    """People meet more than one kind of question, in the whole bank and on each track."""
    for track in ("learner", "student"):
        kinds = Counter(item.kind for item in ITEMS.values() if item.track == track)
        assert kinds["choice"] <= kinds.total() / 2


def test_each_item_is_taught_where_its_stretch_is():
    """Whoever misses an item about the twist, the tilt and so on is sent to that lesson."""
    taught = {stretch: lesson.id for lesson in COURSE.lessons.values() for stretch in lesson.stretches}
    for lesson in ("02_breathe_and_hold", "08_build_a_routine", *taught.values()):
        if lesson != "00_start_here":
            assert sum(item.lesson == lesson for item in ITEMS.values()) >= 5, lesson
    assert not [item.id for item in ITEMS.values() if item.lesson == "00_start_here"]


def test_each_objective_has_items():
    """Nothing that the course sets out to teach goes unasked."""
    asked = Counter(objective for item in ITEMS.values() for objective in item.objectives)
    assert {id: asked[id] for id in COURSE.objectives if asked[id] < 3} == {}


@pytest.mark.parametrize("track", sorted(FINAL.blueprint))
def test_final_can_be_drawn_twice_without_a_repeat(track):
    """Every cell of the blueprint finds twice its number of items, each item counted for one cell only."""
    pool = [item for item in ITEMS.values() if item.track == track and item.id not in IN_FORMS]
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


ONE_RIGHT = {
    "choice": [item.options for item in ITEMS.values() if item.kind == "choice"],
    "stage": [ask.options for name, ask in QUESTIONS.items() if "/" in name and ask.kind == "choice"],
    "true-false": [item.reasons for item in ITEMS.values() if item.kind == "true-false"],
}
"""What is offered where exactly one is right, in the order of the file."""


def within_chance(found, chances):
    """Whether so many hits are what chance gives: no further from their mean than two standard deviations.

    Where keys are placed blindly, 19 of 20 such counts lie inside; one outside is a habit of the writer.
    """
    mean = sum(chances)
    return abs(found - mean) <= 2 * sqrt(sum(chance * (1 - chance) for chance in chances))


def place_of_key(offered):
    return next(place for place, option in enumerate(offered) if option.correct)


@pytest.mark.parametrize("kind", ONE_RIGHT)
def test_key_stands_everywhere(kind):
    """No place holds the key more or less often than chance would put it there.

    Options are shuffled when they are shown (`course.quiz_items`), but not on every sheet that is exported.
    """
    by_size = Counter(len(offered) for offered in ONE_RIGHT[kind])
    for size, questions in by_size.items():
        places = Counter(place_of_key(o) for o in ONE_RIGHT[kind] if len(o) == size)
        for place in range(size):
            assert within_chance(places[place], [1 / size] * questions), (size, place, places)


@pytest.mark.parametrize("kind", ONE_RIGHT)
@pytest.mark.parametrize("extreme", [max, min])
def test_key_is_not_told_by_its_length(kind, extreme):
    """Whoever always takes the longest option, or the shortest, does no better and no worse than by chance.

    Where several share that length, the key counts for its share of them.
    """
    told, chances = 0.0, []
    for offered in ONE_RIGHT[kind]:
        lengths = [len(to_plain(option.text)) for option in offered]
        far = [place for place, length in enumerate(lengths) if length == extreme(lengths)]
        told += (place_of_key(offered) in far) / len(far)
        chances.append(1 / len(offered))
    assert within_chance(told, chances), (told, sum(chances))


def test_only_numbers_keep_their_order():
    """Options stay as the file has them only where they are numbers in a row; all others are shuffled."""
    for id, item in ITEMS.items():
        if item.keep_order:
            assert all(option.text[0].isdigit() for option in item.options), id


def test_true_and_false_are_even():
    """As many statements are true as false, give or take what chance would."""
    verdicts = [item.is_true for item in ITEMS.values() if item.kind == "true-false"]
    assert within_chance(sum(verdicts), [1 / 2] * len(verdicts))


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


def test_case_doses_follow_from_their_stories():
    """Each dose in a case is the product of the seconds, holds and days that are told."""
    told = {
        "case-mrs-lind-stenosis/dose": (30, 2, 5),
        "case-plan-with-ben/dose": (30, 2, 5),
        "case-ilse-new-hip/dose": (20, 2, 5),
        "case-noor-and-her-numbers/dose": (20, 3, 5),
        "case-ruth-at-eighty/dose": (60, 1, 4),
        "case-dana-after-the-night/week": (20, 2, 5),
    }
    for name, (seconds, holds, days) in told.items():
        assert QUESTIONS[name].answer == seconds * holds * days


def test_error_of_the_case_follows_from_its_sem():
    """The case about one's own error keys 1.96 × √2 × SEM, and its readings lie where the story says."""
    mdc95 = QUESTIONS["case-own-error/compute"].answer
    assert mdc95 == pytest.approx(1.96 * sqrt(2) * 0.9, abs=0.01)
    assert 18 < 21 - mdc95 < 19.5


def test_mic_is_told_from_the_error():
    """The slip that the pain scale warns of is its MIC, as the measure holds it."""
    near = ITEMS["whole-points-of-pain"].near_misses
    assert any(miss.value == COURSE.measures["pain-nrs"].mic.value for miss in near)


def test_obliques_agree_with_the_twist():
    """The pair that is keyed for knees to the left is the one that the twist's targets name."""
    where = {target.muscle: target.where for target in COURSE.stretches["supine-spinal-twist"].targets}
    key = next(option for option in ITEMS["obliques-in-the-twist"].options if option.correct)
    assert where["external-oblique"].startswith("the right one with the knees to the left")
    assert where["internal-oblique"].startswith("the left one with the knees to the left")
    assert key.text == "Right external and left internal"
