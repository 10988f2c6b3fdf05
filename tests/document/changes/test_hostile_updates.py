"""Later revisions made to cost: what looking for changes must not take with it.

Each was a hang or an exception once; the numbers in the docstrings are of then. Nothing is
timed: what does not end within what is counted is `limit_exceeded`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

import pytest

from esign_verify import LimitError, VerificationResult, verify
from esign_verify.document.changes.mentions import _plain
from esign_verify.document.changes.shown_text import _read_map
from esign_verify.document.membership import Membership
from esign_verify.document.syntax import Parser
from esign_verify.evidence import Outcome
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw, Ref, Stream
from esign_verify.sandbox.pdf_page import first_page, new_document, page_content
from esign_verify.sandbox.pdf_signing import SignatureSpec
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.recipes import sign_pades
from tests.conftest import NOW

Prepare = Callable[[PdfWriter], None]


@pytest.fixture
def _little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """An eighth of what is allowed: the answer is the same, and comes sooner."""
    monkeypatch.setattr("esign_verify.document.source.MAX_WORK_BYTES", 4 << 20)


def signed(sandbox: Sandbox, prepare: Prepare) -> PdfWriter:
    """A document of `prepare`, signed."""
    pdf = new_document(["Hostile"])
    prepare(pdf)
    pdf.write_revision()
    field = SignatureSpec(reserved=8192)
    sign_pades(pdf, sandbox.pki.signer, sandbox.pki.day(-20), tsa=None, field=field)
    return pdf


def annotated(pdf: PdfWriter, count: int = 1) -> bytes:
    """The same with notes over the page in a later revision."""
    page = first_page(pdf)
    note: dict[str, PdfObject] = {
        "Type": Name("Annot"),
        "Subtype": Name("Square"),
        "Rect": [0, 0, 500, 800],
    }
    listed = pdf.dictionary(page).get("Annots")
    notes = [pdf.add(dict(note)) for _ in range(count)]
    pdf.extend(page, Annots=[*(listed if isinstance(listed, list) else []), *notes])
    pdf.write_revision()
    return bytes(pdf.data)


def content(data: bytes) -> Prepare:
    stream = Stream({"Filter": Name("FlateDecode")}, zlib.compress(data))
    return lambda pdf: pdf.update(page_content(pdf), stream)


def answer(pdf: bytes) -> VerificationResult | str:
    try:
        return verify(pdf, at=NOW)
    except LimitError as error:
        return error.code


@pytest.mark.parametrize("operator", [b"Tr", b"Tf", b"Td", b"TL", b"w", b"sc", b"re", b"l f"])
@pytest.mark.parametrize("operand", [b"9" * 400, b"-" + b"9" * 400, b".0", b"(x)", b"/N", b""])
def test_operands_of_page_content(sandbox: Sandbox, operator: bytes, operand: bytes) -> None:
    """`9…9 Tr` was an OverflowError."""
    page = b"BT " + b" ".join([operand] * 6) + b" " + operator + b" (a) Tj ET"
    result = answer(annotated(signed(sandbox, content(page))))
    assert isinstance(result, VerificationResult)
    assert result.signatures[0].evidence.cms is not None


@pytest.mark.usefixtures("_little_work")
def test_many_notes_on_a_page_with_many_marks(sandbox: Sandbox) -> None:
    """5,000 notes on 95,000 texts: half a megabyte of file, 475 million comparisons."""
    page = b"BT " + b"(a)'" * 95_000 + b" ET"
    assert answer(annotated(signed(sandbox, content(page)), 600)) == "limit_exceeded"


@pytest.mark.usefixtures("_little_work")
def test_objects_that_overlap(sandbox: Sandbox) -> None:
    """20,000 numbers in one text of 600 kB: read once each, 24 seconds and 1 GiB."""

    def prepare(pdf: PdfWriter) -> None:
        pdf.add(Raw(b"[ " + b"1 0 R " * 100_000 + b"]"))
        pdf.write_revision()
        place = pdf.data.rindex(b"[ 1 0 R") + 2
        table = len(pdf.data)
        rows = b"".join(b"%010d 00000 n \n" % (place + 6 * i) for i in range(2_000))
        trailer = b"<</Size 3000/Root 1 0 R/Prev %d>>" % (pdf._previous or 0)
        pdf.data += b"xref\n1000 2000\n%strailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (
            rows,
            trailer,
            table,
        )
        pdf._previous = table

    assert answer(annotated(signed(sandbox, prepare))) == "limit_exceeded"


@pytest.mark.usefixtures("_little_work")
def test_hundreds_of_revisions_that_each_ask_who_refers_to_whom(sandbox: Sandbox) -> None:
    """990 of them over 400,000 references: more than half a minute, and a set for each."""
    places: list[Ref] = []

    def prepare(pdf: PdfWriter) -> None:
        pdf.add(Raw(b"[" + b"1 0 R " * 100_000 + b"]"))
        places.append(pdf.add({"A": 0}))
        pdf.extend(pdf.catalog, PieceInfo=pdf.add({"X": places[0]}))

    pdf = signed(sandbox, prepare)
    for number in range(100):
        pdf.update(places[0], {"A": number + 1})
        pdf.write_revision()
    assert answer(bytes(pdf.data)) == "limit_exceeded"


def test_pages_are_counted_once(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    """10,000 pages under a node that lies about /Count: each counted all before it."""
    counted: list[int] = []
    original = Membership._count

    def count(self: Membership, number: int) -> int:
        counted.append(number)
        return original(self, number)

    monkeypatch.setattr(Membership, "_count", count)
    pages: list[Ref] = []

    def prepare(pdf: PdfWriter) -> None:
        tree = pdf.dictionary(pdf.catalog)["Pages"]
        assert isinstance(tree, Ref)
        pages.extend(pdf.add({"Type": Name("Page"), "Parent": tree}) for _ in range(300))
        kids: list[PdfObject] = [first_page(pdf), *pages]
        pdf.extend(tree, Kids=kids, Count=7)

    pdf = signed(sandbox, prepare)
    for page in pages:
        pdf.extend(page, Rotate=90)
    pdf.write_revision()
    result = answer(bytes(pdf.data))
    assert isinstance(result, VerificationResult)
    assert result.signatures[0].conclusion.integrity.outcome is Outcome.FAILED
    assert 300 <= len(counted) <= 4 * 301


def test_a_map_whose_sections_never_end() -> None:
    """Each `beginbfchar` looked for its end to the end of the data: 26 kB of file, hours."""
    assert _read_map(b"beginbfchar <0001> <0041> " * 300_000) == {}
    assert _read_map(b"beginbfchar beginbfchar <0001> <0041> endbfchar") == {1: "A"}
    assert _read_map(b"1 beginbfrange <01> <03> <0041> endbfrange") == {1: "A", 2: "B", 3: "C"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (b"[1 0 R(a(b)c)2 0 R]", b"[1 0 R 2 0 R]"),
        (b"[%(\n(\\()1 0 R]", b"[ \n 1 0 R]"),
        (b"(((a)))", None),
        (b"(a", None),
        (b"a)", None),
        # looked for a closing parenthesis behind every one: 9 seconds for 60 kB
        (b"[(" + b"\\(" * 500_000 + b"]", None),
    ],
)
def test_strings_and_comments_of_a_text(text: bytes, plain: bytes | None) -> None:
    assert _plain(text) == plain


def test_comments_between_a_dictionary_and_stream() -> None:
    """40 per cent signs were two to the power of 40 ways to fail."""
    head = b"1 0 obj<<>>"
    none = Parser(head + b"%" * 100_000 + b"x\nendobj").indirect_object(0)
    assert none.value == {}
    some = Parser(head + b"%%a\n% stream\n \nstream\n").indirect_object(0)
    assert some.end == len(head + b"%%a\n% stream\n \nstream\n")
    assert not re.search(rb"stream", head)
