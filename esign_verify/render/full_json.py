"""Our full result as JSON: every fact, every finding, codes beside their texts.

Keys in a fixed order, times ISO 8601 in UTC, byte strings base64, digests hex,
certificates once in `certificates` and by SHA-256 elsewhere. The layout is a
contract of its own (`schemas/json.schema.json`), not the shape of our classes:
a reader may rely on it as long as `schema_version` keeps its first number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from esign_verify.evidence import (
    Revision,
    SignatureEvidence,
    SignatureField,
)
from esign_verify.messages import text
from esign_verify.render.all_certificates import all_certificates
from esign_verify.render.changes_json import (
    allowed_together,
    change_json,
    judged_json,
    rectangle_json,
)
from esign_verify.render.dates import utc_z
from esign_verify.render.explain import explain
from esign_verify.render.full_json_facts import (
    certificate_json,
    check_json,
    cms_json,
    moment,
    path_json,
    timestamp_json,
)
from esign_verify.render.json_text import dump
from esign_verify.render.wire import require_language
from esign_verify.result import (
    Conclusion,
    DocumentTimestampResult,
    Finding,
    JudgedChange,
    SignatureResult,
    TimestampConclusion,
    VerificationResult,
)

SCHEMA_VERSION = "1.1"


def render_json(result: VerificationResult, *, lang: str = "id") -> str:
    """JSON, indented by two blanks."""
    require_language(lang)
    return dump(
        {
            "schema_version": SCHEMA_VERSION,
            "language": lang,
            "conclusion": {
                "code": result.conclusion.value,
                "text": text(f"conclusion.{result.conclusion.value}", lang),
            },
            "verification": {
                "validation_time": utc_z(result.validation_time),
                "policy": result.policy,
                "trust_stores": list(result.trust_stores),
                "tool_version": result.tool_version,
            },
            "document": _document(result, lang),
            "findings": _findings(result.document_findings, lang),
            "signature_count": len(result.signatures),
            "signatures": [_signature(signature, lang) for signature in result.signatures],
            "document_timestamps": [
                _document_timestamp(stamp, lang) for stamp in result.document_timestamps
            ],
            "certificates": [
                certificate_json(certificate) for certificate in all_certificates(result)
            ],
        },
        indent=2,
    )


def _document(result: VerificationResult, lang: str) -> dict[str, Any]:
    document = result.document
    return {
        "file_name": result.file_name,
        "size": document.size,
        "sha256": document.sha256,
        "pdf_version": document.pdf_version,
        "header_offset": document.header_offset,
        "leading_bytes": check_json(document.leading_bytes, lang),
        "trailing_bytes": check_json(document.trailing_bytes, lang),
        "encrypted": document.encrypted,
        "has_xfa": document.has_xfa,
        "usage_rights": document.usage_rights,
        "revisions": [_revision(revision) for revision in document.revisions],
        "risks": [
            {"kind": risk.kind.value, "object": risk.object_number, "field": risk.field or None}
            for risk in document.risks
        ],
        "changes": [change_json(change, lang) for change in document.changes],
        "empty_fields": list(document.empty_fields),
        "unreachable_byte_ranges": document.unreachable_byte_ranges,
        "dss": None
        if document.dss is None
        else {
            "certificates": [item.sha256 for item in document.dss.certificates],
            "crls": sum(item.kind == "crl" for item in document.dss.revocation),
            "ocsp_responses": sum(item.kind == "ocsp" for item in document.dss.revocation),
            "vri_keys": list(document.dss.vri_keys),
            "unreadable": document.dss.unreadable,
        },
    }


def _revision(revision: Revision) -> dict[str, Any]:
    return {"number": revision.number, "end": revision.end, "objects": revision.objects}


def _signature(signature: SignatureResult, lang: str) -> dict[str, Any]:
    evidence = signature.evidence
    return {
        "id": signature.id,
        "signature_format": signature.signature_format,
        "last_signature": signature.last_signature,
        "conclusion": _conclusion(signature.conclusion, lang),
        **_facts(evidence, lang, signature.conclusion.changes),
        "changes": [judged_json(judged, lang) for judged in signature.conclusion.changes],
        "certification_path": path_json(evidence.path, lang),
        "timestamps": [
            {
                **timestamp_json(stamp, lang),
                "conclusion": (
                    _timestamp_conclusion(signature.conclusion.timestamps[index], lang)
                    if index < len(signature.conclusion.timestamps)
                    else None
                ),
            }
            for index, stamp in enumerate(evidence.timestamps)
        ],
    }


def _document_timestamp(stamp: DocumentTimestampResult, lang: str) -> dict[str, Any]:
    evidence = stamp.evidence.document_timestamp
    return {
        "conclusion": _timestamp_conclusion(stamp.conclusion, lang),
        **_facts(stamp.evidence, lang),
        "timestamp": None if evidence is None else timestamp_json(evidence, lang),
    }


def _facts(
    evidence: SignatureEvidence, lang: str, changes: tuple[JudgedChange, ...] = ()
) -> dict[str, Any]:
    field = evidence.field
    return {
        "field": _field(field, lang),
        "dictionary": {
            "type": field.type,
            "filter": field.filter,
            "sub_filter": field.sub_filter,
            "unsupported_sub_filter": evidence.unsupported or None,
            "signing_time": field.signing_time,
            "claimed_signing_time": moment(field.claimed_signing_time),
            "name": field.signer_name,
            "reason": field.reason,
            "location": field.location,
            "contact_info": field.contact_info,
            "contents_length": field.contents_length,
            "consistency": check_json(field.dictionary_consistency, lang),
        },
        "coverage": {
            "byte_range": list(field.byte_range),
            "geometry": check_json(field.byte_range_geometry, lang),
            "revision": field.revision,
            "covers_whole_file": field.covers_whole_file,
        },
        "modifications": {
            "level": field.modification_level.value,
            "text": text(f"modification.{field.modification_level.value}", lang),
            "allowed": check_json(allowed_together(field, changes), lang),
            "doc_mdp": field.doc_mdp,
            "certification": field.certification,
            "field_mdp": None
            if field.field_mdp is None
            else {"action": field.field_mdp.action, "fields": list(field.field_mdp.fields)},
        },
        "cms": None if evidence.cms is None else cms_json(evidence.cms, lang),
    }


def _field(field: SignatureField, lang: str) -> dict[str, Any]:
    return {
        "names": list(field.names),
        "partial_names": list(field.partial_names),
        "object_number": field.object_number,
        "reachable": field.reachable,
        "readable": check_json(field.readable, lang),
        "page": field.page,
        "rectangle": rectangle_json(field.rectangle),
    }


def _conclusion(conclusion: Conclusion, lang: str) -> dict[str, Any]:
    return {
        **_indication("indication", conclusion, lang),
        "best_signature_time": utc_z(conclusion.best_signature_time),
        "time_source": conclusion.time_source.value,
        "time_source_text": text(f"time_source.{conclusion.time_source.value}", lang),
        "integrity": check_json(conclusion.integrity, lang),
        "certificate_trusted": check_json(conclusion.certificate_trusted, lang),
        "findings": _findings(conclusion.findings, lang),
    }


def _timestamp_conclusion(conclusion: TimestampConclusion, lang: str) -> dict[str, Any]:
    return {
        **_indication("timestamp_indication", conclusion, lang),
        "findings": _findings(conclusion.findings, lang),
    }


def _indication(
    family: str, conclusion: Conclusion | TimestampConclusion, lang: str
) -> dict[str, Any]:
    sub_indication = conclusion.sub_indication
    return {
        "indication": conclusion.indication.value,
        "indication_text": text(f"{family}.{conclusion.indication.value}", lang),
        "sub_indication": sub_indication.value if sub_indication else None,
        "sub_indication_text": (
            text(f"sub_indication.{sub_indication.value}", lang) if sub_indication else None
        ),
        "rule": conclusion.rule or None,
    }


def _findings(findings: Iterable[Finding], lang: str) -> list[dict[str, Any]]:
    return [
        {
            "rule": finding.rule,
            "title": text(f"rule.{finding.rule}", lang),
            "clause": finding.clause,
            "level": finding.level.value,
            "outcome": finding.outcome.value,
            "reason": finding.reason or None,
            "params": dict(finding.params),
            "text": (explain(finding.reason, finding.params, lang) if finding.reason else None),
            "indication": finding.indication.value if finding.indication else None,
            "sub_indication": finding.sub_indication.value if finding.sub_indication else None,
        }
        for finding in findings
    ]
