"""One service in the process for most tests, without a socket; a real one where they are needed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from esign_verify import TrustStore
from esign_verify.sandbox import Sandbox
from esign_verify.service import ServiceSettings, create_app
from tests.conftest import NOW
from tests.service.server import Server


@pytest.fixture(scope="session")
def pem(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sandbox's anchors, as a store that `trust` can name."""
    folder = tmp_path_factory.mktemp("trust") / "sandbox"
    folder.mkdir()
    for number, certificate in enumerate(sandbox.trust_certificates):
        (folder / f"{number}.der").write_bytes(certificate)
    return folder


@pytest.fixture(scope="session")
def trust(pem: Path) -> TrustStore:
    return TrustStore.load([pem])


@pytest.fixture(scope="session")
def pdfs(sandbox: Sandbox) -> Mapping[str, bytes]:
    return {document.name.removesuffix(".pdf"): document.pdf for document in sandbox.documents}


@pytest.fixture(scope="session")
def settings(pem: Path, tmp_path_factory: pytest.TempPathFactory) -> ServiceSettings:
    folder = tmp_path_factory.mktemp("uploads")
    return ServiceSettings(trust=(str(pem),), at=NOW, workers=1, folder=folder)


@pytest.fixture(scope="session")
def client(settings: ServiceSettings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def start_client() -> Iterator[Callable[[ServiceSettings], TestClient]]:
    """Services of a test's own settings."""
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(TestClient(create_app(settings)))


@pytest.fixture
def start_process(loopback: None, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """A Python process that serves, and ends when the test does."""
    started: list[Server] = []

    def start(*arguments: str) -> Server:
        folder = tmp_path / f"uploads{len(started)}"
        folder.mkdir()
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(folder)},
            text=True,
        )
        assert process.stderr is not None
        lines: list[str] = []
        for line in process.stderr:
            lines.append(line)
            if found := re.search(r"http://[\d.]+:(\d+) - ", line):
                break
        else:
            raise AssertionError("".join(lines))
        server = Server(process=process, port=int(found[1]), folder=folder, said="".join(lines))
        started.append(server)
        return server

    yield start
    for server in started:
        if server.process.poll() is None:
            server.process.send_signal(signal.SIGTERM)
        server.end()


@pytest.fixture
def start_server(start_process: Callable[..., Server], pem: Path) -> Callable[..., Server]:
    """`esign-verify serve` with options, on a free port of this machine."""
    command = ["-m", "esign_verify", "serve", "--port", "0", "--trust", str(pem)]
    command += ["--at", NOW.isoformat(), "--workers", "1"]
    return lambda *options: start_process(*command, *options)


@pytest.fixture
def start_own(start_process: Callable[..., Server], pem: Path) -> Callable[..., Server]:
    """A service with settings that have no option, and children that sleep for a document."""

    def start(**settings: float) -> Server:
        return start_process("-m", "tests.service.own_server", str(pem), json.dumps(settings))

    return start
