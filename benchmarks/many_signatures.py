"""Documents whose cost is in their signatures: twenty of them, or a CMS of 15 kB in DER or BER.

Real ones are letters that passed through many hands, and licences whose signer writes BER.
"""

from __future__ import annotations

from datetime import timedelta

from benchmarks.ber import as_ber
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_signature
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.profiles import CA_CRL
from esign_verify.sandbox.recipes import sign_pades, stamp
from esign_verify.sandbox.revocation import Revocation, build_crl

_RESERVED = 13_420
"""bytes of /Contents: twenty signatures make a file of 555 kB"""
_REVOKED = 122
"""entries of the CRL inside the CMS, which bring it to 15 kB"""


def many_signatures(pki: SandboxPki, count: int) -> bytes:
    """One page, and `count` revisions with a signature and its time-stamp in each."""
    pdf = new_document(["Passed through many hands"])
    for number in range(count):
        field = SignatureSpec(field_name=f"Signature{number + 1}", reserved=_RESERVED)
        at = pki.day(number - count - 1)
        sign_pades(pdf, pki.signer, at, tsa=pki.tsa_current, field=field)
    return bytes(pdf.data)


def large_cms(pki: SandboxPki, *, ber: bool) -> bytes:
    """One time-stamped signature with a CMS of 15 kB, a CRL inside it."""
    at = pki.day(-20)
    entries = [Revocation(1 << 158 | number, pki.day(-300)) for number in range(_REVOKED)]
    crl = build_crl(pki.ca, at, revoked=entries, valid_for=timedelta(days=60), address=CA_CRL)
    token = stamp(pki.tsa_current, at + timedelta(seconds=4))
    spec = CmsSpec(signer=pki.signer, ess_version=2, crls=[crl], make_timestamp=token)
    field = SignatureSpec(signing_time=at)
    pdf = new_document(["A large CMS"])
    add_signature(pdf, field, lambda signed: _encoded(spec, signed, ber))
    return bytes(pdf.data)


def _encoded(spec: CmsSpec, signed: bytes, ber: bool) -> bytes:
    cms = build_cms(spec, signed)
    return as_ber(cms) if ber else cms
