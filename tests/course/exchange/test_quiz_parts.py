"""A quiz with two forms goes out as two tests."""

import zipfile

from lxml import etree

from course.exchange.moodle import export_moodle
from course.exchange.qti import export_qti
from course.exchange.quiz_parts import parts_of
from course.preview import preview_notebook

ID = "before-and-after"


def test_each_form_is_a_part(course):
    """With its items in the order of the places; what has no forms is one part."""
    quiz, plain = course.quizzes[ID], course.quizzes["open-the-hips"]
    a, b = parts_of(quiz)
    assert (a.id, b.title) == (f"{ID}-a", "Before and after the course, form B")
    assert [item.id for item in a.items] == list(quiz.forms["a"]) and not a.forms
    assert parts_of(plain) == (plain,)


def test_moodle_has_a_category_for_each(course, tmp_path):
    """Their questions follow them; what Moodle has to be told is listed."""
    lost = export_moodle(course, [ID], tmp_path / "forms.xml")
    questions = list(etree.parse(tmp_path / "forms.xml").getroot())
    heads = [n for n, one in enumerate(questions) if one.get("type") == "category"]
    assert [questions[n].findtext("idnumber") for n in heads] == [f"{ID}-a", f"{ID}-b"]
    asked = [one.findtext("idnumber") for one in questions[heads[0] + 1 : heads[1]]]
    assert asked == list(course.quizzes[ID].forms["a"])
    assert any("half of the class" in line for line in lost) and any("no feedback" in line for line in lost)


def test_qti_has_a_test_for_each(course, tmp_path):
    """Each refers to the items of its form."""
    lost = export_qti(course, [ID], tmp_path / "forms.zip")
    with zipfile.ZipFile(tmp_path / "forms.zip") as package:
        tests = [name for name in package.namelist() if name.startswith("tests/")]
        assert sorted(tests) == [f"tests/test-{ID}-a.xml", f"tests/test-{ID}-b.xml"]
        refs = etree.fromstring(package.read(tests[0])).findall(".//{*}assessmentItemRef")
    assert len(refs) == len(course.quizzes[ID].forms["a"])
    assert any("no feedback" in line for line in lost)


def test_preview_shows_both_sittings(course):
    """Two cells, one a sitting."""
    cells = [cell["source"] for cell in preview_notebook(course, ID)["cells"]]
    assert cells[2:] == [f'Quiz("{ID}", track="student")', f'Quiz("{ID}", track="student", sitting=2)']
