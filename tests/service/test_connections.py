"""What never reaches the application: bytes that are no request, and connections too many."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from esign_verify.service.envelope import HEADERS
from tests.service.server import Server, read_all

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="signals")

POST = b"POST /api/verify HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\n"
MALFORMED = {
    "length": POST + b"Content-Length: abc\r\n\r\n",
    "negative length": POST + b"Content-Length: -5\r\n\r\n",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "long address": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "much too long": b"GET /" + b"a" * 4_000_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n" + b"\x00" * 100,
    "chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n--x\r\n\r\nsecret\r\n",
    "second": b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nsecret\r\n\r\n",
}


def parted(answer: bytes) -> tuple[str, list[tuple[bytes, bytes]], dict[str, str]]:
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    headers = [(line.partition(b": ")[0], line.partition(b": ")[2]) for line in lines]
    assert (b"content-type", b"application/json") in headers
    assert (b"content-length", str(len(body)).encode()) in headers
    return status.split()[1].decode(), headers, json.loads(body)


def test_what_is_no_request_is_told_so_as_everything_else_is(
    start_server: Callable[..., Server],
) -> None:
    server = start_server()
    for name, data in MALFORMED.items():
        with server.connection() as connection:
            connection.sendall(data)
            answer = read_all(connection)
        if name == "second":
            first, _, answer = answer.partition(b"}")
            assert first.startswith(b"HTTP/1.1 200 ")
        status, headers, body = parted(answer)
        assert (status, body["code"]) == ("400", "request_malformed"), name
        assert set(body) == {"code", "message", "message_en"}
        assert "HTTP/1.1 tanpa TLS" in body["message"]
        assert [pair for pair in HEADERS if pair not in headers] == []
        assert (b"connection", b"close") in headers
    with server.connection() as connection:
        connection.sendall(b"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        metrics = read_all(connection)
    count = len(MALFORMED)
    assert b'refusals_total{code="request_malformed"} %d\n' % count in metrics
    assert b'requests_total{route="other",status="400"} %d\n' % count in metrics
    server.process.terminate()
    log = server.end()
    line = " INFO 127.0.0.1 OTHER other 400 0 ms 0 bytes request_malformed"
    assert sum(said.endswith(line) for said in log.splitlines()) == count
    assert "secret" not in log
    assert "Traceback" not in log
    assert "Invalid HTTP" not in log


def test_a_connection_too_many_is_busy(start_own: Callable[..., Server]) -> None:
    server = start_own(most_connections=2)
    health = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    with ExitStack() as stack:
        held = [stack.enter_context(server.connection()) for _ in range(2)]
        for connection in held:
            connection.sendall(health)
            assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
        with server.connection() as third:
            third.sendall(health)
            status, headers, body = parted(read_all(third))
    assert (status, body["code"]) == ("503", "busy")
    assert (b"retry-after", b"2") in headers
    assert (b"connection", b"close") in headers
    assert [pair for pair in HEADERS if pair not in headers] == []
    with server.connection() as connection:
        connection.sendall(health)
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
    server.process.terminate()
    assert " INFO 127.0.0.1 OTHER other 503 0 ms 0 bytes busy" in server.end()
