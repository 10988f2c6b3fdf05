"""Names made to steer a display, and more of everything than any document has."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from esign_verify.cms.decode import der
from esign_verify.inspect import ExtractionRequest, extract, inspect_document, list_asn1
from esign_verify.render import LOOKS
from tests.inspect.samples import BASE, pdf_of, pdf_with_contents
from tests.inspect.test_cms_tree import (
    attribute,
    cms,
    integer,
    oid,
    sequence,
    signer_info,
)
from tests.render.samples import validator

ESCAPE = "\x1b]0;owned\x07\x1b[31mred\x1b[0m\r\n\u202egnp.exe\u200b"
UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def text_of(escape: str) -> bytes:
    return b"<FEFF" + escape.encode("utf-16-be").hex().encode() + b">"


def hostile_pdf() -> bytes:
    """The same escapes in every string that can hold them."""
    utf8 = der.encode(0x0C, ESCAPE.encode())
    name = sequence(der.encode(der.SET, sequence(oid("2.5.4.3"), utf8)))
    signed = attribute("1.2.3.4", utf8) + attribute("1.2.840.113549.1.9.16.2.17", sequence(utf8))
    contents = cms(
        signer_info(signed=signed, sid=sequence(name, integer(5))),
        before=der.encode(0xA0, sequence(sequence(integer(1), name))),
    )
    text = text_of(ESCAPE)
    signature = b"<</Type/Sig/Filter/A#1b#5b31m/SubFilter/#07x/Reason %s/Name %s/K#1b#0a %s" % (
        text,
        text,
        text,
    )
    signature += b"/ByteRange[0 1 2 3]/Contents<" + contents.hex().encode() + b">>>"
    field = b"<</FT/Sig/T %s/P 3 0 R/Rect[0 0 9 9]/V 6 0 R>>" % text
    vri = b"<</VRI<</#1b#5b31mX 8 0 R>>/Certs[9 0 R]>>"
    catalog = BASE[1][:-2] + b"/DSS 7 0 R>>"
    stream = b"<</Length 12/Type/#1b#5b2J>>stream\n" + ESCAPE.encode()[:12] + b"\nendstream"
    objects = {4: b"<</Fields[5 0 R]>>", 5: field, 6: signature, 7: vri, 8: b"<<>>", 9: stream}
    return pdf_of({**BASE, **objects, 1: catalog}) + b"% \x1b[31mend\n\x1b[2Jhidden\n"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_no_text_steers_the_terminal(lang: str, tmp_path: Path) -> None:
    pdf = hostile_pdf()
    facts = inspect_document(pdf)
    assert facts.signatures[0].fields == (ESCAPE,)
    request = ExtractionRequest(cms=(ESCAPE,), certificates=True)
    done = extract(pdf, tmp_path, request)
    shown = {
        "inspect": LOOKS["inspect"](facts, lang=lang),
        "asn1": LOOKS["asn1"](list_asn1(pdf), lang=lang),
        "extract": LOOKS["extract"](done, lang=lang),
    }
    for text in shown.values():
        assert UNSAFE.findall(text) == []
        assert max(map(len, text.splitlines())) <= 80
    # the name of the field (twice), of the issuer, an attribute; then the key of the VRI
    assert shown["inspect"].count("owned") == 4
    assert "[31mX" in shown["inspect"]
    assert "owned" in shown["asn1"]
    assert "owned" in shown["extract"]


def test_the_json_escapes_what_it_must() -> None:
    facts = inspect_document(hostile_pdf())
    text = LOOKS["inspect-json"](facts)
    parsed = json.loads(text)
    validator("inspect").validate(parsed)
    assert parsed["signatures"][0]["fields"] == [ESCAPE]
    assert "\x1b" not in text
    assert text.encode("utf-8")


def test_half_a_surrogate_pair_can_be_written_out() -> None:
    pdf = pdf_with_contents(b"\x30\x00", name=b"<FEFFD800>")
    assert LOOKS["inspect-json"](inspect_document(pdf)).encode("utf-8")


def fields(count: int) -> bytes:
    objects = dict(BASE)
    objects[4] = b"<</Fields[" + b" ".join(b"%d 0 R" % n for n in range(10, 10 + count)) + b"]>>"
    for number in range(count):
        objects[10 + number] = b"<</FT/Sig/T(F%d)>>" % number
    return pdf_of(objects)


def revisions(count: int) -> bytes:
    data = bytearray(pdf_of({1: BASE[1], 2: BASE[2], 3: BASE[3], 4: b"<</Fields[]>>"}))
    previous = data.rindex(b"xref\n0 ")
    for number in range(count - 1):
        start = len(data)
        data += b"3 0 obj\n<</Type/Page/Parent 2 0 R/N %d>>\nendobj\n" % number
        table = len(data)
        data += b"xref\n3 1\n%010d 00000 n \ntrailer\n<</Size 5/Root 1 0 R" % start
        data += b"/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (previous, table)
        previous = table
    return bytes(data)


def byte_ranges(count: int) -> bytes:
    return pdf_of({**BASE, 4: b"<</Fields[]>>"}) + b"/ByteRange [0 1 2 3] /Contents <00" * count


def attributes(count: int) -> bytes:
    one = attribute("1.2.840.113549.1.9.3", *[oid("1.2.3")] * 4)
    return pdf_with_contents(cms(signer_info(signed=one * count)))


def crl(count: int) -> bytes:
    entries = sequence(sequence(integer(5), der.encode(der.UTC_TIME, b"260101000000Z")) * count)
    return pdf_with_contents(cms(signer_info(), before=der.encode(0xA1, entries)))


def test_ten_thousand_fields_are_listed() -> None:
    facts = inspect_document(fields(10_000))
    assert (len(facts.fields), facts.omissions) == (10_000, ())
    text = LOOKS["inspect"](facts, lang="en")
    assert "and 9950 more (all of them with --json)" in text
    assert len(text.splitlines()) < 300


def test_what_is_over_ten_thousand_is_named() -> None:
    facts = inspect_document(fields(10_050))
    assert len(facts.fields) == 10_000
    assert [(o.what, o.shown, o.total) for o in facts.omissions] == [("fields", 10_000, 10_050)]


def test_a_thousand_revisions_are_listed() -> None:
    pdf = revisions(1_000)
    facts = inspect_document(pdf)
    assert [r.number for r in facts.revisions] == list(range(1, 1_001))
    assert facts.revisions[-1].end == len(pdf)
    assert facts.revisions[500].objects[0].action == "replaced"
    assert [u.where for u in facts.unaccounted] == []


def test_too_many_keywords_are_counted() -> None:
    facts = inspect_document(byte_ranges(3_000))
    assert len(facts.raw.byte_ranges) == 2_000
    assert ("raw_byte_ranges", 2_000, 3_000) in [
        (o.what, o.shown, o.total) for o in facts.omissions
    ]


def work(pdf: bytes) -> int:
    """Calls of functions that looking at a file takes: the same on every machine."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        LOOKS["inspect"](inspect_document(pdf), lang="id")
        list_asn1(pdf)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    ("make", "small"),
    [(fields, 200), (revisions, 30), (byte_ranges, 2_000), (attributes, 500), (crl, 3_000)],
    ids=["fields", "revisions", "byte_ranges", "attributes", "crl"],
)
def test_work_grows_with_the_file_and_not_faster(make: Callable[[int], bytes], small: int) -> None:
    work(make(1))
    assert work(make(8 * small)) < 9 * work(make(small))


@pytest.mark.slow
def test_a_cms_of_twenty_megabytes_is_looked_at() -> None:
    pdf = crl(900_000)
    facts = inspect_document(pdf)
    (signature,) = facts.signatures
    assert signature.cms is not None
    assert signature.cms.length > 18_000_000
    (item,) = facts.revocation
    assert item.size > 18_000_000
    (listing,) = list_asn1(pdf)
    assert listing.not_listed_from is not None
