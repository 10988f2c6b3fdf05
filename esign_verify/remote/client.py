"""Ask a remote verifier about one document: attempts, and what each status means."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from esign_verify.errors import RemoteError, UsageError
from esign_verify.evidence.remote import RemoteAnswer, RemoteApi
from esign_verify.limits import REMOTE_ATTEMPTS, REMOTE_WAIT_SECONDS
from esign_verify.remote.answer import read_answer, read_json
from esign_verify.remote.body import Body
from esign_verify.remote.settings import Server
from esign_verify.remote.transport import HttpAnswer, Timeouts, exchange, tls_context

ENDPOINTS = {RemoteApi.V1: "/api/sign/verify", RemoteApi.V2: "/api/v2/verify/pdf"}

_FIRST_WAIT = 1.0

_TRY_AGAIN = frozenset({"remote_refused", "remote_reset"})
"""Nothing was answered. A time-out is not among them: the server may be at work on it."""

_BUSY = frozenset({429, 502, 503, 504})

_STATUS_CODES = {
    401: "remote_unauthorized",
    403: "remote_forbidden",
    404: "remote_no_such_endpoint",
    405: "remote_no_such_endpoint",
    413: "remote_refused_size",
    429: "remote_busy",
    500: "remote_server_error",
    502: "remote_unavailable",
    503: "remote_unavailable",
    504: "remote_unavailable",
}


class RemoteVerifier:
    """One server, asked about any number of documents.

    `sleep` is given the seconds between two attempts. UsageError for a CA file that cannot
    be used.
    """

    def __init__(
        self,
        server: Server,
        *,
        api: RemoteApi,
        timeouts: Timeouts | None = None,
        attempts: int = REMOTE_ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.server = server
        self.api = api
        self._timeouts = timeouts or Timeouts()
        self._attempts = attempts
        self._sleep = sleep
        self._context = tls_context(server)

    def ask(
        self, path: Path, *, size: int, sha256: str, password: str | None = None
    ) -> RemoteAnswer:
        """What the server says of the document with this size and SHA-256 (lower-case hex).

        Raises RemoteError; UsageError for a password with v1, which has no place for one.
        """
        if password is not None and self.api is RemoteApi.V1:
            raise UsageError("remote_v1_password")
        body = Body(path, api=self.api, size=size, sha256=sha256, password=password)
        wait = _FIRST_WAIT
        for left in reversed(range(self._attempts)):
            try:
                answer = self._exchange(body)
            except RemoteError as error:
                if error.code not in _TRY_AGAIN or not left:
                    raise
                asked = 0.0
            else:
                if answer.status not in _BUSY or not left:
                    return _checked(answer, self.api, self._secrets(password))
                asked = _retry_after(answer.retry_after)
            if asked > REMOTE_WAIT_SECONDS:
                raise RemoteError("remote_busy", status=answer.status, seconds=int(asked))
            self._sleep(min(max(wait, asked), REMOTE_WAIT_SECONDS))
            wait *= 2
        raise UsageError("remote_attempts_unusable")

    def _secrets(self, password: str | None) -> tuple[str, ...]:
        """What no error may repeat, should a server say it back."""
        credentials = self.server.credentials
        own = credentials.secrets() if credentials is not None else ()
        return tuple(secret for secret in (*own, password) if secret)

    def _exchange(self, body: Body) -> HttpAnswer:
        endpoint = ENDPOINTS[self.api]
        return exchange(self.server, endpoint, body, context=self._context, timeouts=self._timeouts)


def _checked(answer: HttpAnswer, api: RemoteApi, secrets: tuple[str, ...]) -> RemoteAnswer:
    """The facts of an answer with status 200; RemoteError for every other."""
    if answer.status == 200:
        if not _is_json(answer.content_type):
            raise RemoteError("remote_answer_not_json")
        value = read_json(answer.body)
        if isinstance(value, dict) and "error" in value and "status_code" in value:
            raise RemoteError("remote_rejected", status=200, reason=_reason(answer, secrets))
        return read_answer(answer.body, api)
    if 300 <= answer.status < 400:
        raise RemoteError("remote_redirect", status=answer.status, target=_target(answer.location))
    code = _STATUS_CODES.get(answer.status, "remote_unexpected_status")
    if code == "remote_unexpected_status" and 400 <= answer.status < 500:
        code = "remote_rejected"
    raise RemoteError(
        code,
        status=answer.status,
        reason=_reason(answer, secrets),
        seconds=answer.retry_after or "?",
    )


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
            return "" if any(secret in said for secret in secrets) else said[:200]
    return ""


def _target(location: str) -> str:
    """Only the host of a redirect: the rest may repeat what was sent."""
    try:
        return urlsplit(location).hostname or "?"
    except ValueError:
        return "?"


def _retry_after(value: str) -> float:
    """RFC 9110, 10.2.3: seconds or a date; 0 where it is neither."""
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return 0.0
    if moment.tzinfo is None:
        return 0.0
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
