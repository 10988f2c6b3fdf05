"""The least that a verifier in Python can do: `python benchmarks/floor.py FILE...`.

Of every `/ByteRange`: SHA-256 over its ranges, the CMS between them, the signer's certificate by
issuer and serial number, one RSA verification. No document is read, no change, no chain, no time.
Written with what anybody would use, and on nothing of ours.
"""

from __future__ import annotations

import hashlib
import mmap
import re
import sys
from pathlib import Path

from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_der_x509_certificate

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def floor(path: Path) -> int:
    """How many signatures were checked; an exception for one that is wrong."""
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as data,
    ):
        ranges = [match.groups() for match in BYTE_RANGE.finditer(mapped)]
        for numbers in ranges:
            _check(data, *map(int, numbers))
    return len(ranges)


def _check(data: memoryview, start: int, length: int, rest: int, rest_length: int) -> None:
    hasher = hashlib.sha256(data[start : start + length])
    hasher.update(data[rest : rest + rest_length])
    contents = bytes.fromhex(bytes(data[start + length + 1 : rest - 1]).decode("ascii"))
    signed_data = cms.ContentInfo.load(contents)["content"]
    (signer,) = signed_data["signer_infos"]
    attributes = signer["signed_attrs"]
    digests = [a["values"][0].native for a in attributes if a["type"].native == "message_digest"]
    if digests != [hasher.digest()]:
        raise ValueError("the digest differs")
    identifier = signer["sid"].chosen
    der = next(
        one.chosen.dump()
        for one in signed_data["certificates"]
        if one.chosen.serial_number == identifier["serial_number"].native
        and one.chosen.issuer == identifier["issuer"]
    )
    key = load_der_x509_certificate(der).public_key()
    if not isinstance(key, RSAPublicKey):
        raise TypeError("not an RSA key")
    key.verify(signer["signature"].native, attributes.untag().dump(), PKCS1v15(), SHA256())


if __name__ == "__main__":
    for name in sys.argv[1:]:
        floor(Path(name))
