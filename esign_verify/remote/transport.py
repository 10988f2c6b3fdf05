"""One HTTP/1.1 exchange. The only module that opens a connection.

No redirect is followed, no proxy of the environment used, no cookie kept, no `.netrc` read: none
of it is in `http.client`, so none of it has to be switched off (docs/adr/0023).
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import closing, suppress

from esign_verify._frozen import frozen
from esign_verify._version import __version__
from esign_verify.errors import EsignVerifyError, RemoteError, UsageError
from esign_verify.limits import (
    MAX_REMOTE_ANSWER_BYTES,
    REMOTE_CONNECT_SECONDS,
    REMOTE_READ_SECONDS,
    REMOTE_TOTAL_SECONDS,
)
from esign_verify.remote.body import Body
from esign_verify.remote.settings import Server

_CHUNK = 64 * 1024


@frozen(kw_only=True)
class Timeouts:
    """Seconds. `read` is for one wait in either direction, `total` for the whole exchange."""

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
    body: bytes


def tls_context(server: Server) -> ssl.SSLContext | None:
    """For https: certificates and names are always checked. UsageError for an unusable CA file."""
    if server.address.scheme != "https":
        return None
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except OSError:
        raise UsageError("remote_ca_unusable", path=server.ca_file) from None


def exchange(
    server: Server, endpoint: str, body: Body, *, context: ssl.SSLContext | None, timeouts: Timeouts
) -> HttpAnswer:
    """POST `body`. RemoteError where no whole answer came."""
    connection = _connection(server, context, timeouts)
    target = server.address.path + endpoint
    if server.proxy is not None and context is None:
        target = server.address.origin + target
    with _Deadline(timeouts.total) as deadline, closing(connection):
        try:
            deadline.watch(_connect(connection, server))
            connection.sock.settimeout(timeouts.read)
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


def _connection(
    server: Server, context: ssl.SSLContext | None, timeouts: Timeouts
) -> http.client.HTTPConnection:
    first = server.proxy or server.address
    if context is None:
        return http.client.HTTPConnection(first.host, first.port, timeout=timeouts.connect)
    connection = http.client.HTTPSConnection(
        first.host, first.port, timeout=timeouts.connect, context=context
    )
    if server.proxy is not None:
        connection.set_tunnel(server.address.host, server.address.port)
    return connection


class _Deadline:
    """Cuts a connection after so many seconds, whatever trickles through it.

    Time-outs of a socket are for one wait; a server that sends a byte before each of them ends
    would hold us for ever.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()

    def watch(self, connected: socket.socket) -> None:
        """Until there is a connection its own time-out holds."""
        self._socket = connected
        if self.passed:
            self._cut()

    def _cut(self) -> None:
        self.passed = True
        if self._socket is not None:
            with suppress(OSError):
                # past TLS, whose own shutdown would wait for the other side
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _connect(connection: http.client.HTTPConnection, server: Server) -> socket.socket:
    try:
        connection.connect()
    except ssl.SSLCertVerificationError as error:
        raise RemoteError("remote_tls_untrusted", reason=error.verify_message) from None
    except TimeoutError:
        raise RemoteError("remote_connect_timeout", server=server.address.origin) from None
    except ssl.SSLError as error:
        raise RemoteError("remote_tls_failed", reason=error.reason or "TLS") from None
    except (ConnectionRefusedError, ConnectionResetError, BrokenPipeError):
        raise RemoteError("remote_refused", server=server.address.origin) from None
    except OSError:
        # also a name that does not resolve, and what a proxy answers to CONNECT
        raise RemoteError("remote_unreachable", server=server.address.origin) from None
    own: socket.socket = connection.sock
    return own


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
    except (BrokenPipeError, ConnectionResetError):
        # a server that refuses an upload answers, and closes before it has read all: what it
        # said is there to be read, or else reading fails in the same way
        return


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
