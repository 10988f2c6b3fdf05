"""Around every request: the sandbox's header, and no body over the limit."""

from __future__ import annotations

from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from esign_verify.service.emulator.answers import spring
from esign_verify.service.refusals import RequestError

HEADER = (b"x-esign-sandbox", b"1")

MAX_BODY = 100 << 20
"""octets; in Base64 a third of it is lost"""


class Envelope:
    """An ASGI application around another, the outermost one."""

    def __init__(self, inner: ASGIApp, *, max_body: int = MAX_BODY) -> None:
        self._inner = inner
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        left = self._max_body

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), HEADER]}
            await send(message)

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise RequestError("body_too_large", limit=self._max_body)
            return message

        if self._announced(scope) > self._max_body:
            await spring(413, scope["path"])(scope, receive, marked)
            return
        await self._inner(scope, counted, marked)

    @staticmethod
    def _announced(scope: Any) -> int:
        """Content-Length, 0 where there is none that can be read."""
        value = dict(scope["headers"]).get(b"content-length", b"0")
        return int(value) if value.isdigit() else 0
