"""The roster: names and accommodations come in from any table program, and are told by line and column."""

import pandas as pd
import pytest

from course.classroom.store.class_store import ClassStore
from course.classroom.store.roster import import_roster
from course.errors import PlainError
from tests.course.classroom import class_rows


@pytest.fixture
def store(tmp_path):
    return ClassStore(tmp_path / "class.sqlite", create=True)


@pytest.fixture
def imported(store, tmp_path):
    """Writes a roster and imports it."""

    def imported(content):
        file = tmp_path / "roster.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_roster(store, file)

    return imported


def numbers(report):
    return report.new, report.updated, report.unchanged, report.refused


GOOD = "id,name,group,time_multiplier,accommodations\nfox,Ann Lee,A,1.25,a break after 20 min\nowl,Bo,B,,\n"


def test_names_groups_and_accommodations_come_in(imported, store):
    """Each where it belongs; an empty cell is nothing."""
    assert numbers(imported(GOOD)) == (2, 0, 0, 0)
    fox, owl = store.students().to_dict("records")
    assert fox == {
        "student": "fox", "name": "Ann Lee", "group": "A", "time_multiplier": 1.25,
        "accommodations": "a break after 20 min", "in_roster": True, "has_handed_in": False,
    }  # fmt: skip
    assert pd.isna(owl["time_multiplier"]) and pd.isna(owl["accommodations"])


def test_importing_again_updates(imported, store):
    """The same changes nothing; a change is taken over; whoever is missing stays."""
    imported(GOOD)
    assert numbers(imported(GOOD)) == (0, 0, 2, 0)
    assert numbers(imported("id,name,group\nowl,Bo,A\nelk,Cy,A\n")) == (1, 1, 0, 0)
    assert store.students()["group"].tolist() == ["A", "A", "A"]
    assert store.students()["student"].tolist() == ["elk", "fox", "owl"]


def test_who_handed_in_before_gets_a_name(imported, store):
    """Hand-ins may come first."""
    class_rows.fill(store)
    imported("id,name,group\nowl,Bo,C\n")
    owl = store.students().set_index("student").loc["owl"]
    assert (owl["name"], owl["in_roster"], owl["has_handed_in"]) == ("Bo", True, True)
    assert set(store.answers().query("student == 'owl'")["group"]) == {"C"}


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffID;Name;Group;Time multiplier\r\nfox;Müller, Ann;A;1,25\r\n".encode(),
        "sep=;\r\nid;name;group;time-multiplier\r\nfox;Müller, Ann;A;1,25\r\n".encode("cp1252"),
        'group\ttime_multiplier\tname\tid\nA\t1.25\t"Müller, Ann"\tfox\n'.encode("utf-16"),
    ],
)
def test_as_spreadsheets_write_it(imported, store, content):
    """Marks at the beginning, semicolons, tabs, decimal commas, other encodings, columns in any order."""
    assert numbers(imported(content)) == (1, 0, 0, 0)
    fox = store.students().iloc[0]
    assert (fox["student"], fox["name"], fox["group"], fox["time_multiplier"]) == (
        "fox",
        "Müller, Ann",
        "A",
        1.25,
    )


def test_each_bad_row_is_told_with_line_column_and_reason(imported, store):
    """All that is wrong with a row, and the good ones come in."""
    report = imported(
        "id,name,time_multiplier,shoe size\n"
        "fox,Ann,1.5,40\n"
        ",Bo,2,\n"
        "=1+1,Cy,0.5,\n"
        "fox,Di,nan,\n"
        f"elk,{'x' * 300},1e9,\n"
    )
    assert numbers(report) == (1, 0, 0, 4)
    assert [(one.line, one.column) for one in report.problems] == [
        (3, "id"), (4, "id"), (4, "time_multiplier"), (5, "time_multiplier"), (5, "id"), (6, "name"),
        (6, "time_multiplier"),
    ]  # fmt: skip
    text = "\n".join(report.lines())
    assert "line 5, id: 'fox' stands in a line above already" in text and "shoe_size" in text
    assert store.students()["name"].tolist() == ["Ann"]


@pytest.mark.parametrize("content", ["", "name,group\nAnn,A\n", "id,id\nfox,owl\n", "\x00\x01"])
def test_what_is_no_roster_is_refused(imported, content):
    """A file without the one column that is needed."""
    with pytest.raises(PlainError, match=r"roster\.csv"):
        imported(content)


def test_many_problems_are_not_all_told(imported):
    """A wrong file of a thousand lines fills no screen."""
    report = imported("id\n" + "=x\n" * 1000)
    lines = list(report.lines())
    assert report.refused == 1000 and len(lines) == 52 and lines[-1] == "  and 950 more"


def test_names_like_formulas_and_tags_are_kept_as_they_are(imported, store):
    """They are made harmless where they are written; what steers a terminal is left out here."""
    imported('id,name\nfox,"=HYPERLINK(""x"")"\nowl,<script>\nelk,"Ann\x1b[2J\nLee"\n')
    names = store.students().set_index("student")["name"]
    assert names.to_dict() == {"elk": "Ann [2J Lee", "fox": '=HYPERLINK("x")', "owl": "<script>"}
