"""A usual certificate with one change each, for every note: its fields and names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from esign_verify.sandbox import der
from tests.inspect import maker as make
from tests.inspect.maker import CA, SIGNER, Plan, changed, text

OBSERVED = "observed profile"


@dataclass(frozen=True)
class Case:
    """A usual certificate with one change, and the whole of what is noted on it."""

    plan: Plan
    code: str
    clause: str
    params: dict[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    """codes that come with it of necessity"""
    tsa: bool = False


def rfc(section: str) -> str:
    return f"RFC 5280 {section}"


def with_extension(plan: Plan, oid: str, critical: bool, value: bytes) -> Plan:
    return changed(plan, extensions={oid: (critical, value)})


def subject(*rdns: bytes) -> dict[str, Any]:
    return {"subject": rdns}


NUMBER = "3171015708900042"
LATE = datetime(2040, 1, 1, tzinfo=UTC)
NAME, ORGANIZATION, COUNTRY = make.IDENTITY
FIELDS = [
    Case(
        changed(SIGNER, version=2),
        "version_not_3",
        rfc("4.1.2.1"),
        {"version": "2"},
    ),
    Case(changed(SIGNER, serial=der.integer(-(1 << 100))), "serial_not_positive", rfc("4.1.2.2")),
    Case(
        changed(SIGNER, serial=der.integer(1 << 160)),
        "serial_too_long",
        rfc("4.1.2.2"),
        {"octets": "21"},
    ),
    Case(
        changed(SIGNER, serial=der.integer(4711)),
        "serial_short",
        OBSERVED,
        {"octets": "2", "least": "8"},
    ),
    Case(changed(SIGNER, inner_algorithm=make.RSA_SHA1), "algorithms_differ", rfc("4.1.1.2")),
    Case(
        changed(SIGNER, inner_algorithm=make.RSA_MD5, outer_algorithm=make.RSA_MD5),
        "signature_digest_weak",
        "RFC 6151 2",
        {"algorithm": "rsa-md5"},
        also=("signature_algorithm_unobserved",),
    ),
    Case(
        changed(SIGNER, inner_algorithm=make.RSA_SHA1, outer_algorithm=make.RSA_SHA1),
        "signature_digest_weak",
        "RFC 6194 1",
        {"algorithm": "rsa-sha1"},
        also=("signature_algorithm_unobserved",),
    ),
    Case(
        changed(SIGNER, inner_algorithm=make.ECDSA_SHA256, outer_algorithm=make.ECDSA_SHA256),
        "signature_algorithm_unobserved",
        OBSERVED,
        {"algorithm": "ecdsa-sha256"},
    ),
    Case(changed(SIGNER, issuer=()), "issuer_empty", rfc("4.1.2.4")),
    Case(
        changed(SIGNER, not_after=der.utc_time(datetime(2023, 1, 1, tzinfo=UTC))),
        "validity_reversed",
        rfc("4.1.2.5"),
    ),
    Case(
        changed(SIGNER, not_after=der.utc_time(LATE)),
        "validity_long",
        OBSERVED,
        {"days": "5844", "usual": "731"},
    ),
    Case(
        changed(SIGNER, not_before=der.generalized_time(make.START)),
        "time_not_utc",
        rfc("4.1.2.5"),
        {"time": "20240101000000Z"},
    ),
    Case(
        changed(SIGNER, not_before=der.tlv(0x17, b"2401010000Z")),
        "time_form",
        rfc("4.1.2.5"),
        {"time": "2401010000Z"},
    ),
    Case(
        changed(SIGNER, unique_identifier=der.implicit(1, b"\0unique")),
        "unique_identifier",
        rfc("4.1.2.8"),
    ),
    Case(
        changed(SIGNER, key=make.EC_KEY), "key_algorithm_unobserved", OBSERVED, {"algorithm": "ec"}
    ),
    Case(
        changed(SIGNER, key=make.rsa_key(1024)),
        "key_small",
        OBSERVED,
        {"algorithm": "rsa", "bits": "1024", "least": "2048"},
    ),
    Case(
        changed(CA, key=make.rsa_key(2048)),
        "key_small",
        OBSERVED,
        {"algorithm": "rsa", "bits": "2048", "least": "4096"},
    ),
]
NAMES = [
    Case(changed(SIGNER, subject=()), "subject_empty", rfc("4.1.2.6")),
    Case(changed(SIGNER, **subject(ORGANIZATION, COUNTRY)), "common_name_missing", OBSERVED),
    Case(changed(SIGNER, **subject(NAME, COUNTRY)), "organization_missing", OBSERVED),
    Case(changed(SIGNER, **subject(NAME, ORGANIZATION)), "country_missing", OBSERVED),
    Case(
        changed(SIGNER, **subject(NAME, ORGANIZATION, text(make.COUNTRY, "SG", 0x13))),
        "country_foreign",
        OBSERVED,
        {"country": "SG"},
    ),
    Case(
        changed(SIGNER, **subject(NAME, ORGANIZATION, text(make.COUNTRY, "ID", 0x0C))),
        "country_form",
        rfc("A.1"),
        {"country": "ID", "type": "UTF8String"},
    ),
    Case(
        changed(SIGNER, **subject(text(make.COMMON_NAME, "Nama", 0x1E), ORGANIZATION, COUNTRY)),
        "name_text_type",
        rfc("4.1.2.4"),
        {"attribute": "commonName", "type": "BMPString"},
    ),
    Case(
        changed(SIGNER, **subject(text(make.COMMON_NAME, "N" * 65), ORGANIZATION, COUNTRY)),
        "name_too_long",
        rfc("A.1"),
        {"attribute": "commonName", "length": "65", "limit": "64"},
    ),
    Case(
        changed(SIGNER, subject=(*make.IDENTITY, text(make.EMAIL, "a@example.invalid", 0x16))),
        "email_in_subject",
        rfc("4.1.2.6"),
    ),
    Case(
        changed(SIGNER, subject=(*make.IDENTITY, text(make.SERIAL_NUMBER, NUMBER, 0x13))),
        "national_id_exposed",
        OBSERVED,
        {"number": "************0042"},
    ),
]
