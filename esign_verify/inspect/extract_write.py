"""Taking bytes out of a document into files, exactly as they stand (`esign-verify extract`).

File names are made here, from kinds and numbers; nothing of the document's text is in them.
Nothing is written where one of the files exists already, unless asked for; a link of that
name is replaced, never followed.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from esign_verify._version import __version__
from esign_verify.document.raw import DocumentSource
from esign_verify.errors import UsageError
from esign_verify.evidence.extraction import ExtractedFile, Extraction
from esign_verify.inspect.examine import examine
from esign_verify.inspect.extract_plan import ExtractionRequest, Planned, plan


def extract(
    source: DocumentSource,
    folder: Path,
    request: ExtractionRequest,
    *,
    password: str | None = None,
    repair: bool = False,
    force: bool = False,
) -> Extraction:
    """Write what is asked for into `folder`, which is made if it is not there.

    UsageError where nothing is asked for, a revision or a signature does not exist, or a file
    is in the way: then nothing is written. What the document has but cannot be written is
    named in `missing`. DocumentError as `inspect_document`.
    """
    if request == ExtractionRequest():
        raise UsageError("extract_nothing_asked")
    with examine(source, password=password, repair=repair) as examined:
        planned, missing = plan(examined, request)
        files = _write_all(planned, folder, force)
        inspection = examined.inspection
        return Extraction(
            file_name=inspection.file_name,
            sha256=inspection.sha256,
            structure=inspection.structure,
            files=files,
            missing=missing,
            tool_version=__version__,
        )


def _write_all(planned: list[Planned], folder: Path, force: bool) -> tuple[ExtractedFile, ...]:
    """All or, where one is in the way, nothing; an error half-way leaves whole files only."""
    target = folder
    try:
        if not force:
            for item in planned:
                target = folder / item.name
                if os.path.lexists(target):
                    raise UsageError("extract_file_exists", path=target)
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        for item in planned:
            target = folder / item.name
            files.append(_write(item, target, force))
        return tuple(files)
    except OSError as error:
        raise UsageError("output_unwritable", path=target) from error


def _write(item: Planned, target: Path, force: bool) -> ExtractedFile:
    """In blocks, into a new file; what had its name before is replaced, a link not followed."""
    written = target.with_name(target.name + ".part") if force else target
    if force:
        written.unlink(missing_ok=True)
    hasher = hashlib.sha256()
    size = 0
    with written.open("xb") as stream:
        try:
            for block in item.blocks():
                stream.write(block)
                hasher.update(block)
                size += len(block)
        except BaseException:
            written.unlink()
            raise
    if force:
        written.replace(target)
    return ExtractedFile(
        name=item.name,
        size=size,
        sha256=hasher.hexdigest(),
        kind=item.kind,
        number=item.number,
        fields=item.fields,
        offset=item.offset,
        spans=item.spans,
        places=item.places,
        padding=item.padding,
        other=item.other,
    )
