"""HTTP/1.1 as uvicorn speaks it, with what it leaves out: limits of time, and refusals like ours.

What no application sees (bytes that are no request, a connection too many) is answered here, in
the form that the server's rules give. Serves the emulator as well as the service.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from esign_verify._frozen import frozen
from esign_verify.service.refusals import RequestError

GRACE_SECONDS = 1
"""For a connection without a request, when the server stops: one may be on its way, and gets an
answer that says so."""

LINGER_SECONDS = 2
"""What still comes after a refusal is read and dropped, so that the client gets the refusal."""


@frozen(kw_only=True)
class Answer:
    """A whole answer; its length and the end of the connection are added."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


@frozen(kw_only=True)
class Rules:
    """What a server wants of its connections."""

    silent_seconds: float
    """in which the first request must come, and each further one end its headers"""
    most_connections: int
    refusal: Callable[[RequestError], Answer]
    """of `request_malformed` (400) and `busy` (503)"""
    note: Callable[[str, Answer, RequestError], None]
    """is told of each refusal, and of whom: an address"""


def guarded_protocol(rules: Rules) -> type[asyncio.Protocol]:
    """The class that uvicorn makes connections of."""

    class Guarded(_GuardedProtocol):
        pass

    Guarded.rules = rules
    return Guarded


class _GuardedProtocol(H11Protocol):
    rules: ClassVar[Rules]
    _headers_timer: asyncio.TimerHandle | None = None
    _refused = False
    _stopping = False

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._application = self.app
        self.app = self._limited

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._headers_timer is not None:
            self._headers_timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._wait()

    def data_received(self, data: bytes) -> None:
        if not self._refused:
            super().data_received(data)

    def shutdown(self) -> None:
        self._stopping = True
        if self.cycle is None or self.cycle.response_complete:
            self.loop.call_later(GRACE_SECONDS, self._close_if_silent)
        else:
            self.cycle.keep_alive = False

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's own words
        """Called for bytes that are no request. They may be the end of one that is in work."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.close()  # an answer is out, at least half of it
            return
        answer = self._refusal("request_malformed")
        response = h11.Response(
            status_code=answer.status,
            headers=[*self.server_state.default_headers, *_headers(answer)],
        )
        for event in (response, h11.Data(data=answer.body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self._drop_the_rest()

    def _drop_the_rest(self) -> None:
        self._refused = True
        self._unset_keepalive_if_required()
        if self.cycle is not None and not self.cycle.response_complete:
            # for the application that waits for more, the client is gone
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.write_eof()
        self.flow.resume_reading()
        self.loop.call_later(LINGER_SECONDS, self.transport.close)

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._stopping:
            self.cycle.keep_alive = False
        if len(self.connections) <= self.rules.most_connections:
            await self._application(scope, receive, send)
            return
        answer = self._refusal("busy")
        start = {"type": "http.response.start", "status": answer.status}
        await send({**start, "headers": _headers(answer)})
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})

    def _refusal(self, code: str) -> Answer:
        error = RequestError(code)
        answer = self.rules.refusal(error)
        self.rules.note(self.client[0] if self.client else "-", answer, error)
        return answer

    def _wait(self) -> None:
        """uvicorn waits for the headers of a first request for ever."""
        if self._headers_timer is not None:
            self._headers_timer.cancel()
        self._headers_timer = self.loop.call_later(self.rules.silent_seconds, self._close_if_silent)

    def _close_if_silent(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()


def _headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    length = str(len(answer.body)).encode()
    return [*answer.headers, (b"content-length", length), (b"connection", b"close")]
