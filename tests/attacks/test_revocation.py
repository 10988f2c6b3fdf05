"""Attacks on revocation data (attacks.md 3.2; RFC 5280 5 and 6.3, RFC 6960, EN 319 102-1 5.2.5).

Each document embeds a good CRL for the CA, so that only the signer's status is open. The
signer's certificate names no address for a CRL or OCSP unless a case says so. Under
`standard` missing or stale data is a warning, under `strict` it is INDETERMINATE TRY_LATER.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509

from esign_verify.evidence import Outcome
from esign_verify.sandbox import der
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.cms_builder import attribute
from esign_verify.sandbox.revocation import (
    REASON_CERTIFICATE_HOLD,
    REASON_KEY_COMPROMISE,
    OcspSpec,
    Revocation,
    build_crl,
    build_ocsp,
    crl_number,
    extension,
    ocsp_error,
)
from esign_verify.sandbox.timestamp_builder import build_token
from tests.attacks.builders import (
    GOOD_STAMP,
    MISSING,
    Case,
    Verdict,
    assert_case,
    failed,
    judge,
    open_,
    passed,
    signed,
    token,
)
from tests.attacks.builders_pki import (
    JUDGED_AT,
    OCSP_SIGNING,
    SIGNED_AT,
    Extension,
    Lab,
    authority,
    extended,
    issue,
    unknown_critical,
)

FRESH = JUDGED_AT - timedelta(hours=1)
STALE = datetime(2025, 1, 1, tzinfo=UTC)
BEFORE = datetime(2026, 1, 10, tzinfo=UTC)
"""of the signature's time-stamp, 2026-01-15"""
AFTER = datetime(2026, 1, 18, tzinfo=UTC)

REVOKED = open_("REVOKED_NO_POE", "not_revoked", "certificate_revoked")
CA_REVOKED = open_("REVOKED_CA_NO_POE", "not_revoked", "certificate_revoked")
ON_HOLD = open_("TRY_LATER", "not_revoked", "certificate_on_hold")
SINCE = passed("certificate_revoked_since")


def later(reason: str) -> Verdict:
    return open_("TRY_LATER", "revocation_data", reason)


@dataclass(frozen=True)
class Data:
    """CRLs and OCSP responses of the DSS, beside the CA's CRL."""

    crls: Sequence[bytes] = ()
    ocsps: Sequence[bytes] = ()


def document(
    lab: Lab,
    data: Data,
    *,
    stamped: bool = False,
    signer: Entity | None = None,
    ca_crl: bytes = b"",
    **knobs: Any,
) -> bytes:
    root_crl = ca_crl or build_crl(lab.root, FRESH)
    return signed(
        lab,
        signer=signer or lab.signer,
        stamps=[token(lab.tsa)] if stamped else (),
        dss={"crls": [root_crl, *data.crls], "ocsps": list(data.ocsps)},
        **knobs,
    )


def case(
    name: str,
    provenance: str,
    data: Callable[[Lab], Data],
    expected: Verdict,
    strict: Verdict | None = None,
    *,
    stamped: bool = False,
    **knobs: Any,
) -> Case:
    return Case(
        id=name,
        provenance=provenance,
        build=lambda lab: document(lab, data(lab), stamped=stamped, **knobs),
        expected=expected,
        strict=strict or expected,
        stamps=(GOOD_STAMP,) if stamped else (),
        time_source="signature-time-stamp" if stamped else "",
    )


def crl_case(
    name: str, provenance: str, expected: Verdict, strict: Verdict | None = None, **knobs: Any
) -> Case:
    """One CRL of the lab's CA with these knobs of `build_crl`."""
    at = knobs.pop("at", FRESH)
    return case(
        name, provenance, lambda lab: Data([build_crl(lab.ca, at, **knobs)]), expected, strict
    )


def entry(lab: Lab, at: datetime, **more: Any) -> Revocation:
    return Revocation(lab.signer.certificate.serial_number, at, **more)


def revoking(at: datetime, **more: Any) -> Callable[[Lab], Data]:
    return lambda lab: Data([build_crl(lab.ca, FRESH, revoked=[entry(lab, at, **more)])])


def idp(number: int) -> dict[str, Any]:
    """One BOOLEAN field of the issuingDistributionPoint, true."""
    return {"scope": [der.implicit(number, b"\xff")]}


def _ca_revoked(lab: Lab) -> bytes:
    own = Revocation(lab.ca.certificate.serial_number, AFTER)
    return build_crl(lab.root, FRESH, revoked=[own])


def _after_content_timestamp(lab: Lab) -> bytes:
    """A content-time-stamp (a signed attribute) made after the revocation."""
    contents: list[bytes] = []

    def keep(content: bytes) -> bytes:
        contents.append(content)
        return hashlib.sha256(content).digest()

    def with_content_timestamp(found: list[bytes]) -> Sequence[bytes]:
        made = build_token(token(lab.tsa, gen_time=SIGNED_AT - timedelta(hours=1)), contents[0])
        return sorted([*found, attribute("1.2.840.113549.1.9.16.2.20", made)])

    return document(
        lab,
        revoking(BEFORE)(lab),
        stamped=True,
        message_digest=keep,
        arrange_attributes=with_content_timestamp,
        reserved=24000,
    )


def _without_crl_sign(lab: Lab) -> bytes:
    ca = authority("Silent CA", lab.root, usage=("key_cert_sign",))
    signer = issue("Alice", ca)
    return document(lab, Data([build_crl(ca, FRESH)]), signer=signer)


def _own_answer(lab: Lab) -> bytes:
    """A signer that may also answer for others, and says that it is good itself."""
    purposes = extended("1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.9")
    signer = issue("Alice", lab.ca, extensions=[purposes])
    return document(lab, Data([], [build_ocsp(signer, signer, FRESH)]), signer=signer)


def _indirect(lab: Lab, *, named: bool, of: Entity | None = None) -> bytes:
    """A CRL of another CA under the root that lists the signer's serial number for `of`."""
    other = authority("CRL Issuer", lab.root)
    extensions: list[Extension] = []
    if named:
        name = [x509.DirectoryName(other.certificate.subject)]
        point = x509.DistributionPoint(name, None, None, name)
        extensions.append((x509.CRLDistributionPoints([point]), False))
    signer = issue("Alice", lab.ca, extensions=extensions)
    listed = Revocation(signer.certificate.serial_number, BEFORE, issuer=(of or lab.ca).name_der)
    crl = build_crl(other, FRESH, revoked=[listed], **idp(4))
    return document(lab, Data([crl]), signer=signer, certificates=[*signer.chain, other.der])


NO_POE = "EN 319 102-1 5.2.6: revoked, and no proof that the signature is older or younger"
PAST = "EN 319 102-1 5.5.4: revoked after the proven time"

WHEN = [
    crl_case("control-crl", "a good and fresh CRL", passed()),
    case("revoked-before-signing", NO_POE, revoking(BEFORE), REVOKED),
    case(
        "revoked-before-the-time-stamp",
        NO_POE + ": a time-stamp says when it existed, not when it was made",
        revoking(BEFORE),
        REVOKED,
        stamped=True,
    ),
    Case(
        id="revoked-before-a-content-time-stamp",
        provenance="EN 319 102-1 table 5: proof that the signature was made after the revocation",
        build=_after_content_timestamp,
        expected=failed("REVOKED", "not_revoked", "certificate_revoked", integrity=Outcome.PASSED),
        stamps=(GOOD_STAMP, GOOD_STAMP),
        time_source="signature-time-stamp",
    ),
    case("revoked-after-signing-without-time-stamp", NO_POE, revoking(AFTER), REVOKED),
    case("revoked-after-the-time-stamp", PAST, revoking(AFTER), SINCE, stamped=True),
    case(
        "key-compromise-after-the-time-stamp",
        PAST,
        revoking(AFTER, reason=REASON_KEY_COMPROMISE),
        SINCE,
        stamped=True,
    ),
    case(
        "key-compromise-invalid-before-the-time-stamp",
        "RFC 5280 5.3.2: the invalidity date lies before",
        revoking(AFTER, reason=REASON_KEY_COMPROMISE, invalidity_date=BEFORE),
        REVOKED,
        stamped=True,
    ),
    case(
        "revoked-by-a-stale-crl",
        "RFC 5280 5.3: what is revoked stays revoked",
        lambda lab: Data([build_crl(lab.ca, STALE, revoked=[entry(lab, STALE)])]),
        REVOKED,
    ),
    case(
        "revoked-for-a-reason-that-is-not-defined",
        "RFC 5280 5.3.1: CRLReason 7 is not used; the entry revokes all the same",
        revoking(BEFORE, reason=7),
        REVOKED,
    ),
    case(
        "ocsp-revoked-for-a-reason-that-is-not-defined",
        "RFC 5280 5.3.1, RFC 6960 4.2.1",
        lambda lab: Data(
            [], [build_ocsp(lab.signer, lab.ocsp, FRESH, revoked=entry(lab, BEFORE, reason=7))]
        ),
        REVOKED,
    ),
    case(
        "revoked-without-a-reason",
        "RFC 5280 5.3.1: the reason is optional",
        revoking(BEFORE, reason=None),
        REVOKED,
    ),
    Case(
        id="ca-revoked",
        provenance=NO_POE,
        build=lambda lab: document(lab, Data([build_crl(lab.ca, FRESH)]), ca_crl=_ca_revoked(lab)),
        expected=CA_REVOKED,
        strict=CA_REVOKED,
    ),
    Case(
        id="ca-revoked-after-the-time-stamp-superseded",
        provenance=PAST,
        build=lambda lab: document(
            lab, Data([build_crl(lab.ca, FRESH)]), ca_crl=_ca_revoked(lab), stamped=True
        ),
        expected=SINCE,
        stamps=(GOOD_STAMP,),
        time_source="signature-time-stamp",
    ),
    case(
        "on-hold",
        "EN 319 102-1 5.2.6.4: on hold is TRY_LATER, not revoked",
        revoking(BEFORE, reason=REASON_CERTIFICATE_HOLD),
        ON_HOLD,
    ),
    case(
        "on-hold-lifted",
        "RFC 5280 5.3.1: a later CRL no longer lists it; the old one anyone can embed",
        lambda lab: Data(
            [
                build_crl(
                    lab.ca, AFTER, revoked=[entry(lab, AFTER, reason=REASON_CERTIFICATE_HOLD)]
                ),
                build_crl(lab.ca, FRESH),
            ]
        ),
        passed(),
    ),
    case(
        "on-hold-again",
        "RFC 5280 5.3.1: the later of two CRLs has it on hold",
        lambda lab: Data(
            [
                build_crl(lab.ca, AFTER),
                build_crl(
                    lab.ca, FRESH, revoked=[entry(lab, FRESH, reason=REASON_CERTIFICATE_HOLD)]
                ),
            ]
        ),
        ON_HOLD,
    ),
    case(
        "revoked-and-then-no-longer-listed",
        "RFC 5280 5.3.1: only a hold can be lifted",
        lambda lab: Data(
            [build_crl(lab.ca, AFTER, revoked=[entry(lab, AFTER)]), build_crl(lab.ca, FRESH)]
        ),
        REVOKED,
    ),
]

FRESHNESS = "EN 319 102-1 5.2.5: revocation freshness"
ABSENT = later(MISSING)
OLD = later("revocation_data_stale")
OLD_WARNING = passed("revocation_data_stale")
SIGNER = "RFC 5280 6.3.3 (f), (g): who may sign a CRL"
SCOPE = "RFC 5280 5.2.5, 6.3.3 (b): what a CRL speaks of"


def stranger(lab: Lab) -> Entity:
    return issue("Lab CA", None, key="ec stranger", ca=True, usage=("key_cert_sign", "crl_sign"))


CRLS = [
    case("no-data-for-the-signer", FRESHNESS, lambda lab: Data(), passed(), ABSENT),
    crl_case("crl-stale", FRESHNESS, OLD_WARNING, OLD, at=STALE),
    crl_case(
        "crl-before-signing", FRESHNESS, OLD_WARNING, OLD, at=datetime(2026, 1, 1, tzinfo=UTC)
    ),
    case(
        "crl-of-another-key-says-good",
        SIGNER,
        lambda lab: Data([build_crl(lab.ca, FRESH, signer=stranger(lab))]),
        passed(),
        ABSENT,
    ),
    case(
        "crl-of-another-key-revokes",
        SIGNER + "; a forged CRL must not revoke",
        lambda lab: Data(
            [build_crl(lab.ca, FRESH, signer=stranger(lab), revoked=[entry(lab, BEFORE)])]
        ),
        passed(),
        ABSENT,
    ),
    case(
        "crl-of-another-key-revokes-beside-a-good-one",
        SIGNER,
        lambda lab: Data(
            [
                build_crl(lab.ca, FRESH, signer=stranger(lab), revoked=[entry(lab, BEFORE)]),
                build_crl(lab.ca, FRESH),
            ]
        ),
        passed(),
    ),
    crl_case("crl-broken-signature", SIGNER, passed(), ABSENT, corrupt_signature=True),
    Case(
        id="crl-issuer-without-crl-sign",
        provenance=SIGNER + ": keyUsage cRLSign",
        build=_without_crl_sign,
        expected=passed(),
        strict=ABSENT,
    ),
    crl_case("idp-only-user-certificates", SCOPE, passed(), **idp(1)),
    crl_case("idp-only-ca-certificates", SCOPE, passed(), ABSENT, **idp(2)),
    crl_case("idp-only-attribute-certificates", SCOPE, passed(), ABSENT, **idp(5)),
    crl_case(
        "idp-only-some-reasons",
        SCOPE + ": keyCompromise alone",
        passed(),
        ABSENT,
        scope=[der.implicit(3, b"\x06\x40")],
    ),
    crl_case(
        "idp-of-another-distribution-point",
        SCOPE,
        passed(),
        ABSENT,
        address="http://crl.invalid/other.crl",
    ),
    case(
        "idp-too-narrow-and-lists-the-signer",
        "serial numbers are unique to an issuer (RFC 5280 4.1.2.2): what it lists is revoked",
        lambda lab: Data([build_crl(lab.ca, FRESH, revoked=[entry(lab, BEFORE)], **idp(2))]),
        REVOKED,
    ),
    crl_case("delta-crl-alone", "RFC 5280 5.2.4", passed(), ABSENT, delta_of=1),
    case(
        "delta-crl-with-its-base",
        "RFC 5280 5.2.4",
        lambda lab: Data(
            [
                build_crl(lab.ca, STALE),
                build_crl(lab.ca, FRESH, delta_of=crl_number(STALE)),
            ]
        ),
        passed(),
    ),
    case(
        "delta-crl-alone-revokes",
        "RFC 5280 5.2.4, 4.1.2.2",
        lambda lab: Data([build_crl(lab.ca, FRESH, delta_of=1, revoked=[entry(lab, BEFORE)])]),
        REVOKED,
    ),
    crl_case(
        "crl-unknown-critical-extension",
        "RFC 5280 5.2",
        passed(),
        ABSENT,
        extensions=[extension("1.3.6.1.4.1.99999.1", der.NULL, critical=True)],
    ),
    case(
        "crl-garbage",
        "attacks.md 1: junk that anyone can append costs nothing",
        lambda lab: Data([b"garbage"]),
        passed(),
        ABSENT,
    ),
    case(
        "crl-garbage-beside-a-good-one",
        "attacks.md 1: junk that anyone can append costs nothing",
        lambda lab: Data([b"garbage", build_crl(lab.ca, FRESH)], [b"garbage"]),
        passed(),
    ),
    Case(
        id="indirect-crl-of-another-ca",
        provenance="RFC 5280 5.3.3: the signer's certificate names no such cRLIssuer",
        build=lambda lab: _indirect(lab, named=False),
        expected=passed(),
        strict=ABSENT,
    ),
    Case(
        id="indirect-crl-that-the-certificate-names",
        provenance="RFC 5280 5.3.3, 6.3.3 (b)(1)",
        build=lambda lab: _indirect(lab, named=True),
        expected=REVOKED,
        strict=REVOKED,
    ),
    Case(
        id="indirect-crl-with-an-entry-for-another-issuer",
        provenance="RFC 5280 5.3.3: the same serial number of another CA",
        build=lambda lab: _indirect(lab, named=True, of=lab.root),
        expected=passed(),
        strict=passed(),
    ),
    Case(
        id="crl-in-signed-data",
        provenance="RFC 5652 10.2.1: SignedData.crls counts, whatever the certificate names",
        build=lambda lab: signed(
            lab, crls=[build_crl(lab.ca, FRESH, revoked=[entry(lab, BEFORE)])]
        ),
        expected=REVOKED,
    ),
    Case(
        id="crl-in-the-archival-attribute",
        provenance="ISO 32000-2 12.8.3.3.2",
        build=lambda lab: signed(
            lab, archived_crls=[build_crl(lab.ca, FRESH, revoked=[entry(lab, BEFORE)])]
        ),
        expected=REVOKED,
    ),
]

RESPONDER = "RFC 6960 4.2.2.2: who may answer"


def ocsp_case(
    name: str,
    provenance: str,
    expected: Verdict,
    strict: Verdict | None = None,
    *,
    by: Callable[[Lab], Entity] = lambda lab: lab.ocsp,
    at: datetime = FRESH,
    revoked: datetime | None = None,
    crl: bool = False,
    **knobs: Any,
) -> Case:
    """One OCSP response with these fields of `OcspSpec`; `crl`: a good CRL beside it."""

    def data(lab: Lab) -> Data:
        answer = build_ocsp(
            lab.signer,
            by(lab),
            at,
            revoked=entry(lab, revoked) if revoked else None,
            spec=OcspSpec(**knobs),
        )
        return Data([build_crl(lab.ca, FRESH)] if crl else [], [answer])

    return case(name, provenance, data, expected, strict)


def _responder(lab: Lab, **options: Any) -> Entity:
    return issue("Other OCSP", lab.ca, **{"extensions": [OCSP_SIGNING], **options})


OCSPS = [
    ocsp_case("control-ocsp-direct", RESPONDER, passed(), by=lambda lab: lab.ca),
    ocsp_case("control-ocsp-delegated", RESPONDER, passed()),
    ocsp_case("ocsp-revoked", NO_POE, REVOKED, revoked=BEFORE),
    ocsp_case(
        "ocsp-responder-without-purpose",
        RESPONDER + ": id-kp-OCSPSigning",
        passed(),
        ABSENT,
        by=lambda lab: _responder(lab, extensions=[]),
    ),
    ocsp_case(
        "ocsp-responder-of-another-ca",
        RESPONDER + ": issued by the CA itself",
        passed(),
        ABSENT,
        by=lambda lab: issue("OCSP", authority("Other CA", lab.root), extensions=[OCSP_SIGNING]),
    ),
    ocsp_case(
        "ocsp-responder-self-signed",
        RESPONDER,
        passed(),
        ABSENT,
        by=lambda lab: issue("Lab OCSP", None, key="ec stranger", extensions=[OCSP_SIGNING]),
    ),
    Case(
        id="ocsp-signed-by-the-signer-itself",
        provenance=RESPONDER + "; its certificate even has the purpose",
        build=_own_answer,
        expected=passed(),
        strict=ABSENT,
    ),
    ocsp_case(
        "ocsp-responder-expired-when-it-answered",
        RESPONDER,
        passed(),
        ABSENT,
        by=lambda lab: _responder(lab, not_after=SIGNED_AT),
    ),
    ocsp_case(
        "ocsp-responder-unknown-critical-extension",
        "RFC 5280 4.2",
        passed(),
        ABSENT,
        by=lambda lab: _responder(lab, extensions=[OCSP_SIGNING, unknown_critical()]),
    ),
    ocsp_case(
        "CVE-2026-58062-ocsp-of-another-serial-number",
        "BouncyCastle did not bind the answer; RFC 6960 4.1.1",
        passed(),
        ABSENT,
        serial_number=4711,
    ),
    ocsp_case(
        "ocsp-unknown",
        "RFC 6960 2.2: unknown is no good",
        passed("revocation_status_unknown"),
        later("revocation_status_unknown"),
        unknown=True,
    ),
    ocsp_case(
        "ocsp-stale", FRESHNESS, OLD_WARNING, OLD, at=STALE, next_update=STALE + timedelta(days=60)
    ),
    ocsp_case("ocsp-without-next-update-old", FRESHNESS, OLD_WARNING, OLD, at=BEFORE),
    ocsp_case("ocsp-with-next-update", FRESHNESS, passed(), at=BEFORE, next_update=JUDGED_AT),
    ocsp_case("ocsp-broken-signature", RESPONDER, passed(), ABSENT, corrupt_signature=True),
    ocsp_case("ocsp-with-nonce", "RFC 8954, attacks.md 3.2 recipe", passed(), nonce=True),
    ocsp_case(
        "ocsp-sha256-cert-id", "RFC 6960 4.1.1, attacks.md 3.2 recipe", passed(), digest="sha256"
    ),
    ocsp_case(
        "ocsp-unknown-critical-extension",
        "RFC 6960 4.4",
        passed(),
        ABSENT,
        extensions=[extension("1.3.6.1.4.1.99999.1", der.NULL, critical=True)],
    ),
    case(
        "ocsp-try-later",
        "RFC 6960 2.3: an error is no answer",
        lambda lab: Data([], [ocsp_error(3)]),
        passed(),
        ABSENT,
    ),
    case(
        "ocsp-garbage",
        "attacks.md 1: junk that anyone can append costs nothing",
        lambda lab: Data([], [b"\x30\x03garbage"]),
        passed(),
        ABSENT,
    ),
    ocsp_case(
        "crl-good-ocsp-revoked",
        NO_POE + "; the worse answer wins",
        REVOKED,
        crl=True,
        revoked=BEFORE,
    ),
]


CASES = [*WHEN, *CRLS, *OCSPS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_revocation(case: Case, lab: Lab) -> None:
    assert_case(case, lab)


def test_junk_in_the_security_store_is_said_of_the_document(lab: Lab) -> None:
    """Garbage certificates, CRLs and OCSP responses: one finding, and nothing else changes."""
    clean = {"crls": [build_crl(lab.root, FRESH), build_crl(lab.ca, FRESH)]}
    dirty = {
        "certificates": [b"garbage", b"\x30\x82\xff\xff"],
        "crls": [*clean["crls"], b"", b"\x30\x80"],
        "ocsps": [b"garbage", b"\x30\x00"],
    }
    one, other = (judge(signed(lab, dss=dss), lab) for dss in (clean, dirty))
    assert other.signatures[0].conclusion.indication == one.signatures[0].conclusion.indication
    reasons = [(f.rule, f.level, f.reason) for f in other.document_findings if f.reason]
    assert reasons == [("security_store", "INFORM", "security_store_junk")]
    assert [f.reason for f in one.document_findings if f.reason] == []


UNUSABLE = {
    "crl-of-another-key-says-good": "signature_invalid",
    "crl-of-another-key-revokes": "signature_invalid",
    "crl-broken-signature": "signature_invalid",
    "crl-issuer-without-crl-sign": "key_usage_missing",
    "idp-only-ca-certificates": "crl_scope_ca_certificates",
    "idp-only-attribute-certificates": "crl_scope_attribute_certificates",
    "idp-only-some-reasons": "crl_reasons_partial",
    "idp-of-another-distribution-point": "crl_distribution_point_mismatch",
    "delta-crl-alone": "crl_delta_without_base",
    "crl-unknown-critical-extension": "crl_critical_extension_unknown",
    "ocsp-responder-without-purpose": "ocsp_responder_not_authorised",
    "ocsp-responder-of-another-ca": "ocsp_responder_of_other_issuer",
    "ocsp-responder-self-signed": "ocsp_responder_of_other_issuer",
    "ocsp-signed-by-the-signer-itself": "ocsp_responder_is_subject",
    "ocsp-responder-expired-when-it-answered": "ocsp_responder_not_valid",
    "ocsp-responder-unknown-critical-extension": "critical_extension_unknown",
    "ocsp-broken-signature": "signature_invalid",
    "ocsp-unknown-critical-extension": "ocsp_critical_extension_unknown",
    "ocsp-try-later": "ocsp_not_successful",
}
"""Why the one CRL or OCSP response about the signer counts for nothing."""


@pytest.mark.parametrize(("name", "reason"), UNUSABLE.items(), ids=UNUSABLE)
def test_what_does_not_count_says_why(lab: Lab, name: str, reason: str) -> None:
    (wanted,) = (case for case in CASES if case.id == name)
    (signature,) = judge(wanted.build(lab), lab).signatures
    path = signature.evidence.path
    assert path is not None
    own = [f for f in path.revocation if f.certificate_sha256 == path.certificates[0].sha256]
    assert [(f.usable.outcome, f.usable.reason) for f in own] == [(Outcome.FAILED, reason)]
