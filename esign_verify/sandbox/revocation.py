"""CRLs and OCSP responses as BSrE writes them (RFC 5280 clause 5, RFC 6960), and as none should."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from esign_verify._frozen import frozen
from esign_verify.sandbox import der
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.signing import PrivateKey, digest_algorithm, sign, signature_algorithm

REASON_KEY_COMPROMISE = 1
REASON_AFFILIATION_CHANGED = 3
REASON_CERTIFICATE_HOLD = 6

_CRL_NUMBER = "2.5.29.20"
_CRL_REASON = "2.5.29.21"
_INVALIDITY_DATE = "2.5.29.24"
_DELTA_CRL_INDICATOR = "2.5.29.27"
_ISSUING_DISTRIBUTION_POINT = "2.5.29.28"
_CERTIFICATE_ISSUER = "2.5.29.29"
_AUTHORITY_KEY_IDENTIFIER = "2.5.29.35"
_OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1"
_OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2"


@frozen
class Revocation:
    """One revoked certificate: serial number, when, and why (RFC 5280 5.3)."""

    serial_number: int
    at: datetime
    reason: int | None = REASON_AFFILIATION_CHANGED
    """None: no reasonCode"""
    invalidity_date: datetime | None = None
    issuer: bytes = b""
    """Name, DER: certificateIssuer of an indirect CRL (5.3.3)"""


def build_crl(
    issuer: Entity,
    this_update: datetime,
    *,
    revoked: Sequence[Revocation] = (),
    valid_for: timedelta = timedelta(hours=24),
    address: str = "",
    signer: Entity | None = None,
    delta_of: int | None = None,
    scope: Sequence[bytes] = (),
    extensions: Sequence[bytes] = (),
    corrupt_signature: bool = False,
) -> bytes:
    """A CRL version 2; critical issuingDistributionPoint if `address` or `scope` is given.

    `signer`: somebody else's key, for a CRL that must not count. `delta_of`: number of
    the base CRL. `scope`: further fields of the issuingDistributionPoint, DER.
    `extensions`: further ones, from `extension`.
    """
    key = (signer or issuer).key
    algorithm = signature_algorithm(key)
    entries = b"".join(_crl_entry(entry) for entry in revoked)
    own = _crl_extensions(issuer, this_update, address, scope, delta_of)
    body = der.sequence(
        der.integer(1),
        algorithm,
        issuer.name_der,
        der.time(this_update),
        der.time(this_update + valid_for),
        der.sequence(entries) if entries else b"",
        der.explicit(0, der.sequence(*own, *extensions)),
    )
    return der.sequence(body, algorithm, der.bit_string(_signature(key, body, corrupt_signature)))


def _signature(key: PrivateKey, body: bytes, corrupt: bool) -> bytes:
    value = sign(key, body)
    return value[:-1] + bytes((value[-1] ^ 1,)) if corrupt else value


def crl_number(this_update: datetime) -> int:
    """The CRLNumber that `build_crl` gives the CRL of a moment."""
    return int(this_update.timestamp())


def _crl_entry(entry: Revocation) -> bytes:
    found = []
    if entry.reason is not None:
        found.append(extension(_CRL_REASON, der.enumerated(entry.reason)))
    if entry.invalidity_date is not None:
        found.append(extension(_INVALIDITY_DATE, der.generalized_time(entry.invalidity_date)))
    if entry.issuer:
        name = der.sequence(der.explicit(4, entry.issuer))
        found.append(extension(_CERTIFICATE_ISSUER, name, critical=True))
    own = der.sequence(*found) if found else b""
    return der.sequence(der.integer(entry.serial_number), der.time(entry.at), own)


def _crl_extensions(
    issuer: Entity,
    this_update: datetime,
    address: str,
    scope: Sequence[bytes],
    delta_of: int | None,
) -> tuple[bytes, ...]:
    identifier = der.sequence(der.implicit(0, issuer.key_identifier))
    found = [
        extension(_AUTHORITY_KEY_IDENTIFIER, identifier),
        extension(_CRL_NUMBER, der.integer(crl_number(this_update))),
    ]
    if delta_of is not None:
        found.append(extension(_DELTA_CRL_INDICATOR, der.integer(delta_of), critical=True))
    if address or scope:
        full_name = der.explicit(0, der.explicit(0, der.uri_name(address))) if address else b""
        point = der.sequence(full_name, *scope)
        found.append(extension(_ISSUING_DISTRIBUTION_POINT, point, critical=True))
    return tuple(found)


def extension(identifier: str, value: bytes, *, critical: bool = False) -> bytes:
    """An Extension (RFC 5280 4.1)."""
    flag = der.boolean(True) if critical else b""
    return der.sequence(der.oid(identifier), flag, der.octet_string(value))


@frozen(kw_only=True)
class OcspSpec:
    """What `build_ocsp` writes beside the answer; the defaults are BSrE's responder."""

    next_update: datetime | None = None
    digest: str = "sha1"
    """of the CertID"""
    serial_number: int | None = None
    """instead of the subject's"""
    unknown: bool = False
    nonce: bool = False
    produced_at: datetime | None = None
    """None: thisUpdate"""
    embed: bool = True
    """the responder's certificate inside"""
    extensions: Sequence[bytes] = ()
    """of the ResponseData, from `extension`"""
    corrupt_signature: bool = False


_PLAIN = OcspSpec()


def build_ocsp(
    subject: Entity,
    responder: Entity,
    this_update: datetime,
    *,
    revoked: Revocation | None = None,
    spec: OcspSpec = _PLAIN,
) -> bytes:
    """An OCSPResponse: responder by key, SHA-1 certID, no nextUpdate, its certificate inside."""
    status = der.implicit(2 if spec.unknown else 0, b"")
    if revoked is not None:
        why = b"" if revoked.reason is None else der.explicit(0, der.enumerated(revoked.reason))
        status = der.explicit(1, der.generalized_time(revoked.at), why)
    until = der.explicit(0, der.generalized_time(spec.next_update)) if spec.next_update else b""
    single = der.sequence(
        _certificate_id(subject, spec), status, der.generalized_time(this_update), until
    )
    further = list(spec.extensions)
    if spec.nonce:
        further.append(
            extension(_OCSP_NONCE, der.octet_string(b"sixteen octets.."), critical=False)
        )
    data = der.sequence(
        der.explicit(2, der.octet_string(_key_hash(responder.certificate))),
        der.generalized_time(spec.produced_at or this_update),
        der.sequence(single),
        der.explicit(1, der.sequence(*further)) if further else b"",
    )
    basic = der.sequence(
        data,
        signature_algorithm(responder.key),
        der.bit_string(_signature(responder.key, data, spec.corrupt_signature)),
        der.explicit(0, der.sequence(responder.der)) if spec.embed else b"",
    )
    response = der.sequence(der.oid(_OCSP_BASIC), der.octet_string(basic))
    return der.sequence(der.enumerated(0), der.explicit(0, response))


def ocsp_error(status: int) -> bytes:
    """An OCSPResponse without an answer: 3 is tryLater (RFC 6960 4.2.1)."""
    return der.sequence(der.enumerated(status))


def _certificate_id(subject: Entity, spec: OcspSpec) -> bytes:
    """CertID (RFC 6960 4.1.1)."""
    issuer = subject.issuer or subject
    own = subject.certificate.serial_number
    return der.sequence(
        digest_algorithm(spec.digest),
        der.octet_string(hashlib.new(spec.digest, issuer.name_der).digest()),
        der.octet_string(hashlib.new(spec.digest, _key_bits(issuer.certificate)).digest()),
        der.integer(own if spec.serial_number is None else spec.serial_number),
    )


def _key_hash(certificate: x509.Certificate) -> bytes:
    return hashlib.sha1(_key_bits(certificate)).digest()


def _key_bits(certificate: x509.Certificate) -> bytes:
    """The key's BIT STRING without tag, length and unused bits."""
    key = certificate.public_key()
    if isinstance(key, EllipticCurvePublicKey):
        return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    if isinstance(key, RSAPublicKey):
        return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
