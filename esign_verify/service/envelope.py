"""Around every request: who asks, what a refusal looks like, headers, one line of log.

A line of log holds no text of the request but the address that asked: no path that is not ours, no
file name, no user, nothing of a document.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect
from starlette.routing import Match

from esign_verify.errors import EsignVerifyError, where
from esign_verify.service import refusals
from esign_verify.service.refusals import RequestError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from esign_verify.service.app import Service

log = logging.getLogger("esign_verify.service")

COMPAT_PATHS = frozenset({"/api/sign/verify", "/api/v2/verify/pdf"})
OPEN_PATHS = frozenset({"/healthz"})
"""asked by those who have no user: load balancers, service managers"""

CLIENT_GONE = 499
"""In log and metrics only: nobody is there to be answered."""

MOST_CHECKS = 16
"""Secrets hashed or waiting to be, at once."""

LINGER_SECONDS = 10
LINGER_BYTES = 256 << 20
"""What is read and dropped of a refused body, so that a client that sends all before it reads
gets the refusal, and no broken connection."""

CLOSE = (b"connection", b"close")

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"})

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", PAGE_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


class Exchange:
    """One request and its answer, as far as they got."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, silent_seconds: float) -> None:
        self.scope = scope
        self._receive = receive
        self._send = send
        self._silent_seconds = silent_seconds
        self.status = 0
        self.received = 0
        headers = dict(scope["headers"])
        chunked = b"transfer-encoding" in headers
        self._waits = headers.get(b"expect", b"").lower() == b"100-continue"
        self._complete = not chunked and headers.get(b"content-length", b"0") == b"0"

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self.received += len(message.get("body", b""))
            self._complete = not message.get("more_body", False)
        else:
            self._complete = True
        return message

    async def send(self, message: Message) -> None:
        """With our headers; ClientDisconnect where the client takes nothing for too long."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = list(message.get("headers", []))
            names = {name for name, _ in given}
            message["headers"] = given + [pair for pair in HEADERS if pair[0] not in names]
        try:
            async with asyncio.timeout(self._silent_seconds):
                await self._send(message)
        except TimeoutError as error:
            raise ClientDisconnect from error

    async def answer(
        self, status: int, headers: list[tuple[bytes, bytes]], body: bytes, *, linger: bool
    ) -> None:
        """A whole answer; with `linger` the rest of the body is then let run out."""
        headers = [*headers, (b"content-length", str(len(body)).encode())]
        if not self._complete and CLOSE not in headers:
            headers.append(CLOSE)
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        if self.scope["method"] == "HEAD":
            body = b""
        await self.send({"type": "http.response.body", "body": body, "more_body": True})
        if linger:
            await self._drain()
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _drain(self) -> None:
        if self._waits and not self.received:
            return  # it has sent nothing, and will not
        limit = self.received + LINGER_BYTES
        try:
            async with asyncio.timeout(LINGER_SECONDS):
                while not self._complete and self.received < limit:
                    await self.receive()
        except TimeoutError:
            return


class Envelope:
    """ASGI middleware; nothing of ours lies outside it, so no exception passes it."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service
        self._checks = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = perf_counter()
        exchange = Exchange(scope, receive, send, self._service.settings.silent_seconds)
        code = ""
        try:
            try:
                if self._service.admission.stopping:
                    raise RequestError("stopping")
                await self._admit(scope)
                await self._app(scope, exchange.receive, exchange.send)
            except EsignVerifyError as error:
                code = error.code
                if code == "internal_error":
                    log.error("internal error: %s", error.params.get("where", ""))
                await self._refuse(exchange, error)
            except ClientDisconnect:
                raise
            except asyncio.CancelledError:
                if not self._service.admission.stopping:
                    raise
                code = "stopping"  # the server waits no longer
                await self._refuse(exchange, RequestError(code), linger=False)
            except Exception as error:
                code = f"internal_error {type(error).__name__}"
                log.error("internal error: %s", where(error))
                await self._refuse(exchange, RequestError("internal_error"))
        except ClientDisconnect:
            exchange.status = CLIENT_GONE
        finally:
            self._note(exchange, code, perf_counter() - start)

    async def _admit(self, scope: Scope) -> None:
        """Who asks; RequestError for nobody of ours."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        names = [name for name, _ in scope["headers"]]
        address = (scope.get("client") or ("", 0))[0]
        scope["esign_client"] = address
        if scope["path"] in OPEN_PATHS:
            return
        credentials = self._service.credentials
        if credentials is not None:
            if names.count(b"authorization") > 1:
                raise RequestError("authorization_malformed")  # a proxy may have looked at another
            authorization = headers.get(b"authorization")
            user = credentials.remembered(authorization)
            if user is None:
                if self._checks >= MOST_CHECKS:
                    raise RequestError("busy")
                self._checks += 1
                try:
                    user = await asyncio.to_thread(credentials.user_of, authorization)
                finally:
                    self._checks -= 1
            scope["esign_client"] = f"user {user}"
        if scope["method"] == "POST" and headers.get(b"sec-fetch-site") == "cross-site":
            raise RequestError("cross_site")

    async def _refuse(
        self, exchange: Exchange, error: EsignVerifyError, *, linger: bool = True
    ) -> None:
        self._service.metrics.refusal(error.code)
        if exchange.status:
            raise ClientDisconnect  # half an answer is out: nothing true can follow it
        status = refusals.status_of(error)
        path = exchange.scope["path"]
        if self._service.settings.compat and path in COMPAT_PATHS:
            status = refusals.compat_status(status)
            body = refusals.compat_body(status, path, datetime.now(UTC))
        else:
            body = refusals.body(error)
        await exchange.answer(status, refusals.headers_of(error, status), body, linger=linger)

    def _note(self, exchange: Exchange, code: str, seconds: float) -> None:
        scope = exchange.scope
        route = _route(scope)
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        self._service.metrics.request(route, exchange.status, seconds, exchange.received)
        log.info(
            "%s %s %s %d %.0f ms %d bytes%s",
            (scope.get("client") or ("-", 0))[0],
            method,
            route,
            exchange.status,
            seconds * 1000,
            exchange.received,
            f" {code}" if code else "",
        )


def _route(scope: Scope) -> str:
    """Ours that was asked for, also where the request got no further than here."""
    for route in scope["app"].routes:
        if route.matches(scope)[0] is not Match.NONE:
            return str(route.path)
    return "other"
