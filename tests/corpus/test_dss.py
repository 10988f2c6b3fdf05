"""EU DSS 5.12.1's answers on 147 documents: counts, levels, identifiers, what is intact.

Every difference stands in a table below with its reason; a difference that goes away
must leave its table too.
"""

from __future__ import annotations

import pytest

from esign_verify import VerificationResult, verify
from esign_verify.evidence import Check, CmsEvidence, Outcome
from esign_verify.identifiers import dss_identifier
from tests.corpus.corpus import CORPUS, needs_corpus, table, values

pytestmark = [needs_corpus, pytest.mark.corpus]

ROWS = [row for row in table("dss.tsv") if row["n_signatures"]]

NOT_LISTED_BY_DSS = {
    "BadEncodedCMS.pdf": "a certificate in the CMS that nobody needs is malformed; DSS drops the "
    "whole signature, we judge it",
    "pades-level-b-sig-policy-invalid-digest-algo.pdf": "DSS ends with an exception on the digest "
    "of the signature policy",
    "pades-ocsp-archiveCutOff-invalid.pdf": "DSS ends with an exception on an OCSP extension",
    "pades_opposite_infinite_loop.pdf": "the cross-reference data is broken; we rebuild it to "
    "report the signature, TOTAL-FAILED",
    "pdf-with-empty-sig.pdf": "/Contents is all zeros: DSS passes over the signature, we report "
    "one that was never made, TOTAL-FAILED",
}
LEVELS = {
    "Signature-P-DK-1.pdf": "the TSA's root is embedded both self-signed and cross-certified; DSS "
    "follows the cross-certificate, for which there is no revocation data"
}
SIGNATURE_IDS = {
    "pdf-double-signer-info.pdf": "two SignerInfos: DSS takes the first, we take none (RFC 5652 "
    "allows several, ISO 32000-2 12.8.3.3.1 one)"
}
_TYPE_SIG = "a document time-stamp with /Type /Sig: DSS does not list its token, we do"
TIMESTAMP_IDS = {
    "Signature-P-EE_AS-3.pdf": _TYPE_SIG,
    "Signature-P-PT_MUL-4.pdf": _TYPE_SIG,
    "Signature-P-SK-4.pdf": _TYPE_SIG,
    "Signature-P-SK-6.pdf": _TYPE_SIG,
    "Signature-P-SK-8.pdf": _TYPE_SIG,
    "Signature-P-SK_DIS-4.pdf": _TYPE_SIG,
    "Signature-P-SK_DIS-5.pdf": _TYPE_SIG,
    "pades-tst-with-sig-type.pdf": _TYPE_SIG,
}

_AS_SENT = (
    "the signed attributes are not in DER order and were signed as they were sent; DSS sorts "
    "them first (RFC 5652 5.4), we accept either and warn that it is no DER"
)
_NO_NULL = "the DigestInfo has no NULL, which RFC 8017 9.2 (note 1, appendix A.2.4) demands"
_EDITED = "DSS lists the two signatures in the other order"
FACTS = {
    ("AD-RB.pdf", "intact"): _AS_SENT,
    ("Signature-P-DE_CRY-6.pdf", "intact"): _AS_SENT,
    ("Signature-P-DE_CRY-8.pdf", "intact"): _AS_SENT,
    ("Signature-P-IT_DIF-4.pdf", "intact"): _AS_SENT,
    ("Signature-P-IT_ADO-1 (HASH_FAILURE) (ECDSA).pdf", "intact"): _AS_SENT,
    ("Signature-P-IT-1.pdf", "intact"): _NO_NULL,
    ("Signature-P-IT_NAM-1.pdf", "intact"): _NO_NULL,
    ("Signature-P-CZ-3.pdf", "intact"): "signatureAlgorithm says SHA-256 and the value was made "
    "with SHA-1: the value is checked by what is stated (RFC 5652 5.6)",
    ("pdf-double-signer-info.pdf", "intact"): "two SignerInfos: DSS takes the first, we none",
    ("pdf-signed-corrupted.pdf", "byte_range_valid"): "the file ends before the byte range does",
    ("hello_signed_INCSAVE_signed_EDITED.pdf", "intact"): _EDITED,
    ("hello_signed_INCSAVE_signed_EDITED.pdf", "byte_range_valid"): _EDITED,
    ("hello_signed_INCSAVE_signed_EDITED.pdf", "dictionary_consistent"): _EDITED,
}
"""(document, column) where DSS says another thing of the cryptography or the dictionary."""


def result_of(row: dict[str, str]) -> tuple[str, VerificationResult]:
    return row["file"].rpartition("/")[2], verify(CORPUS / row["file"])


def _compare(name: str, ours: set[str], theirs: set[str], known: dict[str, str]) -> None:
    if name in known or name in NOT_LISTED_BY_DSS:
        assert ours != theirs, f"{name} agrees now: take it out of the table of differences"
    else:
        assert ours == theirs


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_dss(row: dict[str, str]) -> None:
    name, result = result_of(row)
    counts = (len(result.signatures), len(result.document_timestamps))
    if name in NOT_LISTED_BY_DSS:
        assert row["n_signatures"] == "0"
        assert counts[0] > 0
        return
    assert counts == (int(row["n_signatures"]), int(row["n_document_timestamps"]))
    levels = {f"{s.signature_format} {i}" for i, s in enumerate(_sorted(result))}
    theirs = {f"{v} {i}" for i, v in enumerate(sorted(values(row["levels"])))}
    _compare(name, levels, theirs, LEVELS)
    ids = {signature.id for signature in result.signatures}
    _compare(name, ids, set(values(row["signature_ids"])), SIGNATURE_IDS)
    _compare(name, _timestamp_ids(result), set(values(row["timestamp_ids"])), TIMESTAMP_IDS)
    if name not in SIGNATURE_IDS:
        embedded, signers = _certificate_ids(result)
        assert signers <= set(values(row["certificate_ids"])) <= embedded


@pytest.mark.parametrize("row", ROWS, ids=[row["file"] for row in ROWS])
def test_what_is_intact(row: dict[str, str]) -> None:
    """Digest and signature value, byte range, and the dictionary of the signed revision."""
    name, result = result_of(row)
    if name in NOT_LISTED_BY_DSS:
        return
    fields = [signature.evidence.field for signature in result.signatures]
    ours = {
        "intact": [_is_intact(signature.evidence.cms) for signature in result.signatures],
        "byte_range_valid": [_passed(field.byte_range_geometry) for field in fields],
        "dictionary_consistent": [_passed(field.dictionary_consistency) for field in fields],
    }
    for column, answers in ours.items():
        agrees = "|".join(str(answer).lower() for answer in answers) == row[column]
        assert agrees is not ((name, column) in FACTS), column


def _passed(check: Check) -> bool:
    return check.outcome is Outcome.PASSED


def _is_intact(cms: CmsEvidence | None) -> bool:
    return cms is not None and _passed(cms.message_digest) and _passed(cms.signature_value)


def _sorted(result: VerificationResult) -> list:
    return sorted(result.signatures, key=lambda signature: signature.signature_format)


def _timestamp_ids(result: VerificationResult) -> set[str]:
    tokens = [t for s in result.signatures for t in s.evidence.timestamps]
    tokens += [d.evidence.document_timestamp for d in result.document_timestamps]
    return {dss_identifier("T-", token.token_sha256_dss) for token in tokens if token}


def _certificate_ids(result: VerificationResult) -> tuple[set[str], set[str]]:
    """`C-` of every certificate in the document, and of the signers'."""
    found = list(result.document.dss.certificates) if result.document.dss else []
    signers = []
    for entry in (*result.signatures, *result.document_timestamps):
        for cms in (entry.evidence.cms, *(t.cms for t in entry.evidence.timestamps)):
            found += cms.certificates if cms else ()
    for signature in result.signatures:
        if signature.evidence.cms and signature.evidence.cms.signing_certificate:
            signers.append(signature.evidence.cms.signing_certificate)
    return (
        {dss_identifier("C-", certificate.sha256) for certificate in found},
        {dss_identifier("C-", certificate.sha256) for certificate in signers},
    )
