"""The child: answers one line for each line it reads, until its input ends.

Started by `verifier`; a room that wants results shown where they are made has a worker of its
own, which calls `serve` with what shows them. Where the system can fork, each document is
verified in a fork of this process, which itself never touches a document: nothing of one
reaches the next, and no answer depends on those before it. Elsewhere the process ends after
one document.
"""

from __future__ import annotations

import contextlib
import gc
import os
import traceback
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pkgutil import walk_packages
from typing import BinaryIO

from esign_verify.engine import verify
from esign_verify.errors import EsignVerifyError, IsolationError, where
from esign_verify.isolation import wire
from esign_verify.processes import limit_own_process, standard_streams
from esign_verify.result import VerificationResult

READY = b"ready\n"

_READ_BYTES = 1 << 16

ROOMS = ("document", "cms", "timestamp", "chain", "policy")
"""What `engine` asks."""

_LATE = ("encodings.cp1252", "encodings.utf_16_be", "resource")
"""Text strings of nearly every document; the limits of a fork."""


Show = Callable[[VerificationResult, wire.Request], str]
"""A result as the text that the request asks for."""


def main() -> None:
    """Serve the standard streams; whatever else writes to standard output goes to error."""
    serve(*standard_streams())


def serve(
    requests: BinaryIO,
    answers: BinaryIO,
    *,
    show: Show | None = None,
    load: Callable[[], None] | None = None,
) -> None:
    """One answer for every request. `load`: what `show` needs, once, for the forks to inherit."""
    setup = wire.setup_from(requests.readline())
    if setup.fork:
        load_rooms(*ROOMS)
        _load_late()
        if load is not None:
            load()
        gc.freeze()  # or collecting in a fork would copy all that it inherits
    _write(answers, READY)
    if setup.fork:
        _serve_forked(requests, answers, setup, show)
        return
    request = requests.readline()
    limit_own_process(seconds=setup.seconds, memory_bytes=setup.memory_bytes)
    _write(answers, answer(request, setup, show))


def _serve_forked(
    requests: BinaryIO, answers: BinaryIO, setup: wire.Setup, show: Show | None
) -> None:
    """Each request by a fork that was ready before it came."""
    fork = _Fork(setup, show)
    for request in requests:
        if fork.is_gone():
            fork.end()
            fork = _Fork(setup, show)
        _write(answers, fork.ask(request))
        fork.end()
        fork = _Fork(setup, show)
    fork.end()


def load_rooms(*names: str) -> None:
    """Every module of these rooms, with what they import.

    Once here, for a fork inherits them; otherwise each would load them again, which takes
    longer than a small document.
    """
    for name in names:
        room = import_module(f"esign_verify.{name}")
        for module in walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)


def _load_late() -> None:
    """What is loaded inside functions, by a process that may never need it."""
    for name in _LATE:
        import_module(name)


def answer(line: bytes, setup: wire.Setup, show: Show | None = None) -> bytes:
    """The line that says what came of one request. Never raises."""
    try:
        request = wire.request_from(line)
        result = verify(
            os.fsdecode(request.path),
            trust=setup.trust,
            policy=setup.policy,
            at=request.at,
            password=request.password,
        )
        result = replace(result, file_name=request.file_name)
        if show is None or request.showing is None:
            return wire.result_line(result)
        shown = wire.Shown(conclusion=result.conclusion, text=show(result, request))
        return wire.shown_line(shown)
    except EsignVerifyError as error:
        return wire.error_line(error)
    except MemoryError:
        return wire.error_line(IsolationError("isolated_memory"))
    except Exception as error:
        if setup.show_traceback:
            traceback.print_exc()
        kind = type(error).__name__
        return wire.error_line(IsolationError("internal_error", kind=kind, where=where(error)))


class _Fork:
    """A fork of this process, waiting for the one line that it answers."""

    def __init__(self, setup: wire.Setup, show: Show | None) -> None:
        asked, self._asking = os.pipe()
        self._answering, answering = os.pipe()
        self._child = os.fork()
        if not self._child:
            try:
                os.close(self._asking)
                os.close(self._answering)
                with os.fdopen(asked, "rb") as requests, os.fdopen(answering, "wb") as answers:
                    if line := requests.readline():
                        # from here: waiting is no document's time
                        limit_own_process(seconds=setup.seconds, memory_bytes=setup.memory_bytes)
                        answers.write(answer(line, setup, show))
                os._exit(0)
            finally:
                os._exit(1)  # never on into the loop of the parent
        os.close(asked)
        os.close(answering)
        self._exit_code: int | None = None

    def is_gone(self) -> bool:
        """Ended while it had nothing to do: no document's loss."""
        self._wait(os.WNOHANG)
        return self._exit_code is not None

    def ask(self, line: bytes) -> bytes:
        """Its whole line, or one that says how it ended without."""
        with (
            contextlib.suppress(BrokenPipeError),
            os.fdopen(self._asking, "wb", closefd=False) as asking,
        ):
            asking.write(line)
        data = bytearray()
        while not data.endswith(b"\n") and (block := os.read(self._answering, _READ_BYTES)):
            data += block
        if data.endswith(b"\n"):
            return bytes(data)
        self._wait()
        assert self._exit_code is not None
        return wire.died_line(self._exit_code)

    def end(self) -> None:
        """It ends where it is asked nothing more."""
        os.close(self._asking)
        os.close(self._answering)
        self._wait()

    def _wait(self, options: int = 0) -> None:
        if self._exit_code is None:
            pid, status = os.waitpid(self._child, options)
            if pid:
                self._exit_code = os.waitstatus_to_exitcode(status)


def _write(answers: BinaryIO, data: bytes) -> None:
    answers.write(data)
    answers.flush()


if __name__ == "__main__":
    main()
