"""Facts of the full JSON below the signature: checks, certificates, paths, CMS, tokens."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from esign_verify.evidence import (
    CertificateEvidence,
    Check,
    CmsEvidence,
    Name,
    PathEvidence,
    RevocationEvidence,
    TimestampEvidence,
    TrustAnchor,
)
from esign_verify.messages import text
from esign_verify.render.dates import utc_z
from esign_verify.render.explain import explain
from esign_verify.render.names import certificate_id, decimal, dss_hex, rfc2253


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC, or null."""
    return None if value is None else utc_z(value)


def check_json(check: Check, lang: str) -> dict[str, Any]:
    """One fact: its answer, and why where it did not pass."""
    return {
        "outcome": check.outcome.value,
        "reason": check.reason or None,
        "params": dict(check.params),
        "text": explain(check.reason, check.params, lang) if check.reason else None,
    }


def _exact(number: int | None) -> int | None:
    """At most 2^53 - 1, the largest whole number every JSON reader keeps; 285 years here."""
    return None if number is None else min(number, 2**53 - 1)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _name(name: Name) -> dict[str, Any]:
    return {
        "rfc2253": rfc2253(name),
        "attributes": [[{"oid": item.oid, "value": item.value} for item in rdn] for rdn in name],
    }


def _list(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)


def certificate_json(certificate: CertificateEvidence) -> dict[str, Any]:
    """One certificate, as it says of itself."""
    return {
        "id": certificate_id(certificate.sha256),
        "sha256": certificate.sha256,
        "common_name": certificate.common_name,
        "organization": certificate.organization,
        "subject": _name(certificate.subject),
        "issuer": _name(certificate.issuer),
        "serial_number": decimal(certificate.serial_number),
        "serial_number_hex": f"{certificate.serial_number:x}",
        "not_before": utc_z(certificate.not_before),
        "not_after": utc_z(certificate.not_after),
        "signature_algorithm": certificate.signature_algorithm,
        "key_algorithm": certificate.key_algorithm,
        "key_bits": certificate.key_bits,
        "key_usage": _list(certificate.key_usage),
        "extended_key_usage": _list(certificate.extended_key_usage),
        "extended_key_usage_critical": certificate.extended_key_usage_critical,
        "is_ca": certificate.is_ca,
        "self_issued": certificate.self_issued,
        "policies": list(certificate.policies),
        "qc_types": list(certificate.qc_types),
        "subject_key_identifier": certificate.subject_key_identifier or None,
        "authority_key_identifier": certificate.authority_key_identifier or None,
        "ocsp_no_check": certificate.ocsp_no_check,
        "problems": list(certificate.problems),
        "der": _base64(certificate.der),
    }


def _anchor(anchor: TrustAnchor) -> dict[str, Any]:
    return {
        "common_name": anchor.common_name,
        "subject": _name(anchor.subject),
        "serial_number": decimal(anchor.serial_number),
        "not_before": utc_z(anchor.not_before),
        "not_after": utc_z(anchor.not_after),
        "sha256": anchor.sha256,
        "signature_algorithm": anchor.signature_algorithm,
        "key_algorithm": anchor.key_algorithm,
        "key_bits": anchor.key_bits,
        "key_usage": list(anchor.key_usage),
        "subject_key_identifier": anchor.subject_key_identifier or None,
        "purposes": list(anchor.purposes),
        "store": anchor.store,
        "confidence": anchor.confidence,
        "provenance": anchor.provenance,
        "public_key": _base64(anchor.public_key_der),
    }


def path_json(path: PathEvidence | None, lang: str) -> dict[str, Any] | None:
    """The certification path: certificates by SHA-256, leaf first, and the anchor."""
    if path is None:
        return None
    return {
        "at": utc_z(path.at),
        "found": check_json(path.found, lang),
        "certificates": [item.sha256 for item in path.certificates],
        "trust_anchor": None if path.trust_anchor is None else _anchor(path.trust_anchor),
        "checks": [
            {
                "rule": item.rule,
                "certificate": item.certificate_sha256,
                "check": check_json(item.check, lang),
            }
            for item in path.checks
        ],
        "revocation": [_revocation(item, lang) for item in path.revocation],
    }


def _revocation(item: RevocationEvidence, lang: str) -> dict[str, Any]:
    return {
        "certificate": item.certificate_sha256,
        "kind": item.kind,
        "origin": item.origin.value,
        "origin_text": text(f"origin.{item.origin.value}", lang),
        "sha256": item.sha256,
        "status": item.status.value,
        "usable": check_json(item.usable, lang),
        "this_update": moment(item.this_update),
        "next_update": moment(item.next_update),
        "produced_at": moment(item.produced_at),
        "revocation_time": moment(item.revocation_time),
        "revocation_reason": item.revocation_reason or None,
        "invalidity_date": moment(item.invalidity_date),
        "issuer_common_name": item.issuer_common_name,
    }


def cms_json(cms: CmsEvidence, lang: str) -> dict[str, Any]:
    """One SignedData: what it says, and the checks in the order of EN 319 102-1."""
    algorithm = cms.signature_algorithm
    signer = cms.signing_certificate
    return {
        "encoding": cms.encoding or None,
        "length": cms.length,
        "trailing_bytes": cms.trailing_bytes,
        "signed_data_type": cms.signed_data_type or None,
        "encapsulated": cms.encapsulated,
        "digest_algorithm": cms.digest_algorithm or None,
        "signature_algorithm": None
        if algorithm is None
        else {
            "name": algorithm.name,
            "family": algorithm.family or None,
            "digest": algorithm.digest or None,
            "key_bits": algorithm.key_bits,
        },
        "signature": _base64(cms.signature),
        "signed_attributes": _base64(cms.signed_attributes),
        "signed_attribute_types": list(cms.signed_attribute_types),
        "unsigned_attribute_types": list(cms.unsigned_attribute_types),
        "message_digest_value": cms.message_digest_value.hex(),
        "claimed_signing_time": moment(cms.claimed_signing_time),
        "signature_policy": cms.signature_policy or None,
        "signing_certificate": None if signer is None else signer.sha256,
        "certificates": [item.sha256 for item in cms.certificates],
        "certificate_references": [
            {
                "version": item.version,
                "digest_algorithm": item.digest_algorithm,
                "digest": item.digest.hex(),
            }
            for item in cms.certificate_references
        ],
        "crls": sum(item.kind == "crl" for item in cms.revocation),
        "ocsp_responses": sum(item.kind == "ocsp" for item in cms.revocation),
        "checks": {
            "structure": check_json(cms.structure, lang),
            "signing_certificate_found": check_json(cms.signing_certificate_found, lang),
            "signing_certificate_reference": check_json(cms.signing_certificate_reference, lang),
            "content_type": check_json(cms.content_type, lang),
            "message_digest": check_json(cms.message_digest, lang),
            "signature_value": check_json(cms.signature_value, lang),
        },
    }


def timestamp_json(stamp: TimestampEvidence, lang: str) -> dict[str, Any]:
    """One RFC 3161 token: what it says, and the checks that need no trust."""
    tsa = stamp.cms.signing_certificate
    return {
        "id": f"T-{dss_hex(stamp.token_sha256_dss)}",
        "kind": stamp.kind.value,
        "tsa": None if tsa is None else tsa.common_name,
        "gen_time": moment(stamp.gen_time),
        "serial_number": decimal(stamp.serial_number),
        "policy": stamp.policy or None,
        "imprint_algorithm": stamp.imprint_algorithm or None,
        "imprint": stamp.imprint.hex(),
        "accuracy_microseconds": _exact(stamp.accuracy_microseconds),
        "checks": {
            "tst_info": check_json(stamp.tst_info, lang),
            "message_imprint": check_json(stamp.message_imprint, lang),
            "tsa_certificate": check_json(stamp.tsa_certificate, lang),
        },
        "cms": cms_json(stamp.cms, lang),
        "certification_path": path_json(stamp.path, lang),
    }
