"""Every grader: what it gives, what it refuses, and that nothing makes it crash."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.calculated import as_number, drawn_values
from course.errors import Refused
from course.grading import GRADERS, NO_ANSWER, grade, grade_or_zero
from course.schema import AnyItem
from tests.course.quiz_examples import EXAMPLES, SEED, make_item

NAMES = list(EXAMPLES)
GROUPS = ("options", "reasons", "parts", "pairs", "partners", "spots", "words", "gaps", "stages")
few = settings(max_examples=30, deadline=None)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def options_item(kind: str, correct: list[bool]):
    """A choice or multiple item whose options `o0`, `o1` … are right or not."""
    options = [
        {"id": f"o{i}", "text": f"Option {i}", "correct": is_correct, "feedback": f"Feedback {i}"}
        for i, is_correct in enumerate(correct)
    ]
    return make_item(EXAMPLES[kind].raw, options=options)


def key_of(item) -> list[str]:
    return [option.id for option in item.options if option.correct]


def ids_in(raw) -> list[str]:
    """Every id in an item's plain data, and words that answers are made of."""
    if isinstance(raw, dict):
        own = [raw["id"]] if "id" in raw else []
        return own + [id for value in raw.values() for id in ids_in(value)]
    return [id for part in raw for id in ids_in(part)] if isinstance(raw, list) else []


@st.composite
def choices(draw):
    """A choice item with two to eight options."""
    count = draw(st.integers(2, 8))
    right = draw(st.integers(0, count - 1))
    return options_item("choice", [i == right for i in range(count)])


@st.composite
def multiples(draw):
    """A multiple item with two to eight options."""
    correct = draw(st.lists(st.booleans(), min_size=2, max_size=8).filter(lambda c: 0 < sum(c) < len(c)))
    return options_item("multiple", correct)


@st.composite
def ticked(draw):
    """A multiple item and some ticks, at least one."""
    item = draw(multiples())
    ids = [option.id for option in item.options]
    return item, draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))


@st.composite
def plausible(draw):
    """An example and an answer that is built of its own ids, right or not."""
    name = draw(st.sampled_from(NAMES))
    ids = st.sampled_from([*ids_in(EXAMPLES[name].raw), "true", "false", "verdict", "reason", "90", "1 min"])
    flat = ids | st.lists(ids, max_size=4) | st.dictionaries(ids, ids | json_values, max_size=4)
    return name, draw(flat | st.lists(flat, max_size=4))


# --- every kind --------------------------------------------------------------------------------------------


def test_each_kind_has_an_example_and_a_grader():
    """Nothing that the schema knows is left out here."""
    kinds = {
        kind
        for model in get_args(get_args(AnyItem)[0])
        for kind in get_args(model.model_fields["kind"].annotation)
    }
    assert {example.raw["kind"] for example in EXAMPLES.values()} == kinds
    assert set(GRADERS) == kinds - {"calculated"}, "a calculated item is graded as a number"


@pytest.mark.parametrize("name", NAMES)
def test_key_wrong_and_partly_right(name):
    """Full marks for the key, nothing for the wrong answer, and a known share for the partly right one."""
    example = EXAMPLES[name]
    right = grade(example.item, example.key, SEED)
    assert (right.score, right.correct, right.complete) == (1, True, True)
    assert grade(example.item, example.wrong, SEED).score == 0
    if example.partly is not None:
        assert grade(example.item, example.partly, SEED).score == pytest.approx(example.share)


@settings(max_examples=60, deadline=None)
@given(plausible())
def test_score_is_within_0_and_1(answered):
    """Answers built of an item's own ids are graded within 0 to 1 or refused, and only the key gets 1."""
    name, response = answered
    item, key = EXAMPLES[name].item, EXAMPLES[name].key
    try:
        result = grade(item, response, SEED)
    except Refused as refused:
        assert str(refused).endswith(".")
        assert grade_or_zero(item, response, SEED).score < 1
    else:
        assert 0 <= result.score <= 1
        if result.correct and name not in ("number", "calculated", "case"):
            assert response == key or sorted(response) == sorted(key)


@few
@given(st.sampled_from(NAMES), json_values)
def test_absurd_answers_are_graded_or_refused(name, response):
    """Whatever arrives, there is a score within 0 to 1 or a sentence for the person."""
    item = EXAMPLES[name].item
    try:
        assert 0 <= grade(item, response, SEED).score <= 1
    except Refused as refused:
        assert str(refused)
    assert 0 <= grade_or_zero(item, response, SEED).score <= 1


ODD = [
    None, "", [], {}, 0, True, " ", ["key-a", "key-a"], ["key-a", "x"], [["key-a"]], "no-such", {"x": "y"},
    {"verdict": "perhaps"}, {"verdict": "true", "reason": None}, {"verdict": ["true"], "reason": "key-a"},
    {"key-hip": ["key-hip"]}, [None] * 4, [{}] * 9, ["key-0"] * 4, float("nan"), "x" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_empty_and_odd_answers_cost_nothing(name):
    """What is no answer is refused with a sentence; where nothing can be asked again it counts 0."""
    item = EXAMPLES[name].item
    for response in ODD:
        with pytest.raises(Refused) as refused:
            grade(item, response, SEED)
        assert str(refused.value).endswith(".") and len(str(refused.value)) < 300
        is_begun = name == "case" and isinstance(response, list) and response[:1] == ["key-a"]
        assert grade_or_zero(item, response, SEED).score == (1 / 4 if is_begun else 0), response


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_is_said_to_be_none(name):
    """At the end of a graded attempt an open question reads as not answered."""
    assert grade_or_zero(EXAMPLES[name].item, None, SEED) == NO_ANSWER


@few
@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_order_in_the_file_changes_nothing(name, random):
    """The same answers get the same score whatever the order of options, pairs, words, gaps, spots."""
    example = EXAMPLES[name]
    item, changes = example.item, {}
    for group in set(GROUPS) - {"parts", "stages"}:  # their order is what is asked
        if hasattr(item, group):
            changes[group] = tuple(random.sample(getattr(item, group), len(getattr(item, group))))
    other = item.model_copy(update=changes)
    for response in (example.key, example.wrong, example.partly):
        assert grade_or_zero(other, response, SEED).score == grade_or_zero(item, response, SEED).score


@few
@given(st.sampled_from(["true-false", "match", "cloze"]), st.randoms(use_true_random=False))
def test_order_of_an_answers_parts_changes_nothing(name, random):
    """A mapping may come with its keys in any order."""
    example = EXAMPLES[name]
    for response in (example.key, example.wrong, example.partly):
        turned = dict(random.sample(list(response.items()), len(response)))
        assert grade(example.item, turned) == grade(example.item, response)


@pytest.mark.parametrize("name", NAMES)
def test_feedback_is_of_this_item_and_answer_alone(name):
    """Graded twice it says the same, and leaves the answer as it was."""
    example = EXAMPLES[name]
    before = repr(example.wrong)
    assert grade(example.item, example.wrong, SEED) == grade(example.item, example.wrong, SEED)
    assert repr(example.wrong) == before


# --- choice, hotspot, multiple -----------------------------------------------------------------------------


@few
@given(choices())
def test_choice_gives_all_or_nothing(item):
    """Only the key gets full marks, every other option none."""
    scores = {option.id: grade(item, option.id).score for option in item.options}
    assert scores == {option.id: float(option.correct) for option in item.options}


@pytest.mark.parametrize("name", ["hotspot", "hotspot-circles"])
def test_hotspot_gives_all_or_nothing(name):
    """Only the right place gets full marks, and each place has its own words."""
    item = EXAMPLES[name].item
    for spot in item.spots:
        graded = grade(item, spot.id)
        assert graded.score == spot.correct
        assert [one.text for one in graded.feedback.options if one.chosen] == [spot.feedback]


@few
@given(ticked())
def test_multiple_gives_full_marks_for_the_key_only(answered):
    """Scores stay within 0 to 1; 1 means exactly the key, whatever the order of the ticks."""
    item, ticks = answered
    result = grade(item, ticks)
    assert 0 <= result.score <= 1
    assert result.correct == (set(ticks) == set(key_of(item)))
    assert grade(item, ticks[::-1]).score == result.score


@few
@given(ticked(), st.randoms())
def test_order_of_options_changes_nothing(answered, random):
    """The same ticks get the same score when the options stand in another order."""
    item, ticks = answered
    shuffled = list(item.options)
    random.shuffle(shuffled)
    other = item.model_copy(update={"options": tuple(shuffled)})
    assert grade(other, ticks).score == grade(item, ticks).score


@few
@given(multiples())
def test_ticking_everything_gains_nothing(item):
    """All ticks together give nothing, however many of them are right."""
    assert grade(item, [option.id for option in item.options]).score == 0


def test_multiple_gives_part_of_the_marks():
    """Two of three found gives two thirds; a false tick takes one back."""
    item = options_item("multiple", [True, True, True, False, False, False])
    assert grade(item, ["o0", "o1"]).score == pytest.approx(2 / 3)
    assert grade(item, ["o0", "o1", "o3"]).score == pytest.approx(1 / 3)


@few
@given(ticked())
def test_every_option_has_its_feedback(answered):
    """Each option's own words come back, with whether it was chosen and whether it is right."""
    item, ticks = answered
    said = grade(item, ticks).feedback.options
    assert [(o.id, o.text, o.correct) for o in said] == [(o.id, o.feedback, o.correct) for o in item.options]
    assert {o.id for o in said if o.chosen} == set(ticks)


# --- true-false --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_true", [True, False])
def test_verdict_alone_earns_half(is_true):
    """The reason counts only where the verdict is right: a right reason for a wrong verdict earns nothing."""
    item = make_item(EXAMPLES["true-false"].raw, is_true=is_true)
    right, wrong = ("true", "false") if is_true else ("false", "true")
    scores = {
        (verdict, reason): grade(item, {"verdict": verdict, "reason": reason}).score
        for verdict in (right, wrong)
        for reason in ("key-a", "wrong-b")
    }
    assert scores == {
        (right, "key-a"): 1,
        (right, "wrong-b"): 0.5,
        (wrong, "key-a"): 0,
        (wrong, "wrong-b"): 0,
    }


@pytest.mark.parametrize(
    ("response", "sentence"),
    [({}, "true or false"), ({"reason": "key-a"}, "true or false"), ({"verdict": "true"}, "a reason too")],
)
def test_what_is_missing_of_true_or_false_is_named(response, sentence):
    """The sentence asks for the part that was left open."""
    with pytest.raises(Refused, match=sentence):
        grade(EXAMPLES["true-false"].item, response)


# --- order -------------------------------------------------------------------------------------------------


@few
@given(st.permutations(range(4)))
def test_order_is_graded_by_neighbours(places):
    """The share of the three neighbours that follow each other as they should; 1 for the key alone."""
    ids = [f"key-{place}" for place in places]
    graded = grade(EXAMPLES["order"].item, ids)
    expected = sum(after == before + 1 for before, after in zip(places, places[1:], strict=False)) / 3
    assert graded.score == pytest.approx(expected)
    assert graded.correct == (list(places) == [0, 1, 2, 3])
    assert [line.correct for line in graded.feedback.lines] == [n == place for n, place in enumerate(places)]


@pytest.mark.parametrize("response", [["key-0", "key-1", "key-2"], [f"key-{n}" for n in (0, 1, 2, 3, 3)]])
def test_each_step_stands_once(response):
    """A step left out or given twice is refused, not graded."""
    with pytest.raises(Refused):
        grade(EXAMPLES["order"].item, response)


# --- match and cloze ---------------------------------------------------------------------------------------


@few
@given(st.lists(st.sampled_from(["key-hip", "key-knee", "key-foot", "wrong-hand"]), min_size=3, max_size=3))
def test_match_is_graded_pair_by_pair(partners):
    """Each right pair earns its share, and one partner for all earns no more than that."""
    pairs = ["key-hip", "key-knee", "key-foot"]
    graded = grade(EXAMPLES["match"].item, dict(zip(pairs, partners, strict=True)))
    assert graded.score == pytest.approx(sum(map(str.__eq__, pairs, partners)) / 3)
    assert len(graded.feedback.lines) == 3


@few
@given(st.lists(st.sampled_from(["key-four", "key-six", "wrong-nine"]), min_size=2, max_size=2))
def test_cloze_is_graded_gap_by_gap(words):
    """Each right gap earns its share, and its line tells the word that fits."""
    graded = grade(EXAMPLES["cloze"].item, dict(zip(["key-in", "key-out"], words, strict=True)))
    assert graded.score == sum(map(str.__eq__, words, ["key-four", "key-six"])) / 2
    assert [line.answer for line in graded.feedback.lines] == ["four", "six"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("match", "Find a partner for each line first."), ("cloze", "Fill each gap first.")],
)
def test_an_open_part_is_asked_for(name, sentence):
    """A pair or gap that was left open is asked for, whether its key is missing, null or empty."""
    example = EXAMPLES[name]
    first, *others = example.key
    rest = {other: example.key[other] for other in others}
    for response in (rest, {first: None, **rest}, {first: "", **rest}):
        with pytest.raises(Refused, match=sentence):
            grade(example.item, response)


# --- case --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stages", [1, 2, 3, 4])
def test_case_is_graded_as_far_as_it_went(stages):
    """Right so far earns a quarter a stage, and the case is complete with its last stage only."""
    example = EXAMPLES["case"]
    graded = grade(example.item, example.key[:stages])
    assert graded.score == stages / 4
    assert graded.complete == (stages == 4)
    assert [stage.correct for stage in graded.feedback.stages] == [True] * stages
    assert grade_or_zero(example.item, example.key[:stages]).complete, "nothing more can come"


@pytest.mark.parametrize("response", [[], ["key-a"] * 5, "key-a", {"key-screen": "key-a"}])
def test_case_needs_its_stages_in_a_list(response):
    """No stage, one too many, or anything that is no list is refused."""
    with pytest.raises(Refused):
        grade(EXAMPLES["case"].item, response)


@pytest.mark.parametrize("open_stage", [None, "", "ninety", "9" * 50, []])
def test_an_open_stage_takes_nothing_from_the_others(open_stage):
    """Time runs out in the last stage: the three that were right count, whatever stood half written."""
    example = EXAMPLES["case"]
    response = [*example.key[:3], open_stage]
    with pytest.raises(Refused):
        grade(example.item, response)
    graded = grade_or_zero(example.item, response)
    assert (graded.score, graded.complete, len(graded.feedback.stages)) == (3 / 4, True, 4)
    assert graded.feedback.stages[3] == NO_ANSWER


# --- calculated --------------------------------------------------------------------------------------------


@few
@given(st.text(max_size=20))
def test_calculated_is_right_for_its_own_attempt(seed):
    """The numbers of the attempt's seed give the answer, in another unit and with a comma too."""
    item = EXAMPLES["calculated"].item
    drawn = drawn_values(item, seed)
    answer = drawn["sets"] * drawn["hold"]
    for text in (f"{answer:.2f}", f"{answer:.2f} s".replace(".", ","), f"{answer / 60:.12f} min"):
        assert grade(item, text, seed).correct or len(text) > 12 and answer * 1e9 % 6
    assert not grade(item, f"{answer + 0.01:.2f}", seed).correct
    assert not grade(item, f"{answer - 0.01:.2f}", seed).correct


def test_calculated_takes_a_minute_and_a_half_for_90_seconds():
    """Where 3 sets of 30 s are drawn, `1.5 min`, `1,5 min` and `90 s` are one answer."""
    fixed = {"sets": {"low": 3, "high": 4}, "hold": {"low": 30, "high": 31}}
    item = make_item(EXAMPLES["calculated"].raw, variables=fixed)
    seed = next(seed for seed in map(str, range(99)) if drawn_values(item, seed) == {"sets": 3, "hold": 30})
    assert all(grade(item, text, seed).correct for text in ("1.5 min", "1,5 min", "90 s", "90", "90.0"))


@pytest.mark.parametrize("tolerance", [0.1, 0.5, 2])
def test_calculated_includes_the_ends_of_its_tolerance(tolerance):
    """Both ends are right, a thousandth beyond is not."""
    item = make_item(EXAMPLES["calculated"].raw, tolerance=tolerance)
    answer = as_number(item, SEED).answer
    for sign in (-1, 1):
        assert grade(item, f"{answer + sign * tolerance:.4f}", SEED).correct
        assert not grade(item, f"{answer + sign * (tolerance + 0.001):.4f}", SEED).correct


def test_calculated_slip_has_its_own_words():
    """What a typical slip computes is answered with its own feedback, in which the numbers stand."""
    item = EXAMPLES["calculated"].item
    drawn = drawn_values(item, SEED)
    graded = grade(item, str(drawn["sets"] + drawn["hold"]), SEED)
    assert graded.feedback.general == f"SECRET {drawn['sets']} and {drawn['hold']:g} added"


def test_an_example_is_not_changed_by_another():
    """Each item is made anew, so that no test can spoil it for others."""
    example = EXAMPLES["choice"]
    assert example.item is not example.item and replace(example).item == example.item
