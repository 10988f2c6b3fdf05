"""What a signature encapsulates, and how it is encoded (attacks.md 3.2; RFC 5652 5.1, 5.2)."""

from __future__ import annotations

import hashlib

import pytest

from esign_verify.evidence import Outcome
from esign_verify.sandbox.cms_builder import (
    ID_DATA,
    attribute,
)
from tests.attacks import builders_cms as make
from tests.attacks.builders import (
    Case,
    Verdict,
    assert_case,
    case,
    failed,
    judge,
    open_,
    passed,
    signed,
)
from tests.attacks.builders_pki import Lab

RFC_5_1 = "RFC 5652 5.1, ISO 32000-2 12.8.3.3: SignedData with one SignerInfo"
WRONG_DIGEST = failed("HASH_FAILURE", "message_digest", "digest_mismatch")
WEAK = open_("CRYPTO_CONSTRAINTS_FAILURE", "cryptographic_constraints", "algorithm_expired")


def structure(reason: str) -> Verdict:
    return failed("FORMAT_FAILURE", "cms_structure", reason)


CONTENT = [
    case("control", "attacks.md 3.2: detached, DER, padded with zeros", passed(), signed),
    case(
        "econtent-beside-the-document",
        "ISO 32000-2 12.8.3.3.1: a detached signature encapsulates nothing",
        failed("FORMAT_FAILURE", "encapsulated_content", "encapsulated_content_present"),
        lambda lab: signed(lab, econtent=b"something else"),
    ),
    case(
        "econtent-is-the-document",
        "ISO 32000-2 12.8.3.3.1",
        failed("FORMAT_FAILURE", "encapsulated_content", "encapsulated_content_present"),
        lambda lab: signed(lab, encapsulate=True),
    ),
    case(
        "econtent-signed-instead",
        "kin of CVE-2025-43903: messageDigest and eContent agree with each other alone",
        WRONG_DIGEST,
        lambda lab: signed(
            lab,
            econtent=b"something else",
            message_digest=hashlib.sha256(b"something else").digest(),
        ),
    ),
    case(
        "CVE-2025-43903-CVE-2025-2866-pkcs7-sha1-of-another-document",
        "Poppler, LibreOffice: eContent was never compared with the document",
        failed("HASH_FAILURE", "message_digest", "digest_mismatch"),
        lambda lab: make.pkcs7_sha1(lab, hashlib.sha1(b"another document").digest()),
    ),
    case(
        "pkcs7-sha1",
        "ISO 32000-2 12.8.3.3.1: sound, and bound by SHA-1 alone",
        WEAK,
        lambda lab: make.pkcs7_sha1(lab, None),
    ),
    case(
        "pkcs7-sha1-of-32-octets",
        "ISO 32000-2 12.8.3.3.1: the content is a SHA-1",
        failed("FORMAT_FAILURE", "cms_structure", "sha1_content_length"),
        lambda lab: make.pkcs7_sha1(lab, b"\0" * 32),
    ),
    case(
        "unknown-sub-filter",
        "ISO 32000-2 12.8.3: not checked is not passed",
        open_(
            "SIG_CONSTRAINTS_FAILURE",
            "sub_filter",
            "sub_filter_unsupported",
            integrity=Outcome.NOT_CHECKED,
        ),
        lambda lab: signed(lab, sub_filter="Evil.cades"),
    ),
]

ENCODING = [
    case(
        "CVE-2026-59639-zero-signer-infos",
        "BouncyCastle: nothing to verify is not verified; " + RFC_5_1,
        structure("signer_info_not_single"),
        lambda lab: signed(lab, arrange_signer_infos=lambda own: ()),
    ),
    case(
        "two-signer-infos",
        RFC_5_1,
        structure("signer_info_not_single"),
        lambda lab: signed(lab, arrange_signer_infos=lambda own: (own, own)),
    ),
    case(
        "id-data",
        RFC_5_1,
        structure("cms_not_signed_data"),
        lambda lab: signed(lab, alter=make.relabelled(ID_DATA)),
    ),
    case(
        "digested-data",
        RFC_5_1,
        structure("cms_not_signed_data"),
        lambda lab: signed(lab, alter=make.relabelled(make.DIGESTED_DATA)),
    ),
    case(
        "CVE-2026-59642-CVE-2026-71888-authenticated-data",
        "BouncyCastle; " + RFC_5_1,
        structure("cms_not_signed_data"),
        lambda lab: signed(lab, alter=make.relabelled(make.AUTHENTICATED_DATA)),
    ),
    case(
        "trailing-bytes",
        "ISO 32000-2 12.8.3.3: padding is zero; what is not is said",
        passed("cms_trailing_bytes_found"),
        lambda lab: signed(lab, alter=lambda contents: contents + b"junk"),
    ),
    case(
        "ber",
        "EN 319 142-1 5.2 asks for DER; BER verifies all the same",
        passed("cms_not_der"),
        lambda lab: signed(lab, ber=True),
    ),
    case(
        "leading-zero",
        RFC_5_1,
        structure("asn1_unexpected_tag"),
        lambda lab: signed(lab, alter=lambda contents: b"\0" + contents),
    ),
    case(
        "truncated",
        RFC_5_1,
        structure("asn1_truncated"),
        lambda lab: signed(lab, alter=make.truncated),
    ),
    case(
        "length-of-2-gigabytes",
        RFC_5_1,
        structure("asn1_truncated"),
        lambda lab: signed(lab, alter=make.two_gigabytes),
    ),
    case(
        "1500-deep-signed-attribute",
        "X.690: nesting is bounded",
        structure("asn1_too_deep"),
        lambda lab: signed(lab, more_signed_attributes=[attribute("1.2.3.4.5", make.nested(1500))]),
    ),
    case(
        "1500-deep-unsigned-attribute",
        "X.690: nesting is bounded",
        structure("asn1_too_deep"),
        lambda lab: signed(
            lab, more_unsigned_attributes=[attribute("1.2.3.4.5", make.nested(1500))]
        ),
    ),
]

CASES = [*CONTENT, *ENCODING]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_content(case: Case, lab: Lab) -> None:
    assert_case(case, lab)


def test_signed_attributes_confusion(lab: Lab) -> None:
    """draft-ietf-lamps-cms-euf-cma-signeddata-02: the value is good over these very bytes."""
    result = judge(make.confusion(lab), lab)
    (signature,) = result.signatures
    assert result.conclusion == "INVALID"
    found = signature.conclusion
    assert (found.indication, found.sub_indication) == ("TOTAL-FAILED", "FORMAT_FAILURE")
    assert found.rule == "byte_range"
    assert found.integrity.outcome is Outcome.FAILED
    assert signature.evidence.cms is not None
    for check in (signature.evidence.cms.message_digest, signature.evidence.cms.signature_value):
        assert (check.outcome, check.reason) == (Outcome.FAILED, "signed_attributes_confusion")
