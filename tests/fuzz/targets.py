"""What must hold of every input: a result that can be shown, or one of our own errors."""

from __future__ import annotations

from esign_verify.chain import TrustStore
from esign_verify.cms import CmsForm, read_cms
from esign_verify.cms.decode import BytesContent
from esign_verify.cms.x509 import read_certificate
from esign_verify.cms.x509_crl import decode_crl, read_entries
from esign_verify.cms.x509_ocsp import decode_ocsp_response
from esign_verify.engine import verify
from esign_verify.errors import DecodeError, DocumentError
from esign_verify.evidence import TimestampKind
from esign_verify.evidence_json import from_json, to_json
from esign_verify.messages import text
from esign_verify.render import RENDERERS
from esign_verify.result import VerificationResult
from esign_verify.timestamp import read_timestamp
from tests.conftest import NOW

CONTENT = BytesContent(b"what is signed")


def check_document(data: bytes, trust: TrustStore) -> str:
    """The conclusion of `verify`, or the code of its error; anything else raises.

    A result must survive the way through JSON that isolation takes, and every format.
    """
    try:
        result = verify(data, trust=trust, at=NOW)
    except DocumentError as error:
        assert text(f"error.{error.code}", "en", **error.params)
        return error.code
    assert from_json(VerificationResult, to_json(result)) == result
    for render in RENDERERS.values():
        assert render(result, lang="en")
    return result.conclusion.value


def check_decoders(data: bytes) -> None:
    """Readers give evidence whatever the bytes; decoders raise nothing but `DecodeError`."""
    for form in CmsForm:
        read_cms(data, form=form, content=CONTENT)
    for kind in TimestampKind:
        read_timestamp(data, kind=kind, imprinted=CONTENT)
    for decode in (read_certificate, _all_of_a_crl, decode_ocsp_response):
        try:
            decode(data)
        except DecodeError:
            continue


def _all_of_a_crl(data: bytes) -> None:
    list(read_entries(decode_crl(data)))
