"""CMS and time-stamp tokens have the traits of real ones, and every knob does what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta

import pytest
from asn1crypto import cms
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.recipes import stamp
from esign_verify.sandbox.revocation import build_crl
from tests.sandbox.oracle import signatures, signed_attributes, timestamp_token, tst_info

CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
ADBE_REVOCATION_INFO_ARCHIVAL = "1.2.840.113583.1.1.8"


def _only(pdf: bytes) -> EmbeddedPdfSignature:
    (found,) = signatures(pdf)
    return found


def _certificates(signature: EmbeddedPdfSignature) -> list[bytes]:
    return [item.chosen.dump() for item in signature.signed_data["certificates"]]


def _read(der: bytes) -> cms.SignedData:
    info = cms.ContentInfo.load(der, strict=True)
    assert info["content_type"].native == "signed_data"
    return info["content"]


def test_legacy_cms(sandbox: Sandbox, pdfs: Mapping[str, bytes]) -> None:
    signature = _only(pdfs["legacy-timestamp"])
    assert set(signed_attributes(signature)) == {
        CONTENT_TYPE,
        MESSAGE_DIGEST,
        ADBE_REVOCATION_INFO_ARCHIVAL,
    }
    assert _certificates(signature) == [sandbox.pki.legacy_signer.der, sandbox.pki.legacy_ca.der]
    assert signature.signer_info["signature_algorithm"]["algorithm"].dotted == (
        "1.2.840.113549.1.1.1"
    )
    archived = signed_attributes(signature)[ADBE_REVOCATION_INFO_ARCHIVAL]
    assert isinstance(archived, dict)
    assert (len(archived["ocsp"]), archived["crl"]) == (1, None)


def test_pades_cms(sandbox: Sandbox, pdfs: Mapping[str, bytes]) -> None:
    pki = sandbox.pki
    signature = _only(pdfs["pades-t"])
    assert set(signed_attributes(signature)) == {
        CONTENT_TYPE,
        MESSAGE_DIGEST,
        SIGNING_CERTIFICATE_V2,
    }
    assert _certificates(signature) == [pki.root.der, pki.ca.der, pki.signer.der]


@pytest.mark.parametrize(
    ("name", "nonce", "tsa"),
    [("legacy-timestamp", True, "legacy_tsa"), ("pades-lt", False, "tsa")],
)
def test_tokens_have_no_accuracy_and_no_tsa_field(
    sandbox: Sandbox, pdfs: Mapping[str, bytes], name: str, nonce: bool, tsa: str
) -> None:
    signature = _only(pdfs[name])
    token = timestamp_token(signature)
    info = tst_info(token)
    assert info["accuracy"].native is None
    assert info["tsa"].native is None
    assert (info["nonce"].native is not None) is nonce
    imprint = info["message_imprint"]
    assert imprint["hash_algorithm"]["algorithm"].native == "sha256"
    value = signature.signer_info["signature"].native
    assert imprint["hashed_message"].native == hashlib.sha256(value).digest()
    assert token["certificates"][0].chosen.dump() == getattr(sandbox.pki, tsa).der


@pytest.mark.parametrize(
    ("name", "skew"),
    [
        ("pades-t", timedelta(seconds=4)),
        ("legacy-leading-newline", timedelta(minutes=13)),
        ("mixed-four", timedelta(seconds=-36)),
    ],
)
def test_gen_time_differs_from_the_claimed_time(
    pdfs: Mapping[str, bytes], name: str, skew: timedelta
) -> None:
    signature = signatures(pdfs[name])[0]
    claimed = signature.self_reported_timestamp
    assert claimed is not None
    assert tst_info(timestamp_token(signature))["gen_time"].native - claimed == skew


@pytest.mark.parametrize("name", ["legacy-timestamp", "pades-t"])
def test_the_cms_is_as_large_as_real_ones(pdfs: Mapping[str, bytes], name: str) -> None:
    length = len(_only(pdfs[name]).pkcs7_content.rstrip(b"\x00"))
    assert 6_000 < length < 11_000


def test_a_whole_crl_makes_a_large_cms(pdfs: Mapping[str, bytes]) -> None:
    signature = _only(pdfs["legacy-large-crl"])
    archived = signed_attributes(signature)[ADBE_REVOCATION_INFO_ARCHIVAL]
    assert isinstance(archived, dict)
    (crl,) = archived["crl"]
    assert len(crl["tbs_cert_list"]["revoked_certificates"]) == 8243
    claimed = signature.self_reported_timestamp
    assert claimed is not None
    assert claimed - crl["tbs_cert_list"]["next_update"] == timedelta(days=729)
    assert 300_000 < len(signature.pkcs7_content.rstrip(b"\x00")) < 500_000


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [
        ("signer-pss", "rsassa_pss"),
        ("signer-ecdsa", "ecdsa"),
        ("signer-ed25519", "ed25519"),
        ("pades-t", "rsassa_pkcs1v15"),
    ],
)
def test_algorithms(pdfs: Mapping[str, bytes], name: str, algorithm: str) -> None:
    signature = _only(pdfs[name])
    assert signature.signer_info["signature_algorithm"].signature_algo == algorithm


def test_ed25519_goes_with_sha512(pdfs: Mapping[str, bytes]) -> None:
    """RFC 8419 3.1."""
    signature = _only(pdfs["signer-ed25519"])
    assert signature.signer_info["digest_algorithm"]["algorithm"].native == "sha512"


def test_a_ber_cms_has_indefinite_lengths_outside_the_signer_info(
    pdfs: Mapping[str, bytes],
) -> None:
    contents = _only(pdfs["eseal-ber"]).pkcs7_content
    assert contents.startswith(bytes.fromhex("3080 0609 2a864886f70d010702 a080 3080 020101"))
    # ContentInfo, SignedData, encapContentInfo; keys and values may hold the two bytes by chance
    encapsulated = bytes.fromhex("3080 06092a864886f70d010701")
    assert contents.count(encapsulated) == 1
    assert contents[: contents.index(encapsulated) + 2].count(b"\x30\x80") == 3


def _spec(sandbox: Sandbox, **knobs: object) -> CmsSpec:
    return CmsSpec(signer=sandbox.pki.signer, **knobs)  # type: ignore[arg-type]


def _attribute_types(signed_data: cms.SignedData) -> set[str]:
    attributes = signed_data["signer_infos"][0]["signed_attrs"]
    return {item["type"].dotted for item in attributes}


def test_signed_attributes_are_in_the_order_of_der(sandbox: Sandbox) -> None:
    der = build_cms(_spec(sandbox, ess_version=2, signing_time=sandbox.pki.now), b"content")
    attributes = _read(der)["signer_infos"][0]["signed_attrs"]
    encoded = [item.dump() for item in attributes]
    assert encoded == sorted(encoded)
    assert len(encoded) == 4


@pytest.mark.parametrize(
    ("knobs", "types"),
    [
        ({}, {CONTENT_TYPE, MESSAGE_DIGEST}),
        ({"omit": frozenset({CONTENT_TYPE})}, {MESSAGE_DIGEST}),
        ({"omit": frozenset({MESSAGE_DIGEST})}, {CONTENT_TYPE}),
        ({"ess_version": 1}, {CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE}),
        ({"ess_version": 2}, {CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_CERTIFICATE_V2}),
    ],
)
def test_attribute_knobs(sandbox: Sandbox, knobs: dict[str, object], types: set[str]) -> None:
    assert _attribute_types(_read(build_cms(_spec(sandbox, **knobs), b"content"))) == types


def test_without_signed_attributes_the_content_itself_is_signed(sandbox: Sandbox) -> None:
    """RFC 5652 5.4."""
    info = _read(build_cms(_spec(sandbox, signed_attributes=False), b"content"))
    signer_info = info["signer_infos"][0]
    assert signer_info["signed_attrs"].native is None
    _verify_rsa(sandbox, signer_info["signature"].native, b"content")


def test_a_corrupt_signature_differs_in_one_bit(sandbox: Sandbox) -> None:
    spec = _spec(sandbox, signed_attributes=False, corrupt_signature=True)
    value = _read(build_cms(spec, b"content"))["signer_infos"][0]["signature"].native
    with pytest.raises(InvalidSignature):
        _verify_rsa(sandbox, value, b"content")
    _verify_rsa(sandbox, value[:-1] + bytes((value[-1] ^ 1,)), b"content")


def _verify_rsa(sandbox: Sandbox, value: bytes, message: bytes) -> None:
    key = sandbox.pki.signer.certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(value, message, padding.PKCS1v15(), hashes.SHA256())


def test_encapsulated_content_and_crls(sandbox: Sandbox) -> None:
    crl = build_crl(sandbox.pki.ca, sandbox.pki.now)
    info = _read(build_cms(_spec(sandbox, encapsulate=True, crls=[crl]), b"content"))
    assert info["encap_content_info"]["content"].native == b"content"
    assert [item.chosen.dump() for item in info["crls"]] == [crl]


@pytest.mark.parametrize("digest", ["sha1", "sha384", "sha512"])
def test_other_digests(sandbox: Sandbox, digest: str) -> None:
    info = _read(build_cms(_spec(sandbox, digest=digest), b"content"))
    signer_info = info["signer_infos"][0]
    assert signer_info["digest_algorithm"]["algorithm"].native == digest
    assert signer_info["signature_algorithm"].hash_algo == digest


def test_a_token_that_lies(sandbox: Sandbox) -> None:
    pki = sandbox.pki
    make = stamp(pki.tsa, pki.day(-200), imprint=b"\x00" * 32, imprint_digest="sha256")
    info = tst_info(_read(make(b"data")))
    assert info["message_imprint"]["hashed_message"].native == b"\x00" * 32
