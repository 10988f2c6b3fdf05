"""Two finished answers, value by value. The judge sees neither of this nor the server's answer.

Ours is written in the form of the same endpoint, by the renderer of that form, and read by the
same reader, so that both sides are values of one kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from esign_verify.evidence import TrustAnchor
from esign_verify.evidence.remote import (
    Agreement,
    ComparedField,
    ComparedSignature,
    Comparison,
    MatchedBy,
    Outcome,
    RemoteAnswer,
    RemoteApi,
    RemoteSignature,
    RemoteValue,
    ServerForm,
)
from esign_verify.remote.answer import read_answer
from esign_verify.remote.comparison_document import compare_document, conclusion_name
from esign_verify.remote.difference import Context, Difference
from esign_verify.remote.explain import explain, not_comparable
from esign_verify.remote.match import match
from esign_verify.remote.times import read_period, read_time
from esign_verify.remote.wire_fields import CERTIFICATES, INTEGRITY, TRUST, Kind, kind_of
from esign_verify.render import RENDERERS
from esign_verify.result import SignatureResult, VerificationResult

PROFILES = {
    ServerForm.LEGACY: "legacy",
    ServerForm.CURRENT: "2023",
    ServerForm.WITH_LTV: "2025",
}
"""The profile of our own answer that is compared, by the generation of the server."""

_CONTRADICTIONS = {
    **dict.fromkeys(INTEGRITY, "integrity_differs"),
    **dict.fromkeys(TRUST, "trust_differs"),
    "id": "identifier_differs",
    f"{CERTIFICATES}[0].id": "other_certificate",
}


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
    signatures = tuple(
        _signature(context, ours, number, remote_number, matched_by)
        for number, remote_number, matched_by in pairs
    )
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
    verdicts = {*INTEGRITY, *TRUST, conclusion_name(api)}
    undecided = any(
        field.agreement is Agreement.NOT_COMPARED and field.name in verdicts for field in all_fields
    )
    return Outcome.UNDECIDED if undecided else Outcome.AGREE


def _signature(
    context: Context,
    ours: RemoteAnswer,
    number: int | None,
    remote_number: int | None,
    matched_by: MatchedBy,
) -> ComparedSignature:
    own = None if number is None else ours.signatures[number]
    remote = None if remote_number is None else context.answer.signatures[remote_number]
    fields: tuple[ComparedField, ...] = ()
    if own is not None and remote is not None and number is not None:
        fields = tuple(_fields(context, own, remote, context.result.signatures[number]))
    elif (alone := own or remote) is not None:
        fields = (_alone(context, alone, ours=own is not None),)
    return ComparedSignature(
        number=None if number is None else number + 1,
        remote_number=None if remote_number is None else remote_number + 1,
        field_name=(own or remote or RemoteSignature(id="", field_name="", values=())).field_name,
        matched_by=matched_by,
        fields=fields,
    )


def _alone(context: Context, signature: RemoteSignature, *, ours: bool) -> ComparedField:
    """A signature that only one side lists. A document time-stamp is none of ours."""
    name = signature.id or signature.field_name
    stamps = {
        stamp_name
        for stamp in context.result.document_timestamps
        for stamp_name in stamp.evidence.field.names
    }
    listed = not ours and signature.field_name in stamps
    code = "missing_signature" if ours else "extra_signature"
    return ComparedField(
        name="signature",
        agreement=Agreement.EXPLAINED if listed else Agreement.CONTRADICTION,
        ours=name if ours else None,
        theirs=None if ours else name,
        code="document_timestamp_listed" if listed else code,
    )


def _fields(
    context: Context, own: RemoteSignature, remote: RemoteSignature, signature: SignatureResult
) -> Iterator[ComparedField]:
    ours, theirs = dict(own.values), dict(remote.values)
    yield from _chain_length(ours, theirs)
    for name, value in ours.items():
        if _certificate_only(name, theirs):
            continue
        kind = kind_of(context.api, name)
        if name not in theirs:
            yield ComparedField(
                name=name,
                agreement=Agreement.NOT_COMPARED,
                ours=value,
                theirs=None,
                code="not_stated",
            )
            continue
        difference = Difference(
            name=name,
            kind=kind,
            ours=value,
            theirs=theirs[name],
            own=ours,
            remote=theirs,
            signature=signature,
            context=context,
        )
        yield _compared(difference)


def _chain_length(
    ours: Mapping[str, RemoteValue], theirs: Mapping[str, RemoteValue]
) -> Iterator[ComparedField]:
    """One side lists more issuers: what both list is compared, the rest is not."""
    counts = [_certificates(values) for values in (ours, theirs)]
    if counts[0] != counts[1]:
        one_has_none = 0 in counts
        yield ComparedField(
            name=CERTIFICATES,
            agreement=Agreement.NOT_COMPARED if one_has_none else Agreement.EXPLAINED,
            ours=counts[0],
            theirs=counts[1],
            code="not_stated" if one_has_none else "chain_length",
        )


def _certificates(values: Mapping[str, RemoteValue]) -> int:
    return len({name.partition("]")[0] for name in values if name.startswith(f"{CERTIFICATES}[")})


def _certificate_only(name: str, theirs: Mapping[str, RemoteValue]) -> bool:
    """A value of a certificate that the server's chain does not reach."""
    if not name.startswith(f"{CERTIFICATES}["):
        return False
    listed = name.partition(".")[0]
    return not any(other.startswith(f"{listed}.") for other in theirs)


def _compared(difference: Difference) -> ComparedField:
    code = ""
    params: tuple[tuple[str, str], ...] = ()
    agreement = Agreement.SAME
    if not _same(difference):
        agreement = Agreement.NOT_COMPARED
        unsaid = not_comparable(difference)
        found = None if unsaid else explain(difference)
        if unsaid:
            code = unsaid
        elif found is not None:
            agreement = Agreement.EXPLAINED
            code, params = found
        else:
            agreement = Agreement.CONTRADICTION
            code = _CONTRADICTIONS.get(difference.name, "differs")
    return ComparedField(
        name=difference.name,
        agreement=agreement,
        ours=difference.ours,
        theirs=difference.theirs,
        code=code,
        params=params,
    )


def _same(difference: Difference) -> bool:
    ours, theirs, api = difference.ours, difference.theirs, difference.context.api
    if ours == theirs and isinstance(ours, bool) == isinstance(theirs, bool):
        return True
    match difference.kind:
        case Kind.TIME:
            moment = read_time(ours, api)
            return moment is not None and moment == read_time(theirs, api)
        case Kind.PERIOD:
            period = read_period(ours, api)
            return period is not None and period == read_period(theirs, api)
        case Kind.WORDS:
            return _words(ours) is not None and _words(ours) == _words(theirs)
        case Kind.TEXT:
            return not ours and not theirs
    return False


def _words(value: RemoteValue) -> list[str] | None:
    """A list of words without its order; null is an empty one."""
    if value is None:
        return []
    return sorted(value) if isinstance(value, tuple) else None
