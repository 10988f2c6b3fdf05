"""Decoders that remember: pure functions of bytes, whose answers cannot differ.

Documents of one issuer carry the same certificates and CRLs, and one document carries
them many times. What a document brings along is remembered by its bytes, never by what
it says of itself, and without a verdict: nothing here knows trust, time or place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")


def remembered(
    *, count: int, largest: int
) -> Callable[[Callable[[bytes], T]], Callable[[bytes], T]]:
    """Remember the last `count` answers for inputs of up to `largest` bytes; errors never."""

    def make(decode: Callable[[bytes], T]) -> Callable[[bytes], T]:
        known = lru_cache(maxsize=count)(decode)

        @wraps(decode)
        def asked(data: bytes) -> T:
            return known(data) if len(data) <= largest else decode(data)

        return asked

    return make
