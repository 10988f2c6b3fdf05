"""Results, answers about them as servers would give them, and changes to those."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from esign_verify.evidence import Check, SignatureEvidence
from esign_verify.evidence.remote import (
    Agreement,
    Comparison,
    RemoteApi,
)
from esign_verify.remote import compare, read_answer
from esign_verify.render import RENDERERS
from esign_verify.render.columns import columns
from esign_verify.render.crosscheck import render_comparison_json, render_comparison_text
from esign_verify.result import (
    DocumentConclusion,
    Indication,
    SignatureResult,
    SubIndication,
    VerificationResult,
)
from tests import factories as make
from tests.factories import NOW
from tests.render.samples import validator

V1, V2 = RemoteApi.V1, RemoteApi.V2


SAME, EXPLAINED, CONTRADICTION, NOT_COMPARED = Agreement


Change = Callable[[dict[str, Any]], None]


def signature(number: int, **changes: Any) -> SignatureResult:
    name = f"sig_{number}"
    field = make.signature_field(names=(name,), partial_names=(name,))
    default = make.signature_result(
        evidence=make.signature_evidence(field=field), id=f"S-{number:X}{'A' * 63}"
    )
    return replace(default, **changes)


def against(
    result: VerificationResult,
    change: Change | None = None,
    *,
    api: RemoteApi = V2,
    profile: str = "2023",
    **options: Any,
) -> Comparison:
    """The result against its own answer as a server would give it, changed."""
    answer = json.loads(RENDERERS[api.value](result, profile=profile))
    if change is not None:
        change(answer)
    options.setdefault("asked_at", NOW)
    read = read_answer(json.dumps(answer).encode(), api)
    comparison = compare(result, read, server="http://esign.local:80", **options)
    for lang in ("id", "en"):
        shown = json.loads(render_comparison_json(comparison, lang=lang))
        validator("crosscheck").validate(shown)
        assert max(map(columns, render_comparison_text(comparison, lang=lang).splitlines())) <= 80
    return comparison


def first(**changes: Any) -> Change:
    """Sets values of the first signature; `a__b` is `b` inside `a`."""

    def change(answer: dict[str, Any]) -> None:
        entry = answer.get("signatureInformations", answer.get("details"))[0]
        for path, value in changes.items():
            *outer, last = path.split("__")
            place = entry
            for step in outer:
                place = place[int(step)] if step.isdigit() else place[step]
            place[last] = value

    return change


def both(*changes: Change) -> Change:
    def change(answer: dict[str, Any]) -> None:
        for one in changes:
            one(answer)

    return change


def document(**changes: Any) -> Change:
    return lambda answer: answer.update(changes)


def other(comparison: Comparison) -> dict[str, tuple[Agreement, str]]:
    """Everything that is not the same, by name (with one signature, or one that differs)."""
    inner = (field for one in comparison.signatures for field in one.fields)
    return {
        field.name: (field.agreement, field.code)
        for field in (*comparison.fields, *inner)
        if field.agreement is not SAME
    }


ONE = make.result(signature(1))


THREE = make.result(signature(1), signature(2), signature(3))


def stamped(**changes: Any) -> VerificationResult:
    """One signature whose own time-stamp proves nothing."""
    unproven = make.timestamp_conclusion(indication=Indication.INDETERMINATE)
    return make.result(signature(1, conclusion=make.conclusion(timestamps=(unproven,))), **changes)


def renamed(name: str) -> SignatureEvidence:
    return make.signature_evidence(field=make.signature_field(names=(name,)))


def flags(trusted: bool, conclusion: str) -> Change:
    return both(first(certificateTrusted=trusted), document(conclusion=conclusion))


def result_of(conclusion: Any, verdict: DocumentConclusion, **changes: Any) -> VerificationResult:
    return make.result(signature(1, conclusion=conclusion), conclusion=verdict, **changes)


def untrusted(sub_indication: SubIndication, **changes: Any) -> VerificationResult:
    verdict = make.conclusion(
        indication=Indication.INDETERMINATE,
        sub_indication=sub_indication,
        certificate_trusted=Check.failed("no_path"),
    )
    return result_of(verdict, DocumentConclusion.WARNING, **changes)


def listed(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer["signatureInformations"]
    return found
