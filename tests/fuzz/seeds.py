"""What is mutated: small documents of every structure, and the DER they carry."""

from __future__ import annotations

from dataclasses import dataclass, replace

from esign_verify.chain import TrustStore
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.pdf_encryption import standard_encryption
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_dss, add_empty_field
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.profiles import CA_CRL
from esign_verify.sandbox.recipes import (
    long_term_data,
    sign_legacy,
    sign_pades,
    stamp,
    stamp_document,
)
from esign_verify.sandbox.revocation import build_crl, build_ocsp

_SMALL = SignatureSpec(reserved=8192)


@dataclass(frozen=True)
class Seeds:
    """Inputs to start from, and the anchors that they lead to."""

    trust: TrustStore
    documents: tuple[bytes, ...]
    der: tuple[bytes, ...]


def build_seeds(sandbox: Sandbox) -> Seeds:
    pki = sandbox.pki
    makers = (_plain, _streams, _two, _certified, _archived, _filled)
    return Seeds(
        trust=TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox"),
        documents=tuple(make(pki) for make in makers),
        der=_der(pki),
    )


def _plain(pki: SandboxPki) -> bytes:
    pdf = new_document(["One signature"])
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current, field=_SMALL)
    return bytes(pdf.data)


def _streams(pki: SandboxPki) -> bytes:
    pdf = new_document(["Object streams"], xref_streams=True)
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=None, field=_SMALL)
    return bytes(pdf.data)


def _two(pki: SandboxPki) -> bytes:
    pdf = new_document(["Two signatures"])
    add_empty_field(pdf, SignatureSpec(field_name="Empty"))
    for day in (-390, -389):
        sign_legacy(pdf, pki.legacy_signer_late, pki.day(day), tsa=pki.tsa)
    return bytes(pdf.data)


def _certified(pki: SandboxPki) -> bytes:
    encryption = standard_encryption(user_password="", owner_password="o")
    pdf = new_document(["Certified"], encryption=encryption)
    field = replace(_SMALL, doc_mdp=2, rectangle=(60, 60, 240, 110), reason=b"Setuju")
    sign_pades(pdf, pki.signer_ecdsa, pki.day(-20), tsa=None, field=field)
    return bytes(pdf.data)


def _archived(pki: SandboxPki) -> bytes:
    pdf = new_document(["Archived"])
    contents = sign_pades(pdf, pki.signer, pki.day(-20), tsa=None, field=_SMALL)
    data = long_term_data(pki, pki.signer, [pki.tsa_current], pki.day(-19))
    add_dss(pdf, certificates=data.certificates, crls=data.crls, vri_of=[contents])
    stamp_document(pdf, "Stamp", pki.tsa_current, pki.day(-18))
    return bytes(pdf.data)


def _filled(pki: SandboxPki) -> bytes:
    """A form filled in after signing, with a composite font, and a note beside it."""
    pdf = new_document(["A form"])
    codes = b"1 beginbfrange <0041> <005a> <0041> endbfrange 1 beginbfchar <0020> <0020> endbfchar"
    descendant: dict[str, PdfObject] = {"Type": Name("Font"), "Subtype": Name("CIDFontType2")}
    composite: dict[str, PdfObject] = {
        "Type": Name("Font"),
        "Subtype": Name("Type0"),
        "Encoding": Name("Identity-H"),
        "DescendantFonts": [pdf.add(descendant)],
        "ToUnicode": pdf.add(Stream({}, codes)),
    }
    font = pdf.add(composite)
    widget: dict[str, PdfObject] = {
        "Type": Name("Annot"),
        "Subtype": Name("Widget"),
        "FT": Name("Tx"),
        "T": b"Nama",
        "V": b"A",
        "DA": b"/F 11 Tf 0 g",
        "Rect": [300, 300, 400, 320],
        "AP": {"N": pdf.add(_shown(font, b"<0041>"))},
    }
    field = pdf.add(widget)
    form: dict[str, PdfObject] = {"Fields": [field], "DR": {"Font": {"F": font}}, "SigFlags": 3}
    pdf.extend(pdf.catalog, AcroForm=pdf.add(form))
    page = first_page(pdf)
    pdf.extend(page, Annots=[field])
    pdf.write_revision()
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=None, field=_SMALL)
    pdf.extend(field, V=b"BC", AP={"N": pdf.add(_shown(font, b"<00420043>"))})
    pdf.write_revision()
    return bytes(pdf.data)


def _shown(font: Ref, text: bytes) -> Stream:
    drawn = b"q 1 0 0 1 2 2 cm BT /F 11 Tf " + text + b" Tj ET 0 0 9 9 re S Q"
    entries: dict[str, PdfObject] = {
        "Type": Name("XObject"),
        "Subtype": Name("Form"),
        "BBox": [0, 0, 100, 20],
        "Resources": {"Font": {"F": font}},
    }
    return Stream(entries, drawn)


def _der(pki: SandboxPki) -> tuple[bytes, ...]:
    at = pki.day(-20)
    make_timestamp = stamp(pki.tsa_current, at)
    spec = CmsSpec(signer=pki.signer, ess_version=2, make_timestamp=make_timestamp)
    return (
        build_cms(spec, b"what is signed"),
        build_cms(CmsSpec(signer=pki.signer_ecdsa), b"what is signed"),
        make_timestamp(b"what is signed"),
        pki.signer.der,
        pki.root.der,
        build_crl(pki.ca, at, address=CA_CRL),
        build_ocsp(pki.legacy_signer, pki.legacy_ocsp, at),
    )
