"""Signatures as the national providers write them: two generations, four signers, a store.

The traits are those of published documents; the bytes are ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_dss, sign_field
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.recipes import long_term_data, sign_legacy, sign_pades
from tests.attacks_pdf.case import PASSED, Case, cases, check
from tests.attacks_pdf.maker import contents, form

OPEN: dict[str, str] = {}
HELVETICA: dict[str, PdfObject] = {
    "Type": Name("Font"),
    "Subtype": Name("Type1"),
    "BaseFont": Name("Helvetica"),
}


def _form_of_itext(pdf: PdfWriter) -> None:
    """iText 5 enters its default fonts and appearance with the first signature."""
    fonts: dict[str, PdfObject] = {
        "Helv": pdf.add(dict(HELVETICA)),
        "ZaDb": pdf.add(dict(HELVETICA)),
    }
    pdf.extend(form(pdf), DR={"Font": fonts}, DA=b"/Helv 0 Tf 0 g ", SigFlags=3)


def _layers_of_itext(pdf: PdfWriter, place: tuple[int, int, int, int]) -> dict[str, PdfObject]:
    """/N draws /FRM, which draws the layers /n0 (empty) and /n2 (text), as iText does."""
    box: list[PdfObject] = [0, 0, place[2] - place[0], place[3] - place[1]]
    usual: dict[str, PdfObject] = {"Type": Name("XObject"), "Subtype": Name("Form"), "BBox": box}
    text = b"BT 1 0 0 1 2 30 Tm /F1 8 Tf (Ditandatangani) Tj ET"
    empty = pdf.add(Stream({**usual, "Resources": {}}, b"% DSBlank\n"))
    shown = pdf.add(Stream({**usual, "Resources": {"Font": {"F1": dict(HELVETICA)}}}, text))
    layers: dict[str, PdfObject] = {"n0": empty, "n2": shown}
    drawing = b"q 1 0 0 1 0 0 cm /n0 Do Q q 1 0 0 1 0 0 cm /n2 Do Q"
    frame = pdf.add(Stream({**usual, "Resources": {"XObject": layers}}, drawing))
    outer: dict[str, PdfObject] = {**usual, "Resources": {"XObject": {"FRM": frame}}}
    normal = pdf.add(Stream(outer, b"q 1 0 0 1 0 0 cm /FRM Do Q"))
    return {"Rect": list(place), "AP": {"N": normal}, "MK": {}}


def _first_generation(pki: SandboxPki, count: int, pdf: PdfWriter | None = None) -> PdfWriter:
    pdf = pdf or new_document(["Peraturan"])
    _form_of_itext(pdf)
    for number in range(count):
        left = 60 + 120 * number
        # three signers of one day, as a regulation is signed: seconds apart
        at = pki.day(-700 + number / 1000)
        more = _layers_of_itext(pdf, (left, 60, left + 110, 110)) if number != 1 else {}
        field = SignatureSpec(reserved=8192, more_of_field=more, reason=b"Baris satu\nbaris dua")
        sign_legacy(pdf, pki.legacy_signer, at, tsa=pki.tsa, field=field)
    return pdf


def _names(pki: SandboxPki, count: int) -> list[str]:
    days = [pki.day(-700 + number / 1000) for number in range(count)]
    return [f"sig_{int(day.timestamp() * 1000)}" for day in days]


def _long_term(pdf: PdfWriter, pki: SandboxPki, day: float, vri: list[bytes]) -> None:
    data = long_term_data(pki, pki.signer, [pki.tsa_current], pki.day(day))
    add_dss(pdf, certificates=data.certificates, crls=data.crls, vri_of=vri)


def _regulation(pki: SandboxPki) -> bytes:
    """Three signers under the old anchor, the last under the new one, and its store."""
    pdf = _first_generation(pki, 3)
    field = SignatureSpec(field_name="Signature1", location=b"null", reserved=16384)
    own = sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current, field=field)
    _long_term(pdf, pki, -20, [own])
    return bytes(pdf.data)


def _second_generation(with_vri: bool) -> Callable[[SandboxPki], bytes]:
    """Signature, store, signature, store: a new /DSS each time."""

    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["Surat"])
        made: list[bytes] = []
        for number in (1, 2):
            field = SignatureSpec(field_name=f"Signature{number}", reserved=16384)
            day = number - 20
            made.append(sign_pades(pdf, pki.signer, pki.day(day), tsa=pki.tsa_current, field=field))
            _long_term(pdf, pki, day, made if with_vri else [])
        return bytes(pdf.data)

    return build


def _store_rewritten(pki: SandboxPki) -> bytes:
    """The /DSS, its arrays and /VRI are objects that each update writes again, longer."""
    pdf = new_document(["Arsip"])
    store, certificates, lists, vri = (pdf.add(None) for _ in range(4))
    entries: dict[str, list[PdfObject]] = {"Certs": [], "CRLs": []}
    of_signatures: dict[str, PdfObject] = {}
    for number in (1, 2, 3):
        field = SignatureSpec(field_name=f"Signature{number}", reserved=16384)
        day = number - 20
        own = sign_pades(pdf, pki.signer, pki.day(day), tsa=pki.tsa_current, field=field)
        data = long_term_data(pki, pki.signer, [pki.tsa_current], pki.day(day))
        certs: list[PdfObject] = [pdf.add(Stream({}, der)) for der in data.certificates]
        crls: list[PdfObject] = [pdf.add(Stream({}, der)) for der in data.crls]
        entries["Certs"] += certs
        entries["CRLs"] += crls
        key = hashlib.sha1(own).hexdigest().upper()
        of_signatures[key] = pdf.add({"Cert": certs, "CRL": crls, "TU": b"D:20261101000000Z"})
        pdf.update(store, {"Certs": certificates, "CRLs": lists, "VRI": vri})
        pdf.update(certificates, list(entries["Certs"]))
        pdf.update(lists, list(entries["CRLs"]))
        pdf.update(vri, dict(of_signatures))
        pdf.extend(pdf.catalog, DSS=store)
        pdf.write_revision()
    return bytes(pdf.data)


def _direct_form(pki: SandboxPki) -> bytes:
    """/AcroForm and the page's /Annots stand in their holders, as PDFBox leaves them."""
    pdf = new_document(["Surat"])
    listed: list[PdfObject] = []
    for number in (1, 2):
        name = f"Signature{number}"
        widget: dict[str, PdfObject] = {
            "Type": Name("Annot"),
            "Subtype": Name("Widget"),
            "FT": Name("Sig"),
            "T": name.encode("ascii"),
            "Rect": [0, 0, 0, 0],
            "F": 132,
            "P": first_page(pdf),
        }
        own = pdf.add(widget)
        listed.append(own)
        pdf.extend(pdf.catalog, AcroForm={"Fields": list(listed), "SigFlags": 3, "DR": {}})
        pdf.extend(first_page(pdf), Annots=list(listed))
        spec = SignatureSpec(field_name=name, reserved=8192, signing_time=pki.day(number - 20))
        sign_field(pdf, own, spec, contents(pki.signer))
    return bytes(pdf.data)


def _newline_first(pki: SandboxPki) -> bytes:
    """Two published files begin with a line feed: offsets count from %PDF-."""
    return b"\n" + _second_generation(True)(pki)


_BOTH = ("Signature1", "Signature2")


def _case(name: str, build: Callable[[SandboxPki], bytes], *names: str) -> Case:
    return Case(
        id=name, source="real-signatures.md", build=build, signatures=dict.fromkeys(names, PASSED)
    )


CASES = [
    _case("second-generation-vri", _second_generation(True), *_BOTH),
    _case("second-generation", _second_generation(False), *_BOTH),
    _case("store-rewritten", _store_rewritten, *_BOTH, "Signature3"),
    _case("direct-form", _direct_form, *_BOTH),
    _case("newline-first", _newline_first, *_BOTH),
]


@cases(CASES)
def test_signatures_of_today(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)


def test_four_signers_of_a_regulation(sandbox: Sandbox) -> None:
    names = [*_names(sandbox.pki, 3), "Signature1"]
    check(_case("regulation", _regulation, *names), sandbox, OPEN)


def test_three_signers_of_the_first_generation(sandbox: Sandbox) -> None:
    case = _case(
        "first-generation",
        lambda pki: bytes(_first_generation(pki, 3).data),
        *_names(sandbox.pki, 3),
    )
    check(case, sandbox, OPEN)
