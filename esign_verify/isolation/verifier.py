"""The parent: starts the child, asks it, and ends it when time is up."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from esign_verify._frozen import frozen
from esign_verify.chain import TrustStore
from esign_verify.document.source import DocumentSource
from esign_verify.errors import IsolationError, LimitError, UsageError
from esign_verify.isolation import wire
from esign_verify.isolation.worker import READY
from esign_verify.limits import MAX_FILE_BYTES, MAX_MEBIBYTES, MAX_SECONDS
from esign_verify.policy import Policy, load_policy
from esign_verify.result import VerificationResult

START_SECONDS = 120
"""For the child to load its modules, on a machine that has much else to do."""

_BOOTSTRAP = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from esign_verify.isolation.worker import main; main()"
)
"""The child imports what its parent would; never a module beside the document."""

_CAN_FORK = hasattr(os, "fork")
_BLOCK = 1 << 20


@frozen(kw_only=True)
class IsolationLimits:
    """What one document may take in its child process."""

    seconds: int = MAX_SECONDS
    """on the clock"""
    mebibytes: int = MAX_MEBIBYTES
    """of address space, where the system can limit it"""


class IsolatedVerifier:
    """Verifies documents one after the other, each in a process of its own.

    A context manager: the child that waits for documents ends with it. Not for several
    threads at once; give each its own.
    """

    def __init__(
        self,
        *,
        trust: TrustStore | None = None,
        policy: Policy | str | Path = "standard",
        limits: IsolationLimits | None = None,
        show_traceback: bool = False,
    ) -> None:
        limits = limits or IsolationLimits()
        if limits.seconds < 1 or limits.mebibytes < 1:
            raise UsageError("isolation_limit_too_small")
        self._seconds = limits.seconds
        self._setup = wire.Setup(
            trust=TrustStore.default() if trust is None else trust,
            policy=policy if isinstance(policy, Policy) else load_policy(policy),
            seconds=limits.seconds,
            memory_bytes=limits.mebibytes << 20,
            fork=_CAN_FORK,
            show_traceback=show_traceback,
        )
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Have the child ready before the first document. IsolationError where none starts."""
        self._started()

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            _kill(child)
            child.wait()
            for stream in _streams(child):
                with contextlib.suppress(BrokenPipeError):  # what it never read
                    stream.close()

    def verify(
        self, source: DocumentSource, *, at: datetime | None = None, password: str | None = None
    ) -> VerificationResult:
        """What `engine.verify` gives or raises; IsolationError where the child gives nothing."""
        if at is not None and at.tzinfo is None:
            raise UsageError("time_without_zone")
        with _as_path(source) as path:
            request = wire.Request(
                path=wire.path_bytes(path),
                file_name=Path(source).name if isinstance(source, str | os.PathLike) else "",
                at=at,
                password=password,
            )
            return wire.answer_from(self._ask(wire.line(request)))

    def _ask(self, request: bytes) -> bytes:
        """The child's line for one request; it is gone after anything but an answer."""
        child = self._started()
        answer, in_time = _exchange(child, request, self._seconds)
        answered = answer.endswith(b"\n")
        if not (answered and in_time and self._setup.fork):
            self.close()
        if answered:
            return answer
        if in_time:
            raise wire.death(child.returncode)
        raise IsolationError("isolated_timeout", limit=self._seconds)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            try:
                self._child = self._start()
                ready, _ = _exchange(self._child, wire.line(self._setup), START_SECONDS)
            except OSError as error:
                raise IsolationError("isolation_unavailable") from error
            if ready != READY:
                self.close()
                raise IsolationError("isolation_unavailable")
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        paths = json.dumps([str(entry) for entry in sys.path])
        return subprocess.Popen(  # noqa: S603 - our own interpreter and code
            [sys.executable, "-P", "-c", _BOOTSTRAP, paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if self._setup.show_traceback else subprocess.DEVNULL,
            start_new_session=_CAN_FORK,
        )


def verify_isolated(
    source: DocumentSource,
    *,
    trust: TrustStore | None = None,
    policy: Policy | str | Path = "standard",
    at: datetime | None = None,
    password: str | None = None,
    limits: IsolationLimits | None = None,
) -> VerificationResult:
    """`engine.verify` of one document in a child process; for several see `IsolatedVerifier`."""
    with IsolatedVerifier(trust=trust, policy=policy, limits=limits) as verifier:
        return verifier.verify(source, at=at, password=password)


def _exchange(child: subprocess.Popen[bytes], line: bytes, seconds: int) -> tuple[bytes, bool]:
    """The line that answers `line`, and whether it, or the child's end, came in time."""
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
        answer = stdout.readline()
    finally:
        timer.cancel()
        timer.join()
    return answer, not over.is_set()


def _streams(child: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    assert child.stdin is not None
    assert child.stdout is not None
    return child.stdin, child.stdout  # type: ignore[return-value]


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the child and its forks, which are a session of their own."""
    if child.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if _CAN_FORK:
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()


@contextmanager
def _as_path(source: DocumentSource) -> Iterator[str | os.PathLike[str]]:
    """The source as a file that a child can open: bytes and streams are written to one."""
    if isinstance(source, str | os.PathLike):
        yield source
        return
    handle, name = tempfile.mkstemp(prefix="esign-verify-", suffix=".pdf")
    try:
        with os.fdopen(handle, "wb") as file:
            if isinstance(source, bytes | bytearray | memoryview):
                file.write(source)
            else:
                _copy(source, file)
        yield name
    finally:
        Path(name).unlink()


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    if source.seekable():
        source.seek(0)
    size = 0
    while block := source.read(_BLOCK):
        size += len(block)
        if size > MAX_FILE_BYTES:
            raise LimitError("file_too_large", limit=MAX_FILE_BYTES)
        target.write(block)
