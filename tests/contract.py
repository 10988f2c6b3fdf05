"""schemathesis against a running server: whatever it is asked, it answers as its OpenAPI says."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

EXAMPLES = 40

MARKS = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("schemathesis") is None, reason="needs the extra `contract`"),
]


def assert_keeps_its_contract(
    url: str, selected: str, *options: str, config: Path | None = None
) -> None:
    """All checks but one: that what fits the schema is accepted. No schema says that a file
    is a PDF. `selected`: operations that are asked, and all; `options` select them."""
    settings = () if config is None else ("--config-file", str(config))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", *settings, "run", f"{url}/openapi.json"),
            *("--max-examples", str(EXAMPLES), "--no-color", "--generation-deterministic"),
            *("--exclude-checks", "positive_data_acceptance", *options),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert f"Selected: {selected}" in done.stdout
    # an operation that was never let in is not tested
    assert "Authentication failed" not in done.stdout
