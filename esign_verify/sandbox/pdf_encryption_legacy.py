"""Encryption of older files: RC4 and AES-128, one key an object (ISO 32000-1, 7.6.2 to 7.6.4)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import field

from esign_verify._frozen import frozen
from esign_verify.sandbox.pdf_encryption import aes_cbc_padded
from esign_verify.sandbox.pdf_objects import Encrypt, Name, PdfObject

_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
"""algorithm 2, step a"""
_PERMISSIONS = -3904
_LENGTH = 16


@frozen
class LegacyEncryption:
    """A file key of 128 bits; `document_id` is bound into it (algorithm 2, step e)."""

    dictionary: dict[str, PdfObject]
    document_id: bytes
    _key: bytes = field(repr=False)
    _method: str

    def for_object(self, number: int) -> Encrypt | None:
        """Algorithm 1: every object has a key of its own; None: the identity filter."""
        if self._method == "Identity":
            return None
        salt = b"sAlT" if self._method == "AESV2" else b""
        seed = self._key + number.to_bytes(3, "little") + b"\0\0" + salt
        key = hashlib.md5(seed).digest()
        return _aes(key) if salt else lambda plain: _rc4(key, plain)


def legacy_encryption(
    method: str, *, user_password: str = "", owner_password: str = "owner"
) -> LegacyEncryption:
    """`method`: V2 (RC4), AESV2, or Identity, a crypt filter that leaves all as it is (7.6.5)."""
    document_id = secrets.token_bytes(16)
    user, owner = _pad(user_password), _pad(owner_password)
    o_entry = _rc4_rounds(_stretch(hashlib.md5(owner).digest()), user)
    permissions = _PERMISSIONS.to_bytes(4, "little", signed=True)
    key = _stretch(hashlib.md5(user + o_entry + permissions + document_id).digest())
    check = _rc4_rounds(key, hashlib.md5(_PADDING + document_id).digest())
    entries: dict[str, PdfObject] = {
        "Filter": Name("Standard"),
        "V": 2 if method == "V2" else 4,
        "R": 3 if method == "V2" else 4,
        "Length": 128,
        "P": _PERMISSIONS,
        "O": o_entry,
        "U": check.ljust(32, b"\0"),
    }
    if method != "V2":
        named = "Identity" if method == "Identity" else "StdCF"
        filters: dict[str, PdfObject] = {
            "StdCF": {"CFM": Name("AESV2"), "AuthEvent": Name("DocOpen"), "Length": _LENGTH}
        }
        entries.update({"CF": filters, "StmF": Name(named), "StrF": Name(named)})
    return LegacyEncryption(entries, document_id, key, method)


def _pad(password: str) -> bytes:
    return (password.encode("latin-1") + _PADDING)[:32]


def _stretch(digest: bytes) -> bytes:
    """Fifty more rounds of MD5 (algorithms 2 and 3, revision 3 and later)."""
    for _ in range(50):
        digest = hashlib.md5(digest[:_LENGTH]).digest()
    return digest[:_LENGTH]


def _rc4_rounds(key: bytes, data: bytes) -> bytes:
    """Twenty rounds, the key xored with the number of each (algorithms 3 and 5)."""
    for number in range(20):
        data = _rc4(bytes(octet ^ number for octet in key), data)
    return data


def _aes(key: bytes) -> Callable[[bytes], bytes]:
    return lambda plain: aes_cbc_padded(key, plain)


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for octet in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(octet ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
