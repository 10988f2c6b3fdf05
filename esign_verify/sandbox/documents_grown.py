"""Documents that grew after signing: what the signer allowed, and what no signer allows.

Shadow attacks (NDSS 2021), evil annotations and sneaky signatures (S&P 2021).
"""

from __future__ import annotations

from esign_verify.result import SubIndication
from esign_verify.sandbox.documents_sound import NO_REVOCATION_DATA
from esign_verify.sandbox.expected import (
    Expected,
    ExpectedSignature,
    SandboxDocument,
    failed,
    indeterminate,
)
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document, text_form
from esign_verify.sandbox.pdf_signing import SignatureSpec
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.recipes import sign_pades

_OVER_TEXT = (55, 690, 330, 800)
_FORGED = b"Pay 999 to Mallory"
_ALTERED = ExpectedSignature(
    failed(SubIndication.FORMAT_FAILURE), failed(SubIndication.FORMAT_FAILURE)
)
_NO_PATH = indeterminate(SubIndication.NO_CERTIFICATE_CHAIN_FOUND)


def _shown(text: bytes, *, opaque: bool = True) -> Stream:
    """An appearance with one line of text (8.10)."""
    box = b"1 g 0 0 275 110 re f 0 g " if opaque else b""
    return text_form((275, 110), box + b"BT /F1 11 Tf 5 50 Td (" + text + b") Tj ET")


def _annotate(pdf: PdfWriter) -> None:
    """A stamp over the text of the page, in a revision of its own."""
    page = first_page(pdf)
    entries: dict[str, PdfObject] = {
        "Type": Name("Annot"),
        "Subtype": Name("Stamp"),
        "Rect": list(_OVER_TEXT),
        "F": 4,
        "AP": {"N": pdf.add(_shown(_FORGED))},
    }
    listed = pdf.dictionary(page).get("Annots")
    others = listed if isinstance(listed, list) else []
    pdf.extend(page, Annots=[*others, pdf.add(entries)])
    pdf.write_revision()


def annotation_permitted(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["Certified, annotations permitted"])
    field = SignatureSpec(doc_mdp=3)
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current, field=field)
    _annotate(pdf)
    return SandboxDocument(
        name="annotation-permitted.pdf",
        title_id="Stempel ditambahkan di atas isi; penanda tangan mengizinkan anotasi: sah, dengan "
        "peringatan.",
        title_en="A stamp was put over the content; the signer permits annotations: valid, with a "
        "warning.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(NO_REVOCATION_DATA,)),
    )


def annotation_forbidden(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["Certified, form filling permitted"])
    field = SignatureSpec(doc_mdp=2)
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current, field=field)
    _annotate(pdf)
    return SandboxDocument(
        name="annotation-forbidden.pdf",
        title_id="Stempel ditambahkan di atas isi; penanda tangan tidak mengizinkan anotasi.",
        title_en="A stamp was put over the content; the signer does not permit annotations.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(_ALTERED,)),
    )


def sneaky_signature(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["Certified, then signed over by a stranger"])
    field = SignatureSpec(doc_mdp=2)
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current, field=field)
    over = SignatureSpec(
        field_name="Signature2",
        rectangle=_OVER_TEXT,
        more_of_field={"AP": {"N": pdf.add(_shown(_FORGED))}},
    )
    sign_pades(pdf, pki.look_alike_signer, pki.day(-19), tsa=pki.tsa_current, field=over)
    return SandboxDocument(
        name="sneaky-signature.pdf",
        title_id="Tanda tangan orang tak dikenal menutupi isi dokumen yang sudah disertifikasi.",
        title_en="A stranger's signature covers the content of a certified document.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(_ALTERED, ExpectedSignature(_NO_PATH, _NO_PATH))),
    )


def _with_field(pdf: PdfWriter) -> Ref:
    """A text field whose value and appearance say the same."""
    page = first_page(pdf)
    own = pdf.add(
        {
            "Type": Name("Annot"),
            "Subtype": Name("Widget"),
            "FT": Name("Tx"),
            "T": b"amount",
            "V": b"100",
            "Rect": [60, 500, 335, 610],
            "P": page,
            "F": 4,
            "AP": {"N": pdf.add(_shown(b"100", opaque=False))},
        }
    )
    pdf.extend(page, Annots=[own])
    pdf.extend(pdf.catalog, AcroForm=pdf.add({"Fields": [own]}))
    return own


def form_filled(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["A form, filled in after signing"])
    own = _with_field(pdf)
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current)
    pdf.extend(own, V=b"250", AP={"N": pdf.add(_shown(b"250", opaque=False))})
    pdf.write_revision()
    return SandboxDocument(
        name="form-filled.pdf",
        title_id="Kolom formulir diisi sesudah ditandatangani; penanda tangan tidak melarangnya.",
        title_en="A form field was filled in after signing; the signer did not forbid it.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(NO_REVOCATION_DATA,)),
    )


def shadow_replace(pki: SandboxPki) -> SandboxDocument:
    pdf = new_document(["A form whose appearance was replaced"])
    own = _with_field(pdf)
    sign_pades(pdf, pki.signer, pki.day(-20), tsa=pki.tsa_current)
    pdf.extend(own, AP={"N": pdf.add(_shown(b"999", opaque=False))})
    pdf.write_revision()
    return SandboxDocument(
        name="shadow-replace.pdf",
        title_id="Kolom formulir menampilkan angka lain, padahal isinya tidak diubah.",
        title_en="A form field shows another number, although its value was not changed.",
        pdf=bytes(pdf.data),
        expected=Expected(signatures=(_ALTERED,)),
    )


BUILDERS = (
    annotation_permitted,
    annotation_forbidden,
    sneaky_signature,
    form_filled,
    shadow_replace,
)
