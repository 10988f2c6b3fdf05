"""RSA keys read by our own hand are the library's keys, and nothing else is read so."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from esign_verify.cms import der, public_key


def _info(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


RSA = _info(rsa.generate_private_key(65537, 2048).public_key())


def test_an_rsa_key_is_the_one_the_library_reads() -> None:
    numbers = public_key._rsa_numbers(RSA)
    theirs = load_der_public_key(RSA)
    assert isinstance(theirs, rsa.RSAPublicKey)
    assert numbers == (theirs.public_numbers().n, theirs.public_numbers().e)
    assert public_key._load_public_key(RSA) == theirs


def test_another_key_is_left_to_the_library() -> None:
    info = _info(ec.generate_private_key(ec.SECP256R1()).public_key())
    assert public_key._rsa_numbers(info) is None
    assert public_key._load_public_key(info) == load_der_public_key(info)


def test_no_changed_octet_makes_another_form_of_the_same_key() -> None:
    for position in range(len(RSA)):
        for bit in (0x01, 0x80):
            changed = bytearray(RSA)
            changed[position] ^= bit
            assert public_key._rsa_numbers(bytes(changed)) != public_key._rsa_numbers(RSA)


def _of(modulus: bytes, exponent: bytes, *, after: bytes = b"") -> bytes:
    numbers = der.encode(der.INTEGER, modulus) + der.encode(der.INTEGER, exponent) + after
    bits = der.encode(der.BIT_STRING, b"\0" + der.encode(der.SEQUENCE, numbers))
    return der.encode(der.SEQUENCE, public_key._RSA_ENCRYPTION + bits)


MODULUS = b"\0" + b"\xc1" * 256


@pytest.mark.parametrize(
    "info",
    [
        _of(b"\0" + MODULUS, b"\3"),  # not the shortest
        _of(MODULUS[1:], b"\3"),  # negative
        _of(MODULUS, b"\3", after=der.encode(der.INTEGER, b"\1")),  # a third number
        _of(MODULUS, b"\3") + b"\0",  # bytes after it
        b"",
        b"\x30\x00",
    ],
)
def test_no_other_encoding_is_read(info: bytes) -> None:
    assert public_key._rsa_numbers(info) is None


@pytest.mark.parametrize("exponent", [b"\1", b"\2", b"\0"])
def test_an_exponent_that_signs_nothing_is_unusable(exponent: bytes) -> None:
    with pytest.raises(ValueError, match="e must be"):
        public_key._load_public_key(_of(MODULUS, exponent))
