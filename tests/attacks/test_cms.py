"""Attacks on the SignedData of a signature (attacks.md 3.2; RFC 5652, RFC 5035, RFC 6211)."""

from __future__ import annotations

import hashlib

import pytest

from esign_verify.evidence import Outcome
from esign_verify.sandbox import der
from esign_verify.sandbox.cms_builder import (
    CONTENT_TYPE,
    MESSAGE_DIGEST,
)
from tests.attacks import builders_cms as make
from tests.attacks.builders import (
    PLAIN,
    Case,
    assert_case,
    case,
    failed,
    open_,
    passed,
    signed,
)
from tests.attacks.builders_cms import ESS, NO_ESS
from tests.attacks.builders_pki import END, Lab, issue

RFC_11_2 = "RFC 5652 11.2: one message-digest, one OCTET STRING"
WRONG_DIGEST = failed("HASH_FAILURE", "message_digest", "digest_mismatch")
NOT_SINGLE = failed("FORMAT_FAILURE", "message_digest", "attribute_not_single")
WEAK = open_("CRYPTO_CONSTRAINTS_FAILURE", "cryptographic_constraints", "algorithm_expired")
UNSUPPORTED = open_(
    "CRYPTO_CONSTRAINTS_FAILURE",
    "signature_value",
    "signature_algorithm_unsupported",
    integrity=Outcome.NOT_CHECKED,
)


ATTRIBUTES = [
    case("control", "attacks.md 3.2: CMS control", passed(), signed),
    case(
        "control-plain",
        "the same as adbe.pkcs7.detached",
        passed(),
        lambda lab: signed(lab, sub_filter=PLAIN),
    ),
    case(
        "message-digest-wrong",
        RFC_11_2,
        WRONG_DIGEST,
        lambda lab: signed(lab, message_digest=hashlib.sha256(b"other bytes").digest()),
    ),
    case(
        "message-digest-missing",
        RFC_11_2 + "; without it nothing ties the signature to the content",
        failed("FORMAT_FAILURE", "message_digest", "attribute_missing"),
        lambda lab: signed(lab, omit=frozenset({MESSAGE_DIGEST})),
    ),
    case(
        "message-digest-twice",
        RFC_11_2,
        NOT_SINGLE,
        lambda lab: signed(lab, arrange_attributes=make.repeating(MESSAGE_DIGEST)),
    ),
    case(
        "message-digest-two-values",
        RFC_11_2,
        NOT_SINGLE,
        lambda lab: signed(
            lab,
            arrange_attributes=make.replacing(
                MESSAGE_DIGEST, der.octet_string(b"\0" * 32), der.octet_string(b"\1" * 32)
            ),
        ),
    ),
    case(
        "CVE-2026-22796-message-digest-utf8string",
        "attribute type confusion in OpenSSL; " + RFC_11_2,
        failed("FORMAT_FAILURE", "message_digest", "asn1_unexpected_tag"),
        lambda lab: signed(lab, arrange_attributes=make.digest_as(0x0C)),
    ),
    case(
        "message-digest-no-value",
        RFC_11_2,
        NOT_SINGLE,
        lambda lab: signed(lab, arrange_attributes=make.replacing(MESSAGE_DIGEST)),
    ),
    case(
        "message-digest-truncated",
        RFC_11_2 + ": 16 octets of SHA-256",
        WRONG_DIGEST,
        lambda lab: signed(lab, message_digest=lambda c: hashlib.sha256(c).digest()[:16]),
    ),
    case(
        "message-digest-empty",
        RFC_11_2 + ": no octets",
        WRONG_DIGEST,
        lambda lab: signed(lab, message_digest=b""),
    ),
    case(
        "content-type-missing",
        "RFC 5652 11.1: required with signed attributes",
        failed("FORMAT_FAILURE", "content_type", "attribute_missing", integrity=Outcome.PASSED),
        lambda lab: signed(lab, omit=frozenset({CONTENT_TYPE})),
    ),
    case(
        "content-type-wrong",
        "RFC 5652 11.1: equals eContentType",
        failed("FORMAT_FAILURE", "content_type", "content_type_differs", integrity=Outcome.PASSED),
        lambda lab: signed(
            lab,
            arrange_attributes=make.replacing(CONTENT_TYPE, der.oid("1.2.840.113549.1.9.16.1.4")),
        ),
    ),
    case(
        "attributes-not-in-der-order",
        "RFC 5652 5.3 asks for DER; signed as sent, so nothing is hidden: a warning",
        passed("cms_not_der"),
        lambda lab: signed(lab, arrange_attributes=lambda found: sorted(found, reverse=True)),
    ),
    case(
        "attributes-signed-in-der-order-and-sent-in-another",
        "RFC 5652 5.4: what is signed is the DER encoding, whatever was sent",
        passed("cms_not_der"),
        make.sent_in_another_order,
    ),
    case(
        "no-signed-attributes-pades",
        ESS,
        NO_ESS,
        lambda lab: signed(lab, signed_attributes=False),
    ),
    case(
        "no-signed-attributes-plain",
        "RFC 5652 5.3: optional for id-data; the signature covers the content itself",
        passed(),
        lambda lab: signed(lab, sub_filter=PLAIN, signed_attributes=False),
    ),
    case(
        "no-signed-attributes-other-content",
        "RFC 5652 5.4: the value is over other bytes",
        failed("SIG_CRYPTO_FAILURE", "signature_value", "signature_invalid"),
        lambda lab: signed(
            lab,
            sub_filter=PLAIN,
            signed_attributes=False,
            sign_with=lambda _: make.value_over(lab.signer, b"other bytes"),
        ),
    ),
    case(
        "no-signed-attributes-other-content-type",
        "RFC 5652 5.3: signed attributes are required for any type but id-data",
        failed(
            "FORMAT_FAILURE", "content_type", "signed_attributes_required", integrity=Outcome.PASSED
        ),
        lambda lab: signed(
            lab, sub_filter=PLAIN, signed_attributes=False, content_type="1.2.3.4.5"
        ),
    ),
    case(
        "algorithm-protection",
        "RFC 6211: control",
        passed(),
        lambda lab: signed(
            lab, more_signed_attributes=[make.protection("sha256", make.ecdsa("sha256", lab))]
        ),
    ),
    case(
        "algorithm-protection-other-signature",
        "RFC 6211: the protected identifiers are those in use",
        failed("SIG_CRYPTO_FAILURE", "signature_value", "algorithm_protection_mismatch"),
        lambda lab: signed(
            lab, more_signed_attributes=[make.protection("sha256", make.ecdsa("sha512", lab))]
        ),
    ),
    case(
        "algorithm-protection-other-digest",
        "RFC 6211: the protected identifiers are those in use",
        failed("SIG_CRYPTO_FAILURE", "signature_value", "algorithm_protection_mismatch"),
        lambda lab: signed(
            lab, more_signed_attributes=[make.protection("sha512", make.ecdsa("sha256", lab))]
        ),
    ),
    case(
        "signing-time-before-the-certificate",
        "EN 319 102-1 5.5.4: a claimed time proves nothing",
        passed("claimed_time_outside_certificate"),
        lambda lab: signed(lab, signing_time=END.replace(year=2020)),
    ),
    case(
        "signing-time-in-the-future",
        "EN 319 102-1 5.5.4: a claimed time proves nothing",
        passed("claimed_time_in_future"),
        lambda lab: signed(lab, signing_time=END.replace(year=2029)),
    ),
    case(
        "CVE-2026-59641-signing-time-within-an-expired-certificate",
        "BouncyCastle took the signer-asserted time for the path; EN 319 102-1 5.2.6",
        open_("OUT_OF_BOUNDS_NO_POE", "signing_certificate_validity", "certificate_expired"),
        lambda lab: signed(
            lab,
            signer=issue("Alice expired", lab.ca, not_after=END.replace(year=2025)),
            signing_time=END.replace(year=2024, month=6),
        ),
    ),
]

ALGORITHMS = [
    case(
        "digest-md5",
        "EN 319 102-1 5.2.8: MD5 ended before the certificate was issued",
        WEAK,
        lambda lab: signed(lab, stated_digest_algorithm=make.MD5, message_digest=make.md5),
    ),
    case("digest-sha1", "EN 319 102-1 5.2.8: SHA-1", WEAK, lambda lab: signed(lab, digest="sha1")),
    case(
        "signature-algorithm-sha1-made-with-sha256",
        "RFC 5652 5.6: the value is checked by the stated algorithm",
        failed("SIG_CRYPTO_FAILURE", "signature_value", "signature_invalid"),
        lambda lab: signed(lab, stated_signature_algorithm=make.ecdsa("sha1", lab)),
    ),
    case(
        "digest-sha256-signature-sha512-honest",
        "RFC 5652 before RFC 8933 left it open, and documents have it: each digest is judged",
        passed(),
        lambda lab: signed(
            lab,
            stated_signature_algorithm=make.ecdsa("sha512", lab),
            sign_with=lambda m: make.value_over(lab.signer, m, "sha512"),
        ),
    ),
    case(
        "digest-algorithm-of-another-digest",
        "RFC 5652 11.2: messageDigest by SHA-256, digestAlgorithm SHA-512",
        WRONG_DIGEST,
        lambda lab: signed(
            lab,
            stated_digest_algorithm=make.digest_algorithm("sha512"),
            message_digest=lambda c: hashlib.sha256(c).digest(),
        ),
    ),
    case(
        "CVE-2026-45447-no-digest-algorithms",
        "OpenSSL freed what was not its own; RFC 5652 5.1: the set may be empty",
        passed(),
        lambda lab: signed(lab, digest_algorithms=()),
    ),
    case(
        "digest-algorithm-unknown",
        "EN 319 102-1 5.2.7: not checked is not passed",
        open_(
            "CRYPTO_CONSTRAINTS_FAILURE",
            "message_digest",
            "digest_algorithm_unsupported",
            integrity=Outcome.NOT_CHECKED,
        ),
        lambda lab: signed(lab, stated_digest_algorithm=der.sequence(der.oid("1.2.3.4.5"))),
    ),
    case(
        "ml-dsa-65",
        "RFC 9882, attacks.md 3.2 recipe: an unknown algorithm is INDETERMINATE, no crash",
        UNSUPPORTED,
        lambda lab: signed(
            lab,
            stated_signature_algorithm=der.sequence(der.oid("2.16.840.1.101.3.4.3.18")),
            sign_with=lambda _: b"\x2a" * 3309,
        ),
    ),
    case(
        "CVE-2026-5588-empty-composite-signature",
        "BouncyCastle passed a composite signature of no parts",
        UNSUPPORTED,
        lambda lab: signed(
            lab,
            stated_signature_algorithm=der.sequence(der.oid("1.3.6.1.4.1.18227.2.1")),
            sign_with=lambda _: der.sequence(),
        ),
    ),
]

CASES = [*ATTRIBUTES, *ALGORITHMS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_cms(case: Case, lab: Lab) -> None:
    assert_case(case, lab)
