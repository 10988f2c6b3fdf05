"""Time-stamp tokens (RFC 3161, 2.3 and 2.4.2): what the room says of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from esign_verify.cms.decode import BytesContent
from esign_verify.evidence import Check, Outcome, TimestampEvidence, TimestampKind
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.timestamp_builder import TokenSpec, build_token
from esign_verify.timestamp import read_timestamp
from tests.attacks.builders_pki import stamping

DATA = b"the value of a signature"
GEN_TIME = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)


def spec(sandbox: Sandbox, **knobs: object) -> TokenSpec:
    tsa = sandbox.pki.tsa
    return replace(TokenSpec(tsa=tsa, gen_time=GEN_TIME, certificates=(tsa.der,)), **knobs)


def read(token: bytes, data: bytes = DATA) -> TimestampEvidence:
    return read_timestamp(token, kind=TimestampKind.SIGNATURE, imprinted=BytesContent(data))


def test_a_good_token(sandbox: Sandbox) -> None:
    stamp = read(build_token(spec(sandbox, nonce=True), DATA))
    assert stamp.gen_time == GEN_TIME
    assert stamp.tst_info == Check.passed()
    assert stamp.message_imprint == Check.passed(algorithm="sha256")
    assert stamp.tsa_certificate == Check.passed()
    assert stamp.cms.signature_value == Check.passed()
    assert stamp.cms.signing_certificate_reference == Check.passed()


def test_the_imprint_of_other_data(sandbox: Sandbox) -> None:
    stamp = read(build_token(spec(sandbox), DATA), DATA + b"!")
    assert stamp.message_imprint == Check.failed("imprint_mismatch", algorithm="sha256")
    assert stamp.cms.signature_value == Check.passed()


def test_a_truncated_imprint(sandbox: Sandbox) -> None:
    stamp = read(build_token(spec(sandbox, imprint=b"\0" * 16), DATA))
    assert stamp.message_imprint == Check.failed("imprint_mismatch", algorithm="sha256")


def test_a_broken_signature(sandbox: Sandbox) -> None:
    stamp = read(build_token(spec(sandbox, corrupt_signature=True), DATA))
    assert stamp.cms.signature_value == Check.failed("signature_invalid")


def test_a_token_without_the_ess_attribute(sandbox: Sandbox) -> None:
    stamp = read(build_token(spec(sandbox, ess_version=0), DATA))
    reference = stamp.cms.signing_certificate_reference
    assert reference == Check.not_checked("signing_certificate_reference_absent")


@pytest.mark.parametrize("name", ["signer", "ca", "ocsp"])
def test_a_key_that_is_no_tsa_s(sandbox: Sandbox, name: str) -> None:
    entity = getattr(sandbox.pki, name)
    stamp = read(build_token(spec(sandbox, tsa=entity, certificates=(entity.der,)), DATA))
    assert stamp.tsa_certificate == Check.failed("tsa_extended_key_usage_missing")


@pytest.mark.parametrize(
    ("ca", "expected"),
    [
        (None, Check.passed()),
        (False, Check.passed()),
        (True, Check.failed("tsa_certificate_is_ca")),
    ],
)
def test_a_key_that_may_issue_certificates(ca: bool | None, expected: Check) -> None:
    """RFC 3161 2.3: the key is reserved for time-stamps."""
    tsa = stamping("TSA", None, ca=ca)
    stamp = read(build_token(TokenSpec(tsa=tsa, gen_time=GEN_TIME), DATA))
    assert stamp.tsa_certificate == expected


def test_no_tsa_certificate(sandbox: Sandbox) -> None:
    # a token always carries its TSA's own certificate here: take it out of the bytes
    token = build_token(spec(sandbox), DATA)
    der = sandbox.pki.tsa.der
    assert der in token
    stamp = read(token.replace(der, b"\x04" + der[1:]))
    assert stamp.tsa_certificate == Check.not_checked("no_signing_certificate")


def test_a_signature_is_no_token(sandbox: Sandbox) -> None:
    signer = sandbox.pki.signer
    contents = build_cms(CmsSpec(signer=signer, certificates=(signer.der,)), DATA)
    stamp = read(contents)
    assert stamp.tst_info == Check.failed("encapsulated_content_missing")
    assert stamp.gen_time is None


@pytest.mark.parametrize("token", [b"", b"\0" * 10, b"junk", b"\x30\x80\x00"])
def test_junk_is_an_answer(token: bytes) -> None:
    stamp = read(token)
    assert stamp.cms.structure.outcome is Outcome.FAILED
    assert stamp.tst_info.outcome is Outcome.FAILED
    assert stamp.message_imprint == Check.not_checked("tst_info_unreadable")


def test_padding_is_no_part_of_the_token(sandbox: Sandbox) -> None:
    token = build_token(spec(sandbox), DATA)
    padded, plain = read(token + bytes(64)), read(token)
    assert padded.token == plain.token == token
    assert padded.token_sha256_dss == plain.token_sha256_dss
