"""Quizzes as an IMS QTI 2.1 content package: a manifest, tests, items and pictures in one zip file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from course.errors import PlainError
from course.exchange.qti_items import Written, write_item
from course.exchange.qti_xml import element, picture_path, put, to_bytes, value, variable
from course.exchange.quiz_parts import lost_with_forms, parts_of
from course.exchange.whole_file import write_new
from course.folders import picture_file
from course.schema import Course, Quiz

CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
METADATA = "http://www.imsglobal.org/xsd/imsqti_metadata_v2p1"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the package, so that the same quizzes give the same bytes."""

Items = Mapping[str, list[Written]]
"""What was written for each item of the bank, by its id."""

Tests = Sequence[tuple[Quiz, etree._Element]]


def export_qti(course: Course, quiz_ids: Sequence[str], file: Path) -> list[str]:
    """Writes the package whole or not at all; returns `id: what the format does not hold, and why`.

    Raises `PlainError` where none of the quizzes has items, a picture is gone or the file cannot be written.
    """
    chosen = [course.quizzes[id] for id in dict.fromkeys(quiz_ids)]
    quizzes = [part for quiz in chosen for part in parts_of(quiz)]
    lost = [line for quiz in chosen for line in (*_lost_by_quiz(quiz), *lost_with_forms(quiz))]
    asked = {item.id: item for quiz in quizzes for item in quiz.items}
    if not asked:
        raise PlainError("None of these quizzes has items of its own; nothing was written.")
    items: dict[str, list[Written]] = {}
    for id, item in asked.items():
        items[id], lines = write_item(item)
        lost += [f"{id}: {line}" for line in lines]
    tests = [(quiz, _test(quiz, items)) for quiz in quizzes if quiz.items]
    _write(file, _files(tests, items, _manifest(course, asked, tests, items)))
    return lost


def _lost_by_quiz(quiz: Quiz) -> list[str]:
    if not quiz.items:
        return [f"{quiz.id}: the blueprint that draws items from the bank: no test was written for it"]
    lost = []
    if quiz.graded.attempts:
        lost.append(f"{quiz.id}: its limit of {quiz.graded.attempts} attempts: QTI limits attempts at items")
    if any(item.kind == "case" for item in quiz.items):
        lost.append(
            f"{quiz.id}: going back to earlier items: a case comes stage by stage, so the test is linear"
        )
    return lost


# --- tests -------------------------------------------------------------------------------------------------


def _test(quiz: Quiz, items: Items) -> etree._Element:
    is_graded = quiz.mode == "graded"
    is_linear = any(item.kind == "case" for item in quiz.items)
    minutes = quiz.graded.minutes if is_graded else None
    section = element(
        "assessmentSection",
        *((element("ordering", shuffle=True),) if is_graded else ()),
        *(_asked(id, items[id]) for id in (item.id for item in quiz.items)),
        identifier="section",
        title=quiz.title,
        visible=True,
    )
    part = element(
        "testPart",
        element("itemSessionControl", maxAttempts=1 if is_graded else 0, showFeedback=True),
        section,
        identifier="part",
        navigationMode="linear" if is_linear else "nonlinear",
        submissionMode="simultaneous" if is_graded else "individual",
    )
    return element(
        "assessmentTest",
        _result("SCORE", "float"),
        _result("PASSED", "boolean"),
        *((element("timeLimits", maxTime=60 * minutes),) if minutes else ()),
        part,
        _passing(quiz, items),
        identifier=f"test-{quiz.id}",
        title=quiz.title,
    )


def _result(identifier: str, kind: str) -> etree._Element:
    return element("outcomeDeclaration", identifier=identifier, cardinality="single", baseType=kind)


def _asked(id: str, written: list[Written]) -> etree._Element:
    """A reference to the item; a case is a section of its own, whose stages stay together and in order."""
    refs = [
        element(
            "assessmentItemRef",
            *((element("weight", identifier="WEIGHT", value=one.weight),) if one.weight < 1 else ()),
            identifier=one.identifier,
            href=f"../{_item_path(one)}",
        )
        for one in written
    ]
    if len(refs) == 1:
        return refs[0]
    ordering = element("ordering", shuffle=False)
    return element(
        "assessmentSection",
        ordering,
        *refs,
        identifier=f"case-{id}",
        title=written[0].title,
        visible=False,
        keepTogether=True,
    )


def _passing(quiz: Quiz, items: Items) -> etree._Element:
    """Passed is who has the pass mark, and all of what is safety-critical."""
    total = element("sum", element("testVariables", variableIdentifier="SCORE", weightIdentifier="WEIGHT"))
    # Thirds of a case sum up to a hair less than 1.
    enough = round(quiz.pass_mark * len(quiz.items) - 1e-6, 6)
    needed = [element("gte", variable("SCORE"), value("float", enough))]
    needed += [
        element("gte", variable(f"{one.identifier}.SCORE"), value("float", 1))
        for item in quiz.items
        if item.safety_critical
        for one in items[item.id]
    ]
    return element("outcomeProcessing", put("SCORE", total), put("PASSED", element("and", *needed)))


# --- the manifest ------------------------------------------------------------------------------------------


def _item_path(one: Written) -> str:
    return f"items/{one.identifier}.xml"


def _test_path(quiz: str) -> str:
    return f"tests/test-{quiz}.xml"


def _cp(tag: str, *parts: Any, **attributes: Any) -> etree._Element:
    return element(tag, *parts, ns=CP, **attributes)


def _lom(tag: str, *parts: Any) -> etree._Element:
    return element(tag, *parts, ns=LOM)


def _manifest(course: Course, asked: Mapping[str, Any], tests: Tests, items: Items) -> etree._Element:
    resources = [_item_resource(course, asked[id], one) for id, written in items.items() for one in written]
    resources += [_test_resource(quiz, root) for quiz, root in tests]
    about = _cp("metadata", _cp("schema", "QTIv2.1 Package"), _cp("schemaversion", "1.0.0"))
    return _cp(
        "manifest",
        about,
        _cp("organizations"),
        _cp("resources", *resources),
        identifier="manifest-bedstretch",
    )


def _test_resource(quiz: Quiz, root: etree._Element) -> etree._Element:
    title = _lom("title", _lom("string", quiz.title))
    module = _lom("keyword", _lom("string", f"module: {quiz.module}"))
    needed = root.xpath("//*[local-name()='assessmentItemRef']/@identifier")
    return _cp(
        "resource",
        _cp("metadata", _lom("lom", _lom("general", title, module))),
        _cp("file", href=_test_path(quiz.id)),
        *(_cp("dependency", identifierref=f"resource-{one}") for one in needed),
        identifier=f"resource-test-{quiz.id}",
        type="imsqti_test_xmlv2p1",
        href=_test_path(quiz.id),
    )


def _item_resource(course: Course, item: Any, one: Written) -> etree._Element:
    return _cp(
        "resource",
        _cp("metadata", _about(course, item, one), _qti_metadata(one)),
        _cp("file", href=_item_path(one)),
        *(_cp("file", href=picture_path(picture)) for picture in one.pictures),
        identifier=f"resource-{one.identifier}",
        type="imsqti_item_xmlv2p1",
        href=_item_path(one),
    )


def _about(course: Course, item: Any, one: Written) -> etree._Element:
    """What the bank knows of the item, as keywords; its objectives as what they are."""
    known = {
        "track": item.track,
        "level": item.bloom,
        "lesson": item.lesson,
        "section": item.section,
        "certainty": item.certainty,
        "safety-critical": "yes" if item.safety_critical else None,
    }
    words = [f"{what}: {said}" for what, said in known.items() if said]
    words += [f"source: {source}" for source in item.sources]
    identifier = _lom("identifier", _lom("catalog", "Bedstretch"), _lom("entry", item.id))
    title = _lom("title", _lom("string", one.title))
    keywords = (_lom("keyword", _lom("string", word)) for word in words)
    objectives = (_objective(course, id) for id in item.objectives)
    return _lom("lom", _lom("general", identifier, title, *keywords), *objectives)


def _objective(course: Course, id: str) -> etree._Element:
    known = course.objectives.get(id)
    taxon = _lom("taxon", _lom("id", id), _lom("entry", _lom("string", known.text if known else id)))
    return _lom(
        "classification",
        _lom("purpose", _lom("source", "LOMv1.0"), _lom("value", "educational objective")),
        _lom("taxonPath", _lom("source", _lom("string", "Bedstretch objectives")), taxon),
    )


def _qti_metadata(one: Written) -> etree._Element:
    return element(
        "qtiMetadata",
        *(element("interactionType", kind, ns=METADATA) for kind in one.interactions),
        element("feedbackType", "nonadaptive", ns=METADATA),
        element("solutionAvailable", "true", ns=METADATA),
        ns=METADATA,
    )


# --- the file ----------------------------------------------------------------------------------------------


def _files(tests: Tests, items: Items, manifest: etree._Element) -> dict[str, bytes]:
    written = [one for some in items.values() for one in some]
    files = {"imsmanifest.xml": to_bytes(manifest)}
    files |= {_test_path(quiz.id): to_bytes(root) for quiz, root in tests}
    for one in written:
        for node in one.root.iter("{*}img", "{*}object"):
            where = "src" if node.get("src") else "data"
            node.set(where, f"../{node.get(where)}")  # as seen from items/
        files[_item_path(one)] = to_bytes(one.root)
    for picture in dict.fromkeys(picture for one in written for picture in one.pictures):
        files[picture_path(picture)] = _picture(picture)
    return files


def _picture(name: str) -> bytes:
    try:
        return picture_file(name).read_bytes()
    except OSError as error:
        raise PlainError(
            f"{name}: this picture cannot be read ({error.strerror or 'it is gone'})."
        ) from error


def _write(file: Path, files: Mapping[str, bytes]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    write_new(file, packed.getvalue())
