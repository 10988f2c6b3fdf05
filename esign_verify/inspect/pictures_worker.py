"""The child that draws: one answer for every job, until its input ends.

PDFium reads whatever the file holds, and it is native code: here and nowhere else.
"""

from __future__ import annotations

from typing import BinaryIO

from esign_verify.evidence.pictures import NotDrawnReason
from esign_verify.evidence_json import to_line
from esign_verify.inspect import pictures_wire as wire
from esign_verify.inspect.pictures_draw import Drawing, Renderer
from esign_verify.inspect.pictures_encode import encode
from esign_verify.inspect.pictures_pixels import changed_areas
from esign_verify.processes import limit_own_process, standard_streams

READY = b"ready\n"


def main() -> None:
    serve(*standard_streams())


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    setup = wire.setup_from(requests.readline())
    limit_own_process(seconds=setup.seconds, memory_bytes=setup.memory_bytes)
    _write(answers, READY)
    with Renderer(setup) as renderer:
        for request in requests:
            _write(answers, to_line(answer(wire.job_from(request), renderer)))


def answer(job: wire.Job, renderer: Renderer) -> wire.Answer:
    """Draw a page; a version that cannot be drawn is told of, and the others go on."""
    current = _draw(renderer, job.current) if job.current else None
    signed = [_draw(renderer, version) for version in job.signed]
    compared = tuple(
        wire.Compared(revision=version.revision, areas=changed_areas(drawing.image, current.image))
        for version, drawing in zip(job.signed, signed, strict=True)
        if isinstance(current, Drawing) and isinstance(drawing, Drawing)
    )
    same = {one.revision for one in compared if not one.areas}
    different = len(same) < len(job.signed)
    drawn = []
    if job.current and current:
        drawn.append(_drawn(job.current, current, wanted=different or not job.only_if_different))
    drawn += [
        _drawn(version, drawing, wanted=version.revision not in same)
        for version, drawing in zip(job.signed, signed, strict=True)
    ]
    return wire.Answer(pages=renderer.pages(), drawn=tuple(drawn), compared=compared)


def _draw(renderer: Renderer, version: wire.Version) -> Drawing | NotDrawnReason:
    try:
        return renderer.draw(version)
    except MemoryError:
        return NotDrawnReason.MEMORY_LIMIT


def _drawn(version: wire.Version, drawing: Drawing | NotDrawnReason, *, wanted: bool) -> wire.Drawn:
    if isinstance(drawing, NotDrawnReason):
        return wire.Drawn(revision=version.revision, page=version.page, reason=drawing.value)
    media_type, data = encode(drawing.image) if wanted else ("", b"")
    return wire.Drawn(
        revision=version.revision,
        page=version.page,
        width=drawing.image.width,
        height=drawing.image.height,
        media_type=media_type,
        data=data,
        boxes=drawing.boxes,
    )


def _write(answers: BinaryIO, data: bytes) -> None:
    answers.write(data)
    answers.flush()
