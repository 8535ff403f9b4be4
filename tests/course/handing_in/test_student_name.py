"""What a student may be called, and what that becomes in a file name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.errors import PlainError
from course.handing_in.student_name import MAX_STUDENT_CHARACTERS, as_student, file_stem


@pytest.mark.parametrize(
    "typed, name",
    [
        ("  Ana   Núñez ", "Ana Núñez"),
        ("Nún\u0303ez", "Núñez"),
        ("12345", "12345"),
        ("s.o'brien@uni-x", "s.o'brien@uni-x"),
        ("李雷", "李雷"),
        ("हिन्दी", "हिन्दी"),
        ("grey heron_7", "grey heron_7"),
    ],
)
def test_names_numbers_and_pseudonyms_are_taken(typed, name):
    """Letters of every script, composed, with single spaces."""
    assert as_student(typed) == name


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "=1+1", "-a", "@a", "+a", "<b>", "a<b", "a&b", 'a"b', "../a", "a/b", "a\\b", "a:b", "a|b",
     "a\u202eb", "a\x1b[31m", "a\ud800", "a\u200b", ".hidden", "a;b", "a,b",
     "x" * (MAX_STUDENT_CHARACTERS + 1)],
)  # fmt: skip
def test_no_name_is_a_formula_a_tag_or_a_path(typed):
    """The sentence says what is expected."""
    with pytest.raises(PlainError, match="expected 1 to 60 characters"):
        as_student(typed)


@given(st.text(max_size=80))
def test_every_name_that_is_taken_is_a_safe_file_name(typed):
    """Taken again it stays as it is, and its stem has letters, digits, - and _ only."""
    try:
        name = as_student(typed)
    except PlainError:
        return
    assert as_student(name) == name
    assert re.fullmatch(r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)*", file_stem(name)) and len(file_stem(name)) < 200


def test_two_students_never_share_a_file_name():
    """Where letters or capitals are lost on the way, or somebody imitates a hash, the names still differ."""
    names = [
        "Ana Nunez",
        "Ana-Nunez",
        "Ana Núñez",
        "ana.nunez",
        "Ana-Nunez.",
        "李雷",
        "李磊",
        "Ana_Nunez",
        "ana nunez",
        "ANA NUNEZ",
        file_stem("Ana Nunez").lower(),
        "Ana  Nunez x",
    ]
    stems = [file_stem(as_student(name)) for name in names]
    assert file_stem("ana nunez") == "ana_nunez" and file_stem("heron-7") == "heron-7"
    assert len({stem.lower() for stem in stems}) == len(names)
