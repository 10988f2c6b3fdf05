"""What is asked again, when, and for how long."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from esign_verify.errors import UsageError
from esign_verify.remote import (
    Timeouts,
)
from tests.remote.asking import DOCUMENT, EMPTY_V2, ask, refused, verifier
from tests.remote.server import Reply, StubServer, answer


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(server: StubServer, pdf: Path, status: int) -> None:
    server.replies = [Reply(status=status), Reply(status=status), answer(EMPTY_V2)]
    waits: list[float] = []
    assert ask(verifier(server.url, waits=waits), pdf).conclusion == "NO_SIGNATURE"
    assert [request.document for request in server.received] == [DOCUMENT] * 3
    assert waits == [1.0, 2.0]


@pytest.mark.parametrize(("status", "code"), [(429, "remote_busy"), (503, "remote_unavailable")])
def test_a_server_that_stays_busy_is_left_alone(
    server: StubServer, pdf: Path, status: int, code: str
) -> None:
    server.replies = [Reply(status=status)]
    error = refused(verifier(server.url), pdf)
    assert (error.code, error.params["status"]) == (code, str(status))
    assert len(server.received) == 3


@pytest.mark.parametrize(
    ("said", "waits"),
    [("7", [7.0]), ("0", [1.0]), ("soon", [1.0]), ("-5", [1.0]), ("Tue, 99 Foo", [1.0])],
)
def test_retry_after(server: StubServer, pdf: Path, said: str, waits: list[float]) -> None:
    server.replies = [Reply(status=429, headers={"Retry-After": said}), answer(EMPTY_V2)]
    done: list[float] = []
    ask(verifier(server.url, waits=done), pdf)
    assert done == waits


def test_retry_after_a_date_or_too_long(server: StubServer, pdf: Path) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    server.replies = [Reply(status=503, headers={"Retry-After": soon}), answer(EMPTY_V2)]
    waits: list[float] = []
    ask(verifier(server.url, waits=waits), pdf)
    assert 10 < waits[0] <= 20
    server.replies = [Reply(status=503, headers={"Retry-After": "31"})]
    server.received.clear()
    error = refused(verifier(server.url), pdf)
    assert (error.code, error.params["seconds"], len(server.received)) == ("remote_busy", "31", 1)


def test_a_connection_that_is_dropped_is_tried_again(server: StubServer, pdf: Path) -> None:
    server.replies = [Reply(drop=True), answer(EMPTY_V2)]
    waits: list[float] = []
    assert ask(verifier(server.url, waits=waits), pdf).conclusion == "NO_SIGNATURE"
    assert (len(server.received), waits) == (2, [1.0])
    server.replies = [Reply(drop=True)]
    assert refused(verifier(server.url), pdf).code == "remote_reset"
    assert len(server.received) == 5


@pytest.mark.usefixtures("loopback")
def test_nobody_listens(pdf: Path) -> None:
    with StubServer() as gone:
        url = gone.url
    waits: list[float] = []
    error = refused(verifier(url, waits=waits), pdf)
    assert (error.code, error.params) == ("remote_refused", {"server": url})
    assert waits == [1.0, 2.0]


@pytest.mark.usefixtures("loopback")
def test_a_name_that_does_not_resolve(pdf: Path) -> None:
    error = refused(verifier("http://no-such-host.invalid"), pdf)
    assert (error.code, error.params["server"]) == (
        "remote_unreachable",
        "http://no-such-host.invalid:80",
    )


@pytest.mark.parametrize("timeouts", [Timeouts(read=0.2), Timeouts(read=5, total=0.2)])
def test_a_slow_server_is_not_asked_again(
    server: StubServer, pdf: Path, timeouts: Timeouts
) -> None:
    release = threading.Event()
    server.replies = [Reply(before=lambda: release.wait(5) and None)]
    started = time.monotonic()
    error = refused(verifier(server.url, timeouts=timeouts), pdf)
    release.set()
    assert error.code == "remote_timeout"
    assert time.monotonic() - started < 4
    assert len(server.received) == 1


def test_a_server_that_trickles_is_cut_off(server: StubServer, pdf: Path) -> None:
    """Each byte comes in time, the whole never."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
    for raw in (head + b" " * 900, b"HTTP/1.1 200 " + b"O" * 1000):
        server.replies = [Reply(raw=raw, trickle=0.05, at_once=len(head))]
        started = time.monotonic()
        client = verifier(server.url, timeouts=Timeouts(read=5, total=0.5))
        assert refused(client, pdf).code == "remote_timeout"
        assert time.monotonic() - started < 4


def test_no_attempt_is_no_use(server: StubServer, pdf: Path) -> None:
    with pytest.raises(UsageError) as caught:
        ask(verifier(server.url, attempts=0), pdf)
    assert caught.value.code == "remote_attempts_unusable"
