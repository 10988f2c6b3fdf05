"""One HTTP/1.1 exchange.

No redirect is followed, no proxy of the environment used, no cookie kept, no `.netrc` read: none
of it is in `http.client`, so none of it has to be switched off (docs/adr/0023).
"""

from __future__ import annotations

import http.client
import socket
import ssl
from contextlib import closing

from esign_verify._frozen import frozen
from esign_verify._version import __version__
from esign_verify.errors import EsignVerifyError, RemoteError
from esign_verify.limits import (
    MAX_REMOTE_ANSWER_BYTES,
    REMOTE_CONNECT_SECONDS,
    REMOTE_LAST_WORD_SECONDS,
    REMOTE_READ_SECONDS,
    REMOTE_TOTAL_SECONDS,
)
from esign_verify.remote.body import Body
from esign_verify.remote.bounded import BoundedResponse
from esign_verify.remote.connecting import connect
from esign_verify.remote.deadline import Deadline
from esign_verify.remote.settings import Server

_CHUNK = 64 * 1024


@frozen(kw_only=True)
class Timeouts:
    """Seconds. `read` is for one wait in either direction, `total` for all about one document."""

    connect: float = REMOTE_CONNECT_SECONDS
    read: float = REMOTE_READ_SECONDS
    total: float = REMOTE_TOTAL_SECONDS


@frozen(kw_only=True)
class HttpAnswer:
    """A whole answer, of any status."""

    status: int
    content_type: str
    retry_after: str
    location: str
    encoded: bool
    """compressed or otherwise encoded, which was not asked for"""
    body: bytes


def exchange(
    server: Server, endpoint: str, body: Body, *, context: ssl.SSLContext | None, timeouts: Timeouts
) -> HttpAnswer:
    """POST `body`. RemoteError where no whole answer came."""
    target = server.address.path + endpoint
    if server.proxy is not None and context is None:
        target = server.address.origin + target
    with Deadline(timeouts.total) as deadline:
        try:
            opened = connect(server, context, seconds=timeouts.connect, deadline=deadline)
            opened.settimeout(timeouts.read)
            connection = _on(opened, server, context)
            _send(connection, target, server, body)
            with closing(connection.getresponse()) as response:
                answer = _receive(response)
            if deadline.passed:
                # the end of what came may be where we cut it
                raise RemoteError("remote_timeout")
            return answer
        except (EsignVerifyError, OSError, http.client.HTTPException) as error:
            if deadline.passed:
                raise RemoteError("remote_timeout") from None
            if isinstance(error, EsignVerifyError):
                raise
            # no cause: exceptions of http.client quote what was sent or received
            raise _translated(error) from None


def _on(
    opened: socket.socket, server: Server, context: ssl.SSLContext | None
) -> http.client.HTTPConnection:
    """HTTP/1.1 on a connection that is there; never opens another."""
    host, port = server.address.host, server.address.port
    connection = http.client.HTTPConnection(host, port)
    if context is not None:
        connection = http.client.HTTPSConnection(host, port, context=context)
    connection.response_class = BoundedResponse
    connection.auto_open = 0
    connection.sock = opened
    return connection


def _send(connection: http.client.HTTPConnection, target: str, server: Server, body: Body) -> None:
    connection.putrequest("POST", target)
    connection.putheader("User-Agent", f"esign-verify/{__version__}")
    connection.putheader("Accept", "application/json")
    connection.putheader("Connection", "close")
    connection.putheader("Content-Type", body.content_type)
    connection.putheader("Content-Length", str(body.length))
    if server.credentials is not None:
        connection.putheader("Authorization", server.credentials.header())
    try:
        connection.endheaders()
        for piece in body.chunks():
            connection.send(piece)
    except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
        # a server that refuses an upload answers, and closes before it has read all: what it
        # said is there to be read, or else reading fails in the same way
        return
    except TimeoutError:
        # or answers, and leaves the rest unread
        connection.sock.settimeout(REMOTE_LAST_WORD_SECONDS)


def _receive(response: http.client.HTTPResponse) -> HttpAnswer:
    stated = response.length
    if stated is not None and stated > MAX_REMOTE_ANSWER_BYTES:
        raise RemoteError("remote_answer_too_large", limit=MAX_REMOTE_ANSWER_BYTES)
    received = bytearray()
    try:
        # what is there, not so many bytes: an answer over the limit is noticed as it comes
        while piece := response.read1(_CHUNK):
            received += piece
            if len(received) > MAX_REMOTE_ANSWER_BYTES:
                raise RemoteError("remote_answer_too_large", limit=MAX_REMOTE_ANSWER_BYTES)
    except TimeoutError:
        raise
    except (OSError, http.client.HTTPException):
        raise RemoteError("remote_answer_truncated") from None
    if stated is not None and len(received) < stated:
        raise RemoteError("remote_answer_truncated")
    return HttpAnswer(
        status=response.status,
        content_type=response.getheader("Content-Type") or "",
        retry_after=response.getheader("Retry-After") or "",
        location=response.getheader("Location") or "",
        encoded=(response.getheader("Content-Encoding") or "identity").lower() != "identity",
        body=bytes(received),
    )


def _translated(error: Exception) -> RemoteError:
    if isinstance(error, TimeoutError):
        return RemoteError("remote_timeout")
    if isinstance(error, ConnectionError | ssl.SSLEOFError):
        return RemoteError("remote_reset")
    if isinstance(error, ssl.SSLError):
        return RemoteError("remote_tls_failed", reason=error.reason or "TLS")
    if isinstance(error, http.client.HTTPException):
        return RemoteError("remote_not_http")
    return RemoteError("remote_reset")
