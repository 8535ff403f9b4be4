"""Tables that a teacher prints."""

from course.classroom.material.markdown_table import markdown_table


def test_a_table_has_a_head_and_its_rows():
    """One line a row; numbers are told as they are."""
    assert markdown_table(("a", "b"), [(1, "x"), (2, "y")]).splitlines() == [
        "| a | b |", "| --- | --- |", "| 1 | x |", "| 2 | y |",
    ]  # fmt: skip


def test_what_a_cell_holds_divides_nothing():
    """Bars and line breaks stay inside their cell."""
    assert markdown_table(("a",), [("left | right\nbelow",)]).splitlines()[-1] == r"| left \| right below |"
