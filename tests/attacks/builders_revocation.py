"""Documents with one CRL or OCSP response about the signer, and the verdicts of their kinds.

Each document embeds a good CRL for the CA, so that only the signer's status is open. The
signer's certificate names no address for a CRL or OCSP unless a case says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509

from esign_verify.evidence import Outcome
from esign_verify.sandbox import der
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.cms_builder import attribute
from esign_verify.sandbox.revocation import (
    OcspSpec,
    Revocation,
    build_crl,
    build_ocsp,
)
from esign_verify.sandbox.timestamp_builder import build_token
from tests.attacks.builders import (
    GOOD_STAMP,
    MISSING,
    Case,
    Verdict,
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
)

FRESH = JUDGED_AT - timedelta(hours=1)
STALE = datetime(2025, 1, 1, tzinfo=UTC)
BEFORE = datetime(2026, 1, 10, tzinfo=UTC)
"""of the signature's time-stamp, 2026-01-15"""
AFTER = datetime(2026, 1, 18, tzinfo=UTC)

NO_POE = "EN 319 102-1 5.2.6: revoked, and no proof that the signature is older or younger"
PAST = "EN 319 102-1 5.5.4: revoked after the proven time"

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


def ca_revoked(lab: Lab) -> bytes:
    own = Revocation(lab.ca.certificate.serial_number, AFTER)
    return build_crl(lab.root, FRESH, revoked=[own])


def after_content_timestamp(lab: Lab) -> bytes:
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


def without_crl_sign(lab: Lab) -> bytes:
    ca = authority("Silent CA", lab.root, usage=("key_cert_sign",))
    signer = issue("Alice", ca)
    return document(lab, Data([build_crl(ca, FRESH)]), signer=signer)


def own_answer(lab: Lab) -> bytes:
    """A signer that may also answer for others, and says that it is good itself."""
    purposes = extended("1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.9")
    signer = issue("Alice", lab.ca, extensions=[purposes])
    return document(lab, Data([], [build_ocsp(signer, signer, FRESH)]), signer=signer)


def indirect(lab: Lab, *, named: bool, of: Entity | None = None) -> bytes:
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


def stranger(lab: Lab) -> Entity:
    return issue("Lab CA", None, key="ec stranger", ca=True, usage=("key_cert_sign", "crl_sign"))


FRESHNESS = "EN 319 102-1 5.2.5: revocation freshness"
ABSENT = later(MISSING)
OLD = later("revocation_data_stale")
OLD_WARNING = passed("revocation_data_stale")
SIGNER = "RFC 5280 6.3.3 (f), (g): who may sign a CRL"
SCOPE = "RFC 5280 5.2.5, 6.3.3 (b): what a CRL speaks of"
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


def responder(lab: Lab, **options: Any) -> Entity:
    return issue("Other OCSP", lab.ca, **{"extensions": [OCSP_SIGNING], **options})


def assert_unusable(wanted: Case, lab: Lab, reason: str) -> None:
    """The one fact about the signer does not count, for this reason."""
    (signature,) = judge(wanted.build(lab), lab).signatures
    path = signature.evidence.path
    assert path is not None
    own = [f for f in path.revocation if f.certificate_sha256 == path.certificates[0].sha256]
    assert [(f.usable.outcome, f.usable.reason) for f in own] == [(Outcome.FAILED, reason)]
