"""Intact documents whose time, certificate or revocation decides: trust, not integrity."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from esign_verify.result import SubIndication
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.documents_sound import COMPLETE
from esign_verify.sandbox.expected import (
    PASSED,
    Expected,
    ExpectedSignature,
    SandboxDocument,
    indeterminate,
)
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_signing import add_dss
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.recipes import (
    long_term_data,
    revocation_of,
    sign_pades,
    stamp,
)

_OUT_OF_BOUNDS = indeterminate(SubIndication.OUT_OF_BOUNDS_NO_POE)
_EXPIRED_SIGNER = ExpectedSignature(_OUT_OF_BOUNDS, indeterminate())
_REVOKED = indeterminate(SubIndication.REVOKED_NO_POE)
_NO_CHAIN = indeterminate(SubIndication.NO_CERTIFICATE_CHAIN_FOUND)
_NO_PROOF = ExpectedSignature(PASSED, indeterminate())
"""the time-stamp proves nothing: judged at `now`, when the certificate is still valid"""

_FALSE_IMPRINT = hashlib.sha256(b"something else").digest()


def expired_no_timestamp(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["No time-stamp, certificate expired since"])
    sign_pades(pdf, pki.signer_expired, pki.day(-200), tsa=None)
    return SandboxDocument(
        name="expired-no-timestamp.pdf",
        title_id="Tanpa stempel waktu, dan sertifikat penanda tangan sudah kedaluwarsa.",
        title_en="Without a time-stamp, and the signer's certificate has expired since.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(_EXPIRED_SIGNER,)),
    )


def timestamp_after_expiry(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["Signed after the certificate expired"])
    sign_pades(pdf, pki.signer_expired, pki.day(-60), tsa=pki.tsa_current)
    return SandboxDocument(
        name="timestamp-after-expiry.pdf",
        title_id="Stempel waktu membuktikan: ditandatangani setelah sertifikat kedaluwarsa.",
        title_en="The time-stamp proves that the certificate had expired before the signing.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(_EXPIRED_SIGNER,)),
    )


def revoked_before(pki: SandboxPki) -> SandboxDocument:
    at = pki.day(-30)
    return SandboxDocument(
        name="revoked-before.pdf",
        title_id="Sertifikat dicabut sepuluh hari sebelum penandatanganan.",
        title_en="The certificate was revoked ten days before the signing.",
        pdf=bytes(_revoked(pki, at, at + timedelta(minutes=5)).data),
        expected=Expected(signatures=(ExpectedSignature(_REVOKED, _REVOKED),)),
    )


def revoked_after(pki: SandboxPki) -> SandboxDocument:
    return SandboxDocument(
        name="revoked-after.pdf",
        title_id="Sertifikat dicabut sepuluh hari setelah penandatanganan yang terbukti waktunya.",
        title_en="The certificate was revoked ten days after the proven time of signing.",
        pdf=bytes(_revoked(pki, pki.day(-50), pki.day(-39)).data),
        expected=Expected(signatures=(COMPLETE,)),
    )


def _revoked(pki: SandboxPki, at: datetime, crl_time: datetime) -> PdfWriter:
    pdf = new_document(["The signer's certificate was revoked"])
    sign_pades(pdf, pki.signer_revoked, at, tsa=pki.tsa_current)
    revoked = [revocation_of(pki)]
    data = long_term_data(pki, pki.signer_revoked, [pki.tsa_current], crl_time, revoked=revoked)
    add_dss(pdf, certificates=data.certificates, crls=data.crls)
    return pdf


def look_alike_ca(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["Issued by a look-alike"])
    sign_pades(pdf, pki.look_alike_signer, pki.day(-20), tsa=pki.tsa_current)
    return SandboxDocument(
        name="look-alike-ca.pdf",
        title_id="CA tiruan: nama, nomor seri, dan pengenal kuncinya sama, kuncinya lain.",
        title_en="A look-alike CA: the same names, serial numbers and key identifiers, other keys.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(ExpectedSignature(_NO_CHAIN, _NO_CHAIN),)),
    )


def wrong_imprint(pki: SandboxPki) -> SandboxDocument:
    return SandboxDocument(
        name="timestamp-wrong-imprint.pdf",
        title_id="Stempel waktu milik data lain; sertifikat penanda tangan masih berlaku.",
        title_en="The time-stamp belongs to other data; the signer's certificate is still valid.",
        pdf=_wrong_imprint(pki, pki.signer),
        expected=Expected(signatures=(_NO_PROOF,)),
    )


def wrong_imprint_expired(pki: SandboxPki) -> SandboxDocument:
    return SandboxDocument(
        name="timestamp-wrong-imprint-expired.pdf",
        title_id="Stempel waktu milik data lain; sertifikat penanda tangan sudah kedaluwarsa.",
        title_en="The time-stamp belongs to other data; the signer's certificate has expired.",
        pdf=_wrong_imprint(pki, pki.signer_expired),
        expected=Expected(signatures=(_EXPIRED_SIGNER,)),
    )


def _wrong_imprint(pki: SandboxPki, signer: Entity) -> bytes:
    pdf = new_document(["The time-stamp belongs to something else"])
    at = pki.day(-100)
    token = stamp(pki.tsa_current, at, imprint=_FALSE_IMPRINT)
    sign_pades(pdf, signer, at, tsa=None, make_timestamp=token)
    return bytes(pdf.data)


def untrusted_tsa(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["Time-stamp of an unknown authority"])
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.untrusted_tsa)
    return SandboxDocument(
        name="timestamp-untrusted.pdf",
        title_id="Stempel waktu dari otoritas yang tidak dikenal; sertifikat masih berlaku.",
        title_en="A time-stamp of an unknown authority; the signer's certificate is still valid.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(_NO_PROOF,)),
    )


def key_encipherment(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["The certificate is for encryption"])
    sign_pades(pdf, pki.signer_key_encipherment, pki.day(-20), tsa=pki.tsa_current)
    verdict = indeterminate()
    return SandboxDocument(
        name="key-encipherment.pdf",
        title_id="Sertifikat penanda tangan hanya untuk penyandian (keyEncipherment).",
        title_en="The signer's certificate is for encryption (keyEncipherment) only.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(ExpectedSignature(verdict, verdict),)),
    )


BUILDERS = (
    expired_no_timestamp,
    timestamp_after_expiry,
    revoked_before,
    revoked_after,
    look_alike_ca,
    wrong_imprint,
    wrong_imprint_expired,
    untrusted_tsa,
    key_encipherment,
)
