"""The fields of the two verify endpoints' answers, and what kind of value each holds.

In the manual's order, with the wire's spelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from esign_verify._frozen import frozen
from esign_verify.evidence.remote import RemoteApi


class Kind(StrEnum):
    """How a value is read and compared."""

    TEXT = "text"
    NAME = "name"
    """a distinguished name"""
    TIME = "time"
    PERIOD = "period"
    """`notBefore to notAfter`"""
    FLAG = "flag"
    VERDICT = "verdict"
    """a flag without which an answer answers nothing"""
    NUMBER = "number"
    WORDS = "words"
    """a list of texts whose order says nothing"""
    IDENTIFIER = "identifier"


@frozen(kw_only=True)
class Form:
    """The shape of one endpoint's answer."""

    document: tuple[str, ...]
    """every key of the answer"""
    conclusion: str
    description: str
    count: str
    signatures: str
    signature: Mapping[str, Kind]
    """every value of one signature, by its path"""
    certificate: Mapping[str, Kind]
    """every value of one element of `certificateDetails`"""
    field_name: str


CERTIFICATES = "certificateDetails"
FILE_NAME = "nama_dokumen"

_V1 = Form(
    document=(FILE_NAME, "jumlah_signature", "notes", "details", "summary"),
    conclusion="summary",
    description="notes",
    count="jumlah_signature",
    signatures="details",
    signature={
        "info_tsa.name": Kind.TEXT,
        "info_tsa.tsa_cert_validity": Kind.PERIOD,
        "signature_field": Kind.TEXT,
        "info_signer.issuer_dn": Kind.NAME,
        "info_signer.signer_name": Kind.TEXT,
        "info_signer.signer_cert_validity": Kind.PERIOD,
        "info_signer.signer_dn": Kind.NAME,
        "info_signer.cert_user_certified": Kind.VERDICT,
        "signature_document.signed_using_tsa": Kind.FLAG,
        "signature_document.reason": Kind.TEXT,
        "signature_document.document_integrity": Kind.VERDICT,
        "signature_document.signature_value": Kind.TEXT,
        "signature_document.signed_in": Kind.TIME,
        "signature_document.location": Kind.TEXT,
        "signature_document.hash_value": Kind.TEXT,
    },
    certificate={},
    field_name="signature_field",
)

_V2 = Form(
    document=("conclusion", "description", "signatureInformations", "signatureCount"),
    conclusion="conclusion",
    description="description",
    count="signatureCount",
    signatures="signatureInformations",
    signature={
        "id": Kind.IDENTIFIER,
        "signatureFormat": Kind.TEXT,
        "signerName": Kind.TEXT,
        "signatureDate": Kind.TIME,
        "fieldName": Kind.TEXT,
        "reason": Kind.TEXT,
        "location": Kind.TEXT,
        "certLevelCode": Kind.NUMBER,
        "signatureAlgorithm": Kind.TEXT,
        "digestAlgorithm": Kind.TEXT,
        "timestampInfomation.id": Kind.IDENTIFIER,
        "timestampInfomation.signerName": Kind.TEXT,
        "timestampInfomation.timestampDate": Kind.TIME,
        "integrityValid": Kind.VERDICT,
        "certificateTrusted": Kind.VERDICT,
        "ltv": Kind.FLAG,
        "lastSignature": Kind.FLAG,
    },
    certificate={
        "id": Kind.IDENTIFIER,
        "commonName": Kind.TEXT,
        "issuerName": Kind.NAME,
        "serialNumber": Kind.TEXT,
        "notAfterDate": Kind.TIME,
        "notBeforeDate": Kind.TIME,
        "signatureAlgoritm": Kind.TEXT,
        "keyUsages": Kind.WORDS,
    },
    field_name="fieldName",
)

FORMS: Mapping[RemoteApi, Form] = {RemoteApi.V1: _V1, RemoteApi.V2: _V2}

ALIASES = {"SUMMARY": "summary"}
"""Keys of servers of 2018, and what they were called later."""

SENTENCES = frozenset(
    {
        "Dokumen valid, Sertifikat yang digunakan terpercaya",
        "Dokumen tidak memiliki tandatangan elektronik",
        "Tanda tangan elektronik valid dan dokumen merupakan dokumen asli sejak ditandatangani",
        "Dokumen asli dan valid, tetapi dokumen tidak menggunakan waktu TSA",
        "Dokumen asli dan valid, tetapi sertifikat penandatangan tidak dapat diverifikasi",
        "Konten Dokumen mengalami perubahan oleh pihak yang tidak berhak",
    }
)
"""`description` and `notes` of real servers, as published; no two of them mean the same."""

INTEGRITY = ("integrityValid", "signature_document.document_integrity")
TRUST = ("certificateTrusted", "info_signer.cert_user_certified")
"""`VERDICT` fields of v2 and v1."""


def kind_of(api: RemoteApi, name: str) -> Kind:
    """The kind of the value at a path; an element of a list stands for all."""
    form = FORMS[api]
    listed, _, inner = name.partition("].")
    return form.certificate[inner] if inner and "[" in listed else form.signature[name]
