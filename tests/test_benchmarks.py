"""What the benchmark measures is what its table says."""

from __future__ import annotations

import pytest

from benchmarks.many_objects import four_signatures, many_bookmarks, many_objects
from esign_verify import TrustStore, verify
from esign_verify.result import DocumentConclusion, VerificationResult
from esign_verify.sandbox import Sandbox
from tests.conftest import NOW


def answer(pdf: bytes, sandbox: Sandbox) -> VerificationResult:
    trust = TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")
    return verify(pdf, trust=trust, at=NOW)


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("tagged", [False, True])
def test_many_objects(sandbox: Sandbox, streams: bool, tagged: bool) -> None:
    pdf = many_objects(sandbox.pki, 300, streams=streams, tagged=tagged)
    result = answer(pdf, sandbox)
    assert (result.conclusion, len(result.signatures)) == (DocumentConclusion.VALID, 3)
    assert 300 <= result.document.revisions[0].objects < 330
    assert (b"/ObjStm" in pdf, b"/Type /XRef" in pdf) == (streams, streams)


def test_many_bookmarks(sandbox: Sandbox) -> None:
    result = answer(many_bookmarks(sandbox.pki, 100), sandbox)
    assert (result.conclusion, len(result.signatures)) == (DocumentConclusion.VALID, 2)
    assert len(result.document.revisions) == 3


def test_four_signatures(sandbox: Sandbox) -> None:
    pdf = four_signatures(sandbox.pki)
    result = answer(pdf, sandbox)
    assert (result.conclusion, len(result.signatures)) == (DocumentConclusion.VALID, 4)
    assert 670_000 < len(pdf) < 690_000
