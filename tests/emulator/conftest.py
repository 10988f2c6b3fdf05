"""One sandbox for the tests that leave no trace in it; a fresh one where codes are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from esign_verify.sandbox import Sandbox
from tests.emulator.caller import Caller


@pytest.fixture(scope="session")
def shared() -> Iterator[Caller]:
    with closing(Caller()) as made:
        yield made


@pytest.fixture
def caller(shared: Caller, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """Its own people, codes and clock; keys and processes are those of the session."""
    monkeypatch.setattr(
        "esign_verify.sandbox.client.client.build_pki", lambda _now: shared.client.pki
    )
    with closing(Caller()) as fresh:
        # making a key takes a while; who signs is the same in every sandbox
        fresh.client._entities = shared.client._entities
        fresh.client._preparers = shared.client._preparers
        # these stay when this one is closed
        fresh.client.close = lambda: None  # type: ignore[method-assign]
        yield fresh


@pytest.fixture(scope="session")
def pdf(sandbox: Sandbox) -> bytes:
    """A document without a signature, whose first line of text has no `#`."""
    return next(document.pdf for document in sandbox.documents if document.name == "unsigned.pdf")
