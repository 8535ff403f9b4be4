"""jupyterquiz's questions, as its README and its own examples write them, in a teacher's bank."""

import copy
import json
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course import load_course
from course.errors import PlainError
from course.exchange.imported import NO_FEEDBACK, Said, quiz_of, write_quiz
from course.exchange.jupyterquiz import NO_UNIT, read_jupyterquiz
from course.grading import grade
from course.rich_text import to_html
from course.schema.quizzes import ChoiceQuestion, MultipleQuestion, NumberQuestion
from course.shell import main

MODELS = {"choice": ChoiceQuestion, "multiple": MultipleQuestion, "number": NumberQuestion}
SAID = Said("03_bring_knees_to_chest", ("prescribe-a-dose",), ("textbook-physiotherapy",))
IMPORT = ["--lesson", SAID.lesson, "--objective", SAID.objectives[0], "--source", SAID.sources[0]]


def right(text, **more):
    return {"answer": text, "correct": True, **more}


def wrong(text, **more):
    return {"answer": text, "correct": False, **more}


def one(kind, *answers, question="Which?", **more):
    return {"question": question, "type": kind, "answers": list(answers), **more}


# In the shapes of jupyterquiz's README and example file; the words are ours.
EXAMPLES = [
    one(
        "many_choice",
        right("a pulse", feedback="Yes."),
        right("a breath"),
        wrong("a *stone*", feedback="No."),
    ),
    one("many_choice", right("one"), wrong("two"), answer_cols=4),
    one("multiple_choice", wrong("3", feedback="False."), right("4", feedback="Correct.")),
    one(
        "numeric",
        {"type": "value", "value": 3.14, "correct": True, "feedback": "Correct."},
        {"type": "range", "range": [3.142857, 3.142858], "correct": True, "feedback": "Not quite $\\pi$."},
        {"type": "range", "range": [-100000000, 0], "correct": False, "feedback": "Negative?"},
        {"type": "value", "value": 6.28, "correct": False, "feedback": "That is two of it."},
        {"type": "default", "feedback": "Look at $\\pi$ again."},
        question="Enter $\\pi$ to 2 places.",
        precision=2,
    ),
    one("multiple_choice", wrong("1"), right("12"), code='a="1"\nif a:\n    print(a+"2")'),
    one("multiple_choice", {"code": "l+=3", "correct": False}, {"code": "l+=[3]", "correct": True}),
    one("multiple_choice", right("$\\frac{22}{7}$"), wrong("$\\tau$")),
    one("string", {"answer": "JFK", "correct": True, "match_case": False}),
]


def read(questions):
    return read_jupyterquiz(json.dumps(questions).encode(), "folder/my quiz.json")


def only(question):
    """The one item of one question, checked by our schema, and what changed about it."""
    imported = read([question])
    assert imported.skipped == ()
    (item,) = imported.items
    return MODELS[item["kind"]].model_validate(item), [str(line) for line in imported.changed]


def why_not(question):
    imported = read([question])
    assert imported.items == ()
    (skipped,) = imported.skipped
    assert skipped.where == "question 1"
    return skipped.reason


def test_the_shapes_of_its_examples_come_along():
    """All but the typed words come along, in the order of the file."""
    imported = read(EXAMPLES)
    kinds = [item["kind"] for item in imported.items]
    assert kinds == ["multiple", "multiple", "choice", "number", "choice", "choice", "choice"]
    assert [str(line) for line in imported.skipped] == [
        "question 8  Which?: an answer typed as words: there is no such kind here"
    ]
    assert imported.title == "my quiz"


def test_keys_are_kept():
    """What was right is right, what was wrong is wrong, in the order that it had."""
    for question, item in zip(EXAMPLES, read(EXAMPLES).items, strict=False):
        if item["kind"] != "number":
            assert [o["correct"] for o in item["options"]] == [a["correct"] for a in question["answers"]]


def test_feedback_is_kept_and_its_lack_is_said():
    """An answer keeps what was said of it; where nothing was, that is what is said."""
    item, _ = only(EXAMPLES[0])
    assert [option.feedback for option in item.options] == ["Yes.", NO_FEEDBACK, "No."]


def test_a_rounded_number_is_a_range():
    """Two significant digits of 3.14 are 3.1: right from 3.05 to 3.15, and nowhere else."""
    item, changed = only(EXAMPLES[3])
    scores = {text: grade(item, text).score for text in ("3.14", "3.05", "3.1499", "3.04", "3.16", "6.28")}
    assert scores == {"3.14": 1, "3.05": 1, "3.1499": 1, "3.04": 0, "3.16": 0, "6.28": 0}
    assert grade(item, "6.28").feedback.general == "That is two of it."
    assert grade(item, "1").feedback.general == "Look at `\\pi` again."
    assert item.unit == NO_UNIT and any(NO_UNIT in line for line in changed)
    assert any("-1e+08 to 0" in line for line in changed)


@pytest.mark.parametrize(
    ("answers", "good", "bad"),
    [
        ([{"value": 90, "correct": True}], ["90", "90.0"], ["90.1", "89.9"]),
        ([{"value": 0, "correct": True}], ["0"], ["0.1"]),
        ([{"value": -2.5, "correct": True}], ["-2.5", "-2,5"], ["2.5"]),
        ([{"range": [10, 20], "correct": True}], ["10", "15", "19.99"], ["9.99", "20.01"]),
        ([{"value": 5, "correct": True}, {"range": [-100, 100], "correct": False}], ["5"], ["4", "6"]),
        ([{"range": [0, 10], "correct": False}, {"range": [10, 20], "correct": True}], ["10"], ["9.9"]),
        ([{"value": 12, "correct": True}, {"range": [10, 20], "correct": True}], ["10", "12"], ["21"]),
    ],
)
def test_values_and_ranges(answers, good, bad):
    """A number is right and wrong where it was."""
    item, _ = only(one("numeric", *answers))
    assert [grade(item, text).score for text in good] == [1] * len(good)
    assert [grade(item, text).score for text in bad] == [0] * len(bad)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("text", "is not an object"),
        (None, "is not an object"),
        (one("essay"), "type 'essay' is unknown"),
        (one(["multiple_choice"]), "is unknown"),
        ({"question": "Which?", "type": "multiple_choice"}, "answers is not a list"),
        (one("multiple_choice", "yes", "no"), "answers is not a list"),
        (one("multiple_choice", right("a"), right("b")), "2 of its answers are right"),
        (one("multiple_choice", wrong("a"), wrong("b")), "0 of its answers are right"),
        (one("multiple_choice", right("a")), "at least 2"),
        (one("many_choice", right("a"), right("b")), "at least one correct and one incorrect"),
        (one("many_choice", *(wrong(str(n)) for n in range(13))), "13 answers"),
        (one("multiple_choice", right("a"), {"answer": "b", "correct": "no"}), "neither true nor false"),
        (one("multiple_choice", right(3), wrong("b")), "answer is not a text"),
        (one("multiple_choice", right("a", feedback=7), wrong("b")), "feedback is not a text"),
        (one("multiple_choice", right("a"), wrong("b"), question=""), "no text under question"),
        (one("multiple_choice", right("a"), wrong("b"), question="x" * 2001), "2000 characters"),
        (one("multiple_choice", right("a"), wrong("b"), question="x" * 100_000), "20,000 characters"),
        (one("multiple_choice", right("a"), wrong("<script>b</script>")), "no text under answer"),
        (one("numeric", {"value": 1, "correct": False}), "none of its answers is right"),
        (one("numeric", {"value": "1", "correct": True}), "value is not a number"),
        (one("numeric", {"value": True, "correct": True}), "value is not a number"),
        (one("numeric", {"value": 1e300, "correct": True}), "larger than"),
        (one("numeric", {"value": float("nan"), "correct": True}), "larger than"),
        (one("numeric", {"range": [2, 1], "correct": True}), "from low to high"),
        (one("numeric", {"range": [1], "correct": True}), "two numbers"),
        (one("numeric", {"value": 1, "correct": True}, precision=2.5), "precision"),
        (one("numeric", {"value": 1, "correct": True}, {"value": 2, "correct": True}), "several right"),
        (one("numeric", {"value": 1, "correct": False}, {"range": [0, 2], "correct": True}), "lies within"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_skipped_with_the_reason(question, reason):
    """One odd question is named with its reason; the others come along."""
    assert reason in why_not(question)
    assert len(read([question, EXAMPLES[0]]).items) == 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2 * 3 * 4 and a_b_c `x`", "<p>2 * 3 * 4 and a_b_c `x`</p>"),
        ("1. not a list", "<p>1. not a list</p>"),
        ("- nor this", "<p>- nor this</p>"),
        ("<b>bold</b> and <i>slanted</i>", "<p><strong>bold</strong> and <em>slanted</em></p>"),
        ("<b>really?</b>yes, y<i>(e)</i>s", "<p>really?yes, y(e)s</p>"),
        ("is <b>this?</b> so", "<p>is <strong>this?</strong> so</p>"),
        ("one<br>two", "<p>one<br>\ntwo</p>"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("<code>a &lt; b</code>", "<p><code>a &lt; b</code></p>"),
        ("a &lt;b&gt; &amp;amp;", "<p>a &lt;b&gt; &amp;amp;</p>"),
        ("3 < 4 & 5 > 2", "<p>3 &lt; 4 &amp; 5 &gt; 2</p>"),
        ("$a_1 < b$ holds", "<p><code>a_1 &lt; b</code> holds</p>"),
        ("costs \\$5", "<p>costs $5</p>"),
        ("see [here](http://example.org/x)", "<p>see here</p>"),
        ("x<script>alert(1)</script><img src=x onerror=alert(1) alt='a hip'>", "<p>xa hip</p>"),
        ("<a href='javascript:alert(1)'>go</a>", "<p>go</p>"),
        ("\u202eabc 👩🏽‍⚕️ \"q\" 'r'", "<p>\u202eabc 👩🏽‍⚕️ \"q\" 'r'</p>"),
    ],
)
def test_texts_look_as_they_did(written, shown):
    """HTML, formulas and the signs of Markdown are shown as jupyterquiz shows them, or as words."""
    item, _ = only(one("multiple_choice", right("a"), wrong("b"), question=written))
    assert to_html(item.stem).replace("&quot;", '"').replace("&#x27;", "'") == shown


def test_code_keeps_its_lines_and_indentation():
    """Each line of code is code, and spaces at its beginning stay."""
    item, changed = only(EXAMPLES[4])
    assert '<code>\xa0\xa0\xa0\xa0print(a+"2")</code>' in to_html(item.stem).replace("&nbsp;", "\xa0")
    assert any("code is shown line by line" in line for line in changed)


def test_what_changed_is_listed():
    """Formulas, pictures, links and scripts that could not come along are named with their question."""
    _, changed = only(
        one("multiple_choice", right("$x$"), wrong("<img src=a>b"),
            question="<script>x</script>see [a](http://b) <table><tr><td>c</td></tr></table>\x07")
    )  # fmt: skip
    told = "\n".join(changed)
    for part in ("formulas", "a picture", "a link to http://b", "<script>", "control characters"):
        assert part in told
    assert all(line.startswith("question 1  ") for line in changed)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'"text"',
        b"[1, 2",
        b"[" * 100_000,
        b"\xff\xfe[\x00]\x00",
        b"W3sicXVlc3Rpb24iOiAiV2hpY2g/In1d",
        b"[" + b"9" * 5000 + b"]",
        json.dumps([{}] * 1001).encode(),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_odd_files_give_one_sentence(content):
    """What is no list of questions, or is encoded, is refused with one line that names the file."""
    with pytest.raises(PlainError) as refused:
        read_jupyterquiz(content, "quiz.json")
    assert str(refused.value).startswith("quiz.json: ") and len(str(refused.value).splitlines()) == 1


def test_what_was_read_passes_the_check(tmp_path):
    """The quiz made of the examples is written into a bank that the course takes."""
    bank = tmp_path / "bank"
    imported = read(EXAMPLES)
    write_quiz(quiz_of(imported, "taken-along", SAID, load_course()), bank)
    quiz = load_course(bank=bank).quizzes["taken-along"]
    assert [item.kind for item in quiz.items] == [item["kind"] for item in imported.items]


KEYS = st.sampled_from(["question", "type", "answers", "value", "range", "correct", "code"])
WORDS = st.sampled_from(["numeric", "many_choice", "$", "<b>", "\\$x$", "`", "&lt", "<![CDATA[", "\ud800"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=6,
)


def places(value, path=()):
    """Every place in nested lists and dicts."""
    yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from places(value[key], (*path, key))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(EXAMPLES), st.lists(st.tuples(st.integers(0, 99), ANYTHING), min_size=1, max_size=2))
def test_mutated_questions_never_crash(question, changes):
    """Whatever stands in place of a part, the question is taken along and fits, or is skipped."""
    questions = [copy.deepcopy(question)]
    for number, anything in changes:
        paths = list(places(questions))[1:]
        *path, last = paths[number % len(paths)]
        holder = questions
        for key in path:
            holder = holder[key]
        holder[last] = anything
    imported = read(questions)
    assert len(imported.items) + len(imported.skipped) == 1
    for item in imported.items:
        MODELS[item["kind"]].model_validate(item)
        to_html(item["stem"])
    for line in (*imported.skipped, *imported.changed):
        str(line).encode()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_plain_words_stay_what_they_are(text):
    """Words without tags, formulas or links are shown letter by letter."""
    words = " ".join("".join(c for c in text if c.isprintable() and c not in "<>&$[]\\\ue000\ue001").split())
    if words:
        item, _ = only(one("multiple_choice", right("a"), wrong("b"), question=words))
        shown = unescape(to_html(item.stem)).removeprefix("<p>").removesuffix("</p>")
        assert " ".join(shown.split()) == words


def test_exit_codes(tmp_path, capsys):
    """0 with what was written, left out and changed; 1 with the reason; 2 for wrong usage."""
    file, bank = tmp_path / "old quiz.json", tmp_path / "bank"
    file.write_text(json.dumps(EXAMPLES), encoding="utf-8")
    assert main(["import", "quiz", str(file), "--to", str(bank), *IMPORT]) == 0
    said = capsys.readouterr().out
    assert (
        "left out: question 8" in said and "changed: question 4" in said and "7 questions, 1 left out" in said
    )
    assert (bank / "quizzes" / "old-quiz.yaml").is_file()
    file.write_text("[1, 2", encoding="utf-8")
    assert main(["import", "quiz", str(file), "--to", str(bank), *IMPORT]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    file.write_text(json.dumps([EXAMPLES[-1]]), encoding="utf-8")
    assert main(["import", "quiz", str(file), "--to", str(bank), *IMPORT]) == 1
    with pytest.raises(SystemExit) as stopped:
        main(["import", "quiz", str(file)])
    assert stopped.value.code == 2
