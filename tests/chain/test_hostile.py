"""Changed bytes anywhere in what a document carries: evidence comes out, never an exception."""

from __future__ import annotations

import contextlib

from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from esign_verify.chain import TrustStore, build_path
from esign_verify.cms.x509 import read_certificate
from esign_verify.errors import DecodeError
from esign_verify.evidence import (
    CertificateEvidence,
    Check,
    Outcome,
    RevocationData,
    RevocationOrigin,
    RevocationStatus,
)
from tests.chain.pki_maker import (
    NOW,
    authority,
    crl,
    entry,
    ocsp_response,
    responder,
    root,
    scope,
    signer,
)

TOP = root()
NAMES = x509.NameConstraints([x509.DirectoryName(TOP.certificate.subject)], None)
POLICIES = x509.PolicyConstraints(3, 2)
CA = authority("CA", TOP, extensions=[(NAMES, True), (POLICIES, True)])
LEAF = signer("Signer", CA)
VA = responder("VA", CA)
STORE = TrustStore.from_certificates([TOP.der], name="test")

CARRIED = [
    LEAF.der,
    CA.der,
    VA.der,
    crl(CA, [entry(VA), entry(LEAF)], extensions=[scope(only_contains_user_certs=True)]).der,
    ocsp_response(LEAF, CA, VA).der,
]

CHANGES = st.lists(
    st.tuples(st.integers(0, len(CARRIED) - 1), st.integers(0, 2000), st.integers(0, 255)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=200, deadline=None)
@given(CHANGES)
def test_changed_bytes_never_raise_and_never_pass_for_the_original(
    changes: list[tuple[int, int, int]],
) -> None:
    carried = [bytearray(data) for data in CARRIED]
    for which, position, value in changes:
        carried[which][position % len(carried[which])] = value
    certificates: list[CertificateEvidence] = []
    for data in carried[:3]:
        with contextlib.suppress(DecodeError):
            certificates.append(read_certificate(bytes(data)))
    revocation = [
        RevocationData(kind="crl", der=bytes(carried[3]), origin=RevocationOrigin.DSS),
        RevocationData(kind="ocsp", der=bytes(carried[4]), origin=RevocationOrigin.DSS),
    ]
    for certificate in certificates:
        found = build_path(
            certificate,
            pool=certificates,
            trust=STORE,
            revocation=revocation,
            at=NOW,
            purpose="signer",
        )
        passed = all(check.check.outcome is Outcome.PASSED for check in found.checks)
        if found.found == Check.passed() and passed:
            # What passes has been signed as it stands.
            tbs = {x509.load_der_x509_certificate(d).tbs_certificate_bytes for d in CARRIED[:3]}
            assert any(known in certificate.der for known in tbs)
        for fact in found.revocation:
            if fact.kind == "crl" and fact.usable == Check.passed():
                assert fact.status is not RevocationStatus.GOOD or (
                    fact.certificate_sha256 not in (LEAF.evidence.sha256, VA.evidence.sha256)
                )
