"""ASN.1 that is small, or shared, and costs much (`limits.py`)."""

from __future__ import annotations

import pytest

from esign_verify import LimitError, verify
from esign_verify.cms import der
from esign_verify.errors import DecodeError
from esign_verify.limits import (
    MAX_ASN1_ELEMENTS,
    MAX_INDEFINITE_DEPTH,
    MAX_INDEFINITE_ELEMENTS,
)
from tests.document.test_limits import fields

NULL = b"\5\0"


def code_of(data: bytes) -> str:
    with pytest.raises(DecodeError) as raised:
        list(der.read_element(data).children())
    return raised.value.code


def test_elements_of_one() -> None:
    most = der.encode(der.SEQUENCE, NULL * MAX_ASN1_ELEMENTS)
    assert len(list(der.read_element(most).children())) == MAX_ASN1_ELEMENTS
    assert code_of(der.encode(der.SEQUENCE, NULL * (MAX_ASN1_ELEMENTS + 1))) == "asn1_too_many"


def indefinite(levels: int, inside: bytes) -> bytes:
    return b"\x30\x80" * levels + inside + b"\0\0" * levels


def test_indefinite_lengths_are_not_read_again_and_again() -> None:
    """The end of each is found by reading all of it: 60 around a million took a minute."""
    deep = MAX_INDEFINITE_DEPTH
    assert der.read_element(indefinite(deep, NULL)).children() is not None
    assert code_of(indefinite(deep + 2, NULL)) == "asn1_too_deep"
    assert code_of(indefinite(2, NULL * (MAX_INDEFINITE_ELEMENTS + 1))) == "asn1_too_many"


def test_signatures_that_share_one_large_contents(monkeypatch: pytest.MonkeyPatch) -> None:
    """/Contents may be a reference: 17 MB of file, a thousand times 8 MiB of CMS."""
    signed = (
        b"/V<</Type/Sig/Filter/X/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents %s>>"
    )
    contents = b"<" + b"30" * 1_000 + b">"
    data = fields(9, signed % b"7 0 R").replace(b"<</Length 44>>", contents + b"%")
    monkeypatch.setattr("esign_verify.engine.MAX_CMS_TOTAL_BYTES", 9_000)
    assert len(verify(data).signatures) == 9
    monkeypatch.setattr("esign_verify.engine.MAX_CMS_TOTAL_BYTES", 8_999)
    with pytest.raises(LimitError) as raised:
        verify(data)
    assert raised.value.code == "limit_exceeded"
