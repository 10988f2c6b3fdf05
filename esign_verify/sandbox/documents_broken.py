"""Documents that were altered, and signatures that cannot be read or must not be believed."""

from __future__ import annotations

import hashlib

from esign_verify.result import SubIndication
from esign_verify.sandbox import der
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.documents_sound import NO_REVOCATION_DATA
from esign_verify.sandbox.expected import (
    Expected,
    ExpectedSignature,
    SandboxDocument,
    Verdict,
    failed,
    indeterminate,
)
from esign_verify.sandbox.pdf_objects import Name
from esign_verify.sandbox.pdf_page import PAYMENT, new_document, page_content, page_text
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_signature
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.recipes import sign_pades, stamp
from esign_verify.sandbox.signing import sign

_FORGED_PAYMENT = b"Pay 999 to Mallory"


def _both(verdict: Verdict) -> ExpectedSignature:
    return ExpectedSignature(verdict, verdict)


_HASH_FAILURE = _both(failed(SubIndication.HASH_FAILURE))


def altered_update(pki: SandboxPki) -> SandboxDocument:
    """Incremental saving: the signed bytes are untouched, the page shows something else."""
    pdf = new_document(["Altered by an incremental update"])
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current)
    pdf.update(page_content(pdf), page_text([_FORGED_PAYMENT]))
    pdf.write_revision()
    return SandboxDocument(
        name="altered-update.pdf",
        title_id="Isi halaman diganti setelah penandatanganan, lewat pembaruan bertahap.",
        title_en="The page was replaced after signing, by an incremental update.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(_both(failed()),)),
    )


def altered_bytes(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["Altered within the signed bytes"])
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current)
    return SandboxDocument(
        name="altered-bytes.pdf",
        title_id="Satu angka di dalam bagian yang ditandatangani diubah.",
        title_en="One digit within the signed bytes was changed.",
        pdf=bytes(pdf.data).replace(PAYMENT, PAYMENT.replace(b"100", b"900")),
        expected=Expected(signatures=(_HASH_FAILURE,)),
    )


def signature_broken(pki: SandboxPki) -> SandboxDocument:
    """One bit of the signature value is wrong; the time-stamp was made over the wrong value."""
    pdf = new_document(["The signature value is wrong"])
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current, corrupt_signature=True)
    verdict = failed(SubIndication.SIG_CRYPTO_FAILURE)
    return SandboxDocument(
        name="signature-broken.pdf",
        title_id="Nilai tanda tangan tidak cocok dengan kunci penanda tangan.",
        title_en="The signature value does not fit the signer's key.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(_both(verdict),)),
    )


def malformed_cms(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["A malformed CMS beside a good signature"])
    broken = SignatureSpec(field_name="Signature1", signing_time=pki.day(-21))
    promised_but_missing = b"\x30\x82\x40\x00" + der.oid("1.2.840.113549.1.7.2")
    add_signature(pdf, broken, lambda signed: promised_but_missing)
    good = SignatureSpec(field_name="Signature2")
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current, field=good)
    verdict = failed(SubIndication.FORMAT_FAILURE)
    return SandboxDocument(
        name="malformed-cms.pdf",
        title_id="Satu tanda tangan rusak dan tidak terbaca, di samping satu yang baik.",
        title_en="One signature is damaged and unreadable, beside a good one.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(_both(verdict), NO_REVOCATION_DATA)),
    )


def unsupported_sub_filter(pki: SandboxPki) -> SandboxDocument:
    """adbe.x509.rsa_sha1: a bare PKCS #1 value, the certificates in /Cert (12.8.3.2)."""
    pdf = new_document(["A format that is not supported beside a good signature"])
    old = SignatureSpec(
        field_name="Signature1",
        sub_filter="adbe.x509.rsa_sha1",
        signing_time=pki.day(-21),
        reserved=1024,
        more={"Cert": list(pki.signer.chain)},
    )
    add_signature(
        pdf, old, lambda signed: der.octet_string(sign(pki.signer.key, signed, digest="sha1"))
    )
    good = SignatureSpec(field_name="Signature2")
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current, field=good)
    return SandboxDocument(
        name="unsupported-subfilter.pdf",
        title_id="Satu tanda tangan berformat yang tidak didukung, di samping satu yang baik.",
        title_en="One signature in a format that is not supported, beside a good one.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(_both(indeterminate()), NO_REVOCATION_DATA)),
    )


def pkcs7_sha1(pki: SandboxPki) -> SandboxDocument:
    return SandboxDocument(
        name="pkcs7-sha1.pdf",
        title_id="Format lama adbe.pkcs7.sha1: dokumen hanya diikat dengan SHA-1.",
        title_en="The old format adbe.pkcs7.sha1: SHA-1 alone binds the document.",
        pdf=_pkcs7_sha1(pki),
        expected=Expected(signatures=(_both(indeterminate()),)),
    )


def pkcs7_sha1_altered(pki: SandboxPki) -> SandboxDocument:
    """CVE-2025-43903, CVE-2025-2866: the CMS is sound, but belongs to other bytes."""
    return SandboxDocument(
        name="pkcs7-sha1-altered.pdf",
        title_id="Format lama adbe.pkcs7.sha1; isi dokumen diubah setelah ditandatangani.",
        title_en="The old format adbe.pkcs7.sha1; the document was altered after signing.",
        pdf=_pkcs7_sha1(pki).replace(PAYMENT, PAYMENT.replace(b"100", b"900")),
        expected=Expected(signatures=(_HASH_FAILURE,)),
    )


def _pkcs7_sha1(pki: SandboxPki) -> bytes:
    pdf = new_document(["adbe.pkcs7.sha1"])
    at = pki.day(-20)
    cms = CmsSpec(signer=pki.signer, encapsulate=True, make_timestamp=stamp(pki.tsa_current, at))
    field = SignatureSpec(sub_filter="adbe.pkcs7.sha1", signing_time=at)
    add_signature(pdf, field, lambda signed: build_cms(cms, hashlib.sha1(signed).digest()))
    return bytes(pdf.data)


def stripped(pki: SandboxPki) -> SandboxDocument:
    """A later catalog has no /AcroForm, the page no /Annots: the signature is out of reach."""
    pdf = new_document(["The signature was stripped"])
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current)
    pages = pdf.dictionary(pdf.catalog)["Pages"]
    pdf.update(pdf.catalog, {"Type": Name("Catalog"), "Pages": pages})
    pdf.update(page_content(pdf), page_text([_FORGED_PAYMENT]))
    pdf.write_revision()
    return SandboxDocument(
        name="stripped.pdf",
        title_id="Tanda tangan disembunyikan: katalog baru tidak lagi memuat kolomnya.",
        title_en="The signature was hidden: a later catalog no longer names its field.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(_both(failed()),)),
    )


BUILDERS = (
    altered_update,
    altered_bytes,
    signature_broken,
    malformed_cms,
    unsupported_sub_filter,
    pkcs7_sha1,
    pkcs7_sha1_altered,
    stripped,
)
