"""Profiles of the sandbox's certificates: names, dates, addresses and policies.

Traits are those of BSrE's certificates; addresses end in `.invalid` (RFC 6761).
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from esign_verify._frozen import frozen
from esign_verify.sandbox.certificates import Profile, distinguished_name

LEGACY_POLICY = "2.16.360.1.2.1.2.2"
SERVICE_POLICY = "2.16.360.1.1.1.3.11.2.0.1"
SIGNER_POLICIES = ("2.16.360.1.1.1.5.1.4.3", SERVICE_POLICY, "2.16.360.1.1.1.9.1")
ESEAL_POLICY = "2.16.360.1.1.1.8.2"

LEGACY_SITE = "http://cvs.sandbox.invalid"
CA_SITE = "https://va.sandbox.invalid"
LEGACY_CRL = f"{LEGACY_SITE}/legacy.crl"
ROOT_CRL = "http://crl.sandbox.invalid/root.crl"
CA_CRL = f"{CA_SITE}/ca.crl"

_LEGACY_ORGANIZATION = "Sandbox Lembaga Sandi Negara"
_ORGANIZATION = "Sandbox Badan Siber dan Sandi Negara"
_UNIT = "Sandbox Balai Sertifikasi Elektronik"

TSA_NAME = "Sandbox Timestamp Authority (throwaway)"
LEGACY_END = -97
"""the day on which the legacy CA expired"""


@frozen
class Dates:
    """Days counted from `now`."""

    now: datetime

    def day(self, number: float) -> datetime:
        return self.now + timedelta(days=number)

    def last_second(self, number: float) -> datetime:
        return self.day(number) - timedelta(seconds=1)


def root_profile(dates: Dates) -> Profile:
    return Profile(
        subject=distinguished_name("Sandbox Root CA (throwaway)", "Sandbox Kementerian"),
        not_before=dates.day(-3009),
        not_after=dates.day(4291),
        serial_number=_ca_serial(),
        is_ca=True,
    )


def ca_profile(dates: Dates) -> Profile:
    """Unlike all others its subject stands C first, as that of BSRE CA DS G1 does."""
    name = distinguished_name("Sandbox CA DS (throwaway)", _ORGANIZATION, country_first=True)
    return Profile(
        subject=name,
        not_before=dates.day(-1463),
        not_after=dates.day(2187),
        serial_number=_ca_serial(),
        is_ca=True,
        crl_address=ROOT_CRL,
        digest=hashes.SHA384(),
    )


def legacy_ca_profile(dates: Dates) -> Profile:
    return Profile(
        subject=distinguished_name("Sandbox OSD LU Kelas 2 (throwaway)", _LEGACY_ORGANIZATION),
        not_before=dates.day(LEGACY_END - 3652),
        not_after=dates.day(LEGACY_END),
        serial_number=_ca_serial(),
        is_ca=True,
        policies=("2.16.360.1.2.1.1",),
    )


def service_profile(dates: Dates, common_name: str, starts: float, ends: float) -> Profile:
    """A TSA or an OCSP responder, before its own traits."""
    return Profile(
        subject=distinguished_name(common_name, _ORGANIZATION, organizational_unit=_UNIT),
        not_before=dates.day(starts),
        not_after=dates.last_second(ends),
        serial_number=leaf_serial(),
    )


def signer_profile(dates: Dates, person: str, starts: float = -400) -> Profile:
    """A signer of the new generation: two years minus a second."""
    return Profile(
        subject=_signer_name(person),
        not_before=dates.day(starts),
        not_after=dates.last_second(starts + 730),
        serial_number=leaf_serial(),
        policies=SIGNER_POLICIES,
        crl_address=CA_CRL,
        issuer_address=f"{CA_SITE}/ca.crt",
        ocsp_address=f"{CA_SITE}/ocsp",
    )


def legacy_signer_profile(dates: Dates, person: str, starts: float) -> Profile:
    """A signer of the legacy generation, cut off at the end of its CA."""
    return replace(
        signer_profile(dates, person, starts),
        not_after=min(dates.last_second(starts + 730), dates.day(LEGACY_END)),
        policies=(LEGACY_POLICY,),
        crl_address=LEGACY_CRL,
        issuer_address=f"{LEGACY_SITE}/legacy.crt",
        ocsp_address=f"{LEGACY_SITE}/ocsp",
    )


def _signer_name(person: str) -> x509.Name:
    token = f"SANDBOX{secrets.randbelow(10**9):09d}"
    return distinguished_name(
        f"{person} (Sandbox)",
        "Sandbox Instansi",
        description=f"{token}_Tanda Tangan Elektronik",
    )


def _ca_serial() -> int:
    """63 bits, as EJBCA gave the real CAs."""
    return secrets.randbits(62) | 1 << 62


def leaf_serial() -> int:
    """20 octets, as the real end entities have."""
    return secrets.randbits(158) | 1 << 158
