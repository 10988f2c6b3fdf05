"""Documents that are what they should be: everything here is VALID under `standard`."""

from __future__ import annotations

import secrets
from datetime import timedelta

from esign_verify.sandbox.expected import (
    PASSED,
    TRY_LATER,
    Expected,
    ExpectedSignature,
    SandboxDocument,
    indeterminate,
)
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_dss
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.profiles import LEGACY_CRL
from esign_verify.sandbox.recipes import (
    VISIBLE,
    long_term_data,
    sign_legacy,
    sign_pades,
    stamp_document,
)
from esign_verify.sandbox.revocation import Revocation, build_crl, build_ocsp

EXPIRED_PROOF = ExpectedSignature(PASSED, indeterminate())
"""the TSA's certificate (and mostly the anchor) expired since, nothing renewed the proof"""
NO_REVOCATION_DATA = ExpectedSignature(PASSED, TRY_LATER)
COMPLETE = ExpectedSignature(PASSED, PASSED)


def legacy_timestamp(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["Legacy generation"])
    at = pki.day(-1100)
    ocsp = build_ocsp(pki.legacy_signer, pki.legacy_ocsp, at - timedelta(minutes=1))
    sign_legacy(pdf, pki.legacy_signer, at, tsa=pki.legacy_tsa, archived_ocsps=[ocsp])
    return SandboxDocument(
        name="legacy-timestamp.pdf",
        title_id="Tanda tangan generasi lama; CA dan otoritas stempel waktunya sudah kedaluwarsa.",
        title_en="A signature of the legacy generation; its CA and its TSA have expired since.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(EXPIRED_PROOF,)),
    )


def legacy_large_crl(pki: SandboxPki) -> SandboxDocument:
    """The CRL is 8,243 entries long and was stale two years before the signature."""
    pdf = new_document(["Legacy generation with a whole CRL inside"])
    at = pki.day(-1090)
    old = at - timedelta(days=730)
    entries = [Revocation(secrets.randbits(158) | 1 << 158, old) for _ in range(8243)]
    crl = build_crl(pki.legacy_ca, old, revoked=entries, address=LEGACY_CRL)
    sign_legacy(
        pdf,
        pki.legacy_signer,
        at,
        tsa=pki.legacy_tsa,
        field=SignatureSpec(reserved=524288),
        archived_crls=[crl],
    )
    return SandboxDocument(
        name="legacy-large-crl.pdf",
        title_id="Tanda tangan yang memuat daftar pencabutan besar dan sudah basi.",
        title_en="A signature that carries a large CRL, stale at the time of signing.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(EXPIRED_PROOF,)),
    )


def legacy_leading_newline(pki: SandboxPki) -> SandboxDocument:
    """The newline was put in front after signing: offsets count from `%PDF-`."""
    pdf = new_document(["Legacy generation, newline before the header"])
    field = SignatureSpec(
        reserved=16384,
        rectangle=VISIBLE,
        reason=b"Dokumen ini telah ditandatangani\nsecara elektronik",
        location=b"null",
    )
    skew = timedelta(minutes=13)
    sign_legacy(pdf, pki.legacy_signer_late, pki.day(-450), tsa=pki.tsa, skew=skew, field=field)
    return SandboxDocument(
        name="legacy-leading-newline.pdf",
        title_id="Ada baris baru sebelum %PDF-, dan alasan tanda tangan terdiri atas dua baris.",
        title_en="A newline stands before %PDF-, and the reason of the signature has two lines.",
        pdf=b"\n" + bytes(pdf.data),
        expected=Expected(signatures=(EXPIRED_PROOF,)),
    )


def mixed_four(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["Regulation with four signatures"])
    signers = (pki.legacy_signer_late, pki.legacy_signer_other, pki.legacy_signer_late)
    for number, signer in enumerate(signers):
        left = 60 + number * 120
        field = SignatureSpec(
            reserved=8192, rectangle=(left, 60, left + 110, 110) if number else (0, 0, 0, 0)
        )
        skew = timedelta(seconds=-36)
        sign_legacy(pdf, signer, pki.day(-390 + number), tsa=pki.tsa, skew=skew, field=field)
    field = SignatureSpec(field_name="Signature4", reason=b"Pengundangan", location=b"Jakarta")
    sign_pades(pdf, pki.signer, pki.day(-380), tsa=pki.tsa, field=field)
    return SandboxDocument(
        name="mixed-four.pdf",
        title_id="Empat tanda tangan: tiga generasi lama, yang terakhir generasi baru.",
        title_en="Four signatures: three of the legacy generation, the last of the new one.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(EXPIRED_PROOF,) * 4),
    )


def pades_t(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["PAdES with a time-stamp (B-T)"])
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current)
    return SandboxDocument(
        name="pades-t.pdf",
        title_id="PAdES dengan stempel waktu, tanpa data pencabutan (B-T).",
        title_en="PAdES with a time-stamp and without revocation data (B-T).",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(NO_REVOCATION_DATA,)),
    )


def pades_xref_streams(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["PAdES in a file with object streams"], xref_streams=True)
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current)
    return SandboxDocument(
        name="pades-xref-streams.pdf",
        title_id="PAdES B-T dalam berkas dengan object stream dan cross-reference stream.",
        title_en="PAdES B-T in a file with object streams and cross-reference streams.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(NO_REVOCATION_DATA,)),
    )


def pades_no_timestamp(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["PAdES without a time-stamp (B-B)"])
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=None)
    return SandboxDocument(
        name="pades-no-timestamp.pdf",
        title_id="Tanpa stempel waktu; sertifikat penanda tangan masih berlaku.",
        title_en="Without a time-stamp; the signer's certificate is still valid.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(NO_REVOCATION_DATA,)),
    )


def pades_lt(pki: SandboxPki) -> SandboxDocument:
    """As real ones of 2025: the TSA's certificate has expired since; with /VRI and an OCSP."""
    pdf = new_document(["PAdES with a DSS (B-LT)"])
    at = pki.day(-200)
    contents = sign_pades(pdf, pki.signer, at, tsa=pki.tsa, field=SignatureSpec(utc=True))
    data = long_term_data(pki, pki.signer, [pki.tsa], at + timedelta(minutes=5))
    ocsp = build_ocsp(pki.signer, pki.ocsp, at + timedelta(minutes=5))
    add_dss(
        pdf,
        certificates=(*data.certificates, pki.ocsp.der),
        crls=data.crls,
        ocsps=[ocsp],
        vri_of=[contents],
    )
    return SandboxDocument(
        name="pades-lt.pdf",
        title_id="PAdES dengan data pencabutan (B-LT); otoritas stempel waktu sudah kedaluwarsa.",
        title_en="PAdES with revocation data (B-LT); the TSA's certificate has expired since.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(EXPIRED_PROOF,)),
    )


def pades_lt_current(pki: SandboxPki) -> SandboxDocument:
    """As real ones of 2026: no /VRI, CRLs alone."""
    pdf = new_document(["PAdES with a DSS (B-LT), TSA in force"])
    at = pki.day(-20)
    sign_pades(pdf, pki.signer, at, tsa=pki.tsa_current)
    data = long_term_data(pki, pki.signer, [pki.tsa_current], at + timedelta(minutes=5))
    add_dss(pdf, certificates=data.certificates, crls=data.crls)
    return SandboxDocument(
        name="pades-lt-current.pdf",
        title_id="PAdES dengan data pencabutan (B-LT); semua sertifikat masih berlaku.",
        title_en="PAdES with revocation data (B-LT); every certificate is still valid.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(COMPLETE,)),
    )


def pades_dss_root_only(pki: SandboxPki) -> SandboxDocument:
    """As legacy signers' files of 2026: a DSS without any status of the signer."""
    pdf = new_document(["PAdES by a legacy signer, DSS with the root's CRL alone"])
    at = pki.day(-200)
    sign_pades(pdf, pki.legacy_signer_late, at, tsa=pki.tsa)
    root_crl = long_term_data(pki, pki.legacy_signer_late, [pki.tsa], at).crls[1]
    certificates = (*pki.legacy_signer_late.chain, *pki.tsa.chain)
    add_dss(pdf, certificates=certificates, crls=[root_crl])
    return SandboxDocument(
        name="pades-dss-root-only.pdf",
        title_id="DSS hanya memuat CRL akar; tidak ada status pencabutan penanda tangan.",
        title_en="The DSS holds the root's CRL alone; nothing says whether the signer was revoked.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(EXPIRED_PROOF,)),
    )


def pades_lta(pki: SandboxPki) -> SandboxDocument:
    """The document time-stamp was made before the signature's TSA expired, and is in force."""
    pdf = new_document(["PAdES with a document time-stamp (B-LTA)"])
    sign_pades(pdf, pki.signer, pki.day(-200), tsa=pki.tsa)
    renewed = pki.day(-90)
    data = long_term_data(pki, pki.signer, [pki.tsa, pki.tsa_current], renewed)
    add_dss(pdf, certificates=data.certificates, crls=data.crls)
    stamp_document(pdf, "Timestamp1", pki.tsa_current, renewed + timedelta(minutes=5))
    return SandboxDocument(
        name="pades-lta.pdf",
        title_id="Arsip jangka panjang (B-LTA): stempel waktu dokumen masih berlaku.",
        title_en="Long-term archive (B-LTA): the document time-stamp is still in force.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(COMPLETE,), document_timestamps=1),
    )


def pades_lta_expired(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["PAdES with a document time-stamp (B-LTA), all expired"])
    signer = pki.legacy_signer_late
    sign_pades(pdf, signer, pki.day(-450), tsa=pki.tsa)
    renewed = pki.day(-440)
    data = long_term_data(pki, signer, [pki.tsa], renewed, legacy=True)
    add_dss(pdf, certificates=data.certificates, crls=data.crls)
    stamp_document(pdf, "Timestamp1", pki.tsa, renewed + timedelta(minutes=5))
    return SandboxDocument(
        name="pades-lta-expired.pdf",
        title_id="B-LTA yang tidak pernah diperbarui: CA, penanda tangan, dan TSA kedaluwarsa.",
        title_en="A B-LTA that nobody renewed: CA, signer and TSA have expired.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(EXPIRED_PROOF,), document_timestamps=1),
    )


BUILDERS = (
    legacy_timestamp,
    legacy_large_crl,
    legacy_leading_newline,
    mixed_four,
    pades_t,
    pades_xref_streams,
    pades_no_timestamp,
    pades_lt,
    pades_lt_current,
    pades_dss_root_only,
    pades_lta,
    pades_lta_expired,
)
