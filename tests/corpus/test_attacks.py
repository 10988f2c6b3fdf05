"""Published attacks and generated ones, with the verdict that their makers expect.

`attacks.tsv` says it in words; `_expectation` turns them into what must hold. Where we
differ on purpose the reason stands in `DIFFERENCES`; what is not right yet stands in
`OPEN`, strictly: a file that becomes right must leave it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from esign_verify import EncryptedError, TrustStore, VerificationResult, verify
from esign_verify.evidence import Outcome
from esign_verify.result import (
    Conclusion,
    DocumentConclusion,
    Indication,
    TimestampConclusion,
)
from tests.corpus.corpus import CORPUS, needs_corpus, table

pytestmark = [needs_corpus, pytest.mark.corpus]

GENERATED = tuple(f"attacks/generated/{folder}/" for folder in ("cms", "pki", "rev", "tst"))
"""Held to the stated indication and sub-indication in `test_generated.py`."""

ROWS = [row for row in table("attacks.tsv") if not row["file"].startswith(GENERATED)]
JUDGED_AT = datetime(2026, 3, 1, tzinfo=UTC)

DIFFERENCES = {
    "incremental/dss__pades-multiple-pages-annots-overlap.pdf": "links of the signed revision lie "
    "on each other; nothing that came later lies on anything",
    "byterange/dss__hello_signed_INCSAVE_signed_EDITED.pdf": "FORMAT_FAILURE before HASH_FAILURE: "
    "the second dictionary claims the byte range of the first",
    "byterange/dss__pdf-signed-corrupted.pdf": "FORMAT_FAILURE before HASH_FAILURE: the "
    "cross-reference data is broken too",
    "byterange/dss__pdf-with-empty-sig.pdf": "/Contents of zeros is a signature that was never "
    "made: reported, TOTAL-FAILED",
    "byterange/pyHanko__base.pdf": "the same: the source's test fills /Contents in",
    "cms/dss__BadEncodedCMS.pdf": "a malformed certificate that nobody needs is left out",
    "cms/dss__pades-level-b-sig-policy-invalid-digest-algo.pdf": "signature policies are shown, "
    "not processed",
}
OPEN: dict[str, str] = {}


def _result(row: dict[str, str]) -> VerificationResult:
    file = row["file"]
    if not file.startswith("attacks/generated/"):
        return verify(CORPUS / file, trust=_store("root-document-level.pem"))
    return verify(CORPUS / file, trust=_store("root-document-level.pem"), at=JUDGED_AT)


def _store(name: str) -> TrustStore:
    return TrustStore.load([CORPUS / "attacks" / "generated" / name])


def _worst(result: VerificationResult) -> Conclusion:
    order = [Indication.TOTAL_FAILED, Indication.INDETERMINATE, Indication.TOTAL_PASSED]
    return min((s.conclusion for s in result.signatures), key=lambda c: order.index(c.indication))


def _intact(result: VerificationResult) -> bool:
    outcomes = [s.conclusion.integrity.outcome for s in result.signatures]
    return bool(outcomes) and all(outcome is Outcome.PASSED for outcome in outcomes)


def _sub(*names: str) -> Callable[[VerificationResult], bool]:
    def holds(result: VerificationResult) -> bool:
        conclusions = [signature.conclusion for signature in result.signatures]
        return any(
            c.indication is Indication.TOTAL_FAILED and c.sub_indication in names
            for c in conclusions
        )

    return holds


def _stamps(result: VerificationResult) -> list[TimestampConclusion]:
    own = [stamp for entry in result.signatures for stamp in entry.conclusion.timestamps]
    return [*own, *(entry.conclusion for entry in result.document_timestamps)]


def _invalid(result: VerificationResult) -> bool:
    return result.conclusion is DocumentConclusion.INVALID


WORDS: dict[str, Callable[[VerificationResult], bool]] = {
    "CRYPTO_OK": _intact,
    "CONTROL": lambda r: _intact(r) or not r.signatures,
    "VALID": lambda r: r.conclusion is DocumentConclusion.VALID,
    "MODIFIED_ALLOWED": _intact,
    "MODIFIED_ALLOWED_OR_LIMIT": _intact,
    "MODIFIED_REPORT": _intact,
    "ALLOWED_BY_DOCMDP_BUT_OVERLAY_WARNING": _intact,
    "MODIFIED_DISALLOWED": _invalid,
    "MODIFIED_VALUE_APPEARANCE_MISMATCH": _invalid,
    "COVERAGE_NOT_WHOLE": _invalid,
    "FORMAT_FAILURE": _sub("FORMAT_FAILURE"),
    "FORMAT_FAILURE/HASH_FAILURE": _sub("FORMAT_FAILURE", "HASH_FAILURE"),
    "HASH_FAILURE": _sub("HASH_FAILURE"),
    "CRYPTO_FAIL": _sub("SIG_CRYPTO_FAILURE"),
    "INDETERMINATE_UNSUPPORTED": lambda r: _worst(r).indication is Indication.INDETERMINATE,
    "POLICY_WEAK": lambda r: _worst(r).indication is Indication.INDETERMINATE,
    "POLICY_FAIL": lambda r: _worst(r).sub_indication == "SIGNATURE_POLICY_NOT_AVAILABLE",
    "OVERLAP_WARNING": lambda r: any(
        finding.rule == "overlay" and finding.outcome is not Outcome.PASSED
        for signature in r.signatures
        for finding in signature.conclusion.findings
    ),
    "TST_IMPRINT_FAIL": lambda r: (
        [str(stamp.sub_indication) for stamp in _stamps(r)].count("HASH_FAILURE") == 1
    ),
    "NO_SIGNATURE_OR_EMPTY_FIELD": lambda r: r.conclusion is DocumentConclusion.NO_SIGNATURE,
    "REPORT_ONE_SIG_TWO_FIELDS": lambda r: (
        [len(s.evidence.field.names) for s in r.signatures] == [2]
    ),
}
"""Expected words → what must hold. Words that are not here only ask for an answer."""


def _expectation(expected: str) -> Callable[[VerificationResult], bool] | None:
    return WORDS.get(re.split(r"[\s;(]", expected)[0])


def _name(row: dict[str, str]) -> str:
    return row["file"].removeprefix("attacks/")


@pytest.mark.parametrize("row", ROWS, ids=[_name(row) for row in ROWS])
def test_attacks(row: dict[str, str]) -> None:
    name = _name(row)
    if name.startswith("encrypted/"):
        with pytest.raises(EncryptedError) as raised:
            _result(row)
        assert raised.value.code == "encryption_unsupported"
        return
    result = _result(row)
    expectation = _expectation(row["expected"])
    if expectation is None:
        return
    assert expectation(result) is not (name in OPEN or name in DIFFERENCES)


FORGED = (
    "isa/",
    "swa/",
    "usf/",
    "hash/SiVa",
    "incremental/dss__pdf-removed-pages",
    "incremental/dss__pdf-signed-added-page",
    "incremental/dss__modified_after_signature",
    "generated/isa",
    "generated/ssa",
    "generated/sha1_subfilter",
    "generated/cms_signedattrs",
    "generated/byterange",
)


@pytest.mark.parametrize("row", [r for r in ROWS if _name(r).startswith(FORGED)], ids=_name)
def test_no_forged_file_passes(row: dict[str, str]) -> None:
    assert _result(row).conclusion is DocumentConclusion.INVALID
