"""`esign-verify` as a server of its own, for as long as a block of a test lasts."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 120
STOP_SECONDS = 60


@contextmanager
def running(log: Path, *arguments: str) -> Iterator[str]:
    """Its address, on a free port of 127.0.0.1. `log`: where its standard error goes."""
    command = [sys.executable, "-m", "esign_verify", *arguments, "--port", "0"]
    with log.open("wb") as stderr, subprocess.Popen(command, stderr=stderr) as process:
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while True:
        ended = process.poll() is not None
        words = log.read_text("utf-8", "replace")
        if found := re.search(r"http://127\.0\.0\.1:\d+", words):
            return found[0]
        assert not ended and time.monotonic() < deadline, words
        time.sleep(0.05)
