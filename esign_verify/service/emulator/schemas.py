"""The request bodies, for `/openapi.json`: the names of the API, and what is taken for each.

Numbers may come as text and text as numbers; a field that is null or empty is not there.
"""

from __future__ import annotations

from typing import Any

from esign_verify.sandbox.client import Status
from esign_verify.service.emulator.fields import MAX_TEXT

Schema = dict[str, Any]

_TEXT: Schema = {"type": ["string", "number"], "minLength": 1, "maxLength": MAX_TEXT}
_OPTIONAL: Schema = {"type": ["string", "number", "null"], "maxLength": MAX_TEXT}
_ABSENT: Schema = {"enum": ["", None]}
_NUMBER: Schema = {"type": ["number", "string"], "description": "a number, also as text"}
_FILE: Schema = {"type": "string", "format": "binary", "minLength": 1}
_BASE64: Schema = {
    "type": "string",
    "contentEncoding": "base64",
    "minLength": 1,
    "description": "in Base64; line ends are allowed",
}
_NIK: Schema = {
    "anyOf": [
        {"type": "string", "pattern": "^[0-9]{16}$"},
        {"type": "integer", "minimum": 10**15, "maximum": 10**16 - 1},
    ]
}
_COUNT: Schema = {**_NUMBER, "description": "number of files, 1 to 50, also as text"}
_STATUS: Schema = {"anyOf": [{"enum": list(Status)}, _ABSENT]}
_BY_NIK_OR_EMAIL: Schema = {
    "anyOf": [
        {"required": ["nik"], "properties": {"nik": _NIK, "email": _OPTIONAL}},
        {"required": ["email"], "properties": {"nik": _ABSENT, "email": _TEXT}},
    ]
}


def _words(*words: str) -> Schema:
    """One of these, in any case."""
    pattern = "|".join(
        "".join(f"[{letter.upper()}{letter}]" for letter in word.lower()) for word in words
    )
    return {"type": "string", "pattern": f"^({pattern})$", "description": " or ".join(words)}


def _body(kind: str, required: str, properties: Schema, **more: Any) -> Schema:
    schema: Schema = {"type": "object", "properties": properties, **more}
    if required:
        schema["required"] = required.split()
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema}}}}


def _form(required: str, **properties: Any) -> Schema:
    return _body("multipart/form-data", required, properties)


def _json(required: str, **properties: Any) -> Schema:
    return _body("application/json", required, properties)


def _person(required: str, **properties: Any) -> Schema:
    """With `nik` or `email`; the first of them counts."""
    return _body("application/json", required, properties, **_BY_NIK_OR_EMAIL)


_PART: Schema = {"type": "string", "maxLength": MAX_TEXT}
_DIGITS: Schema = {"type": "string", "description": "a number"}

SIGN_V1 = _form(
    "file nik passphrase tampilan",
    file=_FILE,
    nik={"type": "string", "pattern": "^[0-9]{16}$"},
    passphrase={**_PART, "minLength": 1},
    tampilan=_words("visible", "invisible"),
    halaman={**_PART, "description": "PERTAMA or TERAKHIR; visible, instead of `page`"},
    page={**_DIGITS, "description": "visible: from 1"},
    image={**_PART, "description": "visible: true, a picture; false, a QR code"},
    imageTTD={**_FILE, "description": "with `image=true`: JPEG or PNG"},
    linkQR={**_PART, "description": "with `image=false`: what the code leads to"},
    xAxis=_DIGITS,
    yAxis=_DIGITS,
    width=_DIGITS,
    height=_DIGITS,
    tag_koordinat={**_PART, "description": "visible, instead of a position: one character"},
    reason=_PART,
    location=_PART,
    text=_PART,
    jenis_response={**_PART, "description": "BYTE, whatever it says"},
)
VERIFY_V1 = _form("signed_file", signed_file=_FILE)

_PROPERTIES: Schema = {
    "type": "array",
    "minItems": 1,
    "description": "one for all files, or one for each",
    "items": {
        "type": "object",
        "required": ["tampilan"],
        "properties": {
            "tampilan": _words("visible", "invisible"),
            "imageBase64": {"description": "visible: JPEG or PNG in Base64"},
            "page": {"description": "visible: a number from 1"},
            "originX": {"description": "visible: a number"},
            "originY": {"description": "visible: a number"},
            "width": {"description": "visible: a number"},
            "height": {"description": "visible: a number"},
            "tag_koordinat": {"description": "visible, instead of a position: one character"},
            "location": _OPTIONAL,
            "reason": _OPTIONAL,
            "pdfPassword": _OPTIONAL,
        },
    },
}
_FILES: Schema = {"type": "array", "items": _BASE64, "minItems": 1, "maxItems": 50}

SIGN_V2 = _person(
    "signatureProperties file",
    passphrase={**_OPTIONAL, "description": "this or `totp`"},
    totp=_OPTIONAL,
    signatureProperties=_PROPERTIES,
    file=_FILES,
)
CODE_V2 = _person("data", data=_COUNT)
STATUS_V2 = _person("")
REGISTER_V2 = _json("nama email", nama=_TEXT, email={**_TEXT, "pattern": "@"})
VERIFY_V2 = _json("file", file=_BASE64, password=_OPTIONAL)
SEAL_ACTIVATION = _json("idSubscriber", idSubscriber=_TEXT, totp=_OPTIONAL)
SEAL_REVOCATION = _json("idSubscriber totp", idSubscriber=_TEXT, totp=_TEXT)
SEAL_CODE = _json("idSubscriber totp data", idSubscriber=_TEXT, totp=_TEXT, data=_COUNT)
SEAL_PDF = _json(
    "idSubscriber totp signatureProperties file",
    idSubscriber=_TEXT,
    totp=_TEXT,
    signatureProperties=_PROPERTIES,
    file=_FILES,
)

USER = _json("", status=_STATUS, passphrase=_OPTIONAL)
NEW_USER = _body(
    "application/json",
    "nama",
    {"nama": _TEXT, "passphrase": _OPTIONAL, "status": _STATUS},
    **_BY_NIK_OR_EMAIL,
)
CREDENTIAL = _json(
    "password", password=_TEXT, ip=_OPTIONAL, information=_OPTIONAL, enabled={"type": "boolean"}
)
