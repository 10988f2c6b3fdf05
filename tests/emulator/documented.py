"""Whether an answer is one that the sandbox's OpenAPI document names."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import httpx2
import jsonschema

NOT_OF_AN_OPERATION = {404, 405}
"""of a path, or a method, that there is not"""


def assert_documented(document: dict[str, Any], answer: httpx2.Response) -> None:
    """Status, headers, type and body. Bodies over the limit may be sent to any operation."""
    operation = _operation(document, answer.request.method, answer.request.url.path)
    if operation is None:
        assert (
            answer.status_code in NOT_OF_AN_OPERATION or answer.request.url.path == "/openapi.json"
        )
        return
    described = operation["responses"].get(str(answer.status_code))
    assert described is not None, (answer.status_code, answer.text[:200])
    for name, header in described["headers"].items():
        assert name in answer.headers
        _validate(header["schema"], answer.headers[name], document)
    content = described.get("content", {})
    if not content:
        assert answer.content == b""
        return
    (kind,) = content
    assert answer.headers["content-type"] == kind
    if kind == "application/json":
        _validate(content[kind]["schema"], answer.json(), document)


def _operation(document: dict[str, Any], method: str, path: str) -> Any:
    for template, operations in document["paths"].items():
        if _pattern(template).fullmatch(path):
            found = operations.get(method.lower())
            if found is not None:
                return found
    return None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)))


def _validate(schema: Any, value: Any, document: dict[str, Any]) -> None:
    whole = {**schema, "components": document["components"]}
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(whole, format_checker=checker).validate(value)
