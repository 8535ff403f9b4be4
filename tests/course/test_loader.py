"""Content that has a mistake: where it is told to stand, and what is told."""

import itertools
import re
import shutil
import subprocess
import sys

import pytest
from pydantic import TypeAdapter

from course import ContentError, crosscheck, load_course, loader
from course.crosscheck import ESTIMATE_WORDS, models_in
from course.folders import DATA, MEDIA, media_folders, picture_file
from course.loader import Mistake, read_question
from course.schema import Asked, Fact, Quiz
from course.shell import main
from tests.course.content_copy import Copy, parsed_once

STRETCH = "stretches/figure-four.yaml"
QUIZ = "quizzes/before-you-begin.yaml"
QUESTIONS = (
    "chest-breath-collapse", "saddle-bladder-bowel", "both-legs-or-weak", "injury", "fever", "whole-body",
    "bones", "operation-birth-spine", "one-leg", "hip-knee-groin", "pregnancy", "lying-flat",
    "joints-and-mornings", "anything-else",
)  # fmt: skip
VARIANTS = {
    "single-knee-to-chest": ["standard", "hands-behind-thigh", "mid-range", "other-leg-straight", "propped"],
    "double-knees-to-chest": ["standard", "hands-behind-thigh", "mid-range", "calves-on-pillows"],
    "supine-spinal-twist": ["standard", "knee-rocks", "pillow-under-knees", "low-arms", "head-still"],
    "pelvic-tilt": ["standard", "small", "flatten-only", "propped", "side-lying"],
    "figure-four": ["standard", "foot-down", "towel-behind-thigh"],
    "happy-baby": ["standard", "hold-thighs", "half", "strap"],
}


# --- what no YAML reader can read --------------------------------------------------------------------------


def test_bad_syntax_is_told_with_its_line(copy):
    """A bracket that is never closed is found in the file and at the line where reading stopped."""
    line = copy.replace("routines.yaml", "name: Morning", "name: [Morning")
    mistake = copy.mistake()
    assert (mistake.file, mistake.entry, mistake.field) == ("routines.yaml", "", "")
    assert mistake.line in (line, line + 1)
    assert "expected" in mistake.found and mistake.expected == "valid YAML in UTF-8"


def test_a_tab_is_told_with_its_line(copy):
    """A tab as indentation, which an editor may put in unseen, is found on its own line."""
    line = copy.replace("routines.yaml", "    for_whom: Anyone in", "\tfor_whom: Anyone in")
    mistake = copy.mistake()
    assert (mistake.file, mistake.line, mistake.expected) == ("routines.yaml", line, "valid YAML in UTF-8")


@pytest.mark.parametrize("byte", [b"\xf6", b"\x07"], ids=["latin-1", "control-character"])
def test_a_byte_that_is_no_text_is_told_with_its_line(copy, byte):
    """A letter saved in an old encoding, or a control character, is told with the line it stands on."""
    file = copy.folder / "routines.yaml"
    before, after = file.read_bytes().split(b"name: Morning", 1)
    file.write_bytes(before + b"name: M" + byte + b"rning" + after)
    mistake = copy.mistake()
    assert (mistake.file, mistake.expected) == ("routines.yaml", "valid YAML in UTF-8")
    assert mistake.line == before.count(b"\n") + 1


def test_windows_line_ends_and_byte_order_mark_change_nothing(copy):
    """A file saved by a Windows editor is read like any other."""
    file = copy.folder / "routines.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert copy.mistakes() == ()


@pytest.mark.parametrize("added", ["[a, b]: c\n", "{local_number}: c\n"], ids=["list", "mapping"])
def test_a_key_that_is_no_word_is_told_with_its_line(copy, added):
    """A list or mapping where a key is expected is a mistake with a place, not a traceback."""
    line = copy.append("safety.yaml", added)
    assert [(m.file, m.line) for m in copy.mistakes() if m.file == "safety.yaml"] == [("safety.yaml", line)]


def test_a_date_that_does_not_exist_is_told_with_its_line(copy):
    """30 February is a mistake with a place, not a traceback."""
    line = copy.replace("safety.yaml", "reviewed_on: null", "reviewed_on: 2026-02-30")
    assert [(m.file, m.line) for m in copy.mistakes() if m.file == "safety.yaml"] == [("safety.yaml", line)]


def test_a_list_that_holds_itself_is_a_mistake(copy):
    """An alias inside what it names is refused, not followed for ever."""
    copy.replace("safety.yaml", "still_open:\n", "still_open: &all\n  - *all\n")
    assert {m.file for m in copy.mistakes()} == {"safety.yaml"}


def test_a_tag_that_would_run_code_is_refused(copy):
    """A YAML tag that asks for a Python object is never obeyed."""
    line = copy.replace("routines.yaml", "name: Morning", "name: !!python/name:os.getcwd x")
    mistake = copy.mistake()
    assert (mistake.file, mistake.line) == ("routines.yaml", line)
    assert "python/name:os.getcwd" in mistake.found


def test_a_missing_file_is_named(copy):
    """A file that is not there is one mistake, with its name."""
    (copy.folder / "routines.yaml").unlink()
    assert copy.mistake() == Mistake(
        "routines.yaml", 1, "", "", "no such file", "this file in the data folder"
    )


def test_a_folder_where_a_file_should_be_is_a_mistake(copy):
    """What cannot be read as a file is told like any other mistake."""
    (copy.folder / "routines.yaml").unlink()
    (copy.folder / "routines.yaml").mkdir()
    assert copy.mistake().file == "routines.yaml"


@pytest.mark.parametrize("text", ["", "# nothing yet\n\n"], ids=["empty", "comment"])
def test_an_empty_file_is_a_mistake(copy, text):
    """A file without content says that it is empty and what belongs into it."""
    copy.write("lessons.yaml", text)
    expected = Mistake("lessons.yaml", 1, "", "", "nothing", "a list of entries in the file")
    assert expected in copy.mistakes()


@pytest.mark.parametrize("file", ["references.yaml", "safety.yaml", STRETCH])
def test_a_file_that_cannot_be_read_is_one_mistake(copy, file):
    """A slip of syntax is not drowned by a line for every entry that names what stands in the file."""
    copy.append(file, "oops: [\n")
    assert {m.file for m in copy.mistakes()} == {file}


def test_missing_folders_are_told(copy):
    """Without its folder of quizzes the content is not taken for whole, even if nothing names one."""
    shutil.rmtree(copy.folder / "quizzes")
    copy.write("lessons.yaml", re.sub(r"  quiz: .*\n", "", copy.text("lessons.yaml")))
    assert [m.file for m in copy.mistakes()] == ["quizzes"]


# --- what the schema refuses -------------------------------------------------------------------------------


def test_a_repeated_key_is_told_at_its_second_place(copy):
    """A key that stands twice would silently win over the first; it is told where it stands again."""
    line = copy.replace("routines.yaml", "    name: Morning\n", "    name: Morning\n    name: Dawn\n")
    assert copy.mistake() == Mistake(
        "routines.yaml", line + 1, "", "routines.1.name", "key 'name' a second time", "each key once"
    )


def test_an_unknown_key_is_told(copy):
    """A key that the schema does not know is never skipped in silence."""
    line = copy.replace("routines.yaml", "    name: Morning\n", "    name: Morning\n    hold: 30\n")
    assert copy.mistake() == Mistake(
        "routines.yaml", line + 1, "morning", "hold", "unknown key 'hold'", "a key that the schema knows"
    )


def test_an_unknown_key_beside_the_lists_is_told(copy):
    """The top of routines.yaml holds four keys and no fifth."""
    line = copy.append("routines.yaml", "exercises: []\n")
    assert copy.mistake() == Mistake(
        "routines.yaml", line, "", "exercises", "unknown key 'exercises'",
        "one of extras, over_days, routines, timing",
    )  # fmt: skip


def test_a_missing_field_is_told_at_its_entry(copy):
    """A field that is not there is told at the line where its entry begins."""
    copy.replace("routines.yaml", "    name: Morning\n", "")
    line = copy.line("routines.yaml", "- id: morning")
    assert copy.mistake() == Mistake(
        "routines.yaml", line, "morning", "name", "nothing", "this field to be filled in"
    )


def test_a_misspelt_field_is_told_twice(copy):
    """In a quiz item, a misspelt key is both unknown and missing, each with its own line."""
    line = copy.replace(QUIZ, "    stem: >-\n", "    stemm: >-\n")
    item = copy.line(QUIZ, "- id: numb-when-wiping")
    missing, unknown = copy.mistakes()
    assert (missing.line, missing.field, missing.found) == (item, "items.0.stem", "nothing")
    assert (unknown.line, unknown.field, unknown.found) == (line, "items.0.stemm", "unknown key 'stemm'")


def test_a_wrong_type_is_told(copy):
    """A word where a number of seconds belongs is told with what was found."""
    line = copy.replace(STRETCH, "hold_seconds: 30", "hold_seconds: thirty")
    mistake = copy.mistake()
    assert (mistake.file, mistake.line, mistake.entry, mistake.field, mistake.found) == (
        STRETCH, line, "figure-four", "hold_seconds", "'thirty'",
    )  # fmt: skip
    assert "integer" in mistake.expected


@pytest.mark.parametrize("word", ["yes", "no", "on", "off"])
def test_a_bare_yes_or_no_is_told_with_the_remedy(copy, word):
    """YAML reads an unquoted yes as true; the message says to quote it."""
    line = copy.replace("routines.yaml", "name: Morning", f"name: {word}")
    mistake = copy.mistake()
    assert (mistake.line, mistake.entry, mistake.field) == (line, "morning", "name")
    assert mistake.found == str(word in ("yes", "on"))
    assert "string" in mistake.expected and "quote yes, no, on and off" in mistake.expected


def test_a_bare_no_as_a_key_is_told_with_the_remedy(copy):
    """The country code of Norway is a boolean to YAML, too."""
    line = copy.replace("safety.yaml", '  gb: "999"\n', '  gb: "999"\n  no: "112"\n')
    mistake = copy.mistake()
    assert (mistake.file, mistake.line) == ("safety.yaml", line + 1)
    assert mistake.found == "False" and "quote yes, no, on and off" in mistake.expected


def test_a_bad_id_is_told(copy):
    """Ids are kebab-case."""
    line = copy.replace("routines.yaml", "- id: day-break", "- id: Day Break")
    mistake = copy.mistake()
    assert (mistake.file, mistake.line, mistake.entry, mistake.field, mistake.found) == (
        "routines.yaml", line, "Day Break", "id", "'Day Break'",
    )  # fmt: skip
    assert "a-z0-9" in mistake.expected


@pytest.mark.parametrize(
    "old, new",
    [("questions:\n", "questions: 14\nold_questions:\n"), ("  - id: bones\n", "  - id: [bones]\n")],
    ids=["questions", "id"],
)
def test_a_wrong_type_among_the_questions_is_told(copy, old, new):
    """A number for the list of questions, or a list for an id, is a mistake, not a traceback."""
    line = copy.replace("safety.yaml", old, new)
    assert ("safety.yaml", line) in {(m.file, m.line) for m in copy.mistakes()}


def test_a_list_where_a_mapping_is_expected(copy):
    """A stretch's file that holds a list is told to need a mapping."""
    copy.write(STRETCH, "- id: figure-four\n")
    mistake = next(m for m in copy.mistakes() if m.file == STRETCH)
    assert (mistake.line, mistake.found) == (1, "[{'id': 'figure-four'}]")
    assert "dictionary" in mistake.expected


def test_a_mapping_where_a_list_is_expected(copy):
    """A file of entries that holds a mapping is told to need a list."""
    copy.write("lessons.yaml", "id: 00_start_here\n")
    mistake = next(m for m in copy.mistakes() if m.file == "lessons.yaml")
    assert mistake == Mistake(
        "lessons.yaml", 1, "", "", "{'id': '00_start_here'}", "a list of entries in the file"
    )


def test_a_list_for_the_whole_of_the_routines(copy):
    """A list at the top of routines.yaml is told in that file alone."""
    copy.write("routines.yaml", "- id: morning\n")
    assert {(m.file, m.line) for m in copy.mistakes()} == {("routines.yaml", 1)}


def test_a_confirmed_fact_needs_a_source(copy):
    """What is called confirmed names where it was read."""
    line = copy.replace(STRETCH, "feel:\n", "feel:\n  certainty: confirmed\n  text: A pull.\nold_feel:\n")
    before, rest = copy.text(STRETCH).split("old_feel:\n")
    copy.write(STRETCH, before + rest.split("\n\n", 1)[1])
    assert copy.mistake() == Mistake(
        STRETCH, line, "figure-four", "feel", "values that do not fit together",
        "certainty 'confirmed' needs at least one source",
    )  # fmt: skip


def test_a_graded_item_rests_on_no_estimate(copy):
    """A key that counts for a mark is at least textbook knowledge."""
    line = copy.line(QUIZ, "  - id: numb-when-wiping")
    copy.replace(QUIZ, "certainty: confirmed", "certainty: estimate", after="numb-when-wiping")
    assert copy.mistake() == Mistake(
        QUIZ, line, "before-you-begin", "items.0", "values that do not fit together",
        "a graded item may not rest on an estimate",
    )  # fmt: skip


def test_a_choice_has_one_key(copy):
    """Two options of one choice marked as correct are a mistake."""
    line = copy.line(QUIZ, "  - id: numb-when-wiping")
    copy.replace(QUIZ, "- id: monday\n", "- id: monday\n        correct: true\n")
    mistake = copy.mistake()
    assert (mistake.file, mistake.line, mistake.field) == (QUIZ, line, "items.0")
    assert mistake.expected == "exactly one of the options is correct"


def test_a_choice_without_a_key_is_a_mistake(copy):
    """A choice that nobody can get right is a mistake."""
    copy.replace(QUIZ, "        correct: true\n", "", after="numb-when-wiping")
    assert copy.mistake().expected == "exactly one of the options is correct"


def test_an_unknown_kind_of_item_is_told(copy):
    """An item's kind is one of those that the course can grade."""
    copy.replace(QUIZ, "    kind: choice", "    kind: guess")
    mistake = copy.mistake()
    assert (mistake.file, mistake.field) == (QUIZ, "items.0")
    assert "'guess'" in mistake.expected and "'choice'" in mistake.expected


# --- what the entries say about each other -----------------------------------------------------------------

BROKEN_NAMES = [
    pytest.param(
        STRETCH, "{muscle: piriformis", "{muscle: piriform", "",
        "figure-four", "targets.0.muscle", "'piriform'", "one of the muscles that exist", id="muscle",
    ),
    pytest.param(
        "muscles.yaml", "sources: [textbook-anatomy]", "sources: [text-book]", "- id: gluteus-medius",
        "gluteus-medius", "sources.0", "'text-book'", "one of the references that exist", id="reference",
    ),
    pytest.param(
        "lessons.yaml", "objectives: [explain-calmly]", "objectives: [explain]", "",
        "00_start_here", "objectives.0", "'explain'", "one of the objectives that exist", id="objective",
    ),
    pytest.param(
        "lessons.yaml", "stretches: [pelvic-tilt]", "stretches: [tilt]", "",
        "00_start_here", "stretches.0", "'tilt'", "one of the stretches that exist", id="stretch",
    ),
    pytest.param(
        "lessons.yaml", "quiz: before-you-begin", "quiz: before", "",
        "02_breathe_and_hold", "quiz", "'before'", "one of the quizzes that exist", id="quiz",
    ),
    pytest.param(
        QUIZ, "lesson: 01_stay_safe", "lesson: 77_stay_late", "",
        "before-you-begin", "items.0.lesson", "'77_stay_late'", "one of the lessons that exist", id="lesson",
    ),
    pytest.param(
        "safety.yaml", "measures_out: [knee-chest-cm]", "measures_out: [knee-cm]", "",
        "", "questions.9.ticks.1.rule.measures_out.0", "'knee-cm'", "one of the measures that exist",
        id="measure",
    ),
    pytest.param(
        "safety.yaml", "leave_out: [supine-spinal-twist]", "leave_out: [twist]", "",
        "", "questions.7.ticks.3.rule.leave_out.0", "'twist'", "one of the stretches that exist",
        id="stretch-left-out",
    ),
    pytest.param(
        "safety.yaml", "supine-spinal-twist: head-still", "twist: head-still", "",
        "", "questions.11.ticks.2.rule.change.twist", "'twist'", "one of the stretches that exist",
        id="stretch-changed",
    ),
    pytest.param(
        "safety.yaml", "supine-spinal-twist: head-still", "supine-spinal-twist: headstill", "",
        "", "questions.11.ticks.2.rule.change.supine-spinal-twist", "'headstill'",
        f"a variant of supine-spinal-twist: {', '.join(VARIANTS['supine-spinal-twist'])}",
        id="variant-of-screening",
    ),
    pytest.param(
        "routines.yaml", "- {do: pelvic-tilt, variant: propped,", "- {do: pelvic-tilt, variant: prop,", "",
        "propped", "entries.1.variant", "'prop'",
        f"a variant of pelvic-tilt: {', '.join(VARIANTS['pelvic-tilt'])}", id="variant-of-routine",
    ),
    pytest.param(
        "routines.yaml", "- {do: ankle-pumps,", "- {do: ankles,", "",
        "morning", "entries.1.do", "'ankles'", "the id of a stretch or of an extra", id="routine-entry",
    ),
    pytest.param(
        "stretches/happy-baby.yaml", "questions: [bones]", "questions: [bone]", "",
        "happy-baby", None, "'bone'", "one of the questions that exist", id="question",
    ),
    pytest.param(
        "safety.yaml", "- [whole-body/cancer]", "- [whole-body/cancers]", "",
        "", "combinations.0.every.0.0", "'whole-body/cancers'", "a question or question/tick",
        id="tick-in-combination",
    ),
    pytest.param(
        "safety.yaml", "both-legs-or-weak]", "both-legs]", "combinations:",
        "", "combinations.0.every.1.1", "'both-legs'", "a question or question/tick",
        id="question-in-combination",
    ),
    pytest.param(
        "safety.yaml", "bones/steroids: 0.002", "bones/steroid: 0.002", "populations:",
        "", "populations.0.rates.bones/steroid", "'bones/steroid'", "a question/tick",
        id="tick-in-population",
    ),
]  # fmt: skip


@pytest.mark.parametrize("file, old, new, after, entry, field, found, expected", BROKEN_NAMES)
def test_a_name_that_does_not_exist_is_told(copy, file, old, new, after, entry, field, found, expected):
    """Every id that names another entry is looked up, and told with its place when there is none such."""
    line = copy.replace(file, old, new, after)
    mistake = copy.mistake()
    assert (mistake.file, mistake.line, mistake.entry) == (file, line, entry)
    assert field is None or mistake.field == field
    assert (mistake.found, mistake.expected) == (found, expected)


def test_an_easier_variant_that_does_not_exist_is_told(copy):
    """The form that pain and stops fall back on is one that the stretch has."""
    copy.replace(STRETCH, "easier_variant: foot-down", "easier_variant: foot")
    mistakes = [m for m in copy.mistakes() if m.file == STRETCH]
    assert [m.expected for m in mistakes] == ["easier_variant 'foot' is not among the variants"]


def test_a_picture_that_is_named_exists(copy):
    """A picture's file is looked for in the folder of pictures."""
    line = copy.replace(STRETCH, "file: figure-four-start.webp", "file: nowhere.webp")
    assert copy.mistake() == Mistake(
        STRETCH, line, "figure-four", "pictures.start.file", "'nowhere.webp'", "a file in course/media"
    )


@pytest.mark.parametrize(
    "key, file", [("phone_file", "figure-four-film-phone.webp"), ("labels", "figure-four-muscles.json")]
)
def test_what_goes_with_a_picture_exists(copy, key, file):
    """The small film and the labels are looked for like the picture itself."""
    copy.replace(STRETCH, f"{key}: {file}", f"{key}: no-{file}")
    assert copy.mistake().found == f"'no-{file}'"


@pytest.mark.parametrize("kind, id", [("forms", "foot-down"), ("slips", "ankle-on-the-kneecap")])
def test_a_picture_shows_a_form_or_slip_that_is_there(copy, kind, id):
    """Nobody draws a form that the stretch does not have."""
    copy.replace(STRETCH, f"    {id}:\n", "    hopping:\n", after="\npictures:")
    assert any(f"pictures.{kind} shows hopping" in mistake.expected for mistake in copy.mistakes())


def test_a_picture_stays_in_its_folder(copy):
    """A picture's file name cannot climb out of the folder of pictures."""
    line = copy.replace(STRETCH, "file: figure-four-start.webp", "file: ../data/x.png")
    mistake = copy.mistake()
    assert (mistake.line, mistake.field) == (line, "pictures.start.file")


def test_an_estimate_is_worded_as_one(copy):
    """A sentence that reads as a fact cannot be marked as an estimate."""
    debate = "  debate:\n    certainty: estimate\n    text: It works hard.\n"
    line = copy.replace("muscles.yaml", "  kind: muscle\n", "  kind: muscle\n" + debate)
    assert copy.mistake() == Mistake(
        "muscles.yaml", line + 3, "gluteus-maximus", "debate.text", "an estimate worded as a fact",
        "words such as 'about' or 'we chose'",
    )  # fmt: skip


def test_an_id_stands_once_in_a_list(copy):
    """A second entry of the same id is told where it stands, and where the first is."""
    entry = "- id: twice-told\n  kind: textbook\n  authors: Nobody\n  about: A test.\n"
    line = copy.append("references.yaml", "\n" + entry + entry)
    assert copy.mistake() == Mistake(
        "references.yaml", line + 5, "twice-told", "id", "'twice-told' again",
        "an id not used in references.yaml",
    )  # fmt: skip


def test_an_id_stands_once_among_the_quizzes(copy):
    """An item's id names it in the journal, so it stands once in all quizzes together."""
    other = "quizzes/loosen-the-spine.yaml"
    id = copy.text(QUIZ).split("  - id: ")[1].split("\n")[0]
    line = copy.replace(other, "  - id: ", f"  - id: {id}  # was ")
    assert copy.mistake() == Mistake(
        other, line, "loosen-the-spine", "items.0.id", f"'{id}' again", f"an id not used in {QUIZ}"
    )


def test_an_id_stands_once_among_the_questions(copy):
    """A question's id decides what an answer means, so it stands once."""
    line = copy.replace("safety.yaml", "  - id: fever\n", "  - id: injury\n")
    mistake = next(m for m in copy.mistakes() if "again" in m.found)
    assert (mistake.line, mistake.found) == (line, "'injury' again")


def test_a_file_is_named_by_its_id(copy):
    """A stretch or quiz is found by its file's name, so the two agree."""
    (copy.folder / QUIZ).rename(copy.folder / "quizzes/first.yaml")
    assert copy.mistake() == Mistake(
        "quizzes/first.yaml", 2, "before-you-begin", "id", "'before-you-begin'", "'first', the file's name"
    )


def test_a_near_miss_lies_outside_the_tolerance(copy):
    """A value that is graded as right cannot have the words for a slip."""
    text = copy.text(QUIZ)
    item = text.index("kind: number")
    answer = text[item:].split("answer: ")[1].split("\n")[0]
    line = copy.replace(QUIZ, "near_misses:\n", f"near_misses:\n      - {{value: {answer}, feedback: x}}\n",
                        after=text[item : item + 40])  # fmt: skip
    mistake = copy.mistake()
    assert (mistake.file, mistake.line, mistake.found) == (QUIZ, line, "a near miss inside the tolerance")


def test_every_urgency_has_a_page_and_a_rank(copy):
    """An emergency that has no page, or no place in the order, is found here and not when it happens."""
    text = copy.text("safety.yaml")
    start, end = text.index("  maternity-now:\n"), text.index("  hospital-today:\n")
    copy.write("safety.yaml", text[:start] + text[end:])
    assert [m.file for m in copy.mistakes()] == ["safety.yaml"]
    copy.write("safety.yaml", text.replace("[ambulance-now, maternity-now, ", "[ambulance-now, "))
    assert [m.file for m in copy.mistakes()] == ["safety.yaml"]


def test_one_routine_suits_the_morning(copy):
    """Without a routine for the first hour there would be nothing to fall back on."""
    copy.replace("routines.yaml", "    suits_morning: true\n", "")
    assert [m.file for m in copy.mistakes()] == ["routines.yaml"]


def test_all_mistakes_are_told_in_one_run(copy):
    """Mistakes in several files and of several kinds come together, sorted by file and line."""
    copy.replace("routines.yaml", "name: Morning", "name: yes")
    copy.replace("lessons.yaml", "quiz: before-you-begin", "quiz: before")
    copy.replace("muscles.yaml", "  kind: muscle\n", "  kind: muscle\n  colour: red\n")
    copy.replace(STRETCH, "hold_seconds: 30", "hold_seconds: thirty")
    copy.replace("safety.yaml", "- [whole-body/cancer]", "- [whole-body/cancers]")
    found = copy.mistakes()
    assert [m.file for m in found] == [
        "lessons.yaml", "muscles.yaml", "routines.yaml", "safety.yaml", STRETCH,
    ]  # fmt: skip
    assert list(found) == sorted(found)


def test_a_mistake_reads_as_one_line():
    """The text is what an editor can jump to: file, line, entry, field, found, expected."""
    mistake = Mistake("muscles.yaml", 7, "gemelli", "origin", "nothing", "this field to be filled in")
    assert str(mistake) == (
        "muscles.yaml:7  gemelli origin: found nothing; expected this field to be filled in"
    )


# --- the ten kinds of question -----------------------------------------------------------------------------

ALL_KINDS = DATA.parents[1] / "tests" / "browser" / "bank" / "quizzes" / "all-kinds.yaml"


class Bank:
    """A teacher's bank with one item of each kind, in which one test makes its mistakes."""

    file = "quizzes/all-kinds.yaml"

    def __init__(self, folder):
        self.folder = folder
        (folder / "quizzes").mkdir(parents=True)
        (folder / self.file).write_bytes(ALL_KINDS.read_bytes())

    text, write, line, replace = Copy.text, Copy.write, Copy.line, Copy.replace

    def mistakes(self):
        """As `read_content` finds them, with the course's own content read once for all tests."""
        reading = loader._Reading(self.folder, list(loader._sources(DATA, None)))
        reading.add_folder("quizzes", "quizzes", TypeAdapter(Quiz))
        found = crosscheck.mistakes(reading.sources, media_folders(MEDIA, self.folder), reading.unread)
        return ContentError(reading.mistakes + found).mistakes

    mistake = Copy.mistake


@pytest.fixture
def bank(tmp_path, monkeypatch):
    """Fresh in every test; the course's own content is parsed once for all of them."""
    monkeypatch.setattr(loader, "MarkedYaml", parsed_once)
    return Bank(tmp_path / "bank")


@pytest.mark.parametrize(
    ("after", "old", "new", "field", "told"),
    [
        ("a-hotspot", "muscle: hamstrings", "muscle: rectus-abdominis", "items.7.spots.1.muscle",
         "a muscle that the back of the body map shows"),
        ("a-hotspot", "body_view: back", "body_view: side", "items.7.body_view", "'front' or 'back'"),
        ("a-hotspot", "body_view: back", "body_view: back\n    picture: {file: body-back.webp, alt: x}",
         "items.7", "either a body_view or a picture"),
        ("a-choice", "stem: How", "picture: {file: nowhere.webp, alt: A back}\n    stem: How",
         "items.0.picture.file", "a file in course/media"),
        ("a-choice", "correct: true", "correct: false", "items.0", "exactly one of the options"),
        ("a-multiple", "{id: key-nine", "{id: key-seven", "items.1", "option ids must differ"),
        ("a-true-false", "is_true: false", "is_true: perhaps", "items.2.is_true", "a valid boolean"),
        ("a-number", "value: 180", "value: 90", "items.3.near_misses", "values outside it"),
        ("a-calculated", 'stem: "{sets}', 'stem: "{days} {sets}', "items.4", "the stem names days"),
        ("a-calculated", "formula: sets", "formula: reps + sets", "items.4", "'reps' is not defined"),
        ("a-calculated", "formula: sets", "formula: open('x') + sets", "items.4", "cannot be evaluated"),
        ("a-calculated", "low: 2, high: 4", "low: 4, high: 2", "items.4.variables.sets", "1 to 10,000"),
        ("an-order", "{id: key-second", "{id: key-first", "items.5", "part ids must differ"),
        ("a-match", "partner: key-shin", "partner: key-arm", "items.6", "no partner is called key-arm"),
        ("a-cloze", "and out for {key-out}", "and out", "items.8", "the text holds each gap once"),
        ("a-cloze", "word: key-six", "word: key-ten", "items.8", "no word is called key-ten"),
        ("a-case", "option: wrong-age", "option: wrong-hat", "items.9",
         "no stage before 'dose' offers screen/wrong-hat"),
        ("a-case", "stage: screen, option", "stage: dose, option", "items.9", "no stage before 'dose'"),
        ("a-case", "feedback_wrong: SECRET wrong",
         "feedback_wrong: x\n          near_misses: [{value: 40, feedback: y}]",
         "items.9.stages.1.ask.near_misses", "values outside it"),
        ("a-case", "lesson: 01_stay_safe", "lesson: 99_fly", "items.9.lesson", "one of the lessons"),
        ("a-choice", "kind: choice", "kind: essay", "items.0", "expected tags"),
        ("a-choice", "costs: 0.25", "costs: 1", "items.0.hint.costs", "less than 1"),
        ("module:", "items:\n",
         "blueprint: {learner: [{objective: name-muscles, levels: [apply], items: 1}]}\nitems:\n",
         "", "a quiz has either items or a blueprint"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_question_is_told_with_its_place(bank, after, old, new, field, told):
    """File, line, quiz and field; what is expected is said in the words of the rule that is broken."""
    bank.replace(bank.file, old, new, after=after)
    mistake = bank.mistake()
    assert (mistake.file, mistake.entry, mistake.field) == (bank.file, "all-kinds", field)
    assert told in mistake.expected
    assert bank.text(bank.file).splitlines()[mistake.line - 1].strip(), "the line holds something"
    if field.rpartition(".")[2].isalpha() and field.count(".") > 1:
        assert field.rpartition(".")[2] in bank.text(bank.file).splitlines()[mistake.line - 1]


# --- a bank outside the repository -------------------------------------------------------------------------


def test_bank_adds_its_quizzes(bank, course):
    """The course's own quizzes stay, the bank's come with them; without the bank they are gone again."""
    with_bank = load_course(bank=bank.folder)
    assert set(with_bank.quizzes) == {*course.quizzes, "all-kinds"}
    assert [item.kind for item in with_bank.quizzes["all-kinds"].items][-1] == "case"
    assert load_course(bank=str(bank.folder)) is with_bank
    assert load_course() is course


def test_bank_is_named_by_the_environment(bank, monkeypatch):
    """BEDSTRETCH_BANK does what the argument does."""
    monkeypatch.setenv("BEDSTRETCH_BANK", str(bank.folder))
    assert "all-kinds" in load_course().quizzes


def test_an_empty_name_is_no_bank(course, monkeypatch):
    """An environment variable left empty names nothing."""
    monkeypatch.setenv("BEDSTRETCH_BANK", "")
    assert load_course() is course


def test_bank_finds_its_own_pictures(bank, monkeypatch):
    """A picture beside the bank's quizzes is found by the check and by whoever shows it."""
    picture = "picture: {file: mine.webp, alt: A back}"
    bank.replace(bank.file, "stem: How", f"{picture}\n    stem: How", after="a-choice")
    assert bank.mistake().found == "'mine.webp'"
    (bank.folder / "media").mkdir()
    (bank.folder / "media" / "mine.webp").write_bytes(b"picture")
    assert load_course(bank=bank.folder).quizzes["all-kinds"].items[0].picture.file == "mine.webp"
    monkeypatch.setenv("BEDSTRETCH_BANK", str(bank.folder))
    assert picture_file("mine.webp").read_bytes() == b"picture"
    with pytest.raises(FileNotFoundError):
        picture_file("nowhere.webp")


def test_a_mistake_in_the_bank_is_raised(bank):
    """Loading tells it as for the course's own content."""
    line = bank.replace(bank.file, "answer: 90", "answer: ninety")
    with pytest.raises(ContentError) as caught:
        load_course(bank=bank.folder)
    assert str(caught.value).startswith(f"{bank.file}:{line}  all-kinds items.3.answer: found 'ninety'")


def test_an_id_used_twice_is_told(bank):
    """An item of the bank is not called as one of the course, nor its quiz as a quiz of the course."""
    line = bank.replace(bank.file, "id: a-number", "id: numb-when-wiping")
    mistake = bank.mistake()
    assert (mistake.file, mistake.line, mistake.field) == (bank.file, line, "items.3.id")
    assert mistake.expected == f"an id not used in {QUIZ}"
    bank.replace(bank.file, "id: numb-when-wiping", "id: a-number")
    bank.replace(bank.file, "id: all-kinds", "id: before-you-begin")
    (bank.folder / bank.file).rename(bank.folder / QUIZ)
    assert [mistake.found for mistake in bank.mistakes()] == ["'before-you-begin' again"]


@pytest.mark.parametrize("quizzes", [True, False])
def test_a_bank_without_quizzes_is_told(tmp_path, quizzes):
    """An empty folder, or none, is not taken for a bank in silence."""
    if quizzes:
        (tmp_path / "quizzes").mkdir()
    with pytest.raises(ContentError, match="quizzes:1  : found no YAML file"):
        load_course(bank=tmp_path)


def test_bank_of_the_shell(bank, capsys, tmp_path):
    """`--bank` counts its items, tells its mistakes, and refuses a folder that is not there."""
    bank.replace(bank.file, "answer: 90", "answer: ninety")
    assert main(["check", "--bank", str(bank.folder)]) == 1
    assert "all-kinds items.3.answer" in capsys.readouterr().err
    bank.replace(bank.file, "answer: ninety", "answer: 90")
    assert main(["check", "--bank", str(bank.folder)]) == 0
    assert capsys.readouterr().err == ""
    assert main(["check", "--bank", str(tmp_path / "nowhere")]) == 1
    assert "no such folder; expected one that holds quizzes/" in capsys.readouterr().err


# --- one question while it is written ----------------------------------------------------------------------

WRITTEN = """\
id: my-question
kind: number
track: learner
bloom: apply
objectives: [prescribe-a-dose]
lesson: 03_bring_knees_to_chest
certainty: textbook
sources: [textbook-physiotherapy]
stem: Three holds of 30 s each. How long together?
answer: 90
tolerance: 0
unit: s
feedback_right: Yes.
feedback_wrong: Not that.
explanation: Thirty times three.
"""


def test_a_question_is_read_alone_or_as_an_entry():
    """As ten lines of YAML, or as the one entry of a list, as it stands in a quiz."""
    item, mistakes = read_question(WRITTEN)
    assert (item.id, item.answer, mistakes) == ("my-question", 90, [])
    entry = "- " + WRITTEN.replace("\n", "\n  ").rstrip()
    assert read_question(entry)[0] == item
    assert read_question("# mine\r\n" + WRITTEN.replace("\n", "\r\n"))[0] == item


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "told"),
    [
        ("answer: 90", "answer: ninety", 10, "answer", "a valid number"),
        ("unit: s\n", "", 1, "unit", "this field to be filled in"),
        ("unit: s", "unit: s\ncolour: red", 13, "colour", "a key that the schema knows"),
        ("[prescribe-a-dose]", "[prescribe]", 5, "objectives.0", "one of the objectives that exist"),
        ("[textbook-physiotherapy]", "[my-own-head]", 8, "sources.0", "one of the references that exist"),
        ("lesson: 03_bring_knees_to_chest", "lesson: 03_bring", 6, "lesson", "one of the lessons that exist"),
        ("kind: number", "kind: essay", 1, "", "expected tags"),
        ("kind: number\n", "", 1, "", "discriminator"),
        ("certainty: textbook", "certainty: estimate", 1, "", "a graded item may not rest on an estimate"),
        ("tolerance: 0", "tolerance: -1", 11, "tolerance", "greater than or equal to 0"),
        ("tolerance: 0", "tolerance: .inf", 11, "tolerance", "a finite number"),
        ("unit: s", "unit: s\nnear_misses: [{value: 90, feedback: x}]", 13, "near_misses",
         "values outside it"),
        ("unit: s", "unit: s\npicture: {file: none.webp, alt: x}", 13, "picture.file",
         "a file in course/media"),
        ("stem: Three", "stem: 'Three", 9, "", "valid YAML"),
        ("unit: s", "unit: s\nunit: min", 13, "unit", "each key once"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_question_is_told_with_its_line(old, new, line, field, told):
    """The line is the one that the author sees in what was just written."""
    item, mistakes = read_question(WRITTEN.replace(old, new))
    assert item is None and len(mistakes) == 1
    mistake = mistakes[0]
    assert mistake.file == loader.QUESTION and told in mistake.expected and mistake.field == field
    assert mistake.line == line or told == "valid YAML" and mistake.line >= line


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "# nothing", "null", "[]", "{}", "- 1\n- 2", "just words", "42", "- ", "kind: [choice]",
        "kind: {a: b}", "\0", "\ud800", "a: &x [*x]", "? [1]\n: 2", "--- 1\n--- 2",
        "!!python/object:os.system x",
        "[" * 300, "{a: " * 300, "[" * 300 + "]" * 300, "[" * 5000 + "]" * 5000,
        "[" * 20_000, "- " * 20_000, "x" * 100_000, "date: 2026-02-30",
    ],
    ids=lambda text: repr(text)[:20],
)  # fmt: skip
def test_whatever_is_written_is_told_not_raised(text):
    """Half a question, none, or what no YAML reader likes: there are mistakes to show, never an error."""
    item, mistakes = read_question(text)
    assert item is None and mistakes
    assert all(len(str(mistake)) < 3000 for mistake in mistakes)


# --- from Python and from the shell ------------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path):
    """Content with two mistakes, and the two lines in which they are told."""
    copy = Copy(shutil.copytree(DATA, tmp_path / "data"))
    name = copy.replace("routines.yaml", "name: Morning", "name: yes")
    quiz = copy.replace("lessons.yaml", "quiz: before-you-begin", "quiz: before")
    return copy.folder, [
        f"lessons.yaml:{quiz}  02_breathe_and_hold quiz: ",
        f"routines.yaml:{name}  morning name: ",
    ]


def test_load_course_raises_every_mistake(broken):
    """In Python one error holds them all, one line each."""
    folder, places = broken
    with pytest.raises(ContentError) as caught:
        load_course(folder)
    lines = str(caught.value).splitlines()
    assert [line[: len(place)] for line, place in zip(lines, places, strict=True)] == places


def test_check_of_broken_content_exits_with_1(broken):
    """The shell command tells the mistakes on stderr and nothing else, without a traceback."""
    folder, places = broken
    run = subprocess.run(
        [sys.executable, "-m", "course.shell", "check", "--content", str(folder)],
        capture_output=True, text=True, cwd=DATA.parent.parent, timeout=60,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (1, "")
    assert "Traceback" not in run.stderr
    lines = run.stderr.splitlines()
    assert [line[: len(place)] for line, place in zip(lines, places, strict=True)] == places


def test_check_of_no_folder_exits_with_1(tmp_path, capsys):
    """A folder that is not there is bad input, told in one line."""
    assert main(["check", "--content", str(tmp_path / "nowhere")]) == 1
    out, err = capsys.readouterr()
    assert out == "" and "no such folder" in err and len(err.splitlines()) == 1


def test_check_of_an_empty_folder_exits_with_1(tmp_path, capsys):
    """Nothing at all is bad input too: every file that is missing is named."""
    assert main(["check", "--content", str(tmp_path)]) == 1
    err = capsys.readouterr().err
    for name in ("references", "objectives", "lessons", "muscles", "measures", "routines", "safety"):
        assert f"{name}.yaml:1" in err


def test_check_of_the_real_content_prints_counts(capsys):
    """The course's own content is whole; how much there is of each kind is printed."""
    assert main(["check"]) == 0
    out, err = capsys.readouterr()
    counts = {row.split()[0]: row.split()[1] for row in out.split("\n\n")[0].splitlines()[:-1]}
    assert err == ""
    assert counts["stretches"] == "6" and counts["questions"] == "14" and counts["routines"] == "7"
    assert "Not yet reviewed by a clinician" in out


def test_check_prints_the_shares_of_three_populations(course, capsys):
    """Each made-up population has its four shares, under their headings, adding up to everybody."""
    main(["check"])
    table = capsys.readouterr().out.split("\n\n")[-1].splitlines()[1:]
    heading, rows = table[0], table[1:]
    assert heading.split() == ["go", "ask/some", "ask/all", "emergency"]
    assert len(rows) == len(course.safety.populations) == 3
    for row, population in zip(rows, course.safety.populations, strict=True):
        assert row.startswith(population.name)
        shares = row.removeprefix(population.name).split()
        assert 98 <= sum(int(share.rstrip("%")) for share in shares) <= 102
        assert len(row) == len(heading), "the columns stand under their headings"


@pytest.mark.parametrize("arguments", [["chekc"], ["check", "--contents", "x"], ["check", "more"]])
def test_wrong_usage_exits_with_2(arguments, capsys):
    """A command or option that does not exist is wrong usage, with the usage on stderr."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: bedstretch" in capsys.readouterr().err


# --- the real content --------------------------------------------------------------------------------------


def test_content_is_read_once_and_frozen(course):
    """The course is one object for all who ask, and nobody can change it."""
    assert load_course() is course
    with pytest.raises(TypeError):
        course.stretches["pelvic-tilt"] = None
    with pytest.raises(ValueError, match="frozen"):
        course.stretches["pelvic-tilt"].name = "Other"


def test_the_stretches_and_their_variants(course):
    """The six stretches stand in the course's order, with the forms that screening and routines name."""
    assert {id: [v.id for v in stretch.variants] for id, stretch in course.stretches.items()} == VARIANTS
    assert list(course.stretches) == list(VARIANTS)


def test_the_fourteen_questions(course):
    """All questions of the screening are there, the most serious first."""
    assert tuple(question.id for question in course.safety.questions) == QUESTIONS


def test_every_estimate_says_that_it_is_one(course):
    """Whoever reads an estimate can tell from its own words."""
    everything = itertools.chain.from_iterable(
        models_in(entry)
        for kind in (course.stretches, course.muscles, course.measures, course.routines)
        for entry in kind.values()
    )
    facts = [m for _, m in itertools.chain(everything, models_in(course.safety)) if isinstance(m, Fact)]
    estimates = [fact.text for fact in facts if fact.certainty == "estimate"]
    assert len(estimates) > 10
    assert [t for t in estimates if not any(word in t.lower() for word in ESTIMATE_WORDS)] == []


def test_a_sure_claim_names_its_source(course):
    """What is confirmed or textbook knowledge names at least one reference, everywhere."""
    entries = [e for name in type(course).model_fields for e in _entries(getattr(course, name))]
    claims = [m for entry in entries for _, m in models_in(entry) if hasattr(m, "certainty")]
    assert len(claims) > 200
    assert [claim for claim in claims if claim.certainty != "estimate" and not claim.sources] == []


def test_feedback_is_never_the_same_twice(course):
    """Every option, part, pair, gap and number of every question has its own words of feedback."""
    for question in (m for _, m in models_in(course.quizzes) if isinstance(m, Asked)):
        words = [m.feedback for _, m in models_in(question) if getattr(m, "feedback", None)]
        words += [getattr(question, f"feedback_{end}", None) for end in ("right", "wrong")]
        words = [text for text in words if text]
        if question.kind != "case":  # its stages are questions of their own
            assert words and len(set(words)) == len(words), question.stem


def test_each_quiz_has_enough_items(course):
    """A quiz that is opened from a lesson asks at least twelve items, its own or drawn from the bank."""
    opened = [course.quizzes[lesson.quiz] for lesson in course.lessons.values() if lesson.quiz]
    drawn = {quiz.id: sum(cell.items for cell in quiz.blueprint.get("learner", ())) for quiz in opened}
    assert opened and [quiz.id for quiz in opened if len(quiz.items) + drawn[quiz.id] < 12] == []


def _entries(part):
    return list(part.values()) if hasattr(part, "values") else [part]
