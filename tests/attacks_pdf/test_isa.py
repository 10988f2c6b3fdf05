"""ISA, incremental saving (CCS 2019, CVE-2018-16042): the signature is intact for its
revision; what the reader sees now is another document. TOTAL-FAILED, every variant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw, Ref
from esign_verify.sandbox.pdf_page import first_page
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import (
    ALTERED,
    PASSED,
    STRIPPED,
    TRAILING,
    Case,
    Verdict,
    cases,
    check,
    failed,
)
from tests.attacks_pdf.maker import (
    FORGED_PAGE,
    Update,
    page_text_number,
    signed,
    startxref,
)

OPEN: dict[str, str] = {}

_REBUILT = failed("cross_reference", "cross_reference_rebuilt")
Attack = Callable[[PdfWriter], bytes]


def _text(pdf: PdfWriter) -> dict[int, PdfObject]:
    return {page_text_number(pdf): FORGED_PAGE}


def full_update(pdf: PdfWriter) -> bytes:
    return Update(pdf).write(_text(pdf)).bytes()


def empty_table_without_end(pdf: PdfWriter) -> bytes:
    """Objects, `xref 0 0`, a trailer without /Prev, no %%EOF: viewers rebuild the file."""
    update = Update(pdf)
    update.objects(_text(pdf))
    start = len(update.data)
    update.data += b"xref\n0 0\ntrailer\n<</Root 1 0 R>>\nstartxref\n%d\n%%x" % start
    return update.bytes()


def old_startxref_without_end(pdf: PdfWriter) -> bytes:
    """The same, but `startxref` names the signed table: strict readers see nothing new."""
    update = Update(pdf)
    update.objects(_text(pdf))
    end = b"startxref\n%d\n%%x" % startxref(bytes(pdf.data))
    update.data += b"xref\n0 0\ntrailer\n<</Root 1 0 R>>\n" + end
    return update.bytes()


def objects_only(pdf: PdfWriter) -> bytes:
    update = Update(pdf)
    update.objects(_text(pdf))
    return update.bytes()


def free_entry(pdf: PdfWriter) -> bytes:
    return Update(pdf).table([(page_text_number(pdf), 0, 1, "f")]).bytes()


def copied_signature(pdf: PdfWriter) -> bytes:
    """The update writes the signature again, so that its newest revision holds one."""
    data = bytes(pdf.data)
    (match,) = re.finditer(rb"(?s)\n(\d+) 0 obj\n(<</Type /Sig\n.*?>>)\nendobj", data)
    copy: PdfObject = Raw(match[2])
    return Update(pdf).write({int(match[1]): copy, **_text(pdf)}).bytes()


def xref_stream(pdf: PdfWriter) -> bytes:
    update = Update(pdf)
    offsets = update.objects(_text(pdf))
    update.xref_stream([(n, 1, at, 0) for n, at in offsets.items()])
    return update.bytes()


def hybrid_contradiction(pdf: PdfWriter) -> bytes:
    """The table repeats the signed object, /XRefStm names the forged one (7.5.8.4)."""
    number = page_text_number(pdf)
    honest = bytes(pdf.data).rindex(b"\n%d 0 obj" % number) + 1
    update = Update(pdf)
    forged = update.objects(_text(pdf))[number]
    hidden = update.xref_stream([(number, 1, forged, 0)], hidden=True)
    return update.table([(number, honest, 0, "n")], XRefStm=hidden).bytes()


def hybrid_hidden(pdf: PdfWriter) -> bytes:
    """The table says free, /XRefStm names the forged object."""
    number = page_text_number(pdf)
    update = Update(pdf)
    forged = update.objects(_text(pdf))[number]
    hidden = update.xref_stream([(number, 1, forged, 0)], hidden=True)
    return update.table([(number, 0, 65535, "f")], XRefStm=hidden).bytes()


def object_stream(pdf: PdfWriter) -> bytes:
    """The page itself is forged, in an object stream."""
    page = first_page(pdf)
    update = Update(pdf)
    forged = update.size + 1
    members: Mapping[int, PdfObject] = {
        page.number: {**pdf.dictionary(page), "Contents": Ref(forged)}
    }
    holder, at = update.object_stream(members)
    offsets = update.objects({forged: FORGED_PAGE})
    rows = [(holder, 1, at, 0), (page.number, 2, holder, 0), (forged, 1, offsets[forged], 0)]
    update.xref_stream(rows)
    return update.bytes()


def _whole_table(pdf: PdfWriter, **entries: PdfObject) -> bytes:
    """An update that lists every object and leads to no older table."""
    update = Update(pdf)
    data = bytes(pdf.data)
    places = {int(m[1]): m.start() for m in re.finditer(rb"(?m)^(\d+) 0 obj", data)}
    places.update(update.objects(_text(pdf)))
    return update.table([(n, at, 0, "n") for n, at in places.items()], **entries).bytes()


def root_without_form(pdf: PdfWriter) -> bytes:
    update = Update(pdf)
    number = update.size
    pages = pdf.dictionary(pdf.catalog)["Pages"]
    catalog: PdfObject = {"Type": Name("Catalog"), "Pages": pages}
    return update.write({number: catalog, **_text(pdf)}, Root=Ref(number), Size=number + 1).bytes()


ATTACKS: dict[str, tuple[Attack, Verdict]] = {
    "A-full-update": (full_update, ALTERED),
    "B-empty-table-without-end": (empty_table_without_end, _REBUILT),
    "B-old-startxref-without-end": (old_startxref_without_end, TRAILING),
    "C-objects-only": (objects_only, TRAILING),
    "D-free-entry": (free_entry, ALTERED),
    "E-copied-signature": (copied_signature, ALTERED),
    "F-xref-stream": (xref_stream, ALTERED),
    "F-hybrid-contradiction": (hybrid_contradiction, _REBUILT),
    "F-hybrid-hidden": (hybrid_hidden, ALTERED),
    "G-object-stream": (object_stream, ALTERED),
    "H-prev-zero": (
        lambda pdf: _whole_table(pdf, Prev=0),
        failed("byte_range", "byte_range_end_not_revision"),
    ),
    "H-prev-missing": (
        lambda pdf: _whole_table(pdf, Prev=None),
        failed("byte_range", "byte_range_end_not_revision"),
    ),
    "I-root-without-form": (root_without_form, STRIPPED),
}


def _case(name: str, attack: Attack, verdict: Verdict) -> Case:
    return Case(
        id=name,
        source=f"attacks.md 3.1 ISA ({name[0]}); Mladenov et al., CCS 2019, section 4.2",
        build=lambda pki: attack(signed(pki)),
        signatures={"Signature1": verdict},
    )


def _replayed(pki: SandboxPki, same: bool) -> bytes:
    """A new field whose value is the old signature (its object, or a copy of it)."""
    pdf = signed(pki)
    (match,) = re.finditer(rb"(?s)\n(\d+) 0 obj\n(<</Type /Sig\n.*?>>)\nendobj", bytes(pdf.data))
    value = Ref(int(match[1])) if same else pdf.add(Raw(match[2]))
    page, form = first_page(pdf), pdf.dictionary(pdf.catalog)["AcroForm"]
    assert isinstance(form, Ref)
    entries: dict[str, PdfObject] = {
        "Type": Name("Annot"),
        "Subtype": Name("Widget"),
        "FT": Name("Sig"),
        "T": b"Signature2",
        "Rect": [0, 0, 0, 0],
        "P": page,
        "V": value,
    }
    fields = pdf.dictionary(form)["Fields"]
    assert isinstance(fields, list)
    pdf.extend(form, Fields=[*fields, pdf.add(entries)])
    pdf.write_revision()
    return bytes(pdf.data)


OTHERS = [
    Case(
        id="E-new-field-with-the-old-signature",
        source="pyHanko 0.36.2: a new field re-using an old signature object passed",
        build=lambda pki: _replayed(pki, True),
        signatures={"Signature1+Signature2": ALTERED},
    ),
    Case(
        id="E-new-field-with-a-copy-of-the-old-signature",
        source="attacks.md 3.1 ISA (E): a field with a bad signature alters nothing that is shown",
        build=lambda pki: _replayed(pki, False),
        signatures={
            "Signature1": PASSED,
            "Signature2": failed("byte_range", "contents_not_in_file"),
        },
    ),
    Case(
        id="control",
        source="the document that is attacked",
        build=lambda pki: bytes(signed(pki).data),
        signatures={"Signature1": PASSED},
    ),
]


@cases([*(_case(name, *attack) for name, attack in ATTACKS.items()), *OTHERS])
def test_incremental_saving(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)
