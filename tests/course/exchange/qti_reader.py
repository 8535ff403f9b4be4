"""A reader of QTI 2.1 for the tests, written from the specification and apart from the writer.

`problems` looks at what stands where, `scored` runs the response processing.
"""

import re

from lxml import etree

FLOW = "(?:p |ul |ol )*"
BLOCK = "p|ul|ol|rubricBlock|choiceInteraction|orderInteraction|matchInteraction|hotspotInteraction"
INLINE = "(?:em |strong |code |br |img |inlineChoiceInteraction |textEntryInteraction )*"
EXPRESSION = (
    "(?:variable|baseValue|correct|match|and|or|sum|divide"
    "|multiple|index|equal|mapResponse|gte|testVariables)"
)
REFS = "(?:assessmentItemRef |assessmentSection )"
CONTENT = {
    "assessmentItem": "(?:responseDeclaration )+(?:outcomeDeclaration )+itemBody responseProcessing "
    "(?:modalFeedback )*",
    "responseDeclaration": "(?:correctResponse )?(?:mapping )?",
    "correctResponse": "(?:value )+",
    "mapping": "(?:mapEntry )+",
    "outcomeDeclaration": "(?:defaultValue )?",
    "defaultValue": "value ",
    "itemBody": f"(?:(?:{BLOCK}) )+",
    "rubricBlock": FLOW,
    "modalFeedback": FLOW,
    "p": INLINE,
    "li": INLINE + FLOW + INLINE,
    "ul": "(?:li )*",
    "ol": "(?:li )*",
    "em": INLINE,
    "strong": INLINE,
    "code": INLINE,
    "choiceInteraction": "(?:simpleChoice )+",
    "orderInteraction": "(?:simpleChoice )+",
    "simpleChoice": FLOW,
    "matchInteraction": "simpleMatchSet simpleMatchSet ",
    "simpleMatchSet": "(?:simpleAssociableChoice )*",
    "simpleAssociableChoice": FLOW,
    "hotspotInteraction": "object (?:hotspotChoice )+",
    "inlineChoiceInteraction": "(?:inlineChoice )+",
    "responseProcessing": "(?:responseCondition |setOutcomeValue )*",
    "responseCondition": "responseIf (?:responseElseIf )*(?:responseElse )?",
    "responseIf": f"{EXPRESSION} (?:setOutcomeValue |responseCondition )*",
    "responseElseIf": f"{EXPRESSION} (?:setOutcomeValue |responseCondition )*",
    "responseElse": "(?:setOutcomeValue |responseCondition )*",
    "setOutcomeValue": f"{EXPRESSION} ",
    **dict.fromkeys(("match", "equal", "divide", "gte"), f"{EXPRESSION} {EXPRESSION} "),
    **dict.fromkeys(("and", "or", "sum"), f"(?:{EXPRESSION} )+"),
    "multiple": f"(?:{EXPRESSION} )*",
    "index": f"{EXPRESSION} ",
    "assessmentTest": "(?:outcomeDeclaration )*(?:timeLimits )?(?:testPart )+(?:outcomeProcessing )?",
    "testPart": "(?:itemSessionControl )?(?:timeLimits )?(?:assessmentSection )+",
    "assessmentSection": f"(?:ordering )?{REFS}*",
    "assessmentItemRef": "(?:weight )?",
    "outcomeProcessing": "(?:setOutcomeValue )*",
}
NEEDED = {
    "assessmentItem": "identifier title adaptive timeDependent",
    "responseDeclaration": "identifier cardinality baseType",
    "outcomeDeclaration": "identifier cardinality baseType",
    "mapEntry": "mapKey mappedValue",
    "mapping": "defaultValue",
    "modalFeedback": "identifier outcomeIdentifier showHide",
    "choiceInteraction": "responseIdentifier shuffle maxChoices",
    "orderInteraction": "responseIdentifier shuffle",
    "matchInteraction": "responseIdentifier shuffle maxAssociations",
    "hotspotInteraction": "responseIdentifier maxChoices",
    "inlineChoiceInteraction": "responseIdentifier shuffle",
    "textEntryInteraction": "responseIdentifier",
    "simpleChoice": "identifier",
    "inlineChoice": "identifier",
    "simpleAssociableChoice": "identifier matchMax",
    "hotspotChoice": "identifier shape coords",
    "object": "data type",
    "img": "src alt",
    "rubricBlock": "view",
    "baseValue": "baseType",
    "equal": "toleranceMode",
    "index": "n",
    "assessmentTest": "identifier title",
    "testPart": "identifier navigationMode submissionMode",
    "assessmentSection": "identifier title visible",
    "assessmentItemRef": "identifier href",
    "weight": "identifier value",
}
TEXT_IN = set("p li em strong code value baseValue inlineChoice object".split())  # noqa: SIM905
CHOICES = ("simpleChoice", "inlineChoice", "simpleAssociableChoice", "hotspotChoice")
NAME = re.compile(r"[A-Za-z_][\w.-]*")


def local(node):
    return etree.QName(node).localname


def problems(root):
    """What the specification does not allow, in one line each."""
    found = []
    for node in root.iter(etree.Element):
        tag, children = local(node), "".join(f"{local(child)} " for child in node)
        if not re.fullmatch(CONTENT.get(tag, ""), children):
            found.append(f"{tag} holds {children}")
        found += [f"{tag} without {one}" for one in NEEDED.get(tag, "").split() if node.get(one) is None]
        texts = [node.text or "", *(child.tail or "" for child in node)]
        if tag not in TEXT_IN and any(text.strip() for text in texts):
            found.append(f"{tag} holds text")
        for attribute in ("identifier", "responseIdentifier", "outcomeIdentifier"):
            if node.get(attribute) is not None and not NAME.fullmatch(node.get(attribute)):
                found.append(f"{tag}/@{attribute}={node.get(attribute)}")
    return found + _loose_ends(root)


def _loose_ends(root):
    declared = [n.get("identifier") for n in root if local(n).endswith("Declaration")]
    choices = [n.get("identifier") for n in root.iter(etree.Element) if local(n) in CHOICES]
    used = [n.get("responseIdentifier") for n in root.iter(etree.Element) if n.get("responseIdentifier")]
    names = declared + choices
    found = [f"{one} stands for two things" for one in {one for one in names if names.count(one) > 1}]
    keys = [v.text for v in root.iterfind("{*}responseDeclaration/{*}correctResponse/{*}value")]
    if choices:
        found += [f"key {key} is no choice" for key in keys if set(key.split()) - set(choices)]
    return found + [f"{one} is not declared" for one in used if one not in declared]


def scored(root, responses):
    """SCORE and the identifiers of the feedback shown, for responses by their identifier."""
    state = {n.get("identifier"): None for n in root.iterfind("{*}outcomeDeclaration")}
    for node in root.iterfind("{*}outcomeDeclaration"):
        for default in node.iterfind("{*}defaultValue/{*}value"):
            state[node.get("identifier")] = float(default.text)
    state |= responses
    _run(root.find("{*}responseProcessing"), root, state)
    return state["SCORE"], state["FEEDBACK"] or []


def _run(rules, root, state):
    for rule in rules:
        if local(rule) == "setOutcomeValue":
            state[rule.get("identifier")] = _value(rule[0], root, state)
            continue
        for branch in rule:
            is_else = local(branch) == "responseElse"
            if is_else or _value(branch[0], root, state) is True:
                _run(branch if is_else else branch[1:], root, state)
                break


def _declaration(root, node):
    return root.find(f"{{*}}responseDeclaration[@identifier='{node.get('identifier')}']")


def _value(node, root, state):
    inner = [] if local(node) == "correct" else [_value(child, root, state) for child in node]
    return globals()[f"_{local(node)}"](node, root, state, *inner)


def _variable(node, root, state):
    return state[node.get("identifier")]


def _baseValue(node, root, state):
    return float(node.text) if node.get("baseType") == "float" else node.text


def _correct(node, root, state):
    declaration = _declaration(root, node)
    values = [value.text for value in declaration.iterfind("{*}correctResponse/{*}value")]
    if declaration.get("baseType") == "float":
        values = [float(value) for value in values]
    return values[0] if declaration.get("cardinality") == "single" else values


def _match(node, root, state, one, other):
    if one is None or other is None:
        return None
    if isinstance(one, list) and not any(local(child) == "index" for child in node):
        is_ordered = _declaration(root, node[0]).get("cardinality") == "ordered"
        return one == other if is_ordered else sorted(one) == sorted(other)
    return one == other


def _and(node, root, state, *inner):
    return all(one is True for one in inner)


def _or(node, root, state, *inner):
    return any(one is True for one in inner)


def _sum(node, root, state, *inner):
    return sum(inner)


def _divide(node, root, state, one, other):
    return one / other


def _multiple(node, root, state, *inner):
    flat = [one if isinstance(one, list) else [one] for one in inner if one is not None]
    return [one for some in flat for one in some] or None


def _index(node, root, state, container):
    place = int(node.get("n"))
    return container[place - 1] if container and place <= len(container) else None


def _equal(node, root, state, one, other):
    if one is None:
        return None
    if node.get("toleranceMode") == "exact":
        return one == other
    below, above = (float(part) for part in node.get("tolerance").split())
    return other - below <= one <= other + above


def _mapResponse(node, root, state):
    mapping = _declaration(root, node).find("{*}mapping")
    entries = {e.get("mapKey"): float(e.get("mappedValue")) for e in mapping}
    given = state[node.get("identifier")]
    given = given if isinstance(given, list) else [given]
    total = sum(entries.get(one, float(mapping.get("defaultValue"))) for one in dict.fromkeys(given))
    return min(max(total, float(mapping.get("lowerBound"))), float(mapping.get("upperBound")))
