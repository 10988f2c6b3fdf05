"""The listing of ASN.1: against the decoder of DER, and on octets that no decoder accepts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign_verify.cms.decode import der
from esign_verify.evidence.inspection_asn1 import Asn1Element
from esign_verify.inspect import inspect_document, list_asn1
from esign_verify.inspect.asn1 import list_elements
from esign_verify.limits import MAX_ASN1_LINES
from esign_verify.render import LOOKS
from esign_verify.sandbox import Sandbox
from tests.inspect.samples import document, pdf_with_contents


def listed(data: bytes) -> list[Asn1Element]:
    return list(list_elements(data))


def decoded(data: bytes) -> list[tuple[int, int, int]]:
    """(offset, octets of the header, octets of the contents) of every element, by `cms.der`."""
    found = []
    stack = [der.read_element(data)]
    while stack:
        element = stack.pop()
        found.append((element.start, element.body - element.start, element.end - element.body))
        if element.tag & der.CONSTRUCTED:
            stack.extend(reversed(list(element.children())))
    return found


@pytest.mark.parametrize("name", ["pades-lta.pdf", "mixed-four.pdf", "signer-pss.pdf"])
def test_every_element_that_the_decoder_sees_is_listed(sandbox: Sandbox, name: str) -> None:
    pdf = document(sandbox, name).pdf
    facts = inspect_document(pdf)
    for listing, signature in zip(list_asn1(pdf), facts.signatures, strict=True):
        contents = signature.contents
        assert contents is not None
        assert contents.offset is not None
        digits = pdf[contents.offset + 1 : contents.offset + contents.length - 1]
        octets = bytes.fromhex(digits.decode("ascii"))
        plain = [
            (e.offset, e.header, e.length) for e in listing.elements if e.tag and not e.encapsulated
        ]
        assert plain == decoded(octets)
        assert listing.contents_offset == contents.offset + 1
        tail = listing.elements[-1]
        assert (tail.note, tail.length) == ("padding", contents.padding)


def test_extensions_are_opened(sandbox: Sandbox) -> None:
    """The keyUsage of a certificate is a BIT STRING in an OCTET STRING (RFC 5280, 4.2)."""
    (listing,) = list_asn1(document(sandbox, "pades-t.pdf").pdf)
    names = [e.value.split(" ")[0] for e in listing.elements]
    at = names.index("id-ce-keyUsage")
    opened = next(e for e in listing.elements[at:] if e.note == "encapsulates")
    inner = listing.elements[listing.elements.index(opened) + 1]
    assert (opened.tag, inner.tag, inner.encapsulated) == ("OCTET STRING", "BIT STRING", True)
    assert inner.offset == opened.offset + opened.header


def test_indefinite_lengths_end_at_their_end_of_contents() -> None:
    shown = listed(bytes.fromhex("3080 0201 05 3080 0000 0000 0000".replace(" ", "")))
    assert [(e.offset, e.tag, e.length, e.depth) for e in shown] == [
        (0, "SEQUENCE", None, 0),
        (2, "INTEGER", 1, 1),
        (5, "SEQUENCE", None, 1),
        (7, "end-of-contents", 0, 1),
        (9, "end-of-contents", 0, 0),
        (11, "", 2, 0),
    ]
    assert shown[-1].note == "padding"


@pytest.mark.parametrize(
    ("octets", "notes"),
    [
        ("3080020105", ["", "", "end_of_contents_missing"]),
        ("300a020105", ["length_beyond", ""]),
        ("3003020a05", ["", "length_beyond"]),
        ("0480", ["no_element"]),
        ("30", ["no_element"]),
        ("1f8080808001", ["no_element"]),
        ("3089ffffffffffffffffff", ["no_element"]),
        ("020105ab", ["", "octets_after"]),
        ("02010500", ["", "padding"]),
        ("", ["no_element"]),
        ("3004020105", ["length_beyond", ""]),
        ("3005020105ffff", ["", "", "no_element"]),
    ],
)
def test_what_is_broken_is_said_to_be(octets: str, notes: list[str]) -> None:
    assert [e.note for e in listed(bytes.fromhex(octets))] == notes


@pytest.mark.parametrize(
    ("octets", "tag", "value"),
    [
        ("06092a864886f70d010702", "OBJECT IDENTIFIER", "id-signedData (1.2.840.113549.1.7.2)"),
        ("06020180", "OBJECT IDENTIFIER", "0180"),
        ("0201ff", "INTEGER", "-1"),
        ("020900ffffffffffffffff", "INTEGER", "0x00FFFFFFFFFFFFFFFF"),
        ("0101ff", "BOOLEAN", "TRUE"),
        ("0500", "NULL", ""),
        ("0a0103", "ENUMERATED", "3"),
        ("030206c0", "BIT STRING", "C0, 6 unused bits"),
        ("0c03c3a961", "UTF8String", "éa"),
        ("0c02c328", "UTF8String", "C328"),
        ("170d3236303130313030303030305a", "UTCTime", "260101000000Z"),
        ("800101", "[0]", "01"),
        ("5f870103414243", "[APPLICATION 897]", "414243"),
        ("df1f0141", "[PRIVATE 31]", "41"),
        ("0403300101", "OCTET STRING", "300101"),
    ],
)
def test_tags_and_values_have_their_names(octets: str, tag: str, value: str) -> None:
    (element,) = listed(bytes.fromhex(octets))
    assert (element.tag, element.value, element.note) == (tag, value, "")


def test_ten_thousand_levels_are_not_followed() -> None:
    data = b""
    for _ in range(10_000):
        data = der.encode(der.SEQUENCE, data)
    shown = listed(data)
    assert [e.depth for e in shown] == list(range(129))
    assert shown[-1].note == "too_deep"


def test_too_many_elements_are_cut_and_the_cut_is_named() -> None:
    data = der.encode(der.SEQUENCE, b"\x05\x00" * (MAX_ASN1_LINES + 50))
    (listing,) = list_asn1(pdf_with_contents(data))
    assert len(listing.elements) == MAX_ASN1_LINES
    header = listing.elements[0].header
    assert listing.not_listed_from == header + 2 * (MAX_ASN1_LINES - 1)
    assert f"+{listing.not_listed_from}" in LOOKS["asn1"]((listing,), lang="en")


@settings(max_examples=400, deadline=None, derandomize=True)
@given(data=st.binary(max_size=300) | st.builds(lambda b: b"\x30\x80" + b, st.binary(max_size=90)))
def test_every_octet_is_somewhere_and_nothing_raises(data: bytes) -> None:
    """Headers and leaves of the outermost reading cover all octets, in their order."""
    shown = listed(data)
    assert [e.offset for e in shown] == sorted(e.offset for e in shown)
    if data:
        covered = bytearray(len(data))
        for element in shown:
            whole = element.tag == "" or not (element.constructed or element.note == "encapsulates")
            end = element.offset + element.header
            if whole or element.note == "too_deep":
                end += element.length or 0
            end = min(end, len(data))
            for at in range(element.offset, end):
                covered[at] += 1
        gaps = [at for at, count in enumerate(covered) if not count]
        # the octet that counts unused bits of an opened BIT STRING is a header of its own
        assert all(data[at] == 0 for at in gaps)


def test_the_text_fits_a_terminal(sandbox: Sandbox) -> None:
    for name in ("pades-lta.pdf", "eseal-ber.pdf"):
        listings = list_asn1(document(sandbox, name).pdf)
        for lang in ("id", "en"):
            text = LOOKS["asn1"](listings, lang=lang)
            assert max(map(len, text.splitlines())) <= 80
    deep = b""
    for _ in range(100):
        deep = der.encode(der.SEQUENCE, deep + bytes.fromhex("0c0e") + b"x" * 14)
    text = LOOKS["asn1"](list_asn1(pdf_with_contents(deep)), lang="id")
    assert max(map(len, text.splitlines())) <= 80
