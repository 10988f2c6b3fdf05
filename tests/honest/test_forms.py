"""Forms filled after signing as Acrobat, pdf.js, PDFBox and pypdf fill them (ISO 32000-2, 12.7).

The bytes are those that these write; what they share is that the value is shown.
"""

from __future__ import annotations

from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Ref, Stream, literal
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import PASSED, Case, cases, expected, judge, seen
from tests.attacks_pdf.maker import add_annotation, add_field, form, sign

PLACE = (60, 300, 260, 340)
HELV: dict[str, PdfObject] = {
    "Type": Name("Font"),
    "Subtype": Name("Type1"),
    "BaseFont": Name("Helvetica"),
    "Encoding": Name("WinAnsiEncoding"),
}
ZADB: dict[str, PdfObject] = {
    "Type": Name("Font"),
    "Subtype": Name("Type1"),
    "BaseFont": Name("ZapfDingbats"),
}
Entries = dict[str, PdfObject]
Fill = Callable[[PdfWriter], None]


def _drawn(pdf: PdfWriter, body: bytes, font: PdfObject = None) -> Ref:
    """Text the way Acrobat draws it: marked, clipped, in the form's font."""
    entries: Entries = {
        "Type": Name("XObject"),
        "Subtype": Name("Form"),
        "BBox": [0, 0, PLACE[2] - PLACE[0], PLACE[3] - PLACE[1]],
        "Resources": {"Font": {"Helv": font or HELV}},
    }
    head = b"/Tx BMC q 1 1 198 38 re W n BT /Helv 10 Tf 0 g "
    return pdf.add(Stream(entries, head + body + b" ET Q EMC"))


def _text(pdf: PdfWriter, **entries: PdfObject) -> Ref:
    usual: Entries = {"FT": Name("Tx"), "T": b"f", "DA": b"/Helv 10 Tf 0 g", "Rect": list(PLACE)}
    return add_field(pdf, {**usual, **entries})


def _prepare(pdf: PdfWriter, kind: str) -> None:
    pdf.extend(form(pdf), DR={"Font": {"Helv": pdf.add(dict(HELV))}}, DA=b"/Helv 0 Tf 0 g")
    states: Entries = {"Yes": _drawn(pdf, b"(4) Tj", ZADB), "Off": pdf.add(Stream({}, b""))}
    box: Entries = {"FT": Name("Btn"), "Rect": list(PLACE), "AS": Name("Off"), "T": b"f"}
    if kind == "text":
        _text(pdf)
    elif kind == "comb":
        _text(pdf, Ff=1 << 24, MaxLen=4)
    elif kind == "lines":
        _text(pdf, Ff=1 << 12)
    elif kind == "choice":
        options: list[PdfObject] = [[b"id", b"Indonesia"], [b"my", b"Malaysia"]]
        _text(pdf, FT=Name("Ch"), Ff=1 << 17, Opt=options)
    elif kind == "check":
        add_field(pdf, {**box, "AP": {"N": states}})
    elif kind == "radio":
        group = add_field(pdf, {"FT": Name("Btn"), "T": b"f", "Ff": 1 << 15, "Rect": [0, 0, 0, 0]})
        kids: list[PdfObject] = []
        for name, left in (("a", 60), ("b", 100)):
            shown: Entries = {name: states["Yes"], "Off": states["Off"]}
            entries: Entries = {"Subtype": Name("Widget"), "Parent": group, "AS": Name("Off")}
            where: Entries = {"Rect": [left, 300, left + 20, 320], "AP": {"N": shown}}
            kids.append(add_annotation(pdf, {**entries, **where}))
        pdf.update(group, {"FT": Name("Btn"), "T": b"f", "Ff": 1 << 15, "Kids": list(kids)})


def _own(pdf: PdfWriter) -> Ref:
    fields = pdf.dictionary(form(pdf))["Fields"]
    assert isinstance(fields, list)
    assert isinstance(fields[0], Ref)
    return fields[0]


def _set(value: PdfObject, body: bytes, **more: PdfObject) -> Fill:
    def fill(pdf: PdfWriter) -> None:
        pdf.extend(_own(pdf), V=value, AP={"N": _drawn(pdf, body)}, **more)

    return fill


def _check(pdf: PdfWriter) -> None:
    pdf.extend(_own(pdf), V=Name("Yes"), AS=Name("Yes"))


def _choose(pdf: PdfWriter) -> None:
    pdf.extend(_own(pdf), V=Name("b"))
    kids = pdf.dictionary(_own(pdf))["Kids"]
    assert isinstance(kids, list)
    assert isinstance(kids[1], Ref)
    pdf.extend(kids[1], AS=Name("b"))


def _leave_to_readers(pdf: PdfWriter) -> None:
    """The value alone, and readers told to draw it."""
    pdf.extend(_own(pdf), V=b"Siti")
    pdf.extend(form(pdf), NeedAppearances=True)


def _as_acrobat(pdf: PdfWriter) -> None:
    """Fonts of Acrobat enter the form, metadata and dates change, the field is read-only."""
    _set(b"Siti", b"2 14 Td (Siti) Tj", Ff=1, M=b"D:20261120120000+07'00'")(pdf)
    fonts: Entries = {"Helv": pdf.dictionary(form(pdf))["DR"]["Font"]["Helv"]}  # type: ignore[index, call-overload]
    grown: Entries = {**fonts, "ZaDb": pdf.add(dict(ZADB))}
    encoding: Entries = {"PDFDocEncoding": pdf.add({"Type": Name("Encoding")})}
    pdf.extend(form(pdf), DR={"Font": grown, "Encoding": encoding}, SigFlags=3)
    assert pdf.info is not None
    pdf.extend(pdf.info, ModDate=b"D:20261120120000+07'00'")


def _composite(pdf: PdfWriter) -> None:
    """A subset font with /ToUnicode, as PDFBox embeds one."""
    rows = b"2 beginbfchar <0001> <0041> <0002> <0042> endbfchar"
    descendant: Entries = {"Type": Name("Font"), "Subtype": Name("CIDFontType2")}
    font: Entries = {
        "Type": Name("Font"),
        "Subtype": Name("Type0"),
        "Encoding": Name("Identity-H"),
        "ToUnicode": pdf.add(Stream({}, rows)),
        "DescendantFonts": [pdf.add(descendant)],
    }
    drawn = _drawn(pdf, b"2 14 Td <00010002> Tj", pdf.add(font))
    pdf.extend(_own(pdf), V=b"AB", AP={"N": drawn})


def _over(area: bytes, ink: bytes) -> bytes:
    """Text on an area of another colour."""
    return b"ET " + area + b" 0 0 200 40 re f BT " + ink + b" 2 14 Td (Siti) Tj"


ODD = b"a (b) \\c"
FILLED: dict[str, tuple[str, Fill]] = {
    "text": ("text", _set(b"Siti", b"2 14 Td (Siti) Tj")),
    "text-right": ("text", _set(b"Siti", b"1 0 0 1 170 14 Tm (Siti) Tj", Q=2)),
    "text-utf-16": ("text", _set(b"\xfe\xff\x00R\x00\xe9", b"2 14 Td (R\xe9) Tj")),
    "text-by-hand": (
        "text",
        _set(literal_value := b"a (b) \\c", b"2 14 Td " + literal(literal_value) + b" Tj"),
    ),
    "text-kerned": ("text", _set(b"AVATAR", b"2 14 Td [(A) 70 (V) 70 (ATAR)] TJ")),
    "text-emptied": ("text", _set(b"", b"")),
    "text-on-background": (
        "text",
        _set(b"Siti", b"ET 1 1 0.8 rg 0 0 200 40 re f BT 0 g 2 14 Td (Siti) Tj"),
    ),
    "text-white-on-dark": (
        "text",
        _set(b"Siti", b"ET 0 0 0.5 rg 0 0 200 40 re f BT 1 g 2 14 Td (Siti) Tj"),
    ),
    "comb": (
        "comb",
        _set(b"1234", b"20 14 Td (1) Tj 50 0 Td (2) Tj 50 0 Td (3) Tj 50 0 Td (4) Tj"),
    ),
    "lines": (
        "lines",
        _set(b"Jalan 1\rJakarta", b"2 28 Td (Jalan ) Tj (1) Tj 0 -12 Td (Jakarta) Tj"),
    ),
    "choice": ("choice", _set(b"id", b"2 14 Td (Indonesia) Tj", I=[0])),
    "check": ("check", _check),
    "radio": ("radio", _choose),
    "left-to-readers": ("text", _leave_to_readers),
    "as-acrobat": ("text", _as_acrobat),
    "composite-font": ("text", _composite),
    "rich": (
        "text",
        _set(
            b"Siti & co",
            b"2 14 Td (Siti & co) Tj",
            RV=b'<?xml version="1.0"?><body><p>Siti &amp; co</p></body>',
        ),
    ),
}


def _build(kind: str, fill: Fill, level: int | None) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["A form"])
        _prepare(pdf, kind)
        sign(pdf, pki, doc_mdp=level)
        fill(pdf)
        pdf.write_revision()
        return bytes(sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa).data)

    return build


CASES = [
    Case(
        id=f"{name}-{level or 'approval'}",
        source="ISO 32000-2, 12.8.2.2.2: filling in is permitted",
        build=_build(kind, fill, level),
        signatures={"Signature1": PASSED, "Signature2": PASSED},
    )
    for name, (kind, fill) in FILLED.items()
    for level in (None, 2)
]


@cases(CASES)
def test_a_form_may_be_filled_in(case: Case, sandbox: Sandbox) -> None:
    result = judge(case, sandbox)
    assert seen(result) == expected(case)
    # and each value could be compared with what is shown: no warning
    assert [change for change in result.document.changes if not change.compared] == []
