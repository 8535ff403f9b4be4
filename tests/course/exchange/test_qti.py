"""Quizzes as QTI 2.1: what the specification allows, with the keys, scores and pictures of the bank."""

import random
import re
import zipfile
from itertools import product
from pathlib import Path

import pytest
import yaml
from lxml import etree

from course import load_course
from course.calculated import as_number
from course.errors import PlainError
from course.exchange.qti import export_qti
from course.exchange.qti_items import SEED, write_item
from course.folders import DATA
from course.grading import grade
from course.shell import main
from tests.course.exchange.qti_reader import local, problems, scored

BANK = DATA.parents[1] / "tests" / "browser" / "bank"
NS = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1", "cp": "http://www.imsglobal.org/xsd/imscp_v1p1"}
HOSTILE = (
    "<script>alert(1)</script> \u202eright to left\u202c 👩🏽‍⚕️ \"quoted\" 'too' & <b>bold</b> ]]> *em* `c<d` "
    "../../etc/passwd \x07\x00\ufffe "
)


@pytest.fixture(scope="module")
def everything():
    """The real bank with one item of each kind beside it."""
    return load_course(bank=BANK)


@pytest.fixture(scope="module")
def package(everything, tmp_path_factory):
    """The whole of it, exported: the zip file, and what was listed as lost."""
    file = tmp_path_factory.mktemp("qti") / "bank.zip"
    lost = export_qti(everything, list(everything.quizzes), file)
    with zipfile.ZipFile(file) as opened:
        yield opened, lost


def items_of(course):
    return [item for quiz in course.quizzes.values() for item in quiz.items]


def root_of(package, path):
    return etree.fromstring(package[0].read(path))


def ours(question, item):
    """Some answers to a question in our form, the right one first, each with what QTI calls it."""
    draw = random.Random(item.id)
    match question.kind:
        case "choice":
            right = sorted(question.options, key=lambda option: not option.correct)
            return [(one.id, {"RESPONSE": f"option-{one.id}"}) for one in right]
        case "hotspot":
            right = sorted(question.spots, key=lambda spot: not spot.correct)
            return [(one.id, {"RESPONSE": f"spot-{one.id}"}) for one in right]
        case "multiple":
            sets = [[o.id for o in question.options if o.correct], [o.id for o in question.options]]
            sets += [draw.sample(sets[1], draw.randint(1, len(sets[1]))) for _ in range(8)]
            return [(ids, {"RESPONSE": [f"option-{id}" for id in ids]}) for ids in sets]
        case "true-false":
            given = list(product(("true", "false"), question.reasons))
            given.sort(key=lambda one: ((one[0] == "true") != question.is_true, not one[1].correct))
            return [
                ({"verdict": v, "reason": r.id}, {"VERDICT": f"verdict-{v}", "REASON": f"reason-{r.id}"})
                for v, r in given
            ]
        case "number":
            a, t = question.answer, question.tolerance
            tried = [a, a + t * 0.99, a - t * 0.99, a + t * 1.01 + 1, a - t * 1.01 - 1]
            tried += [near.value for near in question.near_misses]
            return [(f"{one:.9f}0", {"RESPONSE": float(f"{one:.9f}")}) for one in tried]
        case "order":
            ids = [part.id for part in question.parts]
            orders = [ids, *(draw.sample(ids, len(ids)) for _ in range(6))]
            return [(one, {"RESPONSE": [f"part-{id}" for id in one]}) for one in orders]
        case "match":
            partners = [partner.id for partner in question.partners]
            maps = [{pair.id: pair.partner for pair in question.pairs}]
            maps += [{pair.id: draw.choice(partners) for pair in question.pairs} for _ in range(6)]
            return [(m, {"RESPONSE": [f"pair-{a} partner-{b}" for a, b in m.items()]}) for m in maps]
        case "cloze":
            words = [word.id for word in question.words]
            maps = [{gap.id: gap.word for gap in question.gaps}]
            maps += [{gap.id: draw.choice(words) for gap in question.gaps} for _ in range(6)]
            return [(m, {f"gap-{a}": f"gap-{a}_{b}" for a, b in m.items()}) for m in maps]


def asked_and_written(item):
    """Each question of an item, as our graders take it, with the XML that stands for it."""
    written, _ = write_item(item)
    if item.kind == "case":
        return [(stage.ask, one.root) for stage, one in zip(item.stages, written, strict=True)]
    return [(as_number(item, SEED) if item.kind == "calculated" else item, written[0].root)]


def test_every_item_is_as_the_specification_wants_it(package):
    """Elements, attributes, identifiers and keys of all items and tests fit QTI 2.1."""
    paths = [name for name in package[0].namelist() if name.startswith(("items/", "tests/"))]
    assert {path: found for path in paths if (found := problems(root_of(package, path)))} == {}


def test_scores_are_those_of_our_grading(everything):
    """The response processing of every item gives each of many answers the score that we give."""
    compared = set()
    for item in items_of(everything):
        for question, root in asked_and_written(item):
            for index, (response, theirs) in enumerate(ours(question, item)):
                mine = grade(question, response).score
                score, _ = scored(root, theirs)
                assert score == pytest.approx(mine, abs=1e-9), (item.id, response)
                assert (score == 1) == (mine == 1), (item.id, response)
                assert index or score == 1, item.id
            compared.add(question.kind)
    assert compared == {
        "choice", "multiple", "true-false", "number", "order", "match", "hotspot", "cloze"
    }  # fmt: skip


def test_feedback_belongs_to_the_answer(everything):
    """What is shown after an answer was said of it in the bank, and the explanation comes with it."""
    for item in items_of(everything):
        for question, root in asked_and_written(item):
            known = {
                node.get("identifier"): " ".join(node.itertext())
                for node in root.iterfind("{*}modalFeedback")
            }
            for response, theirs in ours(question, item):
                _, shown = scored(root, theirs)
                assert set(shown) <= set(known), item.id
                if question.kind in ("choice", "hotspot"):
                    assert theirs["RESPONSE"] in shown
                if item.kind != "case":
                    assert "explanation" in shown, response


def test_another_reader_finds_the_same_keys(everything, tmp_path):
    """onyx2moodle, which is not ours, reads the keys of the bank from every question of every item."""
    parser = pytest.importorskip("onyx2moodle.parser")
    for item in items_of(everything):
        for question, root in asked_and_written(item):
            file = tmp_path / "item.xml"
            file.write_bytes(etree.tostring(root))
            found = parser.parse_item(file)
            keys = {id: one.correct_values for id, one in found.response_decls.items()}
            assert keys == keys_in_the_bank(question), item.id
            if question.kind in ("choice", "multiple", "true-false", "match", "cloze"):
                offered = [choice for one in found.interactions for choice in one.choices]
                offered += [one for i in found.interactions for one in (*i.match_sources, *i.match_targets)]
                key = {part for one in keys.values() for key in one for part in key.split()}
                assert key <= {choice.identifier for choice in offered}


def keys_in_the_bank(question):
    match question.kind:
        case "choice" | "multiple":
            return {"RESPONSE": [f"option-{option.id}" for option in question.options if option.correct]}
        case "hotspot":
            return {"RESPONSE": [f"spot-{spot.id}" for spot in question.spots if spot.correct]}
        case "true-false":
            reasons = [f"reason-{reason.id}" for reason in question.reasons if reason.correct]
            return {"VERDICT": [f"verdict-{str(question.is_true).lower()}"], "REASON": reasons}
        case "order":
            return {"RESPONSE": [f"part-{part.id}" for part in question.parts]}
        case "match":
            return {"RESPONSE": [f"pair-{pair.id} partner-{pair.partner}" for pair in question.pairs]}
        case "cloze":
            return {f"gap-{gap.id}": [f"gap-{gap.id}_{gap.word}"] for gap in question.gaps}
    return {"RESPONSE": [str(question.answer).removesuffix(".0")]}


def test_tolerance_stands_beside_the_number(everything):
    """A number is compared absolutely, with the tolerance of the bank or a hair more."""
    for item in items_of(everything):
        if item.kind == "number":
            equal = write_item(item)[0][0].root.find(".//{*}equal")
            tolerance = float((equal.get("tolerance") or "0").split()[0])
            assert tolerance == pytest.approx(item.tolerance, abs=1e-9)
            assert equal.get("toleranceMode") == ("absolute" if item.tolerance else "exact")


def test_hotspots_lie_in_the_picture(package, everything):
    """Circles and outlines are whole pixels within the picture, which is in the package in that size."""
    from PIL import Image

    shapes = set()
    for item in items_of(everything):
        if item.kind != "hotspot":
            continue
        root = root_of(package, f"items/item-{item.id}.xml")
        map = root.find(".//{*}object")
        width, height = int(map.get("width")), int(map.get("height"))
        with package[0].open(map.get("data").removeprefix("../")) as file, Image.open(file) as image:
            assert image.size == (width, height)
        for choice in root.iter("{*}hotspotChoice"):
            coords = [int(one) for one in choice.get("coords").split(",")]
            shapes.add(choice.get("shape"))
            if choice.get("shape") == "circle":
                assert len(coords) == 3
            assert all(0 <= x <= width for x in coords[::2][:2]) and max(coords[1::2]) <= height
            assert choice.get("hotspotLabel")
    assert shapes == {"circle", "poly"}


def test_the_manifest_lists_every_file(package):
    """Each file of the package is in the manifest, each file of the manifest is there, none leads out."""
    manifest = root_of(package, "imsmanifest.xml")
    listed = set(manifest.xpath("//cp:file/@href", namespaces=NS))
    names = package[0].namelist()
    assert listed | {"imsmanifest.xml"} == set(names) and len(names) == len(set(names))
    assert all(re.fullmatch(r"(?:items|tests|media)/[\w.-]+|imsmanifest\.xml", name) for name in names)
    ids = manifest.xpath("//@identifier")
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"[A-Za-z][\w.-]*", one) for one in ids)
    assert set(manifest.xpath("//@identifierref")) <= set(ids)
    assert [local(child) for child in manifest] == ["metadata", "organizations", "resources"]


def test_pictures_and_references_are_found_from_where_they_are_named(package):
    """Each picture of an item and each item of a test lies at the path that names it."""
    names, seen = set(package[0].namelist()), set()
    for path in names - {"imsmanifest.xml"}:
        if path.endswith(".xml"):
            for href in root_of(package, path).xpath("//@src | //@data | //@href"):
                assert href.startswith("../") and href.removeprefix("../") in names
                seen.add(href.removeprefix("../"))
    assert {name for name in names if not name.startswith(("tests/", "imsmanifest"))} == seen


def test_the_manifest_says_what_the_bank_knows(package, everything):
    """Track, level, objectives and sources of every item stand in the manifest."""
    manifest = root_of(package, "imsmanifest.xml")
    told = {}
    for resource in manifest.iter("{*}resource"):
        told[resource.get("identifier")] = [text.strip() for text in resource.itertext() if text.strip()]
    for item in items_of(everything):
        first = f"_{item.stages[0].id}" if item.kind == "case" else ""
        words = told[f"resource-item-{item.id}{first}"]
        wanted = {f"track: {item.track}", f"level: {item.bloom}", *item.objectives}
        assert wanted | {f"source: {source}" for source in item.sources} <= set(words)


def test_what_is_lost_is_listed(package):
    """Each kind that QTI does not hold whole has its line, with the item's id in front."""
    lost = "\n".join(package[1])
    for line in (
        "a-choice: the hint",
        "a-number: an answer with its unit, or in min",
        "a-calculated: numbers drawn anew",
        "a-case: the story unfolds",
        "a-case: stage dose: what is told after an earlier answer",
        "all-kinds: going back",
        "show-what-you-know: the blueprint",
    ):
        assert line in lost
    for whole in ("a-multiple", "a-true-false", "an-order", "a-match", "a-hotspot", "a-cloze"):
        assert whole not in lost


def test_notes_for_authors_hold_what_learners_do_not_see(package):
    """The hint, and what a case answers to earlier choices, are there for authors and tutors alone."""
    hint = root_of(package, "items/item-a-choice.xml").find(".//{*}rubricBlock")
    after = root_of(package, "items/item-a-case_dose.xml").find(".//{*}rubricBlock")
    assert hint.get("view") == after.get("view") == "author tutor"
    assert "kettle" in "".join(hint.itertext()) and "He laughs" in "".join(after.itertext())


def test_a_test_says_what_passes(package, everything):
    """The pass mark and each safety-critical item decide; a case is a section of weighted stages."""
    test = root_of(package, "tests/test-all-kinds.xml")
    needed = test.findall("{*}outcomeProcessing//{*}gte")
    assert float(needed[0].find("{*}baseValue").text) == pytest.approx(0.8 * 10, abs=1e-5)
    variables = [one.find("{*}variable").get("identifier") for one in needed[1:]]
    assert variables == ["item-a-case_screen.SCORE", "item-a-case_dose.SCORE"]
    stages = test.findall(".//{*}assessmentSection/{*}assessmentSection/{*}assessmentItemRef")
    assert [float(one.find("{*}weight").get("value")) for one in stages] == [0.5, 0.5]


def hostile_quiz(folder, length=2000):
    """The bank's quiz with the worst of texts in each place for text."""

    def spoilt(value, key=None):
        if isinstance(value, dict):
            return {one: spoilt(inner, one) for one, inner in value.items()}
        if isinstance(value, list | tuple):
            return [spoilt(one, key) for one in value]
        worst = (HOSTILE * 40)[:length]
        if key == "text" and isinstance(value, str) and "{key-in}" in value:
            return f"{{key-in}} {worst[:1900]} {{key-out}}"
        if key == "text" and length > 60:
            return worst
        return worst if key in ("stem", "feedback", "explanation", "story", "feedback_right") else value

    quiz = yaml.safe_load((folder / "quizzes" / "all-kinds.yaml").read_text(encoding="utf-8"))
    return spoilt(quiz)


def test_hostile_texts_stay_texts(everything, tmp_path):
    """Script, right-to-left, emoji, quotes, control characters, 2,000 characters: all end as words in XML."""
    quiz = hostile_quiz(BANK)
    for item in quiz["items"]:
        for word in item.get("words", ()):
            word["text"] = HOSTILE[:60]
    clean = everything.quizzes["all-kinds"]
    items = tuple(
        type(one).model_validate(spoilt) for one, spoilt in zip(clean.items, quiz["items"], strict=True)
    )
    course = everything.model_copy(
        update={"quizzes": {"all-kinds": clean.model_copy(update={"items": items})}}
    )
    file = tmp_path / "hostile.zip"
    lost = export_qti(course, ["all-kinds"], file)
    assert sum("control characters" in line for line in lost) == 10
    with zipfile.ZipFile(file) as opened:
        for path in opened.namelist():
            if path.endswith(".xml"):
                root = etree.fromstring(opened.read(path))
                assert not root.xpath("//*[local-name()='script' or local-name()='b']")
                assert path == "imsmanifest.xml" or problems(root) == []
        body = "".join(etree.fromstring(opened.read("items/item-a-choice.xml")).itertext())
        assert "<script>alert(1)</script>" in body and "👩🏽‍⚕️" in body and "\u202e" in body


def test_ends_of_a_range_belong_to_it(everything):
    """0.7 ± 0.1 takes 0.8 and 0.6, which binary fractions would leave out."""
    item = next(one for one in items_of(everything) if one.id == "a-number")
    item = item.model_copy(update={"answer": 0.7, "tolerance": 0.1})
    root = write_item(item)[0][0].root
    assert [scored(root, {"RESPONSE": one})[0] for one in (0.6, 0.8, 0.59999, 0.80001)] == [1, 1, 0, 0]


def test_long_labels_are_cut_and_listed(everything):
    """A label of more than 256 characters is cut, and the list says so."""
    item = next(one for one in items_of(everything) if one.id == "a-hotspot")
    spots = tuple(spot.model_copy(update={"text": f"*{'x' * 300}*"}) for spot in item.spots)
    (written,), lost = write_item(item.model_copy(update={"spots": spots}))
    assert {len(one.get("hotspotLabel")) for one in written.root.iter("{*}hotspotChoice")} == {256}
    assert sum("after 256 characters" in line for line in lost) == 2
    assert sum("plain words" in line for line in lost) == 2


def test_the_same_quizzes_give_the_same_bytes(everything, tmp_path):
    """Two exports of a quiz do not differ."""
    files = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for file in files:
        export_qti(everything, ["all-kinds", "all-kinds"], file)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_whole_or_not_at_all(everything, tmp_path, monkeypatch):
    """A picture that is gone, a disk that is full or a file that is there leaves the folder as it was."""
    file = tmp_path / "bank.zip"
    monkeypatch.setattr("course.exchange.qti.picture_file", lambda name: tmp_path / "gone.webp")
    with pytest.raises(PlainError, match="cannot be read"):
        export_qti(everything, ["all-kinds"], file)
    monkeypatch.undo()

    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("course.exchange.whole_file.os.replace", full)
    with pytest.raises(PlainError, match="No space left"):
        export_qti(everything, ["all-kinds"], file)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    file.write_bytes(b"before")
    with pytest.raises(PlainError, match="there already"):
        export_qti(everything, ["all-kinds"], file)
    assert file.read_bytes() == b"before" and [one.name for one in tmp_path.iterdir()] == ["bank.zip"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (["{}/out.zip", "--bank", str(BANK), "--quiz", "all-kinds"], 0),
        (["{}/out.zip", "--quiz", "no-such-quiz"], 1),
        (["{}/out.zip", "--quiz", "show-what-you-know"], 1),
        (["{}/no/such/folder/out.zip", "--quiz", "open-the-hips"], 1),
    ],
)
def test_exit_codes(given, code, tmp_path, capsys):
    """The shell says what was written and what was lost, or why nothing was."""
    assert main(["export", "qti", *(one.format(tmp_path) for one in given)]) == code
    said = capsys.readouterr()
    assert (tmp_path / "out.zip").exists() == (code == 0)
    assert "a-calculated: numbers drawn anew" in said.out if code == 0 else len(said.err.splitlines()) == 1


def test_wrong_usage(capsys):
    """Without a file the command is used wrongly."""
    with pytest.raises(SystemExit) as stopped:
        main(["export", "qti"])
    assert stopped.value.code == 2


def test_the_file_may_stand_in_the_folder_one_is_in(everything, tmp_path, monkeypatch):
    """A bare file name is written where one stands."""
    monkeypatch.chdir(tmp_path)
    export_qti(everything, ["all-kinds"], Path("bare.zip"))
    assert zipfile.is_zipfile(tmp_path / "bare.zip")
