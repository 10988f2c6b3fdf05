"""One sandbox for all tests of the room: making keys costs a second."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from esign_verify.sandbox import Sandbox, build_sandbox

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sandbox() -> Sandbox:
    return build_sandbox(NOW)


@pytest.fixture(scope="session")
def pdfs(sandbox: Sandbox) -> Mapping[str, bytes]:
    """The documents' bytes by name, without `.pdf`."""
    return {document.name.removesuffix(".pdf"): document.pdf for document in sandbox.documents}
