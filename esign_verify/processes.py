"""Child processes that work on hostile files: starting, asking, limiting and ending one.

A child is the own interpreter with the own module path. It is asked one line at a time
through pipes, and answers each with one line.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

START_SECONDS = 120
"""For a child to load its modules, on a machine that has much else to do."""

CAN_FORK = hasattr(os, "fork")

_BOOTSTRAP = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from importlib import import_module; import_module(sys.argv[2]).main()"
)
"""The child imports what its parent would; never a module beside the document."""


def start(module: str, *, show_errors: bool = False) -> subprocess.Popen[bytes]:
    """A child that runs `main()` of a module of ours. OSError where none can be started."""
    paths = json.dumps([str(entry) for entry in sys.path])
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-P", "-c", _BOOTSTRAP, paths, module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if show_errors else subprocess.DEVNULL,
        start_new_session=CAN_FORK,
    )


def exchange(
    child: subprocess.Popen[bytes], line: bytes, seconds: float, most: int = -1
) -> tuple[bytes, bool]:
    """The line that answers `line`, and whether it, or the child's end, came in time.

    `most`: bytes of the answer that are read; -1 for any number.
    """
    stdin, stdout = _streams(child)
    over = threading.Event()

    def stop() -> None:
        over.set()
        _kill(child)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        with contextlib.suppress(BrokenPipeError):
            stdin.write(line)
            stdin.flush()
        answer = stdout.readline(most)
    finally:
        timer.cancel()
        timer.join()
    return answer, not over.is_set()


def end(child: subprocess.Popen[bytes]) -> None:
    """End a child and its forks."""
    _kill(child)
    child.wait()
    for stream in _streams(child):
        with contextlib.suppress(BrokenPipeError):  # what it never read
            stream.close()


def cause_of_end(exit_code: int) -> str:
    """In words: the name of a signal, whose number is below zero, or the code."""
    try:
        return signal.Signals(-exit_code).name
    except ValueError:
        return f"exit code {exit_code}"


def standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """In a child: requests and answers; whatever else writes to standard output goes to error."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return requests, answers


def serve_in_forks(
    requests: BinaryIO,
    answers: BinaryIO,
    work: Callable[[bytes], bytes],
    died: Callable[[bytes, int], bytes],
) -> None:
    """In a child: each line answered by a fork that was ready before it came.

    `work`: a line to its answer, a line too. `died`: the answer for a line, and the exit code,
    as `cause_of_end` reads it, of a fork that gave none. Only where `CAN_FORK`.
    """
    not_its = requests.fileno(), answers.fileno()
    fork = _Fork(work, not_its)
    for line in requests:
        if fork.is_gone():
            fork.end()
            fork = _Fork(work, not_its)
        answer = fork.ask(line)
        answers.write(died(line, fork.end()) if answer is None else answer)
        answers.flush()
        fork.end()
        fork = _Fork(work, not_its)
    fork.end()


class _Fork:
    """A fork of this process, waiting for the one line that it answers.

    `not_its`: what it does not keep open, so that nobody waits for it who waits for its parent.
    """

    def __init__(self, work: Callable[[bytes], bytes], not_its: tuple[int, ...]) -> None:
        asked, asking = os.pipe()
        answering, answered = os.pipe()
        self._process = os.fork()
        if not self._process:
            try:
                for descriptor in (asking, answering, *not_its):
                    os.close(descriptor)
                with os.fdopen(asked, "rb") as requests, os.fdopen(answered, "wb") as answers:
                    if line := requests.readline():
                        answers.write(work(line))
                os._exit(0)
            finally:
                os._exit(1)  # never on into the loop of the parent
        os.close(asked)
        os.close(answered)
        self._asking, self._answering = os.fdopen(asking, "wb"), os.fdopen(answering, "rb")
        self._exit_code: int | None = None

    def is_gone(self) -> bool:
        """Ended while it had nothing to do: no document's loss."""
        self._wait(os.WNOHANG)
        return self._exit_code is not None

    def ask(self, line: bytes) -> bytes | None:
        """Its whole line; None where it ends without."""
        with contextlib.suppress(BrokenPipeError):
            self._asking.write(line)
            self._asking.flush()
        answer = self._answering.readline()
        return answer if answer.endswith(b"\n") else None

    def end(self) -> int:
        """Its exit code, once it has one: where it was asked nothing it ends now."""
        for stream in (self._asking, self._answering):
            with contextlib.suppress(BrokenPipeError):
                stream.close()
        self._wait(0)
        assert self._exit_code is not None
        return self._exit_code

    def _wait(self, options: int) -> None:
        if self._exit_code is None:
            process, status = os.waitpid(self._process, options)
            if process:
                self._exit_code = os.waitstatus_to_exitcode(status)


def limit_own_process(*, seconds: int, memory_bytes: int) -> None:
    """Memory; CPU seconds, so that a child whose parent is gone ends too; no core dumps."""
    if sys.platform == "win32":  # has no such limits: the parent's clock is the only one there
        return
    import resource

    wanted = (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, seconds + 1),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, value in wanted:
        # a system that refuses (macOS has no RLIMIT_AS to speak of) keeps the other limits
        with contextlib.suppress(ValueError, OSError):
            _, hard = resource.getrlimit(kind)
            most = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (most, hard))


def _streams(child: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    assert child.stdin is not None
    assert child.stdout is not None
    return child.stdin, child.stdout  # type: ignore[return-value]


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the child and its forks, which are a session of their own."""
    if child.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if CAN_FORK:
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
