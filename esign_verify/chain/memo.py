"""What is remembered while one document's paths are built: pure functions of bytes only.

Nothing here depends on trust, time or place, so one signature's evidence cannot
change the verdict on another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from esign_verify.cms.signature_value import check_signature_value
from esign_verify.cms.x509 import Certificate, decode_certificate
from esign_verify.cms.x509_crl import CertificateList, decode_crl
from esign_verify.cms.x509_names import ComparableName, comparable_name
from esign_verify.cms.x509_ocsp import OcspResponse, decode_ocsp_response
from esign_verify.errors import DecodeError
from esign_verify.evidence import Check

_T = TypeVar("_T")


class Memo:
    """Decoded objects by their bytes, and signature checks by all their inputs."""

    def __init__(self) -> None:
        self.signature_checks = 0
        """signatures verified so far: the cost that limits count"""
        self._certificates: dict[bytes, Certificate | None] = {}
        self._crls: dict[bytes, CertificateList | None] = {}
        self._ocsp_responses: dict[bytes, OcspResponse | None] = {}
        self._names: dict[bytes, ComparableName | None] = {}
        self._signatures: dict[tuple[bytes, bytes, bytes, bytes], Check] = {}

    def certificate(self, data: bytes) -> Certificate | None:
        """None where it does not decode."""
        return _remembered(self._certificates, data, decode_certificate)

    def crl(self, data: bytes) -> CertificateList | None:
        return _remembered(self._crls, data, decode_crl)

    def ocsp_response(self, data: bytes) -> OcspResponse | None:
        return _remembered(self._ocsp_responses, data, decode_ocsp_response)

    def names_match(self, one: bytes, other: bytes) -> bool:
        """RFC 5280 7.1."""
        if one == other:
            return True
        first = _remembered(self._names, one, comparable_name)
        second = _remembered(self._names, other, comparable_name)
        return first is not None and first == second

    def is_signature_known(
        self, algorithm: bytes, public_key: bytes, signature: bytes, message: bytes
    ) -> bool:
        return (algorithm, public_key, signature, message) in self._signatures

    def check_signature(
        self, algorithm: bytes, public_key: bytes, signature: bytes, message: bytes
    ) -> Check:
        """One signature value, verified at most once."""
        key = (algorithm, public_key, signature, message)
        check = self._signatures.get(key)
        if check is None:
            self.signature_checks += 1
            check = self._signatures[key] = check_signature_value(
                algorithm=algorithm, public_key=public_key, signature=signature, message=message
            )
        return check


def _remembered(
    known: dict[bytes, _T | None], data: bytes, decode: Callable[[bytes], _T]
) -> _T | None:
    if data not in known:
        try:
            known[data] = decode(data)
        except DecodeError:
            known[data] = None
    return known[data]
