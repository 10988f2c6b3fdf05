"""Revocation data of a path together: answers that differ, limits, and work done once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.x509 import ocsp

from esign_verify.chain import memo as memo_module
from esign_verify.chain.issuer import Issuer
from esign_verify.chain.revocation import Collector
from esign_verify.cms.x509 import Certificate
from esign_verify.evidence import (
    Check,
    RevocationData,
    RevocationOrigin,
)
from esign_verify.limits import MAX_OCSP_BYTES, MAX_REVOCATION_DATA
from tests.chain.pki_maker import (
    NOW,
    crl,
    ocsp_response,
    root,
    signer,
)
from tests.chain.revocation import (
    CA,
    GOOD,
    LEAF,
    REVOKED,
    TOP,
    VA,
    collect,
    only,
)


def test_contradicting_answers_are_both_reported() -> None:
    revoked = ocsp_response(
        LEAF, CA, VA, status=ocsp.OCSPCertStatus.REVOKED, revoked_at=NOW, reason=None
    )
    facts = collect(crl(CA), revoked).revocation
    assert [(fact.kind, fact.status, fact.usable) for fact in facts] == [
        ("crl", GOOD, Check.passed()),
        ("ocsp", REVOKED, Check.passed()),
    ]


def test_garbage_is_counted_and_hides_nothing() -> None:
    garbage = [
        RevocationData(kind=kind, der=der, origin=RevocationOrigin.DSS)
        for kind in ("crl", "ocsp")
        for der in (
            b"",
            b"\x30\x80",
            b"random bytes",
            crl(CA).der[:-1],
            b"\x30\x84\xff\xff\xff\xff",
        )
    ]
    found = collect(*garbage, crl(CA))
    assert found.unreadable_revocation == len(garbage)
    assert only(found).usable == Check.passed()


def test_the_same_data_twice_is_one_fact() -> None:
    data = crl(CA)
    assert only(collect(data, data)).usable == Check.passed()


def test_each_crl_is_decoded_once_for_all_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[bytes] = []
    decode = memo_module.decode_crl

    def counting(der: bytes) -> object:
        decoded.append(der)
        return decode(der)

    monkeypatch.setattr(memo_module, "decode_crl", counting)
    collect(crl(CA), crl(TOP))
    assert len(decoded) == len(set(decoded)) == 2


def test_data_over_its_limit_is_counted_and_not_read() -> None:
    data = ocsp_response(LEAF, CA, VA)
    swollen = replace(data, der=data.der + bytes(MAX_OCSP_BYTES))
    found = collect(swollen)
    assert (found.revocation, found.unreadable_revocation) == ((), 1)
    many = [replace(data, der=bytes([n % 256, n // 256])) for n in range(MAX_REVOCATION_DATA)]
    assert collect(*many, crl(CA)).revocation == ()


def test_a_responder_is_examined_once_for_all_its_responses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The certificates in a response are not signed: one good response makes many."""
    examined: list[str] = []
    crl_answers = Collector._crl_answers

    def counting(self: Collector, certificate: Certificate, issuer: Issuer) -> object:
        examined.append(certificate.sha256)
        return crl_answers(self, certificate, issuer)

    monkeypatch.setattr(Collector, "_crl_answers", counting)
    first = ocsp_response(LEAF, CA, VA, embed=False)
    responses = [first, ocsp_response(LEAF, CA, VA), ocsp_response(LEAF, CA, VA, by_name=True)]
    facts = collect(*responses, pool=[VA]).revocation
    assert [fact.usable for fact in facts] == [Check.passed()] * 3
    assert examined.count(VA.evidence.sha256) == 1


def test_a_chain_without_an_anchor_shows_its_revocation_facts_and_is_not_found() -> None:
    """What is embedded is shown (levels need it); nobody vouches for it."""
    stranger = root("Stranger")
    leaf = signer("Signer", stranger)
    path = collect(crl(stranger), leaf=leaf, pool=[stranger])
    assert path.found == Check.failed("self_signed_not_trusted")
    assert path.trust_anchor is None
    (fact,) = path.revocation
    assert (fact.certificate_sha256, fact.status) == (path.certificates[0].sha256, "good")
    assert fact.usable == Check.passed()
