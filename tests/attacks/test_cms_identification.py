"""Which certificate is the signer's (attacks.md 3.2; EN 319 102-1 5.2.3, RFC 5035, RFC 5652)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from esign_verify.evidence import Outcome
from esign_verify.sandbox import der
from esign_verify.sandbox.cms_builder import attribute
from tests.attacks import builders_cms as make
from tests.attacks.builders import (
    PLAIN,
    Case,
    Verdict,
    assert_case,
    case,
    judge,
    open_,
    passed,
    signed,
)
from tests.attacks.builders_cms import ANYONE, ESS, NO_ESS
from tests.attacks.builders_pki import Lab, authority, issue

OTHER_ESS = open_(
    "NO_SIGNING_CERTIFICATE_FOUND",
    "signing_certificate_reference",
    "signing_certificate_reference_mismatch",
)


def no_path(reason: str) -> Verdict:
    return open_("NO_CERTIFICATE_CHAIN_FOUND", "certification_path", reason)


CASES = [
    case("ess-missing-pades", ESS, NO_ESS, lambda lab: signed(lab, ess_version=0)),
    case(
        "ess-version-1",
        "RFC 2634 5.4, as EN 319 122-1 5.2.2.2",
        passed(),
        lambda lab: signed(lab, ess_version=1),
    ),
    case(
        "ess-of-another-certificate",
        ESS,
        OTHER_ESS,
        lambda lab: signed(lab, ess_certificate=lab.signer_rsa.der),
    ),
    case(
        "twin-certificate-in-place-of-the-signer-s",
        ESS + "; same issuer, serial number and key, other subject",
        OTHER_ESS,
        lambda lab: signed(lab, certificates=[make.twin(lab.signer).der, lab.ca.der]),
    ),
    case(
        "twin-certificate-beside-the-signer-s",
        ANYONE + "; the reference tells them apart",
        passed(),
        lambda lab: signed(
            lab, certificates=[make.twin(lab.signer).der, lab.signer.der, lab.ca.der]
        ),
    ),
    case(
        "twin-certificate-beside-the-signer-s-without-ess",
        ANYONE + "; only the genuine one is signed by an issuer at hand",
        passed(),
        lambda lab: signed(
            lab,
            sub_filter=PLAIN,
            certificates=[make.twin(lab.signer).der, lab.signer.der, lab.ca.der],
        ),
    ),
    case(
        "twin-certificate-alone-without-ess",
        "RFC 5280 6.1.3 (a)(1): the CA never signed it",
        no_path("no_certification_path"),
        lambda lab: signed(
            lab, sub_filter=PLAIN, certificates=[make.twin(lab.signer).der, lab.ca.der]
        ),
    ),
    case(
        "dual-sid-with-ess",
        "attacks.md 3.2 recipe: two certificates of one key identifier, ESS decides",
        passed(),
        lambda lab: signed(
            lab,
            signer_identifier=make.key_identifier_of(lab.signer),
            certificates=[make.same_identifier(lab.signer).der, *lab.signer.chain],
        ),
    ),
    case(
        "dual-sid-without-ess",
        "attacks.md 3.2 recipe: try each; the other key signed nothing",
        passed(),
        lambda lab: signed(
            lab,
            sub_filter=PLAIN,
            signer_identifier=make.key_identifier_of(lab.signer),
            certificates=[make.same_identifier(lab.signer).der, *lab.signer.chain],
        ),
    ),
    case(
        "signer-not-in-the-bag",
        "EN 319 102-1 5.2.3: the signing certificate cannot be identified",
        open_(
            "NO_SIGNING_CERTIFICATE_FOUND",
            "signing_certificate_found",
            "signing_certificate_missing",
            integrity=Outcome.NOT_CHECKED,
        ),
        lambda lab: signed(lab, certificates=[lab.ca.der, lab.root.der]),
    ),
    case(
        "signer-in-the-security-store",
        "EN 319 142-1 5.4.2: /DSS /Certs are at hand",
        passed(),
        lambda lab: signed(lab, certificates=[lab.ca.der], dss={"certificates": [lab.signer.der]}),
    ),
    case(
        "self-signed-with-the-name-of-the-signer",
        "RFC 5280 6.1.1 (d): only an anchor vouches for itself",
        no_path("self_signed_not_trusted"),
        lambda lab: signed(lab, signer=issue("Alice", None, key="ec mallory")),
    ),
    case(
        "self-made-root-with-the-trusted-name",
        "RFC 5280 6.1.1 (d): an anchor is a name and a key",
        no_path("self_signed_not_trusted"),
        lambda lab: signed(
            lab,
            signer=issue(
                "Alice",
                authority("Lab CA", authority("Lab Root", None, key="ec m1"), key="ec m2"),
                key="ec mallory",
            ),
        ),
    ),
    case(
        "self-made-intermediate-with-the-trusted-name",
        "RFC 5280 6.1.3 (a)(1): the root never signed it",
        no_path("no_certification_path"),
        lambda lab: signed(
            lab,
            signer=issue(
                "Alice",
                authority(
                    "Lab CA",
                    replace(lab.root, key=authority("Lab Root", None, key="ec m1").key),
                    key="ec m2",
                ),
                key="ec mallory",
            ),
        ),
    ),
    case(
        "attribute-certificate-in-the-bag",
        "RFC 5652 10.2.2, attacks.md 3.2 recipe: ignored",
        passed(),
        lambda lab: signed(lab, certificates=[make.attribute_certificate(lab), *lab.signer.chain]),
    ),
    case(
        "counter-signature-of-a-stranger",
        "RFC 5652 11.4, attacks.md 3.2 recipe; " + ANYONE,
        passed(),
        lambda lab: signed(
            lab, more_unsigned_attributes=[make.counter_signature(issue("Mallory", None))]
        ),
    ),
    case(
        "archive-time-stamp",
        "EN 319 122-1 5.5.3: no part of PDF signatures (EN 319 142-1 5.3); " + ANYONE,
        passed(),
        lambda lab: signed(
            lab, more_unsigned_attributes=[attribute("0.4.0.1733.2.4", der.octet_string(b"x"))]
        ),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_identification(case: Case, lab: Lab) -> None:
    assert_case(case, lab)


@pytest.mark.parametrize(
    ("name", "oid"),
    [
        ("counter-signature-of-a-stranger", "1.2.840.113549.1.9.6"),
        ("archive-time-stamp", "0.4.0.1733.2.4"),
    ],
)
def test_what_is_not_looked_into_is_shown(lab: Lab, name: str, oid: str) -> None:
    (wanted,) = (case for case in CASES if case.id == name)
    (signature,) = judge(wanted.build(lab), lab).signatures
    assert signature.evidence.cms is not None
    assert signature.evidence.cms.unsigned_attribute_types == (oid,)
