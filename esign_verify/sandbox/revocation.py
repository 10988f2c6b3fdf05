"""CRLs and OCSP responses as BSrE writes them (RFC 5280 clause 5, RFC 6960)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509

from esign_verify.sandbox import der
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.signing import digest_algorithm, sign, signature_algorithm

REASON_AFFILIATION_CHANGED = 3
REASON_KEY_COMPROMISE = 1

_CRL_NUMBER = "2.5.29.20"
_CRL_REASON = "2.5.29.21"
_ISSUING_DISTRIBUTION_POINT = "2.5.29.28"
_AUTHORITY_KEY_IDENTIFIER = "2.5.29.35"
_OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1"


@dataclass(frozen=True, slots=True)
class Revocation:
    """One revoked certificate: serial number, when, and why (RFC 5280 5.3.1)."""

    serial_number: int
    at: datetime
    reason: int = REASON_AFFILIATION_CHANGED


def build_crl(
    issuer: Entity,
    this_update: datetime,
    *,
    revoked: Sequence[Revocation] = (),
    valid_for: timedelta = timedelta(hours=24),
    address: str = "",
    signer: Entity | None = None,
) -> bytes:
    """A CRL version 2 with a critical issuingDistributionPoint, if `address` is given.

    `signer`: somebody else's key, for a CRL that must not count.
    """
    key = (signer or issuer).key
    algorithm = signature_algorithm(key)
    entries = b"".join(_crl_entry(entry) for entry in revoked)
    body = der.sequence(
        der.integer(1),
        algorithm,
        issuer.name_der,
        der.time(this_update),
        der.time(this_update + valid_for),
        der.sequence(entries) if entries else b"",
        der.explicit(0, der.sequence(*_crl_extensions(issuer, this_update, address))),
    )
    return der.sequence(body, algorithm, der.bit_string(sign(key, body)))


def _crl_entry(entry: Revocation) -> bytes:
    reason = _extension(_CRL_REASON, der.enumerated(entry.reason))
    return der.sequence(der.integer(entry.serial_number), der.time(entry.at), der.sequence(reason))


def _crl_extensions(issuer: Entity, this_update: datetime, address: str) -> tuple[bytes, ...]:
    identifier = der.sequence(der.implicit(0, issuer.key_identifier))
    found = [
        _extension(_AUTHORITY_KEY_IDENTIFIER, identifier),
        _extension(_CRL_NUMBER, der.integer(int(this_update.timestamp()))),
    ]
    if address:
        full_name = der.explicit(0, der.explicit(0, der.uri_name(address)))
        point = der.sequence(full_name)
        found.append(_extension(_ISSUING_DISTRIBUTION_POINT, point, critical=True))
    return tuple(found)


def _extension(identifier: str, value: bytes, *, critical: bool = False) -> bytes:
    flag = der.boolean(True) if critical else b""
    return der.sequence(der.oid(identifier), flag, der.octet_string(value))


def build_ocsp(
    subject: Entity, responder: Entity, this_update: datetime, *, revoked: Revocation | None = None
) -> bytes:
    """An OCSPResponse: responder by key, SHA-1 certID, no nextUpdate, its certificate inside."""
    status = der.implicit(0, b"")
    if revoked is not None:
        reason = der.explicit(0, der.enumerated(revoked.reason))
        status = der.explicit(1, der.generalized_time(revoked.at), reason)
    single = der.sequence(_certificate_id(subject), status, der.generalized_time(this_update))
    data = der.sequence(
        der.explicit(2, der.octet_string(_key_hash(responder.certificate))),
        der.generalized_time(this_update),
        der.sequence(single),
    )
    basic = der.sequence(
        data,
        signature_algorithm(responder.key),
        der.bit_string(sign(responder.key, data)),
        der.explicit(0, der.sequence(responder.der)),
    )
    response = der.sequence(der.oid(_OCSP_BASIC), der.octet_string(basic))
    return der.sequence(der.enumerated(0), der.explicit(0, response))


def _certificate_id(subject: Entity) -> bytes:
    """CertID (RFC 6960 4.1.1)."""
    issuer = subject.issuer or subject
    return der.sequence(
        digest_algorithm("sha1"),
        der.octet_string(hashlib.sha1(issuer.name_der).digest()),
        der.octet_string(_key_hash(issuer.certificate)),
        der.integer(subject.certificate.serial_number),
    )


def _key_hash(certificate: x509.Certificate) -> bytes:
    """SHA-1 of the key's BIT STRING without tag, length and unused bits."""
    return x509.SubjectKeyIdentifier.from_public_key(certificate.public_key()).digest
