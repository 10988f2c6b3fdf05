"""The ways of signing that real documents show, as calls with few arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from esign_verify._frozen import frozen
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_document_timestamp, add_signature
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.profiles import CA_CRL, LEGACY_CRL, ROOT_CRL
from esign_verify.sandbox.revocation import Revocation, build_crl
from esign_verify.sandbox.timestamp_builder import TokenSpec, build_token

REVOKED_DAY = -40
"""when `signer_revoked` was revoked"""

VISIBLE = (60, 60, 240, 110)
"""a /Rect below the text"""

_SKEW = timedelta(seconds=4)
"""genTime minus /M, where nothing else is said"""


def stamp(tsa: Entity, gen_time: datetime, **knobs: Any) -> Callable[[bytes], bytes]:
    """A maker of time-stamp tokens; `knobs` are fields of `TokenSpec`."""
    spec = TokenSpec(tsa=tsa, gen_time=gen_time, **knobs)
    return lambda data: build_token(spec, data)


def sign_legacy(
    pdf: PdfWriter,
    signer: Entity,
    at: datetime,
    *,
    tsa: Entity | None,
    skew: timedelta = _SKEW,
    field: SignatureSpec | None = None,
    **knobs: Any,
) -> bytes:
    """A signature as iText wrote it for BSrE until 2025. `knobs` are fields of `CmsSpec`.

    `field`: what the dictionary says beside the fixed traits of its time.
    `skew`: genTime minus /M. Returns the padded /Contents, as `add_signature` does.
    """
    spec = replace(
        field or SignatureSpec(reserved=8192),
        field_name=f"sig_{int(at.timestamp() * 1000)}",
        sub_filter="adbe.pkcs7.detached",
        signing_time=at,
        prop_build=True,
        producer=b"Sandbox writer; modified using Sandbox signer",
    )
    cms = CmsSpec(
        signer=signer,
        bare_rsa=True,
        make_timestamp=stamp(tsa, at + skew, nonce=True) if tsa else None,
    )
    return add_signature(pdf, spec, _contents(replace(cms, **knobs)))


def sign_pades(
    pdf: PdfWriter,
    signer: Entity,
    at: datetime,
    *,
    tsa: Entity | None,
    skew: timedelta = _SKEW,
    field: SignatureSpec | None = None,
    **knobs: Any,
) -> bytes:
    """A signature as BSrE makes it since 2025: CAdES, chain with the root first."""
    spec = replace(field or SignatureSpec(), signing_time=at)
    cms = CmsSpec(
        signer=signer,
        certificates=signer.chain[::-1],
        ess_version=2,
        make_timestamp=stamp(tsa, at + skew) if tsa else None,
    )
    return add_signature(pdf, spec, _contents(replace(cms, **knobs)))


def _contents(spec: CmsSpec) -> Callable[[bytes], bytes]:
    return lambda signed: build_cms(spec, signed)


def stamp_document(pdf: PdfWriter, name: str, tsa: Entity, gen_time: datetime) -> None:
    """A document time-stamp over all that stands before it."""
    add_document_timestamp(pdf, name, stamp(tsa, gen_time))


@frozen
class LongTermData:
    """What a DSS holds: certificates and CRLs, DER."""

    certificates: tuple[bytes, ...]
    crls: tuple[bytes, ...]


def long_term_data(
    pki: SandboxPki,
    signer: Entity,
    tsas: Sequence[Entity],
    at: datetime,
    *,
    revoked: Sequence[Revocation] = (),
    legacy: bool = False,
) -> LongTermData:
    """The CRLs of `at` for every certificate below an anchor, and the certificates."""
    certificates = (*signer.chain, *(der for tsa in tsas for der in tsa.chain))
    crls = [
        build_crl(pki.ca, at, revoked=revoked, address=CA_CRL),
        build_crl(pki.root, at, valid_for=timedelta(days=180), address=ROOT_CRL),
    ]
    if legacy:
        crls.append(build_crl(pki.legacy_ca, at, address=LEGACY_CRL))
    return LongTermData(tuple(dict.fromkeys(certificates)), tuple(crls))


def revocation_of(pki: SandboxPki) -> Revocation:
    """The entry for `signer_revoked`."""
    serial_number = pki.signer_revoked.certificate.serial_number
    return Revocation(serial_number, pki.day(REVOKED_DAY))
