"""SARIF 2.1.0 (OASIS): one log with one run, for code scanning and other pipelines.

A result for each finding that did not pass; `level` is the policy's: FAIL is `error`, whether
the check failed or could not be made (both keep a signature from passing), WARN `warning`,
INFORM `note`. A finding about a time-stamp is at most a `warning`: what a time-stamp that proves
nothing means for its signature, the signature's own findings say. A document without a
signature is a `warning` of its own, for an empty list would look like a clean one. Files that
cannot be examined are notifications of the invocation (3.20), never results.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from esign_verify._frozen import frozen
from esign_verify._version import __version__
from esign_verify.evidence import Outcome, SignatureField
from esign_verify.messages import safe_text, text
from esign_verify.policy import rule_clauses
from esign_verify.render import ExaminedFile
from esign_verify.render.dates import utc_z
from esign_verify.render.explain import explain_finding
from esign_verify.render.json_text import dump
from esign_verify.render.wire import require_language
from esign_verify.result import DocumentConclusion, Finding, Level, VerificationResult

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
NO_SIGNATURE = "no_signature"
"""Id of the rule that no policy has: the document has no signature."""

_LEVELS = {Level.FAIL: "error", Level.WARN: "warning", Level.INFORM: "note"}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
"""RFC 3986 2.3, and the separator of paths"""


@frozen
class FilePart:
    """What one file adds to the run."""

    artifact: dict[str, Any]
    results: tuple[dict[str, Any], ...]
    notifications: tuple[dict[str, Any], ...]


@frozen
class _Place:
    """What a finding is about."""

    field: SignatureField | None = None
    signature_id: str = ""
    signature_format: str = ""
    timestamp: bool = False


def render_file(file: ExaminedFile, *, lang: str = "id") -> FilePart:
    """The artifact of one file, with its results or the notification of its error."""
    require_language(lang)
    location = {"uri": artifact_uri(file.name)}
    if file.result is None:
        message = text(f"error.{file.error_code}", lang, **file.error_params)
        notification = {
            "descriptor": {"id": file.error_code},
            "level": "error",
            "message": {"text": message},
            "locations": [{"physicalLocation": {"artifactLocation": location}}],
        }
        artifact = {"location": location, "roles": ["analysisTarget"]}
        return FilePart(artifact, (), (notification,))
    result = file.result
    return FilePart(_artifact(result, location), tuple(_results(result, location, lang)), ())


def render_run(parts: Sequence[FilePart], *, lang: str = "id") -> str:
    """The log, indented by two blanks; `parts` in the order of the files."""
    require_language(lang)
    rules = list(_rules(lang))
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    results = []
    for index, part in enumerate(parts):
        for result in part.results:
            results.append(_placed(result, index) | {"ruleIndex": numbers[result["ruleId"]]})
    notifications = [
        _placed(notification, index)
        for index, part in enumerate(parts)
        for notification in part.notifications
    ]
    invocation = {
        "executionSuccessful": not notifications,
        "toolExecutionNotifications": notifications,
    }
    driver = {"name": "esign-verify", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "language": lang,
        "artifacts": [part.artifact for part in parts],
        "results": results,
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def artifact_uri(name: str) -> str:
    """The file's name as a URI reference (RFC 3986); a relative name stays relative."""
    octets = name.encode("utf-8", "surrogateescape" if _escaped(name) else "replace")
    path = "".join(chr(o) if o in _UNRESERVED else f"%{o:02X}" for o in octets)
    return f"file://{path}" if path.startswith("/") else path


def _escaped(name: str) -> bool:
    """Whether surrogates in the name stand for bytes that are no UTF-8 (PEP 383)."""
    return all("\udc80" <= c <= "\udcff" for c in name if "\ud800" <= c <= "\udfff")


def _rules(lang: str) -> Iterator[dict[str, Any]]:
    for rule, clause in rule_clauses().items():
        title = text(f"rule.{rule}", lang)
        yield {
            "id": rule,
            "shortDescription": {"text": title},
            "help": {"text": text("label.rule_help", lang, title=title, clause=clause)},
            "properties": {"clause": clause},
        }
    title = text(f"conclusion.{DocumentConclusion.NO_SIGNATURE.value}", lang)
    yield {
        "id": NO_SIGNATURE,
        "shortDescription": {"text": title},
        "help": {"text": title},
        "properties": {"clause": None},
    }


def _artifact(result: VerificationResult, location: dict[str, Any]) -> dict[str, Any]:
    return {
        "location": location,
        "length": min(result.document.size, 2**53 - 1),
        "mimeType": "application/pdf",
        "roles": ["analysisTarget"],
        "hashes": {"sha-256": result.document.sha256},
        "properties": {
            "conclusion": result.conclusion.value,
            "validationTime": utc_z(result.validation_time),
            "policy": result.policy,
            "trustStores": list(result.trust_stores),
            "signatureCount": len(result.signatures),
        },
    }


def _results(
    result: VerificationResult, location: dict[str, Any], lang: str
) -> Iterator[dict[str, Any]]:
    seen: dict[str, int] = {}
    for finding, place in _findings(result):
        if finding.outcome is Outcome.PASSED or finding.level is Level.IGNORE:
            continue
        level = _LEVELS[finding.level]
        yield {
            "ruleId": finding.rule,
            "level": "warning" if place.timestamp and level == "error" else level,
            "message": {"text": explain_finding(finding, lang)},
            "locations": [_location(result, place, location)],
            "partialFingerprints": {"finding/v1": _fingerprint(finding, place, seen)},
            "properties": _properties(finding, place),
        }
    if result.conclusion is DocumentConclusion.NO_SIGNATURE:
        yield {
            "ruleId": NO_SIGNATURE,
            "level": "warning",
            "message": {"text": text("conclusion.NO_SIGNATURE", lang)},
            "locations": [_location(result, _Place(), location)],
            "partialFingerprints": {"finding/v1": _digest(NO_SIGNATURE)},
        }


def _findings(result: VerificationResult) -> Iterator[tuple[Finding, _Place]]:
    """Every finding with what it is about, in the order of the result."""
    for signature in result.signatures:
        field = signature.evidence.field
        about = (field, signature.id, signature.signature_format)
        yield from ((finding, _Place(*about)) for finding in signature.conclusion.findings)
        for stamp in signature.conclusion.timestamps:
            yield from ((finding, _Place(*about, True)) for finding in stamp.findings)
    for entry in result.document_timestamps:
        place = _Place(entry.evidence.field, timestamp=True)
        yield from ((finding, place) for finding in entry.conclusion.findings)
    yield from ((finding, _Place()) for finding in result.document_findings)


def _location(
    result: VerificationResult, place: _Place, location: dict[str, Any]
) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": location}
    if place.field is None:
        return {"physicalLocation": physical}
    region = _region(result, place.field)
    if region is not None:
        physical["region"] = region
    name = place.field.names[0] if place.field.names else ""
    logical = {"fullyQualifiedName": safe_text(name), "kind": "signatureField"}
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _region(result: VerificationResult, field: SignatureField) -> dict[str, int] | None:
    """The gap of the /ByteRange, from the first byte of the file; None where there is none."""
    if len(field.byte_range) != 4:
        return None
    first, length, second, _ = field.byte_range
    start, end = first + length, second
    if not 0 <= start < end <= result.document.size:
        return None
    return {"byteOffset": start + result.document.header_offset, "byteLength": end - start}


def _properties(finding: Finding, place: _Place) -> dict[str, Any]:
    return {
        "clause": finding.clause,
        "outcome": finding.outcome.value,
        "policyLevel": finding.level.value,
        "reason": finding.reason or None,
        "params": dict(finding.params),
        "indication": finding.indication.value if finding.indication else None,
        "subIndication": finding.sub_indication.value if finding.sub_indication else None,
        "about": "timestamp" if place.timestamp else "signature" if place.field else "document",
        "signatureId": place.signature_id or None,
        "signatureFormat": place.signature_format or None,
    }


def _fingerprint(finding: Finding, place: _Place, seen: dict[str, int]) -> str:
    """The same for the same finding on the same signature, whatever file it lies in, whenever
    it is checked and in whichever language: parameters may name the moment of the check."""
    about = place.signature_id or (place.field.names if place.field else ())
    base = _digest(repr(about), str(place.timestamp), finding.rule, finding.reason)
    seen[base] = number = seen.get(base, 0) + 1
    return _digest(base, str(number))


def _digest(*words: str) -> str:
    joined = "\0".join(words).encode("utf-8", "backslashreplace")
    return hashlib.sha256(joined).hexdigest()


def _placed(entry: dict[str, Any], index: int) -> dict[str, Any]:
    """`entry` with the artifact's index in the run at each location."""
    return entry | {"locations": list(_indexed(entry["locations"], index))}


def _indexed(locations: Iterable[dict[str, Any]], index: int) -> Iterator[dict[str, Any]]:
    for location in locations:
        physical = location["physicalLocation"]
        artifact = physical["artifactLocation"] | {"index": index}
        yield location | {"physicalLocation": physical | {"artifactLocation": artifact}}
