"""What all tests share: one sandbox a session, and no network but what `loopback` lets through."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

import pytest
from hypothesis import settings

from esign_verify.sandbox import Sandbox, build_sandbox

# a busy machine is no finding: no test here is timed
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

_CONNECT, _CONNECT_EX = socket.socket.connect, socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo

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


@pytest.fixture
def loopback(no_network: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections to 127.0.0.1 only, and no name but `localhost` resolves."""

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def connect(own: socket.socket, address: Any) -> Any:
            assert address[0] == "127.0.0.1", f"a test tried to reach {address[0]}"
            return real(own, address)

        return connect

    def resolve(host: Any, *args: Any, **options: Any) -> Any:
        if host not in ("127.0.0.1", "localhost"):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return _getaddrinfo("127.0.0.1", *args, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded(_CONNECT))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(_CONNECT_EX))
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
