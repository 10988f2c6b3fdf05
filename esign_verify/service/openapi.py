"""What the OpenAPI document says beside the routes: bodies, answers, refusals."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from esign_verify.service.refusals import STATUSES

DESCRIPTION = (
    "Verifies the electronic signatures of PDF documents, offline. `/api/sign/verify` and "
    "`/api/v2/verify/pdf` answer as the Esign Client does. A document is kept while it is "
    "examined, and no longer."
)

PASSWORD = {
    "type": "string",
    "description": "Of an encrypted document. The empty one is tried first.",
}

ERROR = {
    "type": "object",
    "required": ["code", "message", "message_en"],
    "additionalProperties": False,
    "properties": {
        "code": {"type": "string", "description": "stable"},
        "message": {"type": "string", "description": "Indonesian"},
        "message_en": {"type": "string", "description": "English"},
    },
}

_REASONS = {
    400: "The request, or the file, is not what it should be.",
    401: "No user, or a wrong secret.",
    403: "Asked by a page of another site.",
    408: "The body came too slowly.",
    413: "The document is too large.",
    415: "The body is of another type.",
    422: "The document cannot be examined: a password, a limit, a kind of encryption.",
    429: "Too many requests of this client at once.",
    500: "A bug of ours; there is no verdict.",
    503: "Busy, stopping, or the process that examined the document broke down.",
}
"""Statuses of a refusal, and what they mean."""


def refusal_responses() -> dict[int | str, dict[str, Any]]:
    assert set(STATUSES.values()) - set(_REASONS) <= {404, 405}
    schema = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    return {status: {"description": words, "content": schema} for status, words in _REASONS.items()}


def multipart_body(name: str) -> dict[str, Any]:
    properties = {name: {"type": "string", "format": "binary"}, "password": PASSWORD}
    schema = {"type": "object", "required": [name], "properties": properties}
    content = {"multipart/form-data": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


def json_body() -> dict[str, Any]:
    file = {"type": "string", "contentEncoding": "base64", "description": "The PDF in Base64."}
    schema = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": file, "password": {**PASSWORD, "type": ["string", "null"]}},
    }
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def answer(name: str) -> dict[str, Any]:
    """A route's own answer: the schema `name` of `render/`."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": "The verdict", "content": {"application/json": {"schema": schema}}}


@cache
def components() -> dict[str, Any]:
    """Schemas of `render/` as components: their `$defs` stand beside them, under their name."""
    made: dict[str, Any] = {"Refusal": ERROR}
    for name in ("v1", "v2", "json"):
        source = files("esign_verify.render") / "schemas" / f"{name}.schema.json"
        text = source.read_text("utf-8")
        schema = json.loads(text.replace('"#/$defs/', f'"#/components/schemas/{name}_'))
        for part, definition in schema.pop("$defs", {}).items():
            made[f"{name}_{part}"] = definition
        del schema["$schema"]
        made[name] = schema
    return made
