"""The request bodies, for `/openapi.json`: the names of the API, and what they hold."""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": "number"}
_FILE: dict[str, Any] = {"type": "string", "format": "binary"}
_BASE64: dict[str, Any] = {"type": "string", "format": "byte"}
_NIK: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{16}$"}
_COUNT: dict[str, Any] = {"type": ["string", "integer"]}

REFUSALS: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A refusal: `error` and `status_code`, or the framework's own body",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}
PEM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/x-pem-file": {"schema": {"type": "string"}}}}
}
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {"schema": _FILE}}}}


def _body(kind: str, required: str, properties: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required.split()
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema}}}}


def _form(required: str, **properties: Any) -> dict[str, Any]:
    return _body("multipart/form-data", required, properties)


def _json(required: str, **properties: Any) -> dict[str, Any]:
    return _body("application/json", required, properties)


SIGN_V1 = _form(
    "file nik passphrase tampilan",
    file=_FILE,
    nik=_NIK,
    passphrase=_TEXT,
    tampilan={"type": "string", "enum": ["visible", "invisible", "VISIBLE", "INVISIBLE"]},
    halaman={"type": "string", "enum": ["PERTAMA", "TERAKHIR", "pertama", "terakhir"]},
    page={"type": "integer", "minimum": 1},
    image={"type": "string", "enum": ["true", "false"]},
    imageTTD=_FILE,
    linkQR=_TEXT,
    xAxis=_NUMBER,
    yAxis=_NUMBER,
    width=_NUMBER,
    height=_NUMBER,
    tag_koordinat={"type": "string", "maxLength": 1},
    reason=_TEXT,
    location=_TEXT,
    text=_TEXT,
    jenis_response=_TEXT,
)
VERIFY_V1 = _form("signed_file", signed_file=_FILE)

_PROPERTIES: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["tampilan"],
        "properties": {
            "tampilan": {"type": "string", "enum": ["VISIBLE", "INVISIBLE"]},
            "imageBase64": _BASE64,
            "page": {"type": "integer", "minimum": 1},
            "originX": _NUMBER,
            "originY": _NUMBER,
            "width": _NUMBER,
            "height": _NUMBER,
            "tag_koordinat": {"type": "string", "maxLength": 1},
            "location": _TEXT,
            "reason": _TEXT,
            "pdfPassword": _TEXT,
        },
    },
}
_FILES: dict[str, Any] = {"type": "array", "items": _BASE64, "minItems": 1}

SIGN_V2 = _json(
    "signatureProperties file",
    nik=_NIK,
    email=_TEXT,
    passphrase=_TEXT,
    totp=_TEXT,
    signatureProperties=_PROPERTIES,
    file=_FILES,
)
CODE_V2 = _json("data", nik=_NIK, email=_TEXT, data=_COUNT)
STATUS_V2 = _json("", nik=_NIK, email=_TEXT)
REGISTER_V2 = _json("nama email", nama=_TEXT, email=_TEXT)
VERIFY_V2 = _json("file", file=_BASE64, password=_TEXT)
SEAL_ACTIVATION = _json("idSubscriber", idSubscriber=_TEXT, totp=_TEXT)
SEAL_REVOCATION = _json("idSubscriber totp", idSubscriber=_TEXT, totp=_TEXT)
SEAL_CODE = _json("idSubscriber totp data", idSubscriber=_TEXT, totp=_TEXT, data=_COUNT)
SEAL_PDF = _json(
    "idSubscriber totp signatureProperties file",
    idSubscriber=_TEXT,
    totp=_TEXT,
    signatureProperties=_PROPERTIES,
    file=_FILES,
)

USER = _json("", status=_TEXT, passphrase=_TEXT)
NEW_USER = _json("nama", nama=_TEXT, nik=_NIK, email=_TEXT, passphrase=_TEXT, status=_TEXT)
CREDENTIAL = _json(
    "password", password=_TEXT, ip=_TEXT, information=_TEXT, enabled={"type": "boolean"}
)
