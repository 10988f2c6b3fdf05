"""What OCSP responses (RFC 6960) say of the certificates of a path."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from esign_verify.evidence import (
    Check,
    RevocationData,
    RevocationOrigin,
)
from tests.chain.pki_maker import (
    NOW,
    Issued,
    authority,
    crl,
    entry,
    issue,
    ocsp_response,
    responder,
    root,
)
from tests.chain.revocation import (
    CA,
    GOOD,
    LEAF,
    OTHER,
    REVOKED,
    TOP,
    UNKNOWN,
    VA,
    answer,
    collect,
    only,
    reason,
)


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
