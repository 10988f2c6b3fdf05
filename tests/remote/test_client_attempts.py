"""What is asked again, when, and for how long."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from esign_verify.errors import UsageError
from esign_verify.remote import (
    Timeouts,
    client,
    read_address,
    transport,
)
from esign_verify.remote.client import CHANCE
from tests.remote.asking import DOCUMENT, EMPTY_V2, SECRET, ask, refused, verifier
from tests.remote.server import Reply, StubServer, answer


@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_busy_server_is_asked_again(server: StubServer, pdf: Path, status: int) -> None:
    server.replies = [Reply(status=status), Reply(status=status), answer(EMPTY_V2)]
    waits: list[float] = []
    assert ask(verifier(server.url, waits=waits), pdf).conclusion == "NO_SIGNATURE"
    assert [request.document for request in server.received] == [DOCUMENT] * 3
    assert waits == [1.0, 2.0]


def test_a_time_out_of_a_proxy_is_not_asked_again(server: StubServer, pdf: Path) -> None:
    """504: the server behind it may still be at work on the document."""
    server.replies = [Reply(status=504), answer(EMPTY_V2)]
    error = refused(verifier(server.url), pdf)
    assert (error.code, error.params["status"], len(server.received)) == (
        "remote_unavailable",
        "504",
        1,
    )


def test_waits_are_chosen_by_chance(server: StubServer, pdf: Path) -> None:
    """Full jitter: anything up to a bound that doubles, above what the server asks for."""
    bounds: list[tuple[float, float]] = []

    def quarter(low: float, high: float) -> float:
        bounds.append((low, high))
        return low + (high - low) / 4

    server.replies = [
        Reply(drop=True),
        Reply(status=429, headers={"Retry-After": "3"}),
        Reply(drop=True),
        answer(EMPTY_V2),
    ]
    waits: list[float] = []
    ask(verifier(server.url, waits=waits, jitter=quarter, attempts=4), pdf)
    assert bounds == [(0.0, 1.0), (0.0, 2.0), (0.0, 4.0)]
    assert waits == [0.25, 3.5, 1.0]


def test_two_clients_do_not_wait_alike(server: StubServer, pdf: Path) -> None:
    """Whatever else seeds the generator that everybody shares."""
    found = []
    for _ in range(2):
        random.seed(7)
        waits: list[float] = []
        options: dict[str, Any] = {"sleep": waits.append, "jitter": CHANCE}
        server.replies = [Reply(drop=True), Reply(drop=True), answer(EMPTY_V2)]
        ask(verifier(server.url, **options), pdf)
        assert 0 <= waits[0] <= 1
        assert 0 <= waits[1] <= 2
        found.append(waits)
    assert found[0] != found[1]


class Clock:
    """Time that passes only where a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def test_all_attempts_together_have_one_bound(
    server: StubServer, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """10 seconds: one attempt of 6, a wait of 1, and 3 for the second; no third."""
    clock, totals = Clock(), []
    real = transport.exchange

    def exchange(*arguments: Any, timeouts: Timeouts, **options: Any) -> Any:
        totals.append(timeouts.total)
        return real(*arguments, timeouts=timeouts, **options)

    monkeypatch.setattr(client, "exchange", exchange)
    server.replies = [Reply(drop=True, before=lambda: clock.pass_by(6))]
    options = {"clock": clock, "sleep": clock.pass_by, "attempts": 9}
    error = refused(verifier(server.url, **options), pdf)
    assert (error.code, totals, len(server.received)) == ("remote_reset", [10.0, 3.0], 2)


def test_no_wait_is_longer_than_what_is_left(server: StubServer, pdf: Path) -> None:
    server.replies = [Reply(status=503, headers={"Retry-After": "20"})]
    waits: list[float] = []
    error = refused(verifier(server.url, waits=waits), pdf)
    assert (error.code, error.params["seconds"], waits) == ("remote_busy", "20", [])
    assert len(server.received) == 1


def test_a_wait_that_took_too_long_is_the_end(server: StubServer, pdf: Path) -> None:
    """A laptop that slept in between."""
    clock = Clock()
    server.replies = [Reply(drop=True)]
    options = {"clock": clock, "sleep": lambda _seconds: clock.pass_by(999)}
    error = refused(verifier(server.url, **options), pdf)
    assert (error.code, len(server.received)) == ("remote_timeout", 1)


@pytest.mark.parametrize(
    ("status", "code"), [(429, "remote_asked_too_often"), (503, "remote_unavailable")]
)
def test_a_server_that_stays_busy_is_left_alone(
    server: StubServer, pdf: Path, status: int, code: str
) -> None:
    server.replies = [Reply(status=status)]
    error = refused(verifier(server.url), pdf)
    assert (error.code, error.params["status"]) == (code, str(status))
    assert len(server.received) == 3


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ("7", [8.0]),
        *((said, [1.0]) for said in ("0", "soon", "-5", "1.5", "Tue, 99 Foo", "\xb2", SECRET)),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", [1.0]),
        ("Mon, 01 Jan 2030 00:00:00 +99999999999999999999", [1.0]),
        ("Sat, 01 Jan 2000 00:00:00 GMT", [1.0]),
    ],
)
def test_retry_after(server: StubServer, pdf: Path, said: str, waits: list[float]) -> None:
    server.replies = [Reply(status=429, headers={"Retry-After": said}), answer(EMPTY_V2)]
    done: list[float] = []
    ask(verifier(server.url, waits=done, timeouts=Timeouts(total=60)), pdf)
    assert done == waits
    server.replies = [Reply(status=429, headers={"Retry-After": said})]
    shown = refused(verifier(server.url), pdf).params["seconds"]
    assert shown == ("7" if said == "7" else "?")


def test_retry_after_a_date_or_too_long(server: StubServer, pdf: Path) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    server.replies = [Reply(status=503, headers={"Retry-After": soon}), answer(EMPTY_V2)]
    waits: list[float] = []
    ask(verifier(server.url, waits=waits, timeouts=Timeouts(total=60)), pdf)
    assert 11 < waits[0] <= 21
    for said, shown in (("31", "31"), ("9" * 5000, "9" * 9)):
        server.replies = [Reply(status=503, headers={"Retry-After": said})]
        server.received.clear()
        error = refused(verifier(server.url), pdf)
        assert (error.code, error.params["seconds"]) == ("remote_busy", shown)
        assert len(server.received) == 1


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
def test_no_proxy_listens(pdf: Path) -> None:
    with StubServer() as gone:
        proxy = read_address(gone.url)
    error = refused(verifier("http://esign.example.go.id", proxy=proxy), pdf)
    named = {"proxy": proxy.origin, "server": "http://esign.example.go.id:80"}
    assert (error.code, error.params) == ("remote_proxy_failed", named)


def test_nothing_was_given_to_a_server_that_asks(server: StubServer, pdf: Path) -> None:
    server.replies = [Reply(status=401)]
    assert refused(verifier(server.url, credentials=None), pdf).code == "remote_credentials_missing"
    server.replies = [Reply(status=401)]
    assert refused(verifier(server.url), pdf).code == "remote_unauthorized"


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
