"""The plain walk: pyHanko's difference analysis over the whole document, as it comes.

Slow, and wrong in the ways that the table of `test_equality.py` lists; kept as the other
opinion that our own analysis is held against.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm

from esign_verify.evidence import FieldMdp, SignatureField

logging.getLogger("pyhanko").addHandler(logging.NullHandler())

ERROR = "error"
"""pyHanko gave no answer."""


def plain_levels(
    path: Path, fields: list[SignatureField], password: str | None = None
) -> list[str]:
    """pyHanko's word on what followed each signature: a level, `other`, or `error`."""
    with path.open("rb") as stream:
        try:
            reader = PdfFileReader(stream, strict=False)
            if reader.encrypted:
                for candidate in ("", password):
                    if candidate is not None and reader.decrypt(candidate).status.value:
                        break
        except Exception:  # it raises far more than its own errors
            return [ERROR] * len(fields)
        return [_level(reader, field) for field in fields]


def _level(reader: Any, field: SignatureField) -> str:
    end = sum(field.byte_range[2:4])
    try:
        index = _revision_index(reader, end)
        result = DEFAULT_DIFF_POLICY.review_file(
            reader,
            index,
            field_mdp_spec=_field_mdp_spec(field.field_mdp),
            doc_mdp=None if field.doc_mdp is None else MDPPerm(field.doc_mdp),
        )
    except Exception:
        return ERROR
    if not isinstance(result, DiffResult):
        return "other"
    return result.modification_level.name.lower()


def _revision_index(reader: Any, end: int) -> int:
    """The last revision whose cross-reference data stands within the signed bytes."""
    within = [
        index
        for index in range(reader.xrefs.total_revisions)
        if reader.xrefs.get_startxref_for_revision(index) < end
    ]
    return max(within)


def _field_mdp_spec(lock: FieldMdp | None) -> Any:
    if lock is None:
        return None
    return FieldMDPSpec(FieldMDPAction("/" + lock.action), fields=list(lock.fields))
