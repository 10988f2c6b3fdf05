"""The data of streams: lengths, digests, and where text in them differs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from esign_verify.document.raw import Objects, Reference, Stream
from esign_verify.errors import DecodeError
from esign_verify.evidence.difference import LinesDifference, StreamFacts
from esign_verify.limits import MAX_DIFFERENT_LINES, MAX_LINE_BYTES

_TEXT = frozenset(b"\t\n\r\f" + bytes(range(0x20, 0x7F)))


@dataclass(frozen=True, slots=True)
class StreamData:
    """What a stream holds; `decoded` is None where it does not decode."""

    encoded: bytes
    decoded: bytes | None

    def facts(self) -> StreamFacts:
        return StreamFacts(
            length=len(self.encoded),
            sha256=_digest(self.encoded),
            decoded_length=None if self.decoded is None else len(self.decoded),
            decoded_sha256="" if self.decoded is None else _digest(self.decoded),
        )


def stream_data(value: Any, number: int, view: Objects) -> StreamData | None:
    """None for what is no stream, or has no readable data."""
    if not isinstance(value, Stream):
        return None
    try:
        encoded = view.stream_data(value)
    except DecodeError:
        return None
    try:
        return StreamData(encoded, view.decode(value, Reference(number, 0)))
    except DecodeError:
        return StreamData(encoded, None)


def differing_lines(old: StreamData | None, new: StreamData | None) -> LinesDifference | None:
    """None where one of them is no text, and where they are alike; nothing is text too."""
    then, now = _decoded(old), _decoded(new)
    if then is None or now is None or then == now or not (_is_text(then) and _is_text(now)):
        return None
    before, after = then.splitlines(), now.splitlines()
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    before, after = before[start : len(before) - end], after[start : len(after) - end]
    return LinesDifference(
        old=_shown(before),
        new=_shown(after),
        old_left_out=max(0, len(before) - MAX_DIFFERENT_LINES),
        new_left_out=max(0, len(after) - MAX_DIFFERENT_LINES),
    )


def _decoded(stream: StreamData | None) -> bytes | None:
    return b"" if stream is None else stream.decoded


def _alike(one: list[bytes], other: list[bytes]) -> int:
    """How many lines are the same from the start on."""
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return index
    return min(len(one), len(other))


def _shown(lines: list[bytes]) -> tuple[str, ...]:
    return tuple(line[:MAX_LINE_BYTES].decode("ascii") for line in lines[:MAX_DIFFERENT_LINES])


def _is_text(data: bytes) -> bool:
    return not data.translate(None, bytes(_TEXT))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
