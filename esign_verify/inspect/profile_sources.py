"""The certificates of a file: those a PDF embeds anywhere, or those of a PEM or DER file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from esign_verify.cms import CmsForm, read_cms
from esign_verify.cms.decode import BytesContent, read_certificate
from esign_verify.cms.pem import certificate_blocks
from esign_verify.cms.x509_ocsp import decode_ocsp_response
from esign_verify.document import open_document
from esign_verify.errors import DecodeError, DocumentError, LimitError
from esign_verify.evidence import CertificateEvidence, CmsEvidence, DocumentEvidence, RevocationData
from esign_verify.evidence.profile import CertificatePlace
from esign_verify.limits import (
    MAX_CERTIFICATES,
    MAX_CMS_TOTAL_BYTES,
    MAX_HEADER_OFFSET,
    MAX_NOTED_CERTIFICATES,
    MAX_REVOCATION_DATA,
    MAX_TRUST_FILE_BYTES,
)

TST_INFO = "1.2.840.113549.1.9.16.1.4"
"""id-ct-TSTInfo (RFC 3161, 2.4.2): the content type of a time-stamp token"""

NO_CONTENT = BytesContent(b"")
"""Digests are of no interest here, so no document is hashed for them."""


@dataclass(slots=True)
class FoundCertificates:
    """Certificates in the order in which they were found, each once with its places."""

    sha256: str = ""
    unreadable: int = 0
    token_signers: set[str] = field(default_factory=set)
    """SHA-256 of the certificates that signed time-stamp tokens"""
    _found: dict[str, tuple[CertificateEvidence, dict[CertificatePlace, None]]] = field(
        default_factory=dict
    )

    @property
    def certificates(self) -> tuple[tuple[CertificateEvidence, tuple[CertificatePlace, ...]], ...]:
        return tuple((found, tuple(places)) for found, places in self._found.values())

    def add(self, certificates: Iterable[CertificateEvidence], place: CertificatePlace) -> None:
        for certificate in certificates:
            known = certificate.sha256 in self._found
            if not known and len(self._found) >= MAX_NOTED_CERTIFICATES:
                raise LimitError("limit_exceeded")
            self._found.setdefault(certificate.sha256, (certificate, {}))[1][place] = None


def read_certificates(path: Path, password: str | None) -> FoundCertificates:
    """DocumentError where the file is neither a PDF that can be examined nor a certificate."""
    head = _read(path, MAX_HEADER_OFFSET + 16)
    if b"%PDF-" in head:
        with open_document(path, password=password) as document:
            return _of_document(document.evidence)
    if not head:
        raise DocumentError("empty_file")
    data = _read(path, MAX_TRUST_FILE_BYTES + 1)
    if len(data) > MAX_TRUST_FILE_BYTES:
        raise LimitError("file_too_large", limit=MAX_TRUST_FILE_BYTES)
    return _of_certificate_file(data)


def _read(path: Path, size: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(size)
    except FileNotFoundError as error:
        raise DocumentError("file_not_found") from error
    except IsADirectoryError as error:
        raise DocumentError("is_a_folder") from error
    except (OSError, ValueError) as error:
        raise DocumentError("file_not_readable") from error


def _of_certificate_file(data: bytes) -> FoundCertificates:
    found = FoundCertificates(sha256=hashlib.sha256(data).hexdigest())
    with suppress(DecodeError):
        for block in certificate_blocks(data):
            try:
                found.add([read_certificate(block)], CertificatePlace.FILE)
            except DecodeError:
                found.unreadable += 1
    if not found.certificates:
        raise DocumentError("not_a_certificate")
    return found


def _of_document(document: DocumentEvidence) -> FoundCertificates:
    """Of each signature and its tokens, then the security store, then OCSP responders."""
    if sum(len(field.contents) for field in document.fields) > MAX_CMS_TOTAL_BYTES:
        raise LimitError("limit_exceeded")
    found = FoundCertificates(sha256=document.sha256)
    known = document.dss.certificates if document.dss else ()
    revocation: list[RevocationData] = []
    for entry in document.fields:
        for cms in _signed_data(entry.contents, known):
            is_token = cms.signed_data_type == TST_INFO
            place = CertificatePlace.TIMESTAMP if is_token else CertificatePlace.SIGNATURE
            found.add(cms.certificates, place)
            revocation += cms.revocation
            if is_token and cms.signing_certificate is not None:
                found.token_signers.add(cms.signing_certificate.sha256)
    if document.dss is not None:
        found.add(document.dss.certificates, CertificatePlace.DSS)
        found.unreadable += document.dss.unreadable
        revocation += document.dss.revocation
    found.add(_responders(revocation), CertificatePlace.OCSP)
    return found


def _signed_data(contents: bytes, pool: Sequence[CertificateEvidence]) -> Iterator[CmsEvidence]:
    """The CMS in /Contents, then the time-stamp tokens in its attributes."""
    cms = read_cms(contents, form=CmsForm.DETACHED, content=NO_CONTENT, pool=pool)
    yield cms
    for token in (*cms.timestamp_tokens, *cms.content_timestamp_tokens):
        yield read_cms(token, form=CmsForm.DETACHED, content=NO_CONTENT, pool=pool)


def _responders(revocation: Iterable[RevocationData]) -> Iterator[CertificateEvidence]:
    """The certificates inside OCSP responses; what does not decode is passed over."""
    responses = dict.fromkeys(item.der for item in revocation if item.kind == "ocsp")
    for data in list(responses)[:MAX_REVOCATION_DATA]:
        with suppress(DecodeError):
            for certificate in decode_ocsp_response(data).certificates[:MAX_CERTIFICATES]:
                with suppress(DecodeError):
                    yield read_certificate(certificate)
