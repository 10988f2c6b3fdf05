"""A well-formed SignedData with its one SignerInfo, decoded and not yet checked."""

from __future__ import annotations

from enum import StrEnum

from esign_verify._frozen import frozen
from esign_verify.cms import attributes as attrs
from esign_verify.cms import der
from esign_verify.cms import signed_data as sd
from esign_verify.cms.algorithms import digest_name
from esign_verify.cms.content import BytesContent, SignedContent
from esign_verify.errors import DecodeError

ID_CT_TST_INFO = "1.2.840.113549.1.9.16.1.4"


class CmsForm(StrEnum):
    """How the SignedData relates to what it signs."""

    DETACHED = "detached"
    """the document's bytes are the content (adbe.pkcs7.detached, ETSI.CAdES.detached)"""
    SHA1 = "sha1"
    """the content is the SHA-1 of the document's bytes, encapsulated (adbe.pkcs7.sha1)"""
    TIMESTAMP = "timestamp"
    """the content is the encapsulated TSTInfo (RFC 3161, 2.4.2)"""


@frozen(kw_only=True)
class Decoded:
    """What `decode` gives."""

    form: CmsForm
    data: sd.SignedData
    signer: sd.SignerInfo
    signed: sd.Attributes
    unsigned: sd.Attributes
    econtent: bytes | None
    digest_algorithm: str
    content: SignedContent
    """what messageDigest is computed over"""
    document: SignedContent
    """the document's bytes"""


def decode(contents: bytes, form: CmsForm, content: SignedContent) -> Decoded:
    """DecodeError on anything that is not SignedData with exactly one SignerInfo (RFC 5652, 5)."""
    data = sd.read_signed_data(contents)
    if len(data.signer_infos) != 1:
        raise DecodeError("signer_info_not_single", count=len(data.signer_infos))
    signer = sd.read_signer_info(data.signer_infos[0])
    signed = sd.read_attributes(signer.signed_attributes)
    unsigned = sd.read_attributes(signer.unsigned_attributes)
    attrs.measure_unknown(signed)
    attrs.measure_unknown(unsigned)
    econtent = der.octets(data.content) if data.content is not None else None
    encapsulated = form is not CmsForm.DETACHED
    if encapsulated and econtent is None:
        raise DecodeError("encapsulated_content_missing")
    return Decoded(
        form=form,
        data=data,
        signer=signer,
        signed=signed,
        unsigned=unsigned,
        econtent=econtent,
        digest_algorithm=digest_name(signer.digest_algorithm),
        content=BytesContent(econtent or b"") if encapsulated else content,
        document=content,
    )
