"""Honest growth (ISO 32000-2, 7.5.6, 12.8.2): what must stay VALID, whoever appends it.

A verifier that calls these altered teaches people to ignore it.
"""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref
from esign_verify.sandbox.pdf_page import first_page, new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_dss, add_signature
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.recipes import long_term_data, stamp, stamp_document
from tests.attacks_pdf import growth
from tests.attacks_pdf.case import PASSED, Case, cases, check
from tests.attacks_pdf.maker import Update, contents, fill, sign, signed, text_field

OPEN: dict[str, str] = {}

Build = Callable[[SandboxPki], bytes]


def _case(name: str, source: str, build: Build, *signatures: str, stamps: int = 0) -> Case:
    return Case(
        id=name,
        source=source,
        build=build,
        signatures=dict.fromkeys(signatures or ("Signature1",), PASSED),
        timestamps={f"Timestamp{number}": PASSED for number in range(1, stamps + 1)},
    )


def _long_term(pdf: PdfWriter, pki: SandboxPki, day: float = -20) -> None:
    data = long_term_data(pki, pki.signer, [pki.tsa_current], pki.day(day))
    add_dss(pdf, certificates=data.certificates, crls=data.crls)


def _stamped(*types: str, level: int | None = None) -> Build:
    """A document time-stamp for each /Type; empty: without one."""

    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki, doc_mdp=level)
        for number, name in enumerate(types, start=1):
            spec = SignatureSpec(
                field_name=f"Timestamp{number}",
                type=name,
                sub_filter="ETSI.RFC3161",
                reserved=8192,
            )
            add_signature(pdf, spec, stamp(pki.tsa_current, pki.day(number - 10)))
        return bytes(pdf.data)

    return build


def _archived(pki: SandboxPki) -> bytes:
    """B-LTA, renewed twice: DSS and document time-stamp by turns (EN 319 142-1, 5.5)."""
    pdf = signed(pki)
    for number in (1, 2, 3):
        _long_term(pdf, pki, number - 12)
        stamp_document(pdf, f"Timestamp{number}", pki.tsa_current, pki.day(number - 11.5))
    return bytes(pdf.data)


def _named_store(pki: SandboxPki) -> bytes:
    """A /DSS with /VRI for the signature's own /Contents."""
    pdf = new_document(["Long term"])
    spec = SignatureSpec(reserved=8192, signing_time=pki.day(-20))
    own = add_signature(pdf, spec, contents(pki.signer))
    data = long_term_data(pki, pki.signer, [], pki.day(-19))
    add_dss(pdf, certificates=data.certificates, crls=data.crls, vri_of=[own])
    return bytes(pdf.data)


def _four(pki: SandboxPki, pdf: PdfWriter) -> bytes:
    """Four signers by four updates, with revocation data in between."""
    new_document(["Four signers"], pdf=pdf)
    signers = (pki.signer, pki.signer_ecdsa, pki.signer_ed25519, pki.eseal)
    for number, signer in enumerate(signers):
        left = 60 + 120 * number
        place = (left, 60, left + 110, 110)
        sign(pdf, pki, f"Signature{number + 1}", signer=signer, rectangle=place)
    _long_term(pdf, pki)
    return bytes(pdf.data)


def _layout(make: Callable[[], PdfWriter]) -> Build:
    return lambda pki: _four(pki, make())


def _stream_then_tables(pki: SandboxPki) -> bytes:
    """A file of object streams, updated by tables (7.5.8.1 wants one kind; writers mix)."""
    pdf = new_document(["Mixed"], xref_streams=True)
    pdf._xref_streams = False
    sign(pdf, pki)
    return bytes(sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa).data)


def _filled_then_signed(pki: SandboxPki) -> bytes:
    pdf = new_document(["A form"])
    name = text_field(pdf, b"name", b"")
    sign(pdf, pki)
    fill(pdf, name, b"Siti")
    pdf.write_revision()
    sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa)
    fill(pdf, name, b"Siti Aminah")
    return bytes(sign(pdf, pki, "Signature3", signer=pki.eseal).data)


def _twice(first: growth.Step, second: growth.Step) -> Build:
    """`first` before the first signature, `second` within the update of the next."""

    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["Honest growth"])
        first(pdf, pki)
        sign(pdf, pki)
        second(pdf, pki)
        return bytes(sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa).data)

    return build


def _tagged_signature(pki: SandboxPki) -> bytes:
    """The second signer's widget gets an element and an entry of the parent tree (14.7.4.4)."""
    pdf = new_document(["Tagged"])
    growth.tagged(pdf, pki)
    sign(pdf, pki)
    root = pdf.dictionary(pdf.catalog)["StructTreeRoot"]
    assert isinstance(root, Ref)
    entries = pdf.dictionary(root)
    tree, kids = entries["ParentTree"], entries["K"]
    assert isinstance(tree, Ref)
    assert isinstance(kids, list)
    nums = pdf.dictionary(tree)["Nums"]
    assert isinstance(nums, list)
    # `sign` adds the signature, then the field: the element is there first
    widget = Ref(len(pdf.objects) + 3)
    reference: dict[str, PdfObject] = {"Type": Name("OBJR"), "Obj": widget, "Pg": first_page(pdf)}
    element = pdf.add({"Type": Name("StructElem"), "S": Name("Form"), "P": root, "K": reference})
    pdf.extend(root, K=[*kids, element], ParentTreeNextKey=2)
    pdf.extend(tree, Nums=[*nums, 1, element])
    more: dict[str, PdfObject] = {"StructParent": 1}
    sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa, more_of_field=more)
    assert pdf.dictionary(widget)["T"] == b"Signature2"
    return bytes(pdf.data)


def _rewritten_alone(pki: SandboxPki) -> bytes:
    pdf = signed(pki)
    growth.unchanged(pdf, pki)
    pdf.write_revision()
    return bytes(pdf.data)


def _forty(pki: SandboxPki) -> bytes:
    pdf = new_document(["Forty signers"])
    for number in range(1, 41):
        sign(pdf, pki, f"Signature{number}", signer=pki.signer_ecdsa, reserved=4096)
    return bytes(pdf.data)


def _free_list_head(pki: SandboxPki) -> bytes:
    """Every table may begin with the head of the free list (7.5.4)."""
    return Update(signed(pki)).table([(0, 0, 65535, "f")]).bytes()


_FOUR = tuple(f"Signature{number}" for number in range(1, 5))
_BOTH = _FOUR[:2]
LAYOUTS: dict[str, Callable[[], PdfWriter]] = {
    "tables": PdfWriter,
    "xref-streams": lambda: PdfWriter(xref_streams=True),
    "object-streams": lambda: PdfWriter(xref_streams=True, compress_updates=True),
    "hybrid": lambda: PdfWriter(hybrid=True),
}
GROWTH: dict[str, tuple[str, growth.Step, growth.Step]] = {
    "extensions-added": ("7.12", growth.nothing, growth.extensions),
    "information-updated": ("14.3.3", growth.nothing, growth.information),
    "metadata-added": ("14.3.2", growth.nothing, growth.metadata(b"2")),
    "metadata-updated": ("14.3.2", growth.metadata(b"1"), growth.metadata(b"2")),
    "dangling-reference": (
        "7.3.10: a reference to nothing is null",
        growth.dangling,
        growth.nothing,
    ),
    "form-with-resources": ("12.7.3", growth.form_with_resources, growth.nothing),
    "object-rewritten-unchanged": (
        "7.5.6: the same value is no change",
        growth.nothing,
        growth.unchanged,
    ),
    "tagged": ("14.7", growth.tagged, growth.nothing),
    "bookmarks-5000": ("engine-notes 4: a recursion error once", growth.bookmarks, growth.nothing),
    "empty-signature-fields-10000": ("12.7.5.5", growth.empty_fields, growth.nothing),
}
CASES = [
    _case("dss", "EN 319 142-1, 5.4.2", _named_store),
    _case("archived", "EN 319 142-1, 5.5", _archived, stamps=3),
    _case("timestamps", "EN 319 142-1, 5.4.3", _stamped("DocTimeStamp", "DocTimeStamp"), stamps=2),
    _case("timestamp-type-sig", "table 255: DSS and iText accept it", _stamped("Sig"), stamps=1),
    _case("timestamp-without-type", "table 255: /Type is optional", _stamped(""), stamps=1),
    _case("timestamp-type-sig-p1", "12.8.2.2.2", _stamped("Sig", level=1), stamps=1),
    *(
        _case(
            f"four-signers-{name}",
            "7.5.6, 7.5.8",
            lambda pki, make=make: _four(pki, make()),
            *_FOUR,
        )  # type: ignore[misc]
        for name, make in LAYOUTS.items()
    ),
    _case("object-streams-then-tables", "7.5.8", _stream_then_tables, *_BOTH),
    _case("form-filled-then-signed", "12.8.2.2.2", _filled_then_signed, *_FOUR[:3]),
    _case("tagged-second-signature", "14.7.4.4", _tagged_signature, *_BOTH),
    _case("rewritten-unchanged-alone", "7.5.6: nothing differs", _rewritten_alone),
    _case("head-of-the-free-list", "7.5.4", _free_list_head),
    _case("forty-signers", "work per revision", _forty, *(f"Signature{n}" for n in range(1, 41))),
    *(_case(name, clause, _twice(a, b), *_BOTH) for name, (clause, a, b) in GROWTH.items()),
]


@cases(CASES)
def test_honest_growth_stays_valid(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)


def test_the_layouts_are_what_they_claim(sandbox: Sandbox) -> None:
    """Per layout: tables, streams in their place, object streams, and what is hidden beside."""
    marks = (b"\nxref\n", b"/Type /XRef", b"/Type /ObjStm", b"/XRefStm")
    found = {
        name: [_layout(make)(sandbox.pki).count(mark) for mark in marks]
        for name, make in LAYOUTS.items()
    }
    # one page, four signers, one security store: six revisions
    assert found == {
        "tables": [6, 0, 0, 0],
        "xref-streams": [0, 6, 1, 0],
        "object-streams": [0, 6, 6, 0],
        "hybrid": [6, 5, 5, 5],
    }
