"""Who signed: the answer to "can I rely on it" for each signature, in one card or one row."""

from __future__ import annotations

from esign_verify._frozen import frozen
from esign_verify.evidence import Outcome
from esign_verify.messages import safe_text
from esign_verify.render import words
from esign_verify.render.html_reader import Moment, Reader
from esign_verify.render.wire import signing_certificate
from esign_verify.result import (
    DocumentTimestampResult,
    Finding,
    Indication,
    Level,
    SignatureResult,
    TimeSource,
    VerificationResult,
)

TONES = {
    Indication.TOTAL_PASSED: "good",
    Indication.INDETERMINATE: "doubt",
    Indication.TOTAL_FAILED: "bad",
}
"""How a verdict looks, from good to bad; a word and a sign always stand beside the colour."""


_OVERVIEW = 3
"""Cards that do not fit on a screen of 1280 by 800 with the verdict: they get a table first."""


@frozen(kw_only=True)
class Bullet:
    """One reason: `level` is its word, `tone` its look."""

    level: str
    tone: str
    text: str


@frozen(kw_only=True)
class Row:
    """One signature or document time-stamp in one line."""

    number: int
    name: str
    organization: str
    tone: str
    verdict: str
    when: Moment | None
    when_source: str
    """what proves the time, or that nothing does"""
    changed: str
    link: str
    """id of the details on the page; empty where there are none"""


@frozen(kw_only=True)
class Card:
    """One signature in full, as far as a reader without cryptography wants it."""

    row: Row
    code: str
    """`TOTAL-PASSED`, …"""
    meaning: str
    claimed: Moment | None
    authority: str
    """who proves the time"""
    valid_from: Moment | None
    valid_until: Moment | None
    current: str
    """whether the certificate is in its validity at the moment of the check"""
    integrity: str
    trust: str
    facts: tuple[tuple[str, str], ...]
    causes: tuple[Bullet, ...]
    """what decided the verdict; none where it passed"""
    remarks: tuple[Bullet, ...]
    remarks_summary: str
    """how many warnings and notes there are"""
    remarks_tone: str
    """empty: as a link looks"""
    advice: tuple[str, ...]


@frozen(kw_only=True)
class Signers:
    """`cards` of those in full, `rows` of all others; document time-stamps apart."""

    count: int
    cards: tuple[Card, ...]
    overview: tuple[Row, ...]
    """the cards once more as rows, where there are more than a screen shows"""
    rows: tuple[Row, ...]
    stamps: tuple[Row, ...]


def signers(result: VerificationResult, reader: Reader, details: int) -> Signers:
    """Every signature of the result, as a card or as a row: none is left out."""
    full = dict(in_full(result, details))
    cards = tuple(_card(item, n, result, reader) for n, item in full.items())
    return Signers(
        count=len(result.signatures),
        cards=cards,
        overview=tuple(card.row for card in cards) if len(cards) >= _OVERVIEW else (),
        rows=tuple(
            _row(item, n, reader, link="")
            for n, item in enumerate(result.signatures, start=1)
            if n not in full
        ),
        stamps=tuple(
            _stamp_row(item, n, reader)
            for n, item in enumerate(result.document_timestamps, start=1)
        ),
    )


def in_full(result: VerificationResult, details: int) -> list[tuple[int, SignatureResult]]:
    """The signatures shown with all their details, by number: at most `details` of them.

    Where not all can be, those that did not pass come first: they are what is asked about.
    """
    order = list(TONES).index
    ranked = sorted(
        enumerate(result.signatures, start=1),
        key=lambda pair: -order(pair[1].conclusion.indication),
    )
    return sorted(ranked[:details], key=lambda pair: pair[0])


def bullets(findings: tuple[Finding, ...], reader: Reader) -> tuple[Bullet, ...]:
    """What did not pass, gravest first."""
    tones = {"FAIL": "bad", "WARN": "doubt", "INFORM": "plain"}
    return tuple(
        Bullet(level=reader.text(f"label.level_{level.value}"), tone=tones[level.value], text=said)
        for level, said in words.bullets(words.not_passed(findings), reader.lang, reader.zone)
    )


def advice(findings: tuple[Finding, ...], reader: Reader) -> tuple[str, ...]:
    return tuple(words.advice(words.not_passed(findings), reader.lang))


def tone_of(outcome: Outcome) -> str:
    return {Outcome.PASSED: "good", Outcome.FAILED: "bad", Outcome.NOT_CHECKED: "doubt"}[outcome]


def _row(signature: SignatureResult, number: int, reader: Reader, *, link: str) -> Row:
    conclusion = signature.conclusion
    moment = conclusion.best_signature_time
    if conclusion.time_source is TimeSource.VALIDATION_TIME:
        claimed = signature.evidence.field.claimed_signing_time
        shown, source = claimed, reader.text("report.claimed_only" if claimed else "report.no_time")
    else:
        shown, source = moment, reader.text(f"time_source.{conclusion.time_source.value}")
    return Row(
        number=number,
        name=words.signer(signature, reader.lang),
        organization=words.organization(signature),
        tone=TONES[conclusion.indication],
        verdict=reader.text(f"indication.{conclusion.indication.value}"),
        when=reader.moment(shown),
        when_source=source,
        changed=words.modifications(signature, reader.lang),
        link=link,
    )


def _card(
    signature: SignatureResult, number: int, result: VerificationResult, reader: Reader
) -> Card:
    conclusion = signature.conclusion
    certificate = signing_certificate(signature.evidence)
    authority = words.proving_authority(signature, result)
    sub = conclusion.sub_indication
    said = bullets(conclusion.findings, reader)
    causes = tuple(bullet for bullet in said if bullet.tone == "bad")
    remarks = tuple(bullet for bullet in said if bullet.tone != "bad")
    remarks += _failed_timestamps(signature, reader)
    warnings = sum(bullet.tone == "doubt" for bullet in remarks)
    return Card(
        row=_row(signature, number, reader, link=f"signature-{number}"),
        code=conclusion.indication.value + (f" / {sub.value}" if sub else ""),
        meaning=reader.text(f"sub_indication.{sub.value}") if sub else "",
        claimed=reader.moment(signature.evidence.field.claimed_signing_time),
        authority=safe_text(authority.common_name) if authority else "",
        valid_from=reader.moment(certificate.not_before if certificate else None),
        valid_until=reader.moment(certificate.not_after if certificate else None),
        current=_current(conclusion.findings, reader),
        integrity=words.answer("integrity", conclusion.integrity, reader.lang, reader.zone),
        trust=words.trust(signature, reader.lang, reader.zone),
        facts=_facts(signature, reader),
        causes=causes,
        remarks=remarks,
        remarks_summary=reader.text(
            "report.remarks", warnings=warnings, notes=len(remarks) - warnings
        ),
        remarks_tone="doubt" if warnings else "",
        advice=advice(conclusion.findings, reader),
    )


def _current(findings: tuple[Finding, ...], reader: Reader) -> str:
    """The policy's own answer on the signer's certificate today, and at the moment judged."""
    answers = {f.rule: f.outcome for f in findings}
    now = answers.get("signing_certificate_current")
    if now is not None:
        return reader.text(f"report.certificate_now_{now.value}")
    then = answers.get("signing_certificate_validity", Outcome.NOT_CHECKED)
    return reader.text(f"report.certificate_then_{then.value}")


def _failed_timestamps(signature: SignatureResult, reader: Reader) -> tuple[Bullet, ...]:
    """Why a time-stamp proves nothing: it costs the proof of time, not the signature."""
    found: list[Bullet] = []
    for number, conclusion in enumerate(signature.conclusion.timestamps, start=1):
        if conclusion.indication is Indication.TOTAL_PASSED:
            continue
        label = reader.text("label.failed_timestamp", number=number)
        shown = [f for f in words.not_passed(conclusion.findings) if f.level is Level.FAIL]
        said = dict.fromkeys(reader.explained(f) for f in shown[: words.SHOWN_OF_ONE_RULE])
        found += [Bullet(level=label, tone="doubt", text=sentence) for sentence in said]
        if len(found) >= words.SHOWN_OF_ONE_RULE:
            break
    return tuple(found)


def _facts(signature: SignatureResult, reader: Reader) -> tuple[tuple[str, str], ...]:
    """What the signature says of itself; the signer's claims, not ours."""
    field = signature.evidence.field
    certificate = signing_certificate(signature.evidence)
    serial = f"{certificate.serial_number:X}" if certificate else ""
    kind = "report.certification" if field.certification else "report.approval"
    covers = "report.covers_whole" if field.covers_whole_file else "report.covers_revision"
    facts = (
        ("label.reason", field.reason or ""),
        ("label.location", field.location or ""),
        ("label.field", reader.join(field.names)),
        ("report.page", str(field.page or "")),
        ("report.covers", reader.text(covers, revision=field.revision) if field.revision else ""),
        ("report.kind", reader.text(kind)),
        ("label.format", signature.signature_format),
        ("report.serial", serial),
        ("report.identifier", signature.id),
    )
    return tuple((reader.text(label), safe_text(value)) for label, value in facts if value)


def _stamp_row(stamp: DocumentTimestampResult, number: int, reader: Reader) -> Row:
    token = stamp.evidence.document_timestamp
    tsa = token.cms.signing_certificate if token else None
    indication = stamp.conclusion.indication
    return Row(
        number=number,
        name=safe_text(tsa.common_name) if tsa else reader.text("label.unknown_signer"),
        organization=safe_text(tsa.organization) if tsa else "",
        tone=TONES[indication],
        verdict=reader.text(f"timestamp_indication.{indication.value}"),
        when=reader.moment(token.gen_time if token else None),
        when_source=reader.text("label.stated_time"),
        changed=reader.text(f"modification.{stamp.evidence.field.modification_level.value}"),
        link="",
    )
