"""A result with something in every section of the report, and its page."""

from __future__ import annotations

from esign_verify.evidence import (
    Change,
    ChangeKind,
    ChangeReason,
    Check,
    ModificationLevel,
    Outcome,
    Overlay,
    Revision,
)
from esign_verify.render.html import (
    render_html,
)
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    JudgedChange,
    Level,
    SignatureResult,
    SubIndication,
    VerificationResult,
)
from tests import factories as make
from tests.render.html_page import Element, parsed


def page(result: VerificationResult, **options: str) -> Element:
    return parsed(render_html(result, **{"lang": "en", **options}))  # type: ignore[arg-type]


def filled() -> SignatureResult:
    """A certified document to which a later revision added what it must not."""
    field = make.signature_field(
        revision=1,
        doc_mdp=2,
        certification=True,
        modification_level=ModificationLevel.FORM_FILLING,
    )
    refused = Check.failed(
        "modification_forbidden", permission=2, change="signature_added", revision=2, object=13
    )
    return make.signature_result(
        evidence=make.signature_evidence(field=field),
        conclusion=make.conclusion(
            indication=Indication.TOTAL_FAILED,
            sub_indication=SubIndication.FORMAT_FAILURE,
            rule="modifications",
            integrity=refused,
            findings=(
                make.finding(rule="byte_range", clause="ISO 32000-2 12.8.1"),
                make.finding(
                    rule="modifications",
                    clause="ISO 32000-2 12.8.2",
                    outcome=Outcome.FAILED,
                    reason=refused.reason,
                    params=refused.params,
                    indication=Indication.TOTAL_FAILED,
                    sub_indication=SubIndication.FORMAT_FAILURE,
                ),
                make.finding(
                    rule="revocation_data",
                    clause="EN 319 102-1 5.2.5",
                    level=Level.WARN,
                    outcome=Outcome.NOT_CHECKED,
                    reason="revocation_data_missing",
                    params=(("certificate", "Nama Penanda Tangan"),),
                ),
            ),
            changes=(
                JudgedChange(index=0, allowed=refused, clause="ISO 32000-2 12.8.2.2"),
                JudgedChange(index=1, allowed=Check.passed(), clause="EN 319 142-1 5.4"),
            ),
        ),
    )


def filled_document() -> VerificationResult:
    signature = filled()
    changes = (
        Change(
            revision=2,
            object_number=13,
            kind=ChangeKind.SIGNATURE,
            reason=ChangeReason.SIGNATURE_ADDED,
            introduced=2,
            page=1,
            rectangle=(1.0, 2.0, 3.0, 4.0),
            field="Signature2",
            overlay=Overlay.HIDES,
        ),
        Change(
            revision=3,
            object_number=20,
            kind=ChangeKind.EXTENSION,
            reason=ChangeReason.SECURITY_STORE,
            introduced=3,
        ),
    )
    document = make.document(
        fields=(signature.evidence.field,),
        revisions=tuple(Revision(number=n, end=n * 1000, objects=n) for n in (1, 2, 3)),
        changes=changes,
    )
    return make.result(signature, document=document, conclusion=DocumentConclusion.INVALID)
