"""A server in the test's own process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from esign_verify.sandbox import Sandbox
from tests.remote.asking import DOCUMENT
from tests.remote.server import SECRET, StubServer, make_authority


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


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "surat.pdf"
    path.write_bytes(DOCUMENT)
    return path
