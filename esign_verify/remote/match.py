"""Which signature of ours is which of the answer: by `S-` identifier, else by field name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from esign_verify.evidence.remote import MatchedBy, RemoteSignature
from esign_verify.identifiers import without_leading_zeros

Pair = tuple[int | None, int | None, MatchedBy]
"""Index in our answer, index in the server's, and how the two were matched."""


def identifier_digits(identifier: str) -> str:
    """What stands behind `S-`, `T-`, `C-`, without the zeros that some builds drop."""
    return without_leading_zeros(identifier.partition("-")[2].upper())


def match(ours: Sequence[RemoteSignature], theirs: Sequence[RemoteSignature]) -> list[Pair]:
    """Every signature of both sides exactly once: ours in their order, then what is left of
    the answer. Where several have one identifier, those with the same field name belong
    together first."""
    passes: tuple[tuple[Callable[[RemoteSignature], object], MatchedBy], ...] = (
        (_identifier_and_name, MatchedBy.IDENTIFIER),
        (_identifier, MatchedBy.IDENTIFIER),
        (_name, MatchedBy.FIELD_NAME),
    )
    free = dict(enumerate(theirs))
    partner: dict[int, tuple[int, MatchedBy]] = {}
    for key, matched_by in passes:
        waiting: dict[object, list[int]] = {}
        for index, signature in free.items():
            waiting.setdefault(key(signature), []).append(index)
        for number, signature in enumerate(ours):
            found = key(signature)
            if number not in partner and found is not None and waiting.get(found):
                index = waiting[found].pop(0)
                partner[number] = (index, matched_by)
                del free[index]
    pairs: list[Pair] = []
    for number in range(len(ours)):
        index_and_way = partner.get(number)
        if index_and_way is None:
            pairs.append((number, None, MatchedBy.NOTHING))
        else:
            pairs.append((number, *index_and_way))
    return pairs + [(None, index, MatchedBy.NOTHING) for index in free]


def _identifier_and_name(signature: RemoteSignature) -> object:
    return (identifier_digits(signature.id), signature.field_name) if signature.id else None


def _identifier(signature: RemoteSignature) -> object:
    return identifier_digits(signature.id) if signature.id else None


def _name(signature: RemoteSignature) -> object:
    return signature.field_name or None
