"""Message codes as the source names them, read from its syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "esign_verify"


@dataclass(frozen=True)
class CodeSite:
    """One place that names a code. `params` is None where they are not literal."""

    code: str
    params: frozenset[str] | None
    place: str


def reason_sites() -> Iterator[CodeSite]:
    """Reasons of checks: `Check.failed("…")`, `Check.not_checked("…")`, `reason="…"`.

    Also calls of a function of the same module with a parameter `reason`,
    and the codes of `DecodeError`, which doors turn into reasons.
    """
    for tree, name in _trees():
        named = _helpers(tree) | dict.fromkeys(("failed", "not_checked", "DecodeError"), 0)
        yield from _sites(tree, name, named)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in ("Check", "Finding"):
                for keyword in node.keywords:
                    code = _text(keyword.value)
                    if keyword.arg == "reason" and code:
                        yield CodeSite(code, None, f"{name}:{node.lineno}")


def error_sites(error_names: frozenset[str]) -> Iterator[CodeSite]:
    """Literal codes of the errors in `error_names`."""
    for tree, name in _trees():
        yield from _sites(tree, name, dict.fromkeys(error_names, 0))


def _sites(tree: ast.Module, name: str, wanted: dict[str, int]) -> Iterator[CodeSite]:
    """Calls of the functions `wanted`: name → place of the code among the arguments."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _called(node) not in wanted:
            continue
        place = wanted[_called(node)]
        code = _text(node.args[place]) if len(node.args) > place else ""
        if code:
            names = [keyword.arg for keyword in node.keywords]
            literal = None if None in names or len(node.args) > 1 else frozenset(map(str, names))
            yield CodeSite(code, literal, f"{name}:{node.lineno}")


@cache
def _parsed() -> tuple[tuple[ast.Module, str], ...]:
    return tuple(
        (ast.parse(path.read_text("utf-8")), str(path.relative_to(PACKAGE)))
        for path in sorted(PACKAGE.rglob("*.py"))
    )


def _trees() -> Iterator[tuple[ast.Module, str]]:
    """Every module but the sandbox's, which checks nothing."""
    return (pair for pair in _parsed() if not pair[1].startswith("sandbox"))


def _helpers(tree: ast.Module) -> dict[str, int]:
    """Functions with a parameter `reason`, and its place where they are called."""
    found: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args if argument.arg != "self"]
            if "reason" in names:
                found[node.name] = names.index("reason")
    return found


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if isinstance(owner, ast.Name) and owner.id == "click":
            return ""  # click's own errors carry text, made from our codes
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""
