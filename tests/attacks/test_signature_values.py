"""Attacks on the signature value (attacks.md 3.2; RFC 8017, RFC 4055, FIPS 186-5, RFC 8032)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from esign_verify.sandbox.signing import signature_algorithm
from tests.attacks import builders_values as value
from tests.attacks.builders import Case, Verdict, assert_case, failed, passed, signed
from tests.attacks.builders_pki import Lab
from tests.attacks.builders_values import MakeValue

EMSA = "RFC 8017 8.2.2: the block is compared whole with the one that must be"
PSS = "RFC 4055 3.1, 3.3; RFC 4056 3"
ECDSA = "FIPS 186-5 6.4.2, RFC 3279 2.2.3"

INVALID = failed("SIG_CRYPTO_FAILURE", "signature_value", "signature_invalid")
UNUSABLE = failed("SIG_CRYPTO_FAILURE", "signature_value", "pss_parameters_unusable")


def rsa(
    name: str,
    provenance: str,
    expected: Verdict,
    make: Callable[[Lab], MakeValue | None],
    *,
    stated: bytes = b"",
    signer: str = "signer_rsa",
    **knobs: object,
) -> Case:
    """A case with one value, by the lab's signer of a kind."""

    def build(lab: Lab) -> bytes:
        return signed(
            lab,
            signer=getattr(lab, signer),
            sign_with=make(lab),
            stated_signature_algorithm=stated,
            **knobs,
        )

    return Case(id=name, provenance=provenance, build=build, expected=expected)


def block(make: Callable[[bytes], bytes]) -> Callable[[Lab], MakeValue]:
    return lambda lab: value.rsa_of(lab.signer_rsa, make)


def honest(lab: Lab) -> None:
    return None


PKCS1 = [
    rsa("rsa-control", "RFC 8017 8.2", passed(), honest),
    rsa("rsa-encryption-control", "RFC 3370 3.2: rsaEncryption", passed(), honest, bare_rsa=True),
    rsa(
        "rsa-e3-control", "a public exponent of 3 is no fault", passed(), honest, signer="signer_e3"
    ),
    rsa(
        "rsa-block-control",
        "the block that the attacks below change",
        passed(),
        block(lambda m: value.padded(value.digest_info(m))),
    ),
    rsa(
        "bleichenbacher-2006-e3-eight-octets-of-padding",
        "CVE-2006-4339: forged without the key; " + EMSA,
        INVALID,
        lambda lab: value.bleichenbacher(8),
        signer="signer_e3",
    ),
    rsa(
        "bleichenbacher-2006-e3-one-octet-of-padding",
        "CVE-2006-4339: forged without the key; " + EMSA,
        INVALID,
        lambda lab: value.bleichenbacher(1),
        signer="signer_e3",
    ),
    rsa(
        "CVE-2022-24771-CVE-2021-30246-garbage-behind-the-digest-info",
        "node-forge, jsrsasign; " + EMSA,
        INVALID,
        block(value.garbage_behind),
    ),
    rsa(
        "CVE-2022-24772-block-type-2",
        "node-forge; " + EMSA,
        INVALID,
        block(lambda m: value.padded(value.digest_info(m), kind=b"\x00\x02", fill=b"\x11")),
    ),
    rsa(
        "CVE-2022-24773-padding-with-another-octet",
        "node-forge; " + EMSA,
        INVALID,
        block(value.padded_with_a_zero),
    ),
    rsa(
        "digest-info-without-null",
        "RFC 8017 9.2 note 1: the parameters are NULL; " + EMSA,
        INVALID,
        block(lambda m: value.padded(value.digest_info(m, value.SHA256_INFO_WITHOUT_NULL))),
    ),
    rsa(
        "digest-without-digest-info",
        EMSA,
        INVALID,
        block(lambda m: value.padded(value.digest_info(m)[19:])),
    ),
    rsa(
        "s-plus-n",
        "RFC 8017 5.2.2: the representative is below n",
        INVALID,
        lambda lab: value.plus_modulus(lab.signer_rsa),
    ),
    rsa("rsa-empty", EMSA, INVALID, lambda lab: lambda m: b""),
    rsa("rsa-zeros", EMSA, INVALID, lambda lab: lambda m: bytes(256)),
    rsa("rsa-one", EMSA, INVALID, lambda lab: lambda m: bytes(255) + b"\x01"),
    rsa("rsa-random", EMSA, INVALID, lambda lab: value.random_value(256)),
    rsa(
        "rsa-value-under-an-ecdsa-identifier",
        "RFC 5652 5.6: key and algorithm are of one kind",
        failed("SIG_CRYPTO_FAILURE", "signature_value", "public_key_of_other_kind"),
        honest,
        stated=bytes.fromhex("300a06082a8648ce3d040302"),
    ),
]


def pss(
    name: str,
    expected: Verdict,
    stated: bytes,
    *,
    made: dict[str, object] | None = None,
    provenance: str = PSS,
) -> Case:
    """RSASSA-PSS with parameters as stated, made with others."""
    return rsa(
        name,
        provenance,
        expected,
        lambda lab: value.pss(lab.signer_rsa, **(made or {})),  # type: ignore[arg-type]
        stated=stated,
    )


PSS_CASES = [
    pss("pss-control", passed(), value.pss_stated()),
    pss("pss-salt-20-control", passed(), value.pss_stated(salt=20), made={"salt": 20}),
    pss("pss-trailer-field-1-control", passed(), value.pss_stated(trailer=1)),
    pss(
        "pss-mask-by-sha1-honest",
        passed(),
        value.pss_stated(mask="sha1"),
        made={"mask": "sha1"},
        provenance="RFC 8017 8.1: collisions of the mask's hash forge nothing",
    ),
    pss("pss-salt-other-than-stated", INVALID, value.pss_stated(), made={"salt": 20}),
    pss("pss-mask-other-than-stated", INVALID, value.pss_stated(), made={"mask": "sha1"}),
    pss("pss-hash-other-than-stated", INVALID, value.pss_stated(), made={"digest": "sha512"}),
    pss(
        "pss-hash-other-than-digest-algorithm",
        failed("SIG_CRYPTO_FAILURE", "signature_value", "digest_algorithm_mismatch"),
        value.pss_stated(digest="sha512"),
        made={"digest": "sha512"},
    ),
    pss("pss-trailer-field-2", UNUSABLE, value.pss_stated(trailer=2)),
    pss("pss-salt-2-to-the-40", UNUSABLE, value.pss_stated(salt=2**40)),
    pss("pss-salt-negative", UNUSABLE, value.pss_stated(salt=-1)),
    pss("pss-salt-longer-than-the-block", UNUSABLE, value.pss_stated(salt=300)),
    pss(
        "pss-parameters-absent",
        failed("SIG_CRYPTO_FAILURE", "signature_value", "pss_parameters_missing"),
        value.PSS_WITHOUT_PARAMETERS,
    ),
    pss(
        "pss-parameters-default-of-sha1",
        failed("SIG_CRYPTO_FAILURE", "signature_value", "digest_algorithm_mismatch"),
        value.PSS_DEFAULTS,
    ),
    rsa(
        "pkcs1-value-under-pss",
        PSS,
        INVALID,
        block(lambda m: value.padded(value.digest_info(m))),
        stated=value.pss_stated(),
    ),
]


def curve(
    name: str, provenance: str, expected: Verdict, make: Callable[[Lab], MakeValue | None]
) -> Case:
    return rsa(name, provenance, expected, make, signer="signer")


CURVES = [
    curve("ecdsa-control", ECDSA, passed(), honest),
    curve(
        "ecdsa-n-minus-s-twin",
        ECDSA + ": (r, n - s) is a signature too; the document is the same",
        passed(),
        lambda lab: value.twin(lab.signer),
    ),
    curve(
        "CVE-2022-21449-r-and-s-zero",
        "psychic signatures; " + ECDSA,
        INVALID,
        lambda lab: value.fixed(0, 0),
    ),
    curve(
        "CVE-2022-21449-r-and-s-the-order",
        "psychic signatures; " + ECDSA,
        INVALID,
        lambda lab: value.fixed(value.P256_ORDER, value.P256_ORDER),
    ),
    curve("ecdsa-r-zero-s-one", ECDSA, INVALID, lambda lab: value.fixed(0, 1)),
    curve("ecdsa-r-and-s-one", ECDSA, INVALID, lambda lab: value.fixed(1, 1)),
    curve("ecdsa-s-plus-n", ECDSA, INVALID, lambda lab: value.reduced_plus_order(lab.signer)),
    curve("ecdsa-p1363-form", ECDSA, INVALID, lambda lab: value.p1363(lab.signer)),
    curve("ecdsa-negative-r", ECDSA, INVALID, lambda lab: value.negative_r(lab.signer)),
    curve(
        "ecdsa-trailing-octet",
        ECDSA,
        INVALID,
        lambda lab: value.trailing(lab.signer, inside=False),
    ),
    curve(
        "ecdsa-third-integer",
        ECDSA,
        INVALID,
        lambda lab: value.trailing(lab.signer, inside=True),
    ),
    curve("ecdsa-empty", ECDSA, INVALID, lambda lab: lambda m: b""),
    rsa("ed25519-control", "RFC 8419", passed(), honest, signer="signer_ed"),
    rsa(
        "ed25519-s-plus-l",
        "RFC 8032 5.1.7: S is below the order",
        INVALID,
        lambda lab: value.ed25519_plus_order(lab.signer_ed),
        signer="signer_ed",
    ),
    rsa(
        "ed25519-zeros",
        "RFC 8032 5.1.7",
        INVALID,
        lambda lab: lambda m: bytes(64),
        signer="signer_ed",
    ),
    rsa(
        "ed25519-value-by-another-key",
        "RFC 8032 5.1.7",
        INVALID,
        lambda lab: lambda m: lab.signer_ed.key.sign(m + b"!"),  # type: ignore[call-arg]
        signer="signer_ed",
    ),
    rsa(
        "ecdsa-value-under-an-rsa-identifier",
        "RFC 5652 5.6: key and algorithm are of one kind",
        failed("SIG_CRYPTO_FAILURE", "signature_value", "public_key_of_other_kind"),
        honest,
        stated=bytes.fromhex("300d06092a864886f70d01010b0500"),
        signer="signer",
    ),
]

CASES = [*PKCS1, *PSS_CASES, *CURVES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_signature_values(case: Case, lab: Lab) -> None:
    assert_case(case, lab)


def test_the_identifiers_are_those_of_the_sandbox(lab: Lab) -> None:
    """The literals above mean what they say."""
    assert signature_algorithm(lab.signer.key) == bytes.fromhex("300a06082a8648ce3d040302")
    rsa_with_sha256 = bytes.fromhex("300d06092a864886f70d01010b0500")
    assert signature_algorithm(lab.signer_rsa.key) == rsa_with_sha256
