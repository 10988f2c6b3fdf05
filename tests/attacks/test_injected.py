"""What anyone can add to a signature that is good (attacks.md 1): it costs no more than it touches.

The CMS stands in the hole of the byte range, so its bag, its CRLs and its unsigned attributes
are not signed; a DSS can be appended by anybody. The signature has a good time-stamp, which
must go on to count.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from esign_verify.sandbox import der
from esign_verify.sandbox.cms_builder import (
    CONTENT_TYPE,
    MESSAGE_DIGEST,
    SIGNATURE_TIME_STAMP,
    SIGNING_CERTIFICATE_V2,
    attribute,
)
from esign_verify.sandbox.revocation import Revocation, build_crl
from tests.attacks import builders_cms as make
from tests.attacks.builders import (
    GOOD_STAMP,
    Case,
    Stamp,
    Verdict,
    assert_case,
    bad_stamp,
    passed,
    signed,
    token,
)
from tests.attacks.builders_pki import SIGNED_AT, Lab, authority, issue

CERTIFICATE_VALUES = "1.2.840.113549.1.9.16.2.23"
REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"
ANYONE = "attacks.md 1, RFC 5652 5.3: unsigned attributes"
GARBAGE = der.octet_string(b"garbage")


def injected(
    name: str,
    knobs: Callable[[Lab], dict[str, Any]],
    *,
    expected: Verdict | None = None,
    stamps: tuple[Stamp, ...] = (GOOD_STAMP,),
    provenance: str = ANYONE,
) -> Case:
    return Case(
        id=name,
        provenance=provenance,
        build=lambda lab: signed(lab, stamps=[token(lab.tsa)], **knobs(lab)),
        expected=expected or passed(),
        stamps=stamps,
        time_source="signature-time-stamp",
    )


def unsigned(name: str, oid: str, *values: bytes) -> Case:
    return injected(name, lambda lab: {"more_unsigned_attributes": [attribute(oid, *values)]})


ATTRIBUTES = [
    injected("control", lambda lab: {}),
    unsigned("unknown-attribute", "1.2.3.4.5", GARBAGE),
    unsigned("unknown-attribute-without-a-value", "1.2.3.4.5"),
    unsigned("certificate-values-garbage", CERTIFICATE_VALUES, GARBAGE),
    unsigned("certificate-values-of-garbage", CERTIFICATE_VALUES, der.sequence(GARBAGE, der.NULL)),
    unsigned("revocation-values-garbage", REVOCATION_VALUES, GARBAGE),
    unsigned(
        "revocation-values-of-garbage",
        REVOCATION_VALUES,
        der.sequence(der.explicit(0, der.sequence(GARBAGE)), der.explicit(1, GARBAGE)),
    ),
    unsigned("adobe-revocation-garbage", "1.2.840.113583.1.1.8", GARBAGE),
    unsigned("signature-time-stamp-without-a-value", SIGNATURE_TIME_STAMP),
    unsigned("message-digest-among-the-unsigned", MESSAGE_DIGEST, der.octet_string(b"\0" * 32)),
    unsigned("content-type-among-the-unsigned", CONTENT_TYPE, der.oid("1.2.3.4.5")),
    unsigned("ess-among-the-unsigned", SIGNING_CERTIFICATE_V2, GARBAGE),
    unsigned("signing-time-among-the-unsigned", "1.2.840.113549.1.9.5", GARBAGE),
    unsigned("content-time-stamp-among-the-unsigned", "1.2.840.113549.1.9.16.2.20", GARBAGE),
    injected(
        "garbage-token",
        lambda lab: {"more_unsigned_attributes": [attribute(SIGNATURE_TIME_STAMP, GARBAGE)]},
        expected=passed("timestamp_not_usable"),
        stamps=(
            bad_stamp(
                "TOTAL-FAILED", "FORMAT_FAILURE", "timestamp_structure", "asn1_unexpected_tag"
            ),
            GOOD_STAMP,
        ),
        provenance=ANYONE + ": it costs itself",
    ),
]

BAG = "RFC 5652 5.1: certificates and crls are not signed"


def bag(name: str, more: Callable[[Lab], list[bytes]]) -> Case:
    """These certificates before and behind the signer's own."""
    return injected(
        name,
        lambda lab: {"certificates": [*more(lab), *lab.signer.chain, *more(lab)]},
        provenance=BAG,
    )


COLLECTIONS = [
    bag("certificate-garbage", lambda lab: [der.sequence(GARBAGE)]),
    bag("certificate-of-a-stranger", lambda lab: [issue("Mallory", None).der]),
    bag("twin-of-the-signer", lambda lab: [make.twin(lab.signer).der]),
    bag("look-alike-ca", lambda lab: [authority("Lab CA", None, key="ec m2").der]),
    bag("look-alike-root", lambda lab: [authority("Lab Root", None, key="ec m1").der]),
    bag("attribute-certificate", lambda lab: [make.attribute_certificate(lab)]),
    bag("other-certificate-format", lambda lab: [der.explicit(3, der.oid("1.2.3.4"), GARBAGE)]),
    injected("crl-garbage", lambda lab: {"crls": [der.sequence(GARBAGE)]}, provenance=BAG),
    injected(
        "crl-of-a-look-alike-that-revokes",
        lambda lab: {"crls": [_forged_crl(lab)]},
        provenance=BAG + "; RFC 5280 6.3.3 (f), (g)",
    ),
    injected(
        "other-revocation-format",
        lambda lab: {"crls": [der.explicit(1, der.oid("1.2.3.4"), GARBAGE)]},
        provenance=BAG,
    ),
    injected(
        "security-store-of-junk",
        lambda lab: {"dss": {"certificates": [b"x"], "crls": [_forged_crl(lab), b"x"]}},
        provenance="EN 319 142-1 5.4.2: anyone can append a DSS",
    ),
]


def _forged_crl(lab: Lab) -> bytes:
    """A CRL of the CA's name that revokes the signer, by another key."""
    look_alike = authority("Lab CA", None, key="ec m2")
    listed = Revocation(lab.signer.certificate.serial_number, SIGNED_AT.replace(day=1))
    return build_crl(look_alike, SIGNED_AT, revoked=[listed])


CASES = [*ATTRIBUTES, *COLLECTIONS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_injected(case: Case, lab: Lab) -> None:
    assert_case(case, lab)
