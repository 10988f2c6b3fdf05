"""The parent: starts the child, asks it, and ends it when time is up."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from esign_verify._frozen import frozen
from esign_verify.chain import TrustStore
from esign_verify.document.files import as_path, path_bytes
from esign_verify.document.source import DocumentSource
from esign_verify.errors import IsolationError, UsageError
from esign_verify.evidence_json import to_line
from esign_verify.isolation import wire
from esign_verify.isolation.wire import Showing, Shown
from esign_verify.isolation.worker import READY
from esign_verify.limits import MAX_MEBIBYTES, MAX_SECONDS
from esign_verify.policy import Policy, load_policy
from esign_verify.processes import CAN_FORK, START_SECONDS, end, exchange, start
from esign_verify.result import VerificationResult


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
        worker: str = "esign_verify.isolation.worker",
    ) -> None:
        """`worker`: the module whose `main` the child runs; one that shows results for `show`."""
        limits = limits or IsolationLimits()
        if limits.seconds < 1 or limits.mebibytes < 1:
            raise UsageError("isolation_limit_too_small")
        self._seconds = limits.seconds
        self._worker = worker
        self._setup = wire.Setup(
            trust=TrustStore.default() if trust is None else trust,
            policy=policy if isinstance(policy, Policy) else load_policy(policy),
            seconds=limits.seconds,
            memory_bytes=limits.mebibytes << 20,
            fork=CAN_FORK,
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
            end(child)

    def verify(
        self, source: DocumentSource, *, at: datetime | None = None, password: str | None = None
    ) -> VerificationResult:
        """What `engine.verify` gives or raises; IsolationError where the child gives nothing."""
        name = Path(source).name if isinstance(source, str | os.PathLike) else ""
        answer = self._answer(source, name, at, password, None)
        if not isinstance(answer, VerificationResult):
            raise IsolationError("isolated_crash", cause="answer")
        return answer

    def show(
        self,
        source: DocumentSource,
        showing: Showing,
        *,
        file_name: str,
        at: datetime | None = None,
        password: str | None = None,
    ) -> Shown:
        """The same, shown by the child, within its limits: text of any kind that it knows.

        Its result does not leave the child, which takes longer than verifying a small document.
        """
        answer = self._answer(source, file_name, at, password, showing)
        if not isinstance(answer, Shown):
            raise IsolationError("isolated_crash", cause="answer")
        return answer

    def _answer(
        self,
        source: DocumentSource,
        file_name: str,
        at: datetime | None,
        password: str | None,
        showing: Showing | None,
    ) -> VerificationResult | Shown:
        if at is not None and at.tzinfo is None:
            raise UsageError("time_without_zone")
        with as_path(source) as path:
            request = wire.Request(
                path=path_bytes(path),
                file_name=file_name,
                at=at,
                password=password,
                showing=showing,
            )
            return wire.answer_from(self._ask(to_line(request)))

    def _ask(self, request: bytes) -> bytes:
        """The child's line for one request; it is gone after anything but an answer."""
        child = self._started()
        answer, in_time = exchange(child, request, self._seconds)
        answered = answer.endswith(b"\n")
        if not (answered and in_time and self._setup.fork):
            self.close()
        if answered:
            return answer
        if in_time:
            raise wire.death(child.returncode)
        raise IsolationError("isolated_timeout", limit=self._seconds)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self.close()  # ended while it had nothing to do: no document's loss
        if self._child is None:
            try:
                self._child = start(self._worker, show_errors=self._setup.show_traceback)
                ready, _ = exchange(self._child, to_line(self._setup), START_SECONDS)
            except OSError as error:
                raise IsolationError("isolation_unavailable") from error
            if ready != READY:
                self.close()
                raise IsolationError("isolation_unavailable")
        return self._child


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
