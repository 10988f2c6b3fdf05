"""DER as X.690 has it: read back by asn1crypto."""

from __future__ import annotations

from asn1crypto import core
from hypothesis import given
from hypothesis import strategies as st

from esign_verify.sandbox import der


@given(st.integers(min_value=-(2**200), max_value=2**200))
def test_integer(value: int) -> None:
    assert der.integer(value) == core.Integer(value).dump()


@given(
    st.integers(0, 2).flatmap(
        lambda first: st.tuples(st.just(first), st.integers(0, 39), st.integers(0, 2**40))
    )
)
def test_object_identifier(arcs: tuple[int, int, int]) -> None:
    dotted = ".".join(str(arc) for arc in arcs)
    assert der.oid(dotted) == core.ObjectIdentifier(dotted).dump()


@given(st.integers(0, 70_000))
def test_length(size: int) -> None:
    value = bytes(size)
    assert der.octet_string(value) == core.OctetString(value).dump()


def test_set_of_is_in_the_order_of_der() -> None:
    assert der.set_of(b"\x02\x01\x02", b"\x02\x01\x01") == b"\x31\x06\x02\x01\x01\x02\x01\x02"


def test_indefinite_length_ends_with_two_zero_octets() -> None:
    assert der.tlv_indefinite(0x30, der.integer(1)) == b"\x30\x80\x02\x01\x01\x00\x00"
