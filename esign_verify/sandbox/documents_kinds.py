"""Kinds of signers, files and fields: e-seals, algorithms, encryption, and no signature at all."""

from __future__ import annotations

from typing import Any

from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.documents_sound import NO_REVOCATION_DATA
from esign_verify.sandbox.expected import Expected, SandboxDocument
from esign_verify.sandbox.pdf_encryption import standard_encryption
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_empty_field
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.recipes import VISIBLE, sign_legacy, sign_pades

PASSWORD = "sandbox"
"""of the document that needs one"""

_OWNER_PASSWORD = "sandbox owner"


def eseal_certified(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["Business licence, certified by an e-seal"])
    field = SignatureSpec(reserved=16384, rectangle=VISIBLE, doc_mdp=3)
    sign_legacy(pdf, pki.eseal, pki.day(-15), tsa=pki.tsa_current, field=field)
    return SandboxDocument(
        name="eseal-certified.pdf",
        title_id="Segel elektronik yang mengesahkan dokumen (P=3), terlihat di halaman.",
        title_en="A certification signature (P=3) by an e-seal, visible on the page.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(NO_REVOCATION_DATA,)),
    )


def eseal_ber(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["Business licence, e-seal without a time-stamp"])
    field = SignatureSpec(reserved=8192, doc_mdp=3, upper_case=True)
    sign_legacy(pdf, pki.eseal, pki.day(-15), tsa=None, field=field, ber=True)
    return SandboxDocument(
        name="eseal-ber.pdf",
        title_id="Segel elektronik tanpa stempel waktu; CMS dalam BER, heksadesimal huruf besar.",
        title_en="An e-seal without a time-stamp; its CMS is BER, in upper-case hexadecimal.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(NO_REVOCATION_DATA,)),
    )


def signer_pss(pki: SandboxPki) -> SandboxDocument:
    return _algorithm(pki, pki.signer, "pss", "RSASSA-PSS", pss=True)


def signer_ecdsa(pki: SandboxPki) -> SandboxDocument:
    return _algorithm(pki, pki.signer_ecdsa, "ecdsa", "ECDSA P-256")


def signer_ed25519(pki: SandboxPki) -> SandboxDocument:
    return _algorithm(pki, pki.signer_ed25519, "ed25519", "Ed25519")


def _algorithm(
    pki: SandboxPki, signer: Entity, name: str, title: str, **knobs: Any
) -> SandboxDocument:
    pdf = new_document([f"Signed with {title}"])
    sign_pades(pdf, signer, pki.day(-20), tsa=pki.tsa_current, **knobs)
    return SandboxDocument(
        name=f"signer-{name}.pdf",
        title_id=f"Ditandatangani dengan algoritma {title}.",
        title_en=f"Signed with the algorithm {title}.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(NO_REVOCATION_DATA,)),
    )


def encrypted_user(pki: SandboxPki) -> SandboxDocument:
    encryption = standard_encryption(user_password=PASSWORD, owner_password=_OWNER_PASSWORD)
    pdf = new_document(["Encrypted, a password opens it"], encryption=encryption)
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current)
    return SandboxDocument(
        name="encrypted-user-password.pdf",
        title_id="Dokumen terenkripsi yang hanya terbuka dengan kata sandi.",
        title_en="An encrypted document that opens with a password only.",
        pdf=bytes(pdf.data),
        password=PASSWORD,
        expected=Expected(signatures=(NO_REVOCATION_DATA,)),
    )


def encrypted_owner(pki: SandboxPki) -> SandboxDocument:
    encryption = standard_encryption(user_password="", owner_password=_OWNER_PASSWORD)
    pdf = new_document(["Encrypted, opens with the empty password"], encryption=encryption)
    field = SignatureSpec(reserved=16384, reason=b"Persetujuan\nkedua", rectangle=VISIBLE)
    sign_legacy(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current, field=field)
    return SandboxDocument(
        name="encrypted-owner-password.pdf",
        title_id="Dokumen terenkripsi dengan kata sandi pemilik saja; terbuka tanpa kata sandi.",
        title_en="An encrypted document with an owner password alone; it opens without one.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(NO_REVOCATION_DATA,)),
    )


def unsigned(pki: SandboxPki) -> SandboxDocument:
    return SandboxDocument(
        name="unsigned.pdf",
        title_id="Dokumen tanpa tanda tangan elektronik.",
        title_en="A document without an electronic signature.",
        pdf=bytes(new_document(["Not signed"]).data),
        expected=Expected(signatures=()),
    )


def empty_field(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["A signature field that nobody signed"])
    add_empty_field(pdf, SignatureSpec(rectangle=VISIBLE))
    pdf.write_revision()
    return SandboxDocument(
        name="empty-field.pdf",
        title_id="Kolom tanda tangan tersedia, tetapi belum ditandatangani.",
        title_en="A signature field is there, but nobody has signed it.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=()),
    )


BUILDERS = (
    eseal_certified,
    eseal_ber,
    signer_pss,
    signer_ecdsa,
    signer_ed25519,
    encrypted_user,
    encrypted_owner,
    unsigned,
    empty_field,
)
