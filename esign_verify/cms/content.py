"""What a SignedData signs: bytes of the document, or its own eContent."""

from __future__ import annotations

from typing import Protocol

from esign_verify.cms.algorithms import new_digest


class SignedContent(Protocol):
    """The content a message digest is computed over."""

    def digest(self, algorithm: str) -> bytes:
        """Digest by a hashlib name; DecodeError for an unknown one."""

    def head(self, size: int) -> bytes:
        """The first `size` bytes."""

    def read(self, limit: int) -> bytes | None:
        """All of it, or None where it is larger than `limit`."""


class BytesContent:
    """Content held in memory: eContent of a token, tests."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def digest(self, algorithm: str) -> bytes:
        hasher = new_digest(algorithm)
        hasher.update(self._data)
        return hasher.digest()

    def head(self, size: int) -> bytes:
        return self._data[:size]

    def read(self, limit: int) -> bytes | None:
        return self._data if len(self._data) <= limit else None
