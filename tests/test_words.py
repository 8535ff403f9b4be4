"""Calm words: what people read never frightens, orders or promises too much."""

import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
AVOIDED = {
    r"damag\w*": "irritated, sensitive",
    r"wear and tear": "stiff, sensitive",
    r"slipped": "irritated",
    r"out of place": "irritated",
    r"weak core": "leave it out",
    r"(?:wrong|bad|poor) posture": "common slip",
    r"must": "could, or say why",
    r"push\w* through": "ease off",
    r"fail(?:s|ed|ing|ure)?": "not yet",
    r"pain[- ]?kill\w*": "many find it soothing",
}
"""Words to avoid, with what to say instead."""

WHERE_HELP_IS_CALLED = {
    "course/data/safety.yaml", "course/data/quizzes/before-you-begin.yaml", "notebooks/01_stay_safe.ipynb",
    "widgets/safety_check.js", "widgets/safety_check.py", "README.md",
}  # fmt: skip
"""The only pages that speak of emergencies; elsewhere: get help today."""

NOT_SHOWN = {"id", "kind", "outcome", "urgency", "doi", "title", "file", "container"}
"""Keys whose values are names and no sentences; titles of studies are not ours to reword."""


def sentences(value, key=""):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from sentences(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from sentences(inner, key)
    elif isinstance(value, str) and key not in NOT_SHOWN and " " in value:
        yield value


def notebook_text(file):
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        yield "".join(cell["source"])


def strings_in_code(text):
    """Sentences between quotes; code itself may say what it likes."""
    return [found for found in re.findall(r"[\"'`]([^\"'`\n]*)[\"'`]", text) if " " in found]


def shown():
    """(name, texts) of every file with words that people read."""
    for file in sorted((ROOT / "course/data").rglob("*.yaml")):
        yield file, list(sentences(yaml.load(file.read_bytes(), yaml.CSafeLoader)))
    for file in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        yield file, list(notebook_text(file))
    for file in sorted([*(ROOT / "widgets").rglob("*.js"), *(ROOT / "widgets").glob("*.py")]):
        yield file, strings_in_code(file.read_text(encoding="utf-8"))
    for file in (ROOT / "README.md", ROOT / "notebooks/teach/README.md"):
        yield file, [file.read_text(encoding="utf-8")]


SHOWN = {file.relative_to(ROOT).as_posix(): texts for file, texts in shown()}


@pytest.mark.parametrize("name", SHOWN)
def test_words_are_calm(name):
    """No word of the list stands in what people read, but where a teacher is told to avoid it."""
    pattern = re.compile(rf"\b(?:{'|'.join(AVOIDED)})\b", re.IGNORECASE)
    found = [(word, text[:160]) for text in SHOWN[name] for word in pattern.findall(unquoted(name, text))]
    assert found == []


@pytest.mark.parametrize("name", sorted(set(SHOWN) - WHERE_HELP_IS_CALLED))
def test_only_the_safety_pages_speak_of_emergencies(name):
    """Everywhere else people read 'get help today'."""
    assert [text for text in SHOWN[name] if re.search(r"\bemergenc(?:y|ies)\b", text, re.IGNORECASE)] == []


def unquoted(name, text):
    """A teacher's page and a quiz on calm words quote what is to be avoided."""
    return re.sub(r"[\"“][^\"”\n]*[\"”]", "", text) if "teach" in name else text
