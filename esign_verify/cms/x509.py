"""X.509 certificates (RFC 5280, 4): decoded over the original bytes.

`decode_certificate` gives the fields that path building and validation need,
`read_certificate` the plain evidence. Neither believes anything: a certificate
that decodes has not been verified in any way.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.cms import der
from esign_verify.cms.algorithms import read_signature_algorithm
from esign_verify.cms.remembered import remembered
from esign_verify.cms.x509_extensions import (
    AUTHORITY_KEY_IDENTIFIER,
    BASIC_CONSTRAINTS,
    CERTIFICATE_POLICIES,
    EXTENDED_KEY_USAGE,
    KEY_USAGE,
    OCSP_NO_CHECK,
    QC_STATEMENTS,
    SUBJECT_KEY_IDENTIFIER,
    Extensions,
    read_authority_key_identifier,
    read_basic_constraints,
    read_extensions,
    read_key_usage,
    read_oid_sequence,
    read_policies,
    read_qc_types,
    read_subject_key_identifier,
)
from esign_verify.cms.x509_keys import read_public_key_kind, signature_octets
from esign_verify.cms.x509_names import COMMON_NAME, ORGANIZATION, last_value, read_name
from esign_verify.errors import DecodeError
from esign_verify.evidence import CertificateEvidence
from esign_verify.limits import MAX_CERTIFICATE_BYTES


@frozen(kw_only=True)
class Certificate:
    """The fields of a Certificate (RFC 5280, 4.1); byte strings are the DER as found."""

    der: bytes
    sha256: str
    """upper-case hex"""
    tbs: bytes
    version: int
    """1, 2 or 3"""
    serial_number: int
    inner_algorithm: bytes
    outer_algorithm: bytes
    issuer: bytes
    subject: bytes
    not_before: datetime
    not_after: datetime
    public_key: bytes
    """SubjectPublicKeyInfo"""
    signature: bytes
    extensions: Extensions
    repeated_extensions: tuple[str, ...]
    """OIDs that occur more than once, which RFC 5280 4.2 forbids"""


@remembered(count=256, largest=8192)
def decode_certificate(data: bytes) -> Certificate:
    """Decode a Certificate; DecodeError on anything that is not one, whole and alone."""
    if len(data) > MAX_CERTIFICATE_BYTES:
        raise DecodeError("certificate_too_large", limit=MAX_CERTIFICATE_BYTES)
    outer = der.read_element(data).expect(der.SEQUENCE)
    if outer.indefinite or outer.stop != len(data):
        raise DecodeError("certificate_not_der")
    parts = list(outer.children())
    if len(parts) != 3:
        raise DecodeError("certificate_malformed")
    fields = list(parts[0].expect(der.SEQUENCE).children())
    version = 1
    if fields and fields[0].tag == 0xA0:
        version = _version(fields.pop(0))
    if len(fields) < 6:
        raise DecodeError("certificate_malformed")
    serial, algorithm, issuer, validity, subject, public_key = fields[:6]
    not_before, not_after = _validity(validity)
    extensions, repeated = _extensions(fields[6:])
    return Certificate(
        der=data,
        sha256=hashlib.sha256(data).hexdigest().upper(),
        tbs=parts[0].raw,
        version=version,
        serial_number=der.integer(serial),
        inner_algorithm=algorithm.expect(der.SEQUENCE).raw,
        outer_algorithm=parts[1].expect(der.SEQUENCE).raw,
        issuer=issuer.expect(der.SEQUENCE).raw,
        subject=subject.expect(der.SEQUENCE).raw,
        not_before=not_before,
        not_after=not_after,
        public_key=public_key.expect(der.SEQUENCE).raw,
        signature=signature_octets(parts[2]),
        extensions=extensions,
        repeated_extensions=repeated,
    )


def _version(explicit: der.Element) -> int:
    children = list(explicit.children())
    if len(children) != 1 or not 0 <= (number := der.integer(children[0])) <= 2:
        raise DecodeError("certificate_version_unknown")
    return number + 1


def _validity(element: der.Element) -> tuple[datetime, datetime]:
    times = list(element.expect(der.SEQUENCE).children())
    if len(times) != 2:
        raise DecodeError("certificate_malformed")
    return der.time(times[0]), der.time(times[1])


def _extensions(optional: list[der.Element]) -> tuple[Extensions, tuple[str, ...]]:
    """The `[3]` of a TBSCertificate; `[1]` and `[2]` (unique identifiers) mean nothing here."""
    for field in optional:
        if field.tag == 0xA3:
            children = list(field.children())
            if len(children) != 1:
                raise DecodeError("certificate_malformed")
            return read_extensions(children[0])
        if field.tag & 0xDF not in (0x81, 0x82):
            raise DecodeError("certificate_malformed")
    return {}, ()


@remembered(count=256, largest=8192)
def read_certificate(data: bytes) -> CertificateEvidence:
    """What a certificate says of itself; DecodeError where it is none.

    An extension (or a public key, or a text) that does not decode is left at
    its empty value and named in `problems`: it must not hide the certificate.
    """
    return describe_certificate(decode_certificate(data))


def describe_certificate(certificate: Certificate) -> CertificateEvidence:
    """The evidence of a certificate that is decoded already."""
    problems: list[str] = []
    if certificate.repeated_extensions:
        problems.append("extension_repeated")
    reader = _Reader(certificate.extensions, problems)
    subject, issuer = read_name(certificate.subject), read_name(certificate.issuer)
    key_algorithm, key_bits = "", 0
    try:
        key_algorithm, key_bits = read_public_key_kind(certificate.public_key)
    except DecodeError:
        problems.append("public_key_malformed")
    usage = certificate.extensions.get(EXTENDED_KEY_USAGE)
    return CertificateEvidence(
        der=certificate.der,
        sha256=certificate.sha256,
        subject=subject,
        issuer=issuer,
        common_name=last_value(subject, COMMON_NAME),
        organization=last_value(subject, ORGANIZATION),
        serial_number=certificate.serial_number,
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        signature_algorithm=_algorithm_name(certificate.outer_algorithm, problems),
        key_algorithm=key_algorithm,
        key_bits=key_bits,
        key_usage=reader.read(KEY_USAGE, read_key_usage, None, ()),
        extended_key_usage=reader.read(EXTENDED_KEY_USAGE, read_oid_sequence, None, ()),
        extended_key_usage_critical=usage is not None and usage.critical,
        is_ca=reader.read(BASIC_CONSTRAINTS, read_basic_constraints, (False, None))[0],
        self_issued=certificate.issuer == certificate.subject,
        policies=reader.read(CERTIFICATE_POLICIES, read_policies, ()),
        qc_types=reader.read(QC_STATEMENTS, read_qc_types, ()),
        subject_key_identifier=reader.read(SUBJECT_KEY_IDENTIFIER, read_subject_key_identifier, ""),
        authority_key_identifier=reader.read(
            AUTHORITY_KEY_IDENTIFIER, read_authority_key_identifier, ""
        ),
        ocsp_no_check=OCSP_NO_CHECK in certificate.extensions,
        subject_der=certificate.subject,
        issuer_der=certificate.issuer,
        public_key=certificate.public_key,
        problems=tuple(problems),
    )


class _Reader:
    """Reads extensions; what does not decode becomes a problem."""

    def __init__(self, extensions: Extensions, problems: list[str]) -> None:
        self.extensions = extensions
        self.problems = problems

    def read(self, oid: str, decode: Any, absent: Any, undecodable: Any = None) -> Any:
        """The decoded value; `absent` without the extension, `undecodable` (by default
        the same) where it does not decode: a restriction never becomes none at all."""
        extension = self.extensions.get(oid)
        if extension is None:
            return absent
        try:
            return decode(extension.value)
        except DecodeError:
            self.problems.append("extension_malformed")
            return absent if undecodable is None else undecodable


def _algorithm_name(algorithm: bytes, problems: list[str]) -> str:
    try:
        return read_signature_algorithm(algorithm).name
    except (DecodeError, StopIteration, ValueError):
        problems.append("signature_algorithm_malformed")
        return ""


def parse_certificate(data: bytes) -> Any:
    """The certificate as an asn1crypto object, for libraries that ask for one.

    DecodeError on anything wrong, and on whatever `decode_certificate` refuses;
    what decodes lazily is forced here.
    """
    from asn1crypto import x509

    decode_certificate(data)
    try:
        der.check_depth(der.read_element(data))
        parsed = x509.Certificate.load(data, strict=True)
        _ = parsed.subject.native, parsed.issuer.native, parsed.critical_extensions
        return parsed
    except (DecodeError, MemoryError):
        raise
    except Exception as error:
        raise DecodeError("certificate_malformed") from error
