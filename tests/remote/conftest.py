"""A server in the test's own process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.remote.server import StubServer, make_authority


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
