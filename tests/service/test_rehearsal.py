"""The document that workers verify before any other."""

from __future__ import annotations

from esign_verify.result import DocumentConclusion, Indication
from esign_verify.service.rehearsal import rehearse


def test_it_walks_the_whole_path() -> None:
    """A verdict that fell short would leave out what comes after."""
    result = rehearse()
    assert result.conclusion is DocumentConclusion.VALID
    assert [s.conclusion.indication for s in result.signatures] == [Indication.TOTAL_PASSED]
    assert len(result.document_timestamps) == 1
    assert result.document.dss is not None
    assert result.document.dss.revocation
