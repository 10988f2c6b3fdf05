"""A document as a file that another process can open."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from esign_verify.document.source import BLOCK, DocumentSource
from esign_verify.errors import LimitError
from esign_verify.limits import MAX_FILE_BYTES


@contextmanager
def as_path(source: DocumentSource) -> Iterator[str | os.PathLike[str]]:
    """The path of a source: bytes and streams are written to a file, removed at the end."""
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


def path_bytes(path: str | os.PathLike[str]) -> bytes:
    """An absolute path as bytes: file names need not be text."""
    return os.fsencode(os.path.abspath(path))  # noqa: PTH100 - Path would lose a final slash


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    if source.seekable():
        source.seek(0)
    size = 0
    while block := source.read(BLOCK):
        size += len(block)
        if size > MAX_FILE_BYTES:
            raise LimitError("file_too_large", limit=MAX_FILE_BYTES)
        target.write(block)
