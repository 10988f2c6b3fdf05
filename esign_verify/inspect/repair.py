"""A repaired copy of a file, to look at only: qpdf through pikepdf (docs/adr/0021).

Which objects a repair tool finds is one tool's guess. Nothing of it reaches a verdict.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from esign_verify.document.raw import BLOCK, Source
from esign_verify.errors import DocumentError, UsageError
from esign_verify.evidence.inspection import Repair
from esign_verify.inspect.asn1_values import shortened
from esign_verify.limits import MAX_REPAIRED_BYTES

_MAX_REPORTS = 20
_LOCATION = re.compile(r"^stream <[^>]*>:? ?")
"""What pikepdf calls a stream in front of every report."""


@contextmanager
def repaired_copy(source: Source, password: str | None) -> Iterator[tuple[BinaryIO, Repair]]:
    """A copy in a temporary file, removed afterwards.

    UsageError without pikepdf, DocumentError where qpdf finds nothing to repair either.
    """
    try:
        import pikepdf
    except ImportError as error:
        raise UsageError("repair_unavailable") from error
    if source.file_size > MAX_REPAIRED_BYTES:
        raise DocumentError("repair_too_large", limit=MAX_REPAIRED_BYTES)
    with tempfile.TemporaryFile() as copy:
        try:
            with (
                warnings.catch_warnings(record=True) as noted,
                pikepdf.open(source.stream(), password=password or "") as pdf,
            ):
                warnings.simplefilter("always")
                pdf.save(copy, static_id=True, fix_metadata_version=False)
                reports = _reports([*pdf.get_warnings(), *(item.message for item in noted)])
        except Exception as error:
            # whatever the library raises: a file that it cannot repair is no error of ours
            raise DocumentError("repair_failed", detail=shortened(str(error))) from error
        yield copy, _describe(copy, reports, pikepdf)


def _reports(lines: list[Any]) -> tuple[str, ...]:
    return tuple(shortened(_LOCATION.sub("", str(line))) for line in lines[:_MAX_REPORTS])


def _describe(copy: BinaryIO, reports: tuple[str, ...], pikepdf: Any) -> Repair:
    hasher = hashlib.sha256()
    copy.seek(0)
    size = 0
    while block := copy.read(BLOCK):
        hasher.update(block)
        size += len(block)
    copy.seek(0)
    return Repair(
        tool=f"qpdf {pikepdf.__libqpdf_version__} (pikepdf {pikepdf.__version__})",
        sha256=hasher.hexdigest(),
        size=size,
        reports=reports,
    )
