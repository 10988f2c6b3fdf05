"""SIGTERM: what is examined is finished, who waits is told, and nobody goes unanswered."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from socket import socket

import pytest

from tests.service.server import Server, read_all
from tests.service.slow_worker import ASLEEP, NAP, SLEEP
from tests.service.test_server import request

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="signals")

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"


def ask(connection: socket, data: bytes) -> bytes:
    connection.sendall(data)
    return connection.recv(1 << 16)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def gauge(connection: socket, name: str) -> int:
    metrics = b""
    connection.sendall(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
    while not (found := re.search(rb"esign_verify_workers \d+\n", metrics)):
        metrics += connection.recv(1 << 16)
    found = re.search(rb"^esign_verify_%s (\d+)$" % name.encode(), metrics, re.MULTILINE)
    assert found is not None
    return int(found[1])


def said(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    if b"503" in head:
        assert b"\r\nretry-after: 10\r\n" in head + b"\r\n"
        assert head.lower().count(b"\r\nconnection: close") == 1
        assert b"\r\nx-content-type-options: nosniff" in head
    return int(head.split()[1]), json.loads(body)["code"]


def test_what_is_examined_is_finished_and_who_waits_is_told(
    start_own: Callable[..., Server], pdfs: Mapping[str, bytes]
) -> None:
    server = start_own()
    with ExitStack() as stack:
        kept, examined, waiting = [stack.enter_context(server.connection()) for _ in range(3)]
        assert ask(kept, HEALTH).startswith(b"HTTP/1.1 200 ")
        examined.sendall(request(NAP))
        wait_until(lambda: gauge(kept, "documents_in_work") == 1)
        waiting.sendall(request(pdfs["pades-t"]))
        wait_until(lambda: gauge(kept, "requests_in_service") == 2)
        server.process.send_signal(signal.SIGTERM)
        assert said(read_all(waiting)) == (503, "stopping")
        kept.sendall(HEALTH)
        assert said(read_all(kept)) == (503, "stopping")
        assert said(read_all(examined)) == (400, "not_a_pdf")
    log = server.end()
    assert server.process.returncode == -signal.SIGTERM
    assert list(server.folder.iterdir()) == []
    assert " POST /api/verify 503 " in log
    assert " GET /healthz 503 " in log
    assert "Traceback" not in log


def test_what_is_over_the_limit_of_stopping_is_told(start_own: Callable[..., Server]) -> None:
    server = start_own(stop_seconds=1)
    with server.connection() as examined, server.connection() as sending:
        examined.sendall(request(SLEEP))
        wait_until(lambda: ASLEEP in [path.read_bytes() for path in server.files()])
        whole = request(NAP + bytes(1000))
        sending.sendall(whole[:-500])
        wait_until(lambda: len(server.files()) == 2)
        server.process.send_signal(signal.SIGTERM)
        assert said(read_all(examined)) == (503, "stopping")
        assert said(read_all(sending)) == (503, "stopping")
    log = server.end()
    assert server.process.returncode == -signal.SIGTERM
    assert list(server.folder.iterdir()) == []
    assert len(re.findall(r" POST /api/verify 503 .* stopping$", log, re.MULTILINE)) == 2
    assert "Traceback" not in log
    assert "Cancel" not in log
