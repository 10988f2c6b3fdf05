"""What CRLs (RFC 5280) and OCSP responses (RFC 6960) say of the certificates of a path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from esign_verify.chain import TrustStore, build_path
from esign_verify.chain import memo as memo_module
from esign_verify.chain.issuer import Issuer
from esign_verify.chain.revocation import Collector
from esign_verify.cms.x509 import Certificate
from esign_verify.evidence import (
    Check,
    PathEvidence,
    RevocationData,
    RevocationEvidence,
    RevocationOrigin,
    RevocationStatus,
)
from esign_verify.limits import MAX_OCSP_BYTES, MAX_REVOCATION_DATA
from tests.chain.pki_maker import (
    NOW,
    Issued,
    authority,
    crl,
    entry,
    issue,
    key_of,
    ocsp_response,
    responder,
    root,
    scope,
    signer,
)

GOOD, REVOKED, UNKNOWN = RevocationStatus.GOOD, RevocationStatus.REVOKED, RevocationStatus.UNKNOWN

TOP = root()
CA = authority("CA", TOP)
LEAF = signer("Signer", CA, serial=0x7F_1234_5678_9ABC_DEF0)
OTHER = signer("Other", CA)


def collect(
    *data: RevocationData,
    leaf: Issued = LEAF,
    ca: Issued = CA,
    pool: Sequence[Issued] = (),
) -> PathEvidence:
    return build_path(
        leaf.evidence,
        pool=[one.evidence for one in (ca, *pool)],
        trust=TrustStore.from_certificates([TOP.der], name="test"),
        revocation=data,
        at=NOW,
        purpose="signer",
    )


def only(found: PathEvidence) -> RevocationEvidence:
    assert len(found.revocation) == 1
    return found.revocation[0]


def answer(*data: RevocationData, **options: object) -> tuple[RevocationStatus, Check]:
    fact = only(collect(*data, **options))  # type: ignore[arg-type]
    return fact.status, fact.usable


def reason(flag: x509.ReasonFlags) -> tuple[x509.CRLReason, bool]:
    return x509.CRLReason(flag), False


# --- CRLs ------------------------------------------------------------------------


def test_crl_says_good() -> None:
    data = crl(CA, [entry(OTHER)])
    fact = only(collect(data))
    assert (fact.status, fact.usable) == (GOOD, Check.passed())
    assert (fact.kind, fact.origin) == ("crl", RevocationOrigin.DSS)
    assert (fact.this_update, fact.next_update) == (NOW, NOW + timedelta(days=1))
    assert (fact.certificate_sha256, fact.issuer_common_name) == (LEAF.evidence.sha256, "CA")


def test_crl_revokes_with_time_reason_and_invalidity_date() -> None:
    invalid = datetime(2025, 5, 1, tzinfo=UTC)
    listed = entry(
        LEAF,
        reason(x509.ReasonFlags.key_compromise),
        (x509.InvalidityDate(invalid.replace(tzinfo=None)), False),
        at=NOW - timedelta(days=3),
    )
    fact = only(collect(crl(CA, [entry(OTHER), listed])))
    assert (fact.status, fact.usable) == (REVOKED, Check.passed())
    assert fact.revocation_time == NOW - timedelta(days=3)
    assert fact.revocation_reason == "keyCompromise"
    assert fact.invalidity_date == invalid


def test_a_certificate_that_names_no_address_is_judged_by_what_is_embedded() -> None:
    assert "2.5.29.31" not in {str(e.oid.dotted_string) for e in LEAF.certificate.extensions}
    assert answer(crl(CA, [entry(LEAF)])) == (REVOKED, Check.passed())


def test_certificate_hold_is_revoked_for_that_reason() -> None:
    fact = only(collect(crl(CA, [entry(LEAF, reason(x509.ReasonFlags.certificate_hold))])))
    assert (fact.status, fact.revocation_reason) == (REVOKED, "certificateHold")


def test_the_ca_is_spoken_of_by_the_anchors_crl() -> None:
    fact = only(collect(crl(TOP, [entry(CA)])))
    assert (fact.certificate_sha256, fact.status) == (CA.evidence.sha256, REVOKED)
    assert fact.usable == Check.passed()


def test_the_same_serial_number_of_another_issuer_is_another_certificate() -> None:
    stranger = authority("Stranger", TOP)
    assert collect(crl(stranger, [entry(LEAF)]), pool=[stranger]).revocation == ()


@pytest.mark.parametrize("revoked", [[], [entry(LEAF)]], ids=["says-good", "says-revoked"])
@pytest.mark.parametrize("identifier", [True, False])
def test_crl_of_another_key_is_not_usable(
    revoked: list[x509.RevokedCertificate], identifier: bool
) -> None:
    forged = crl(CA, revoked, key=key_of("attacker"), identifier=identifier)
    expected = "crl_signer_unknown" if identifier else "signature_invalid"
    # What it says is not even read.
    assert answer(forged) == (UNKNOWN, Check.failed(expected))


def test_crl_of_another_key_whose_certificate_the_attacker_signed_himself() -> None:
    false = root("CA", key="attacker")
    assert answer(crl(false, [entry(LEAF)]), pool=[false]) == (
        UNKNOWN,
        Check.failed("crl_signer_not_trusted"),
    )


def test_separate_crl_key_certified_by_the_same_anchor() -> None:
    separate = issue("CA", TOP, key="crl key", usage=("crl_sign",))
    assert answer(crl(separate, [entry(LEAF)]), pool=[separate]) == (REVOKED, Check.passed())


def test_separate_crl_key_that_is_revoked() -> None:
    separate = issue("CA", TOP, key="crl key", usage=("crl_sign",))
    found = collect(crl(separate), crl(TOP, [entry(separate)]), pool=[separate])
    assert found.revocation[0].usable == Check.failed("crl_signer_revoked")


def test_separate_crl_key_may_speak_of_itself_but_not_for_itself() -> None:
    separate = issue("CA", TOP, key="crl key", usage=("crl_sign",))
    under_ca = issue("CA", CA, key="crl key", usage=("crl_sign",))
    assert answer(crl(separate, [entry(OTHER)]), pool=[separate]) == (GOOD, Check.passed())
    found = collect(crl(under_ca), crl(under_ca, [entry(under_ca)]), pool=[under_ca])
    assert {fact.usable for fact in found.revocation} == {Check.failed("crl_signer_revoked")}


def test_separate_crl_key_outside_its_validity() -> None:
    early = datetime(2025, 1, 1, tzinfo=UTC)
    separate = issue("CA", TOP, key="crl key", usage=("crl_sign",), not_after=early)
    assert answer(crl(separate), pool=[separate]) == (UNKNOWN, Check.failed("crl_signer_not_valid"))


def test_crl_signer_without_crl_sign() -> None:
    ca = authority("CA", TOP, usage=("key_cert_sign",))
    assert answer(crl(ca), ca=ca) == (UNKNOWN, Check.failed("key_usage_missing", usage="cRLSign"))


UNKNOWN_EXTENSION = x509.UnrecognizedExtension(
    x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\5\0"
)
NOT_UNDERSTOOD = Check.failed("crl_critical_extension_unknown", oid="1.3.6.1.4.1.55555.1")


def test_unknown_critical_extension_of_the_crl_or_of_any_entry() -> None:
    data = crl(CA, [entry(LEAF)], extensions=[(UNKNOWN_EXTENSION, True)])
    assert answer(data)[1] == NOT_UNDERSTOOD
    assert answer(crl(CA, [entry(OTHER, (UNKNOWN_EXTENSION, True))])) == (UNKNOWN, NOT_UNDERSTOOD)
    assert answer(crl(CA, [entry(OTHER, (UNKNOWN_EXTENSION, False))]))[1] == Check.passed()


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"only_contains_user_certs": True}, Check.passed()),
        ({"only_contains_ca_certs": True}, Check.failed("crl_scope_ca_certificates")),
        (
            {"only_contains_attribute_certs": True},
            Check.failed("crl_scope_attribute_certificates"),
        ),
        (
            {"only_some_reasons": frozenset({x509.ReasonFlags.key_compromise})},
            Check.failed("crl_reasons_partial"),
        ),
        (
            {"full_name": [x509.UniformResourceIdentifier("http://elsewhere.test/crl")]},
            Check.failed("crl_distribution_point_mismatch"),
        ),
        ({"indirect_crl": True}, Check.passed()),
    ],
    ids=["user", "ca", "attribute", "reasons", "elsewhere", "indirect"],
)
def test_scope_of_a_crl(stated: dict[str, object], expected: Check) -> None:
    assert answer(crl(CA, extensions=[scope(**stated)])) == (GOOD, expected)
    # Too narrow to call the certificate good, it may still call it revoked.
    assert answer(crl(CA, [entry(LEAF)], extensions=[scope(**stated)])) == (
        REVOKED,
        Check.passed(),
    )


def test_user_certificates_only_says_nothing_of_a_ca() -> None:
    data = crl(TOP, extensions=[scope(only_contains_user_certs=True)])
    assert answer(data) == (GOOD, Check.failed("crl_scope_user_certificates"))


def test_distribution_point_that_the_certificate_names() -> None:
    place = [x509.UniformResourceIdentifier("http://va.test/ca.crl")]
    points = x509.CRLDistributionPoints([x509.DistributionPoint(place, None, None, None)])
    leaf = signer("Signer", CA, extensions=[(points, False)])
    data = crl(CA, extensions=[scope(full_name=place)])
    assert answer(data, leaf=leaf) == (GOOD, Check.passed())


def test_crls_for_some_reasons_that_together_speak_of_all() -> None:
    every = set(x509.ReasonFlags) - {
        x509.ReasonFlags.unspecified,
        x509.ReasonFlags.remove_from_crl,
    }
    one = frozenset({x509.ReasonFlags.key_compromise})
    early = NOW - timedelta(days=9)
    first = crl(CA, extensions=[scope(only_some_reasons=one)], this_update=early)
    second = crl(CA, extensions=[scope(only_some_reasons=frozenset(every - one))])
    assert answer(first) == (GOOD, Check.failed("crl_reasons_partial"))
    facts = collect(first, second).revocation
    assert [(fact.status, fact.usable) for fact in facts] == [(GOOD, Check.passed())] * 2
    # Neither is fresher than the older of the two.
    assert {(fact.this_update, fact.next_update) for fact in facts} == {
        (early, early + timedelta(days=1))
    }


def test_entry_of_another_issuer_in_an_indirect_crl() -> None:
    elsewhere = x509.CertificateIssuer([x509.DirectoryName(TOP.certificate.subject)])
    listed = entry(LEAF, (elsewhere, True))
    data = crl(CA, [listed], extensions=[scope(indirect_crl=True)])
    assert answer(data) == (GOOD, Check.passed())
    # Without indirectCRL a certificateIssuer is an extension that has no place there.
    assert answer(crl(CA, [listed]))[1] == Check.failed(
        "crl_critical_extension_unknown", oid="2.5.29.29"
    )


def numbered(number: int, base: int | None = None) -> list[tuple[x509.ExtensionType, bool]]:
    extensions: list[tuple[x509.ExtensionType, bool]] = [(x509.CRLNumber(number), False)]
    if base is not None:
        extensions.append((x509.DeltaCRLIndicator(base), True))
    return extensions


def test_delta_crl_alone_says_nothing_good() -> None:
    delta = crl(CA, extensions=numbered(5, base=4))
    assert answer(delta) == (GOOD, Check.failed("crl_delta_without_base"))
    revoking = crl(CA, [entry(LEAF)], extensions=numbered(5, base=4))
    assert answer(revoking) == (REVOKED, Check.passed())


@pytest.mark.parametrize(
    ("number", "usable"),
    [
        (3, Check.failed("crl_delta_without_base")),
        (4, Check.passed()),
        (5, Check.failed("crl_delta_without_base")),
    ],
)
def test_delta_crl_needs_a_base_of_its_number(number: int, usable: Check) -> None:
    facts = collect(
        crl(CA, extensions=numbered(number)), crl(CA, extensions=numbered(5, base=4))
    ).revocation
    assert [fact.usable for fact in facts] == [Check.passed(), usable]


def test_delta_crl_lifts_a_hold_of_its_base() -> None:
    held = entry(LEAF, reason(x509.ReasonFlags.certificate_hold))
    lifted = entry(LEAF, reason(x509.ReasonFlags.remove_from_crl))
    base = crl(CA, [held], extensions=numbered(4))
    facts = collect(base, crl(CA, [lifted], extensions=numbered(5, base=4))).revocation
    assert [(fact.status, fact.usable) for fact in facts] == [(GOOD, Check.passed())] * 2
    again = collect(base, crl(CA, extensions=numbered(5, base=4))).revocation
    assert [(fact.status, fact.revocation_reason) for fact in again] == [
        (REVOKED, "certificateHold")
    ] * 2


# --- OCSP responses ----------------------------------------------------------------


VA = responder("VA", CA)


@pytest.mark.parametrize("by_name", [True, False], ids=["by-name", "by-key"])
@pytest.mark.parametrize("algorithm", [hashes.SHA1(), hashes.SHA256()], ids=["sha1", "sha256"])
@pytest.mark.parametrize("by", [CA, VA], ids=["issuer", "delegated"])
def test_ocsp_good(by: Issued, algorithm: hashes.HashAlgorithm, by_name: bool) -> None:
    data = ocsp_response(LEAF, CA, by, algorithm=algorithm, by_name=by_name)
    fact = only(collect(data))
    assert (fact.status, fact.usable) == (GOOD, Check.passed())
    assert (fact.kind, fact.origin, fact.next_update) == ("ocsp", RevocationOrigin.CMS, None)
    assert fact.this_update == NOW
    assert fact.produced_at is not None
    assert fact.issuer_common_name == ("CA" if by is CA else "VA")


def test_ocsp_revoked() -> None:
    data = ocsp_response(
        LEAF,
        CA,
        VA,
        status=ocsp.OCSPCertStatus.REVOKED,
        revoked_at=NOW - timedelta(days=1),
        reason=x509.ReasonFlags.superseded,
    )
    fact = only(collect(data))
    assert (fact.status, fact.usable) == (REVOKED, Check.passed())
    assert fact.revocation_time == NOW - timedelta(days=1)
    assert fact.revocation_reason == "superseded"


def test_ocsp_unknown_is_an_answer_that_says_nothing() -> None:
    data = ocsp_response(LEAF, CA, VA, status=ocsp.OCSPCertStatus.UNKNOWN)
    assert answer(data) == (UNKNOWN, Check.passed())


def test_ocsp_for_another_certificate_or_another_issuer() -> None:
    assert collect(ocsp_response(OTHER, CA, VA)).revocation == ()
    twin = authority("CA", TOP, key="another key")
    assert collect(ocsp_response(LEAF, twin, twin)).revocation == ()


def test_ocsp_responder_certificate_from_the_pool() -> None:
    data = ocsp_response(LEAF, CA, VA, embed=False)
    assert answer(data, pool=[VA]) == (GOOD, Check.passed())
    assert answer(data) == (GOOD, Check.failed("ocsp_responder_unknown"))


ABROAD = authority("Abroad", TOP)
OUTSIDE = datetime(2024, 2, 1, tzinfo=UTC)

RESPONDERS = {
    "no-extended-key-usage": (
        responder("VA", CA, extensions=[]),
        Check.failed("ocsp_responder_not_authorised"),
    ),
    "of-another-ca": (responder("VA", ABROAD), Check.failed("ocsp_responder_of_other_issuer")),
    "self-signed": (
        issue("VA", usage=("digital_signature",)),
        Check.failed("ocsp_responder_of_other_issuer"),
    ),
    "of-a-look-alike-of-the-ca": (
        responder("VA", root("CA", key="attacker")),
        Check.failed("ocsp_responder_of_other_issuer"),
    ),
    "the-signer-itself": (LEAF, Check.failed("ocsp_responder_is_subject")),
    "expired-when-it-signed": (
        responder("VA", CA, not_after=OUTSIDE),
        Check.failed("ocsp_responder_not_valid"),
    ),
    "no-digital-signature": (
        responder("VA", CA, usage=("key_encipherment",)),
        Check.failed("key_usage_missing", usage="digitalSignature"),
    ),
}


@pytest.mark.parametrize("case", RESPONDERS.values(), ids=RESPONDERS.keys())
def test_ocsp_responder_that_is_not_entitled(case: tuple[Issued, Check]) -> None:
    by, expected = case
    assert answer(ocsp_response(LEAF, CA, by)) == (GOOD, expected)


def test_ocsp_signature_broken() -> None:
    data = ocsp_response(LEAF, CA, CA, embed=False)
    broken = replace(data, der=data.der[:-3] + bytes([data.der[-3] ^ 1]) + data.der[-2:])
    assert answer(broken) == (GOOD, Check.failed("signature_invalid"))


def test_ocsp_responder_that_a_crl_revokes() -> None:
    facts = collect(ocsp_response(LEAF, CA, VA), crl(CA, [entry(VA)])).revocation
    assert [(fact.kind, fact.status, fact.usable) for fact in facts] == [
        ("crl", GOOD, Check.passed()),
        ("ocsp", GOOD, Check.failed("ocsp_responder_revoked")),
    ]


def test_ocsp_responder_replaced_after_it_signed() -> None:
    later = entry(VA, reason(x509.ReasonFlags.superseded), at=datetime(2099, 1, 1, tzinfo=UTC))
    facts = collect(ocsp_response(LEAF, CA, VA), crl(CA, [later])).revocation
    assert [fact.usable for fact in facts] == [Check.passed(), Check.passed()]


def test_ocsp_critical_extension() -> None:
    data = ocsp_response(LEAF, CA, VA, extensions=[(x509.OCSPNonce(b"\0" * 16), True)])
    assert answer(data) == (
        GOOD,
        Check.failed("ocsp_critical_extension_unknown", oid="1.3.6.1.5.5.7.48.1.2"),
    )


def test_ocsp_try_later() -> None:
    der = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
    data = RevocationData(
        kind="ocsp",
        der=der.public_bytes(serialization.Encoding.DER),
        origin=RevocationOrigin.DSS,
    )
    assert answer(data) == (UNKNOWN, Check.failed("ocsp_not_successful", status="tryLater"))


# --- both -----------------------------------------------------------------------------


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
