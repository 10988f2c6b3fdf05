"""The child: answers one line for each line it reads, until its input ends.

Started by `verifier`; a room that wants results shown where they are made has a worker of its
own, which calls `serve` with what shows them. Where the system can fork, each document is
verified in a fork of this process, which itself never touches a document: nothing of one
reaches the next, and no answer depends on those before it. Elsewhere the process ends after
one document.
"""

from __future__ import annotations

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
from esign_verify.processes import limit_own_process, serve_in_forks, standard_streams
from esign_verify.result import VerificationResult

READY = b"ready\n"

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

    def limited(line: bytes) -> bytes:
        limit_own_process(seconds=setup.seconds, memory_bytes=setup.memory_bytes)
        return answer(line, setup, show)

    if setup.fork:
        serve_in_forks(requests, answers, limited, lambda _line, code: wire.died_line(code))
    else:
        _write(answers, limited(requests.readline()))


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


def _write(answers: BinaryIO, data: bytes) -> None:
    answers.write(data)
    answers.flush()


if __name__ == "__main__":
    main()
