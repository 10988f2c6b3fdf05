"""A headless Chromium, spoken to over two pipes: no socket, no port, no driver to install.

The DevTools protocol is JSON messages, each ended by a NUL, on the file descriptors 3
(to the browser) and 4 (from it): `--remote-debugging-pipe` (ADR 0020).
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections import deque
from time import monotonic
from typing import Any, Self

SECONDS = 60.0
"""for one answer of the browser; a page that takes longer is a failure"""

NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND"
"""Whatever tries to leave finds no name and no proxy."""

FLAGS = (
    "--headless",
    "--no-sandbox",  # root in a container; the pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--metrics-recording-only",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    NOWHERE,
    "--remote-debugging-pipe",
)

_LAUNCHER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class BrowserError(Exception):
    """The browser refused a command, died, or did not answer in time."""


def find_chromium() -> str | None:
    """The path of an installed Chromium or Chrome, if there is one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def _above_four(descriptor: int) -> int:
    """The same pipe under a number that is neither 3 nor 4."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD, 10)
    os.close(descriptor)
    return moved


class Pipe:
    """One browser process: commands in, answers and events out.

    With `loopback` it may ask 127.0.0.1, where a test has a server.
    """

    def __init__(self, executable: str, *, loopback: bool = False) -> None:
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        read_by_it, self._to = os.pipe()
        self._from, written_by_it = os.pipe()
        theirs = (_above_four(read_by_it), _above_four(written_by_it))
        flags = [flag + ", EXCLUDE 127.0.0.1" * (loopback and flag == NOWHERE) for flag in FLAGS]
        command = [executable, *flags, f"--user-data-dir={self.profile.name}", "about:blank"]
        self.process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCHER, *map(str, theirs), *command],
            pass_fds=theirs,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for descriptor in theirs:
            os.close(descriptor)
        self.events: deque[dict[str, Any]] = deque()
        self._buffer = bytearray()
        self._last = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the browser that was started here, and only that."""
        try:
            self.send("Browser.close")
            self.process.wait(timeout=10)
        except (BrowserError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self._to)
        os.close(self._from)
        self.profile.cleanup()

    def send(
        self, method: str, params: dict[str, Any] | None = None, *, session: str | None = None
    ) -> dict[str, Any]:
        """The answer to one command; events that come meanwhile are kept in `events`."""
        number = self._say(method, params, session)
        deadline = monotonic() + SECONDS
        while True:
            answer = self._read(deadline, method)
            if answer.get("id") != number:
                self._keep(answer)
            elif "error" in answer:
                raise BrowserError(f"{method}: {answer['error']['message']}")
            else:
                result: dict[str, Any] = answer["result"]
                return result

    def wait_for(self, method: str, session: str) -> None:
        """Until an event of this name has come; it and the others stay in `events`."""
        deadline = monotonic() + SECONDS
        while not any(
            event.get("method") == method and event.get("sessionId") == session
            for event in self.events
        ):
            self._keep(self._read(deadline, method))

    def _say(self, method: str, params: dict[str, Any] | None, session: str | None) -> int:
        """Send a command and do not wait; the number that its answer will have."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params or {}}
        if session is not None:
            message["sessionId"] = session
        self._write(json.dumps(message).encode() + b"\0")
        return self._last

    def _keep(self, message: dict[str, Any]) -> None:
        """An event; an open dialog is closed, or the page would wait for it for ever."""
        if "method" not in message:
            return
        self.events.append(message)
        if message["method"] == "Page.javascriptDialogOpening":
            self._say("Page.handleJavaScriptDialog", {"accept": False}, message["sessionId"])

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._to, view) :]
        except BrokenPipeError as error:
            raise BrowserError("the browser is gone") from error

    def _read(self, deadline: float, awaited: str) -> dict[str, Any]:
        while (end := self._buffer.find(b"\0")) < 0:
            ready, _, _ = select.select([self._from], [], [], max(0.0, deadline - monotonic()))
            if not ready:
                raise BrowserError(f"no answer in {SECONDS:.0f} s: {awaited}")
            piece = os.read(self._from, 1 << 20)
            if not piece:
                raise BrowserError("the browser is gone")
            self._buffer += piece
        message = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        value: dict[str, Any] = json.loads(message)
        return value
