"""The JSON Schema that editors use says what the loader says."""

import copy

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from course.folders import DATA
from course.schema import Quiz
from course.schema.export import FILE, quiz_schema, written

BANK = DATA.parents[1] / "tests" / "browser" / "bank" / "quizzes" / "all-kinds.yaml"
FILES = [*sorted((DATA / "quizzes").glob("*.yaml")), BANK]
VALIDATOR = Draft202012Validator(quiz_schema())


def test_the_file_is_the_schemas_own():
    """`python -m course.schema.export` has been run since the schema changed."""
    assert FILE.read_text(encoding="utf-8") == written(quiz_schema())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_quiz_fits(file):
    """An editor underlines nothing in the quizzes that the loader takes."""
    quiz = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert [error.message for error in VALIDATOR.iter_errors(quiz)] == []


def spoiled():
    """The bank's quiz with one thing wrong, and what that is."""
    quiz = yaml.safe_load(BANK.read_text(encoding="utf-8"))
    for number, item in enumerate(quiz["items"]):
        for name, change in {
            "unknown key": {"colour": "red"},
            "wrong kind": {"kind": "essay"},
            "no stem": {"stem": None},
            "wrong level": {"bloom": "guess"},
            "wrong track": {"track": "teacher"},
            "no objective": {"objectives": []},
            "odd id": {"id": "Not Kebab"},
        }.items():
            wrong = copy.deepcopy(quiz)
            wrong["items"][number] = {**item, **change}
            yield pytest.param(wrong, id=f"{item['id']}: {name}")


@pytest.mark.parametrize("quiz", list(spoiled()))
def test_both_refuse_the_same(quiz):
    """What the loader refuses for its form, the editor underlines."""
    with pytest.raises(ValidationError):
        Quiz.model_validate(quiz)
    assert list(VALIDATOR.iter_errors(quiz))


def test_the_quizzes_name_the_schema():
    """Each quiz file tells editors where its schema is."""
    for file in FILES[:-1]:
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=../quiz.schema.json", file.name
