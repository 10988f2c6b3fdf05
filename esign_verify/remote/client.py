"""Ask a remote verifier about one document: attempts, and how long they may take."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

from esign_verify.errors import RemoteError, UsageError
from esign_verify.evidence.remote import RemoteAnswer, RemoteApi
from esign_verify.limits import REMOTE_ATTEMPTS, REMOTE_WAIT_SECONDS
from esign_verify.remote.body import Body
from esign_verify.remote.connecting import tls_context
from esign_verify.remote.settings import Server
from esign_verify.remote.statuses import BUSY, checked, refusal, retry_after
from esign_verify.remote.transport import HttpAnswer, Timeouts, exchange

ENDPOINTS = {RemoteApi.V1: "/api/sign/verify", RemoteApi.V2: "/api/v2/verify/pdf"}

_FIRST_WAIT = 1.0

_TRY_AGAIN = frozenset({"remote_refused", "remote_reset"})
"""Nothing was answered. A time-out is not among them: the server may be at work on it."""

CHANCE = secrets.SystemRandom().uniform
"""Not the generator that everybody shares: nobody seeds this one."""


class RemoteVerifier:
    """One server, asked about any number of documents.

    `sleep` is given the seconds between two attempts, `jitter` the bounds between which it
    chooses some of them, `clock` tells how long a document has taken. UsageError for a CA file
    that cannot be used.
    """

    def __init__(
        self,
        server: Server,
        *,
        api: RemoteApi,
        timeouts: Timeouts | None = None,
        attempts: int = REMOTE_ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[float, float], float] = CHANCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.server = server
        self.api = api
        self._timeouts = timeouts or Timeouts()
        self._attempts = attempts
        self._sleep = sleep
        self._jitter = jitter
        self._clock = clock
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
        private = self._secrets(password)
        ends = self._clock() + self._timeouts.total
        wait = _FIRST_WAIT
        for left in reversed(range(self._attempts)):
            asked = 0.0
            try:
                answer = self._exchange(body, ends - self._clock())
                if answer.status == HTTPStatus.UNAUTHORIZED and self.server.credentials is None:
                    raise RemoteError("remote_credentials_missing")
                if answer.status not in BUSY:
                    return checked(answer, self.api, private)
                asked = retry_after(answer.retry_after)
                failure = refusal(answer, private)
            except RemoteError as error:
                if error.code not in _TRY_AGAIN:
                    raise
                failure = error
            # many who were turned away at one moment must not come back at one moment
            pause = asked + self._jitter(0.0, wait)
            too_long = asked > REMOTE_WAIT_SECONDS or pause >= ends - self._clock()
            if too_long or not left:
                raise failure
            self._sleep(pause)
            wait *= 2
        raise UsageError("remote_attempts_unusable")

    def _secrets(self, password: str | None) -> tuple[str, ...]:
        """What no error may repeat, should a server say it back."""
        credentials = self.server.credentials
        own = credentials.secrets() if credentials is not None else ()
        return tuple(secret for secret in (*own, password) if secret)

    def _exchange(self, body: Body, left: float) -> HttpAnswer:
        """One attempt, in at most the seconds that are left for the document."""
        if left <= 0:
            raise RemoteError("remote_timeout")
        timeouts = replace(self._timeouts, total=left)
        endpoint = ENDPOINTS[self.api]
        return exchange(self.server, endpoint, body, context=self._context, timeouts=timeouts)
