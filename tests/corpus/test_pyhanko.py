"""pyHanko 0.38's answers on 288 calls of its own tests: clock, roots and revocation given.

`intact` and `valid` agree everywhere; every difference in trust, modification or time-stamp
stands in a table below with its reason.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from esign_verify import EncryptedError, TrustStore, VerificationResult, verify
from esign_verify.evidence import Outcome, SignatureEvidence
from esign_verify.result import DocumentTimestampResult, Indication, SignatureResult
from tests.corpus.corpus import CORPUS, needs_corpus, table

pytestmark = [needs_corpus, pytest.mark.corpus]

ROWS = table("pyhanko.tsv")
FOLDER = CORPUS / "pyhanko"

NEEDS_A_PRIVATE_KEY = {
    "test_sign_encrypted.py::test_sign_crypt_pubkey_aes256",
    "test_sign_encrypted.py::test_sign_crypt_pubkey_rc4",
    "test_pdfmac.py::test_sign_crypt_aes256_with_mac[EncryptionType.PUBKEY]",
}
"""Encrypted for a recipient's certificate: there is no password to open them with."""

_ALGORITHM = (
    "we trust the path and judge the algorithm by a rule of its own "
    "(cryptographic_constraints); pyHanko folds it into trust"
)
_FORBIDDEN = "pyHanko was told by its test to forbid the algorithm, for this call only"
TRUST = {
    ("test_cms.py::test_sign_weak_digest", "False"): _ALGORITHM,
    ("test_cms.py::test_forbidden_signature_algorithm", "False"): _FORBIDDEN,
    ("test_cms.py::test_sign_weak_sig_digest_mismatch", "False"): _ALGORITHM,
    ("test_cms.py::test_sign_digest_mismatch_allowed_but_inner_banned", "False"): _ALGORITHM,
    ("test_cms.py::test_sign_digest_mismatch_allowed_but_outer_banned", "False"): _ALGORITHM,
    ("test_cms.py::test_sign_weak_sig_digest", "False"): _ALGORITHM,
    ("test_cms.py::test_sign_weak_sig_digest_disallowed_by_custom_policy", "False"): _ALGORITHM,
    (
        "test_signing.py::test_do_not_enforce_key_usage_if_signer_is_root",
        "True",
    ): "the signer is the root "
    "itself, whose key usage does not allow signing documents (RFC 5280 4.2.1.3)",
    (
        "test_pades.py::test_sign_with_wrong_content_sig",
        "True",
    ): "no signing-certificate attribute under ETSI.CAdES.detached (EN 319 122-1 5.2.2)",
}

MODIFICATIONS = {
    (
        "test_diff_analysis.py::test_anomalous_coverage",
        "OTHER",
    ): "the byte range is malformed: FORMAT_FAILURE already, and no revision to compare with",
    **{
        (f"test_diff_analysis.py::{test}", "OTHER"): "nothing in the security store is shown on a "
        "page (EN 319 142-1 5.4.2): what anybody can append or drop costs at most the proof in it"
        for test in (
            "test_pades_double_sign_delete_dss",
            "test_pades_double_sign_delete_vri",
            "test_pades_double_sign_delete_entry_in_vri",
            "test_pades_dss_object_clobber",
            "test_pades_dss_object_typing_tamper",
        )
    },
}

_SHA1 = "imprint and token by SHA-1 in 2020 (EN 319 102-1 5.2.8)"
_EKU = (
    "pyHanko was told by its test to ask for another extended key usage than timeStamping, "
    "which RFC 3161 2.3 demands"
)
TIMESTAMPS = {
    "pdf/ac648e56cb7a4a64e655.pdf": (_SHA1, "timestamp_constraints"),
    "pdf/88f55ffd73fdc126907f.pdf": (_SHA1, "timestamp_constraints"),
    "pdf/4484cc70022fe76470b7.pdf": (_SHA1, "timestamp_constraints"),
    "pdf/122f5c5014a7e3483b0e.pdf": (_SHA1, "timestamp_constraints"),
    "pdf/673a03a383c3299c593a.pdf": (_EKU, "timestamp_authority_usage"),
    "pdf/6b439a465e48b4575090.pdf": (_EKU, "timestamp_authority_usage"),
    "pdf/a7c7369fa0e0b06322b6.pdf": (_EKU, "timestamp_authority_usage"),
}


def _moment(row: dict[str, str]) -> datetime:
    text = row["vc_moment"] or row["now"]
    return datetime.fromisoformat(text) if text else datetime(2026, 11, 23, tzinfo=UTC)


def _ders(row: dict[str, str], column: str) -> list[bytes]:
    return [(FOLDER / "der" / name).read_bytes() for name in row[column].replace(",", " ").split()]


@cache
def _result(pdf: str, trust: tuple[bytes, ...], at: datetime, password: str) -> VerificationResult:
    store = TrustStore.from_certificates(trust, name="given")
    return verify(FOLDER / pdf, trust=store, at=at, password=password or None)


def entry_of(row: dict[str, str]) -> SignatureResult | DocumentTimestampResult:
    trust = _ders(row, "trust") or _ders(row, "certs")[:1] or [_any_certificate()]
    result = _result(row["pdf"], tuple(trust), _moment(row), row["password"])
    found = [
        entry
        for entry in (*result.signatures, *result.document_timestamps)
        if row["field"] in entry.evidence.field.names
    ]
    assert found, "every signature field appears in the result"
    return found[0]


@cache
def _any_certificate() -> bytes:
    return sorted((FOLDER / "der").glob("*.cer"))[0].read_bytes()


def _test(row: dict[str, str]) -> str:
    return row["test"].rpartition(" ")[2]


def _known(row: dict[str, str], differences: dict[tuple[str, str], str], answer: str) -> bool:
    """Whether pyHanko's answer in this row is one of the known differences."""
    return (row["test"].partition("[")[0], row[answer].rpartition(".")[2]) in differences


IDS = [f"{i}-{_test(row)[:60]}" for i, row in enumerate(ROWS)]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_pyhanko(row: dict[str, str]) -> None:
    if row["test"] in NEEDS_A_PRIVATE_KEY:
        with pytest.raises(EncryptedError) as raised:
            entry_of(row)
        assert raised.value.code == "encryption_unsupported"
        return
    entry = entry_of(row)
    if row["exception"]:
        return  # pyHanko gave no answer; that we give one is all that is asked
    if row["intact"]:
        assert _intact_and_valid(entry.evidence) == (row["intact"], row["valid"])
    if row["trusted"]:
        agrees = str(_trusted(entry)) == row["trusted"]
        assert agrees is not _known(row, TRUST, "trusted")
    if row["modification"] and row["skip_diff"] != "True":
        agrees = _modification(entry) == row["modification"].rpartition(".")[2]
        assert agrees is not _known(row, MODIFICATIONS, "modification")


def _modification(entry: SignatureResult | DocumentTimestampResult) -> str:
    """The level, or OTHER where a lock forbids a change: pyHanko does not tell them apart."""
    locked = isinstance(entry, SignatureResult) and any(
        judged.allowed.reason == "field_locked" for judged in entry.conclusion.changes
    )
    return "OTHER" if locked else entry.evidence.field.modification_level.value.upper()


def _intact_and_valid(evidence: SignatureEvidence) -> tuple[str, str]:
    assert evidence.cms is not None
    stamp = evidence.document_timestamp
    digest = stamp.message_imprint if stamp else evidence.cms.message_digest
    value = evidence.cms.signature_value
    return str(digest.outcome is Outcome.PASSED), str(value.outcome is Outcome.PASSED)


def _trusted(entry: SignatureResult | DocumentTimestampResult) -> bool:
    if isinstance(entry, SignatureResult):
        return entry.conclusion.certificate_trusted.outcome is Outcome.PASSED
    return entry.conclusion.indication is Indication.TOTAL_PASSED


STAMPED = [row for row in ROWS if row["timestamp"] and not row["exception"]]


@pytest.mark.parametrize("row", STAMPED, ids=[_test(row)[:80] for row in STAMPED])
def test_time_stamps(row: dict[str, str]) -> None:
    """pyHanko's `True@genTime` of the first token: intact, valid and trusted."""
    entry = entry_of(row)
    if isinstance(entry, SignatureResult):
        stamp, conclusion = entry.evidence.timestamps[0], entry.conclusion.timestamps[0]
    else:
        assert entry.evidence.document_timestamp is not None
        stamp, conclusion = entry.evidence.document_timestamp, entry.conclusion
    good, _, moment = row["timestamp"].partition("@")
    assert stamp.gen_time == datetime.fromisoformat(moment)
    _, rule = TIMESTAMPS.get(row["pdf"], ("", ""))
    if rule:
        assert (good, conclusion.rule) == ("True", rule)
    else:
        assert str(conclusion.indication is Indication.TOTAL_PASSED) == good
