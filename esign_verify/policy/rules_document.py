"""Rules about the file as a whole, beside its signatures."""

from __future__ import annotations

from collections.abc import Iterator

from esign_verify._frozen import frozen
from esign_verify.evidence import Check, DocumentEvidence, RiskKind, SignatureEvidence
from esign_verify.policy.rule import Answer, Rule
from esign_verify.result import Indication, TimestampConclusion
from esign_verify.result import SubIndication as Sub


@frozen(kw_only=True)
class DocumentFacts:
    """All a rule on the document may look at."""

    document: DocumentEvidence
    document_timestamps: tuple[tuple[SignatureEvidence, TimestampConclusion], ...]


def unreachable_byte_ranges(facts: DocumentFacts) -> Iterator[Answer]:
    """A /ByteRange in the bytes that no object accounts for: somebody signed here once."""
    count = facts.document.unreachable_byte_ranges
    check = Check.failed("byte_range_unaccounted", count=count) if count else Check.passed()
    yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


def document_timestamp(facts: DocumentFacts) -> Iterator[Answer]:
    for entry, conclusion in facts.document_timestamps:
        check = Check.passed()
        if conclusion.indication is not Indication.TOTAL_PASSED:
            reason = next((f.reason for f in conclusion.findings if f.rule == conclusion.rule), "")
            name = entry.field.names[0] if entry.field.names else ""
            check = Check.failed("document_timestamp_not_usable", field=name, cause=reason)
        yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


def usage_rights(facts: DocumentFacts) -> Iterator[Answer]:
    """A usage rights signature (12.8.2.3) enables features of a reader; it signs nothing."""
    if facts.document.usage_rights:
        yield Answer(Check.failed("usage_rights_present"), Sub.SIG_CONSTRAINTS_FAILURE)


def security_store(facts: DocumentFacts) -> Iterator[Answer]:
    """Junk in /DSS: anyone can append it, it counts for nothing."""
    dss = facts.document.dss
    if dss is not None:
        junk = dss.unreadable
        check = Check.failed("security_store_junk", count=junk) if junk else Check.passed()
        yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


def field_values(facts: DocumentFacts) -> Iterator[Answer]:
    """A field that shows another text than its value shows the value after a click."""
    yield from _risks(facts, RiskKind.VALUE_APPEARANCE_MISMATCH, "field_belies_value")


def scripts(facts: DocumentFacts) -> Iterator[Answer]:
    """Scripts and actions of the document's own can change what is shown."""
    yield from _risks(facts, RiskKind.SCRIPT, "script_present")
    yield from _risks(facts, RiskKind.AUTOMATIC_ACTION, "automatic_action_present")


def _risks(facts: DocumentFacts, kind: RiskKind, reason: str) -> Iterator[Answer]:
    for risk in facts.document.risks:
        if risk.kind is kind:
            check = Check.failed(reason, field=risk.field, object=risk.object_number)
            yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


DOCUMENT_RULES: tuple[Rule[DocumentFacts], ...] = (
    Rule("unreachable_byte_ranges", "ISO 32000-2 12.8.1", unreachable_byte_ranges),
    Rule("document_timestamp", "EN 319 142-1 5.4.3", document_timestamp),
    Rule("usage_rights", "ISO 32000-2 12.8.2.3", usage_rights),
    Rule("field_values", "ISO 32000-2 12.7.4.3", field_values),
    Rule("scripts", "ISO 32000-2 12.6.4.17", scripts),
    Rule("security_store", "EN 319 142-1 5.4.2", security_store),
)
