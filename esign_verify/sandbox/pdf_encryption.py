"""Encryption with AES-256, revision 6 of the standard security handler (ISO 32000-2, 7.6.4)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import field
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from esign_verify._frozen import frozen
from esign_verify.sandbox.pdf_objects import Encrypt, Name, PdfObject

_PERMISSIONS = -3904
"""everything but printing and copying is withheld (table 22)"""


@frozen
class Encryption:
    """The file key, and the /Encrypt dictionary that goes with it."""

    dictionary: dict[str, PdfObject]
    _key: bytes = field(repr=False)
    document_id: bytes = b""
    """the first part of /ID, where the key depends on it: here it does not"""

    def for_object(self, number: int) -> Encrypt | None:
        """One key for all objects (7.6.3.2); None would leave the object as it is."""
        return lambda plain: aes_cbc_padded(self._key, plain)


class DocumentEncryption(Protocol):
    """What the writer needs to know of an encryption."""

    @property
    def dictionary(self) -> dict[str, PdfObject]: ...

    @property
    def document_id(self) -> bytes: ...

    def for_object(self, number: int) -> Encrypt | None: ...


def aes_cbc_padded(key: bytes, plain: bytes) -> bytes:
    """AES-CBC with a random initialization vector in front (7.6.3.1)."""
    vector = secrets.token_bytes(16)
    padder = PKCS7(128).padder()
    padded = padder.update(plain) + padder.finalize()
    return vector + _aes_cbc(key, vector, padded)


def standard_encryption(*, user_password: str, owner_password: str) -> Encryption:
    """AES-256 for the whole document; an empty user password opens without asking."""
    key = secrets.token_bytes(32)
    user, owner = user_password.encode("utf-8"), owner_password.encode("utf-8")
    u_entry, ue_entry = _password_entries(user, key, b"")
    o_entry, oe_entry = _password_entries(owner, key, u_entry)
    permissions = _PERMISSIONS.to_bytes(4, "little", signed=True)
    block = permissions + b"\xff\xff\xff\xffTadb" + secrets.token_bytes(4)
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    filters: dict[str, PdfObject] = {
        "StdCF": {"CFM": Name("AESV3"), "AuthEvent": Name("DocOpen"), "Length": 32}
    }
    entries: dict[str, PdfObject] = {
        "Filter": Name("Standard"),
        "V": 5,
        "R": 6,
        "Length": 256,
        "P": _PERMISSIONS,
        "U": u_entry,
        "UE": ue_entry,
        "O": o_entry,
        "OE": oe_entry,
        "Perms": encryptor.update(block) + encryptor.finalize(),
        "EncryptMetadata": True,
        "CF": filters,
        "StmF": Name("StdCF"),
        "StrF": Name("StdCF"),
    }
    return Encryption(entries, key)


def _password_entries(password: bytes, key: bytes, user_entry: bytes) -> tuple[bytes, bytes]:
    """/U and /UE, or /O and /OE (algorithms 8 and 9)."""
    validation_salt, key_salt = secrets.token_bytes(8), secrets.token_bytes(8)
    entry = _hash(password, validation_salt, user_entry) + validation_salt + key_salt
    intermediate = _hash(password, key_salt, user_entry)
    return entry, _aes_cbc(intermediate, bytes(16), key)


def _hash(password: bytes, salt: bytes, user_entry: bytes) -> bytes:
    """Algorithm 2.B."""
    key = hashlib.sha256(password + salt + user_entry).digest()
    number = 0
    while True:
        block = (password + key + user_entry) * 64
        encrypted = _aes_cbc(key[:16], key[16:32], block)
        name = ("sha256", "sha384", "sha512")[sum(encrypted[:16]) % 3]
        key = hashlib.new(name, encrypted).digest()
        number += 1
        if number >= 64 and encrypted[-1] <= number - 32:
            return key[:32]


def _aes_cbc(key: bytes, vector: bytes, data: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return encryptor.update(data) + encryptor.finalize()
