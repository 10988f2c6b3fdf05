"""Has strangers' documents prepared for a signature in child processes, within limits.

A hostile document costs its own request, never the server: time and memory of the child that
reads it are limited, and the number of children is.
"""

from __future__ import annotations

import contextlib
import math
import os
import subprocess
import time
import weakref
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from queue import Empty, LifoQueue
from tempfile import TemporaryDirectory

from esign_verify._frozen import frozen
from esign_verify.evidence_json import to_line
from esign_verify.processes import CAN_FORK, START_SECONDS, end, exchange, start
from esign_verify.sandbox.client import preparing_wire as wire
from esign_verify.sandbox.client.errors import ClientError, UnavailableError, too_slow, unsignable
from esign_verify.sandbox.client.preparing_wire import Order, Prepared, Setup
from esign_verify.sandbox.client.requests import SignRequest

_WORKER = "esign_verify.sandbox.client.preparing_worker"

MAX_UPDATE_BYTES = 64 << 20
"""Of one signature; a specimen with the largest picture has a fifth of it."""


@frozen(kw_only=True)
class SigningLimits:
    """What strangers' documents may take."""

    seconds: int = 30
    """on the clock, for all documents of one request"""
    mebibytes: int = 1024
    """of address space, where the system can limit it"""
    children: int = 2
    """documents that are prepared at the same time"""
    queue_seconds: float = 30
    """for a child to be free"""


@frozen
class Space:
    """A document with an update that lacks the signature alone.

    `start`, `end`: where /Contents stands, with its brackets.
    """

    pdf: bytes
    start: int
    end: int


class Preparers:
    """Children that prepare documents side by side; each is started when first needed."""

    def __init__(self, limits: SigningLimits) -> None:
        self._limits = limits
        self._children = [_Child(limits.mebibytes << 20) for _ in range(limits.children)]
        self._idle: LifoQueue[_Child] = LifoQueue()
        for child in self._children:
            self._idle.put(child)

    def prepare(self, requests: list[SignRequest], signer: str, at: datetime) -> list[Space]:
        """All of them. ClientError for one that cannot be signed.

        UnavailableError where no child is free in time.
        """
        try:
            child = self._idle.get(timeout=self._limits.queue_seconds)
        except Empty as error:
            raise UnavailableError from error
        try:
            child.require_started()
            stop = time.monotonic() + self._limits.seconds
            return [self._prepared(child, one, signer, at, stop) for one in requests]
        finally:
            self._idle.put(child)

    def close(self) -> None:
        """End the children, whatever they do; no other is started."""
        for child in self._children:
            child.close()

    def _prepared(
        self, child: _Child, request: SignRequest, signer: str, at: datetime, stop: float
    ) -> Space:
        with TemporaryDirectory(prefix="esign-sandbox-") as folder:
            path = Path(folder) / "document.pdf"
            path.write_bytes(request.pdf)
            left = stop - time.monotonic()
            order = Order(
                path=os.fsencode(path),
                request=replace(request, pdf=b""),
                signer=signer,
                at=at,
                seconds=max(1, math.ceil(left)),
            )
            prepared = child.ask(order, left) if left > 0 else None
            if prepared is None and stop <= time.monotonic():
                raise too_slow(self._limits.seconds)
            if prepared is None:
                raise unsignable()
            if prepared.number:
                raise ClientError(prepared.number, prepared.words)
            return _space(path, request.pdf, prepared)


def _space(path: Path, pdf: bytes, prepared: Prepared) -> Space:
    """What the child has written, if it is the document, an update, and room for a signature."""
    if path.stat().st_size > len(pdf) + MAX_UPDATE_BYTES:
        raise unsignable()
    written = path.read_bytes()
    room = written[prepared.start : prepared.end]
    empty = room[:1] == b"<" and room[-1:] == b">" and not room[1:-1].strip(b"0")
    if not (written.startswith(pdf) and len(pdf) <= prepared.start < prepared.end and empty):
        raise unsignable()
    return Space(written, prepared.start, prepared.end)


class _Child:
    """One process, another one after each that ends."""

    def __init__(self, memory_bytes: int) -> None:
        self._setup = Setup(memory_bytes=memory_bytes, fork=CAN_FORK)
        self._running: list[subprocess.Popen[bytes]] = []
        self._closed = False
        weakref.finalize(self, _end_all, self._running)

    def require_started(self) -> subprocess.Popen[bytes]:
        """The process. UnavailableError where none can be started, or none is wanted any more."""
        for child in self._running:
            if child.poll() is None:
                return child
        _end_all(self._running)
        try:
            child = start(_WORKER)
        except OSError as error:
            raise UnavailableError from error
        self._running.append(child)
        if self._exchange(child, to_line(self._setup), START_SECONDS) != wire.READY:
            _end_all(self._running)
            raise UnavailableError
        return child

    def ask(self, order: Order, seconds: float) -> Prepared | None:
        """None where the child gives no answer, or not in time; it is gone then."""
        data = self._exchange(self.require_started(), to_line(order), seconds)
        if not (data and self._setup.fork):
            _end_all(self._running)
        return wire.prepared_from(data) if data else None

    def _exchange(self, child: subprocess.Popen[bytes], line: bytes, seconds: float) -> bytes:
        """The line that comes in time, or nothing. UnavailableError where all is to end."""
        data, in_time = b"", False
        if not self._closed:
            # where another thread ends the child, its pipes may be closed already
            with contextlib.suppress(OSError, ValueError):
                data, in_time = exchange(child, line, seconds, wire.MAX_ANSWER_BYTES)
        if self._closed:
            _end_all(self._running)
            raise UnavailableError
        return data if in_time and data.endswith(b"\n") else b""

    def close(self) -> None:
        self._closed = True
        _end_all(self._running)


def _end_all(children: list[subprocess.Popen[bytes]]) -> None:
    with contextlib.suppress(IndexError):  # two threads may do so
        while True:
            end(children.pop())
