"""Quizzes to Moodle XML and back."""

import base64
import os
import re
from contextlib import suppress
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from moodle_xml_parser.parser import parse_bytes

from course.calculated import evaluate
from course.errors import PlainError
from course.exchange.from_html import MAX_HTML, escaped, to_markdown
from course.exchange.imported import MAX_QUESTIONS, NO_FEEDBACK, NO_UNIT, Said, quiz_of
from course.exchange.moodle import DRAWS, RIGHT_SHARES, WRITERS, export_moodle
from course.exchange.moodle_formula import to_moodle
from course.exchange.moodle_import import read_moodle
from course.folders import picture_file
from course.grading import grade
from course.loader import load_course
from course.rich_text import to_html, to_plain
from course.schema import Quiz
from course.shell import main

BANK = Path(__file__).parents[2] / "browser/bank"
GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("moodle.rng")))
SAID = Said("01_stay_safe", ("decide-for-a-case",), ("textbook-physiotherapy",))
TEACHER = [
    "--lesson",
    "01_stay_safe",
    "--objective",
    "decide-for-a-case",
    "--source",
    "textbook-physiotherapy",
]


@pytest.fixture(scope="session")
def kinds():
    """The course with one item of each kind."""
    return load_course(bank=BANK)


@pytest.fixture(scope="session")
def exported(kinds, tmp_path_factory):
    """All quizzes in one file, and what it does not hold."""
    file = tmp_path_factory.mktemp("moodle") / "all.xml"
    return file, export_moodle(kinds, list(kinds.quizzes), file)


@pytest.fixture(scope="session")
def content(exported):
    return exported[0].read_bytes()


@pytest.fixture(scope="session")
def questions(content):
    """Questions by name."""
    root = etree.fromstring(content)
    return {q.findtext("name/text"): q for q in root.iterfind("question") if q.find("name") is not None}


@pytest.fixture(scope="session")
def items(kinds):
    return {item.id: item for quiz in kinds.quizzes.values() for item in quiz.items}


@pytest.fixture(scope="session")
def asked(items):
    """What is asked by each question of the file: an item, or a stage of a case. By the question's name."""
    found = {}
    for item in items.values():
        stages = getattr(item, "stages", ())
        found |= {f"{item.id} stage {n} of {len(stages)}": stage.ask for n, stage in enumerate(stages, 1)}
        found |= {} if stages else {item.id: item}
    return found


def of_kind(asked, *kinds):
    return {name: one for name, one in asked.items() if one.kind in kinds}


def as_moodle(*questions, more=""):
    return f"<quiz>{more}{''.join(questions)}</quiz>".encode()


def question(type, body="", text="What?", name="q"):
    return (
        f"<question type='{type}'><name><text>{name}</text></name>"
        f"<questiontext format='html'><text><![CDATA[{text}]]></text></questiontext>{body}</question>"
    )


def choices(*answers, single="true"):
    lines = (f"<answer fraction='{f}'><text><![CDATA[{text}]]></text></answer>" for f, text in answers)
    return f"<single>{single}</single>{''.join(lines)}"


PIECES = [*"a*_`- ", "1.", "&lt;", "<br>", "<p>", "<li>", "<sup>"]
PIECES += [f"<{slash}{tag}>" for tag in ("b", "i", "ul", "code") for slash in ("", "/")]
"""Tags and signs that could be mixed up."""

CHOICE = question("multichoice", choices((100, "yes"), (0, "no")))


def reason(content):
    """Why the one question of the file stays behind."""
    read = read_moodle(content, "f.xml")
    assert not read.items
    (skipped,) = read.skipped
    return skipped.reason


def only(content):
    read = read_moodle(content, "f.xml")
    assert not read.skipped
    (item,) = read.items
    return item


# --- out ----------------------------------------------------------------------------------------------------


def test_every_item_is_there_in_the_shape_that_moodle_reads(content, questions, asked):
    """The whole bank and one item of each kind are exported, and each question has the fields of its type."""
    GRAMMAR.assertValid(etree.fromstring(content))
    assert questions.keys() == asked.keys()
    assert {one.kind for one in asked.values()} | {"case"} == WRITERS.keys()


def test_another_reader_finds_the_same_keys(content, questions, asked):
    """An independent package reads every multiple-choice question and finds right what we hold for right."""
    read = {one.name: one for one in parse_bytes(content)["multichoice"]}
    assert read.keys() == of_kind(asked, "choice", "multiple", "hotspot", "true-false").keys()
    for name, one in of_kind(asked, "choice", "multiple", "hotspot").items():
        options = getattr(one, "spots", None) or one.options
        assert [option.score_fraction > 0 for option in read[name].options] == [o.correct for o in options]
        assert [unescape(to_html(o.text)) for o in options] == [
            re.sub(r"<p><img.*", "", option.answer) for option in read[name].options
        ]
        assert [o.feedback for o in read[name].options] == [unescape(to_html(o.feedback)) for o in options]
        assert read[name].single == (one.kind != "multiple")


def test_a_set_of_ticks_earns_in_moodle_what_it_earns_here(items, questions):
    """Moodle's sum of shares, stopped at nought and one, is our score for every way to answer."""
    for id, item in items.items():
        if item.kind != "multiple":
            continue
        shares = [float(answer.get("fraction")) / 100 for answer in questions[id].iterfind("answer")]
        for size in range(1, len(shares) + 1):
            for ticks in combinations(range(len(shares)), size):
                moodle = min(1.0, max(0.0, sum(shares[tick] for tick in ticks)))
                ours = grade(item, [item.options[tick].id for tick in ticks]).score
                assert moodle == pytest.approx(ours, abs=1e-6)


def test_shares_of_right_answers_add_up():
    """However many options are right, together they earn 100 %."""
    for count, shares in RIGHT_SHARES.items():
        assert len(shares) == count
        assert sum(map(float, shares)) == pytest.approx(100, abs=1e-4)


def test_a_verdict_with_its_reason_earns_what_it_earns_here(items, questions):
    """True/false: each of the joined answers has the share that our grading gives the two."""
    for id, item in items.items():
        if item.kind == "true-false":
            given = [(v, reason.id) for v in ("true", "false") for reason in item.reasons]
            ours = [grade(item, {"verdict": verdict, "reason": id}).score for verdict, id in given]
            assert [float(a.get("fraction")) / 100 for a in questions[id].iterfind("answer")] == ours


def test_numbers_keep_answer_tolerance_units_and_slips(asked, questions):
    """A numerical question holds the right number first, then the slips, then all others."""
    for name, one in of_kind(asked, "number").items():
        answers = questions[name].findall("answer")
        texts = [answer.findtext("text") for answer in answers]
        assert [float(text) for text in texts[:-1]] == [one.answer, *(near.value for near in one.near_misses)]
        assert texts[-1] == "*" and [a.get("fraction") for a in answers] == [
            "100",
            *["0"] * (len(answers) - 1),
        ]
        assert {float(answer.findtext("tolerance")) for answer in answers[:-1]} == {one.tolerance}
        units = {unit.findtext("unit_name"): unit for unit in questions[name].iterfind("units/unit")}
        factors = {name: 1 / float(unit.findtext("multiplier")) for name, unit in units.items()}
        assert factors == pytest.approx({one.unit: 1.0, **one.units})


def test_moodle_works_out_what_we_work_out(asked, questions):
    """Each calculated question brings up to 20 sets in range, for which both formulas agree."""
    for name, one in of_kind(asked, "calculated").items():
        formula = questions[name].findtext("answer/text")
        assert re.fullmatch(r"[-+*/(),.\d{}a-z_]+", formula)
        columns = {
            data.findtext("name/text"): [float(v.text) for v in data.iterfind(".//dataset_item/value")]
            for data in questions[name].iter("dataset_definition")
        }
        draws = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        assert columns.keys() == one.variables.keys() and 0 < len(draws) <= DRAWS
        for draw in draws:
            assert all(one.variables[n].low <= value <= one.variables[n].high for n, value in draw.items())
            assert as_php(formula, draw) == pytest.approx(evaluate(one.formula, draw))


def as_php(formula, values):
    """The formula as Moodle evaluates it: numbers put in for the braces, then the few functions of PHP."""
    from math import floor, sqrt

    from simpleeval import SimpleEval

    filled = re.sub(r"\{(\w+)\}", lambda name: f"({values[name[1]]})", formula)
    functions = {"floor": floor, "pow": pow, "sqrt": sqrt, "abs": abs, "max": max, "min": min}
    return SimpleEval(functions=functions).eval(filled)


@pytest.mark.parametrize(
    "formula",
    ["-a ** 2", "a // -b", "a % -b", "max(a, b, 3) - min(a, +b)", "sqrt(abs(a - b)) / 1e-7", "a**b//2"],
)
def test_a_formula_that_moodle_can_say_means_the_same_there(formula):
    """Signs, powers, whole division and remainders come out alike for numbers of both signs."""
    for a in (-7, -0.5, 3, 8):
        for b in (-3, 2, 5):
            values = {"a": a, "b": b}
            assert as_php(to_moodle(formula, values), values) == pytest.approx(evaluate(formula, values))


@pytest.mark.parametrize(
    "formula", ["round(a)", "a if a > 2 else b", "a.b", "f(a)", "max(a)", "c", "True", "a +"]
)
def test_a_formula_that_moodle_cannot_say_is_refused(formula):
    """What PHP rounds or reads otherwise is not translated."""
    with pytest.raises(ValueError):
        to_moodle(formula, {"a": 1, "b": 2})


def test_what_moodle_cannot_calculate_is_exported_with_one_draw(kinds, tmp_path):
    """A formula that rounds becomes a numerical question, and the list says so."""
    (quiz, lost) = changed(kinds, tmp_path, "a-calculated", formula="round(sets * hold_seconds / 7)")
    (one,) = quiz.xpath("question[name/text='a-calculated']")
    assert one.get("type") == "numerical" and "{" not in one.findtext("questiontext/text")
    assert any("one draw" in line for line in lost if line.startswith("a-calculated"))


def changed(course, tmp_path, id, **fields):
    """The file's root and what is lost, for one item with other fields."""
    (item,) = [item for item in course.quizzes["all-kinds"].items if item.id == id]
    item = type(item).model_validate(item.model_dump() | fields)
    quiz = course.quizzes["all-kinds"].model_copy(update={"items": (item,)})
    file = tmp_path / "one.xml"
    lost = export_moodle(course.model_copy(update={"quizzes": {"all-kinds": quiz}}), ["all-kinds"], file)
    return etree.parse(file).getroot(), lost


def test_orders_pairs_and_gaps_keep_their_keys(asked, questions):
    """Steps stand in order, each line has its partner, and each gap names its word."""
    for name, one in of_kind(asked, "order").items():
        texts = [(a.get("fraction"), a.findtext("text")) for a in questions[name].iterfind("answer")]
        assert texts == [(str(n), to_html(part.text)) for n, part in enumerate(one.parts, 1)]
    for name, one in of_kind(asked, "match").items():
        partners = {partner.id: to_plain(partner.text) for partner in one.partners}
        lines = questions[name].findall("subquestion")
        found = [line.findtext("answer/text") for line in lines]
        assert found[: len(one.pairs)] == [partners[pair.partner] for pair in one.pairs]
        assert set(found) == set(partners.values())
        assert not any(line.findtext("text") for line in lines[len(one.pairs) :])
    for name, one in of_kind(asked, "cloze").items():
        words = [word.findtext("text") for word in questions[name].iterfind("selectoption")]
        keys = {word.id: to_plain(word.text) for word in one.words}
        gaps = re.findall(r"\[\[(\d+)\]\]", questions[name].findtext("questiontext/text"))
        in_text = re.findall(r"\{([a-z0-9-]+)\}", one.text)
        by_id = {gap.id: keys[gap.word] for gap in one.gaps}
        assert [words[int(gap) - 1] for gap in gaps] == [by_id[id] for id in in_text]


def test_pictures_come_along(questions, items):
    """A picture lies in the question as bytes, is shown with its alt text, and is ours to the byte."""
    shown = 0
    for id, item in items.items():
        if item.picture and item.kind != "case":
            text = questions[id].find("questiontext")
            (file,) = text.findall("file")
            assert file.get("name") == item.picture.file
            assert base64.b64decode(file.text) == picture_file(item.picture.file).read_bytes()
            assert f'src="@@PLUGINFILE@@/{item.picture.file}" alt="' in text.findtext("text")
            shown += 1
    assert shown >= 3 and questions["a-hotspot"].find("questiontext/file") is not None


def test_explanation_sources_hint_and_tags_come_along(questions):
    """What the bank knows of an item stands where Moodle has a place for it."""
    one = questions["a-choice"]
    told = one.findtext("generalfeedback/text")
    assert "SECRET because." in told and "How long to hold" in told and "physiotherapy" in told
    assert "kettle" in one.findtext("hint/text") and one.findtext("penalty") == "0.25"
    assert one.findtext("idnumber") == "a-choice"
    assert {"item:a-choice", "track:learner", "level:apply", "objective:prescribe-a-dose"} <= set(
        one.xpath("tags/tag/text/text()")
    )
    assert "SECRET shin" in questions["a-match"].findtext("generalfeedback/text")


def test_stages_of_a_case_follow_each_other(questions):
    """Each stage is a question with the story so far, and together they earn one mark."""
    first, second = questions["a-case stage 1 of 2"], questions["a-case stage 2 of 2"]
    assert "LATER" not in first.findtext("questiontext/text")
    assert "Ben, 60" in second.findtext("questiontext/text") and "LATER" in second.findtext(
        "questiontext/text"
    )
    assert float(first.findtext("defaultgrade")) + float(second.findtext("defaultgrade")) == 1
    assert "twenty twice" not in first.findtext("generalfeedback/text")


@pytest.mark.parametrize(
    "id, what",
    [
        ("a-choice", "hint costs"), ("a-true-false", "two separate answers"), ("a-number", "spellings"),
        ("a-calculated", "drawn anew"), ("an-order", "feedback by part"), ("a-match", "feedback by part"),
        ("a-hotspot", "tapping"), ("a-cloze", "feedback by part"), ("a-case", "unfolding"),
        ("a-case", "earlier answer"), ("a-case", "safety-critical"), ("show-what-you-know", "blueprint"),
        ("all-kinds", "pass mark"),
    ],
)  # fmt: skip
def test_what_is_lost_is_listed(exported, id, what):
    """Nothing is dropped silently: each loss is a line with the item's id."""
    assert any(line.startswith(f"{id}: ") and what in line for line in exported[1])


def test_hostile_words_are_words(kinds, tmp_path):
    """Scripts, gap marks of Moodle, right-to-left, emoji and signs that XML lacks come out as text."""
    stem = "<script>alert(1)</script> [[1]] שלום 😀 \x0b ]]> &amp;lt;"
    quiz, _ = changed(kinds, tmp_path, "a-cloze", stem=stem)
    GRAMMAR.assertValid(quiz)
    shown = quiz.xpath("string(question[2]/questiontext/text)")
    assert "<script" not in shown and "שלום 😀 \N{REPLACEMENT CHARACTER}" in shown
    assert re.findall(r"\[\[(\d)\]\]", shown) == ["1", "2"]


def test_nothing_is_written_over_or_by_halves(kinds, tmp_path, monkeypatch):
    """A file that is there stays, and a picture that is gone leaves no file."""
    file = tmp_path / "here.xml"
    file.write_text("mine")
    with pytest.raises(PlainError, match="is there already"):
        export_moodle(kinds, ["all-kinds"], file)
    assert file.read_text() == "mine"
    monkeypatch.setattr("course.exchange.moodle_xml.picture_file", lambda name: tmp_path / "gone")
    with pytest.raises(PlainError, match="no such picture"):
        export_moodle(kinds, ["all-kinds"], tmp_path / "new.xml")
    with pytest.raises(PlainError, match="cannot be written"):
        export_moodle(kinds, ["before-you-begin"], tmp_path / "no-such-folder" / "new.xml")
    assert list(tmp_path.glob("*.xml*")) == [file]


# --- there and back -----------------------------------------------------------------------------------------


def test_a_round_trip_gives_the_same_keys(content, asked):
    """What our own reader makes of the export asks the same and holds the same for right."""
    read = read_moodle(content, "all.xml")
    names = {re.sub(r" stage (\d) of \d", r"-\1", name): one for name, one in asked.items()}
    assert [one.reason.split(";")[0] for one in read.skipped] == ["calculated questions are not read"] * len(
        of_kind(asked, "calculated")
    )
    assert {item["id"] for item in read.items} == names.keys() - {one.name for one in read.skipped}
    for item in read.items:
        assert key_of(item) == key_of(names[item["id"]].model_dump()), item["id"]


def key_of(one):
    """What is right, in words."""
    match one["kind"]:
        case "choice" | "multiple" | "hotspot":
            options = one.get("options") or one["spots"]
            return [
                re.sub(r"\[picture.*", "", to_plain(o["text"])).strip() for o in options if o.get("correct")
            ]
        case "true-false":
            (right,) = [reason for reason in one["reasons"] if reason["correct"]]
            return [f"{one['is_true']}, because: {to_plain(right['text'])}"]
        case "number":
            nears = [near["value"] for near in one.get("near_misses") or ()]
            return one["answer"], one["tolerance"], one["unit"], one.get("units") or {}, nears
        case "order":
            return [to_plain(part["text"]) for part in one["parts"]]
        case "match":
            partners = {partner["id"]: to_plain(partner["text"]) for partner in one["partners"]}
            return [(to_plain(pair["text"]), partners[pair["partner"]]) for pair in one["pairs"]]
        case "cloze":
            words = {word["id"]: to_plain(word["text"]) for word in one["words"]}
            fills = {gap["id"]: words[gap["word"]] for gap in one["gaps"]}
            return to_plain(re.sub(r"\{([a-z0-9-]+)\}", lambda gap: f"<{fills[gap[1]]}>", one["text"]))


def test_what_is_read_passes_the_check(content, course, kinds):
    """All that comes back is a quiz by our schema."""
    quiz = Quiz.model_validate(quiz_of(read_moodle(content, "all.xml"), "again", SAID, course))
    assert len(quiz.items) > 100


# --- in -----------------------------------------------------------------------------------------------------


def test_a_teachers_choice_comes_along():
    """HTML becomes our Markdown, and what the file lacks is said in neutral words."""
    item = only(
        as_moodle(question("multichoice", choices((100, "<b>yes</b>"), (0, "2*3")), "<p>Is <i>it</i>?"))
    )
    assert item["stem"] == "Is *it*?"
    assert [option["text"] for option in item["options"]] == ["**yes**", "2\\*3"]
    assert item["options"][0]["feedback"] == NO_FEEDBACK


def test_true_or_false_becomes_a_choice_of_two():
    """Moodle's true/false has no reason, ours asks for one."""
    item = only(as_moodle(question("truefalse", choices((0, "true"), (100, "false")))))
    assert item["kind"] == "choice" and item["keep_order"]
    assert [(o["text"], o["correct"]) for o in item["options"]] == [("True", False), ("False", True)]


def test_a_number_without_unit_says_so():
    """Ours has a unit always; the list tells the teacher to write it."""
    body = "<answer fraction='100'><text>3,5</text><tolerance>0.1</tolerance></answer>"
    read = read_moodle(as_moodle(question("numerical", body)), "f.xml")
    assert (read.items[0]["answer"], read.items[0]["unit"]) == (3.5, NO_UNIT)
    assert "names no unit" in str(read.changed[0])


@pytest.mark.parametrize(
    "type, body, why",
    [
        ("shortanswer", "", "free text"), ("essay", "", "free text"), ("cloze", "", "embedded"),
        ("calculated", "", "formula"), ("stack", "", "“stack”"), ("", "", "no type"),
        ("multichoice", choices((0, "a"), (0, "b")), "100 %"),
        ("multichoice", choices((100, "a"), (100, "b")), "100 %"),
        ("multichoice", choices((50, "a"), (50, "b"), single="false"), "at least one correct"),
        ("multichoice", choices((100, "a"), (0, "")), "text"),
        ("multichoice", choices(("much", "a"), (0, "b")), "no number"),
        ("multichoice", choices((100, "a")), "at least 2"),
        ("truefalse", choices((100, "true")), "two answers"),
        ("truefalse", choices((100, "wahr"), (0, "falsch")), "not called"),
        ("numerical", "<answer fraction='100'><text>*</text></answer>", "one number"),
        ("numerical", "<answer fraction='100'><text>1e999</text></answer>", "no number"),
        ("numerical", "<answer fraction='100'><text>__import__('os')</text></answer>", "no number"),
        ("numerical", "<answer fraction='100'><text>1</text><tolerance>-1</tolerance></answer>", "tolerance"),
        ("matching", "<subquestion><text>a</text></subquestion>", "no partner"),
        ("ordering", "<answer fraction='1'><text>a</text></answer>", "at least 3"),
        ("gapselect", "<selectoption><text>a</text></selectoption>", "at least 2"),
    ],
)  # fmt: skip
def test_what_cannot_come_along_is_listed_with_the_reason(type, body, why):
    """A question that is of another kind or broken stays behind alone, and the list says why."""
    assert why in reason(as_moodle(question(type, body)))


def test_the_rest_goes_on(tmp_path):
    """Around a broken question all others are read, and the list names its line."""
    read = read_moodle(as_moodle(CHOICE, "\n\n", question("essay", name="essay-1"), CHOICE), "f.xml")
    assert [item["id"] for item in read.items] == ["q", "q-2"]
    assert str(read.skipped[0]) == "line 3  essay-1: free text is not graded here"


@pytest.mark.parametrize(
    "content, why",
    [
        (b"<quiz><question>", "cannot be read as XML"),
        (CHOICE.encode() + b"</quiz>", "cannot be read as XML"),
        (b"<html/>", "begins with <html>"),
        (b"<!DOCTYPE quiz><quiz/>", "DOCTYPE"),
        (b"<!DOCTYPE q [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><quiz>&x;</quiz>", "DOCTYPE"),
        ("<!DOCTYPE quiz SYSTEM 'http://127.0.0.1:9/x'><quiz/>".encode("utf-16"), "DOCTYPE"),
        (b"<quiz>&undefined;</quiz>", "cannot be read as XML"),
        (b"<quiz>" + b"<a>" * 100_000, "cannot be read as XML"),
        (b"<?xml version='1.0' encoding='no-such'?><quiz/>", "cannot be read as XML"),
        (b"\xff\xfe\x00", "cannot be read as XML"),
        (b"", "cannot be read as XML"),
        (as_moodle(*[CHOICE] * (MAX_QUESTIONS + 1)), "at most"),
    ],
)
def test_a_file_that_is_not_moodles_is_one_sentence(content, why):
    """What is no Moodle XML, or hides something, is refused as a whole with where, what and expected."""
    with pytest.raises(PlainError, match="^f.xml: .*expected") as told:
        read_moodle(content, "f.xml")
    assert why in str(told.value)


def test_an_xml_bomb_does_not_go_off():
    """Entities are refused before they grow."""
    lines = "".join(f"<!ENTITY x{n} '{f'&x{n - 1};' * 10}'>" for n in range(1, 12))
    with pytest.raises(PlainError):
        read_moodle(
            f"<!DOCTYPE q [<!ENTITY x0 'boom'>{lines}]><quiz a='&x11;'>&x11;</quiz>".encode(), "f.xml"
        )


@pytest.mark.parametrize(
    "text, shown",
    [
        ("<script>alert(1)</script>x", "x"),
        ("<img src=x onerror=alert(1) alt='a * b'>", "[picture: a * b]"),
        ("a <b>b </b>c<br>d", "a b c d"),
        ("10<sup>3</sup> H<sub>2</sub>O", "10³ H₂O"),
        ("<ul><li>a<li>b</ul>", "a b"),
        ("1. &lt;b&gt; *x* _y_ `z` &amp;amp; \\", "1. <b> *x* _y_ `z` &amp; \\"),
        ("שלום <b>😀</b> <a href='javascript:x'>l</a>", "שלום 😀 l"),
        ("a**<b>'q'</b>b", "a**'q'b"),
    ],
)
def test_html_becomes_text_that_shows_the_same(text, shown):
    """Tags go, words stay as they were, and no word turns into a mark."""
    assert to_plain(to_markdown(text)) == shown
    assert "<script" not in to_html(to_markdown(text)) and "<img" not in to_html(to_markdown(text))


def test_lists_and_emphasis_stay():
    """What our Markdown can say is kept."""
    made = to_markdown(
        "<p>Do <em>this</em>:</p><ol><li>one<ul><li>two</li></ul></li><li><code>a*b</code></li></ol>"
    )
    assert made == "Do *this*:\n\n1. one\n   - two\n2. `a*b`"


def test_a_text_without_end_is_refused():
    """100,000 characters, or tags without end, cost one question; the test ends."""
    assert "characters" in reason(
        as_moodle(question("multichoice", choices((100, "a"), (0, "b")), "x" * 100_000))
    )
    for piece in ("<div>", "<a ", "<!--", "<b id=1><p>", "&", "<ul><li>", "<a b='"):
        with suppress(ValueError):
            to_markdown((piece * MAX_HTML)[:MAX_HTML])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab *_`\\-+1.)&;#<>/\n[]{}😀ש"), max_size=40))
def test_any_plain_text_is_shown_as_it_is(text):
    """Whatever signs a text holds, escaped it is shown with all of them."""
    assert re.sub(r"\s", "", to_plain(escaped(text))) == re.sub(r"\s", "", text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_html_is_read_without_a_crash(pieces):
    """Tags in any disorder give the words that they hold, with emphasis or without."""
    text = "".join(pieces)
    made = to_plain(to_markdown(text))
    assert made.count("a") == text.count("a")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_refused_or_read_never_half(small, course, data):
    """Bytes cut, doubled or overwritten give a sentence, or a quiz that our schema takes."""
    content = bytearray(small)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content) - 1))
        end = min(len(content), start + data.draw(st.integers(0, 40)))
        content[start:end] = data.draw(
            st.sampled_from(
                [b"", b"<", b">", b"&", b"0", b"-1", b"<text>", b"\xff", bytes(content[start:end]) * 2]
            )
        )
    try:
        read = read_moodle(bytes(content), "f.xml")
    except PlainError:
        return
    if read.items:
        Quiz.model_validate(quiz_of(read, "again", SAID, course))


@pytest.fixture(scope="session")
def small(kinds, tmp_path_factory):
    """One question of each kind, without the pictures' bytes."""
    file = tmp_path_factory.mktemp("small") / "small.xml"
    export_moodle(kinds, ["all-kinds"], file)
    return re.sub(rb"<file.*?</file>", b"", file.read_bytes(), flags=re.DOTALL)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_a_sentence(content):
    """Noise is no Moodle XML."""
    with pytest.raises(PlainError):
        read_moodle(content, "f.xml")


# --- from the shell -----------------------------------------------------------------------------------------


def test_export_and_import_from_the_shell(tmp_path, capsys):
    """`bedstretch export moodle` writes a file that `bedstretch import quiz` takes into a bank."""
    file, bank = tmp_path / "kinds.xml", tmp_path / "bank"
    assert main(["export", "moodle", str(file), "--bank", str(BANK), "--quiz", "all-kinds"]) == 0
    said = capsys.readouterr().out
    assert "10 questions" in said and "a-hotspot: tapping" in said
    assert main(["import", "quiz", str(file), "--to", str(bank), *TEACHER]) == 0
    said = capsys.readouterr().out
    assert "left out: line" in said and "changed: line" in said and "10 questions, 1 left out" in said
    assert [path.name for path in bank.rglob("*.*")] == ["kinds.yaml"]
    assert len(yaml.safe_load((bank / "quizzes/kinds.yaml").read_text("utf-8"))["items"]) == 10


def test_the_shell_tells_what_is_wrong(tmp_path, capsys):
    """Bad input is 1 with a sentence, wrong usage 2, and neither leaves a file."""
    file, bank = tmp_path / "out.xml", tmp_path / "bank"
    file.write_text("mine")
    assert main(["export", "moodle", str(file), "--quiz", "before-you-begin"]) == 1
    assert "is there already" in capsys.readouterr().err and file.read_text() == "mine"
    assert main(["export", "moodle", str(tmp_path / "new.xml"), "--quiz", "none"]) == 1
    assert "no quiz 'none'" in capsys.readouterr().err
    assert main(["import", "quiz", str(file), "--to", str(bank), *TEACHER]) == 1
    file.write_bytes(as_moodle(question("essay")))
    assert main(["import", "quiz", str(file), "--to", str(bank), *TEACHER]) == 1
    said = capsys.readouterr()
    assert "left out: line 1  q: free text" in said.out and "nothing was written" in said.err
    file.write_bytes(as_moodle(CHOICE))
    wrong = ["--lesson", "01_stay_safe", "--objective", "no-such", "--source", "textbook-physiotherapy"]
    assert main(["import", "quiz", str(file), "--to", str(bank), *wrong]) == 1
    assert "no-such" in capsys.readouterr().err
    with pytest.raises(SystemExit) as usage:
        main(["export", "moodle"])
    assert usage.value.code == 2
    assert not list(bank.rglob("*.yaml*")) and list(tmp_path.glob("*.xml*")) == [file]


def test_an_import_does_not_write_over_a_quiz(tmp_path, capsys):
    """The same id again is refused, and the first quiz stays as it was."""
    file, bank = tmp_path / "one.xml", tmp_path / "bank"
    file.write_bytes(as_moodle(CHOICE))
    arguments = ["import", "quiz", str(file), "--to", str(bank), "--id", "mine", *TEACHER]
    assert main(arguments) == 0
    before = (bank / "quizzes/mine.yaml").read_bytes()
    assert main(arguments) == 1
    assert "choose another --id" in capsys.readouterr().err
    assert (bank / "quizzes/mine.yaml").read_bytes() == before


def test_a_bank_with_pictures_takes_more_questions(tmp_path):
    """The bank's own pictures count when the check tries it with the new quiz."""
    bank, file = tmp_path / "bank", tmp_path / "one.xml"
    (bank / "quizzes").mkdir(parents=True)
    (bank / "media").mkdir()
    (bank / "media/mine.webp").write_bytes(b"RIFF")
    quiz = yaml.safe_load((BANK / "quizzes/all-kinds.yaml").read_text("utf-8"))
    quiz["items"] = quiz["items"][:1]
    quiz["items"][0]["picture"] = {"file": "mine.webp", "alt": "Mine"}
    (bank / "quizzes/all-kinds.yaml").write_text(yaml.safe_dump(quiz), "utf-8")
    file.write_bytes(as_moodle(CHOICE))
    assert main(["import", "quiz", str(file), "--to", str(bank), *TEACHER]) == 0
    assert (
        main(["export", "moodle", str(tmp_path / "out.xml"), "--bank", str(bank), "--quiz", "all-kinds"]) == 0
    )
    assert base64.b64encode(b"RIFF") in (tmp_path / "out.xml").read_bytes()
    assert "BEDSTRETCH_BANK" not in os.environ
