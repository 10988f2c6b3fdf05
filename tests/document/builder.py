"""PDF files written byte by byte, for what no library would write (ISO 32000-2, 7.5).

Signatures made here are no CMS: the document room never looks into /Contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from esign_verify.document import open_document
from esign_verify.document.object_reader import ObjectReader
from esign_verify.document.objects import Objects
from esign_verify.document.source import Source, open_source
from esign_verify.document.xref import read_revisions
from esign_verify.evidence import Check, DocumentEvidence, Outcome, SignatureField

PASSED = (Outcome.PASSED, "")
CATALOG, PAGES, PAGE, FORM, FIELD, SIGNATURE, CONTENT = 1, 2, 3, 4, 5, 6, 7

BASE = {
    CATALOG: b"<</Type/Catalog/Pages 2 0 R>>",
    PAGES: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 7 0 R>>",
    CONTENT: b"<</Length 44>>\nstream\nBT /F1 11 Tf 60 780 Td (Pay 100 to Alice) Tj\nendstream",
}
FORGED = BASE[CONTENT].replace(b"100 to Alice", b"999 to Mally")
SIGNED_CATALOG = b"<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>"
SIGNED_PAGE = BASE[PAGE][:-2] + b"/Annots[5 0 R]>>"
SIGNED_FORM = b"<</Fields[5 0 R]/SigFlags 3>>"
SIGNED_FIELD = (
    b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Sig1)/F 132/Rect[10 20 110 60]/P 3 0 R/V 6 0 R>>"
)
CONTENTS = b"<" + b"3003020101".ljust(64, b"0") + b">"
_PLACE = b"[".ljust(40) + b"]"


@dataclass
class Pdf:
    """A file that grows by revisions."""

    data: bytearray = field(default_factory=lambda: bytearray(b"%PDF-1.7\n"))
    previous: int | None = None
    size: int = 8

    def objects(self, objects: Mapping[int, bytes], generation: int = 0) -> dict[int, int]:
        """Append objects; gives their offsets."""
        offsets = {}
        for number, body in objects.items():
            offsets[number] = len(self.data)
            self.data += b"%d %d obj\n" % (number, generation) + body + b"\nendobj\n"
        return offsets

    def table(
        self,
        rows: Iterable[tuple[int, int, int, str]],
        *,
        trailer: bytes = b"",
        root: int = CATALOG,
        size: int | None = None,
        end: bytes = b"%%EOF\n",
    ) -> int:
        """Append a cross-reference table of (number, offset, generation, n or f)."""
        start = len(self.data)
        table = b"xref\n0 0\n"
        for number, offset, generation, kind in rows:
            table += b"%d 1\n%010d %05d %s \n" % (number, offset, generation, kind.encode())
            self.size = max(self.size, number + 1)
        previous = b"" if self.previous is None else b"/Prev %d" % self.previous
        stated = self.size if size is None else size
        entries = b"/Size %d/Root %d 0 R" % (stated, root) + previous + trailer
        self.data += table + b"trailer\n<<" + entries + b">>\nstartxref\n%d\n" % start + end
        self.previous = start
        return start

    def revision(self, objects: Mapping[int, bytes], **options: object) -> Pdf:
        """Append objects with their table."""
        rows = [(number, at, 0, "n") for number, at in self.objects(objects).items()]
        self.table(rows, **options)  # type: ignore[arg-type]
        return self

    def xref_stream(
        self, number: int, rows: Iterable[tuple[int, int, int, int]], extra: bytes = b""
    ) -> int:
        """Append a cross-reference stream of (number, kind, second, third) (7.5.8)."""
        start = len(self.data)
        listed = [*rows, (number, 1, start, 0)]
        data = b"".join(
            bytes((kind,)) + second.to_bytes(4, "big") + third.to_bytes(2, "big")
            for _, kind, second, third in listed
        )
        index = b" ".join(b"%d 1" % row[0] for row in listed)
        self.size = max(self.size, *(row[0] + 1 for row in listed))
        previous = b"" if self.previous is None else b"/Prev %d" % self.previous
        entries = b"/Type/XRef/W[1 4 2]/Index[%s]/Size %d/Root 1 0 R" % (index, self.size)
        body = b"<<" + entries + previous + extra + b"/Length %d>>\nstream\n" % len(data)
        self.objects({number: body + data + b"\nendstream"})
        self.data += b"startxref\n%d\n%%%%EOF\n" % start
        self.previous = start
        return start


def base() -> Pdf:
    """One page, not signed."""
    return Pdf().revision(BASE)


def signature(contents: bytes = CONTENTS, entries: bytes = b"") -> bytes:
    """A signature dictionary, its /ByteRange still to be filled in."""
    head = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
    return head + b"/ByteRange " + _PLACE + b"/Contents " + contents + entries + b">>"


def fill_in(pdf: Pdf, start: int = 0) -> Pdf:
    """Write the right /ByteRange of the signature after `start` (12.8.1)."""
    gap = pdf.data.index(b"/Contents <", start) + len(b"/Contents ")
    after = pdf.data.index(b">", gap) + 1
    place = pdf.data.index(_PLACE, start)
    numbers = b"[0 %d %d %d" % (gap, after, len(pdf.data) - after)
    pdf.data[place : place + len(_PLACE) - 1] = numbers.ljust(len(_PLACE) - 1)
    return pdf


def sign(
    pdf: Pdf,
    *,
    dictionary: bytes | None = None,
    field: bytes = SIGNED_FIELD,
    more: Mapping[int, bytes] | None = None,
    **options: object,
) -> Pdf:
    """Append a revision with a field and its signature."""
    start = len(pdf.data)
    pdf.revision(
        {
            CATALOG: SIGNED_CATALOG,
            PAGE: SIGNED_PAGE,
            FORM: SIGNED_FORM,
            FIELD: field,
            SIGNATURE: signature() if dictionary is None else dictionary,
            **(more or {}),
        },
        **options,
    )
    return fill_in(pdf, start)


def signed(**options: object) -> Pdf:
    """One page, then a revision that signs it."""
    return sign(base(), **options)  # type: ignore[arg-type]


def evidence(pdf: Pdf | bytes, password: str | None = None) -> DocumentEvidence:
    data = bytes(pdf.data) if isinstance(pdf, Pdf) else pdf
    with open_document(data, password=password) as document:
        return document.evidence


def only_field(pdf: Pdf | bytes) -> SignatureField:
    (found,) = evidence(pdf).fields
    return found


def answer(check: Check) -> tuple[Outcome, str]:
    """What a test asserts of a check: outcome and reason."""
    return check.outcome, check.reason


def failed(reason: str) -> tuple[Outcome, str]:
    return Outcome.FAILED, reason


def not_checked(reason: str) -> tuple[Outcome, str]:
    return Outcome.NOT_CHECKED, reason


def opened(pdf: Pdf | bytes) -> tuple[Source, Objects]:
    """The inner reader of objects, by the cross-reference data alone."""
    source = open_source(bytes(pdf.data) if isinstance(pdf, Pdf) else pdf)
    return source, Objects(source, read_revisions(source, ObjectReader(source)))
