"""What decoders remember, and what they do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from types import MappingProxyType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

import pytest

from esign_verify.cms import x509
from esign_verify.cms.remembered import remembered
from esign_verify.cms.x509_crl import CertificateList
from esign_verify.cms.x509_extensions import Extension
from esign_verify.cms.x509_ocsp import OcspResponse, SingleResponse
from esign_verify.errors import DecodeError
from esign_verify.evidence import CertificateEvidence, NameAttribute
from esign_verify.sandbox import Sandbox


def test_the_last_answers_of_small_inputs() -> None:
    asked: list[bytes] = []

    @remembered(count=2, largest=3)
    def decode(data: bytes) -> bytes:
        asked.append(data)
        return data[::-1]

    for data in (b"ab", b"ab", b"cd", b"ef", b"ab", b"long", b"long"):
        assert decode(data) == data[::-1]
    assert asked == [b"ab", b"cd", b"ef", b"ab", b"long", b"long"]


def test_errors_are_never_remembered() -> None:
    count = 0

    @remembered(count=2, largest=9)
    def decode(_data: bytes) -> bytes:
        nonlocal count
        count += 1
        raise DecodeError("certificate_malformed")

    for _ in range(3):
        with pytest.raises(DecodeError):
            decode(b"ab")
    assert count == 3


def test_what_is_remembered_cannot_be_changed(sandbox: Sandbox) -> None:
    """A remembered answer is shared by documents: none may write into another's."""
    data = sandbox.trust_certificates[0]
    certificate = x509.decode_certificate(data)
    assert certificate is x509.decode_certificate(bytes(bytearray(data)))
    assert isinstance(certificate.extensions, MappingProxyType)
    frozen = (x509.Certificate, CertificateEvidence, CertificateList, OcspResponse, SingleResponse)
    for cls in frozen:
        hints = get_type_hints(cls)
        for field in fields(cls):
            assert _is_immutable(hints[field.name]), (cls, field.name)


def _is_immutable(hint: object) -> bool:
    plain = (str, bytes, int, bool, datetime, type(None), NameAttribute, SingleResponse, Extension)
    if hint in plain:
        return True
    if get_origin(hint) is Mapping:  # always a MappingProxyType: see above
        return True
    return get_origin(hint) in (tuple, Union, UnionType) and all(
        inner is Ellipsis or _is_immutable(inner) for inner in get_args(hint)
    )
