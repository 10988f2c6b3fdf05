"""Certificates for the people of a sandbox, made when they first sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cryptography.x509.oid import NameOID

from esign_verify.sandbox.certificates import Entity, issue, new_rsa_key
from esign_verify.sandbox.pki import SandboxPki
from esign_verify.sandbox.profiles import (
    ESEAL_POLICY,
    SERVICE_POLICY,
    Dates,
    signer_profile,
)

MAX_NAME = 64
"""ub-common-name (RFC 5280 A.1), less what the profile adds"""

_MARK = len(" (Sandbox)")


def person(pki: SandboxPki, name: str, at: datetime) -> Entity:
    """A person's certificate, "… (Sandbox)", in force since the day before `at`."""
    return issue(signer_profile(Dates(at), _short(name), -1), pki.ca, new_rsa_key())


def agency(pki: SandboxPki, name: str, at: datetime) -> Entity:
    """An agency's, for its electronic seal."""
    profile = replace(
        signer_profile(Dates(at), _short(name), -1),
        policies=(ESEAL_POLICY, SERVICE_POLICY),
        eseal=True,
    )
    return issue(profile, pki.ca, new_rsa_key())


def name_of(entity: Entity) -> str:
    """The common name."""
    return str(entity.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


def _short(name: str) -> str:
    shown = "".join(character for character in name if character.isprintable()).strip()
    return (shown or "Tanpa Nama")[: MAX_NAME - _MARK]
