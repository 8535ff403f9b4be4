"""Each kind of question as QTI 2.1 asks and scores it: one function for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from lxml import etree

from course.body_map import load_body_map
from course.exchange.qti_xml import (
    SHORT,
    Part,
    blocks,
    clean,
    element,
    is_right,
    media_type,
    name,
    picture,
    picture_path,
    picture_size,
    plain,
    put,
    score,
    share_of,
    short,
    value,
    variable,
    when,
)
from course.grading import VERDICT_ALONE
from course.numbers import exact
from course.schema.quizzes import PLACE


@dataclass
class Question:
    """What one kind of question adds to its item."""

    declarations: list[etree._Element]
    body: list[etree._Element]
    scoring: list[etree._Element]
    """Rules that set SCORE, 0 to 1; it is 0 before them."""
    feedback: dict[str, list[etree._Element]]
    """By the identifier under which it is shown."""
    shown: list[etree._Element]
    """Expressions: the identifiers of what is shown once an answer is in."""
    lost: list[str] = field(default_factory=list)


def _response(
    identifier: str,
    cardinality: str,
    kind: str,
    key: Iterable[Any],
    mapping: Mapping[str, float] | None = None,
) -> etree._Element:
    parts = [element("correctResponse", *(element("value", str(one)) for one in key))]
    if mapping is not None:
        entries = (element("mapEntry", mapKey=key, mappedValue=share) for key, share in mapping.items())
        parts.append(element("mapping", *entries, lowerBound=0.0, upperBound=1.0, defaultValue=0.0))
    return element(
        "responseDeclaration", *parts, identifier=identifier, cardinality=cardinality, baseType=kind
    )


def _mapped(response: str) -> list[etree._Element]:
    """All right is 1 whatever the thirds of it sum up to; else what the mapping says."""
    return [
        when(
            is_right(response),
            score(1),
            otherwise=[put("SCORE", element("mapResponse", identifier=response))],
        )
    ]


def _choices(response: str, role: str, options: Iterable[Any], shuffle: bool, most: int) -> etree._Element:
    choices = (
        element(
            "simpleChoice", *blocks(option.text), *picture(option.picture), identifier=name(role, option.id)
        )
        for option in options
    )
    return element(
        "choiceInteraction", *choices, responseIdentifier=response, shuffle=shuffle, maxChoices=most
    )


def _said(role: str, parts: Iterable[Any]) -> dict[str, list[etree._Element]]:
    return {name(role, part.id): blocks(part.feedback) for part in parts}


def _key(role: str, options: Iterable[Any]) -> list[str]:
    return [name(role, option.id) for option in options if option.correct]


def _choice(asked: Any, shuffle: bool) -> Question:
    return Question(
        [_response("RESPONSE", "single", "identifier", _key("option", asked.options))],
        [_choices("RESPONSE", "option", asked.options, shuffle, most=1)],
        [when(is_right("RESPONSE"), score(1))],
        _said("option", asked.options),
        [variable("RESPONSE")],
    )


def _multiple(asked: Any, shuffle: bool) -> Question:
    """Told is what was said of the ticked options, and of the right ones that were missed."""
    key = _key("option", asked.options)
    others = len(asked.options) - len(key)
    shares = {True: 1 / len(key), False: -1 / min(len(key), others)}
    mapping = {name("option", option.id): shares[option.correct] for option in asked.options}
    return Question(
        [_response("RESPONSE", "multiple", "identifier", key, mapping)],
        [_choices("RESPONSE", "option", asked.options, shuffle, most=0)],
        _mapped("RESPONSE"),
        _said("option", asked.options),
        [variable("RESPONSE"), element("correct", identifier="RESPONSE")],
    )


def _true_false(asked: Any, shuffle: bool) -> Question:
    verdicts = element(
        "choiceInteraction",
        *(
            element("simpleChoice", element("p", one.title()), identifier=name("verdict", one))
            for one in ("true", "false")
        ),
        responseIdentifier="VERDICT",
        shuffle=False,
        maxChoices=1,
    )
    key = name("verdict", "true" if asked.is_true else "false")
    both = element("and", is_right("VERDICT"), is_right("REASON"))
    return Question(
        [
            _response("VERDICT", "single", "identifier", [key]),
            _response("REASON", "single", "identifier", _key("reason", asked.reasons)),
        ],
        [
            verdicts,
            element("p", "For which reason?"),
            _choices("REASON", "reason", asked.reasons, shuffle, 1),
        ],
        [when(both, score(1), or_when=[(is_right("VERDICT"), score(VERDICT_ALONE))])],
        _said("reason", asked.reasons),
        [variable("REASON")],
    )


def _number(asked: Any, shuffle: bool) -> Question:
    """The first near miss that fits speaks, as in our own grading."""
    nears = {f"near-{place}": near for place, near in enumerate(asked.near_misses, 1)}
    says = {
        one: put("FEEDBACK", element("multiple", value("identifier", one)))
        for one in ("right", "wrong", *nears)
    }
    near_rules = [(_is_near(near.value, asked.tolerance), says[one]) for one, near in nears.items()]
    entry = element("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength=10)
    units = "".join(f", or in {clean(unit)}" for unit in asked.units)
    return Question(
        [_response("RESPONSE", "single", "float", [_decimal(asked.answer)])],
        [element("p", entry, f" {asked.unit}")],
        [
            when(
                _is_near(asked.answer, asked.tolerance),
                score(1),
                says["right"],
                or_when=near_rules,
                otherwise=[says["wrong"]],
            )
        ],  # fmt: skip
        {"right": blocks(asked.feedback_right), "wrong": blocks(asked.feedback_wrong)}
        | {one: blocks(near.feedback) for one, near in nears.items()},
        [variable("FEEDBACK")],
        [f"an answer with its unit{units}: the field takes a plain number of {clean(asked.unit)}"],
    )


def _is_near(answer: float, tolerance: float) -> etree._Element:
    """The ends belong to the range: where binary fractions would leave one out, it is a hair wider."""
    ends = (float(exact(answer) + exact(tolerance)), float(exact(answer) - exact(tolerance)))
    if any(abs(end - answer) > tolerance for end in ends):
        tolerance = max(abs(end - answer) for end in ends)
    exactly = tolerance == 0
    return element(
        "equal",
        variable("RESPONSE"),
        value("float", _decimal(answer)),
        toleranceMode="exact" if exactly else "absolute",
        tolerance=None if exactly else f"{tolerance!r} {tolerance!r}",
    )


def _decimal(number: float) -> str:
    """As the file has it, and not rounded."""
    return repr(int(number)) if float(number).is_integer() else repr(float(number))


def _order(asked: Any, shuffle: bool) -> Question:
    """The share of neighbours that follow each other, each looked for at every place."""
    steps = [name("part", part.id) for part in asked.parts]
    choices = (
        element("simpleChoice", *blocks(part.text), identifier=name("part", part.id)) for part in asked.parts
    )
    said = {"right": asked.feedback_right, "wrong": asked.feedback_wrong}
    feedback = {one: blocks(text) for one, text in said.items()}
    feedback |= _said("part", [part for part in asked.parts if part.feedback])
    right, wrong = (put("FEEDBACK", element("multiple", value("identifier", one))) for one in said)
    return Question(
        [_response("RESPONSE", "ordered", "identifier", steps)],
        [element("orderInteraction", *choices, responseIdentifier="RESPONSE", shuffle=True)],
        [
            *share_of([_follows(one, after, len(steps)) for one, after in pairwise(steps)]),
            when(is_right("RESPONSE"), right, otherwise=[wrong]),
        ],
        feedback,
        [variable("FEEDBACK"), *(value("identifier", one) for one in feedback if one not in said)],
    )


def _follows(one: str, after: str, count: int) -> etree._Element:
    return element(
        "or",
        *(element("and", _stands(one, place), _stands(after, place + 1)) for place in range(1, count)),
    )


def _stands(step: str, place: int) -> etree._Element:
    return element("match", element("index", variable("RESPONSE"), n=place), value("identifier", step))


def _match(asked: Any, shuffle: bool) -> Question:
    key = [f"{name('pair', pair.id)} {name('partner', pair.partner)}" for pair in asked.pairs]
    rows = (
        _associable("pair", pair, [*blocks(pair.text), *picture(pair.picture)], 1, not shuffle)
        for pair in asked.pairs
    )
    partners = (
        _associable("partner", partner, blocks(partner.text), most=len(asked.pairs))
        for partner in asked.partners
    )
    interaction = element(
        "matchInteraction",
        element("simpleMatchSet", *rows),
        element("simpleMatchSet", *partners),
        responseIdentifier="RESPONSE",
        shuffle=True,
        maxAssociations=len(asked.pairs),
    )
    feedback = _said("pair", asked.pairs)
    return Question(
        [_response("RESPONSE", "multiple", "directedPair", key, {pair: 1 / len(key) for pair in key})],
        [interaction],
        _mapped("RESPONSE"),
        feedback,
        [value("identifier", one) for one in feedback],
    )


def _associable(role: str, part: Any, content: list, most: int, fixed: bool = False) -> etree._Element:
    return element(
        "simpleAssociableChoice", *content, identifier=name(role, part.id), fixed=fixed or None, matchMax=most
    )


def _hotspot(asked: Any, shuffle: bool) -> Question:
    """A muscle that is drawn in several pieces is several hotspots that count the same."""
    file, alt, size, pieces = _places(asked)
    choices = [(name("spot", spot.id) + (f"_{n}" if n else ""), spot, shape, coords)
               for spot in asked.spots
               for n, (shape, coords) in enumerate(pieces(spot))]  # fmt: skip
    key = [one for one, spot, *_ in choices if spot.correct]
    shown = element(
        "object", plain(alt), data=picture_path(file), type=media_type(file), width=size[0], height=size[1]
    )
    hotspots = (
        element(
            "hotspotChoice", identifier=one, shape=shape, coords=coords, hotspotLabel=short(plain(spot.text))
        )
        for one, spot, shape, coords in choices
    )
    interaction = element("hotspotInteraction", shown, *hotspots, responseIdentifier="RESPONSE", maxChoices=1)
    return Question(
        [_response("RESPONSE", "single", "identifier", key[:1], dict.fromkeys(key, 1.0))],
        [interaction],
        [put("SCORE", element("mapResponse", identifier="RESPONSE"))],
        {one: blocks(spot.feedback) for one, spot, *_ in choices},
        [variable("RESPONSE")],
        [*_lost_marks(spot.text for spot in asked.spots), *cut("the label", (s.text for s in asked.spots))],
    )


def _places(asked: Any) -> tuple[str, str, tuple[int, int], Callable[[Any], list[tuple[str, str]]]]:
    """The picture's file, alt text and size, and what gives a spot's shapes in its pixels."""
    if asked.picture:
        width, height = picture_size(asked.picture.file)
        return (
            asked.picture.file,
            asked.picture.alt,
            (width, height),
            lambda spot: [_circle(spot, width, height)],
        )
    view = load_body_map()[asked.body_view]
    alt = f"A plain standing figure seen from the {asked.body_view}, with some places outlined."

    def pieces(spot: Any) -> list[tuple[str, str]]:
        regions = (region for region in view.regions if region.muscle == spot.muscle)
        polygons = (polygon for region in regions for polygon in region.polygons)
        return [("poly", _pixels(polygon, view.width, view.height)) for polygon in polygons]

    return view.file, alt, (view.width, view.height), pieces


def _circle(spot: Any, width: int, height: int) -> tuple[str, str]:
    circle = spot.circle
    places = (circle.x * width, circle.y * height, circle.radius * width)
    return "circle", ",".join(str(round(place)) for place in places)


def _pixels(polygon: Iterable[tuple[float, float]], width: int, height: int) -> str:
    return ",".join(f"{round(x * width)},{round(y * height)}" for x, y in polygon)


def cut(what: str, texts: Iterable[str]) -> list[str]:
    long = [plain(text) for text in texts if len(plain(text)) > SHORT]
    return [f"{what} “{text[:40]}…” after {SHORT} characters: the format's limit" for text in long]


def _lost_marks(texts: Iterable[str]) -> list[str]:
    """What loses its emphasis where QTI takes words alone."""
    marked = [plain(text) for text in texts if plain(text) != clean(text)]
    return [f"emphasis or code in “{text}”: this place takes plain words" for text in marked]


def _cloze(asked: Any, shuffle: bool) -> Question:
    gaps = {gap.id: gap for gap in asked.gaps}

    def fill(text: str) -> Iterable[Part]:
        for place, piece in enumerate(PLACE.split(text)):
            if piece and place % 2 == 0:
                yield piece
            elif place % 2:
                yield _gap(piece, asked.words)

    feedback = _said("gap", asked.gaps)
    return Question(
        [
            _response(name("gap", id), "single", "identifier", [_word(id, gap.word)])
            for id, gap in gaps.items()
        ],
        blocks(asked.text, fill),
        share_of([is_right(name("gap", id)) for id in gaps]),
        feedback,
        [value("identifier", one) for one in feedback],
        _lost_marks(word.text for word in asked.words),
    )


def _gap(id: str, words: Iterable[Any]) -> etree._Element:
    choices = (element("inlineChoice", plain(word.text), identifier=_word(id, word.id)) for word in words)
    return element("inlineChoiceInteraction", *choices, responseIdentifier=name("gap", id), shuffle=True)


def _word(gap: str, word: str) -> str:
    """Choices of different gaps may not share an identifier."""
    return f"{name('gap', gap)}_{word}"


KINDS: Mapping[str, Callable[[Any, bool], Question]] = {
    "choice": _choice,
    "multiple": _multiple,
    "true-false": _true_false,
    "number": _number,
    "order": _order,
    "match": _match,
    "hotspot": _hotspot,
    "cloze": _cloze,
}
"""By kind. A calculated item is written as the number item that it draws, a case as its stages."""
