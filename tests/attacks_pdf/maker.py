"""Signing with the sandbox's keys, and updates written at byte level on what was signed."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.cms_builder import CmsSpec, build_cms
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw, Ref, Stream, serialize
from esign_verify.sandbox.pdf_page import (
    first_page,
    new_document,
    page_content,
    page_text,
    text_form,
)
from esign_verify.sandbox.pdf_signing import MakeContents, SignatureSpec, add_signature
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki

MALLORY = b"Pay 999 to Mallory"
OVER_TEXT = (50, 700, 400, 800)
"""a /Rect over the lines of the page"""
AWAY = (50, 60, 250, 110)
"""one where the page is empty"""
FORGED_PAGE = page_text([MALLORY])


def contents(signer: Entity) -> MakeContents:
    """A maker of PAdES B-B signatures."""
    spec = CmsSpec(signer=signer, certificates=signer.chain[::-1], ess_version=2)
    return lambda signed: build_cms(spec, signed)


def sign(
    pdf: PdfWriter,
    pki: SandboxPki,
    name: str = "Signature1",
    *,
    signer: Entity | None = None,
    **spec: Any,
) -> PdfWriter:
    """Append a revision with one signature without a time-stamp; `spec`: SignatureSpec."""
    entries = {"field_name": name, "reserved": 8192, "signing_time": pki.day(-20), **spec}
    add_signature(pdf, SignatureSpec(**entries), contents(signer or pki.signer))
    return pdf


def signed(pki: SandboxPki, **spec: Any) -> PdfWriter:
    """One page, then a revision that signs it."""
    return sign(new_document(["Attacks"]), pki, **spec)


def appearance(
    text: bytes = MALLORY, size: tuple[float, float] = (350, 100), **entries: PdfObject
) -> Stream:
    """An opaque form XObject with one line of text (8.10)."""
    drawing = b"1 1 1 rg 0 0 %d %d re f 0 g BT /F1 11 Tf 10 %d Td (%s) Tj ET" % (
        *size,
        size[1] // 2,
        text,
    )
    return text_form(size, drawing, **entries)


def rectangle(pdf: PdfWriter, place: Sequence[float], text: bytes = MALLORY) -> dict[str, Any]:
    """/Rect and an opaque /AP that fills it."""
    size = (place[2] - place[0], place[3] - place[1])
    return {"Rect": list(place), "AP": {"N": pdf.add(appearance(text, size))}}


def add_annotation(pdf: PdfWriter, entries: Mapping[str, PdfObject]) -> Ref:
    """Put an annotation on page 1, in the next revision."""
    page = first_page(pdf)
    own = pdf.add({"Type": Name("Annot"), "P": page, "F": 4, **entries})
    annotations = pdf.dictionary(page).get("Annots")
    listed = list(annotations) if isinstance(annotations, list) else []
    pdf.extend(page, Annots=[*listed, own])
    return own


def form(pdf: PdfWriter) -> Ref:
    """The interactive form, made where there is none."""
    found = pdf.dictionary(pdf.catalog).get("AcroForm")
    if not isinstance(found, Ref):
        found = pdf.add({"Fields": []})
        pdf.extend(pdf.catalog, AcroForm=found)
    return found


def add_field(pdf: PdfWriter, entries: Mapping[str, PdfObject]) -> Ref:
    """A field that is its own widget on page 1, in the next revision."""
    own = add_annotation(pdf, {"Subtype": Name("Widget"), **entries})
    fields = pdf.dictionary(form(pdf))["Fields"]
    assert isinstance(fields, list)
    pdf.extend(form(pdf), Fields=[*fields, own])
    return own


def text_field(
    pdf: PdfWriter, name: bytes, value: bytes, place: Sequence[float] = AWAY, **more: PdfObject
) -> Ref:
    """A text field that shows its value (12.7.5.3)."""
    entries: dict[str, PdfObject] = {
        "FT": Name("Tx"),
        "T": name,
        "V": value,
        "DA": b"/F1 11 Tf 0 g",
        **rectangle(pdf, place, value),
        **more,
    }
    return add_field(pdf, entries)


def fill(pdf: PdfWriter, text: Ref, value: bytes, shown: bytes | None = None) -> None:
    """Another value of a text field; `shown`: what its appearance says, if not the value."""
    place = pdf.dictionary(text)["Rect"]
    assert isinstance(place, list)
    drawn = rectangle(pdf, place, value if shown is None else shown)  # type: ignore[arg-type]
    pdf.extend(text, V=value, AP=drawn["AP"])


def signature_field(pdf: PdfWriter) -> Ref:
    """The field Signature1."""
    (found,) = (
        Ref(number)
        for number, value in pdf.objects.items()
        if isinstance(value, dict) and value.get("T") == b"Signature1"
    )
    return found


def pixel(pdf: PdfWriter, value: bytes) -> Ref:
    """An image of one pixel in this shade of grey."""
    entries: dict[str, PdfObject] = {
        "Type": Name("XObject"),
        "Subtype": Name("Image"),
        "Width": 1,
        "Height": 1,
        "ColorSpace": Name("DeviceGray"),
        "BitsPerComponent": 8,
    }
    return pdf.add(Stream(entries, value))


def draw_on_page(pdf: PdfWriter, drawn: PdfObject, operators: bytes) -> None:
    """The page draws an XObject, as /X, after its text."""
    page = first_page(pdf)
    resources = pdf.dictionary(page)["Resources"]
    assert isinstance(resources, dict)
    pdf.extend(page, Resources={**resources, "XObject": {"X": drawn}})
    text = pdf.objects[page_content(pdf).number]
    assert isinstance(text, Stream)
    pdf.update(page_content(pdf), Stream({}, text.data + b"\n" + operators))


def startxref(data: bytes) -> int:
    return int(re.findall(rb"startxref\s+(\d+)", data)[-1])


@dataclass
class Update:
    """An update written row by row, with what no writer would write."""

    pdf: PdfWriter
    data: bytearray = field(init=False)
    previous: int = field(init=False)
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.data = bytearray(self.pdf.data)
        self.previous = startxref(bytes(self.data))
        self.size = len(self.pdf.objects) + 1

    def objects(self, objects: Mapping[int, PdfObject], generation: int = 0) -> dict[int, int]:
        """Append objects; gives their offsets. `Raw` is written as it is."""
        offsets = {}
        for number, value in objects.items():
            offsets[number] = len(self.data)
            body = serialize(value)
            self.data += b"%d %d obj\n" % (number, generation) + body + b"\nendobj\n"
            self.size = max(self.size, number + 1)
        return offsets

    def trailer(self, **entries: PdfObject) -> dict[str, PdfObject]:
        """As an honest update writes it, but for `entries`; None leaves a key out."""
        identifier = re.findall(rb"/ID (\[[^\]]*\])", self.data)[-1:]
        usual: dict[str, PdfObject] = {
            "Size": self.size,
            "Root": self.pdf.catalog,
            "Info": self.pdf.info,
            "ID": Raw(identifier[0]) if identifier else None,
            "Prev": self.previous,
            **entries,
        }
        return {key: value for key, value in usual.items() if value is not None}

    def table(
        self,
        rows: Iterable[tuple[int, int, int, str]],
        *,
        end: bytes | None = None,
        **entries: PdfObject,
    ) -> Update:
        """A table of (number, offset, generation, n or f), and a trailer."""
        start = len(self.data)
        table = b"xref\n"
        for number, offset, generation, kind in rows:
            table += b"%d 1\n%010d %05d %s \n" % (number, offset, generation, kind.encode())
        table += b"trailer\n" + serialize(self.trailer(**entries)) + b"\n"
        self.data += table + (b"startxref\n%d\n%%%%EOF\n" % start if end is None else end)
        self.previous = start
        return self

    def write(self, objects: Mapping[int, PdfObject], **entries: PdfObject) -> Update:
        """Objects and their table: a plain update."""
        offsets = self.objects(objects)
        return self.table([(n, at, 0, "n") for n, at in offsets.items()], **entries)

    def xref_stream(
        self,
        rows: Iterable[tuple[int, int, int, int]],
        *,
        hidden: bool = False,
        **entries: PdfObject,
    ) -> int:
        """A cross-reference stream of (number, kind, second, third); gives its offset.

        `hidden`: one that only /XRefStm of a table names.
        """
        number = self.size
        start = len(self.data)
        listed = [*rows, (number, 1, start, 0)]
        self.size += 1
        body = b"".join(
            bytes((kind,)) + second.to_bytes(4, "big") + third.to_bytes(2, "big")
            for _, kind, second, third in listed
        )
        index: list[PdfObject] = []
        for row in listed:
            index += [row[0], 1]
        head: dict[str, PdfObject] = {"Type": Name("XRef"), "W": [1, 4, 2], "Index": index}
        self.objects({number: Stream({**head, **self.trailer(**entries)}, body)})
        if not hidden:
            self.data += b"startxref\n%d\n%%%%EOF\n" % start
            self.previous = start
        return start

    def object_stream(self, members: Mapping[int, PdfObject]) -> tuple[int, int]:
        """Append an object stream; gives its number and offset."""
        index, body = b"", b""
        for number, value in members.items():
            index += b"%d %d " % (number, len(body))
            body += serialize(value) + b"\n"
        entries: dict[str, PdfObject] = {
            "Type": Name("ObjStm"),
            "N": len(members),
            "First": len(index),
        }
        number = self.size
        return number, self.objects({number: Stream(entries, index + body)})[number]

    def bytes(self) -> bytes:
        return bytes(self.data)


def page_text_number(pdf: PdfWriter) -> int:
    """The number of the content stream of page 1."""
    return page_content(pdf).number


def name_what_is_not_there(pdf: PdfWriter) -> None:
    """The page's /Contents end with an object that no table knows."""
    page = first_page(pdf)
    pdf.extend(page, Contents=[pdf.dictionary(page)["Contents"], Ref(500)])


@cache
def deflated(size: int) -> bytes:
    """`size` zero octets, compressed."""
    packer = zlib.compressobj(9)
    block = bytes(1024 * 1024)
    return b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
