"""What the two answers say of each signature, value by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from esign_verify.evidence.remote import (
    Agreement,
    ComparedField,
    ComparedSignature,
    RemoteAnswer,
    RemoteSignature,
    RemoteValue,
)
from esign_verify.limits import MAX_TEXT
from esign_verify.remote.difference import Context, Difference
from esign_verify.remote.explain import explain, not_comparable, unchecked_here
from esign_verify.remote.match import Pair
from esign_verify.remote.times import read_period, read_time
from esign_verify.remote.wire_fields import CERTIFICATES, INTEGRITY, TRUST, Kind, kind_of
from esign_verify.result import DocumentTimestampResult, Indication, SignatureResult

_CONTRADICTIONS = {
    **dict.fromkeys(INTEGRITY, "integrity_differs"),
    **dict.fromkeys(TRUST, "trust_differs"),
    "id": "identifier_differs",
    f"{CERTIFICATES}[0].id": "other_certificate",
}


def compare_signatures(
    context: Context, ours: RemoteAnswer, pairs: Sequence[Pair]
) -> Iterator[ComparedSignature]:
    """Each pair, and each signature that only one side lists."""
    stamps = list(context.result.document_timestamps)
    for number, remote_number, matched_by in pairs:
        own = None if number is None else ours.signatures[number]
        remote = None if remote_number is None else context.answer.signatures[remote_number]
        fields: tuple[ComparedField, ...] = ()
        if own is not None and remote is not None and number is not None:
            fields = tuple(_fields(context, own, remote, context.result.signatures[number]))
        elif own is not None:
            fields = (_missing(own),)
        elif remote is not None:
            fields = (_extra(remote, stamps),)
        shown = own or remote or RemoteSignature(id="", field_name="", values=())
        yield ComparedSignature(
            number=None if number is None else number + 1,
            remote_number=None if remote_number is None else remote_number + 1,
            field_name=shown.field_name,
            matched_by=matched_by,
            fields=fields,
        )


def _missing(own: RemoteSignature) -> ComparedField:
    return ComparedField(
        name="signature",
        agreement=Agreement.CONTRADICTION,
        ours=own.id or own.field_name,
        theirs=None,
        code="missing_signature",
    )


def _extra(remote: RemoteSignature, stamps: list[DocumentTimestampResult]) -> ComparedField:
    """A signature that only the server lists: a document time-stamp is none of ours, and each
    of `stamps`, from which it is taken, may be listed once."""
    code, agreement = "extra_signature", Agreement.CONTRADICTION
    for stamp in stamps:
        if remote.field_name and remote.field_name in stamp.evidence.field.names:
            stamps.remove(stamp)
            code = "document_timestamp_differs"
            if _judged_alike(remote, stamp):
                code, agreement = "document_timestamp_listed", Agreement.EXPLAINED
            break
    return ComparedField(
        name="signature",
        agreement=agreement,
        ours=None,
        theirs=remote.id or remote.field_name,
        code=code,
    )


def _judged_alike(remote: RemoteSignature, stamp: DocumentTimestampResult) -> bool:
    """Passed and trusted on both sides, or neither."""
    values = dict(remote.values)
    passed = all(values.get(name) for name in INTEGRITY + TRUST if name in values)
    return passed == (stamp.conclusion.indication is Indication.TOTAL_PASSED)


def _fields(
    context: Context, own: RemoteSignature, remote: RemoteSignature, signature: SignatureResult
) -> Iterator[ComparedField]:
    ours, theirs = dict(own.values), dict(remote.values)
    yield from _chain_length(ours, theirs)
    listed = {name.partition("]")[0] for name in theirs}
    for name, value in ours.items():
        if name.startswith(f"{CERTIFICATES}[") and name.partition("]")[0] not in listed:
            # a certificate that the server's chain does not reach
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


def _compared(difference: Difference) -> ComparedField:
    code = ""
    params: tuple[tuple[str, str], ...] = ()
    agreement = Agreement.SAME
    if unchecked_here(difference) or not _same(difference):
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
    if isinstance(ours, str) and len(ours) >= MAX_TEXT:
        # both were cut, and may differ in what is gone
        return False
    if ours == theirs and isinstance(ours, bool) == isinstance(theirs, bool):
        return True
    if difference.kind in (Kind.TEXT, Kind.TIME, Kind.PERIOD) and {ours, theirs} <= {None, ""}:
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
    return False


def _words(value: RemoteValue) -> list[str] | None:
    """A list of words without its order; null is an empty one."""
    if value is None:
        return []
    return sorted(value) if isinstance(value, tuple) else None
