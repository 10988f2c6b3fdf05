"""Trust anchors from manifests of pinned facts and from certificates (RFC 5914).

A manifest is believed only where its facts agree with each other: what the
subject and the key say must be what the other entries say, and a certificate
file must be the one whose digest is written beside it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from esign_verify.cms.x509 import read_certificate
from esign_verify.cms.x509_keys import public_key_bits, read_public_key_kind
from esign_verify.cms.x509_names import COMMON_NAME, last_value, read_name, rfc4514
from esign_verify.errors import DecodeError, TrustError
from esign_verify.evidence import CertificateEvidence, TrustAnchor
from esign_verify.limits import MAX_TRUST_FILE_BYTES

PURPOSES = ("signer", "tsa")

_KEY_USAGES = ("digitalSignature", "nonRepudiation", "keyCertSign", "cRLSign")

_PINNED = {
    "common_name",
    "subject",
    "subject_der",
    "serial_number",
    "not_before",
    "not_after",
    "signature_algorithm",
    "key_algorithm",
    "key_bits",
    "key_usage",
    "subject_key_identifier",
    "public_key",
    "sha256",
}
_DESCRIPTIVE = {"purposes", "store", "confidence", "provenance"}


def read_file(path: Path) -> bytes:
    """The bytes of a trust file; TrustError where it cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_TRUST_FILE_BYTES + 1)
    except OSError as error:
        raise TrustError("trust_unreadable", file=path.name) from error
    if len(data) > MAX_TRUST_FILE_BYTES:
        raise TrustError("trust_file_too_large", file=path.name, limit=MAX_TRUST_FILE_BYTES)
    return data


def read_manifest(path: Path, *, store: str = "") -> tuple[TrustAnchor, ...]:
    """The anchors of a TOML manifest; TrustError where its facts do not agree.

    `store` names the anchors' store; without it each entry's own `store` does,
    which only the manifests of this project may claim.
    """
    try:
        manifest = tomllib.loads(read_file(path).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TrustError("trust_unreadable", file=path.name) from error
    entries = manifest.get("anchor")
    if set(manifest) != {"anchor"} or not isinstance(entries, list) or not entries:
        raise _mismatch(path, "anchor")
    return tuple(_read_entry(entry, path, store) for entry in entries)


def _mismatch(path: Path, what: str) -> TrustError:
    return TrustError("trust_manifest_mismatch", file=path.name, what=what)


def _read_entry(entry: Any, path: Path, store: str) -> TrustAnchor:
    if not isinstance(entry, dict):
        raise _mismatch(path, "anchor")
    if unknown := sorted(set(entry) - _PINNED - _DESCRIPTIVE - {"certificate"}):
        raise _mismatch(path, unknown[0])
    purposes = entry.get("purposes", [])
    if not isinstance(purposes, list) or not purposes or any(p not in PURPOSES for p in purposes):
        raise _mismatch(path, "purposes")
    for name in ("store", "confidence", "provenance", "sha256"):
        if not isinstance(entry.get(name, ""), str):
            raise _mismatch(path, name)
    if not re.fullmatch(r"[0-9A-F]{64}", entry.get("sha256", "")):
        raise _mismatch(path, "sha256")
    facts = _certificate_facts(entry, path) if "certificate" in entry else _facts(entry, path)
    for name, value in entry.items():
        if name in _PINNED and facts[name] != value:
            raise _mismatch(path, name)
    if not store and not entry.get("store"):
        raise _mismatch(path, "store")
    return _anchor(
        facts,
        purposes=tuple(p for p in PURPOSES if p in purposes),
        store=store or entry["store"],
        confidence=entry.get("confidence", ""),
        provenance=" ".join(entry.get("provenance", "").split()),
    )


def _certificate_facts(entry: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The facts of the certificate file beside the manifest, whose digest must be given."""
    name = entry["certificate"]
    if not isinstance(name, str) or not name or Path(name).name != name:
        raise _mismatch(path, "certificate")
    certificates = read_certificates(read_file(path.with_name(name)), name)
    if len(certificates) != 1 or certificates[0].sha256 != entry["sha256"]:
        raise _mismatch(path, "sha256")
    facts = certificate_facts(certificates[0])
    for field in ("subject_der", "public_key"):
        if field in entry:
            # Base64 may be wrapped anyhow: what counts is what it decodes to.
            if _base64(entry[field], path, field) != facts[f"{field}_bytes"]:
                raise _mismatch(path, field)
            facts[field] = entry[field]
    return facts


def _base64(text: Any, path: Path, what: str) -> bytes:
    if not isinstance(text, str):
        raise _mismatch(path, what)
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _mismatch(path, what) from error


def _facts(entry: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """What must be so, given `subject_der` and `public_key`; the rest is checked for its form."""
    if missing := sorted(_PINNED - set(entry)):
        raise _mismatch(path, missing[0])
    subject_der = _base64(entry["subject_der"], path, "subject_der")
    public_key = _base64(entry["public_key"], path, "public_key")
    try:
        subject = read_name(subject_der)
        comparable = rfc4514(subject)
    except DecodeError as error:
        raise _mismatch(path, "subject_der") from error
    try:
        algorithm, bits = read_public_key_kind(public_key)
        identifier = hashlib.sha1(public_key_bits(public_key), usedforsecurity=False)
    except DecodeError as error:
        raise _mismatch(path, "public_key") from error
    _check_forms(entry, path)
    return dict(entry) | {
        "common_name": last_value(subject, COMMON_NAME),
        "subject": comparable,
        "subject_name": subject,
        "subject_der_bytes": subject_der,
        "public_key_bytes": public_key,
        "key_algorithm": algorithm,
        "key_bits": bits,
        "subject_key_identifier": identifier.hexdigest(),
        "certificate_der": b"",
    }


def _check_forms(entry: Mapping[str, Any], path: Path) -> None:
    """The facts that neither the name nor the key can contradict."""
    times = entry["not_before"], entry["not_after"]
    for name, moment in zip(("not_before", "not_after"), times, strict=True):
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            raise _mismatch(path, name)
    if times[0] >= times[1]:
        raise _mismatch(path, "not_after")
    serial = entry["serial_number"]
    if not isinstance(serial, str) or not re.fullmatch(r"[0-9]{1,60}", serial):
        raise _mismatch(path, "serial_number")
    algorithm = entry["signature_algorithm"]
    if not isinstance(algorithm, str) or not re.fullmatch(r"[a-z0-9_.-]{3,40}", algorithm):
        raise _mismatch(path, "signature_algorithm")
    usage = entry["key_usage"]
    if not isinstance(usage, list) or any(name not in _KEY_USAGES for name in usage):
        raise _mismatch(path, "key_usage")
    if "keyCertSign" not in usage:
        raise _mismatch(path, "key_usage")


def certificate_facts(certificate: CertificateEvidence) -> dict[str, Any]:
    """A certificate's facts under the names of a manifest."""
    return {
        "common_name": certificate.common_name,
        "subject": rfc4514(certificate.subject),
        "subject_name": certificate.subject,
        "subject_der_bytes": certificate.subject_der,
        "serial_number": str(certificate.serial_number),
        "not_before": certificate.not_before,
        "not_after": certificate.not_after,
        "signature_algorithm": certificate.signature_algorithm,
        "key_algorithm": certificate.key_algorithm,
        "key_bits": certificate.key_bits,
        "key_usage": list(certificate.key_usage or ()),
        "subject_key_identifier": certificate.subject_key_identifier,
        "public_key_bytes": certificate.public_key,
        "sha256": certificate.sha256,
        "certificate_der": certificate.der,
    }


def _anchor(
    facts: Mapping[str, Any],
    *,
    purposes: tuple[str, ...],
    store: str,
    confidence: str,
    provenance: str,
) -> TrustAnchor:
    return TrustAnchor(
        common_name=facts["common_name"],
        subject=facts["subject_name"],
        serial_number=int(facts["serial_number"]),
        not_before=facts["not_before"].astimezone(UTC),
        not_after=facts["not_after"].astimezone(UTC),
        sha256=facts["sha256"],
        signature_algorithm=facts["signature_algorithm"],
        key_algorithm=facts["key_algorithm"],
        key_bits=facts["key_bits"],
        key_usage=tuple(facts["key_usage"]),
        subject_key_identifier=facts["subject_key_identifier"],
        subject_der=facts["subject_der_bytes"],
        public_key_der=facts["public_key_bytes"],
        purposes=purposes,
        store=store,
        confidence=confidence,
        provenance=provenance,
        certificate_der=facts["certificate_der"],
    )


def certificate_anchor(certificate: CertificateEvidence, store: str) -> TrustAnchor:
    """An anchor for every purpose, on the word of the user who gave the certificate."""
    return _anchor(
        certificate_facts(certificate),
        purposes=PURPOSES,
        store=store,
        confidence="given",
        provenance="",
    )


def read_certificates(data: bytes, name: str) -> list[CertificateEvidence]:
    """The certificates of a PEM file (any number) or a DER file; TrustError where none is."""
    from esign_verify.cms.pem import certificate_blocks

    try:
        return [read_certificate(block) for block in certificate_blocks(data)]
    except DecodeError as error:
        raise TrustError("trust_unreadable", file=name) from error
