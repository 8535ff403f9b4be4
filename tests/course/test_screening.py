"""The screening: what each sign means, and what answers mean together."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import load_course
from course.errors import Refused
from course.populations import shares
from course.schema import Rule
from course.screening import Answer, Verdict, merge, screen

SK, DK, TW = "single-knee-to-chest", "double-knees-to-chest", "supine-spinal-twist"
PT, F4, HB = "pelvic-tilt", "figure-four", "happy-baby"
SIX = {SK, DK, TW, PT, F4, HB}
KNEE, TWIST, FLOOR, REACH = "knee-chest-cm", "twist-height-cm", "fingertip-floor-cm", "sit-reach-cm"
AKE, SLR, SCHOBER = "active-knee-extension-deg", "straight-leg-raise-deg", "modified-schober-cm"
BODY = {KNEE, TWIST, FLOOR, REACH, AKE, SLR, SCHOBER}

GO, SOME, ALL, EMERGENCY = ("go", None), ("ask-first", "some"), ("ask-first", "all"), ("emergency", None)
RANK = [GO, SOME, ALL, EMERGENCY]
URGENCIES = ["urgent-care-today", "hospital-today", "maternity-now", "ambulance-now"]

examples = settings(max_examples=100, deadline=None, database=None)


def emergency(urgency):
    return {"found": EMERGENCY, "urgency": urgency, "leave_out": SIX, "measures_out": BODY}


def nothing_yet(**more):
    return {"found": ALL, "leave_out": SIX, "measures_out": BODY, **more}


def some(leave_out=(), change=None, measures_out=()):
    return {"found": SOME, "leave_out": leave_out, "change": change or {}, "measures_out": measures_out}


BONES = some([DK, HB, TW, SK], {PT: "small", F4: "foot-down"}, [FLOOR, REACH, SCHOBER, KNEE, TWIST])
ONE_LEG = some([DK, HB, TW, F4], {SK: "mid-range", PT: "small"}, [SLR, AKE, REACH, FLOOR])

SIGNS = {
    "chest-breath-collapse/chest-pain": emergency("ambulance-now"),
    "chest-breath-collapse/hard-to-breathe": emergency("ambulance-now"),
    "chest-breath-collapse/fainting": emergency("ambulance-now"),
    "chest-breath-collapse/ripping-pain": emergency("ambulance-now"),
    "saddle-bladder-bowel/numb-between-legs": emergency("hospital-today"),
    "saddle-bladder-bowel/peeing": emergency("hospital-today"),
    "saddle-bladder-bowel/bowel": emergency("hospital-today"),
    "saddle-bladder-bowel/sexual-feeling": emergency("hospital-today"),
    "both-legs-or-weak/both-legs": emergency("hospital-today"),
    "both-legs-or-weak/foot-drops": emergency("hospital-today"),
    "both-legs-or-weak/leg-gives-way": emergency("hospital-today"),
    "both-legs-or-weak/unsteady": emergency("hospital-today"),
    "injury/hard-knock": emergency("hospital-today"),
    "injury/small-knock": emergency("hospital-today"),
    "fever/fever-or-very-ill": emergency("urgent-care-today"),
    "fever/side-pain-and-fever": emergency("urgent-care-today"),
    "whole-body/cancer": nothing_yet(),
    "whole-body/weight-loss": nothing_yet(),
    "whole-body/constant-pain": nothing_yet(),
    "whole-body/upper-back-or-band": nothing_yet(),
    "whole-body/shape-change": nothing_yet(),
    "whole-body/infection-risk": nothing_yet(),
    "bones/thin-bones": BONES,
    "bones/broken-spine-bone": BONES,
    "bones/steroids": BONES,
    "operation-birth-spine/recent-operation": nothing_yet(),
    "operation-birth-spine/recent-birth": some(
        [DK, HB, TW, F4], {PT: "small", SK: "mid-range"}, [FLOOR, REACH]
    ),
    "operation-birth-spine/fused-spine": some(
        [TW, DK, HB], {SK: "mid-range", PT: "small"}, [FLOOR, REACH, SCHOBER, TWIST]
    ),
    "operation-birth-spine/vertebra-forward-or-cracked": some([TW], {PT: "flatten-only"}, [TWIST]),
    "operation-birth-spine/narrow-canal": some([], {PT: "flatten-only", TW: "knee-rocks"}),
    "operation-birth-spine/hernia": some([DK, HB], {SK: "mid-range"}),
    "one-leg/below-knee": ONE_LEG,
    "one-leg/disc-leg-pain": ONE_LEG,
    "one-leg/weak-leg": emergency("hospital-today"),
    "hip-knee-groin/new-hip": some(
        [SK, DK, TW, F4, HB], {PT: "small"}, [KNEE, TWIST, REACH, FLOOR, SLR, AKE]
    ),
    "hip-knee-groin/groin-pinch": some([HB, DK], {SK: "mid-range", F4: "foot-down"}, [KNEE]),
    "hip-knee-groin/knee": some(
        [], {SK: "hands-behind-thigh", DK: "hands-behind-thigh", F4: "foot-down", HB: "hold-thighs"}, [AKE]
    ),
    "hip-knee-groin/pelvis-joint": some([HB, F4], {TW: "knee-rocks", SK: "mid-range"}),
    "pregnancy/warning-signs": emergency("maternity-now"),
    "pregnancy/under-16-weeks": some([DK, HB], {TW: "knee-rocks", SK: "mid-range"}),
    "pregnancy/from-16-weeks": some([SK, DK, TW, F4, HB], {PT: "side-lying"}, BODY),
    "lying-flat/new-breathless": emergency("urgent-care-today"),
    "lying-flat/cannot-lie-flat": some([DK, HB, TW], {PT: "propped", SK: "propped", F4: "foot-down"}),
    "lying-flat/dizzy": some([], {TW: "head-still"}, [FLOOR]),
    "lying-flat/help-or-falls": some([], {}, [FLOOR, REACH]),
    "joints-and-mornings/bendy-joints": some(
        [], {SK: "mid-range", DK: "mid-range", TW: "low-arms", F4: "foot-down", HB: "hold-thighs"}
    ),
    "joints-and-mornings/shoulder": some([], {TW: "low-arms"}),
    "joints-and-mornings/long-morning-stiffness": {"found": GO, "note": True},
    "anything-else/pain-seven": nothing_yet(lasts_hours=24),
    "anything-else/told-not-to": nothing_yet(),
    "anything-else/other-condition": nothing_yet(),
    "anything-else/over-three-months": {"found": GO, "note": True},
}


def no_to_all(course):
    return {question.id: Answer(answer="no") for question in course.safety.questions}


def say_yes(course, *signs, answer="yes"):
    """No to all but the `question/tick`s named; a question alone is a yes without a tick."""
    answers = no_to_all(course)
    for sign in signs:
        id, _, tick = sign.partition("/")
        answers[id] = Answer(answer=answer, ticks=answers[id].ticks | ({tick} if tick else set()))
    return answers


def found(verdict):
    return verdict.outcome, verdict.scope


def rank(verdict):
    return RANK.index(found(verdict))


# --- each sign by itself -----------------------------------------------------------------------------------


def test_the_table_names_every_sign(course):
    """No sign of the content is without an expectation here."""
    signs = {f"{question.id}/{tick.id}" for question in course.safety.questions for tick in question.ticks}
    assert signs == set(SIGNS)


@pytest.mark.parametrize("sign", SIGNS)
def test_what_one_sign_means(course, sign):
    """Each sign alone leads to its outcome, what it leaves out, what it changes, what is not measured."""
    expected = SIGNS[sign]
    verdict = screen(course, say_yes(course, sign))
    assert found(verdict) == expected["found"]
    assert verdict.urgency == expected.get("urgency")
    assert set(verdict.leave_out) == set(expected.get("leave_out", ()))
    assert verdict.change == {id: (variant,) for id, variant in expected.get("change", {}).items()}
    assert set(verdict.measures_out) == set(expected.get("measures_out", ()))
    assert verdict.lasts_hours == expected.get("lasts_hours")
    assert verdict.causes == (() if expected["found"] == GO else (sign.partition("/")[0],))
    assert bool(verdict.notes) == expected.get("note", False)
    assert bool(verdict.say) == (expected["found"] != GO)


def test_the_page_for_an_ambulance_names_the_local_number(course):
    """What is said where minutes count has a place for the emergency number."""
    verdict = screen(course, say_yes(course, "chest-breath-collapse/chest-pain"))
    assert "{local_number}" in verdict.say[0]


def test_signs_are_short(course):
    """A sign has at most 25 words, so that it is read to its end."""
    long = [
        tick.text
        for question in course.safety.questions
        for tick in question.ticks
        if len(tick.text.split()) > 25
    ]
    assert long == []


def test_no_to_everything_is_go(course):
    """Fourteen times no leaves nothing out, changes nothing and says nothing."""
    assert screen(course, no_to_all(course)) == Verdict()


def test_old_and_checked_counts_as_no(course):
    """What is old, unchanged and checked does not close the course for ever."""
    answers = no_to_all(course) | {"saddle-bladder-bowel": Answer(answer="old-and-checked")}
    assert screen(course, answers) == Verdict()


@pytest.mark.parametrize("id", sorted({sign.partition("/")[0] for sign in SIGNS}))
def test_a_yes_without_a_tick_is_taken_seriously(course, id):
    """Yes without saying which counts as all of its signs together."""
    question = next(q for q in course.safety.questions if q.id == id)
    signs = [f"{id}/{tick.id}" for tick in question.ticks]
    assert screen(course, say_yes(course, id)).outcome == screen(course, say_yes(course, *signs)).outcome


@pytest.mark.parametrize(
    "other", ["whole-body/upper-back-or-band", "both-legs-or-weak/both-legs", "both-legs-or-weak"]
)
def test_cancer_with_a_sign_of_the_cord_is_an_emergency(course, other):
    """Past cancer and pain like a band, or both legs, are checked at a hospital today; both are the cause."""
    verdict = screen(course, say_yes(course, "whole-body/cancer", other))
    assert (found(verdict), verdict.urgency) == (EMERGENCY, "hospital-today")
    assert set(verdict.causes) == {"whole-body", other.partition("/")[0]}
    assert set(verdict.leave_out) == SIX and set(verdict.measures_out) == BODY


@pytest.mark.parametrize("sign", ["whole-body/cancer", "whole-body/upper-back-or-band"])
def test_half_of_a_combination_is_none(course, sign):
    """One of the two signs alone asks first, as do other signs beside it."""
    assert found(screen(course, say_yes(course, sign, "whole-body/weight-loss"))) == ALL


def test_two_variants_of_one_stretch_both_apply(course):
    """Every variant that any sign names is kept, in the stretch's own order."""
    verdict = screen(course, say_yes(course, "joints-and-mornings/bendy-joints", "hip-knee-groin/knee"))
    assert verdict.change[SK] == ("hands-behind-thigh", "mid-range")
    assert verdict.change[HB] == ("hold-thighs",)


def test_what_is_left_out_stays_out_and_comes_back_changed(course):
    """A stretch that one sign leaves out keeps the form that another asks for, for when it is allowed."""
    verdict = screen(course, say_yes(course, "joints-and-mornings/bendy-joints", "bones/thin-bones"))
    assert SK in verdict.leave_out and verdict.change[SK] == ("mid-range",)
    assert verdict.change[F4] == ("foot-down",)


def test_nothing_left_asks_first_about_all(course):
    """Two rules that each leave something out, but together all six, mean that nothing starts."""
    rules = [
        ("bones", Rule(outcome="ask-first", scope="some", leave_out=(SK, DK, TW))),
        ("one-leg", Rule(outcome="ask-first", scope="some", leave_out=(PT, F4, HB))),
    ]
    assert found(merge(course, rules[:1])) == SOME
    assert found(merge(course, rules)) == ALL


def test_the_shortest_validity_counts(course):
    """Two rules that last for hours only last for the fewer."""
    hours = [
        ("fever", Rule(outcome="ask-first", scope="all", leave_out="all", lasts_hours=hours))
        for hours in (48, 6)
    ]
    assert merge(course, hours).lasts_hours == 6


# --- any answers -------------------------------------------------------------------------------------------


@st.composite
def any_answers(draw, yes=("yes", "not-sure")):
    """Random answers to all fourteen: some yes with and without signs, the rest no, as with real people."""
    course = load_course()
    questions = sorted({sign.partition("/")[0] for sign in SIGNS})
    mild = [sign for sign, meaning in SIGNS.items() if meaning["found"] in (GO, SOME)]
    not_urgent = [sign for sign, meaning in SIGNS.items() if meaning["found"] != EMERGENCY]
    pool = draw(st.sampled_from([mild, [*not_urgent, "bones", "one-leg"], [*SIGNS, *questions]]))
    signs = draw(st.sets(st.sampled_from(pool), max_size=6))
    word = st.sampled_from(yes)
    answers = say_yes(course, *signs)
    for id in {sign.partition("/")[0] for sign in signs}:
        answers[id] = Answer(answer=draw(word), ticks=answers[id].ticks)
    if answers["saddle-bladder-bowel"].answer == "no" and draw(st.booleans()):
        answers["saddle-bladder-bowel"] = Answer(answer="old-and-checked")
    return answers


def said_yes(answers):
    return {id for id, given in answers.items() if given.answer in ("yes", "not-sure")}


def parts_of(course, answers):
    """The verdict on each yes by itself."""
    return [screen(course, no_to_all(course) | {id: answers[id]}) for id in said_yes(answers)]


def combined(answers):
    """Whether cancer meets a sign of the cord, read from the rule as people state it."""
    body = answers["whole-body"].ticks
    return "cancer" in body and ("upper-back-or-band" in body or "both-legs-or-weak" in said_yes(answers))


@examples
@given(any_answers())
def test_the_worst_wins(answers):
    """The outcome is the worst of all parts, or worse by a combination or when nothing is left."""
    course = load_course()
    verdict, parts = screen(course, answers), parts_of(course, answers)
    left_out = {id for part in parts for id in part.leave_out}
    expected = max([0, *(rank(part) for part in parts)])
    expected = max(expected, RANK.index(ALL) if left_out == SIX else 0, 3 if combined(answers) else 0)
    assert rank(verdict) == expected
    urgencies = [part.urgency for part in parts if part.urgency]
    urgencies += ["hospital-today"] if combined(answers) else []
    assert verdict.urgency == (max(urgencies, key=URGENCIES.index) if urgencies else None)


@examples
@given(any_answers())
def test_what_is_left_out_adds_up(answers):
    """Stretches and measures left out are those of every part; every change of what is left applies."""
    course = load_course()
    verdict, parts = screen(course, answers), parts_of(course, answers)
    all_of_it = combined(answers)
    assert set(verdict.leave_out) == (SIX if all_of_it else {id for part in parts for id in part.leave_out})
    assert set(verdict.measures_out) == (
        BODY if all_of_it else {id for part in parts for id in part.measures_out}
    )
    for id in SIX - set(verdict.leave_out):
        named = {variant for part in parts for variant in part.change.get(id, ())}
        assert set(verdict.change.get(id, ())) == named


@examples
@given(any_answers())
def test_a_verdict_makes_sense(answers):
    """Whatever is answered: known ids only, causes that were answered yes, emergencies that close all."""
    course = load_course()
    verdict = screen(course, answers)
    for id, variants in verdict.change.items():
        assert variants and set(variants) <= {variant.id for variant in course.stretches[id].variants}
    assert set(verdict.leave_out) <= SIX and set(verdict.measures_out) <= BODY
    assert set(verdict.causes) <= said_yes(answers)
    assert bool(verdict.causes) == (verdict.outcome != "go")
    assert (verdict.scope is not None) == (verdict.outcome == "ask-first")
    assert (verdict.urgency is not None) == (verdict.outcome == "emergency")
    if found(verdict) in (ALL, EMERGENCY):
        assert set(verdict.leave_out) == SIX and set(verdict.measures_out) == BODY
    if verdict.outcome == "go":
        assert not (verdict.leave_out or verdict.change or verdict.measures_out or verdict.say)
    else:
        assert verdict.say


@examples
@given(any_answers(), st.data())
def test_one_more_yes_never_relaxes(answers, data):
    """Another sign makes the outcome no milder, and leaves out no less, than without it."""
    course = load_course()
    id, _, tick = data.draw(st.sampled_from(sorted(SIGNS))).partition("/")
    given_before = answers[id]
    if id in said_yes(answers) and not given_before.ticks:
        return  # a yes without a tick already counts for every tick
    more = Answer(answer="yes", ticks=given_before.ticks | {tick})
    before, after = screen(course, answers), screen(course, answers | {id: more})
    assert rank(after) >= rank(before)
    assert set(after.leave_out) >= set(before.leave_out)
    assert set(after.measures_out) >= set(before.measures_out)
    assert set(after.causes) >= set(before.causes)
    if before.urgency:
        assert URGENCIES.index(after.urgency) >= URGENCIES.index(before.urgency)
    if before.lasts_hours:
        assert after.lasts_hours <= before.lasts_hours
    for stretch, variants in before.change.items():
        assert stretch in after.leave_out or set(after.change[stretch]) >= set(variants)


@examples
@given(any_answers(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(answers, random):
    """The same answers in another order give the same verdict, texts included."""
    course = load_course()
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert screen(course, dict(shuffled)) == screen(course, answers)


@examples
@given(any_answers(yes=("yes",)))
def test_not_sure_counts_as_yes(answers):
    """Whoever is not sure gets the same verdict as with a yes."""
    course = load_course()
    unsure = {
        id: Answer(answer="not-sure" if given.answer == "yes" else given.answer, ticks=given.ticks)
        for id, given in answers.items()
    }
    assert screen(course, unsure) == screen(course, answers)


@examples
@given(any_answers(), st.data())
def test_unfinished_answers_count_only_in_an_emergency(answers, data):
    """Nobody is kept with the rest in an emergency; in every other case all fourteen are needed."""
    course = load_course()
    kept = data.draw(st.sets(st.sampled_from(sorted(answers)), max_size=13))
    part = {id: answers[id] for id in kept}
    whole = screen(course, no_to_all(course) | part)
    if whole.outcome == "emergency":
        assert screen(course, part) == whole
    else:
        with pytest.raises(Refused, match="Still to answer"):
            screen(course, part)


@examples
@given(any_answers())
def test_a_verdict_can_be_stored_and_names_no_tick(answers):
    """What the journal keeps of a verdict is plain data without the id of any sign."""
    course = load_course()
    stored = screen(course, answers).model_dump(mode="json", exclude={"say", "notes"})
    words = set(_strings(json.loads(json.dumps(stored))))
    ticks = {tick.id for question in course.safety.questions for tick in question.ticks}
    assert not words & ticks


def _strings(data):
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for pair in data.items() for part in pair for text in _strings(part)]
    return [text for part in data for text in _strings(part)] if isinstance(data, list) else []


# --- answers that are none ---------------------------------------------------------------------------------


def test_missing_answers_are_named(course):
    """Whoever leaves a question open is told which."""
    answers = no_to_all(course)
    del answers["bones"], answers["pregnancy"]
    with pytest.raises(Refused, match="your bones; pregnancy"):
        screen(course, answers)


def test_no_answer_at_all_is_refused(course):
    """Nothing answered is not fourteen times no."""
    with pytest.raises(Refused, match="Still to answer"):
        screen(course, {})


@pytest.mark.parametrize("word", ["no", "old-and-checked"])
def test_a_no_with_signs_is_refused(course, word):
    """A sign under a no is a contradiction that only the person can solve."""
    answers = no_to_all(course)
    answers["saddle-bladder-bowel"] = Answer(answer=word, ticks=frozenset({"peeing"}))
    with pytest.raises(Refused, match="Which is right"):
        screen(course, answers)


@pytest.mark.parametrize("word", ["", "YES", "maybe", "old-and-checked", "true"])
def test_an_unknown_answer_is_refused(course, word):
    """Only the words that the question has are answers; none of them is guessed."""
    answers = no_to_all(course) | {"bones": Answer(answer=word)}
    with pytest.raises(Refused, match="no answer; expected one of no, yes, not-sure"):
        screen(course, answers)


def test_an_unknown_question_is_refused(course):
    """An answer to a question that is not asked is refused by its name."""
    answers = no_to_all(course) | {"bone": Answer(answer="no")}
    with pytest.raises(Refused, match="no question 'bone'"):
        screen(course, answers)


def test_an_unknown_sign_is_refused(course):
    """A sign that belongs to another question is refused, not passed over."""
    answers = no_to_all(course) | {"bones": Answer(answer="yes", ticks=frozenset({"cancer"}))}
    with pytest.raises(Refused, match="no sign 'cancer'"):
        screen(course, answers)


# --- whole groups ------------------------------------------------------------------------------------------


def test_shares_of_a_population_add_up(course):
    """Everybody gets one outcome, and the same people the same again."""
    for population in course.safety.populations:
        found_shares = shares(course, population, people=200)
        assert list(found_shares) == ["go", "ask-first/some", "ask-first/all", "emergency"]
        assert sum(found_shares.values()) == pytest.approx(1)
        assert shares(course, population, people=200) == found_shares


def test_the_screen_does_not_stop_most_healthy_people(course):
    """A screen that stops most people would be answered untruly; a young healthy group mostly starts."""
    young, _, old = (shares(course, population, people=500) for population in course.safety.populations)
    assert young["go"] > 0.6 and young["emergency"] < 0.05
    assert old["go"] < young["go"]


def test_a_population_with_one_sign_has_its_outcome(course):
    """Where everyone ticks one sign, everyone has what it means; where nobody ticks any, all may go."""
    population = course.safety.populations[0]
    everyone = population.model_copy(update={"rates": {"chest-breath-collapse/chest-pain": 1.0}})
    nobody = population.model_copy(update={"rates": {}})
    assert shares(course, everyone, people=5)["emergency"] == 1
    assert shares(course, nobody, people=5)["go"] == 1
