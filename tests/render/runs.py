"""A run of several files for the formats of whole runs, the same bytes every time."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from esign_verify.evidence import Check, Outcome
from esign_verify.result import (
    DocumentConclusion,
    Finding,
    Indication,
    Level,
    SignatureResult,
    SubIndication,
    VerificationResult,
)
from tests import factories as make

GOLDEN = Path(__file__).with_name("golden")


@dataclass(frozen=True, kw_only=True)
class File:
    """One file of a run, as `render.ExaminedFile` wants it."""

    name: str
    result: VerificationResult | None = None
    error_code: str = ""
    error_params: dict[str, str] = field(default_factory=dict)


def passed(rule: str) -> Finding:
    return make.finding(rule=rule, clause="EN 319 102-1 5.2.7")


def found(
    rule: str,
    reason: str,
    *,
    level: Level = Level.FAIL,
    outcome: Outcome = Outcome.FAILED,
    sub_indication: SubIndication = SubIndication.HASH_FAILURE,
    indication: Indication = Indication.TOTAL_FAILED,
    **params: str,
) -> Finding:
    """A finding that did not pass."""
    return make.finding(
        rule=rule,
        clause="EN 319 102-1 5.2.7",
        level=level,
        outcome=outcome,
        reason=reason,
        params=tuple(params.items()),
        indication=indication,
        sub_indication=sub_indication,
    )


ALTERED = found("message_digest", "digest_mismatch", algorithm="sha256")
UNCHECKED = found(
    "certification_path",
    "no_signing_certificate",
    outcome=Outcome.NOT_CHECKED,
    indication=Indication.INDETERMINATE,
    sub_indication=SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
)
NO_DATA = found(
    "revocation_data",
    "revocation_data_missing",
    level=Level.WARN,
    outcome=Outcome.NOT_CHECKED,
    indication=Indication.INDETERMINATE,
    sub_indication=SubIndication.TRY_LATER,
    certificate="Nama Penanda Tangan",
)
NOTED = found("scripts", "script_present", level=Level.INFORM, field="a", object="7")
BAD_STAMP = found("timestamp_imprint", "imprint_mismatch", algorithm="sha256")


def signature(
    *findings: Finding,
    indication: Indication = Indication.TOTAL_PASSED,
    sub_indication: SubIndication | None = None,
    **changes: object,
) -> SignatureResult:
    """A signature with these findings; of its time-stamp, `stamp` where given."""
    stamp = changes.pop("stamp", ())
    conclusion = make.conclusion(
        indication=indication,
        sub_indication=sub_indication,
        findings=findings,
        integrity=Check.passed(),
        timestamps=(make.timestamp_conclusion(findings=tuple(stamp)),),  # type: ignore[arg-type]
    )
    return make.signature_result(conclusion=conclusion, **changes)


def verified(
    *signatures: SignatureResult, word: DocumentConclusion, **changes: object
) -> VerificationResult:
    return make.result(*signatures, conclusion=word, **changes)


def sample_run() -> list[File]:
    """Every kind of answer once, in a fixed order."""
    failed = signature(
        passed("signature_value"),
        ALTERED,
        indication=Indication.TOTAL_FAILED,
        sub_indication=SubIndication.HASH_FAILURE,
    )
    unknown = signature(
        UNCHECKED,
        NO_DATA,
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.NO_CERTIFICATE_CHAIN_FOUND,
        id="S-" + "AB" * 32,
    )
    sound = signature(passed("message_digest"), NO_DATA, NO_DATA, stamp=(BAD_STAMP,))
    return [
        File(
            name="arsip/surat 1.pdf",
            result=verified(sound, word=DocumentConclusion.VALID, document_findings=(NOTED,)),
        ),
        File(name="ubah.pdf", result=verified(failed, word=DocumentConclusion.INVALID)),
        File(name="ragu.pdf", result=verified(unknown, word=DocumentConclusion.WARNING)),
        File(name="kosong.pdf", result=verified(word=DocumentConclusion.NO_SIGNATURE)),
        File(name="hilang.pdf", error_code="file_not_found"),
    ]


def check_golden(name: str, text: str) -> None:
    """`text` is the file `golden/<name>`; with ESIGN_VERIFY_GOLDEN=write it becomes it."""
    path = GOLDEN / name
    if os.environ.get("ESIGN_VERIFY_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_text("utf-8") == text
