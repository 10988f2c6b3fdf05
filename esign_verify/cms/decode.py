"""Decoders that other rooms use: one place for DER, X.509 and single signature values."""

from esign_verify.cms import der
from esign_verify.cms.algorithms import Hasher, digest_name, is_known_digest, new_digest
from esign_verify.cms.attributes import wrap_basic_ocsp_response
from esign_verify.cms.canonical import is_der, to_der
from esign_verify.cms.content import BytesContent, SignedContent
from esign_verify.cms.x509 import (
    read_certificate,
)

__all__ = [
    "BytesContent",
    "Hasher",
    "SignedContent",
    "der",
    "digest_name",
    "is_der",
    "is_known_digest",
    "new_digest",
    "read_certificate",
    "to_der",
    "wrap_basic_ocsp_response",
]
