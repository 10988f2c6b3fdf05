"""Requests that get no verdict: which status, which words.

A refusal is JSON: `code`, stable; `message`, Indonesian; `message_en`, English. With `compat`
the two endpoints of the Esign Client answer as a Spring server does, without a reason.
"""

from __future__ import annotations

import json
from datetime import datetime
from http import HTTPStatus

from esign_verify.errors import EsignVerifyError
from esign_verify.messages import LANGUAGES, text

STATUSES = {
    # the request
    "authorization_missing": 401,
    "authorization_malformed": 401,
    "authorization_wrong": 401,
    "cross_site": 403,
    "no_such_path": 404,
    "method_not_allowed": 405,
    "request_malformed": 400,
    "request_timeout": 408,
    "length_malformed": 400,
    "content_type_json": 415,
    "content_type_multipart": 415,
    "json_malformed": 400,
    "json_not_an_object": 400,
    "json_duplicate_key": 400,
    "json_too_large": 413,
    "multipart_malformed": 400,
    "multipart_too_many_parts": 400,
    "field_too_large": 400,
    "file_missing": 400,
    "file_wrong_name": 400,
    "file_repeated": 400,
    "file_is_array": 400,
    "file_is_no_text": 400,
    "file_is_no_file_part": 400,
    "file_not_base64": 400,
    "password_is_no_text": 400,
    "password_too_long": 400,
    "language_unknown": 400,
    "pictures_unknown": 400,
    "body_too_large": 413,
    "too_many_requests": 429,
    "busy": 503,
    "stopping": 503,
    # the document
    "empty_file": 400,
    "not_a_pdf": 400,
    "structure_unreadable": 400,
    "file_too_large": 413,
    "isolated_crash": 503,
    "isolation_unavailable": 503,
    "internal_error": 500,
}
"""What is not here cannot be examined as it is: 422."""

RETRY_SECONDS = {"too_many_requests": 2, "busy": 2, "stopping": 10, "isolated_crash": 1}
"""Retry-After: for whom the same request may succeed later."""

CHALLENGE = 'Basic realm="esign-verify", charset="UTF-8"'


class RequestError(EsignVerifyError):
    """A request without a verdict; `code` is a key of `STATUSES` and of the messages."""

    default_code = "internal_error"


def status_of(error: EsignVerifyError) -> int:
    return STATUSES.get(error.code, 422)


def message(error: EsignVerifyError, lang: str) -> str:
    """The service's own words for a code, else those of the library."""
    for family in ("service", "error"):
        try:
            return text(f"{family}.{error.code}", lang, **error.params)
        except KeyError:
            continue
    return text("error.internal_error", lang)


def body(error: EsignVerifyError) -> bytes:
    words = {
        ("message" if lang == LANGUAGES[0] else f"message_{lang}"): message(error, lang)
        for lang in LANGUAGES
    }
    return _json({"code": error.code, **words})


def compat_status(status: int) -> int:
    """What the Esign Client would say: 401, Spring's 405, or 500 for whatever it cannot read.

    Where the server is busy the status stays: the original had none for that, and a client
    must be able to tell it from a bad file.
    """
    return status if status in (401, 405, 429, 503) else 500


def compat_body(status: int, path: str, moment: datetime) -> bytes:
    """The body that Spring gives by default."""
    return _json(
        {
            "timestamp": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+00:00",
            "status": status,
            "error": HTTPStatus(status).phrase,
            "path": path,
        }
    )


def headers_of(error: EsignVerifyError, status: int) -> list[tuple[bytes, bytes]]:
    """The headers that belong to a refusal."""
    headers = [(b"content-type", b"application/json")]
    if status == HTTPStatus.UNAUTHORIZED:
        headers.append((b"www-authenticate", CHALLENGE.encode()))
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        seconds = RETRY_SECONDS.get(error.code, 2)
        headers.append((b"retry-after", str(seconds).encode()))
    if error.code == "stopping":
        headers.append((b"connection", b"close"))
    if "allow" in error.params:
        headers.append((b"allow", error.params["allow"].encode()))
    return headers


def _json(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
