"""The service answers as its OpenAPI document says, whatever it is asked: `make contract`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec

import pytest

from tests.service.server import Server

EXAMPLES = 40

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("schemathesis") is None, reason="needs the extra `contract`"),
]


def test_schemathesis_finds_nothing(start_server: Callable[..., Server]) -> None:
    """All its checks but one: that what fits the schema is accepted. No schema says that a file
    is a PDF."""
    server = start_server()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/openapi.json"),
            *("--max-examples", str(EXAMPLES), "--no-color", "--generation-deterministic"),
            *("--exclude-checks", "positive_data_acceptance"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "Selected: 6/6" in done.stdout
