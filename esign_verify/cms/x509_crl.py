"""CRLs (RFC 5280, 5): decoded over the original bytes.

A CRL of thousands of entries is not walked where a search of its bytes already
says that a serial number does not occur in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime

from esign_verify._frozen import frozen
from esign_verify.cms import der
from esign_verify.cms.remembered import remembered
from esign_verify.cms.x509_extensions import (
    Extensions,
    first_child,
    read_explicit_extensions,
    read_extensions,
)
from esign_verify.cms.x509_keys import signature_octets
from esign_verify.errors import DecodeError

REASONS = (
    "unspecified",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "",
    "removeFromCRL",
    "privilegeWithdrawn",
    "aACompromise",
)
"""CRLReason names by number (RFC 5280 5.3.1); 7 is not used."""


@frozen(kw_only=True)
class CertificateList:
    """The fields of a CertificateList (RFC 5280, 5.1); byte strings are the DER as found."""

    sha256: str
    """upper-case hex"""
    tbs: bytes
    inner_algorithm: bytes
    outer_algorithm: bytes
    signature: bytes
    issuer: bytes
    this_update: datetime
    next_update: datetime | None
    entries: bytes
    """contents of revokedCertificates: RevokedCertificate after RevokedCertificate"""
    extensions: Extensions
    repeated_extensions: tuple[str, ...]


@frozen(kw_only=True)
class RevokedCertificate:
    """One entry of a CRL (RFC 5280, 5.3)."""

    serial_number: int
    revocation_date: datetime
    extensions: Extensions


@remembered(count=16, largest=1 << 20)
def decode_crl(data: bytes) -> CertificateList:
    """Decode a CertificateList but for its entries; DecodeError on anything else."""
    outer = der.read_element(data).expect(der.SEQUENCE)
    parts = list(outer.children())
    if outer.indefinite or outer.stop != len(data) or len(parts) != 3:
        raise DecodeError("crl_malformed")
    fields = list(parts[0].expect(der.SEQUENCE).children())
    if fields and fields[0].tag == der.INTEGER:
        fields.pop(0)
    if len(fields) < 3:
        raise DecodeError("crl_malformed")
    algorithm, issuer, this_update, *optional = fields
    next_update = None
    if optional and optional[0].tag in (der.UTC_TIME, der.GENERALIZED_TIME):
        next_update = der.time(optional.pop(0))
    entries = b""
    if optional and optional[0].tag == der.SEQUENCE:
        entries = optional.pop(0).contents
    extensions, repeated = read_explicit_extensions(optional, 0xA0)
    return CertificateList(
        sha256=hashlib.sha256(data).hexdigest().upper(),
        tbs=parts[0].raw,
        inner_algorithm=algorithm.expect(der.SEQUENCE).raw,
        outer_algorithm=parts[1].expect(der.SEQUENCE).raw,
        signature=signature_octets(parts[2]),
        issuer=issuer.expect(der.SEQUENCE).raw,
        this_update=der.time(this_update),
        next_update=next_update,
        entries=entries,
        extensions=extensions,
        repeated_extensions=repeated,
    )


def find_entries(crl: CertificateList, serial_number: int) -> list[RevokedCertificate]:
    """The entries of one serial number; DecodeError where an entry before is malformed.

    The walk, which a CRL of thousands of entries makes slow, is left out where
    the digits of the serial number occur nowhere in the entries.
    """
    length = max(1, (serial_number.bit_length() + 8) // 8)
    digits = serial_number.to_bytes(length, "big", signed=True).lstrip(b"\0")
    if digits not in crl.entries:
        return []
    found: list[RevokedCertificate] = []
    position = 0
    while position < len(crl.entries):
        entry = der.read_element(crl.entries, position).expect(der.SEQUENCE)
        position = entry.stop
        if der.integer(first_child(entry)) == serial_number:
            found.append(_entry(entry))
    return found


def may_have_critical_entries(crl: CertificateList) -> bool:
    """Whether a TRUE stands before an OCTET STRING anywhere in the entries.

    False is certain; True may be an accident of the bytes and asks for a reading.
    """
    return re.search(rb"\x01\x01[^\0]\x04", crl.entries) is not None


def read_entries(crl: CertificateList) -> Iterator[RevokedCertificate]:
    """Every entry in order; DecodeError at the first that is malformed."""
    position = 0
    while position < len(crl.entries):
        entry = der.read_element(crl.entries, position)
        position = entry.stop
        yield _entry(entry)


def _entry(entry: der.Element) -> RevokedCertificate:
    fields = list(entry.expect(der.SEQUENCE).children())
    if not 2 <= len(fields) <= 3:
        raise DecodeError("crl_malformed")
    return RevokedCertificate(
        serial_number=der.integer(fields[0]),
        revocation_date=der.time(fields[1]),
        extensions=read_extensions(fields[2])[0] if len(fields) == 3 else {},
    )


def reason_name(number: int) -> str:
    """RFC 5280 5.3.1 name of a CRLReason; DecodeError on numbers that it does not define."""
    if not 0 <= number < len(REASONS) or not REASONS[number]:
        raise DecodeError("revocation_reason_unknown")
    return REASONS[number]


def enumerated(element: der.Element) -> int:
    """The value of an ENUMERATED."""
    contents = element.expect(0x0A).contents
    if not 1 <= len(contents) <= 4:
        raise DecodeError("asn1_bad_enumerated")
    return int.from_bytes(contents, "big", signed=True)
