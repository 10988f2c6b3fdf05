"""Answers in the forms of the API (the statuses are documented; see the ADR for what is ours)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from esign_verify.sandbox.client import ClientError
from esign_verify.service.refusals import CHALLENGE, RETRY_SECONDS, compat_body

_MORE = {
    401: {"WWW-Authenticate": CHALLENGE},
    503: {"Retry-After": str(RETRY_SECONDS["busy"])},
}
"""headers of a status"""

_WORDS_FIRST = (2031,)
"""refusals that are published as `{"error", "status_code"}`"""


def answer(value: Any, *, status: int = 200) -> Response:
    """JSON, in the order of the keys."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(body, status_code=status, media_type="application/json")


def spring(status: int, path: str, headers: dict[str, str] | None = None) -> Response:
    """`{"timestamp", "status", "error", "path"}`: what the framework of the original answers."""
    body = compat_body(status, path, datetime.now(UTC))
    return Response(
        body,
        status_code=status,
        media_type="application/json",
        headers={**(headers or {}), **_MORE.get(status, {})},
    )


def refusal(error: ClientError) -> Response:
    """`{"status_code", "error"}`, or in the order that is published."""
    body: dict[str, Any] = {"status_code": error.status_code, "error": error.error}
    if error.status_code in _WORDS_FIRST:
        body = {"error": error.error, "status_code": error.status_code}
    return answer(body, status=error.http_status)


def done(message: str | None, data: Any = None) -> Response:
    """`{"success", "message", "data"}`."""
    return answer({"success": True, "message": message, "data": data})


def expiry(moment: datetime) -> str:
    """As the manual shows it: `2023-08-07T04:24:40.927+0000`."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}+0000"
