"""Around every request: the sandbox's header, and no more of bodies than there is room for."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from esign_verify.errors import where
from esign_verify.service.emulator.answers import spring
from esign_verify.service.refusals import RequestError

log = logging.getLogger("esign_verify.service")

HEADER = (b"x-esign-sandbox", b"1")

MAX_BODY = 100 << 20
"""octets; in Base64 a third of it is lost"""

MAX_HELD = 2 * MAX_BODY
"""octets of all bodies whose requests are not answered yet: they are in memory"""

SILENT_SECONDS = 20
"""between two pieces of a body"""


class Envelope:
    """An ASGI application around another, the outermost one; no exception passes it."""

    def __init__(
        self, inner: ASGIApp, *, max_body: int = MAX_BODY, silent_seconds: float = SILENT_SECONDS
    ) -> None:
        self._inner = inner
        self._max_body = max_body
        self._silent_seconds = silent_seconds
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), HEADER]}
            await send(message)

        if _announced(scope) > self._max_body:
            await spring(413, scope["path"])(scope, receive, marked)
            return
        body = _Body(receive, self._max_body, self._silent_seconds)

        async def counted() -> Message:
            before = body.size
            try:
                message = await body.receive()
            finally:
                self._held += body.size - before
            if self._held > MAX_HELD:
                raise RequestError("busy")
            return message

        try:
            await self._inner(scope, counted, marked)
        except ClientDisconnect:
            return
        except Exception as error:
            # it is answered already; its words may be a document's
            log.error("internal error: %s", where(error))
        finally:
            self._held -= body.size


class _Body:
    """A body as it arrives, within limits."""

    def __init__(self, receive: Receive, most: int, silent_seconds: float) -> None:
        self._receive = receive
        self._most = most
        self._silent_seconds = silent_seconds
        self._complete = False
        self.size = 0

    async def receive(self) -> Message:
        """RequestError where it is too large, or nothing comes."""
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout(self._silent_seconds):
                message = await self._receive()
        except TimeoutError as error:
            raise RequestError("request_timeout") from error
        self._complete = not message.get("more_body", False)
        self.size += len(message.get("body", b""))
        if self.size > self._most:
            raise RequestError("body_too_large", limit=self._most)
        return message


def _announced(scope: Any) -> int:
    """Content-Length, 0 where there is none that can be read."""
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0
