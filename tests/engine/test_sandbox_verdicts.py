"""The whole path on documents whose right verdict is known by construction."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from esign_verify import (
    RENDERERS,
    DocumentError,
    EncryptedError,
    NotAPdfError,
    TrustStore,
    UsageError,
    VerificationResult,
    verify,
)
from esign_verify.evidence import Evidence, Outcome
from esign_verify.evidence_json import from_json, to_json
from esign_verify.policy import conclude, load_policy
from esign_verify.result import DocumentConclusion, Indication, SubIndication, TimeSource
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.expected import SandboxDocument, Verdict
from tests.conftest import NOW

FORMATS = ("v1", "v2", "json", "text")


@pytest.fixture(scope="session")
def trust(sandbox: Sandbox) -> TrustStore:
    return TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")


@pytest.fixture(scope="session")
def by_name(sandbox: Sandbox) -> dict[str, SandboxDocument]:
    return {document.name.removesuffix(".pdf"): document for document in sandbox.documents}


def judge(
    document: SandboxDocument, trust: TrustStore, policy: str = "standard", at: datetime = NOW
) -> VerificationResult:
    return verify(document.pdf, trust=trust, policy=policy, at=at, password=document.password)


def fits(verdict: Verdict, indication: Indication, sub: SubIndication | None) -> bool:
    anything = verdict.sub_indication is None and indication is not Indication.TOTAL_PASSED
    return verdict.indication is indication and (anything or verdict.sub_indication is sub)


@pytest.mark.parametrize("policy", ["standard", "strict"])
def test_every_document_has_its_verdict(sandbox: Sandbox, trust: TrustStore, policy: str) -> None:
    for document in sandbox.documents:
        result = judge(document, trust, policy)
        assert len(result.signatures) == len(document.expected.signatures), document.name
        for signature, expected in zip(
            result.signatures, document.expected.signatures, strict=True
        ):
            verdict = expected.standard if policy == "standard" else expected.strict
            found = signature.conclusion
            assert fits(verdict, found.indication, found.sub_indication), (
                document.name,
                verdict,
                found.indication,
                found.sub_indication,
                found.rule,
            )
        conclusion = (
            document.expected.conclusion
            if policy == "standard"
            else document.expected.strict_conclusion
        )
        assert result.conclusion is conclusion, document.name
        assert len(result.document_timestamps) == document.expected.document_timestamps


@pytest.mark.parametrize("name", ["legacy-timestamp", "pades-lt"])
def test_expired_anchor_and_tsa_standard_valid_strict_indeterminate(
    by_name: dict[str, SandboxDocument], trust: TrustStore, name: str
) -> None:
    (standard,) = judge(by_name[name], trust).signatures
    assert standard.conclusion.indication is Indication.TOTAL_PASSED
    assert standard.conclusion.time_source is TimeSource.SIGNATURE_TIMESTAMP
    warned = {f.rule for f in standard.conclusion.findings if f.outcome is Outcome.FAILED}
    assert "timestamp_certificate_current" in warned
    (strict,) = judge(by_name[name], trust, "strict").signatures
    assert strict.conclusion.indication is Indication.INDETERMINATE
    failed = {(f.rule, f.sub_indication) for f in strict.conclusion.findings if f.level == "FAIL"}
    expected = ("timestamp_certificate_current", SubIndication.OUT_OF_BOUNDS_NO_POE)
    assert expected in failed


def test_the_same_without_a_timestamp_is_a_warning_with_integrity(
    by_name: dict[str, SandboxDocument], trust: TrustStore
) -> None:
    result = judge(by_name["expired-no-timestamp"], trust)
    assert result.conclusion is DocumentConclusion.WARNING
    (signature,) = result.signatures
    conclusion = signature.conclusion
    assert conclusion.indication is Indication.INDETERMINATE
    assert conclusion.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE
    assert conclusion.integrity.outcome is Outcome.PASSED


def test_a_broken_signature_hides_no_other(
    by_name: dict[str, SandboxDocument], trust: TrustStore
) -> None:
    result = judge(by_name["malformed-cms"], trust)
    indications = [signature.conclusion.indication for signature in result.signatures]
    assert sorted(indications) == [Indication.TOTAL_FAILED, Indication.TOTAL_PASSED]


def test_a_stripped_signature_is_reported_by_its_name(
    by_name: dict[str, SandboxDocument], trust: TrustStore
) -> None:
    (signature,) = judge(by_name["stripped"], trust).signatures
    assert signature.evidence.field.names
    assert not signature.evidence.field.reachable
    assert signature.conclusion.rule == "signature_reachable"
    assert signature.conclusion.sub_indication is SubIndication.FORMAT_FAILURE


def test_the_same_input_gives_the_same_bytes(sandbox: Sandbox, trust: TrustStore) -> None:
    for document in sandbox.documents:
        first, second = judge(document, trust), judge(document, trust)
        for name in FORMATS:
            assert RENDERERS[name](first) == RENDERERS[name](second), (document.name, name)


def test_no_verdict_depends_on_what_was_verified_before(
    sandbox: Sandbox, trust: TrustStore
) -> None:
    forwards = {d.name: RENDERERS["json"](judge(d, trust)) for d in sandbox.documents}
    backwards = {d.name: RENDERERS["json"](judge(d, trust)) for d in reversed(sandbox.documents)}
    assert forwards == backwards


def test_threads_get_the_answers_of_one(sandbox: Sandbox, trust: TrustStore) -> None:
    alone = [RENDERERS["json"](judge(d, trust)) for d in sandbox.documents]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda d: RENDERERS["json"](judge(d, trust)), sandbox.documents))
    assert together == alone


def test_path_bytes_and_file_give_one_verdict(
    by_name: dict[str, SandboxDocument], trust: TrustStore, tmp_path: Path
) -> None:
    document = by_name["mixed-four"]
    path = tmp_path / "surat.pdf"
    path.write_bytes(document.pdf)
    results = [
        verify(source, trust=trust, at=NOW)
        for source in (path, str(path), document.pdf, bytearray(document.pdf))
    ]
    with path.open("rb") as stream:
        results.append(verify(stream, trust=trust, at=NOW))
    results.append(verify(io.BytesIO(document.pdf), trust=trust, at=NOW))
    bodies = {RENDERERS["v2"](result) for result in results}
    assert len(bodies) == 1
    assert [r.file_name for r in results] == ["surat.pdf", "surat.pdf", "", "", "", ""]


def test_the_verdict_is_a_function_of_the_evidence(sandbox: Sandbox, trust: TrustStore) -> None:
    """Law 1: evidence written down and read back gives the same conclusions."""
    for document in sandbox.documents:
        result = judge(document, trust)
        entries = [s.evidence for s in (*result.signatures, *result.document_timestamps)]
        entries.sort(key=lambda entry: result.document.fields.index(entry.field))
        evidence = Evidence(
            document=result.document, signatures=tuple(entries), validation_time=NOW
        )
        again = from_json(Evidence, to_json(evidence))
        assert again == evidence
        conclusions = conclude(again, load_policy()).signatures
        assert [c for c in conclusions if c] == [s.conclusion for s in result.signatures]


def test_a_judge_of_another_day(by_name: dict[str, SandboxDocument], trust: TrustStore) -> None:
    """`at` before the time-stamp: it lies in the future and proves nothing yet."""
    document = by_name["pades-t"]
    (now,) = judge(document, trust).signatures
    before = now.conclusion.best_signature_time - timedelta(days=1)
    (signature,) = judge(document, trust, at=before).signatures
    assert signature.conclusion.time_source is TimeSource.VALIDATION_TIME
    assert signature.conclusion.timestamps[0].rule == "timestamp_not_in_future"


@pytest.mark.parametrize(
    ("source", "error", "code"),
    [
        (b"", NotAPdfError, "empty_file"),
        (b"not a pdf at all", NotAPdfError, "not_a_pdf"),
        (b"%PDF-1.7\nnothing here", NotAPdfError, "structure_unreadable"),
        ("no/such/file.pdf", DocumentError, "file_not_found"),
        (".", DocumentError, "is_a_folder"),
    ],
)
def test_what_cannot_be_examined_says_why(
    source: str | bytes, error: type[DocumentError], code: str
) -> None:
    with pytest.raises(error) as raised:
        verify(source)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("password", "code"), [(None, "password_required"), ("wrong", "password_wrong")]
)
def test_an_encrypted_document_asks_for_its_password(
    by_name: dict[str, SandboxDocument], trust: TrustStore, password: str | None, code: str
) -> None:
    with pytest.raises(EncryptedError) as raised:
        verify(by_name["encrypted-user-password"].pdf, trust=trust, password=password)
    assert raised.value.code == code


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(UsageError) as raised:
        verify(b"%PDF-1.7", at=datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test
    assert raised.value.code == "time_without_zone"


def test_a_truncated_document_is_no_valid_one(
    by_name: dict[str, SandboxDocument], trust: TrustStore
) -> None:
    pdf = by_name["pades-lt"].pdf
    for cut in range(1, 20):
        part = pdf[: len(pdf) * cut // 20]
        try:
            result = verify(part, trust=trust, at=NOW)
        except DocumentError:
            continue
        assert result.conclusion is not DocumentConclusion.VALID, cut


def test_a_signature_relabelled_as_a_timestamp_does_not_vanish(
    by_name: dict[str, SandboxDocument], trust: TrustStore
) -> None:
    """Changing /SubFilter to ETSI.RFC3161 must not turn a signed document into an unsigned one."""
    pdf = by_name["pades-t"].pdf
    assert pdf.count(b"/ETSI.CAdES.detached") == 1
    relabelled = pdf.replace(b"/ETSI.CAdES.detached", b"/ETSI.RFC3161       ")
    result = verify(relabelled, trust=trust, at=NOW)
    (signature,) = result.signatures
    assert result.document_timestamps == ()
    assert result.conclusion is DocumentConclusion.INVALID
    assert signature.conclusion.sub_indication is SubIndication.FORMAT_FAILURE
    assert signature.conclusion.rule == "cms_structure"
