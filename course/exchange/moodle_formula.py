"""Our formulas in Moodle's language, where both work out the same."""

from __future__ import annotations

import ast
from collections.abc import Collection
from decimal import Decimal

_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_FUNCTIONS = {"abs": (1, 1), "sqrt": (1, 1), "max": (2, 9), "min": (2, 9)}
"""By name, how many arguments Moodle takes. Not `round`: PHP rounds halves up, Python to the even number."""


def to_moodle(formula: str, names: Collection[str]) -> str:
    """The formula with `{name}` for each number that is drawn. ValueError for what Moodle cannot say."""
    try:
        return _part(ast.parse(formula.strip(), mode="eval").body, names)
    except (SyntaxError, RecursionError) as error:
        raise ValueError("it cannot be read") from error


def plain_number(value: float) -> str:
    """The number with no exponent, which Moodle's check of formulas refuses in some places."""
    text = format(Decimal(repr(float(value))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _part(node: ast.AST, names: Collection[str]) -> str:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return plain_number(value)
        case ast.Name(id=name) if name in names:
            return f"{{{name}}}"
        case ast.UnaryOp(op=ast.USub(), operand=of):
            return f"(0-{_part(of, names)})"
        case ast.UnaryOp(op=ast.UAdd(), operand=of):
            return _part(of, names)
        case ast.BinOp(left=left, op=sign, right=right):
            return _two(_part(left, names), sign, _part(right, names))
        case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if name in _FUNCTIONS:
            return _call(name, [_part(one, names) for one in given])
    raise ValueError(f"Moodle has nothing like '{ast.unparse(node)}'")


def _two(left: str, sign: ast.operator, right: str) -> str:
    """Python's // and % go down, PHP's towards nought: both are said by `floor`."""
    if type(sign) in _SIGNS:
        return f"({left}{_SIGNS[type(sign)]}{right})"
    if isinstance(sign, ast.Pow):
        return f"pow({left},{right})"
    if isinstance(sign, ast.FloorDiv):
        return f"floor({left}/{right})"
    if isinstance(sign, ast.Mod):
        return f"({left}-{right}*floor({left}/{right}))"
    raise ValueError(f"Moodle has no {type(sign).__name__}")


def _call(name: str, given: list[str]) -> str:
    fewest, most = _FUNCTIONS[name]
    if not fewest <= len(given) <= most:
        raise ValueError(f"Moodle's {name} takes another number of values")
    return f"{name}({','.join(given)})"
