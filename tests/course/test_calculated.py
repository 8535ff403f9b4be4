"""Items whose numbers are drawn: the same for the same attempt, in range, and formulas that do no harm."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.calculated import as_number, drawn_values, evaluate, fill_in, filled_in
from course.grading import grade
from tests.course.quiz_examples import EXAMPLES, SEED, make_item

RAW = EXAMPLES["calculated"].raw
few = settings(max_examples=40, deadline=None)

HOSTILE = {
    "loops": "[sets for sets in hold]",
    "loops for ever": "(lambda f: f(f))(lambda f: f(f))",
    "loops as a statement": "while True: pass",
    "opens a file": "open('/etc/passwd')",
    "opens a file by import": "__import__('os').system('true')",
    "imports": "import os",
    "evaluates": "eval('1')",
    "touches an attribute": "sets.real",
    "calls a method": "(7).bit_length()",
    "touches a class": "().__class__.__base__.__subclasses__()",
    "reaches through a function": "sqrt.__self__",
    "reaches through text": "'{0.__class__}'.format(sets)",
    "is text": "'90'",
    "measures text": "'x'.zfill(10 ** 7).count('x')",
    "repeats text": "len('x' * 10 ** 9)",
    "indexes": "'7'[0]",
    "formats": "f'{sets:>1000000000}'",
    "builds a huge number": "9 ** 9 ** 9",
    "builds a large number": "9 ** 399999 - 9 ** 399999",
    "builds a slow number": "3999999 ** 3999999",
    "builds a long number": "10 ** 400",
    "multiplies to a long number": "(10 ** 300) * (10 ** 300)",
    "shifts": "1 << 9999",
    "is endless": "1e999",
    "is no number": "1e999 - 1e999",
    "is complex": "(-sets) ** 0.5",
    "is true": "sets > 1",
    "is a function": "max",
    "divides by nothing": "hold / (sets - sets)",
    "is too large": "10 ** 13",
    "says two things": "sets; hold",
    "assigns": "sets = 3",
    "names the unknown": "holds * sets",
    "has no meaning": "sets *",
    "is one bracket after another": "(" * 150 + "1",
    "is a long chain": "-" * 199 + "x",
    "holds a null byte": "sets\0",
    "is written backwards": "sets \N{RIGHT-TO-LEFT OVERRIDE}* hold",
    "is an emoji": "\N{ABACUS}",
    "asks for random": "rand()",
    "spreads": "max(*[1, 2])",
    "names its arguments": "round(number=sets)",
}


def drawn(**ranges):
    """The example with other ranges, which its stem need not name."""
    formula = " + ".join(ranges)
    return make_item(RAW, stem="How many?", variables=ranges, formula=formula, near_misses=[])


# --- what is drawn -----------------------------------------------------------------------------------------


@few
@given(st.text(max_size=30))
def test_same_seed_same_numbers(seed):
    """One attempt is asked about the same numbers whenever it is taken up again."""
    item = EXAMPLES["calculated"].item
    assert drawn_values(item, seed) == drawn_values(EXAMPLES["calculated"].item, seed)
    assert as_number(item, seed) == as_number(item, seed)


def test_numbers_of_known_seeds_never_change():
    """Stored attempts are graded by these numbers: another way of drawing would change old scores."""
    item = EXAMPLES["calculated"].item
    assert [drawn_values(item, f"attempt-{n}") for n in range(3)] == KNOWN


KNOWN = [{"sets": 5, "hold": 20}, {"sets": 3, "hold": 22.5}, {"sets": 5, "hold": 15}]


def test_attempts_differ():
    """Over many attempts all numbers of a range are met, its ends included."""
    item = EXAMPLES["calculated"].item
    values = [drawn_values(item, str(n)) for n in range(300)]
    assert {one["sets"] for one in values} == {2, 3, 4, 5}
    assert {one["hold"] for one in values} == {15, 17.5, 20, 22.5, 25, 27.5, 30}


@few
@given(
    st.integers(-500, 500),
    st.integers(1, 60),
    st.sampled_from([0.01, 0.1, 0.25, 0.3, 1, 5]),
    st.integers(0, 99),
)
def test_numbers_are_in_range_and_on_the_step(low, steps, step, seed):
    """Every number is one of the range's, however its step is written, and never beyond its ends."""
    high = round(low + steps * step, 9)
    value = drawn_values(drawn(x={"low": low, "high": high, "step": step}), str(seed))["x"]
    assert low <= value <= high
    assert ((value - low) / step) == pytest.approx(round((value - low) / step), abs=1e-6)
    assert value in [round(low + n * step, 9) for n in range(steps + 1)]


def test_a_range_that_its_step_does_not_fill_keeps_below_its_end():
    """From 1 to 6 by twos there are 1, 3 and 5."""
    item = drawn(x={"low": 1, "high": 6, "step": 2})
    assert {drawn_values(item, str(n))["x"] for n in range(60)} == {1, 3, 5}


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": 5, "high": 5}, {"low": 5, "high": 4}, {"low": 0, "high": 1, "step": 0},
        {"low": 0, "high": 1, "step": -1}, {"low": 0, "high": 1, "step": 1e-9},
        {"low": 0, "high": float("inf")},
        {"low": float("nan"), "high": 1}, {"low": "few", "high": 9},
    ],
)  # fmt: skip
def test_ranges_without_sense_are_refused(wrong):
    """No step, too many, backwards or endless."""
    with pytest.raises(ValueError, match="variables"):
        drawn(x=wrong)


# --- what is asked -----------------------------------------------------------------------------------------


@few
@given(st.text("abc123-", max_size=12))
def test_numbers_stand_where_they_are_named(seed):
    """Stem, feedback and explanation show the numbers by which the answer is graded."""
    item = make_item(RAW, explanation="{sets} times {hold}.", feedback_right="Yes, {hold}.")
    values, number = drawn_values(item, seed), as_number(item, seed)
    assert number.kind == "number" and number.id == item.id and number.units == item.units
    shown = [float(text) for text in re.findall(r"[\d.]+(?= holds| s )", number.stem)]
    assert shown == [values["sets"], values["hold"]]
    assert shown[0] * shown[1] == pytest.approx(number.answer)
    assert number.explanation == f"{values['sets']} times {values['hold']:g}."
    assert number.feedback_right == f"Yes, {values['hold']:g}."


@pytest.mark.parametrize("value", [1_234_567, 123_456.5, 0.000_25, 1_000_000, -2.5, 100, 0.3])
def test_a_number_is_shown_as_it_is_graded(value):
    """No digit of a number that was drawn is lost on its way into the text, and none is written as 1e+06."""
    shown = fill_in("{x}", {"x": value})
    assert float(shown) == value
    assert "e" not in shown


def test_other_braces_stay():
    """What is no variable is left as it stands."""
    assert fill_in("{x} {y} {X} {}", {"x": 1}) == "1 {y} {X} {}"


def test_answer_has_no_dust():
    """0.1 + 0.2 is 0.3, and is told so."""
    fixed = {"x": {"low": 0.1, "high": 0.2, "step": 0.1}, "y": {"low": 0.2, "high": 0.3, "step": 0.1}}
    item = drawn(**fixed)
    seed = next(s for s in map(str, range(99)) if drawn_values(item, s) == {"x": 0.1, "y": 0.2})
    assert as_number(item, seed).answer == 0.3
    assert grade(item, "0.3", seed).feedback.answer == "0.3 s"


def test_a_slip_that_happens_to_be_right_is_no_slip():
    """Where the numbers make a near miss right, it has no words of its own."""
    slip = [{"formula": "hold * sets", "feedback": "x"}, {"formula": "hold", "feedback": "y"}]
    number = as_number(make_item(RAW, near_misses=slip), SEED)
    assert [near.feedback for near in number.near_misses] == ["y"]


def test_stem_names_known_variables_only():
    """A name in braces that is no variable is refused, and named."""
    with pytest.raises(ValueError, match="the stem names days, reps, which is not among the variables"):
        make_item(RAW, stem="{sets} of {reps} on {days}")


def test_only_a_calculated_item_fills_in_its_texts():
    """A hint names the numbers that this attempt drew; in other items braces stay as they are."""
    text = "Look at {" + next(iter(RAW["variables"])) + "}."
    filled = [name for name, example in EXAMPLES.items() if filled_in(example.item, text, SEED) != text]
    assert filled == ["calculated"]


# --- formulas ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("a * b + 1", 7), ("a - b", -1), ("b / a", 1.5), ("b // a", 1), ("b % a", 1), ("a ** b", 8),
        ("-a", -2), ("+a", 2), ("abs(a - b)", 1), ("max(a, b, 9)", 9), ("min(a, b)", 2), ("sqrt(a * 8)", 4),
        ("round(b / a)", 2), ("round(2.345, 1)", 2.3), ("1.96 * sqrt(2) * a", 5.5437), (" a ", 2),
        ("1_000", 1000), ("round(7, -999999999)", 0),
    ],
)  # fmt: skip
def test_formulas_give_their_value(formula, value):
    """The operators and functions that authors are told of."""
    assert evaluate(formula, {"a": 2, "b": 3}) == pytest.approx(value, rel=1e-4)


@pytest.mark.parametrize("formula", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.filterwarnings("error")
def test_formulas_that_do_more_than_reckon_are_refused(formula):
    """Told at once when the item is read, in a sentence with the formula in it; nothing of it is run."""
    with pytest.raises(ValueError, match="the formula '") as refused:
        make_item(RAW, formula=formula)
    assert formula in str(refused.value) or repr(formula)[1:-1] in str(refused.value)
    assert len(str(refused.value)) < 2000


def test_a_slips_formula_is_held_to_the_same():
    """A near miss is a formula too."""
    with pytest.raises(ValueError, match="the formula 'open"):
        make_item(RAW, near_misses=[{"formula": "open('x')", "feedback": "x"}])


@pytest.mark.parametrize("length", [201, 100_000])
def test_long_formulas_are_refused(length):
    """No formula is that long; it is not even read."""
    with pytest.raises(ValueError, match="at most 200 characters"):
        make_item(RAW, formula="1" + "+1" * (length // 2))


def test_no_value_between_the_ends_is_told_at_load():
    """A formula that has a value at the ends of its ranges and none between them would stop an attempt."""
    with pytest.raises(ValueError, match="the formula '1 / \\(x - 5\\)' cannot be evaluated"):
        make_item(RAW, stem="How many?", variables={"x": {"low": 1, "high": 9}}, formula="1 / (x - 5)")


@settings(max_examples=80, deadline=None)
@given(st.text("0123456789.+-*/%() abehlmdstoqrundix,<>='\"[]{}:;\n", max_size=40) | st.text(max_size=40))
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_any_text_is_evaluated_or_refused(formula):
    """Whatever stands there, it gives a finite number or a ValueError."""
    try:
        assert abs(evaluate(formula, {"sets": 3, "hold": 2.5})) <= 1e12
    except ValueError as refused:
        assert str(refused).startswith("the formula '")
