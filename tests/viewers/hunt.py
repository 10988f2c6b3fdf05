"""Updates that we allow and that a viewer shows otherwise: `make viewers`.

Every number is one file: a signed part, and one to three increments after it, each with a
few things done wrongly. Where `document` and `policy` allow the update, PDFium and the
readers that are installed must show of the whole file what they show of its signed part.
The first difference of each kind is written to the folder; find out which reader is right
by ISO 32000-2, mend `document/changes/ambiguity.py`, keep a small test.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from esign_verify import TrustStore, verify
from esign_verify.document import open_document
from esign_verify.errors import EsignVerifyError
from esign_verify.evidence import Outcome
from esign_verify.policy.changes import judge_changes
from esign_verify.sandbox import build_sandbox
from esign_verify.sandbox.pki import SandboxPki
from tests.viewers import in_objects, in_sections, in_signed
from tests.viewers.draft import IN_FILE, Draft, Item, Row, write
from tests.viewers.signed import (
    BODIES,
    CATALOG,
    OTHER,
    OTHER_CATALOG,
    SIZE,
    STORE,
    Signed,
    finish,
    first_draft,
)
from tests.viewers.viewers import Shown, installed, pdfium

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SIGNED_PARTS = 400
"""so many different ones, each used by many updates"""


@dataclass
class Case:
    """One file, and what was done wrongly in it."""

    number: int
    signed: bytes
    data: bytes
    tricks: tuple[str, ...]


def signed_part(number: int, pki: SandboxPki) -> Signed:
    r = Random(-1 - number)
    draft = first_draft(r)
    tricks = r.sample(in_signed.DIMENSIONS, r.choice([0, 1, 1, 2, 2, 3]))
    for trick in tricks:
        trick(draft)
    return finish(draft, tuple(trick.__name__ for trick in tricks), pki)


def cases(first: int, count: int, pki: SandboxPki) -> Iterator[Case]:
    known: dict[int, Signed] = {}
    for number in range(first, first + count):
        r = Random(number)
        which = r.randrange(SIGNED_PARTS)
        if which not in known:
            known[which] = signed_part(which, pki)
        yield case(number, known[which], r)


def case(number: int, signed: Signed, r: Random) -> Case:
    out, previous = bytearray(signed.data), signed.section
    tricks: list[str] = []
    for _ in range(r.choice([1, 1, 1, 2, 3])):
        draft = Draft(r, out, previous, form=r.choice(["table", "table", "stream"]))
        draft.places = dict(signed.places)
        draft.trailer = {b"Size": b"%d" % SIZE, b"Root": b"1 0 R"}
        _honest(draft, r)
        _use_planted(draft, signed, r)
        wrong = r.sample(in_objects.DIMENSIONS, r.choice([0, 1, 1, 1, 2]))
        wrong += r.sample(in_sections.DIMENSIONS, r.choice([0, 0, 1, 1, 2]))
        for trick in wrong:
            trick(draft)
        tricks += [trick.__name__ for trick in wrong]
        start = write(draft)
        previous = r.choice([start] * 6 + [signed.section, previous])
    whole = signed.prefix + signed.data
    return Case(number, whole, signed.prefix + bytes(out), (*signed.tricks, "|", *tricks))


def _honest(draft: Draft, r: Random) -> None:
    """What an honest update writes, and a document of its own that nothing refers to."""
    if r.random() < 0.6:
        catalog = BODIES[CATALOG][:-2] + b"/DSS 40 0 R>>"
        draft.items += [Item(CATALOG, catalog), Item(STORE, b"<</Certs[]>>")]
    if r.random() < 0.6:
        kept = dict(OTHER)
        if r.random() < 0.9:
            del kept[OTHER_CATALOG]  # refused whatever else is done
        draft.items += [Item(number, body) for number, body in kept.items()]
    if not draft.items:
        draft.items.append(Item(STORE, b"<</Certs[]>>"))


def _use_planted(draft: Draft, signed: Signed, r: Random) -> None:
    places = [(n, at) for n, found in signed.planted.items() for at in found]
    if places and r.random() < 0.3:
        number, place = r.choice(places)
        draft.rows.append(Row(number, IN_FILE, place))


def allowed(data: bytes) -> bool:
    """Whether the document room and the judge of changes find nothing wrong with a file."""
    try:
        with open_document(data) as document:
            evidence = document.evidence
    except EsignVerifyError:
        return False
    if len(evidence.fields) != 1 or not evidence.fields[0].revision:
        return False
    found = evidence.fields[0]
    checks = (
        evidence.cross_reference,
        evidence.leading_bytes,
        found.byte_range_geometry,
        found.modifications,
    )
    return all(check.outcome is Outcome.PASSED for check in checks) and all(
        judged.allowed.outcome is Outcome.PASSED
        for judged in judge_changes(evidence.changes, found, frozenset())
    )


def passes(data: bytes, trust: TrustStore) -> bool:
    """Whether the whole of verification says that the signature is intact."""
    try:
        result = verify(data, trust=trust, at=NOW)
    except EsignVerifyError:
        return False
    return all(s.conclusion.integrity.outcome is Outcome.PASSED for s in result.signatures)


@dataclass
class Hunt:
    """Counts, and the differences that were found."""

    pki: SandboxPki
    commands: dict[str, Callable[[bytes], Shown]]
    counts: Counter[str] = field(default_factory=Counter)
    allowed_by: Counter[str] = field(default_factory=Counter)
    """dimension → how many allowed files it has a part in"""
    _shown: dict[tuple[str, bytes], Shown] = field(default_factory=dict)

    def run(self, first: int, count: int) -> Iterator[tuple[Case, list[str]]]:
        """Every case that a reader shows otherwise than its signed part, with the readers."""
        trust = TrustStore.from_certificates(self.pki.trust_certificates, name="viewers")
        for case in cases(first, count, self.pki):
            self.counts["inputs"] += 1
            if not allowed(case.data):
                continue
            self.counts["allowed"] += 1
            self.allowed_by.update(set(case.tricks))
            different = self.compare(case)
            if different:
                self.counts["passes as a whole"] += passes(case.data, trust)
                yield case, different

    def compare(self, case: Case) -> list[str]:
        different = []
        for name, show in {"pdfium": pdfium, **self.commands}.items():
            key = (name, case.signed)
            if key not in self._shown:
                self._shown[key] = show(case.signed)
            shown = show(case.data)
            if _differs(self._shown[key], shown):
                kind = "+".join(sorted({page.split()[0].strip(":") for page in shown}))
                different.append(f"{name}:{kind}")
                self.counts[f"{name} {kind}"] += 1
        return different


def _differs(before: Shown, after: Shown) -> bool:
    """A reader that cannot show the signed part at all may show the whole, if not forged."""
    if all(page.startswith("error") for page in before):
        return any(page.startswith("forged") for page in after)
    return before != after


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--count", type=int, default=20_000, help="files")
    parser.add_argument("--seed", type=int, default=0, help="number of the first")
    parser.add_argument("--folder", type=Path, help="for finds; default: a new one")
    parser.add_argument("--pdfium-only", action="store_true")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="esign-verify-viewers-"))
    folder.mkdir(parents=True, exist_ok=True)
    hunt = Hunt(build_sandbox(NOW).pki, {} if options.pdfium_only else installed())
    for found, readers in hunt.run(options.seed, options.count):
        (folder / f"{found.number}.pdf").write_bytes(found.data)
        print(found.number, ",".join(readers), *found.tricks, flush=True)
    print(dict(hunt.counts), f"finds in {folder}")
    print(dict(hunt.allowed_by.most_common()))
    sys.exit(1 if hunt.counts.keys() - {"inputs", "allowed"} else 0)


if __name__ == "__main__":
    main()
