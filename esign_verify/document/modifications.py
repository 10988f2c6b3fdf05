"""What later revisions did to a signed one, by pyHanko's difference analysis.

pyHanko is imported only where a revision follows a signature: most documents end
with the signature they are verified for and need none of it.
"""

from __future__ import annotations

import logging
from typing import Any

from esign_verify.document.objects import Objects
from esign_verify.document.source import Source
from esign_verify.document.updates import UpdateReview
from esign_verify.document.xref import IN_FILE, IN_STREAM, RevisionSections
from esign_verify.evidence import Check, FieldMdp, ModificationLevel, Outcome, SignatureField

# pyHanko logs what it finds suspicious, in words of the document; our result says it
logging.getLogger("pyhanko").addHandler(logging.NullHandler())


class DifferenceAnalysis:
    """Compares signed revisions of one document with its last one."""

    def __init__(
        self,
        source: Source,
        revisions: list[RevisionSections],
        objects: Objects,
        trailing_bytes: Check,
        cross_reference: Check,
        password: str | None,
    ) -> None:
        self._source = source
        self._revisions = revisions
        self._trailing = trailing_bytes
        self._cross_reference = cross_reference
        self._password = password
        self._updates = UpdateReview(source, revisions, objects)
        self._reader: Any = None

    def check(self, field: SignatureField) -> tuple[ModificationLevel, Check]:
        """Level of the later changes, and whether they are allowed (ISO 32000-2, 12.8.2)."""
        if self._cross_reference.outcome is not Outcome.PASSED:
            return ModificationLevel.UNKNOWN, self._cross_reference
        if field.byte_range_geometry.outcome is not Outcome.PASSED:
            return ModificationLevel.UNKNOWN, Check.not_checked("signed_revision_unknown")
        if field.covers_whole_file:
            return ModificationLevel.NONE, Check.passed()
        if self._trailing.outcome is not Outcome.PASSED:
            return ModificationLevel.OTHER, self._trailing
        if field.revision == len(self._revisions):
            return ModificationLevel.NONE, Check.passed()
        if not self._updates.is_sound(field.revision):
            return ModificationLevel.OTHER, Check.failed("document_altered")
        try:
            level = self._review(field)
        except Exception:
            # pyHanko raises far more than its own errors on hostile files; whatever
            # it was, the changes are unexplained and nothing may be concluded
            return ModificationLevel.UNKNOWN, Check.not_checked("difference_analysis_failed")
        return level, _judge(level, field.doc_mdp)

    def _review(self, field: SignatureField) -> ModificationLevel:
        from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult
        from pyhanko.sign.fields import MDPPerm

        reader = self._open()
        if not self._agrees(reader, field.revision):
            return ModificationLevel.OTHER
        result = DEFAULT_DIFF_POLICY.review_file(
            reader,
            self._revision_index(field.revision),
            field_mdp_spec=_field_mdp_spec(field.field_mdp),
            doc_mdp=None if field.doc_mdp is None else MDPPerm(field.doc_mdp),
        )
        if not isinstance(result, DiffResult):
            return ModificationLevel.OTHER
        return ModificationLevel(result.modification_level.name.lower())

    def _open(self) -> Any:
        if self._reader is None:
            from pyhanko.pdf_utils.reader import PdfFileReader

            reader = PdfFileReader(self._source.stream(), strict=False)
            if reader.encrypted:
                for candidate in ("", self._password):
                    if candidate is not None and reader.decrypt(candidate).status.value:
                        break
            self._reader = reader
        return self._reader

    def _revision_index(self, number: int) -> int:
        """pyHanko's index of our revision: it counts cross-reference sections."""
        return sum(len(revision.sections) for revision in self._revisions[:number]) - 1

    def _agrees(self, reader: Any, signed: int) -> bool:
        """Whether pyHanko finds the same revisions, and later objects at the same places."""
        from pyhanko.pdf_utils.generic import Reference
        from pyhanko.pdf_utils.xref import ObjStreamRef

        ours = [
            section.stated_offset
            for revision in self._revisions
            for section in reversed(revision.sections)
        ]
        if ours != [
            reader.xrefs.get_startxref_for_revision(index)
            for index in range(reader.xrefs.total_revisions)
        ]:
            return False
        for number in self._updates.later_numbers(signed):
            entry = self._updates.entry(number, len(self._revisions))
            place: Any = None
            generation = 0
            if entry is not None and entry[0] == IN_FILE:
                place, generation = entry[1], entry[2]
            elif entry is not None and entry[0] == IN_STREAM:
                place = ObjStreamRef(entry[1], entry[2])
            if reader.xrefs[Reference(number, generation, pdf=reader)] != place:
                return False
        return True


def _field_mdp_spec(lock: FieldMdp | None) -> Any:
    from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec

    if lock is None:
        return None
    return FieldMDPSpec(FieldMDPAction("/" + lock.action), fields=list(lock.fields))


def _judge(level: ModificationLevel, doc_mdp: int | None) -> Check:
    if level is ModificationLevel.OTHER:
        return Check.failed("document_altered")
    allowed_up_to = {
        ModificationLevel.NONE: 0,
        ModificationLevel.LTA_UPDATES: 0,
        ModificationLevel.FORM_FILLING: 2,
        ModificationLevel.ANNOTATIONS: 3,
    }
    if doc_mdp is not None and allowed_up_to[level] > doc_mdp:
        return Check.failed("modification_forbidden", level=level.value, permission=doc_mdp)
    return Check.passed(level=level.value)
