"""`is_der` and `to_der` agree: what is DER stays, what is not becomes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign_verify.cms import der
from esign_verify.cms.canonical import is_der, to_der
from esign_verify.errors import DecodeError
from esign_verify.limits import MAX_ASN1_DEPTH

ONE, TWO = b"\2\1\1", b"\2\1\2"
OCTETS = b"\4\2ab"


@pytest.mark.parametrize(
    ("element", "canonical"),
    [
        (b"\x30\x03" + ONE, None),
        (b"\x31\x06" + ONE + TWO, None),
        (b"\x31\x06" + TWO + ONE, b"\x31\x06" + ONE + TWO),  # a SET is sorted
        (b"\x30\x06" + TWO + ONE, None),  # a SEQUENCE is not
        (b"\x30\x81\x03" + ONE, b"\x30\x03" + ONE),  # a length longer than it need be
        (b"\x30\x80" + ONE + b"\0\0", b"\x30\x03" + ONE),  # indefinite
        (b"\x24\x04" + OCTETS, OCTETS),  # a constructed OCTET STRING
        (b"\x30\x06\x24\x04" + OCTETS, b"\x30\x04" + OCTETS),  # inside another
        (b"\xa0\x08\x31\x06" + TWO + ONE, b"\xa0\x08\x31\x06" + ONE + TWO),
        (b"\x31\x00", None),
        (b"\x30\x82\x01\x00\x04\x81\xfd" + bytes(253), None),
    ],
)
def test_the_distinguished_encoding(element: bytes, canonical: bytes | None) -> None:
    found = der.read_element(element)
    assert is_der(found) is (canonical is None)
    assert to_der(found) == (element if canonical is None else canonical)
    assert is_der(der.read_element(to_der(found)))


def test_in_any_order() -> None:
    swapped = der.read_element(b"\x30\x08\x31\x06" + TWO + ONE)
    assert is_der(swapped) is False
    assert is_der(swapped, any_order=True) is True
    assert is_der(der.read_element(b"\x31\x80" + ONE + b"\0\0"), any_order=True) is False


@pytest.mark.parametrize(
    "contents",
    [b"\x30", b"\x02\x05\x01", b"\x1f\x01\x00", b"\x30\x84\x00\x00\x00\x01\x00"],
)
def test_what_is_no_element_is_not_der(contents: bytes) -> None:
    assert is_der(der.read_element(der.encode(der.SEQUENCE, contents))) is False


def test_nested_as_deep_as_may_be() -> None:
    data = ONE
    for _ in range(MAX_ASN1_DEPTH):
        data = der.encode(der.SEQUENCE, data)
    assert is_der(der.read_element(data))
    assert to_der(der.read_element(data)) == data
    deeper = der.read_element(der.encode(der.SEQUENCE, data))
    assert is_der(deeper) is False
    with pytest.raises(DecodeError, match="asn1_too_deep"):
        to_der(deeper)


@given(st.binary(max_size=40), st.sampled_from((0x30, 0x31, 0xA0)))
def test_der_is_what_would_not_change(contents: bytes, tag: int) -> None:
    element = der.read_element(der.encode(tag, contents))
    try:
        same = to_der(element) == element.raw
    except DecodeError:
        same = False
    assert is_der(element) is same
