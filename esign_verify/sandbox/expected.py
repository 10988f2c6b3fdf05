"""A sandbox document, and the verdict that is right for it."""

from __future__ import annotations

from dataclasses import field

from esign_verify._frozen import frozen
from esign_verify.result import DocumentConclusion, Indication, SubIndication


@frozen
class Verdict:
    """An indication and its sub-indication (EN 319 102-1, 5.1.3).

    `sub_indication` None with an indication other than TOTAL-PASSED: any will do.
    """

    indication: Indication
    sub_indication: SubIndication | None = None


PASSED = Verdict(Indication.TOTAL_PASSED)


def failed(sub_indication: SubIndication | None = None) -> Verdict:
    return Verdict(Indication.TOTAL_FAILED, sub_indication)


def indeterminate(sub_indication: SubIndication | None = None) -> Verdict:
    return Verdict(Indication.INDETERMINATE, sub_indication)


TRY_LATER = indeterminate(SubIndication.TRY_LATER)


@frozen
class ExpectedSignature:
    """The verdict on one signature under the policies `standard` and `strict`."""

    standard: Verdict
    strict: Verdict


@frozen(kw_only=True)
class Expected:
    """The verdicts on one document, judged at the sandbox's `now`.

    `signatures`: in the order of signing, without document time-stamps.
    """

    signatures: tuple[ExpectedSignature, ...]
    document_timestamps: int = 0

    @property
    def conclusion(self) -> DocumentConclusion:
        """Under the policy `standard`."""
        return _conclusion([signature.standard for signature in self.signatures])

    @property
    def strict_conclusion(self) -> DocumentConclusion:
        return _conclusion([signature.strict for signature in self.signatures])


def _conclusion(verdicts: list[Verdict]) -> DocumentConclusion:
    found = {verdict.indication for verdict in verdicts}
    if not found:
        return DocumentConclusion.NO_SIGNATURE
    if Indication.TOTAL_FAILED in found:
        return DocumentConclusion.INVALID
    if Indication.INDETERMINATE in found:
        return DocumentConclusion.WARNING
    return DocumentConclusion.VALID


@frozen(kw_only=True)
class SandboxDocument:
    """One PDF of the sandbox."""

    name: str
    """file name"""
    title_id: str
    """what it shows, in one Indonesian sentence"""
    title_en: str
    pdf: bytes = field(repr=False)
    password: str | None = None
    """that opens it; None: none is needed"""
    expected: Expected
