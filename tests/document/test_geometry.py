"""The geometry of /ByteRange (ISO 32000-2, 12.8.1): universal forgery and wrapping."""

from __future__ import annotations

import pytest

from tests.document.builder import (
    CATALOG,
    CONTENTS,
    FIELD,
    PASSED,
    SIGNATURE,
    SIGNED_FIELD,
    Pdf,
    answer,
    base,
    evidence,
    failed,
    fill_in,
    only_field,
    sign,
    signature,
    signed,
)


def with_range(numbers: bytes) -> bytes:
    """The signed file with another /ByteRange in the same place."""
    data = bytes(signed().data)
    start = data.index(b"/ByteRange") + len(b"/ByteRange ")
    return data[:start] + numbers.ljust(41) + data[start + 41 :]


def test_a_signature_over_the_whole_file() -> None:
    found = only_field(signed())
    assert answer(found.readable) == PASSED
    assert answer(found.byte_range_geometry) == PASSED
    assert answer(found.dictionary_consistency) == PASSED
    assert answer(found.modifications) == PASSED
    assert (found.revision, found.covers_whole_file, found.reachable) == (2, True, True)


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        (b"null", "byte_range_missing"),
        (b"(0 1 2 3)", "byte_range_missing"),
        (b"[]", "byte_range_count"),
        (b"[0 10 20]", "byte_range_count"),
        (b"[0 10 20 30 40]", "byte_range_count"),
        (b"[0 10 20 30 40 50]", "byte_range_count"),
        (b"[(0) 10 20 30]", "byte_range_not_integers"),
        (b"[0.0 840.0 900.0 10.0]", "byte_range_not_integers"),
        (b"[true 840 900 10]", "byte_range_not_integers"),
        (b"[0 -1 -1 30]", "byte_range_not_integers"),
        (b"[5 10 20 30]", "byte_range_start"),
        (b"[0 0 0 0]", "byte_range_order"),
        (b"[0 50 50 0]", "byte_range_order"),
        (b"[0 50 50 10]", "byte_range_order"),
        (b"[0 500 400 10]", "byte_range_order"),
        (b"[0 50 60 999999]", "byte_range_beyond_file"),
        (b"[0 50 4294967296 10]", "byte_range_beyond_file"),
        (b"[0 50 9223372036854775808 10]", "byte_range_beyond_file"),
        (b"[0 50 60 70]", "byte_range_gap"),
        (b"[0 99 0 R 60 70]", "byte_range_not_integers"),
    ],
)
def test_universal_signature_forgery_by_the_byte_range(numbers: bytes, reason: str) -> None:
    found = only_field(with_range(numbers))
    assert answer(found.byte_range_geometry) == failed(reason)
    assert found.covers_whole_file is False


@pytest.mark.parametrize(
    ("contents", "readable", "geometry"),
    [
        (b"<>", PASSED, "byte_range_gap"),
        (b"<00>", PASSED, "byte_range_gap"),
        (b"()", PASSED, "byte_range_gap"),
        (b"null", failed("contents_missing"), "byte_range_gap"),
        (b"[1 2]", failed("contents_missing"), "byte_range_gap"),
    ],
)
def test_universal_signature_forgery_by_the_contents(
    contents: bytes, readable: object, geometry: str
) -> None:
    data = bytes(signed().data).replace(CONTENTS, contents.ljust(len(CONTENTS)))
    found = only_field(data)
    assert answer(found.readable) == readable
    assert answer(found.byte_range_geometry) == failed(geometry)


@pytest.mark.parametrize("key", [b"/Contents", b"/ByteRange"])
def test_a_key_without_a_value_makes_the_dictionary_unreadable(key: bytes) -> None:
    data = bytes(signed().data)
    value = data.rindex(key) + len(key)
    end = data.index(b">" if key == b"/Contents" else b"]", value) + 1
    found = only_field(data[:value] + b" " * (end - value) + data[end:])
    assert found.names == ("Sig1",)
    assert found.readable.outcome.value == "FAILED"
    assert found.byte_range_geometry.outcome.value != "PASSED"


def test_a_key_removed() -> None:
    data = bytes(signed().data)
    assert answer(only_field(data.replace(b"/ByteRange", b"/ByteRanje")).byte_range_geometry) == (
        failed("byte_range_missing")
    )
    found = only_field(data.replace(b"/Contents <", b"/Contenzs <"))
    assert answer(found.readable) == failed("contents_missing")
    assert answer(found.byte_range_geometry) == failed("contents_not_in_file")


@pytest.mark.parametrize(
    "entries",
    [b"/ByteRange[0 1 2 3]", b"/Contents<00>", b"/SubFilter/adbe.pkcs7.sha1", b"/Byte#52ange null"],
)
def test_a_key_twice_is_a_finding_whichever_comes_first(entries: bytes) -> None:
    found = only_field(signed(dictionary=signature(entries=entries)))
    assert answer(found.readable) == failed("signature_key_twice")


def test_the_good_byte_range_last_is_no_better() -> None:
    dictionary = signature().replace(b"/Filter", b"/ByteRange[0 1 2 3]/Filter")
    assert answer(only_field(signed(dictionary=dictionary)).readable) == failed(
        "signature_key_twice"
    )


def test_numbers_of_a_byte_range_may_be_indirect_and_then_are_what_was_signed() -> None:
    pdf = base()
    start = len(pdf.data)
    place = signature().replace(b"[".ljust(40) + b"]", b"[0 8 0 R 9 0 R 10 0 R]")
    sign_objects = {SIGNATURE: place, 8: b"%06d" % 0, 9: b"%06d" % 0, 10: b"%06d" % 0}
    pdf.revision(
        {
            CATALOG: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>",
            FIELD: SIGNED_FIELD,
            **sign_objects,
        }
    )
    gap = pdf.data.index(b"/Contents <", start) + len(b"/Contents ")
    after = pdf.data.index(b">", gap) + 1
    for number, value in ((8, gap), (9, after), (10, len(pdf.data) - after)):
        at = pdf.data.index(b"%d 0 obj\n" % number) + len(b"%d 0 obj\n" % number)
        pdf.data[at : at + 6] = b"%06d" % value
    assert answer(only_field(pdf).byte_range_geometry) == PASSED
    # a later revision that says another number moves the signature to where nothing fits
    pdf.revision({10: b"%06d" % 5})
    found = only_field(pdf)
    assert answer(found.byte_range_geometry) == failed("byte_range_end_not_revision")


def test_contents_as_a_literal_string_is_not_hexadecimal() -> None:
    literal = b"(" + b"0" * 64 + b")"
    pdf = base()
    start = len(pdf.data)
    sign_with = signature(literal)
    pdf.revision(
        {
            CATALOG: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>",
            FIELD: SIGNED_FIELD,
            SIGNATURE: sign_with,
        }
    )
    gap = pdf.data.index(literal, start)
    end = gap + len(literal)
    numbers = b"[0 %d %d %d" % (gap, end, len(pdf.data) - end)
    place = pdf.data.index(b"/ByteRange ", start) + len(b"/ByteRange ")
    pdf.data[place : place + 40] = numbers.ljust(40)
    found = only_field(pdf)
    assert answer(found.byte_range_geometry) == failed("contents_not_hexadecimal")


def test_contents_may_be_an_indirect_hexadecimal_string() -> None:
    pdf = base()
    start = len(pdf.data)
    dictionary = signature().replace(b"/Contents " + CONTENTS, b"/Contents 9 0 R")
    pdf.revision(
        {
            CATALOG: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>",
            FIELD: SIGNED_FIELD,
            SIGNATURE: dictionary,
            9: CONTENTS,
        }
    )
    gap = pdf.data.index(CONTENTS, start)
    end = gap + len(CONTENTS)
    place = pdf.data.index(b"/ByteRange ", start) + len(b"/ByteRange ")
    pdf.data[place : place + 40] = (b"[0 %d %d %d" % (gap, end, len(pdf.data) - end)).ljust(40)
    assert answer(only_field(pdf).byte_range_geometry) == PASSED


@pytest.mark.parametrize("contents", [b"<30 03\n0201 01>", b"<300302010>"], ids=["white", "odd"])
def test_white_space_and_odd_digits_in_the_hexadecimal_string(contents: bytes) -> None:
    found = only_field(signed(dictionary=signature(contents)))
    assert answer(found.byte_range_geometry) == PASSED
    assert found.contents[:4] == b"\x30\x03\x02\x01"


def test_what_is_not_hexadecimal_in_the_gap() -> None:
    data = bytes(signed().data).replace(b"3003020101", b"30030201zz")
    assert answer(only_field(data).readable) == failed("pdf_hex_string")


def test_a_gap_one_byte_off_on_either_side() -> None:
    data = bytes(signed().data)
    gap = data.index(b"/Contents <") + len(b"/Contents ")
    end = gap + len(CONTENTS)
    for first, second in ((gap + 1, end), (gap - 1, end), (gap, end + 1), (gap, end - 1)):
        found = only_field(with_range(b"[0 %d %d %d]" % (first, second, len(data) - second)))
        assert answer(found.byte_range_geometry) == failed("byte_range_gap")


def test_signature_wrapping() -> None:
    """SWA: the second signed part moves back, forged objects stand in the gap."""
    data = bytes(signed().data)
    gap = data.index(b"/Contents <") + len(b"/Contents ")
    end = gap + len(CONTENTS)
    old_table = int(data[data.rindex(b"startxref") + 9 :].split()[0])
    forged = Pdf(bytearray(data[:end]))
    forged.data += b">>endobj\n"
    offsets = forged.objects({7: b"<</Length 0>>\nstream\n\nendstream"})
    forged.data += b"%" * (old_table - len(forged.data) - 1) + b"\n"
    original = [
        (n, data.index(b"%d 0 obj" % n, len(base().data) if n in (1, 3) else 0), 0, "n")
        for n in range(1, 7)
    ]
    forged.table([*original, (7, offsets[7], 0, "n")])
    forged.data += data[end:]
    moved = b"[0 %d %d %d" % (gap, len(forged.data) - len(data) + end, len(data) - end)
    place = forged.data.index(b"/ByteRange ") + len(b"/ByteRange ")
    forged.data[place : place + 40] = moved.ljust(40)
    (found,) = evidence(forged).fields
    assert answer(found.byte_range_geometry) == failed("byte_range_gap")


@pytest.mark.parametrize(
    ("tail", "covers", "trailing"),
    [
        (b"", True, PASSED),
        (b"\r\n", False, PASSED),
        (b" \t\0\n", False, PASSED),
        (b" " * 5000, False, PASSED),
        (b"x", False, failed("unexplained_trailing_bytes")),
        (b"%comment\n", False, failed("unexplained_trailing_bytes")),
    ],
)
def test_white_space_after_the_signed_bytes(tail: bytes, covers: bool, trailing: object) -> None:
    found = evidence(bytes(signed().data) + tail)
    assert answer(found.trailing_bytes) == trailing
    assert answer(found.fields[0].byte_range_geometry) == PASSED
    assert found.fields[0].covers_whole_file is covers
    assert answer(found.fields[0].modifications) == trailing


def test_white_space_after_the_marker_may_be_signed() -> None:
    for tail in (b"\n\n\n", b"\n" * 3000):
        found = only_field(sign(base(), end=b"%%EOF" + tail))
        assert answer(found.byte_range_geometry) == PASSED
        assert found.covers_whole_file is True


def test_a_range_that_ends_before_the_marker() -> None:
    data = bytes(signed().data)
    gap = data.index(b"/Contents <") + len(b"/Contents ")
    end = gap + len(CONTENTS)
    found = only_field(with_range(b"[0 %d %d %d]" % (gap, end, len(data) - end - 8)))
    assert answer(found.byte_range_geometry) == failed("byte_range_end_not_revision")
    assert found.revision == 0


def test_a_signature_without_an_end_of_file_marker_that_covers_the_file() -> None:
    found = only_field(signed(end=b""))
    assert answer(found.byte_range_geometry) == PASSED
    assert found.covers_whole_file is True


def test_a_second_signature_names_its_own_revision() -> None:
    pdf = signed()
    start = len(pdf.data)
    pdf.revision(
        {
            4: b"<</Fields[5 0 R 8 0 R]/SigFlags 3>>",
            8: SIGNED_FIELD.replace(b"Sig1", b"Sig2").replace(b"6 0 R", b"9 0 R"),
            9: signature(),
        }
    )
    fill_in(pdf, start)
    first, second = evidence(pdf).fields
    assert (first.names, first.revision, first.covers_whole_file) == (("Sig1",), 2, False)
    assert (second.names, second.revision, second.covers_whole_file) == (("Sig2",), 3, True)
