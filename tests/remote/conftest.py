"""A server in the test's own process, and the one way out of the ban on networks: loopback."""

from __future__ import annotations

import _socket
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from esign_verify.sandbox import Sandbox
from tests.remote.server import SECRET, StubServer, make_authority

_getaddrinfo = socket.getaddrinfo


@pytest.fixture
def loopback(no_network: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to 127.0.0.1 only, and no name but `localhost` resolves."""

    def connect(own: socket.socket, address: Any) -> None:
        assert address[0] == "127.0.0.1", f"a test tried to reach {address[0]}"
        _socket.socket.connect(own, address)

    def resolve(host: Any, *args: Any, **options: Any) -> Any:
        if host not in ("127.0.0.1", "localhost"):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return _getaddrinfo("127.0.0.1", *args, **options)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.fixture
def server(loopback: None) -> Iterator[StubServer]:
    with StubServer() as running:
        yield running


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `ca.pem`, `server.pem` (certificate and key for 127.0.0.1), `other-ca.pem`."""
    folder = tmp_path_factory.mktemp("tls")
    make_authority(folder)
    return folder


@pytest.fixture(scope="module")
def folder(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sandbox's documents, its anchors in `anchors/`, an application's secret in `secret`."""
    folder = tmp_path_factory.mktemp("crosscheck")
    (folder / "anchors").mkdir()
    for number, certificate in enumerate(sandbox.trust_certificates):
        (folder / "anchors" / f"{number}.der").write_bytes(certificate)
    for document in sandbox.documents:
        (folder / document.name).write_bytes(document.pdf)
    secret = folder / "secret"
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    return folder
