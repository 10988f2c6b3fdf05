"""Every class of attacks on a SignedData that the room answers (RFC 5652, RFC 5035)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from esign_verify.cms import CmsForm, read_cms
from esign_verify.cms.decode import BytesContent
from esign_verify.evidence import Check, CmsEvidence, Outcome
from esign_verify.limits import MAX_CMS_BYTES
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms

CONTENT = b"%PDF-1.7 the signed bytes"


def spec(sandbox: Sandbox, **knobs: object) -> CmsSpec:
    signer = sandbox.pki.signer
    return replace(CmsSpec(signer=signer, certificates=(signer.der,), ess_version=2), **knobs)


def read(contents: bytes, content: bytes = CONTENT) -> CmsEvidence:
    return read_cms(contents, form=CmsForm.DETACHED, content=BytesContent(content))


def outcomes(cms: CmsEvidence) -> dict[str, tuple[Outcome, str]]:
    """What did not pass, by the name of the check."""
    checks: dict[str, Check] = {
        "structure": cms.structure,
        "found": cms.signing_certificate_found,
        "reference": cms.signing_certificate_reference,
        "content_type": cms.content_type,
        "message_digest": cms.message_digest,
        "signature_value": cms.signature_value,
    }
    return {
        name: (check.outcome, check.reason)
        for name, check in checks.items()
        if check.outcome is not Outcome.PASSED
    }


@pytest.mark.parametrize(
    "knobs",
    [{}, {"pss": True}, {"digest": "sha512"}, {"bare_rsa": True}, {"ess_version": 1}],
    ids=["pkcs1", "pss", "sha512", "rsaEncryption", "ess-v1"],
)
def test_a_good_signature_passes_every_check(sandbox: Sandbox, knobs: dict[str, object]) -> None:
    cms = read(build_cms(spec(sandbox, **knobs), CONTENT))
    assert outcomes(cms) == {}
    assert (cms.encoding, cms.trailing_bytes, cms.encapsulated) == ("DER", 0, False)
    assert cms.signing_certificate is not None
    assert cms.signing_certificate.der == sandbox.pki.signer.der


@pytest.mark.parametrize("name", ["signer_ecdsa", "signer_ed25519"])
def test_other_algorithms(sandbox: Sandbox, name: str) -> None:
    entity = getattr(sandbox.pki, name)
    cms = read(build_cms(spec(sandbox, signer=entity, certificates=(entity.der,)), CONTENT))
    assert outcomes(cms) == {}


def test_ber_passes_and_is_said(sandbox: Sandbox) -> None:
    cms = read(build_cms(spec(sandbox, ber=True), CONTENT))
    assert outcomes(cms) == {}
    assert cms.encoding == "BER"


def test_a_time_stamp_that_is_no_asn1_makes_the_cms_malformed(sandbox: Sandbox) -> None:
    """A SignerInfo is elements to the last byte, also where nobody signed them."""
    broken = bytes.fromhex("3013060b2a864886f70d010910020e310430020205")
    cms = read(build_cms(spec(sandbox, more_unsigned_attributes=(broken,)), CONTENT))
    assert outcomes(cms)["structure"] == (Outcome.FAILED, "asn1_truncated")


def test_other_content_is_a_digest_mismatch_and_no_broken_signature(sandbox: Sandbox) -> None:
    cms = read(build_cms(spec(sandbox), CONTENT), CONTENT + b"!")
    assert outcomes(cms) == {"message_digest": (Outcome.FAILED, "digest_mismatch")}


def test_a_broken_value_is_said_of_the_value_alone(sandbox: Sandbox) -> None:
    cms = read(build_cms(spec(sandbox, corrupt_signature=True), CONTENT))
    assert outcomes(cms) == {"signature_value": (Outcome.FAILED, "signature_invalid")}


def test_a_wrong_message_digest(sandbox: Sandbox) -> None:
    cms = read(build_cms(spec(sandbox, message_digest=b"\0" * 32), CONTENT))
    assert outcomes(cms) == {"message_digest": (Outcome.FAILED, "digest_mismatch")}


def test_the_reference_of_another_certificate(sandbox: Sandbox) -> None:
    other = sandbox.pki.eseal.der
    cms = read(build_cms(spec(sandbox, ess_certificate=other), CONTENT))
    expected = (Outcome.FAILED, "signing_certificate_reference_mismatch")
    assert outcomes(cms) == {"reference": expected}


def test_no_reference_is_not_checked(sandbox: Sandbox) -> None:
    cms = read(build_cms(spec(sandbox, ess_version=0), CONTENT))
    expected = (Outcome.NOT_CHECKED, "signing_certificate_reference_absent")
    assert outcomes(cms) == {"reference": expected}


def test_a_signer_who_is_not_there(sandbox: Sandbox) -> None:
    cms = read(build_cms(spec(sandbox, certificates=(sandbox.pki.eseal.der,)), CONTENT))
    assert outcomes(cms) == {
        "found": (Outcome.FAILED, "signing_certificate_missing"),
        "reference": (Outcome.NOT_CHECKED, "no_signing_certificate"),
        "signature_value": (Outcome.NOT_CHECKED, "no_signing_certificate"),
    }


def test_the_signer_may_stand_in_the_pool(sandbox: Sandbox) -> None:
    full = read(build_cms(spec(sandbox), CONTENT))
    contents = build_cms(spec(sandbox, certificates=(sandbox.pki.eseal.der,)), CONTENT)
    cms = read_cms(
        contents,
        form=CmsForm.DETACHED,
        content=BytesContent(CONTENT),
        pool=full.certificates,
    )
    assert outcomes(cms) == {}


def test_no_signed_attributes_sign_the_content_itself(sandbox: Sandbox) -> None:
    contents = build_cms(spec(sandbox, signed_attributes=False), CONTENT)
    assert set(outcomes(read(contents))) == {"reference"}
    assert outcomes(read(contents, CONTENT + b"!"))["signature_value"] == (
        Outcome.FAILED,
        "signature_invalid",
    )


def test_signed_attributes_shown_as_content_are_never_good(sandbox: Sandbox) -> None:
    """draft-ietf-lamps-cms-euf-cma-signeddata: content that is the DER of a SET OF Attribute."""
    confused = b"\x31" + CONTENT
    found = outcomes(read(build_cms(spec(sandbox, signed_attributes=False), confused), confused))
    expected = (Outcome.FAILED, "signed_attributes_confusion")
    assert found["message_digest"] == found["signature_value"] == expected


def test_encapsulated_content_is_a_fact(sandbox: Sandbox) -> None:
    assert read(build_cms(spec(sandbox, encapsulate=True), CONTENT)).encapsulated


@pytest.mark.parametrize(
    ("contents", "reason"),
    [
        (b"", "cms_empty"),
        (b"\0" * 64, "cms_empty"),
        (b"\x30", "asn1_truncated"),
        (b"\x30\x84\x7f\xff\xff\xff", "asn1_truncated"),
        (b"\x30\x03\x02\x01\x00", "asn1_unexpected_tag"),
        (b"\x04\x02ab", "asn1_unexpected_tag"),
        (b"\x30\x80" * 5000, "asn1_too_deep"),
        (b"\x30" * (MAX_CMS_BYTES + 1), "cms_too_large"),
    ],
)
def test_what_is_no_signed_data_says_why(contents: bytes, reason: str) -> None:
    cms = read(contents)
    assert cms.structure.outcome is Outcome.FAILED
    assert cms.structure.reason == reason
    assert cms.signature_value == Check.not_checked("cms_unreadable")


def test_bytes_after_the_cms_are_counted_and_zeros_are_padding(sandbox: Sandbox) -> None:
    contents = build_cms(spec(sandbox), CONTENT)
    assert read(contents + bytes(100)).trailing_bytes == 0
    cms = read(contents + b"\0junk\0\0")
    assert cms.trailing_bytes == 5
    assert outcomes(cms) == {}


def test_every_cut_and_flip_is_an_answer(sandbox: Sandbox) -> None:
    """No mutation raises, and none leaves both digest and signature value good but for padding."""
    contents = build_cms(spec(sandbox), CONTENT)
    for position in range(0, len(contents), 7):
        assert read(contents[:position]).structure.outcome is Outcome.FAILED
        flipped = bytearray(contents)
        flipped[position] ^= 0x41
        read(bytes(flipped))
