"""The verdict table, and what independent software says of the same files."""

from __future__ import annotations

import io

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.policy_decl import RevocationCheckingRule as Rule

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.expected import SandboxDocument, Verdict
from tests.sandbox.oracle import reader, signatures

PASSED = "TOTAL-PASSED"
ANY = "INDETERMINATE"
TRY_LATER = "INDETERMINATE TRY_LATER"
OUT_OF_BOUNDS = "INDETERMINATE OUT_OF_BOUNDS_NO_POE"
REVOKED = "INDETERMINATE REVOKED_NO_POE"
NO_CHAIN = "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND"
HASH = "TOTAL-FAILED HASH_FAILURE"
FORMAT = "TOTAL-FAILED FORMAT_FAILURE"
CRYPTO = "TOTAL-FAILED SIG_CRYPTO_FAILURE"

TABLE = {
    "legacy-timestamp": ("VALID", [(PASSED, ANY)]),
    "legacy-large-crl": ("VALID", [(PASSED, ANY)]),
    "legacy-leading-newline": ("VALID", [(PASSED, ANY)]),
    "mixed-four": ("VALID", [(PASSED, ANY)] * 4),
    "pades-t": ("VALID", [(PASSED, TRY_LATER)]),
    "pades-xref-streams": ("VALID", [(PASSED, TRY_LATER)]),
    "pades-no-timestamp": ("VALID", [(PASSED, TRY_LATER)]),
    "pades-lt": ("VALID", [(PASSED, ANY)]),
    "pades-lt-current": ("VALID", [(PASSED, PASSED)]),
    "pades-dss-root-only": ("VALID", [(PASSED, ANY)]),
    "pades-lta": ("VALID", [(PASSED, PASSED)]),
    "pades-lta-expired": ("VALID", [(PASSED, ANY)]),
    "eseal-certified": ("VALID", [(PASSED, TRY_LATER)]),
    "eseal-ber": ("VALID", [(PASSED, TRY_LATER)]),
    "signer-pss": ("VALID", [(PASSED, TRY_LATER)]),
    "signer-ecdsa": ("VALID", [(PASSED, TRY_LATER)]),
    "signer-ed25519": ("VALID", [(PASSED, TRY_LATER)]),
    "encrypted-user-password": ("VALID", [(PASSED, TRY_LATER)]),
    "encrypted-owner-password": ("VALID", [(PASSED, TRY_LATER)]),
    "unsigned": ("NO_SIGNATURE", []),
    "empty-field": ("NO_SIGNATURE", []),
    "expired-no-timestamp": ("WARNING", [(OUT_OF_BOUNDS, ANY)]),
    "timestamp-after-expiry": ("WARNING", [(OUT_OF_BOUNDS, ANY)]),
    "revoked-before": ("WARNING", [(REVOKED, REVOKED)]),
    "revoked-after": ("VALID", [(PASSED, PASSED)]),
    "look-alike-ca": ("WARNING", [(NO_CHAIN, NO_CHAIN)]),
    "timestamp-wrong-imprint": ("VALID", [(PASSED, ANY)]),
    "timestamp-wrong-imprint-expired": ("WARNING", [(OUT_OF_BOUNDS, ANY)]),
    "timestamp-untrusted": ("VALID", [(PASSED, ANY)]),
    "key-encipherment": ("WARNING", [(ANY, ANY)]),
    "altered-update": ("INVALID", [("TOTAL-FAILED", "TOTAL-FAILED")]),
    "altered-bytes": ("INVALID", [(HASH, HASH)]),
    "signature-broken": ("INVALID", [(CRYPTO, CRYPTO)]),
    "malformed-cms": ("INVALID", [(FORMAT, FORMAT), (PASSED, TRY_LATER)]),
    "unsupported-subfilter": ("WARNING", [(ANY, ANY), (PASSED, TRY_LATER)]),
    "pkcs7-sha1": ("WARNING", [(ANY, ANY)]),
    "pkcs7-sha1-altered": ("INVALID", [(HASH, HASH)]),
    "stripped": ("INVALID", [("TOTAL-FAILED", "TOTAL-FAILED")]),
    "annotation-permitted": ("VALID", [(PASSED, TRY_LATER)]),
    "annotation-forbidden": ("INVALID", [(FORMAT, FORMAT)]),
    "sneaky-signature": ("INVALID", [(FORMAT, FORMAT), (NO_CHAIN, NO_CHAIN)]),
    "form-filled": ("VALID", [(PASSED, TRY_LATER)]),
    "shadow-replace": ("INVALID", [(FORMAT, FORMAT)]),
}
"""name → conclusion under `standard`, (`standard`, `strict`) of every signature"""


def _documents(sandbox: Sandbox) -> dict[str, SandboxDocument]:
    return {document.name.removesuffix(".pdf"): document for document in sandbox.documents}


def _words(verdict: Verdict) -> str:
    return " ".join(word for word in (verdict.indication, verdict.sub_indication) if word)


def test_the_expected_verdicts(sandbox: Sandbox) -> None:
    found = {
        name: (
            str(document.expected.conclusion),
            [
                (_words(signature.standard), _words(signature.strict))
                for signature in document.expected.signatures
            ],
        )
        for name, document in _documents(sandbox).items()
    }
    assert found == TABLE


def test_every_document_has_titles_in_two_languages(sandbox: Sandbox) -> None:
    titles = [title for item in sandbox.documents for title in (item.title_id, item.title_en)]
    assert all(title.endswith(".") for title in titles)
    assert len(set(titles)) == 2 * len(TABLE)


def test_documents_are_built_once(sandbox: Sandbox) -> None:
    assert sandbox.documents is sandbox.documents


SUSPICIOUS_TO_ORACLE = {
    "altered-update",
    "annotation-forbidden",
    "annotation-permitted",  # it knows no annotation that is
    "sneaky-signature",
}
UNREADABLE_BY_ORACLE = {"malformed-cms", "pkcs7-sha1", "pkcs7-sha1-altered", "stripped"}


@pytest.mark.parametrize("name", sorted(set(TABLE) - UNREADABLE_BY_ORACLE))
def test_integrity_according_to_pyhanko(sandbox: Sandbox, name: str) -> None:
    document = _documents(sandbox)[name]
    context = _context(sandbox)
    for signature in signatures(document.pdf, document.password):
        is_timestamp = signature.sig_object["/Type"] == "/DocTimeStamp"
        status = (
            validate_pdf_timestamp(signature, context)
            if is_timestamp
            else validate_pdf_signature(signature, context)
        )
        assert (status.intact, status.valid) == (
            name != "altered-bytes",
            name != "signature-broken",
        )
        assert status.coverage in (
            SignatureCoverageLevel.ENTIRE_FILE,
            SignatureCoverageLevel.ENTIRE_REVISION,
        )
        altered = isinstance(signature.diff_result, SuspiciousModification)
        first = signature.field_name != "Signature2"
        assert altered == (first and name in SUSPICIOUS_TO_ORACLE)


def _context(sandbox: Sandbox) -> ValidationContext:
    return ValidationContext(trust_roots=_roots(sandbox), moment=sandbox.pki.now)


def _roots(sandbox: Sandbox) -> list[x509.Certificate]:
    return [x509.Certificate.load(der) for der in sandbox.trust_certificates]


TRUSTED_NOW = {
    "pades-t": True,
    "signer-pss": True,
    "signer-ecdsa": True,
    "signer-ed25519": True,
    "eseal-ber": True,
    "legacy-timestamp": False,
    "expired-no-timestamp": False,
    "look-alike-ca": False,
}


@pytest.mark.parametrize(("name", "trusted"), TRUSTED_NOW.items())
def test_trust_at_now_according_to_pyhanko(sandbox: Sandbox, name: str, trusted: bool) -> None:
    """Judged at now, as common verifiers do: the legacy generation is not trusted."""
    (signature,) = signatures(_documents(sandbox)[name].pdf)
    assert validate_pdf_signature(signature, _context(sandbox)).trusted is trusted


@pytest.mark.parametrize(
    ("name", "trusted"),
    [("pades-lt-current", True), ("revoked-after", False), ("revoked-before", False)],
)
def test_the_dss_is_enough_where_revocation_data_is_required(
    sandbox: Sandbox, name: str, trusted: bool
) -> None:
    """The data of the DSS, at the moment of its CRLs, decides without any fetching."""
    found = reader(_documents(sandbox)[name].pdf)
    dss = found.root["/DSS"]
    crls = [item.get_object().data for item in dss["/CRLs"]]
    day = -39 if name == "revoked-after" else -30 if name == "revoked-before" else -20
    moment = sandbox.pki.day(day + 0.01)
    rule = RevocationCheckingPolicy(Rule.CRL_OR_OCSP_REQUIRED, Rule.CRL_OR_OCSP_REQUIRED)
    context = ValidationContext(
        trust_roots=_roots(sandbox),
        moment=moment,
        crls=crls,
        revinfo_policy=CertRevTrustPolicy(rule),
        best_signature_time=moment,
    )
    (signature,) = found.embedded_signatures
    status = validate_pdf_signature(signature, context)
    assert status.trusted is trusted
    assert status.revoked is not trusted


def test_the_password_is_named(sandbox: Sandbox) -> None:
    passwords = {
        name: document.password
        for name, document in _documents(sandbox).items()
        if PdfFileReader(io.BytesIO(document.pdf.lstrip())).encrypted
    }
    assert passwords == {"encrypted-user-password": "sandbox", "encrypted-owner-password": None}
