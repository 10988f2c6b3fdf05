"""Two finished answers, value by value. The judge sees neither of this nor the server's answer.

Ours is written in the form of the same endpoint, by the renderer of that form, and read by the
same reader, so that both sides are values of one kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from esign_verify.evidence import TrustAnchor
from esign_verify.evidence.remote import (
    Agreement,
    ComparedField,
    ComparedSignature,
    Comparison,
    Outcome,
    RemoteAnswer,
    RemoteApi,
    ServerForm,
)
from esign_verify.remote.answer import read_answer
from esign_verify.remote.comparison_document import compare_document, conclusion_name
from esign_verify.remote.comparison_signature import compare_signatures
from esign_verify.remote.difference import Context
from esign_verify.remote.match import match
from esign_verify.remote.wire_fields import INTEGRITY, TRUST
from esign_verify.render import RENDERERS
from esign_verify.result import VerificationResult

PROFILES = {
    ServerForm.LEGACY: "legacy",
    ServerForm.CURRENT: "2023",
    ServerForm.WITH_LTV: "2025",
}
"""The profile of our own answer that is compared, by the generation of the server."""


def compare(
    result: VerificationResult,
    answer: RemoteAnswer,
    *,
    server: str,
    asked_at: datetime,
    other_anchors: Sequence[TrustAnchor] = (),
) -> Comparison:
    """Our result beside the server's answer about the same bytes.

    `server` is shown as it is given; `asked_at` an aware datetime; `other_anchors` are bundled
    anchors that the result was not allowed to use, which may explain a server's trust.
    """
    context = Context(
        result=result, answer=answer, asked_at=asked_at, other_anchors=tuple(other_anchors)
    )
    profile = PROFILES[answer.form]
    ours = own_answer(result, answer.api, profile)
    pairs = match(ours.signatures, answer.signatures)
    signatures = tuple(compare_signatures(context, ours, pairs))
    fields = tuple(compare_document(context, ours, pairs, signatures))
    return Comparison(
        file_name=result.file_name,
        sha256=result.document.sha256,
        server=server,
        api=answer.api,
        form=answer.form,
        profile=profile,
        policy=result.policy,
        validation_time=result.validation_time,
        asked_at=asked_at,
        conclusion=answer.conclusion,
        outcome=_outcome(answer.api, fields, signatures),
        fields=fields,
        signatures=signatures,
        unknown_keys=answer.unknown_keys,
    )


def own_answer(result: VerificationResult, api: RemoteApi, profile: str) -> RemoteAnswer:
    """Our result as the endpoint would answer, read as a server's answer is."""
    rendered = RENDERERS[api.value](result, profile=profile)
    return read_answer(rendered.encode("utf-8"), api)


def _outcome(
    api: RemoteApi, fields: Sequence[ComparedField], signatures: Sequence[ComparedSignature]
) -> Outcome:
    all_fields = [*fields, *(field for one in signatures for field in one.fields)]
    if any(field.agreement is Agreement.CONTRADICTION for field in all_fields):
        return Outcome.CONTRADICT
    stated = (field for field in fields if field.name == conclusion_name(api))
    verdicts = [*stated, *(field for one in signatures for field in _deciding(one))]
    undecided = any(field.agreement is Agreement.NOT_COMPARED for field in verdicts)
    return Outcome.UNDECIDED if undecided else Outcome.AGREE


def _deciding(signature: ComparedSignature) -> list[ComparedField]:
    """The verdicts on one signature; of one that both call broken trust decides nothing."""
    integrity = [field for field in signature.fields if field.name in INTEGRITY]
    if any(field.agreement is Agreement.SAME and field.ours is False for field in integrity):
        return integrity
    return integrity + [field for field in signature.fields if field.name in TRUST]
