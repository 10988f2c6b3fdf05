"""The child: answers one line for each line it reads, until its input ends.

Started by `verifier`. Where the system can fork, each document is verified in a fork of
this process, which itself never touches a document: nothing of one reaches the next, and
no answer depends on those before it. Elsewhere the process ends after one document.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from dataclasses import replace
from typing import BinaryIO

from esign_verify.engine import verify
from esign_verify.errors import EsignVerifyError, IsolationError
from esign_verify.isolation import wire

READY = b"ready\n"

_READ_BYTES = 1 << 16


def main() -> None:
    """Serve the standard streams; whatever else writes to standard output goes to error."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(requests, answers)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """One answer for every request."""
    setup = wire.setup_from(requests.readline())
    _write(answers, READY)
    for request in requests:
        if not setup.fork:
            _limit(setup)
            _write(answers, answer(request, setup))
            return
        _write(answers, _forked(request, setup))


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
            _limit(setup)
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


def _limit(setup: wire.Setup) -> None:
    """Memory; CPU seconds, so that a child whose parent is gone ends too; no core dumps."""
    if sys.platform == "win32":  # has no such limits: the parent's clock is the only one there
        return
    import resource

    wanted = (
        (resource.RLIMIT_AS, setup.memory_bytes),
        (resource.RLIMIT_CPU, setup.seconds + 1),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, value in wanted:
        # a system that refuses (macOS has no RLIMIT_AS to speak of) keeps the other limits
        with contextlib.suppress(ValueError, OSError):
            _, hard = resource.getrlimit(kind)
            most = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (most, hard))


def _write(answers: BinaryIO, data: bytes) -> None:
    answers.write(data)
    answers.flush()


if __name__ == "__main__":
    main()
