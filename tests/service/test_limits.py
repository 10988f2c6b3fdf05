"""Queue, clients, workers: what is too much costs the request that was too much."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from esign_verify.service import ServiceSettings
from tests.service.slow_worker import ASLEEP, BUG, CRASH, MEMORY, SLEEP, use_it
from tests.service.test_bad_requests import files_in

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="signals")

Start = Callable[[ServiceSettings], TestClient]


@pytest.fixture(autouse=True)
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    use_it(monkeypatch)


def send(client: TestClient, pdf: bytes) -> tuple[int, str, str | None]:
    answer = client.post("/api/verify", files={"file": ("a.pdf", pdf)})
    body = answer.json()
    said = body["code"] if "code" in body else body["conclusion"]["code"]
    return answer.status_code, said, answer.headers.get("retry-after")


def children(client: TestClient) -> list[Any]:
    return [v._child for v in client.app.state.service.pool._verifiers]  # type: ignore[attr-defined]


def gauge(client: TestClient, name: str) -> int:
    found = re.search(rf"^esign_verify_{name} (\d+)$", client.get("/metrics").text, re.MULTILINE)
    assert found is not None
    return int(found[1])


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextmanager
def sleeping(client: TestClient, count: int = 1) -> Iterator[list[Any]]:
    """Requests whose documents hold the workers, until the children are killed."""
    with ThreadPoolExecutor(count) as threads:
        futures = [threads.submit(send, client, SLEEP) for _ in range(count)]
        wait_until(lambda: gauge(client, "requests_in_service") == count)
        wait_until(lambda: gauge(client, "documents_in_work") >= 1)
        yield futures
        while not all(future.done() for future in futures):
            for child in children(client):
                if child is not None:
                    kill_group(child.pid)
            time.sleep(0.02)


def kill_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def test_a_killed_worker_costs_its_request_and_nothing_else(
    start_client: Start, settings: ServiceSettings, pdfs: Mapping[str, bytes]
) -> None:
    client = start_client(replace(settings, workers=2))
    before = {child.pid for child in children(client)}
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(send, client, SLEEP)
        wait_until(lambda: ASLEEP in [path.read_bytes() for path in files_in(settings)])
        assert gauge(client, "documents_in_work") == 1
        assert send(client, pdfs["pades-t"]) == (200, "VALID", None)
        killed = children(client)
        assert {child.pid for child in killed} == before
        for child in killed:
            kill_group(child.pid)
            # a signal takes its time: a document must not meet a child that is about to die
            child.wait(60)
        assert slow.result(timeout=60) == (503, "isolated_crash", "1")
    # the idle one was killed too, which costs nobody anything
    assert [send(client, pdfs["pades-t"])[:2] for _ in range(4)] == [(200, "VALID")] * 4
    assert before & {child.pid for child in children(client)} == set()
    assert files_in(settings) == []


def test_a_crash_in_the_library_is_503(start_client: Start, settings: ServiceSettings) -> None:
    assert send(start_client(settings), CRASH) == (503, "isolated_crash", "1")


def test_a_bug_of_ours_in_the_child_leaks_nothing(
    start_client: Start, settings: ServiceSettings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "esign_verify.service"):
        assert send(start_client(settings), BUG) == (500, "internal_error", None)
    assert "text of a document" not in caplog.text
    assert "internal error: ValueError at worker.py:" in caplog.text


def test_time_and_memory_of_a_document(
    start_client: Start, settings: ServiceSettings, pdfs: Mapping[str, bytes]
) -> None:
    client = start_client(replace(settings, seconds=1))
    assert send(client, SLEEP) == (422, "isolated_timeout", None)
    assert send(client, MEMORY) == (422, "isolated_memory", None)
    assert send(client, pdfs["pades-t"]) == (200, "VALID", None)
    assert files_in(settings) == []


def test_a_full_queue_is_503_at_once(start_client: Start, settings: ServiceSettings) -> None:
    client = start_client(replace(settings, queue=2))
    with sleeping(client, 3) as held:
        assert send(client, SLEEP) == (503, "busy", "2")
        assert client.get("/healthz").status_code == 200
    assert [future.result()[0] for future in held] == [503, 503, 503]
    assert gauge(client, "requests_in_service") == 0
    assert files_in(settings) == []


def test_one_client_has_a_share_of_it(start_client: Start, settings: ServiceSettings) -> None:
    client = start_client(replace(settings, per_client=2))
    with sleeping(client, 2):
        assert send(client, SLEEP) == (429, "too_many_requests", "2")


def test_waiting_has_an_end(start_client: Start, settings: ServiceSettings) -> None:
    client = start_client(replace(settings, queue_seconds=0.2))
    with sleeping(client):
        assert send(client, SLEEP) == (503, "busy", "2")


@pytest.mark.parametrize("limit", ["silent_seconds", "body_seconds"])
def test_a_slow_body_is_not_waited_for(
    limit: str, start_client: Start, settings: ServiceSettings
) -> None:
    client = start_client(replace(settings, **{limit: 0.3}))
    app: Any = client.app
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.2 if limit == "body_seconds" else 60)
        return {"type": "http.request", "body": b"--x\r\n"[:1], "more_body": True}

    async def send_(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/api/verify", "raw_path": b"/api/verify",
        "query_string": b"", "root_path": "", "scheme": "http", "client": ("1.2.3.4", 5),
        "headers": [
            (b"content-type", b"multipart/form-data; boundary=x"),
            (b"transfer-encoding", b"chunked"),
        ],
    }  # fmt: skip
    from esign_verify.service import envelope

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(envelope, "LINGER_SECONDS", 0.1)
        assert client.portal is not None
        client.portal.call(app, scope, receive, send_)
    assert sent[0]["status"] == 408
    assert b'"request_timeout"' in sent[1]["body"]
    assert (b"connection", b"close") in sent[0]["headers"]
    assert files_in(settings) == []


def test_many_at_once_are_all_answered(
    start_client: Start, settings: ServiceSettings, pdfs: Mapping[str, bytes]
) -> None:
    client = start_client(replace(settings, workers=2))
    kinds = {
        "pades-t": (200, "VALID"),
        "altered-bytes": (200, "INVALID"),
        "unsigned": (200, "NO_SIGNATURE"),
    }
    names = list(kinds) * 8
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda name: send(client, pdfs[name])[:2], names))
    assert answers == [kinds[name] for name in names]
    assert files_in(settings) == []


def test_nothing_is_left_when_it_stops(
    start_client: Start, settings: ServiceSettings, tmp_path: Path
) -> None:
    from esign_verify.service import create_app

    with TestClient(create_app(replace(settings, folder=tmp_path))) as client:
        (folder,) = tmp_path.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        (child,) = children(client)
    assert list(tmp_path.iterdir()) == []
    assert child.poll() is not None
