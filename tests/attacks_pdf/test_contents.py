"""Where and how /Contents may stand (ISO 32000-2, 12.8.1, table 255; 7.3.4.3; 7.5.7)."""

from __future__ import annotations

import re
from collections.abc import Callable

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw, Ref, Stream, serialize
from esign_verify.sandbox.pdf_page import first_page, new_document
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import PASSED, Case, Verdict, cases, check, failed
from tests.attacks_pdf.maker import Update, contents, signed

OPEN: dict[str, str] = {}

SIZE = 4096
HEXADECIMAL = b"<" + b"0" * (2 * SIZE) + b">"
LITERAL = b"(" + b"0" * (2 * SIZE) + b")"
_PLACE = b"[".ljust(40) + b"]"

Fill = Callable[[bytes], bytes]
Entries = dict[str, PdfObject]
Rows = list[tuple[int, int, int, int]]
Arrange = Callable[[Update, Ref, Entries], Rows]


def _hexadecimal(cms: bytes) -> bytes:
    return b"<" + cms.ljust(SIZE, b"\0").hex().encode() + b">"


def _literal(cms: bytes) -> bytes:
    """Escaped, and padded with zero octets inside."""
    escaped = cms.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"(" + escaped.replace(b"\r", b"\\r").ljust(2 * SIZE, b"\0") + b")"


def _sign(pki: SandboxPki, arrange: Arrange, hole: bytes, fill: Fill) -> bytes:
    """A signature revision whose objects `arrange` writes; then /ByteRange and the hole."""
    pdf = new_document(["Contents"])
    page = first_page(pdf)
    value, field, form = (pdf.add(None) for _ in range(3))
    widget: dict[str, PdfObject] = {
        "Type": Name("Annot"),
        "Subtype": Name("Widget"),
        "FT": Name("Sig"),
        "T": b"Signature1",
        "Rect": [0, 0, 0, 0],
        "P": page,
        "V": value,
    }
    dictionary: dict[str, PdfObject] = {
        "Type": Name("Sig"),
        "Filter": Name("Adobe.PPKLite"),
        "SubFilter": Name("ETSI.CAdES.detached"),
        "ByteRange": Raw(_PLACE),
    }
    update = Update(pdf)
    rows = arrange(update, value, dictionary)
    rest = {
        field.number: widget,
        form.number: {"Fields": [field], "SigFlags": 3},
        page.number: {**pdf.dictionary(page), "Annots": [field]},
        1: {**pdf.dictionary(pdf.catalog), "AcroForm": form},
    }
    rows += [(n, 1, at, 0) for n, at in update.objects(rest).items()]  # type: ignore[arg-type]
    update.xref_stream(rows)
    start = update.data.index(hole)
    end = start + len(hole)
    numbers = b"[0 %d %d %d" % (start, end, len(update.data) - end)
    place = update.data.index(_PLACE)
    update.data[place : place + 40] = numbers.ljust(40)
    filled = fill(contents(pki.signer)(bytes(update.data[:start] + update.data[end:])))
    assert len(filled) == len(hole)
    update.data[start:end] = filled
    return update.bytes()


def _written(update: Update, objects: dict[int, PdfObject]) -> Rows:
    return [(n, 1, at, 0) for n, at in update.objects(objects).items()]


def _packed(update: Update, objects: dict[int, PdfObject]) -> Rows:
    """In an object stream that is not compressed."""
    holder, at = update.object_stream(objects)
    rows = [(number, 2, holder, index) for index, number in enumerate(objects)]
    return [(holder, 1, at, 0), *rows]


def direct(update: Update, value: Ref, entries: Entries) -> Rows:
    return _written(update, {value.number: {**entries, "Contents": Raw(HEXADECIMAL)}})


def literal(update: Update, value: Ref, entries: Entries) -> Rows:
    return _written(update, {value.number: {**entries, "Contents": Raw(LITERAL)}})


def indirect(update: Update, value: Ref, entries: Entries) -> Rows:
    other = update.size
    held = {other: Raw(HEXADECIMAL), value.number: {**entries, "Contents": Ref(other)}}
    return _written(update, held)  # type: ignore[arg-type]


def stream(update: Update, value: Ref, entries: Entries) -> Rows:
    other = update.size
    held = {other: Stream({}, HEXADECIMAL), value.number: {**entries, "Contents": Ref(other)}}
    return _written(update, held)  # type: ignore[arg-type]


def packed_contents(update: Update, value: Ref, entries: Entries) -> Rows:
    other = update.size + 1
    rows = _packed(update, {other: Raw(HEXADECIMAL)})
    return rows + _written(update, {value.number: {**entries, "Contents": Ref(other)}})


def packed_dictionary(update: Update, value: Ref, entries: Entries) -> Rows:
    return _packed(update, {value.number: {**entries, "Contents": Raw(HEXADECIMAL)}})


def packed_dictionary_indirect(update: Update, value: Ref, entries: Entries) -> Rows:
    """The dictionary lies in an object stream, the string it names in the file."""
    other = update.size
    rows = _written(update, {other: Raw(HEXADECIMAL)})
    return rows + _packed(update, {value.number: {**entries, "Contents": Ref(other)}})


def _arranged(
    name: str, source: str, arrange: Arrange, verdict: Verdict, hole: bytes = HEXADECIMAL
) -> Case:
    fill = _literal if hole == LITERAL else _hexadecimal
    return Case(
        id=name,
        source=source,
        build=lambda pki: _sign(pki, arrange, hole, fill),
        signatures={"Signature1": verdict},
    )


_NOT_IN_FILE = failed("byte_range", "contents_not_in_file")
ARRANGED = [
    _arranged("direct", "control: the common way", direct, PASSED),
    _arranged("indirect", "7.3.10: an indirect string is the same string", indirect, PASSED),
    _arranged(
        "literal-string",
        "table 255: /Contents shall be hexadecimal",
        literal,
        failed("byte_range", "contents_not_hexadecimal"),
        LITERAL,
    ),
    _arranged(
        "stream",
        "table 255: /Contents is a string",
        stream,
        failed("signature_dictionary", "contents_missing"),
    ),
    _arranged(
        "in-object-stream",
        "a string inside a stream has no place in the file: no gap can be it",
        packed_contents,
        _NOT_IN_FILE,
    ),
    _arranged(
        "dictionary-in-object-stream",
        "the same, of the whole dictionary",
        packed_dictionary,
        _NOT_IN_FILE,
    ),
    _arranged(
        "dictionary-in-object-stream-contents-outside",
        "7.5.7 does not forbid it, and all but the string is signed",
        packed_dictionary_indirect,
        PASSED,
    ),
]


def _padding(change: Callable[[bytes], bytes]) -> Callable[[SandboxPki], bytes]:
    """Another padding of the same length: it lies in the gap, nobody signed it."""

    def build(pki: SandboxPki) -> bytes:
        data = bytes(signed(pki).data)
        (match,) = re.finditer(rb"/Contents <[0-9a-f]+?((?:00)+)>", data)
        changed = change(match[1])
        assert len(changed) == len(match[1])
        return data[: match.start(1)] + changed + data[match.end(1) :]

    return build


def _padded(name: str, source: str, change: Callable[[bytes], bytes], verdict: Verdict) -> Case:
    return Case(id=name, source=source, build=_padding(change), signatures={"Signature1": verdict})


_NOT_HEX = failed("signature_dictionary", "pdf_hex_string")
PADDED = [
    _padded("white-space", "7.3.4.3", lambda p: b"\r\n \t\f\0".ljust(len(p), b" "), PASSED),
    _padded(
        "white-space-between",
        "7.3.4.3",
        lambda p: b"0\n0 " * (len(p) // 4) + p[: len(p) % 4],
        PASSED,
    ),
    _padded("odd-digits", "7.3.4.3: a missing last digit is 0", lambda p: p[:-1] + b" ", PASSED),
    _padded("not-hexadecimal", "attacks.md 3.1 container", lambda p: p[:-2] + b"zz", _NOT_HEX),
    _padded("comment", "7.2.4: no comments in strings", lambda p: p[:-6] + b"%AAAA\n", _NOT_HEX),
    _padded("nested-string", "7.3.4.3", lambda p: p[:-4] + b"<00>", _NOT_HEX),
    _padded(
        "early-end",
        "the string ends in the gap; what follows it there is not signed",
        lambda p: p[:-20] + b">/Reason (x)".ljust(19) + b"<",
        failed("signature_dictionary", "pdf_dictionary_key"),
    ),
    _padded(
        "early-end-well-formed",
        "the same; a later string takes up the old `>`",
        lambda p: p[:-20] + b">/Reason (x)/Other <",
        failed("byte_range", "byte_range_gap"),
    ),
]


def _second_key(text: bytes) -> Callable[[SandboxPki], bytes]:
    """Signed by the signer that way; readers take the first or the last."""
    return lambda pki: bytes(signed(pki, more={"Location": Raw(b"(x)\n" + text)}).data)


TWICE = [
    Case(
        id=f"second-key-{name}",
        source="7.3.7: a key shall be there once",
        build=_second_key(text),
        signatures={"Signature1": failed("signature_dictionary", "signature_key_twice")},
    )
    for name, text in {
        "contents": b"/Contents <00>",
        "contents-escaped": b"/Conten#74s <00>",
        "byte-range": b"/ByteRange [0 1 2 3]",
        "sub-filter": b"/SubFilter /adbe.pkcs7.sha1",
    }.items()
]


UPPER_CASE = Case(
    id="upper-case",
    source="7.3.4.3: digits of either case",
    build=lambda pki: bytes(signed(pki, upper_case=True).data),
    signatures={"Signature1": PASSED},
)


@cases([UPPER_CASE, *ARRANGED, *PADDED, *TWICE])
def test_contents(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)


def test_the_literal_string_means_the_cms() -> None:
    cms = bytes(range(256))
    assert serialize(Raw(_literal(cms))).startswith(b"(\0\1\2")
    assert len(_literal(cms)) == len(LITERAL)
