"""Each widget's browser files, joined into one script and one style sheet."""

import re
import shutil
import subprocess
from collections import Counter

import pytest

from widgets import _assets
from widgets._assets import HERE, script, style

WIDGETS = sorted(
    file.stem for file in HERE.glob("*.js") if "export default" in file.read_text(encoding="utf-8")
)
JOINED = [*WIDGETS, "phone/app"]
NODE = shutil.which("node")
ADDRESSES = {"http://www.w3.org/2000/svg"}

_DECLARED = re.compile(
    r"^(?:export )?(?:(?:async )?function\*? ?([\w$]+)|class ([\w$]+)"
    r"|(?:const|let|var) (?:([\w$]+)|\{([^}]*)\}))",
    re.MULTILINE,
)


def declared(text):
    """Every name that is declared at the top, at the beginning of a line."""
    names = []
    for match in _DECLARED.finditer(text):
        plain = next((group for group in match.groups()[:3] if group), None)
        taken_apart = [part.split(":")[-1].split("=")[0].strip() for part in (match[4] or "").split(",")]
        names += [plain] if plain else [name for name in taken_apart if name]
    return names


def selectors(css):
    """Every selector of a style sheet, those inside @media and its like included, keyframes not."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    assert css.count("{") == css.count("}")
    found, stack = [], []
    for part in re.finditer(r"([^{};]*)([{};])", css):
        text, mark = part[1].strip(), part[2]
        if mark == "{":
            inside_frames = any(outer.startswith("@keyframes") for outer in stack)
            if not text.startswith("@") and not inside_frames:
                found += [one.strip() for one in re.split(r",(?![^(]*\))", text)]
            stack.append(text)
        elif mark == "}":
            stack.pop()
    return found


def test_there_are_widgets_with_scripts():
    """The course's widgets are found by their scripts."""
    assert {"safety_check", "session_timer"} <= set(WIDGETS)


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize("name", JOINED)
def test_a_joined_script_is_a_module(name, tmp_path):
    """Node takes the whole script for a valid module."""
    file = tmp_path / "joined.mjs"
    file.write_text(script(name), encoding="utf-8")
    run = subprocess.run([NODE, "--check", file], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("name", WIDGETS)
def test_nothing_is_left_to_import(name):
    """A script that anywidget loads from a blob can import nothing relative, so nothing is imported."""
    text = re.sub(r"/\*.*?\*/", "", script(name), flags=re.DOTALL)
    assert re.findall(r"^\s*import\b.*$|\bfrom \"\.[^\"]*\"|\bimport\(.*", text, re.MULTILINE) == []


@pytest.mark.parametrize("name", WIDGETS)
def test_one_thing_is_exported(name):
    """Only the widget itself is left as an export, once, and as the last of all files."""
    text = script(name)
    assert len(re.findall(r"^export default ", text, re.MULTILINE)) == 1
    own = (HERE / f"{name}.js").read_text(encoding="utf-8")
    shared = text[: text.index(own.rpartition("export default ")[2])]
    assert re.findall(r"^export (?!default )", shared.replace(own, ""), re.MULTILINE) == []


@pytest.mark.parametrize("name", JOINED)
def test_no_name_is_declared_twice(name):
    """Files that are joined share one scope, so their top-level names differ."""
    twice = [declared_name for declared_name, n in Counter(declared(script(name))).items() if n > 1]
    assert declared(script(name)) and twice == []


@pytest.mark.parametrize("name", WIDGETS)
def test_a_shared_file_stands_once_before_those_that_need_it(name):
    """Each page file is in the script once, and every name is declared before the widget."""
    text = script(name)
    for file in (HERE / "page").glob("*.js"):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("export function "):
                head = line.removeprefix("export ")
                assert text.count(f"\n{head}\n") + text.startswith(f"{head}\n") <= 1, head
                if head in text:
                    assert text.index(head) < text.index("export default ")


@pytest.mark.parametrize("name", WIDGETS)
def test_no_widget_calls_another_address(name):
    """Neither script nor style names a place to load from; the name of SVG is no place."""
    for text in (script(name), style(name)):
        assert set(re.findall(r"https?://[^\s\"'`)]+", text)) <= ADDRESSES
        assert not re.search(r"@import|\bfetch\(|XMLHttpRequest|sendBeacon|new WebSocket", text)


@pytest.mark.parametrize("name", WIDGETS)
def test_text_is_never_taken_for_html(name):
    """One function alone, `rich`, puts HTML into the page: what Python has made and cleaned."""
    text = script(name)
    assert re.findall(r".*\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write).*", text) == [
        '  element.innerHTML = html ?? "";'
    ]
    rich = text[text.index("function rich(") :]
    assert "innerHTML" in rich[: rich.index("\n}\n")]


@pytest.mark.parametrize("name", WIDGETS)
def test_a_style_stays_with_its_widget(name):
    """Every selector is one of the course's own classes or below one, or is of the whole page's body."""
    found = selectors(style(name))
    assert found
    strangers = [one for one in found if not re.search(r"(^|[\s>+~\])])(\w+)?\.bedstretch", one)]
    assert [one for one in strangers if not one.startswith("body")] == []


@pytest.mark.parametrize("name", WIDGETS)
def test_a_style_of_its_own_names_its_widget(name):
    """What a widget's own style sheet says holds for that widget or for a class that no other file styles."""
    own = HERE / f"{name}.css"
    others = [f.read_text(encoding="utf-8") for f in HERE.rglob("*.css") if f != own]
    for one in selectors(own.read_text(encoding="utf-8")) if own.exists() else ():
        root = f".bedstretch-{name.replace('_', '-')}"
        if root not in one:
            classes = re.findall(r"\.bedstretch-[\w-]+", one)
            assert classes and not any(f"{classes[0]} " in other for other in others), one


def test_joining(tmp_path, monkeypatch):
    """Two files that need the same third: it stands once and first; imports and export marks are gone."""
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "c.js").write_text('export const C = "import this";\n', encoding="utf-8")
    (tmp_path / "b.js").write_text(
        'import { C } from "./page/c.js";\nexport async function b() { return C; }\n', encoding="utf-8"
    )
    (tmp_path / "a.js").write_text(
        'import { C } from "./page/c.js";\nimport { b } from "./b.js";\n'
        "export default { render: () => b(C) };\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(_assets, "HERE", tmp_path)
    assert script.__wrapped__("a").split("\n") == [
        'const C = "import this";', "", "async function b() { return C; }", "",
        "export default { render: () => b(C) };", "",
    ]  # fmt: skip


def test_a_file_that_is_not_there_is_told(tmp_path, monkeypatch):
    """An import that leads nowhere breaks at once, when the widget is defined."""
    (tmp_path / "a.js").write_text('import { x } from "./nowhere.js";\n', encoding="utf-8")
    monkeypatch.setattr(_assets, "HERE", tmp_path)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        script.__wrapped__("a")


def test_a_style_holds_the_shared_look(tmp_path):
    """Every widget has the theme and the bar with Stop, also one without a style of its own."""
    theme = (HERE / "page" / "theme.css").read_text(encoding="utf-8")
    bar = (HERE / "page" / "session_bar.css").read_text(encoding="utf-8")
    assert style("safety_check").startswith(theme + bar)
    assert style.__wrapped__("no_such_widget") == theme + bar
