"""Tokens, and the verdicts of their kinds.

The unsigned attribute stands in the hole of the byte range: anyone can put one there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_signature
from esign_verify.sandbox.revocation import (
    Revocation,
    build_crl,
)
from esign_verify.sandbox.timestamp_builder import TokenSpec, build_token
from tests.attacks.builders import (
    GOOD_STAMP,
    Case,
    Stamp,
    Verdict,
    bad_stamp,
    passed,
    signed,
    token,
)
from tests.attacks.builders_pki import (
    JUDGED_AT,
    SIGNED_AT,
    Lab,
    authority,
    issue,
    stamping,
)

STAMPED = "signature-time-stamp"
UNUSABLE = passed("timestamp_not_usable")
"""the signature stands, judged now: its own certificate is still valid"""

TIME_STAMPING_OID = "1.3.6.1.5.5.7.3.8"


def of(
    name: str,
    provenance: str,
    stamp: Stamp,
    spec: Callable[[Lab], TokenSpec],
    *,
    expected: Verdict = UNUSABLE,
    by: dict[str, Any] | None = None,
    with_tsa: bool = False,
) -> Case:
    """One signature with one token. `by`: options of `issue` for its signer's certificate;
    `with_tsa`: the TSA's certificate in the bag of the signature."""
    good = stamp == GOOD_STAMP

    def build(lab: Lab) -> bytes:
        signer = issue("Alice", lab.ca, **by) if by else lab.signer
        certificates = [*signer.chain, lab.tsa.der] if with_tsa else ()
        return signed(lab, stamps=[spec(lab)], signer=signer, certificates=certificates)

    return Case(
        id=name,
        provenance=provenance,
        build=build,
        expected=passed() if good and expected == UNUSABLE else expected,
        stamps=(stamp,),
        time_source=STAMPED if good else "",
    )


def plain(name: str, provenance: str, stamp: Stamp, **knobs: Any) -> Case:
    """The lab's own TSA, with these fields of `TokenSpec`."""
    return of(name, provenance, stamp, lambda lab: token(lab.tsa, **knobs))


def tsa(name: str, provenance: str, stamp: Stamp, **options: Any) -> Case:
    """A TSA certificate with these options of `issue`, under the lab's CA."""
    return of(name, provenance, stamp, lambda lab: token(stamping("Other TSA", lab.ca, **options)))


def usage(reason: str) -> Stamp:
    return bad_stamp(
        "INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE", "timestamp_authority_usage", reason
    )


def structure(reason: str) -> Stamp:
    return bad_stamp("TOTAL-FAILED", "FORMAT_FAILURE", "timestamp_structure", reason)


def unidentified(reason: str) -> Stamp:
    return bad_stamp(
        "INDETERMINATE", "NO_SIGNING_CERTIFICATE_FOUND", "timestamp_signing_certificate", reason
    )


def invalid_at(reason: str) -> Stamp:
    return bad_stamp("INDETERMINATE", "OUT_OF_BOUNDS_NO_POE", "timestamp_validity", reason)


def revoked(reason: str, sub: str = "REVOKED_NO_POE") -> Stamp:
    return bad_stamp("INDETERMINATE", sub, "timestamp_not_revoked", reason)


def over_content(lab: Lab) -> bytes:
    contents: list[bytes] = []

    def keep(content: bytes) -> bytes:
        contents.append(content)
        return hashlib.sha256(content).digest()

    return signed(
        lab,
        message_digest=keep,
        make_timestamp=lambda value: build_token(token(lab.tsa), contents[0]),
    )


def document_timestamp(
    lab: Lab, *, sub_filter: str = "ETSI.RFC3161", kind: str = "DocTimeStamp", **knobs: Any
) -> bytes:
    pdf = new_document(["A document time-stamp alone"])
    spec = SignatureSpec(type=kind, sub_filter=sub_filter, reserved=8192)
    add_signature(pdf, spec, lambda content: build_token(token(lab.tsa, **knobs), content))
    return bytes(pdf.data)


OTHER_IMPRINT = bad_stamp("TOTAL-FAILED", "HASH_FAILURE", "timestamp_imprint", "imprint_mismatch")
FORGED = bad_stamp("TOTAL-FAILED", "SIG_CRYPTO_FAILURE", "timestamp_signature", "signature_invalid")
IMPRINT = "RFC 3161 2.4.2: messageImprint is the digest of the signature value"
TSA = "RFC 3161 2.3: one critical extended key usage, a key for that purpose alone"
GEN_TIME = "EN 319 102-1 5.4, 5.2.6: the TSA certificate is valid at genTime"
ESS = "RFC 3161 2.4.2: a token carries the ESS reference of its TSA"
TOKEN = "RFC 3161 2.4.2: SignedData of id-ct-TSTInfo with one SignerInfo"

AFTER = SIGNED_AT + timedelta(days=10)


def struck(
    name: str,
    stamp: Stamp,
    at: datetime,
    reason: int | None,
    *,
    whom: str = "tsa",
    expected: Verdict = UNUSABLE,
) -> Case:
    """The certificate of the TSA, or of its CA, is revoked; the signer's CA is another."""

    def build(lab: Lab) -> bytes:
        ca = authority("TSA CA", lab.root)
        own = stamping("Other TSA", ca)
        listed = {"tsa": own, "ca": ca}[whom].certificate.serial_number
        issuer = {"tsa": ca, "ca": lab.root}[whom]
        entry = Revocation(listed, at, reason)
        crl = build_crl(issuer, JUDGED_AT - timedelta(hours=1), revoked=[entry])
        return signed(lab, stamps=[token(own)], crls=[crl])

    good = stamp == GOOD_STAMP
    return Case(
        id=name,
        provenance="RFC 3161 4 (1), (2): when tokens outlive the key",
        build=build,
        expected=passed() if good else expected,
        stamps=(stamp,),
        time_source=STAMPED if good else "",
    )
