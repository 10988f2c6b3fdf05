"""Notes on certificates, for a person and as JSON. In: a `NotedFile`. Out: text.

They are information: nothing here says passed or failed. Identity numbers are masked before
they get here.
"""

from __future__ import annotations

from typing import Any

from esign_verify.evidence.profile import NotedCertificate, NotedFile, ProfileNote
from esign_verify.messages import safe_text, text
from esign_verify.render.columns import hanging
from esign_verify.render.dates import utc_z
from esign_verify.render.json_text import dump
from esign_verify.render.names import certificate_id
from esign_verify.render.wire import require_language

NOTES_SCHEMA_VERSION = "1.0"

OBSERVED = "observed profile"

_INDENT = 17


def render_notes_text(file: NotedFile, *, lang: str = "id") -> str:
    """Every certificate with its notes, at most 80 columns, without a line end at the end."""
    require_language(lang)
    lines: list[str] = []
    count = len(file.certificates)
    for number, certificate in enumerate(file.certificates, start=1):
        name = certificate.common_name or text("label.notes_no_name", lang)
        heading = text(
            "label.notes_certificate", lang, number=number, count=count, name=safe_text(name, 60)
        )
        lines += [*hanging("", heading, indent=0), *_facts(certificate, lang)]
        lines += _notes(certificate, lang)
        lines.append("")
    if not count:
        lines += hanging("", text("label.notes_no_certificates", lang), indent=0)
    if file.unreadable:
        unreadable = text("label.notes_unreadable", lang, count=file.unreadable)
        lines += hanging("", unreadable, indent=0)
    if count:
        total = sum(len(certificate.notes) for certificate in file.certificates)
        summary = text("label.notes_summary", lang, certificates=count, notes=total)
        lines += hanging("", summary, indent=0)
    return "\n".join(lines)


def _facts(certificate: NotedCertificate, lang: str) -> list[str]:
    places = (text(f"certificate_place.{place.value}", lang) for place in certificate.places)
    validity = f"{certificate.not_before:%Y-%m-%d} – {certificate.not_after:%Y-%m-%d}"
    facts = (
        ("organization", safe_text(certificate.organization)),
        ("notes_role", text(f"certificate_role.{certificate.role.value}", lang)),
        ("notes_places", ", ".join(places)),
        ("notes_validity", validity),
    )
    lines = []
    for label, value in facts:
        if value:
            lines += hanging(f"  {text(f'label.{label}', lang)}", value, indent=_INDENT)
    return [*lines, *hanging("  SHA-256", certificate.sha256, indent=14)]


def _notes(certificate: NotedCertificate, lang: str) -> list[str]:
    lines = []
    for note in certificate.notes:
        lines += hanging("  -", note_with_clause(note, lang), indent=4)
    return lines or hanging("  -", text("label.notes_none", lang), indent=4)


def note_with_clause(note: ProfileNote, lang: str) -> str:
    """The sentences of one note, and by what it is one."""
    clause = text("label.notes_observed", lang) if note.clause == OBSERVED else note.clause
    return f"{explain_note(note, lang)} [{clause}]"


def explain_note(note: ProfileNote, lang: str) -> str:
    """The sentences of one note."""
    return text(f"profile.{note.code}", lang, **dict(note.params))


def notes_json(file: NotedFile, lang: str) -> dict[str, Any]:
    """The notes of one file as JSON values; keys in a fixed order."""
    return {
        "schema_version": NOTES_SCHEMA_VERSION,
        "language": lang,
        "file_name": file.name,
        "sha256": file.sha256,
        "unreadable": file.unreadable,
        "certificates": [_certificate_json(item, lang) for item in file.certificates],
    }


def render_notes_json(file: NotedFile, *, lang: str = "id") -> str:
    """JSON, indented by two blanks."""
    require_language(lang)
    return dump(notes_json(file, lang), indent=2)


def _certificate_json(certificate: NotedCertificate, lang: str) -> dict[str, Any]:
    return {
        "id": certificate_id(certificate.sha256),
        "sha256": certificate.sha256,
        "common_name": certificate.common_name,
        "organization": certificate.organization,
        "not_before": utc_z(certificate.not_before),
        "not_after": utc_z(certificate.not_after),
        "role": certificate.role.value,
        "places": [place.value for place in certificate.places],
        "notes": [
            {
                "code": note.code,
                "clause": note.clause,
                "params": dict(note.params),
                "text": explain_note(note, lang),
            }
            for note in certificate.notes
        ],
    }
