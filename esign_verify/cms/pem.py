"""Certificates in files: PEM (RFC 7468) or DER."""

from __future__ import annotations

import base64
import binascii
import re

from esign_verify.errors import DecodeError

_BEGIN = b"-----BEGIN CERTIFICATE-----"
_CERTIFICATE = rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----"


def certificate_blocks(data: bytes) -> list[bytes]:
    """The DER of each certificate of a PEM file, or the one block of any other file.

    DecodeError where a block of the file is broken: half a file is not read as a whole.
    """
    if b"-----BEGIN" not in data:
        return [data]
    bodies = re.findall(_CERTIFICATE, data, re.DOTALL)
    if not bodies or len(bodies) != data.count(_BEGIN):
        raise DecodeError("certificate_malformed")
    try:
        return [base64.b64decode(b"".join(body.split()), validate=True) for body in bodies]
    except (binascii.Error, ValueError) as error:
        raise DecodeError("certificate_malformed") from error
