"""The files of `attacks/generated/{cms,pki,rev,tst}`, held to the verdict that attacks.tsv states.

The table states an indication and a sub-indication, or alternatives with a slash between;
both are asserted. Rows that state their verdict in words stand in `IN_WORDS`, each with
the reading of the clause; what differs from the table stands in `DIFFERENCES`. TRY_LATER
is what the table expects where revocation data is required: of policy `strict`, while
`standard` passes and warns of the same finding.
"""

from __future__ import annotations

import re

import pytest

from esign_verify import TrustStore, VerificationResult, verify
from esign_verify.evidence import Outcome
from esign_verify.result import Conclusion, DocumentConclusion, Indication, Level, SubIndication
from tests.corpus.corpus import CORPUS, needs_corpus, table
from tests.corpus.test_attacks import JUDGED_AT

pytestmark = [needs_corpus, pytest.mark.corpus]

FOLDERS = ("cms", "pki", "rev", "tst")
PREFIX = "attacks/generated/"

Stated = tuple[str, str]
"""(indication, sub-indication); the latter may be a beginning, as `OUT_OF_BOUNDS` is"""

PASSED: Stated = ("TOTAL-PASSED", "")
_ONE = re.compile(r"(TOTAL-PASSED|TOTAL-FAILED|INDETERMINATE)(?: ([A-Z_]+))?")

IN_WORDS: dict[str, tuple[Stated, str]] = {
    "cms/attrs_not_der_order.pdf": (
        PASSED,
        "RFC 5652 5.3: signed as sent; that it is no DER is a warning (EN 319 142-1 5.2)",
    ),
    "cms/no_signed_attrs.pdf": (
        PASSED,
        "the file is adbe.pkcs7.detached: signed attributes are optional (RFC 5652 5.3)",
    ),
    "cms/trailing_garbage.pdf": (PASSED, "reported as a warning: ISO 32000-2 12.8.3.3"),
    "cms/ber_indefinite.pdf": (PASSED, "reported as a warning: EN 319 142-1 5.2"),
    "cms/pss_mgf_sha1_honest.pdf": (PASSED, "RFC 8017 8.1: the mask's hash resists by itself"),
    "pki/leaf_ku_digsig_only.pdf": (
        PASSED,
        "RFC 5280 4.2.1.3: digitalSignature or nonRepudiation, as the policy asks",
    ),
    "rev/crl_before_signing.pdf": (
        ("INDETERMINATE", "TRY_LATER"),
        "EN 319 102-1 5.2.5: nextUpdate lies before the moment of the verdict",
    ),
    "rev/crl_wrong_key_revokes.pdf": (PASSED, "RFC 5280 6.3.3 (f), (g): as if absent"),
    "rev/ocsp_no_nextupdate.pdf": (
        ("INDETERMINATE", "TRY_LATER"),
        "EN 319 102-1 5.2.5: older than the maximum age of the policy",
    ),
    "rev/crl_garbage.pdf": (("INDETERMINATE", "TRY_LATER"), "junk is no revocation data"),
}

_NO_PROOF = "signature judged as B-level"
STAMPS: dict[str, Stated] = {
    "tst/imprint_sha1.pdf": ("INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"),
    "tst/imprint_truncated.pdf": ("TOTAL-FAILED", "HASH_FAILURE"),
    "tst/token_signature_broken.pdf": ("TOTAL-FAILED", "SIG_CRYPTO_FAILURE"),
    "tst/tsa_eku_not_critical.pdf": ("INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE"),
    "tst/tsa_eku_missing.pdf": ("INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE"),
    "tst/tsa_eku_any.pdf": ("INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE"),
    "tst/tsa_is_ca.pdf": ("INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE"),
    "tst/tsa_ku_keyenc.pdf": ("INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE"),
    "tst/tsa_expired_at_gentime.pdf": ("INDETERMINATE", "OUT_OF_BOUNDS_NO_POE"),
    "tst/ess_wrong.pdf": ("INDETERMINATE", "NO_SIGNING_CERTIFICATE_FOUND"),
    "tst/two_signerinfos.pdf": ("TOTAL-FAILED", "FORMAT_FAILURE"),
    "tst/tstinfo_garbage.pdf": ("TOTAL-FAILED", "FORMAT_FAILURE"),
}
"""The token proves nothing, and the signature passes as one without a time-stamp."""

DIFFERENCES: dict[str, str] = {
    "rev/revoked_before_signing_no_crldp.pdf": "TOTAL-FAILED REVOKED asks for a proof that the "
    "signature is younger than the revocation (EN 319 102-1 table 5), and the file has none: "
    "the table's other answer, INDETERMINATE REVOKED_NO_POE",
    "pki/leaf_not_yet_valid.pdf": "TOTAL-FAILED NOT_YET_VALID asks for a proof of the time "
    "(EN 319 102-1 table 5), and the file has none: the table's other answer",
    "tst/tsa_expired_at_gentime.pdf": "the table names CHAIN_CONSTRAINTS_FAILURE for the token; "
    "a certificate outside its validity is OUT_OF_BOUNDS_NO_POE (EN 319 102-1 5.2.6.4)",
}
"""Where the table leaves a choice or names another word, the one we give and why."""


def _rows() -> list[dict[str, str]]:
    rows = [row for row in table("attacks.tsv") if row["file"].startswith(PREFIX)]
    return [row for row in rows if _name(row).partition("/")[0] in FOLDERS]


def _name(row: dict[str, str]) -> str:
    return row["file"].removeprefix(PREFIX)


def _verify(name: str, policy: str = "standard") -> VerificationResult:
    trust = TrustStore.load([CORPUS / PREFIX / "root-cms-level.pem"])
    return verify(CORPUS / PREFIX / name, trust=trust, at=JUDGED_AT, policy=policy)


def _stated(row: dict[str, str]) -> list[Stated]:
    """The verdicts that the table allows for the signature."""
    name, (_, _, verdict) = _name(row), row["expected"].partition(";")
    if name in IN_WORDS:
        return [IN_WORDS[name][0]]
    if name in STAMPS:
        return [PASSED]
    outside = re.sub(r"\([^)]*\)", "", verdict).replace("SIG_CRYPTO/FORMAT", "SIG_CRYPTO")
    return [(found[1], found[2] or "") for found in _ONE.finditer(outside)]


def _fits(found: Conclusion, stated: Stated) -> bool:
    indication, sub = stated
    if found.indication != indication:
        return False
    if found.sub_indication is None:
        return indication == Indication.TOTAL_PASSED and sub in ("", "T")
    return bool(sub) and found.sub_indication.value in (sub, f"{sub}_NO_POE", f"{sub}_FAILURE")


def _integrity(row: dict[str, str]) -> set[Outcome]:
    words = row["expected"].partition(";")[0]
    bad = {Outcome.FAILED, Outcome.NOT_CHECKED} if "FAIL" in words else set()
    return bad | ({Outcome.PASSED} if "OK" in words or "warn" in words else set())


SIGNATURES = [row for row in _rows() if "no signature" not in row["expected"]]
BY_TRY_LATER = [row for row in SIGNATURES if any(sub == "TRY_LATER" for _, sub in _stated(row))]
WITH_STAMP = [row for row in SIGNATURES if row["file"].startswith(PREFIX + "tst/")]
WITHOUT_SIGNATURE = [row for row in _rows() if "no signature" in row["expected"]]


@pytest.mark.parametrize("row", SIGNATURES, ids=_name)
def test_the_stated_verdict(row: dict[str, str]) -> None:
    stated = _stated(row)
    assert stated, "the table states a verdict, or IN_WORDS does"
    policy = "strict" if row in BY_TRY_LATER else "standard"
    (signature,) = _verify(_name(row), policy).signatures
    fitting = [one for one in stated if _fits(signature.conclusion, one)]
    assert len(fitting) == 1, signature.conclusion.sub_indication
    assert len(stated) == 1 or _name(row) in DIFFERENCES
    if _name(row) != "tst/doctst_wrong_subfilter.pdf":  # its bytes are whole, its form is not
        assert signature.conclusion.integrity.outcome in _integrity(row)


@pytest.mark.parametrize("row", BY_TRY_LATER, ids=_name)
def test_without_revocation_data_the_standard_policy_passes_and_warns(row: dict[str, str]) -> None:
    result = _verify(_name(row))
    assert result.conclusion is DocumentConclusion.VALID
    (signature,) = result.signatures
    warned = {
        (f.rule, f.sub_indication)
        for f in signature.conclusion.findings
        if f.level is Level.WARN and f.outcome is not Outcome.PASSED
    }
    assert warned == {("revocation_data", SubIndication.TRY_LATER)}


@pytest.mark.parametrize("row", WITH_STAMP, ids=_name)
def test_the_stated_verdict_of_the_time_stamp(row: dict[str, str]) -> None:
    name = _name(row)
    (signature,) = _verify(name).signatures
    found = [
        (stamp.indication.value, stamp.sub_indication.value if stamp.sub_indication else "")
        for stamp in signature.conclusion.timestamps
    ]
    if name in STAMPS:
        assert found == [STAMPS[name]]
        assert signature.conclusion.time_source == "validation-time"
    elif name == "tst/control.pdf":
        assert found == [PASSED]
        assert signature.conclusion.time_source == "signature-time-stamp"
    else:
        assert (name, found) == ("tst/doctst_wrong_subfilter.pdf", [])


@pytest.mark.parametrize("row", WITHOUT_SIGNATURE, ids=_name)
def test_a_document_timestamp_is_no_signature(row: dict[str, str]) -> None:
    result = _verify(_name(row))
    assert (result.conclusion, result.signatures) == (DocumentConclusion.NO_SIGNATURE, ())
    (stamp,) = result.document_timestamps
    assert (stamp.conclusion.indication, stamp.conclusion.rule) == (Indication.TOTAL_PASSED, "")


def test_the_differences_are_those_listed() -> None:
    """Rows that leave a choice, and tokens for which the table has another word than we."""
    choices = {_name(row) for row in SIGNATURES if len(_stated(row)) > 1}
    words = {
        _name(row): re.findall(r"\(([A-Z]+(?:_[A-Z]+)+)\)", row["expected"]) for row in _rows()
    }
    other = {name for name, (_, sub) in STAMPS.items() if words[name] and words[name] != [sub]}
    assert choices | other == set(DIFFERENCES)


def test_every_file_of_the_folders_is_asked() -> None:
    """No name in the tables above that the corpus has not, and no row left out."""
    names = {_name(row) for row in _rows()}
    assert names >= {*IN_WORDS, *STAMPS, *DIFFERENCES}
    assert len(SIGNATURES) + len(WITHOUT_SIGNATURE) == len(names) == 80
