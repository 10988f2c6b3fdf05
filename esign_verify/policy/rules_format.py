"""Format checking and cryptographic verification (EN 319 102-1, 5.2.2, 5.2.3, 5.2.7).

Rules in the order in which the standard performs them: the first that fails names
the sub-indication.
"""

from __future__ import annotations

from collections.abc import Iterator

from esign_verify.evidence import Check, CmsEvidence, Outcome, Overlay
from esign_verify.policy.changes import place_on_page
from esign_verify.policy.rule import Answer, Facts, Rule
from esign_verify.result import SubIndication as Sub

_NO_CMS = Check.not_checked("cms_unreadable")


def signature_reachable(facts: Facts) -> Iterator[Answer]:
    """The last revision still shows the signature; one that was dropped is stripped."""
    reachable = facts.signature.field.reachable
    check = Check.passed() if reachable else Check.failed("signature_stripped")
    yield Answer(check, Sub.FORMAT_FAILURE)


def signature_dictionary(facts: Facts) -> Iterator[Answer]:
    yield Answer(facts.signature.field.readable, Sub.FORMAT_FAILURE)


def leading_bytes(facts: Facts) -> Iterator[Answer]:
    """Nothing but white space before %PDF-: other bytes make a polyglot no signature covers."""
    yield Answer(facts.document.leading_bytes, Sub.FORMAT_FAILURE)


def cross_reference(facts: Facts) -> Iterator[Answer]:
    """The file's structure was read, not rebuilt: else nobody knows what the signer saw."""
    yield Answer(facts.document.cross_reference, Sub.FORMAT_FAILURE)


def byte_range(facts: Facts) -> Iterator[Answer]:
    yield Answer(facts.signature.field.byte_range_geometry, Sub.FORMAT_FAILURE)


def dictionary_consistency(facts: Facts) -> Iterator[Answer]:
    yield Answer(facts.signature.field.dictionary_consistency, Sub.FORMAT_FAILURE)


def sub_filter(facts: Facts) -> Iterator[Answer]:
    """A format this library reads (ISO 32000-2, 12.8.3); another one is not checked."""
    unsupported = facts.signature.unsupported
    if unsupported:
        check = Check.not_checked("sub_filter_unsupported", sub_filter=unsupported)
    else:
        check = Check.passed()
    yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


def _cms(facts: Facts) -> CmsEvidence | None:
    return facts.signature.cms


def cms_structure(facts: Facts) -> Iterator[Answer]:
    cms = _cms(facts)
    yield Answer(cms.structure if cms else _NO_CMS, Sub.FORMAT_FAILURE)


def content_type(facts: Facts) -> Iterator[Answer]:
    cms = _cms(facts)
    yield Answer(cms.content_type if cms else _NO_CMS, Sub.FORMAT_FAILURE)


def signing_certificate_found(facts: Facts) -> Iterator[Answer]:
    cms = _cms(facts)
    check = cms.signing_certificate_found if cms else _NO_CMS
    yield Answer(check, Sub.NO_SIGNING_CERTIFICATE_FOUND)


def signing_certificate_reference(facts: Facts) -> Iterator[Answer]:
    """The signed reference names the certificate; CAdES demands one (EN 319 122-1, 5.2.2)."""
    cms = _cms(facts)
    check = cms.signing_certificate_reference if cms else _NO_CMS
    if check.reason == "signing_certificate_reference_absent":
        if facts.signature.field.sub_filter == "ETSI.CAdES.detached":
            yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)
        return
    yield Answer(check, Sub.NO_SIGNING_CERTIFICATE_FOUND)


def digest_answer(check: Check) -> Answer:
    """A digest that differs is HASH_FAILURE; an attribute that is not as it must be, format."""
    mismatch = check.reason in ("digest_mismatch", "imprint_mismatch")
    sub = Sub.HASH_FAILURE if mismatch else Sub.FORMAT_FAILURE
    return Answer(check, sub, Sub.CRYPTO_CONSTRAINTS_FAILURE)


def message_digest(facts: Facts) -> Iterator[Answer]:
    cms = _cms(facts)
    yield digest_answer(cms.message_digest if cms else _NO_CMS)


def encapsulated_content(facts: Facts) -> Iterator[Answer]:
    """A detached signature encapsulates nothing (ISO 32000-2, 12.8.3.3.1): what it carried
    beside the document would be signed content that no reader of the document sees."""
    cms = _cms(facts)
    if cms is not None and facts.signature.field.sub_filter != "adbe.pkcs7.sha1":
        held = cms.encapsulated
        check = Check.failed("encapsulated_content_present") if held else Check.passed()
        yield Answer(check, Sub.FORMAT_FAILURE)


def signature_value(facts: Facts) -> Iterator[Answer]:
    cms = _cms(facts)
    yield signature_answer(cms.signature_value if cms else _NO_CMS)


def signature_answer(check: Check) -> Answer:
    missing = check.reason == "no_signing_certificate"
    not_checked = Sub.NO_SIGNING_CERTIFICATE_FOUND if missing else Sub.CRYPTO_CONSTRAINTS_FAILURE
    return Answer(check, Sub.SIG_CRYPTO_FAILURE, not_checked)


def modifications(facts: Facts) -> Iterator[Answer]:
    """Later revisions change only what ISO 32000-2 12.8.2 and the locks in force allow.

    The signed revision is what was signed; the document is not. EN 319 102-1 has no
    word of its own for this; like EU DSS we take it as a matter of format.
    """
    field = facts.signature.field
    if field.modifications.outcome is not Outcome.PASSED:
        yield Answer(field.modifications, Sub.FORMAT_FAILURE)
        return
    yield Answer(Check.passed(level=field.modification_level.value), Sub.FORMAT_FAILURE)
    for judged in facts.changes:
        yield Answer(judged.allowed, Sub.FORMAT_FAILURE)


def overlay(facts: Facts) -> Iterator[Answer]:
    """Nothing new lies over what the signed page shows (S&P 2021, certification attacks).

    Officials stamp and sign over text too: a reader should look, no more.
    """
    yield Answer(Check.passed(), Sub.SIG_CONSTRAINTS_FAILURE)
    for judged in facts.changes:
        change = facts.document.changes[judged.index]
        if judged.allowed.outcome is not Outcome.PASSED:
            continue
        if change.overlay in (Overlay.COVERS, Overlay.HIDES):
            check = Check.failed("covers_page_content", **place_on_page(change))
            yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)
        elif change.overlay is Overlay.UNKNOWN:
            check = Check.not_checked("page_content_unreadable", **place_on_page(change))
            yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


def field_appearance(facts: Facts) -> Iterator[Answer]:
    """A filled field shows its value; in a font of its own that cannot always be told."""
    yield Answer(Check.passed(), Sub.SIG_CONSTRAINTS_FAILURE)
    for judged in facts.changes:
        change = facts.document.changes[judged.index]
        if not change.compared and judged.allowed.outcome is Outcome.PASSED:
            check = Check.not_checked("appearance_not_compared", field=change.field)
            yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


def cms_encoding(facts: Facts) -> Iterator[Answer]:
    """PAdES demands DER (EN 319 142-1, 5.2); BER verifies all the same."""
    cms = _cms(facts)
    if cms is not None and cms.structure.outcome is Outcome.PASSED:
        ber = cms.encoding == "BER"
        check = Check.failed("cms_not_der") if ber else Check.passed()
        yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


def cms_trailing_bytes(facts: Facts) -> Iterator[Answer]:
    """Bytes after the CMS within /Contents are padding; padding is zero."""
    cms = _cms(facts)
    if cms is not None and cms.structure.outcome is Outcome.PASSED:
        size = cms.trailing_bytes
        check = Check.failed("cms_trailing_bytes_found", size=size) if size else Check.passed()
        yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


def signature_policy(facts: Facts) -> Iterator[Answer]:
    """A signature policy identifier (EN 319 102-1, 5.2.4) is shown, not processed."""
    cms = _cms(facts)
    if cms is not None and cms.signature_policy:
        check = Check.not_checked("signature_policy_not_processed", policy=cms.signature_policy)
        yield Answer(check, Sub.SIGNATURE_POLICY_NOT_AVAILABLE)


def xfa_form(facts: Facts) -> Iterator[Answer]:
    """An XFA form is rendered from data that a page-based reading does not see."""
    check = Check.failed("xfa_form_present") if facts.document.has_xfa else Check.passed()
    yield Answer(check, Sub.SIG_CONSTRAINTS_FAILURE)


FORMAT_RULES: tuple[Rule[Facts], ...] = (
    Rule("signature_dictionary", "ISO 32000-2 12.8.1", signature_dictionary),
    Rule("signature_reachable", "ISO 32000-2 12.7.5.5", signature_reachable),
    Rule("leading_bytes", "ISO 32000-2 7.5.2", leading_bytes),
    Rule("cross_reference", "ISO 32000-2 7.5.4", cross_reference),
    Rule("byte_range", "ISO 32000-2 12.8.1", byte_range),
    Rule("dictionary_consistency", "ISO 32000-2 12.8.1", dictionary_consistency),
    Rule("sub_filter", "ISO 32000-2 12.8.3", sub_filter),
    Rule("cms_structure", "RFC 5652 5.1", cms_structure),
    Rule("content_type", "RFC 5652 11.1", content_type),
    Rule("signing_certificate_found", "EN 319 102-1 5.2.3", signing_certificate_found),
    Rule("signing_certificate_reference", "EN 319 102-1 5.2.3", signing_certificate_reference),
    Rule("message_digest", "EN 319 102-1 5.2.7", message_digest),
    Rule("encapsulated_content", "ISO 32000-2 12.8.3.3.1", encapsulated_content),
    Rule("signature_value", "EN 319 102-1 5.2.7", signature_value),
    Rule("modifications", "ISO 32000-2 12.8.2", modifications),
    Rule("overlay", "ISO 32000-2 12.8.2.2", overlay),
    Rule("field_appearance", "ISO 32000-2 12.7.4.3", field_appearance),
    Rule("cms_encoding", "EN 319 142-1 5.2", cms_encoding),
    Rule("cms_trailing_bytes", "ISO 32000-2 12.8.3.3", cms_trailing_bytes),
    Rule("signature_policy", "EN 319 102-1 5.2.4", signature_policy),
    Rule("xfa_form", "ISO 32000-2 annex K", xfa_form),
)

INTEGRITY_RULES = (
    "signature_dictionary",
    "signature_reachable",
    "leading_bytes",
    "cross_reference",
    "byte_range",
    "dictionary_consistency",
    "sub_filter",
    "cms_structure",
    "message_digest",
    "encapsulated_content",
    "signature_value",
    "modifications",
)
"""Rules that together are `integrityValid`: what was signed is what stands here."""
