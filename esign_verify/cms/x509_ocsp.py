"""OCSP responses (RFC 6960, 4.2): decoded over the original bytes."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import datetime

from esign_verify._frozen import frozen
from esign_verify.cms import der
from esign_verify.cms.remembered import remembered
from esign_verify.cms.x509_crl import enumerated, reason_name
from esign_verify.cms.x509_extensions import (
    Extensions,
    first_child,
    read_explicit_extensions,
    whole,
)
from esign_verify.cms.x509_keys import signature_octets
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_OCSP_BYTES

_OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1"


@frozen(kw_only=True)
class SingleResponse:
    """RFC 6960, 4.2.1, with its CertID."""

    hash_algorithm: str
    """OID"""
    issuer_name_hash: bytes
    issuer_key_hash: bytes
    serial_number: int
    status: str
    """`good`, `revoked` or `unknown`"""
    revocation_time: datetime | None
    revocation_reason: str
    this_update: datetime
    next_update: datetime | None
    extensions: Extensions


@frozen(kw_only=True)
class OcspResponse:
    """An OCSPResponse with its BasicOCSPResponse (RFC 6960, 4.2.1)."""

    sha256: str
    """upper-case hex"""
    response_status: int
    """0 is successful; for any other nothing else is set"""
    tbs: bytes = b""
    algorithm: bytes = b""
    signature: bytes = b""
    responder_name: bytes = b""
    responder_key_hash: bytes = b""
    produced_at: datetime | None = None
    responses: tuple[SingleResponse, ...] = ()
    extensions: Extensions | None = None
    certificates: tuple[bytes, ...] = ()


@remembered(count=64, largest=16_384)
def decode_ocsp_response(data: bytes) -> OcspResponse:
    """Decode an OCSPResponse; DecodeError on anything that is not one."""
    if len(data) > MAX_OCSP_BYTES:
        raise DecodeError("ocsp_too_large", limit=MAX_OCSP_BYTES)
    outer = der.read_element(data).expect(der.SEQUENCE)
    parts = list(outer.children())
    if outer.stop != len(data) or not 1 <= len(parts) <= 2:
        raise DecodeError("ocsp_malformed")
    digest = hashlib.sha256(data).hexdigest().upper()
    status = enumerated(parts[0])
    if status != 0:
        return OcspResponse(sha256=digest, response_status=status)
    if len(parts) != 2:
        raise DecodeError("ocsp_malformed")
    kind, value = _pair(first_child(parts[1].expect(0xA0)))
    if der.oid(kind) != _OCSP_BASIC:
        raise DecodeError("ocsp_response_type_unknown")
    return _basic_response(digest, der.octets(value.expect(der.OCTET_STRING)))


def _pair(element: der.Element) -> tuple[der.Element, der.Element]:
    children = list(element.expect(der.SEQUENCE).children())
    if len(children) != 2:
        raise DecodeError("ocsp_malformed")
    return children[0], children[1]


def _basic_response(digest: str, data: bytes) -> OcspResponse:
    parts = list(whole(data, der.SEQUENCE).children())
    if not 3 <= len(parts) <= 4:
        raise DecodeError("ocsp_malformed")
    fields = list(parts[0].expect(der.SEQUENCE).children())
    if fields and fields[0].tag == 0xA0:
        fields.pop(0)
    if len(fields) < 3:
        raise DecodeError("ocsp_malformed")
    responder, produced_at, responses, *optional = fields
    name, key_hash = b"", b""
    if responder.tag == 0xA1:
        name = first_child(responder).expect(der.SEQUENCE).raw
    else:
        key_hash = first_child(responder.expect(0xA2)).expect(der.OCTET_STRING).contents
    certificates: tuple[bytes, ...] = ()
    if len(parts) == 4:
        listed = first_child(parts[3].expect(0xA0)).expect(der.SEQUENCE)
        certificates = tuple(child.raw for child in listed.children())
    return OcspResponse(
        sha256=digest,
        response_status=0,
        tbs=parts[0].raw,
        algorithm=parts[1].expect(der.SEQUENCE).raw,
        signature=signature_octets(parts[2]),
        responder_name=name,
        responder_key_hash=key_hash,
        produced_at=der.time(produced_at),
        responses=tuple(_single(r) for r in responses.expect(der.SEQUENCE).children()),
        extensions=read_explicit_extensions(optional, 0xA1)[0],
        certificates=certificates,
    )


def _single(element: der.Element) -> SingleResponse:
    fields = list(element.expect(der.SEQUENCE).children())
    if len(fields) < 3:
        raise DecodeError("ocsp_malformed")
    certificate_id, status, this_update, *optional = fields
    identifier = list(certificate_id.expect(der.SEQUENCE).children())
    if len(identifier) != 4:
        raise DecodeError("ocsp_malformed")
    next_update = None
    if optional and optional[0].tag == 0xA0:
        next_update = der.time(first_child(optional.pop(0)))
    revocation_time, reason = None, ""
    if status.tag == 0xA1:
        revoked = list(status.children())
        if not 1 <= len(revoked) <= 2:
            raise DecodeError("ocsp_malformed")
        revocation_time = der.time(revoked[0])
        if len(revoked) == 2:
            # a reason that RFC 5280 does not define makes nobody less revoked
            with suppress(DecodeError):
                reason = reason_name(enumerated(first_child(revoked[1].expect(0xA0))))
    elif status.tag not in (0x80, 0x82, 0xA2):
        raise DecodeError("ocsp_malformed")
    return SingleResponse(
        hash_algorithm=der.oid(first_child(identifier[0].expect(der.SEQUENCE))),
        issuer_name_hash=identifier[1].expect(der.OCTET_STRING).contents,
        issuer_key_hash=identifier[2].expect(der.OCTET_STRING).contents,
        serial_number=der.integer(identifier[3]),
        status={0x80: "good", 0xA1: "revoked"}.get(status.tag, "unknown"),
        revocation_time=revocation_time,
        revocation_reason=reason,
        this_update=der.time(this_update),
        next_update=next_update,
        extensions=read_explicit_extensions(optional, 0xA1)[0],
    )
