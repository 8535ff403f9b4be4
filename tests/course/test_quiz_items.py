"""What the browser may see of an item of each kind: never its key, whatever the file says."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.calculated import drawn_values
from course.quiz_items import GROUPS, KEYLESS, at_stage, item_hash, mask, masked, public_item, unmasked
from course.rich_text import to_html
from tests.course.quiz_examples import EXAMPLES, SEED, make_item, make_quiz

NAMES = list(EXAMPLES)
SEEDS = [f"attempt-{n:04}" for n in range(20)]
few = settings(max_examples=30, deadline=None)

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)> *x* [y](javascript:alert(1))"
ODD = {
    "script": SCRIPT,
    "right-to-left": "\N{RIGHT-TO-LEFT OVERRIDE}\N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET}",
    "emoji": "\N{PERSON IN LOTUS POSITION}\N{ZERO WIDTH JOINER}\N{FEMALE SIGN}" * 20,
    "null byte": "a\0b *c*\0",
    "entities": "&lt;script&gt;&#0;&#60;",
}
WORDS = ("stem", "text", "feedback", "feedback_right", "feedback_wrong", "explanation", "story", "alt")


def keys(raw) -> list[str]:
    """All names in nested plain data."""
    if isinstance(raw, dict):
        return [*raw, *(key for value in raw.values() for key in keys(value))]
    return [key for part in raw for key in keys(part)] if isinstance(raw, list) else []


def places(raw, path=()) -> list[tuple]:
    """Where in an item's plain data words stand, and the texts for its gaps."""
    if isinstance(raw, dict):
        own = [(*path, key) for key in raw if key in WORDS and isinstance(raw[key], str)]
        return own + [place for key, value in raw.items() for place in places(value, (*path, key))]
    if isinstance(raw, list):
        return [place for index, part in enumerate(raw) for place in places(part, (*path, index))]
    return []


def with_words(raw, place, text):
    """A copy of plain data in which other words stand at one place, what a cloze or a stem fills in kept."""
    raw = json.loads(json.dumps(raw))
    part = raw
    for step in place[:-1]:
        part = part[step]
    kept = " ".join(re.findall(r"\{[a-z-]+\}", part[place[-1]]))
    part[place[-1]] = f"{text} {kept}".strip() if kept else text
    return raw


EVERYWHERE = [(example.raw, place) for example in EXAMPLES.values() for place in places(example.raw)]


# --- no key ------------------------------------------------------------------------------------------------


def test_every_kind_is_shown_and_named():
    """What each kind shows, and which ids its answers hold, is written down for all of them."""
    kinds = {example.raw["kind"] for example in EXAMPLES.values()}
    assert set(KEYLESS) == kinds - {"calculated"}
    assert set(GROUPS) == kinds - {"case"}


@pytest.mark.parametrize("name", NAMES)
def test_public_item_holds_no_key(name):
    """For twenty attempts: no feedback, no key, no author's id, nothing that only a grader needs."""
    example = EXAMPLES[name]
    item = make_item(example.raw, hint={"text": "SECRET hint"})
    for seed in SEEDS:
        seen = public_item(item, seed)
        text = json.dumps(seen)
        for secret in ("SECRET", "LATER", "key-", "wrong-", "textbook"):
            assert secret not in text
        assert not set(keys(seen)) & {
            "correct", "feedback", "feedback_right", "feedback_wrong", "explanation", "answer", "tolerance",
            "near_misses", "formula", "variables", "is_true", "partner", "word", "muscle", "sources",
        }  # fmt: skip


@pytest.mark.parametrize("name", ["number", "calculated"])
def test_public_number_does_not_hold_its_answer(name):
    """Neither the number that fits nor a typical slip."""
    item = EXAMPLES[name].item
    for seed in SEEDS:
        text = json.dumps({**public_item(item, seed), "hash": ""})
        if name == "calculated":
            drawn = drawn_values(item, seed)
            secrets = {drawn["sets"] * drawn["hold"], drawn["sets"] + drawn["hold"]}
            shown = {*drawn.values(), 60}
        else:
            secrets, shown = {90, 180}, {30}
        numbers = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}
        assert not (secrets - shown) & numbers


@pytest.mark.parametrize("answered", range(5))
def test_case_shows_the_next_stage_and_no_more(answered):
    """The stages that were answered, and one; what is told later stays in Python."""
    example = EXAMPLES["case"]
    seen = public_item(example.item, SEED, example.key[:answered])
    shown = min(answered + 1, 4)
    assert (len(seen["stages"]), seen["stages_in_all"]) == (shown, 4)
    text = json.dumps(seen)
    assert [n for n in range(1, 4) if f"LATER {n}" in text] == list(range(1, shown))
    assert "SECRET" not in text and "key-" not in text


def test_case_answers_to_what_was_chosen():
    """A stage tells what follows from an earlier answer, before its own story, and only then."""
    item = EXAMPLES["case"].item
    told = [public_item(item, SEED, [chosen])["stages"][1]["story"] for chosen in ("wrong-b", "key-a")]
    assert told == ["<p>LATER 1 He laughs.</p><p>LATER 1 It is one leg.</p>", "<p>LATER 1 It is one leg.</p>"]


@pytest.mark.parametrize("response", [None, [], {}, [["wrong-b"]], {"wrong-b": 1}, [{}], 3])
def test_case_with_an_odd_answer_is_still_shown(response):
    """A draft that holds anything does not keep the next stage from being drawn."""
    assert len(public_item(EXAMPLES["case"].item, SEED, [response])["stages"]) == 2


# --- orders ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [3, 4])
def test_order_is_never_shown_in_the_right_order(count):
    """Not by chance either, and not where the file asks to keep the order of options."""
    raw = EXAMPLES["order"].raw
    item = make_item(raw, parts=raw["parts"][:count], keep_order=True)
    right = [mask(item, "parts", part.id) for part in item.parts]
    orders = {tuple(part["id"] for part in public_item(item, str(n))["options"]) for n in range(200)}
    assert tuple(right) not in orders
    assert len(orders) >= 4 and all(sorted(order) == sorted(right) for order in orders)


def test_order_in_a_case_is_never_shown_in_the_right_order():
    """A stage is no other than an item."""
    example = EXAMPLES["case"]
    stage = at_stage(example.item, example.item.stages[2])
    right = [mask(stage, "parts", f"key-{n}") for n in range(4)]
    for n in range(60):
        stage = public_item(example.item, str(n), example.key[:2])["stages"][2]
        assert [part["id"] for part in stage["ask"]["options"]] != right


def test_partners_do_not_stand_beside_their_pairs():
    """Rows and partners are shuffled apart: a file with both in one order does not give the key away."""
    raw = EXAMPLES["match"].raw
    item = make_item(raw, partners=raw["partners"][:3])
    together = 0
    for n in range(300):
        seen = public_item(item, str(n))
        rows = [row["text"] for row in seen["rows"]]
        bones = {"hip": "thigh bone", "knee": "shin bone", "foot": "heel bone"}
        together += [bones[row] for row in rows] == [option["text"] for option in seen["options"]]
    assert together < 100, f"{together} of 300 attempts; by chance it is 50"


@pytest.mark.parametrize("name", ["choice", "multiple", "true-false", "hotspot", "match", "cloze"])
def test_options_are_shuffled_by_the_attempt_alone(name):
    """The same attempt always shows one order, others show others, each with the same options."""
    item = EXAMPLES[name].item
    shown = [[one["id"] for one in public_item(item, seed)["options"]] for seed in SEEDS]
    assert shown == [[one["id"] for one in public_item(item, seed)["options"]] for seed in SEEDS]
    assert len(set(map(tuple, shown))) > 1 and len({tuple(sorted(ids)) for ids in shown}) == 1


@pytest.mark.parametrize("name", ["choice", "multiple", "true-false", "hotspot"])
def test_keep_order_keeps_it(name):
    """Options that are numbers in a row stay in their row."""
    item = make_item(EXAMPLES[name].raw, keep_order=True)
    orders = {tuple(one["id"] for one in public_item(item, seed)["options"]) for seed in SEEDS}
    group = GROUPS[item.kind][1]
    assert orders == {tuple(mask(item, group, part.id) for part in getattr(item, group))}


def test_a_picture_comes_with_its_words():
    """A hotspot names its file and describes it; circles and outlines are where the file has them."""
    on_map, in_picture = (public_item(EXAMPLES[name].item, SEED) for name in ("hotspot", "hotspot-circles"))
    assert "seen from the back" in on_map["picture"]["alt"] and on_map["picture"]["file"].endswith(".webp")
    assert all(option["polygons"] for option in on_map["options"])
    assert sorted(option["circle"]["x"] for option in in_picture["options"]) == [0, 0.2, 0.4]


# --- names that tell nothing -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_masks_come_off_again(name):
    """What was answered is the same after it went to the browser and back."""
    example = EXAMPLES[name]
    for response in (example.key, example.wrong, example.partly, None):
        hidden = masked(example.item, response)
        assert unmasked(example.item, hidden) == response
        assert "key-" not in json.dumps(hidden) and "wrong-" not in json.dumps(hidden)


@few
@given(
    st.sampled_from(NAMES),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=8)
        | st.sampled_from(["key-a", "key-hip", "key-in"]),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
)
def test_any_answer_goes_there_and_back(name, response):
    """Nothing that a draft may hold is lost or makes it crash."""
    item = EXAMPLES[name].item
    assert unmasked(item, masked(item, response)) == response
    unmasked(item, response)


def test_same_id_in_two_groups_has_two_masks():
    """An author who calls a pair like its partner does not give the key away."""
    item = EXAMPLES["match"].item
    seen = public_item(item, SEED)
    assert not {row["id"] for row in seen["rows"]} & {option["id"] for option in seen["options"]}
    assert mask(item, "pairs", "key-hip") != mask(item, "partners", "key-hip")


def test_same_id_in_two_items_has_two_masks():
    """Who knows the mask of `key-a` in one item does not know it in another."""
    raw = EXAMPLES["choice"].raw
    masks = {mask(make_item(raw, id=id), "options", "key-a") for id in ("one", "two", "three")}
    assert len(masks) == 3


def test_same_id_in_two_stages_has_two_masks():
    """Right options called `key-a` in each stage: the first one does not give the second away."""
    raw = json.loads(json.dumps(EXAMPLES["case"].raw))
    raw["stages"][1]["ask"] = raw["stages"][0]["ask"]
    item = make_item(raw)
    first, second = (
        {option["id"] for option in stage["ask"]["options"]}
        for stage in public_item(item, SEED, ["key-a"])["stages"]
    )
    assert not first & second
    hidden = masked(item, ["key-a", "key-a"])
    assert hidden[0] in first and hidden[1] in second
    assert unmasked(item, hidden) == ["key-a", "key-a"]


def test_a_reason_called_true_is_not_the_verdict():
    """The verdict stays readable for the browser, whatever the reasons are called."""
    raw = json.loads(json.dumps(EXAMPLES["true-false"].raw))
    raw["reasons"][0]["id"] = "true"
    item = make_item(raw)
    response = {"verdict": "true", "reason": "true"}
    hidden = masked(item, response)
    assert hidden["verdict"] == "true" and hidden["reason"].startswith("part-")
    assert unmasked(item, hidden) == response


# --- hostile words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_words_are_shown_as_text(odd):
    """Script, right-to-left, emoji, null bytes: an item with them is taken, and nothing in it is a tag."""
    unsafe = re.compile(r"<(?!/?(?:p|em|strong|code|ul|ol|li|br)>)")
    assert not unsafe.search(to_html(odd))
    for raw, place in EVERYWHERE:
        item = make_item(with_words(raw, place, odd[:60]))
        seen = public_item(item, SEED, EXAMPLES["case"].key[:3])
        assert not [text for text in strings({**seen, "picture": None}) if unsafe.search(text)], place


def strings(raw, key=""):
    """Every text that the browser gets as HTML; `title` and `alt` are set as plain text."""
    if isinstance(raw, dict):
        return [text for key, value in raw.items() for text in strings(value, key)]
    if isinstance(raw, list):
        return [text for part in raw for text in strings(part, key)]
    return [raw] if isinstance(raw, str) and key not in ("title", "alt") else []


@pytest.mark.parametrize("name", NAMES)
def test_100_000_characters_are_refused(name):
    """No question is that long; the sentence says how long one may be, and is short itself."""
    raw = EXAMPLES[name].raw
    for place in places(raw):
        with pytest.raises(ValueError, match="at most (2000|60) characters") as refused:
            make_item(with_words(raw, place, "x" * 100_000))
        assert len(refused.value.errors(include_input=False)[0]["msg"]) < 100, place


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("number", {"unit": "s" * 100_000}),
        ("number", {"units": {"m" * 100_000: 60}}),
        ("choice", {"section": "x" * 100_000}), ("choice", {"id": "x" * 100_000}),
        ("choice", {"hint": {"text": "x" * 100_000}}),
        ("cloze", {"text": "{key-in} {key-out}" + "x" * 100_000}),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)  # fmt: skip
def test_other_fields_are_not_endless_either(name, changes):
    """A unit, a heading, an id or a hint of 100,000 characters is refused as well."""
    with pytest.raises(ValueError, match="at most \\d+ characters"):
        make_item(EXAMPLES[name].raw, **changes)


# --- hash --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_hash_is_of_all_that_an_item_says(name):
    """The same for the same words, another for every other word, feedback included."""
    raw = EXAMPLES[name].raw
    hashes = {item_hash(make_item(raw)), item_hash(make_quiz(raw).items[0])}
    assert len(hashes) == 1
    for place in places(raw):
        hashes.add(item_hash(make_item(with_words(raw, place, "Other words"))))
    assert len(hashes) == 1 + len(places(raw))
