"""Attacks on certificates and paths (attacks.md 3.2; RFC 5280 4.2 and 6.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from esign_verify.evidence import Outcome
from esign_verify.sandbox import der
from esign_verify.sandbox.certificates import Entity
from tests.attacks.builders import (
    Case,
    Verdict,
    assert_case,
    open_,
    passed,
    signed,
)
from tests.attacks.builders_pki import (
    ML_DSA_65,
    Lab,
    authority,
    extended,
    issue,
    unknown_critical,
    with_ml_dsa_key,
    with_ml_dsa_signature,
)

CLAIM = "claimed_time_outside_certificate"
"""the documents claim 2026-01-15"""

MIDDLE = datetime(2025, 6, 1, tzinfo=UTC)
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def constraint(reason: str) -> Verdict:
    return open_("CHAIN_CONSTRAINTS_FAILURE", "path_constraints", reason)


def unfit(reason: str) -> Verdict:
    return open_("CHAIN_CONSTRAINTS_FAILURE", "signing_key_usage", reason)


def no_path(reason: str) -> Verdict:
    return open_("NO_CERTIFICATE_CHAIN_FOUND", "certification_path", reason)


def below(name: str, provenance: str, expected: Verdict, **options: Any) -> Case:
    """Alice under an intermediate CA with these options, itself under the lab's CA."""

    def build(lab: Lab) -> bytes:
        return signed(lab, signer=issue("Alice", authority("Sub CA", lab.ca, **options)))

    return Case(id=name, provenance=provenance, build=build, expected=expected)


def leaf(name: str, provenance: str, expected: Verdict, **options: Any) -> Case:
    """Alice with these options under the lab's CA."""

    def build(lab: Lab) -> bytes:
        return signed(lab, signer=issue("Alice", lab.ca, **options))

    return Case(id=name, provenance=provenance, build=build, expected=expected)


def made(name: str, provenance: str, expected: Verdict, build: Callable[[Lab], bytes]) -> Case:
    return Case(id=name, provenance=provenance, build=build, expected=expected)


def _loop(lab: Lab) -> bytes:
    one = authority("One", None)
    two = authority("Two", one)
    again = authority("One", two)
    signer = issue("Alice", two)
    return signed(lab, signer=signer, certificates=[signer.der, two.der, again.der])


def _raw_leaf(lab: Lab, certificate: bytes, **knobs: Any) -> bytes:
    bag = [certificate, *lab.signer.chain[1:]]
    return signed(lab, ess_certificate=certificate, certificates=bag, **knobs)


def _broken(entity: Entity) -> bytes:
    return entity.der[:-1] + bytes((entity.der[-1] ^ 1,))


def _two_algorithms(lab: Lab) -> bytes:
    """Signed by SHA-384 as the outer identifier says; the inner one says SHA-256."""
    tbs = lab.signer.certificate.tbs_certificate_bytes
    assert isinstance(lab.ca.key, ec.EllipticCurvePrivateKey)
    value = lab.ca.key.sign(tbs, ec.ECDSA(hashes.SHA384()))
    return der.sequence(tbs, der.sequence(der.oid("1.2.840.10045.4.3.3")), der.bit_string(value))


BASIC = "RFC 5280 6.1.4 (k): a CA says so in basicConstraints"
USAGE = "RFC 5280 6.1.4 (n), 4.2.1.3"
VALIDITY = "RFC 5280 6.1.3 (a)(2), EN 319 102-1 5.2.6"
CRITICAL = "RFC 5280 4.2: a critical extension that is not processed"
NO_POE = "OUT_OF_BOUNDS_NO_POE"

ISSUERS = [
    below("control", "attacks.md 3.2: an intermediate CA below the CA", passed()),
    below("basic-constraints-missing", BASIC, constraint("issuer_is_no_ca"), ca=None),
    below("basic-constraints-false", BASIC, constraint("issuer_is_no_ca"), ca=False),
    below("key-cert-sign-missing", USAGE, constraint("key_usage_missing"), usage=("crl_sign",)),
    below("no-key-usage", USAGE + ": without the extension any use", passed(), usage=None),
    made(
        "path-length-exceeded",
        "RFC 5280 6.1.4 (l), (m): pathLenConstraint 0 with a CA below",
        constraint("path_length_exceeded"),
        lambda lab: signed(
            lab,
            signer=issue("Alice", authority("Sub", authority("Top", lab.ca, path_length=0))),
        ),
    ),
    below("path-length-0-kept", "RFC 5280 6.1.4 (l), (m)", passed(), path_length=0),
    below(
        "ca-expired",
        VALIDITY,
        open_(NO_POE, "ca_certificate_validity", "certificate_expired"),
        not_after=MIDDLE,
    ),
    below(
        "ca-not-yet-valid",
        VALIDITY,
        open_(NO_POE, "ca_certificate_validity", "certificate_not_yet_valid"),
        not_before=LATER,
    ),
    below(
        "ca-unknown-critical-extension",
        CRITICAL,
        constraint("critical_extension_unknown"),
        extensions=[unknown_critical()],
    ),
    below(
        "ca-of-rsa-1024",
        "EN 319 102-1 5.2.8: it signed in 2024, five years too late",
        open_("CRYPTO_CONSTRAINTS_FAILURE", "cryptographic_constraints", "algorithm_expired"),
        key="rsa1024 sub",
    ),
    made(
        "MS02-050-issued-by-a-leaf",
        BASIC + "; CVE-2002-0862",
        constraint("issuer_is_no_ca"),
        lambda lab: signed(lab, signer=issue("Mallory", lab.signer)),
    ),
    made(
        "issuer-loop",
        "RFC 5280 6.1: no end in an anchor",
        no_path("no_certification_path"),
        _loop,
    ),
    made(
        "broken-certificate-signature",
        "RFC 5280 6.1.3 (a)(1)",
        no_path("no_certification_path"),
        lambda lab: _raw_leaf(lab, _broken(lab.signer)),
    ),
    made(
        "ml-dsa-key-of-the-signer",
        "RFC 9881, attacks.md 3.2 recipe: an unknown algorithm is INDETERMINATE, no crash",
        open_(
            "CRYPTO_CONSTRAINTS_FAILURE",
            "signature_value",
            "signature_algorithm_unsupported",
            integrity=Outcome.NOT_CHECKED,
        ),
        lambda lab: _raw_leaf(
            lab,
            with_ml_dsa_key(lab.signer),
            stated_signature_algorithm=ML_DSA_65,
            sign_with=lambda message: b"\x2a" * 3309,
        ),
    ),
    made(
        "ml-dsa-signature-on-the-certificate",
        "RFC 9881: the signature of the CA cannot be checked",
        constraint("signature_algorithm_unsupported"),
        lambda lab: _raw_leaf(lab, with_ml_dsa_signature(lab.signer)),
    ),
    made(
        "inner-and-outer-algorithm-differ",
        "RFC 5280 4.1.1.2",
        constraint("signature_algorithms_differ"),
        lambda lab: _raw_leaf(lab, _two_algorithms(lab)),
    ),
]

LEAVES = [
    leaf(
        "leaf-expired",
        VALIDITY,
        open_(NO_POE, "signing_certificate_validity", "certificate_expired", CLAIM),
        not_after=MIDDLE,
    ),
    leaf(
        "leaf-not-yet-valid",
        VALIDITY + "; TOTAL-FAILED NOT_YET_VALID asks for a proof of the time",
        open_(NO_POE, "signing_certificate_validity", "certificate_not_yet_valid", CLAIM),
        not_before=LATER,
    ),
    leaf(
        "leaf-unknown-critical-extension",
        CRITICAL,
        constraint("critical_extension_unknown"),
        extensions=[unknown_critical()],
    ),
    leaf(
        "leaf-of-rsa-1024",
        "EN 319 102-1 5.2.8: RSA-1024 ended in 2019",
        open_("CRYPTO_CONSTRAINTS_FAILURE", "cryptographic_constraints", "algorithm_expired"),
        key="rsa1024 alice",
    ),
    leaf("usage-none", USAGE, passed(), usage=None),
    leaf("usage-digital-signature", USAGE, passed(), usage=("digital_signature",)),
    leaf("usage-non-repudiation", USAGE, passed(), usage=("content_commitment",)),
    leaf("usage-key-encipherment", USAGE, unfit("key_usage_unfit"), usage=("key_encipherment",)),
    leaf("usage-key-cert-sign", USAGE, unfit("key_usage_unfit"), usage=("key_cert_sign",)),
]

EKU = "RFC 5280 4.2.1.12"
PURPOSES: list[tuple[str, tuple[str, ...], Verdict]] = [
    ("document-signing", ("1.3.6.1.5.5.7.3.36",), passed()),
    ("email-protection", ("1.3.6.1.5.5.7.3.4",), passed()),
    ("adobe-authentic-documents", ("1.2.840.113583.1.1.5",), passed()),
    ("any", ("2.5.29.37.0",), passed()),
    ("server-auth-and-email", ("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.4"), passed()),
    ("server-auth", ("1.3.6.1.5.5.7.3.1",), unfit("extended_key_usage_unfit")),
    ("time-stamping", ("1.3.6.1.5.5.7.3.8",), unfit("extended_key_usage_unfit")),
    ("ocsp-signing", ("1.3.6.1.5.5.7.3.9",), unfit("extended_key_usage_unfit")),
]
EXTENDED = [
    leaf(f"purpose-{name}", EKU, expected, extensions=[extended(*oids)])
    for name, oids, expected in PURPOSES
]

CASES = [*ISSUERS, *LEAVES, *EXTENDED]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_pki(case: Case, lab: Lab) -> None:
    assert_case(case, lab)
