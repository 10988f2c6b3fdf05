"""What the two answers say of the document as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from esign_verify.evidence import Outcome
from esign_verify.evidence.remote import (
    Agreement,
    ComparedField,
    ComparedSignature,
    RemoteAnswer,
    RemoteApi,
)
from esign_verify.remote.difference import TIME_DEPENDENT, Context
from esign_verify.remote.match import Pair
from esign_verify.remote.wire_fields import FILE_NAME, FORMS, INTEGRITY, SENTENCES, TRUST
from esign_verify.result import DocumentConclusion, Indication

_LEGACY_WORDS = {
    "DOCUMENT VALID !!!": frozenset({DocumentConclusion.VALID}),
    "DOCUMENT NOT VALID !!!": frozenset({DocumentConclusion.INVALID, DocumentConclusion.WARNING}),
}


_OPPOSITES = {DocumentConclusion.VALID, DocumentConclusion.INVALID}
"""Nothing explains the one where the other was found."""


def conclusion_name(api: RemoteApi) -> str:
    """Where the answer of an endpoint says its conclusion."""
    return FORMS[api].conclusion


def compare_document(
    context: Context,
    ours: RemoteAnswer,
    pairs: Sequence[Pair],
    signatures: Sequence[ComparedSignature],
) -> Iterator[ComparedField]:
    """Conclusion, text, count, orders; the signatures must have been compared before."""
    conclusion = _conclusion(context, ours, signatures)
    yield conclusion
    yield _description(context, ours, conclusion, signatures)
    if context.api is RemoteApi.V1:
        yield _file_name(ours.file_name, context.answer.file_name)
    yield _count(context, ours)
    if not context.answer.manual_order:
        yield _note("key_order", "key_order")
    matched = [remote for own, remote, _ in pairs if own is not None and remote is not None]
    if matched != sorted(matched):
        yield _note("signature_order", "signature_order")


def _note(name: str, code: str) -> ComparedField:
    return ComparedField(
        name=name, agreement=Agreement.EXPLAINED, ours=None, theirs=None, code=code
    )


def _conclusion(
    context: Context, ours: RemoteAnswer, signatures: Sequence[ComparedSignature]
) -> ComparedField:
    own, theirs = ours.conclusion, context.answer.conclusion
    if own == theirs:
        agreement, code = Agreement.SAME, ""
    elif theirs is None:
        agreement, code = Agreement.NOT_COMPARED, "not_stated"
    else:
        agreement, code = _why(context, ours, signatures)
    return ComparedField(
        name=conclusion_name(context.api), agreement=agreement, ours=own, theirs=theirs, code=code
    )


def _why(
    context: Context, ours: RemoteAnswer, signatures: Sequence[ComparedSignature]
) -> tuple[Agreement, str]:
    """A conclusion that differs, by what was found about the signatures it follows from."""
    verdicts = [
        field.agreement
        for signature in signatures
        for field in signature.fields
        if field.name in INTEGRITY + TRUST or field.name == "signature"
    ]
    contradiction = Agreement.CONTRADICTION, "conclusion_differs"
    opposite = {context.result.conclusion, _implied(context.answer)} == _OPPOSITES
    if opposite or Agreement.CONTRADICTION in verdicts:
        return contradiction
    consistent = _follows(context.answer)
    if consistent and (_follows(ours) or _unchecked(context)):
        if Agreement.NOT_COMPARED in verdicts:
            return Agreement.NOT_COMPARED, "not_checked_by_us"
        if Agreement.EXPLAINED in verdicts:
            return Agreement.EXPLAINED, "follows_from_signatures"
    warning_against_valid = context.result.conclusion is DocumentConclusion.WARNING and _says_valid(
        context.answer
    )
    if consistent and warning_against_valid and not context.result.document_findings:
        if context.other_moment and _only_the_moment(context):
            return Agreement.EXPLAINED, "other_moment"
        if context.result.policy != "standard":
            return Agreement.EXPLAINED, "own_policy"
    return contradiction


def _follows(answer: RemoteAnswer) -> bool:
    """Whether the conclusion is the one that the answer's own signatures give."""
    stated = answer.conclusion or ""
    return _implied(answer) in _LEGACY_WORDS.get(stated, {stated})


def _implied(answer: RemoteAnswer) -> DocumentConclusion:
    """The conclusion that the answer's own signatures give."""
    found = [dict(signature.values) for signature in answer.signatures]
    integrity = [values.get(name) for values in found for name in INTEGRITY if name in values]
    trust = [values.get(name) for values in found for name in TRUST if name in values]
    if not found:
        return DocumentConclusion.NO_SIGNATURE
    if not all(integrity):
        return DocumentConclusion.INVALID
    return DocumentConclusion.VALID if all(trust) else DocumentConclusion.WARNING


def _unchecked(context: Context) -> bool:
    """Our WARNING for what could not be checked, which stands in our answer as false."""
    return context.result.conclusion is DocumentConclusion.WARNING and any(
        signature.conclusion.integrity.outcome is Outcome.NOT_CHECKED
        for signature in context.result.signatures
    )


def _says_valid(answer: RemoteAnswer) -> bool:
    return answer.conclusion in (DocumentConclusion.VALID.value, "DOCUMENT VALID !!!")


def _only_the_moment(context: Context) -> bool:
    """Every signature of ours that does not pass would do so at another moment."""
    return all(
        signature.conclusion.indication is Indication.TOTAL_PASSED
        or signature.conclusion.sub_indication in TIME_DEPENDENT
        for signature in context.result.signatures
    )


def _description(
    context: Context,
    ours: RemoteAnswer,
    conclusion: ComparedField,
    signatures: Sequence[ComparedSignature],
) -> ComparedField:
    """A sentence: it says nothing that the conclusion does not, unless it is one that is known
    to say something else."""
    own, theirs = ours.description, context.answer.description
    if own == theirs:
        agreement, code = Agreement.SAME, ""
    elif theirs is None:
        agreement, code = Agreement.NOT_COMPARED, "not_stated"
    elif conclusion.agreement is Agreement.CONTRADICTION:
        agreement, code = Agreement.CONTRADICTION, "differs"
    elif conclusion.agreement is Agreement.SAME and {own, theirs} <= SENTENCES:
        # no wording of one sentence: servers and we mean another thing by each
        agreement, code = Agreement.CONTRADICTION, "other_sentence"
        if any(_is_behind_sentence(field) for one in signatures for field in one.fields):
            agreement, code = Agreement.EXPLAINED, "follows_from_signatures"
    else:
        agreement, code = Agreement.EXPLAINED, "wording"
    name = FORMS[context.api].description
    return ComparedField(name=name, agreement=agreement, ours=own, theirs=theirs, code=code)


def _is_behind_sentence(field: ComparedField) -> bool:
    """A 1.x server says in its sentence, too, that no time-stamp was used."""
    name = "signature_document.signed_using_tsa"
    return field.name == name and field.agreement is Agreement.EXPLAINED


def _file_name(ours: str | None, theirs: str | None) -> ComparedField:
    """As the server calls what it was sent; a name says nothing about the content."""
    agreement, code = Agreement.EXPLAINED, "file_name"
    if theirs is None:
        agreement, code = Agreement.NOT_COMPARED, "not_stated"
    elif ours == theirs:
        agreement, code = Agreement.SAME, ""
    return ComparedField(name=FILE_NAME, agreement=agreement, ours=ours, theirs=theirs, code=code)


def _count(context: Context, ours: RemoteAnswer) -> ComparedField:
    """What the answer states against what it lists; the lists are compared one by one."""
    stated, listed = context.answer.stated_count, len(context.answer.signatures)
    agreement, code = Agreement.SAME, ""
    if stated is None:
        agreement, code = Agreement.NOT_COMPARED, "not_stated"
    elif stated != listed:
        agreement, code = Agreement.CONTRADICTION, "count_and_list"
    elif stated != ours.stated_count:
        # each signature that is too many or too few has a row of its own, which decides
        agreement, code = Agreement.EXPLAINED, "counted_below"
    return ComparedField(
        name=FORMS[context.api].count,
        agreement=agreement,
        ours=ours.stated_count,
        theirs=stated,
        code=code,
    )
