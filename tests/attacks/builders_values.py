"""Signature values that nobody made with the key, and values that were made wrongly."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from esign_verify.sandbox import der
from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.signing import digest_algorithm

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
SHA256_INFO_WITHOUT_NULL = bytes.fromhex("302f300b0609608648016503040201" + "0420")
MGF1 = "1.2.840.113549.1.1.8"
RSASSA_PSS = "1.2.840.113549.1.1.10"

MakeValue = Callable[[bytes], bytes]
"""message → signature value"""


def _rsa(entity: Entity) -> RSAPrivateKey:
    assert isinstance(entity.key, RSAPrivateKey)
    return entity.key


def digest_info(message: bytes, head: bytes = SHA256_INFO) -> bytes:
    return head + hashlib.sha256(message).digest()


def rsa_of(entity: Entity, block: Callable[[bytes], bytes]) -> MakeValue:
    """The RSA signature of any encoded block, `message → 256 octets` (RFC 8017, 5.2.1)."""
    numbers = _rsa(entity).private_numbers()

    def make(message: bytes) -> bytes:
        value = pow(int.from_bytes(block(message), "big"), numbers.d, numbers.public_numbers.n)
        return value.to_bytes(256, "big")

    return make


def padded(info: bytes, kind: bytes = b"\x00\x01", fill: bytes = b"\xff") -> bytes:
    return kind + fill * (253 - len(info)) + b"\x00" + info


def padded_with_a_zero(message: bytes) -> bytes:
    block = bytearray(padded(digest_info(message)))
    block[20] = 0xFE
    return bytes(block)


def garbage_behind(message: bytes, octets: int = 8) -> bytes:
    """Short padding, and what is left filled behind the DigestInfo."""
    head = b"\x00\x01" + b"\xff" * octets + b"\x00" + digest_info(message)
    return head.ljust(256, b"\x5a")


def bleichenbacher(octets: int) -> MakeValue:
    """A cube whose first octets are a padded DigestInfo: no key is needed where e is 3."""

    def make(message: bytes) -> bytes:
        head = b"\x00\x01" + b"\xff" * octets + b"\x00" + digest_info(message)
        least = int.from_bytes(head.ljust(256, b"\x00"), "big")
        root = _cube_root(least)
        cube = (root**3).to_bytes(256, "big")
        assert cube.startswith(head)
        return root.to_bytes(256, "big")

    return make


def _cube_root(number: int) -> int:
    """The least integer whose cube is not below `number`."""
    low, high = 0, 1 << (number.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high) // 2
        if middle**3 < number:
            low = middle + 1
        else:
            high = middle
    return low


def plus_modulus(entity: Entity) -> MakeValue:
    honest = rsa_of(entity, lambda message: padded(digest_info(message)))
    modulus = _rsa(entity).public_key().public_numbers().n

    def make(message: bytes) -> bytes:
        value = int.from_bytes(honest(message), "big") + modulus
        return value.to_bytes((value.bit_length() + 7) // 8, "big")

    return make


def pss(
    entity: Entity, *, salt: int = 32, mask: str = "sha256", digest: str = "sha256"
) -> MakeValue:
    names = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha512": hashes.SHA512()}
    scheme = padding.PSS(padding.MGF1(names[mask]), salt)
    return lambda message: _rsa(entity).sign(message, scheme, names[digest])


def pss_stated(
    *, salt: int = 32, mask: str = "sha256", digest: str = "sha256", trailer: int | None = None
) -> bytes:
    """The AlgorithmIdentifier of RSASSA-PSS with parameters (RFC 4055, 3.1)."""
    parameters = der.sequence(
        der.explicit(0, digest_algorithm(digest)),
        der.explicit(1, der.sequence(der.oid(MGF1), digest_algorithm(mask))),
        der.explicit(2, der.integer(salt)),
        der.explicit(3, der.integer(trailer)) if trailer is not None else b"",
    )
    return der.sequence(der.oid(RSASSA_PSS), parameters)


PSS_WITHOUT_PARAMETERS = der.sequence(der.oid(RSASSA_PSS))
PSS_DEFAULTS = der.sequence(der.oid(RSASSA_PSS), der.sequence())


def ecdsa(entity: Entity, message: bytes) -> tuple[int, int]:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

    assert isinstance(entity.key, EllipticCurvePrivateKey)
    return decode_dss_signature(entity.key.sign(message, ECDSA(hashes.SHA256())))


def fixed(r: int, s: int) -> MakeValue:
    return lambda message: encode_dss_signature(r, s)


def twin(entity: Entity) -> MakeValue:
    """(r, n - s): as good as (r, s) by FIPS 186-5."""

    def make(message: bytes) -> bytes:
        r, s = ecdsa(entity, message)
        return encode_dss_signature(r, P256_ORDER - s)

    return make


def p1363(entity: Entity) -> MakeValue:
    def make(message: bytes) -> bytes:
        r, s = ecdsa(entity, message)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return make


def negative_r(entity: Entity) -> MakeValue:
    """r with its first bit set, without the octet that would make it positive."""

    def make(message: bytes) -> bytes:
        while True:
            r, s = ecdsa(entity, message)
            if r >> 255:
                return der.sequence(der.tlv(0x02, r.to_bytes(32, "big")), der.integer(s))

    return make


def reduced_plus_order(entity: Entity) -> MakeValue:
    def make(message: bytes) -> bytes:
        r, s = ecdsa(entity, message)
        return encode_dss_signature(r, s + P256_ORDER)

    return make


def trailing(entity: Entity, *, inside: bool) -> MakeValue:
    def make(message: bytes) -> bytes:
        r, s = ecdsa(entity, message)
        if inside:
            return der.sequence(der.integer(r), der.integer(s), der.integer(0))
        return encode_dss_signature(r, s) + b"\x00"

    return make


def ed25519_plus_order(entity: Entity) -> MakeValue:
    """S + L instead of S (RFC 8032, 5.1.7)."""

    def make(message: bytes) -> bytes:
        assert isinstance(entity.key, Ed25519PrivateKey)
        value = entity.key.sign(message)
        moved = int.from_bytes(value[32:], "little") + ED25519_ORDER
        return value[:32] + moved.to_bytes(32, "little")

    return make


def random_value(size: int) -> MakeValue:
    return lambda message: secrets.token_bytes(size)
