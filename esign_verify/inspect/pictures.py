"""Pictures of a document's pages, drawn in a process of their own.

Whatever the renderer does with a hostile file costs pictures, never the caller: a page at
which its process dies is left out, and another process goes on with the next.
"""

from __future__ import annotations

import subprocess
import time
from collections import deque
from collections.abc import Iterator

from esign_verify._frozen import frozen
from esign_verify.document.files import as_path, path_bytes
from esign_verify.document.source import DocumentSource
from esign_verify.evidence import DocumentEvidence
from esign_verify.evidence.difference import Difference
from esign_verify.evidence.pictures import NotDrawnReason, Pictures
from esign_verify.evidence_json import to_line
from esign_verify.inspect import pictures_wire as wire
from esign_verify.inspect.page_pairs import pair_pages
from esign_verify.inspect.pictures_album import Album
from esign_verify.inspect.pictures_plan import (
    Plan,
    plan_comparison,
    plan_pictures,
    signed_revisions,
)
from esign_verify.inspect.pictures_wire import Answer, Job, Setup
from esign_verify.limits import MAX_MEBIBYTES, MAX_PICTURES_SECONDS
from esign_verify.processes import cause_of_end, end, exchange, start

_WORKER = "esign_verify.inspect.pictures_worker"
_READY = b"ready\n"
_MAX_DEATHS = 3
"""Processes that may die at one document; each costs the page that it died at."""


@frozen(kw_only=True)
class DrawingLimits:
    """What all pictures of one document may take."""

    seconds: int = MAX_PICTURES_SECONDS
    """on the clock"""
    mebibytes: int = MAX_MEBIBYTES
    """of address space, where the system can limit it"""


def draw_pictures(
    source: DocumentSource,
    evidence: DocumentEvidence,
    *,
    password: str | None = None,
    limits: DrawingLimits | None = None,
) -> Pictures:
    """The pages of `evidence` that matter, and the signed revisions beside the last one.

    `evidence`: what `open_document` found in the same source. Never raises for what the
    file holds; a source that cannot be read any more is `DocumentError`.
    """
    pairs = pair_pages(source, signed_revisions(evidence), password=password)
    return _drawn(source, plan_pictures(evidence, pairs), password, limits or DrawingLimits())


def draw_comparison(
    source: DocumentSource,
    evidence: DocumentEvidence,
    difference: Difference,
    *,
    password: str | None = None,
    limits: DrawingLimits | None = None,
) -> Pictures:
    """The pages of `difference`, as its two revisions show them beside each other."""
    revisions = difference.older.number, difference.newer.number
    pairs = pair_pages(source, revisions, password=password)
    pages = [(page.old_page, page.new_page) for page in difference.pages]
    plan = plan_comparison(evidence, pairs, revisions, pages)
    return _drawn(source, plan, password, limits or DrawingLimits())


def _drawn(
    source: DocumentSource, plan: Plan, password: str | None, limits: DrawingLimits
) -> Pictures:
    album = Album(plan)
    with as_path(source) as path:
        setup = Setup(
            path=path_bytes(path),
            header_offset=plan.evidence.header_offset,
            password=password,
            seconds=limits.seconds,
            memory_bytes=limits.mebibytes << 20,
        )
        for job, answer in _answers(setup, plan.jobs):
            if isinstance(answer, Answer):
                album.add(job, answer)
            else:
                album.miss(job, answer)
    return album.pictures()


def _answers(setup: Setup, jobs: list[Job]) -> Iterator[tuple[Job, Answer | NotDrawnReason]]:
    """Every job with its answer, or with why there is none."""
    stop = time.monotonic() + setup.seconds
    waiting = deque(jobs)
    for _ in range(_MAX_DEATHS):
        if not waiting:
            return
        child = _started(setup, stop - time.monotonic())
        if child is None:
            break
        try:
            while waiting:
                answer = _ask(child, waiting[0], stop - time.monotonic())
                yield waiting.popleft(), answer
                if isinstance(answer, NotDrawnReason):
                    break
        finally:
            end(child)
    over = stop <= time.monotonic()
    for job in waiting:
        yield job, NotDrawnReason.TIME_LIMIT if over else NotDrawnReason.UNAVAILABLE


def _started(setup: Setup, seconds: float) -> subprocess.Popen[bytes] | None:
    if seconds <= 0:
        return None
    try:
        child = start(_WORKER)
    except OSError:
        return None
    ready, _ = exchange(child, to_line(setup), seconds, len(_READY))
    if ready == _READY:
        return child
    end(child)
    return None


def _ask(child: subprocess.Popen[bytes], job: Job, seconds: float) -> Answer | NotDrawnReason:
    if seconds <= 0:
        return NotDrawnReason.TIME_LIMIT
    line, in_time = exchange(child, to_line(job), seconds, wire.MAX_ANSWER_BYTES)
    answer = wire.answer_from(line) if line.endswith(b"\n") else None
    if answer is not None:
        return answer
    if not in_time:
        return NotDrawnReason.TIME_LIMIT
    end(child)
    over = cause_of_end(child.returncode) == "SIGXCPU"
    return NotDrawnReason.TIME_LIMIT if over else NotDrawnReason.CRASHED
