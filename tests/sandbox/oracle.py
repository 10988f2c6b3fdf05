"""pyHanko and asn1crypto as independent readers of what the sandbox wrote."""

from __future__ import annotations

import io

from asn1crypto import cms, tsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature


def reader(pdf: bytes, password: str | None = None) -> PdfFileReader:
    """pyHanko's reader; it wants `%PDF-` at the very beginning."""
    found = PdfFileReader(io.BytesIO(pdf.lstrip(b"\n")))
    if found.encrypted:
        found.decrypt(password or "")
    return found


def signatures(pdf: bytes, password: str | None = None) -> list[EmbeddedPdfSignature]:
    """The embedded signatures, in the order of signing."""
    return list(reader(pdf, password).embedded_signatures)


def signed_attributes(signature: EmbeddedPdfSignature) -> dict[str, object]:
    """OID → the attribute's first value, native."""
    attributes = signature.signer_info["signed_attrs"]
    return {item["type"].dotted: item["values"][0].native for item in attributes}


def timestamp_token(signature: EmbeddedPdfSignature) -> cms.SignedData:
    """The SignedData of the one signature-time-stamp."""
    (attribute,) = signature.signer_info["unsigned_attrs"]
    assert attribute["type"].native == "signature_time_stamp_token"
    return attribute["values"][0]["content"]


def tst_info(token: cms.SignedData) -> tsp.TSTInfo:
    return tsp.TSTInfo.load(token["encap_content_info"]["content"].contents)
