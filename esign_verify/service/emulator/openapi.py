"""`/openapi.json`: what each endpoint answers, and who may ask it."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from esign_verify.sandbox.client import Status
from esign_verify.service.openapi import components as verdicts

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MOMENT: Schema = {"type": "string", "description": "as `2023-08-07T04:24:40.927+0000`"}
_TIME: Schema = {"type": "string", "format": "date-time"}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


_USER = {
    **dict.fromkeys(("nama", "nik", "email", "passphrase"), _TEXT),
    "status": {"enum": list(Status)},
}
_CREDENTIAL = {
    **dict.fromkeys(("username", "password", "ip", "information"), _TEXT),
    "enabled": {"type": "boolean"},
}
_CODE = _object(message=_TEXT, totp=_TEXT, expires=_MOMENT, result={"type": "boolean"})
_DONE = _object(success={"const": True}, message=_TEXT, data={"type": "null"})
_PROLONGED = _object(success={"const": True}, message={"type": "null"}, data=_CODE)

_SCHEMAS: dict[str, Schema] = {
    "Refusal": _object(error=_TEXT, status_code={"type": "integer"}),
    "Framework": _object(timestamp=_TIME, status={"type": "integer"}, error=_TEXT, path=_TEXT),
    "About": {"type": "object", "additionalProperties": True},
    "Mail": {"type": "array", "items": _object(to=_TEXT, subject=_TEXT, totp=_TEXT, time=_TIME)},
    "User": _object(**_USER),
    "Users": {"type": "array", "items": _object(**_USER)},
    "Credential": _object(**_CREDENTIAL),
    "Credentials": {"type": "array", "items": _object(**_CREDENTIAL)},
    "Signed": _object(
        time={"type": "integer", "description": "milliseconds"},
        file={"type": "array", "items": {"type": "string", "contentEncoding": "base64"}},
    ),
    "State": _object(
        status_code={"enum": [1110, 1111, 2011, 2021]},
        status={"enum": list(Status)},
        message=_TEXT,
    ),
    "Code": _CODE,
    "Done": _DONE,
    "Activation": {"oneOf": [_DONE, _PROLONGED]},
}

_PDF, _PEM = "application/pdf", "application/x-pem-file"

_ANSWERS: dict[str, dict[str, tuple[str, tuple[int, ...]]]] = {
    "/": {"get": ("About", ())},
    "/sandbox/trust.pem": {"get": (_PEM, ())},
    "/sandbox/mail": {"get": ("Mail", (401,))},
    "/sandbox/users": {"get": ("Users", (401,)), "post": ("User", ())},
    "/sandbox/users/{name}": {"put": ("User", (404,))},
    "/sandbox/credentials": {"get": ("Credentials", (401,))},
    "/sandbox/credentials/{username}": {"put": ("Credential", ()), "delete": ("", (401, 404))},
    "/api/sign/pdf": {"post": (_PDF, ())},
    "/api/sign/download/{idDokumen}": {"get": (_PDF, (401, 404))},
    "/api/sign/verify": {"post": ("v1", (500,))},
    "/api/user/status/{nik}": {"get": ("State", (401,))},
    "/api/v2/sign/pdf": {"post": ("Signed", ())},
    "/api/v2/sign/get/totp": {"post": ("Done", ())},
    "/api/v2/seal/get/activation": {"post": ("Activation", ())},
    "/api/v2/seal/revoke/activation": {"post": ("Done", ())},
    "/api/v2/seal/get/totp": {"post": ("Code", ())},
    "/api/v2/seal/pdf": {"post": ("Signed", ())},
    "/api/v2/user/check/status": {"post": ("State", ())},
    "/api/v2/user/registration": {"post": ("Done", ())},
    "/api/v2/verify/pdf": {"post": ("v2", (500,))},
}
"""What comes with 200 (204: nothing), and statuses beside those of every body."""

_OF_A_BODY = (400, 401, 408, 413, 415, 503)

_STATUSES = {
    400: "A value that is missing or unfit, with its number; or a body that cannot be read.",
    401: "No credential, or none that may.",
    404: "Not there, or not any more.",
    408: "The body came too slowly.",
    413: "The body is too large.",
    415: "The body is of another type.",
    500: "No PDF, or one over a limit: real servers say no more.",
    503: "Busy; the same request may succeed later.",
}
_OWN_BODY = {("/api/sign/download/{idDokumen}", 404)}
"""Where the refusal has a number, not the framework's body; 400 may have either."""

_MARK = {"X-Esign-Sandbox": {"required": True, "schema": {"const": "1"}}}
_HEADERS: dict[int, Schema] = {
    401: {"WWW-Authenticate": {"required": True, "schema": _TEXT}},
    503: {"Retry-After": {"required": True, "schema": {"type": "string", "pattern": "^[0-9]+$"}}},
}
_NUMBER_OF_DOCUMENT = {
    "id_dokumen": {
        "required": True,
        "description": "for /api/sign/download, once",
        "schema": _TEXT,
    }
}


def openapi(app: FastAPI) -> Schema:
    """The document, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
        )
        for path, operations in made["paths"].items():
            for method, operation in operations.items():
                _describe(path, method, operation)
        basic = {"type": "http", "scheme": "basic"}
        made["components"] = {
            "schemas": {**_of_verdicts(), **_SCHEMAS},
            "securitySchemes": {
                "application": {**basic, "description": "an application's credential"},
                "admin": {**basic, "description": "the admin's"},
            },
        }
        app.openapi_schema = made
    return app.openapi_schema


def _describe(path: str, method: str, operation: Schema) -> None:
    name, more = _ANSWERS[path][method]
    statuses = {*more, *(_OF_A_BODY if "requestBody" in operation else ())}
    responses = {str(status): _refusal(path, status) for status in sorted(statuses)}
    headers = {**_MARK, **(_NUMBER_OF_DOCUMENT if path == "/api/sign/pdf" else {})}
    if name:
        responses["200"] = {"description": "Done", "headers": headers, "content": _content(name)}
    else:
        responses["204"] = {"description": "Done", "headers": headers}
    operation["responses"] = dict(sorted(responses.items()))
    operation["security"] = _security(path) if 401 in statuses else []


def _security(path: str) -> list[Schema]:
    if path == "/sandbox/mail":
        return [{"application": []}, {"admin": []}]
    return [{"admin": []}] if path.startswith("/sandbox/") else [{"application": []}]


def _content(name: str) -> Schema:
    if name in (_PDF, _PEM):
        return {name: {"schema": {"type": "string"}}}
    return {"application/json": {"schema": _reference(name)}}


def _refusal(path: str, status: int) -> Schema:
    schema = _reference("Refusal" if (path, status) in _OWN_BODY else "Framework")
    if status == 400:
        schema = {"oneOf": [_reference("Refusal"), _reference("Framework")]}
    return {
        "description": _STATUSES[status],
        "headers": {**_MARK, **_HEADERS.get(status, {})},
        "content": {"application/json": {"schema": schema}},
    }


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _of_verdicts() -> dict[str, Schema]:
    """The schemas of `render/` for the verify endpoints."""
    return {name: schema for name, schema in verdicts().items() if name.startswith(("v1", "v2"))}
