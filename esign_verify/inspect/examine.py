"""One file from its bytes to an `Inspection`, top to bottom.

1. the bytes          → keywords wherever they stand                 (structure_raw)
2. the structure      → objects, or a repaired copy's where asked    (document.raw, repair)
3. signatures         → fields, dictionaries, the CMS of each        (structure_signatures, …)
4. the security store → certificates, CRLs, OCSP responses           (structure_store)
5. tokens             → found so far, and what they carry            (embedded_facts)
6. revisions          → what each writes, and changes                (structure)
7. the rest           → bytes that belong to nothing                 (structure_accounting)

Steps 3 to 7 stand in `gather`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from esign_verify.document import open_document
from esign_verify.document.raw import DocumentSource, Source, open_structure
from esign_verify.errors import DocumentError, NotAPdfError
from esign_verify.evidence import Change
from esign_verify.evidence.inspection import Inspection
from esign_verify.evidence.inspection_cms import Problem
from esign_verify.inspect.embedded import Collection
from esign_verify.inspect.gather import Gathering
from esign_verify.inspect.repair import repaired_copy
from esign_verify.inspect.structure_raw import scan_markers
from esign_verify.inspect.structure_signatures import Found


@dataclass(slots=True, kw_only=True)
class Examined:
    """An inspected file that is still open, for whoever takes bytes out of it."""

    inspection: Inspection
    source: Source
    """of the file itself, also where the structure is that of a repaired copy"""
    found: list[Found]
    collection: Collection


@contextmanager
def examine(
    source: DocumentSource,
    *,
    password: str | None = None,
    repair: bool = False,
    signatures_only: bool = False,
) -> Iterator[Examined]:
    """Inspect a file and keep it open. DocumentError where there is nothing to look at.

    `signatures_only`: not the steps after the third.
    """
    with ExitStack() as stack:
        original = stack.enter_context(open_structure(source, password=password))
        file = original.source
        scan = scan_markers(file)
        if not file.has_header and not scan.totals:
            raise NotAPdfError("not_a_pdf")
        work = Gathering(file, original, scan)
        if original.problem:
            params = tuple(original.params.items())
            work.problem = Problem(code=original.problem, params=params)
        if repair and (original.objects is None or original.rebuilt):
            try:
                copy, work.repair = stack.enter_context(repaired_copy(file, password))
                work.structure = stack.enter_context(open_structure(copy, password=password))
            except DocumentError as error:
                params = tuple(error.params.items())
                work.problem = Problem(code=error.code, params=params)
        work.gather_signatures()
        if not signatures_only:
            if work.repair is None and work.has_later_revisions():
                work.changes = _changes(source, password)
            work.gather_rest()
        yield Examined(
            inspection=work.inspection(_file_name(source)),
            source=file,
            found=work.found,
            collection=work.collection,
        )


def _changes(source: DocumentSource, password: str | None) -> tuple[Change, ...]:
    """As what later changes were recognised; none where the file cannot be verified."""
    try:
        with open_document(source, password=password) as document:
            return document.evidence.changes
    except DocumentError:
        return ()


def _file_name(source: DocumentSource) -> str:
    return Path(source).name if isinstance(source, str | Path) else ""
