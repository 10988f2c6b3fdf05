"""The child: answers one line for each line it reads, until its input ends.

Started by `verifier`. Where the system can fork, each document is verified in a fork of
this process, which itself never touches a document: nothing of one reaches the next, and
no answer depends on those before it. Elsewhere the process ends after one document.
"""

from __future__ import annotations

import os
import traceback
from dataclasses import replace
from importlib import import_module
from pkgutil import walk_packages
from typing import BinaryIO

from esign_verify.engine import verify
from esign_verify.errors import EsignVerifyError, IsolationError
from esign_verify.isolation import wire
from esign_verify.processes import limit_own_process, standard_streams

READY = b"ready\n"

_READ_BYTES = 1 << 16

_ROOMS = ("document", "cms", "timestamp", "chain", "policy")
"""What `engine` asks."""


def main() -> None:
    """Serve the standard streams; whatever else writes to standard output goes to error."""
    serve(*standard_streams())


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """One answer for every request."""
    setup = wire.setup_from(requests.readline())
    if setup.fork:
        _load_rooms()
    _write(answers, READY)
    for request in requests:
        if not setup.fork:
            limit_own_process(seconds=setup.seconds, memory_bytes=setup.memory_bytes)
            _write(answers, answer(request, setup))
            return
        _write(answers, _forked(request, setup))


def _load_rooms() -> None:
    """Every module of ours that a verification loads when it first needs it, and cryptography.

    Once here, for a fork inherits them; otherwise each would load them again, which takes
    longer than a small document.
    """
    for name in _ROOMS:
        room = import_module(f"esign_verify.{name}")
        for module in walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)


def answer(line: bytes, setup: wire.Setup) -> bytes:
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
        return wire.result_line(replace(result, file_name=request.file_name))
    except EsignVerifyError as error:
        return wire.error_line(error)
    except MemoryError:
        return wire.error_line(IsolationError("isolated_memory"))
    except Exception as error:
        if setup.show_traceback:
            traceback.print_exc()
        return wire.error_line(IsolationError("internal_error", kind=type(error).__name__))


def _forked(line: bytes, setup: wire.Setup) -> bytes:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reader)
            limit_own_process(seconds=setup.seconds, memory_bytes=setup.memory_bytes)
            with os.fdopen(writer, "wb") as stream:
                stream.write(answer(line, setup))
            os._exit(0)
        finally:
            os._exit(1)  # never on into the loop of the parent
    os.close(writer)
    data = bytearray()
    while block := os.read(reader, _READ_BYTES):
        data += block
    os.close(reader)
    _, status = os.waitpid(child, 0)
    exit_code = os.waitstatus_to_exitcode(status)
    return bytes(data) if exit_code == 0 and data.endswith(b"\n") else wire.died_line(exit_code)


def _write(answers: BinaryIO, data: bytes) -> None:
    answers.write(data)
    answers.flush()


if __name__ == "__main__":
    main()
