"""What each status of an answer means, in words that repeat no secret."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlsplit

from esign_verify.errors import RemoteError
from esign_verify.evidence.remote import RemoteAnswer, RemoteApi
from esign_verify.messages import safe_text
from esign_verify.remote.answer import read_answer, read_json
from esign_verify.remote.settings import is_host
from esign_verify.remote.transport import HttpAnswer
from esign_verify.remote.wire_fields import FORMS

_REASON_LETTERS = 200

_LONG_SECRET = 12
"""Letters of a secret that no answer holds by chance; `Indonesia` stands in every one."""

BUSY = frozenset({429, 502, 503})
"""Not at work on it. 504 is a time-out, of a proxy in front of a server that may be."""

_STATUS_CODES = {
    401: "remote_unauthorized",
    403: "remote_forbidden",
    404: "remote_no_such_endpoint",
    405: "remote_no_such_endpoint",
    413: "remote_refused_size",
    429: "remote_asked_too_often",
    500: "remote_server_error",
    502: "remote_unavailable",
    503: "remote_unavailable",
    504: "remote_unavailable",
}


def checked(answer: HttpAnswer, api: RemoteApi, secrets: tuple[str, ...]) -> RemoteAnswer:
    """The facts of an answer with status 200; RemoteError for every other.

    `secrets`: what no error may repeat, should a server say it back. One that says the
    application's back in an answer gave none: it would stand in a report.
    """
    if answer.status != 200:
        raise refusal(answer, secrets)
    if answer.encoded:
        raise RemoteError("remote_answer_encoded")
    if not _is_json(answer.content_type):
        raise RemoteError("remote_answer_not_json")
    value = read_json(answer.body)
    keys = set(value) if isinstance(value, dict) else set()
    if {"error", "status_code"} <= keys and FORMS[api].signatures not in keys:
        raise RemoteError("remote_rejected", status=200, reason=_reason(answer, secrets))
    if _repeats(value, tuple(secret for secret in secrets if len(secret) >= _LONG_SECRET)):
        raise RemoteError("remote_answer_repeats_secret")
    return read_answer(answer.body, api)


def refusal(answer: HttpAnswer, secrets: tuple[str, ...]) -> RemoteError:
    """The error of an answer whose status is not 200."""
    if 300 <= answer.status < 400:
        target = _target(answer.location, secrets)
        return RemoteError("remote_redirect", status=answer.status, target=target)
    code = _STATUS_CODES.get(answer.status, "remote_unexpected_status")
    if code == "remote_unexpected_status" and 400 <= answer.status < 500:
        code = "remote_rejected"
    seconds = int(retry_after(answer.retry_after)) or "?"
    if answer.status in BUSY and seconds != "?":
        code = "remote_busy"
    reason = _reason(answer, secrets)
    return RemoteError(code, status=answer.status, reason=reason, seconds=seconds)


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _reason(answer: HttpAnswer, secrets: tuple[str, ...]) -> str:
    """What the server says is wrong: the manual's `error` and `status_code`, or Spring's
    `error`; never more than a line, nothing of a page that is no JSON, and nothing at all
    where it repeats a secret."""
    if not _is_json(answer.content_type):
        return ""
    with suppress(RemoteError):
        value = read_json(answer.body)
        if isinstance(value, dict):
            found = (value.get(key) for key in ("message", "error", "status_code"))
            said = ", ".join(str(item) for item in found if isinstance(item, str | int))
            return "" if _says(said, secrets) else safe_text(said, _REASON_LETTERS)
    return ""


def _says(text: str, secrets: tuple[str, ...]) -> bool:
    """Whether a secret stands in the text, as it is or as addresses write it."""
    return any(secret in text or quote(secret, safe="") in text for secret in secrets)


def _repeats(value: Any, secrets: tuple[str, ...]) -> bool:
    """Whether a secret stands anywhere in a value of JSON."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += [*item, *item.values()]
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, str) and _says(item, secrets):
            return True
    return False


def _target(location: str, secrets: tuple[str, ...]) -> str:
    """Only the host of a redirect: the rest may repeat what was sent."""
    try:
        host = urlsplit(location).hostname or ""
    except ValueError:
        return "?"
    small = tuple(secret.lower() for secret in secrets)
    return host if is_host(host) and not _says(host, small) else "?"


def retry_after(value: str) -> float:
    """RFC 9110, 10.2.3: seconds or a date; 0 where it is neither."""
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            return 0.0
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return 0.0
