"""A certificate as facts (RFC 5280, 4.1): what it says of itself."""

from __future__ import annotations

from esign_verify.cms.decode import read_certificate
from esign_verify.errors import DecodeError
from esign_verify.evidence.inspection_cms import CertificateFacts, Problem
from esign_verify.inspect.cms_values import name_text, serial_text
from esign_verify.inspect.oids import NAMES


def read_problem(error: Exception, part: str) -> tuple[Problem, ...]:
    """What an exception of a decoder says."""
    if isinstance(error, DecodeError):
        return (Problem(code=error.code, params=tuple(error.params.items()), part=part),)
    return (Problem(code="malformed", part=part),)


def describe_certificate(number: int, data: bytes, sha256: str) -> CertificateFacts:
    """A certificate, its places still to come; where it does not decode, its digest alone."""
    try:
        read = read_certificate(data)
    except (DecodeError, ValueError, OverflowError) as error:
        return CertificateFacts(
            number=number,
            sha256=sha256,
            size=len(data),
            places=(),
            problems=read_problem(error, "Certificate"),
        )
    return CertificateFacts(
        number=number,
        sha256=sha256,
        size=len(data),
        places=(),
        subject=name_text(read.subject_der),
        issuer=name_text(read.issuer_der),
        serial_number=serial_text(read.serial_number),
        not_before=read.not_before,
        not_after=read.not_after,
        public_key=f"{read.key_algorithm} {read.key_bits or ''}".strip(),
        signature_algorithm=read.signature_algorithm,
        ca=read.is_ca,
        key_usage=read.key_usage or (),
        extended_key_usage=tuple(NAMES.get(oid, oid) for oid in read.extended_key_usage or ()),
        subject_key_identifier=read.subject_key_identifier.upper(),
        authority_key_identifier=read.authority_key_identifier.upper(),
        problems=tuple(Problem(code=code, part="Certificate") for code in read.problems),
    )
