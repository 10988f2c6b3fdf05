"""All facts of one open file, step by step; what a limit ends costs that step alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from esign_verify._version import __version__
from esign_verify.document.raw import Source, Structure
from esign_verify.errors import DecodeError, DocumentError
from esign_verify.evidence import Change
from esign_verify.evidence.inspection import (
    DssFacts,
    FieldFacts,
    Inspection,
    Omission,
    RawFacts,
    Repair,
    RevisionFacts,
    SignatureFacts,
)
from esign_verify.evidence.inspection_cms import (
    CertificateFacts,
    EmbeddedKind,
    Problem,
    TokenFacts,
)
from esign_verify.inspect.embedded import Collection
from esign_verify.inspect.embedded_facts import describe_revocation, describe_token
from esign_verify.inspect.structure import RevisionReader
from esign_verify.inspect.structure_accounting import Accounting, account
from esign_verify.inspect.structure_contents import ContentsReader, raw_signatures
from esign_verify.inspect.structure_raw import RawScan, raw_facts
from esign_verify.inspect.structure_signatures import Found, SignatureSearch
from esign_verify.inspect.structure_store import StoreReader
from esign_verify.inspect.structure_text import value_text
from esign_verify.limits import MAX_INSPECTED_EMBEDDED

T = TypeVar("T")

_SECRETS = frozenset({"O", "U", "OE", "UE", "Perms"})
"""Of the encryption dictionary: hashes of passwords, and keys (7.6.4.2)."""
_ISSUERS_SHOWN = 5


@dataclass(slots=True)
class Gathering:
    """What is known of a file so far."""

    file: Source
    """the file itself, also where the structure is that of a repaired copy"""
    structure: Structure
    scan: RawScan
    repair: Repair | None = None
    problem: Problem | None = None
    """the first one"""
    changes: tuple[Change, ...] = ()
    collection: Collection = field(default_factory=Collection)
    found: list[Found] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    raw: RawFacts = field(init=False)
    signatures: tuple[SignatureFacts, ...] = ()
    digests: dict[str, int] = field(default_factory=dict)
    """SHA-1 of a /Contents → number of the signature"""
    fields: tuple[FieldFacts, ...] = ()
    stores: tuple[DssFacts, ...] = ()
    tokens: tuple[TokenFacts, ...] = ()
    revisions: tuple[RevisionFacts, ...] = ()
    accounting: Accounting = field(default_factory=Accounting)

    def gather_signatures(self) -> None:
        """Step 3 of `examine`."""
        structure = self.structure
        self.raw, self.omissions = raw_facts(self.file, self.scan)
        search = SignatureSearch(structure)
        self._attempt(search.search, None)
        self.found = search.found
        # where the search did not come to its end, missed some, or could not read one
        missed = search.scan is None or search.scan.stray > 0
        missed = missed or any(item.problem for item in search.found)
        if structure.objects is None or (missed and self.repair is None):
            self.found = [*self.found, *raw_signatures(self.file, self.scan, self.found)]
        contents = ContentsReader(structure, self.collection)
        self.signatures = tuple(contents.describe(item) for item in self.found)
        self.digests = contents.digests
        self.fields = self._attempt(search.field_facts, self.fields)
        self.omissions += [*search.omissions, *contents.omissions]

    def has_later_revisions(self) -> bool:
        """Whether anything follows a signed revision."""
        last = len(self.structure.revisions)
        return any(0 < item.signed_revision < last for item in self.signatures)

    def gather_rest(self) -> None:
        """Steps 4 to 7; each may use what those before it found."""
        structure = self.structure
        store = StoreReader(structure, self.collection, self.digests)
        self.stores = self._attempt(store.read, self.stores)
        self.tokens = _tokens(self.collection)
        revisions = RevisionReader(structure, _signed(self.signatures), self.changes)
        self.revisions = self._attempt(revisions.read, self.revisions)
        self.accounting = self._attempt(lambda: account(structure), Accounting(known=False))
        for part in (store, revisions, self.accounting):
            self.omissions += part.omissions
        if self.collection.left_out:
            total = MAX_INSPECTED_EMBEDDED + self.collection.left_out
            self.omissions.append(
                Omission(what="embedded", shown=MAX_INSPECTED_EMBEDDED, total=total)
            )

    def _attempt(self, step: Callable[[], T], otherwise: T) -> T:
        """A step that a limit, or an object on its way, may end; the first reason is kept."""
        try:
            return step()
        except (DocumentError, DecodeError) as error:
            if self.problem is None:
                params = tuple(error.params.items())
                self.problem = Problem(code=error.code, params=params)
            return otherwise

    def inspection(self, file_name: str) -> Inspection:
        """The facts."""
        file = self.file
        return Inspection(
            file_name=file_name,
            size=file.file_size,
            sha256=file.file_sha256(),
            header_offset=file.header_offset if file.has_header else None,
            pdf_version=file.version,
            raw=self.raw,
            structure=_state(self.structure, self.repair),
            problem=self.problem,
            repair=self.repair,
            encryption=_encryption(self.structure),
            decrypted=self.structure.decrypted,
            revisions=self.revisions,
            fields=self.fields,
            signatures=self.signatures,
            stores=self.stores,
            tokens=self.tokens,
            certificates=_certificates(self.collection),
            revocation=tuple(
                describe_revocation(item)
                for kind in (EmbeddedKind.CRL, EmbeddedKind.OCSP)
                for item in self.collection.of(kind)
            ),
            unaccounted=tuple(self.accounting.unaccounted),
            unaccounted_known=self.accounting.known,
            omissions=tuple(self.omissions),
            tool_version=__version__,
        )


def _state(structure: Structure, repair: Repair | None) -> str:
    if structure.objects is None:
        return "unreadable"
    if repair is not None:
        return "repaired"
    return "rebuilt" if structure.rebuilt else "cross_reference"


def _signed(signatures: tuple[SignatureFacts, ...]) -> dict[int, list[int]]:
    signed: dict[int, list[int]] = {}
    for signature in signatures:
        if signature.signed_revision:
            signed.setdefault(signature.signed_revision, []).append(signature.number)
    return signed


def _tokens(collection: Collection) -> tuple[TokenFacts, ...]:
    """Every token, those inside others too: reading one may find more."""
    facts: list[TokenFacts] = []
    while len(facts) < collection.counts.get(EmbeddedKind.TIMESTAMP, 0):
        for item in collection.of(EmbeddedKind.TIMESTAMP)[len(facts) :]:
            facts.append(describe_token(item, collection))
    # a token may stand in a further place inside one that was read after it
    items = collection.of(EmbeddedKind.TIMESTAMP)
    return tuple(
        replace(token, places=tuple(item.places)) for token, item in zip(facts, items, strict=True)
    )


def _certificates(collection: Collection) -> tuple[CertificateFacts, ...]:
    items = collection.of(EmbeddedKind.CERTIFICATE)
    subjects: dict[str, list[int]] = {}
    for item in items:
        if item.certificate and item.certificate.subject:
            subjects.setdefault(item.certificate.subject, []).append(item.number)
    return tuple(
        replace(
            item.certificate,
            places=tuple(item.places),
            issuer_certificates=tuple(subjects.get(item.certificate.issuer, ())[:_ISSUERS_SHOWN]),
        )
        for item in items
        if item.certificate is not None
    )


def _encryption(structure: Structure) -> tuple[tuple[str, str], ...]:
    entries: dict[str, Any] = structure.encryption or {}
    return tuple((key, value_text(v)) for key, v in entries.items() if key not in _SECRETS)
