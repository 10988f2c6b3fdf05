"""What each check looked at: the facts behind an answer, rule by rule, in few words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from esign_verify.evidence import (
    CertificateEvidence,
    CmsEvidence,
    PathEvidence,
    RevocationEvidence,
    TimestampEvidence,
    TrustAnchor,
)
from esign_verify.messages import safe_text
from esign_verify.render.html_limits import MAX_REPORT_PLACES
from esign_verify.render.html_reader import Reader
from esign_verify.render.names import certification_path
from esign_verify.result import SignatureResult

Lines = tuple[str, ...]


def signature_evidence(signature: SignatureResult, reader: Reader) -> Callable[[str], Lines]:
    """From a rule's id to what it looked at; nothing for rules that look at nothing shown."""
    field = signature.evidence.field
    cms = signature.evidence.cms
    path = signature.evidence.path
    certificate = cms.signing_certificate if cms else None
    ranges = " ".join(map(str, field.byte_range[:8]))
    changes = reader.number(len(signature.conclusion.changes))
    made: dict[str, Lines] = {
        "signature_dictionary": (reader.text("report.object", number=field.object_number),),
        "signature_reachable": (reader.join(field.names),),
        "byte_range": (
            f"/ByteRange [{ranges}]",
            reader.text("report.covers_revision", revision=field.revision),
        ),
        "sub_filter": (f"/SubFilter /{safe_text(field.sub_filter, 60)}",),
        "modifications": (
            reader.text("report.changes_after", count=changes),
            reader.text(f"modification.{field.modification_level.value}"),
        ),
        "proof_of_existence": (_time(signature, reader),),
        "signature_timestamp": tuple(
            reader.sentence(stamp.gen_time)
            for stamp in signature.evidence.timestamps[:MAX_REPORT_PLACES]
            if stamp.gen_time
        ),
    }
    if field.claimed_signing_time:
        made["claimed_signing_time"] = (reader.sentence(field.claimed_signing_time),)
    if cms is not None:
        made |= _cms_evidence(cms)
    if certificate is not None:
        made |= _certificate_evidence(certificate, reader)
    if path is not None:
        made |= _path_evidence(path, reader)
    return _lookup(made)


def timestamp_evidence(token: TimestampEvidence, reader: Reader) -> Callable[[str], Lines]:
    """The same for the rules on one time-stamp token."""
    made: dict[str, Lines] = {
        "timestamp_imprint": (f"{safe_text(token.imprint_algorithm)} {_hex(token.imprint)}",),
    }
    if token.gen_time:
        made["timestamp_not_in_future"] = (reader.sentence(token.gen_time),)
    tsa = token.cms.signing_certificate
    if tsa is not None:
        usage = ", ".join(tsa.extended_key_usage or ())
        made["timestamp_signing_certificate"] = (safe_text(tsa.common_name),)
        made["timestamp_authority_usage"] = (safe_text(usage),)
        made["timestamp_validity"] = (_life(tsa, reader),)
    if token.cms.signature_algorithm:
        made["timestamp_constraints"] = _algorithm(token.cms)
    if token.path is not None:
        named = _path_evidence(token.path, reader)
        made["timestamp_path"] = named["certification_path"]
        made["timestamp_not_revoked"] = named["not_revoked"]
    return _lookup(made)


def _lookup(made: Mapping[str, Lines]) -> Callable[[str], Lines]:
    return lambda rule: tuple(line for line in made.get(rule, ()) if line)


def _time(signature: SignatureResult, reader: Reader) -> str:
    source = reader.text(f"time_source.{signature.conclusion.time_source.value}")
    return f"{reader.sentence(signature.conclusion.best_signature_time)}. {source}"


def _cms_evidence(cms: CmsEvidence) -> dict[str, Lines]:
    made: dict[str, Lines] = {
        "cms_structure": (f"{cms.length} B, {cms.encoding or '?'}",),
        "cms_encoding": (cms.encoding,),
        "content_type": (safe_text(cms.signed_data_type),),
        "message_digest": (f"{safe_text(cms.digest_algorithm)} {_hex(cms.message_digest_value)}",),
        "cryptographic_constraints": _algorithm(cms),
        "signature_value": _algorithm(cms),
    }
    if cms.certificate_references:
        reference = cms.certificate_references[0]
        made["signing_certificate_reference"] = (
            f"ESS v{reference.version} {safe_text(reference.digest_algorithm)} "
            f"{_hex(reference.digest)}",
        )
    return made


def _certificate_evidence(certificate: CertificateEvidence, reader: Reader) -> dict[str, Lines]:
    life = _life(certificate, reader)
    usage = ", ".join(certificate.key_usage or ())
    extended = ", ".join(certificate.extended_key_usage or ())
    return {
        "signing_certificate_found": (
            safe_text(certificate.common_name),
            f"SHA-256 {certificate.sha256[:32]}…",
        ),
        "signing_key_usage": (safe_text(usage), safe_text(extended)),
        "signing_certificate_validity": (life,),
        "signing_certificate_current": (life,),
    }


def _path_evidence(path: PathEvidence, reader: Reader) -> dict[str, Lines]:
    links = certification_path(path.certificates, path.trust_anchor)
    shown = links[:MAX_REPORT_PLACES]
    said = tuple(revocation_line(item, reader) for item in path.revocation[:MAX_REPORT_PLACES])
    more = len(path.revocation) - MAX_REPORT_PLACES
    if more > 0:
        said += (reader.text("report.and_more", count=more),)
    anchor = path.trust_anchor
    return {
        "certification_path": (" ← ".join(safe_text(item.common_name, 60) for item in shown),),
        "ca_certificate_validity": tuple(_life(item, reader) for item in shown[1:]),
        "not_revoked": said,
        "revocation_data": said,
        "trust_anchor_current": (_life(anchor, reader),) if anchor else (),
    }


def revocation_line(item: RevocationEvidence, reader: Reader) -> str:
    """`CRL of 2026-03-01 to 2026-03-08, in the document (DSS): good`"""
    start = reader.day(item.this_update) if item.this_update else "?"
    end = reader.day(item.next_update) if item.next_update else "?"
    return reader.text(
        "report.revocation_line",
        kind=item.kind.upper(),
        start=start,
        end=end,
        origin=reader.text(f"origin.{item.origin.value}"),
        status=reader.text(f"report.revocation_{item.status.value}"),
    )


def _life(item: CertificateEvidence | TrustAnchor, reader: Reader) -> str:
    name = safe_text(item.common_name, 60)
    return f"{name}: {reader.day(item.not_before)} – {reader.day(item.not_after)}"


def _algorithm(cms: CmsEvidence) -> Lines:
    algorithm = cms.signature_algorithm
    if algorithm is None:
        return ()
    return (f"{safe_text(algorithm.name)}, {algorithm.key_bits} bit",)


def _hex(value: bytes) -> str:
    """The digits of a digest; of what is longer than one, its beginning."""
    return value[:32].hex() + ("…" if len(value) > 32 else "")
