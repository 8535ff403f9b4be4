"""What print and exported HTML show of a quiz: its questions, without a key, to be answered with a pen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from widgets._base import escaped
from widgets._pictures import data_url
from widgets._static import paragraph, section

LINE = "__________"


def static_item(number: int, item: dict) -> str:
    """One public item."""
    about = ", about safety" if item["safety_critical"] else ""
    return section(f"Question {number}{about}", item["stem"], _picture(item), _KINDS[item["kind"]](item))


def _picture(shown: dict) -> str:
    picture = shown.get("picture")
    if not picture:
        return ""
    alt = escaped(picture["alt"])
    return f'<p><img src="{data_url(picture["file"])}" alt="{alt}" style="max-width: 100%; width: 26em"></p>'


def _options(item: dict) -> str:
    rows = "".join(f"<li>{option['text']}{_picture(option)}</li>" for option in item["options"])
    return f"<ul>{rows}</ul>"


def _true_false(item: dict) -> str:
    return paragraph("True or false?") + paragraph("Because:") + _options(item)


def _number(item: dict) -> str:
    return paragraph(f"Answer in {item['unit']}: {LINE}")


def _order(item: dict) -> str:
    return paragraph("Number these in their order.") + _options(item)


def _match(item: dict) -> str:
    rows = "".join(f"<li>{row['text']}{_picture(row)}: {LINE}</li>" for row in item["rows"])
    return f"<ul>{rows}</ul>" + paragraph("Choose from:") + _options(item)


def _cloze(item: dict) -> str:
    text = "".join(LINE if "gap" in piece else piece["text"] for piece in item["pieces"])
    words = ", ".join(option["title"] for option in item["options"])
    return f"<p>{text}</p>" + paragraph(f"Words to choose from: {words}.")


def _case(item: dict) -> str:
    """The first stage alone: the later ones would tell what the first asks."""
    (first,) = item["stages"]
    more = paragraph(f"The case goes on, in {item['stages_in_all']} stages, in JupyterLab.")
    return first["story"] + first["ask"]["stem"] + _KINDS[first["ask"]["kind"]](first["ask"]) + more


_KINDS: Mapping[str, Callable[[dict], str]] = {
    "choice": _options,
    "multiple": _options,
    "true-false": _true_false,
    "number": _number,
    "calculated": _number,
    "order": _order,
    "match": _match,
    "hotspot": _options,
    "cloze": _cloze,
    "case": _case,
}
