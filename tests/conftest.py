"""What all tests share: one sandbox a session, and no network."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import Any, NoReturn

import pytest
from hypothesis import settings

from esign_verify.sandbox import Sandbox, build_sandbox

# a busy machine is no finding: no test here is timed
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sandbox() -> Sandbox:
    """Making keys costs a second, so it is done once."""
    return build_sandbox(NOW)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that asks the network fails, wherever it is run."""

    def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
        raise AssertionError("a test tried to reach the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
