"""The bibliography for other programs."""

import json

import pytest

from course.errors import PlainError
from course.exchange.csl import csl_item, export_references
from course.schema import Reference
from course.shell import main


def reference(**fields):
    return Reference(
        id="some-study", kind="article", about="What it looked at.", **{"authors": "A", **fields}
    )


def test_every_reference_is_exported(course, tmp_path):
    """The file is a list with each reference once, and a DOI for exactly those that have one."""
    file = tmp_path / "references.json"
    assert main(["export", "references", str(file)]) == 0
    items = {item["id"]: item for item in json.loads(file.read_text(encoding="utf-8"))}
    assert set(items) == set(course.references)
    with_doi = {id: known.doi for id, known in course.references.items() if known.doi}
    assert {id: item["DOI"] for id, item in items.items() if "DOI" in item} == with_doi
    assert items["bohannon-1985"]["issued"] == {"date-parts": [[1985]]}
    assert items["bohannon-1985"]["type"] == "article-journal"


def test_people_are_families_and_organisations_whole():
    """Zotero sorts by family name; the WHO has none."""
    people = csl_item(reference(authors="Ayala, Sainz de Baranda"))["author"]
    assert people == [{"family": "Ayala"}, {"family": "Sainz de Baranda"}]
    some = csl_item(reference(authors="Garber and colleagues, for the American College"))["author"]
    assert some == [{"family": "Garber"}, {"literal": "others"}]
    who = csl_item(
        reference(authors="World Health Organization (WHO)").model_copy(update={"kind": "guideline"})
    )
    assert (who["type"], who["author"]) == ("report", [{"literal": "World Health Organization (WHO)"}])
    assert "author" not in csl_item(reference(authors="Authors not listed here"))


def test_a_volume_with_its_issue():
    """Volume and issue are two fields."""
    assert csl_item(reference(volume="41(2)")).items() >= {"volume": "41", "issue": "2"}.items()
    assert csl_item(reference(volume="10"))["volume"] == "10"


def test_a_file_that_is_there_is_kept(course, tmp_path):
    """Nothing is written over."""
    file = tmp_path / "references.json"
    file.write_text("mine")
    with pytest.raises(PlainError, match="there already"):
        export_references(course.references.values(), file)
    assert file.read_text() == "mine"
