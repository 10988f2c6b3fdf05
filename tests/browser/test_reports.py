"""Reports of every sandbox document and of ten attacks, looked at in a browser.

`make test` looks at some of them, `make browser` at all, by the same assertions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from esign_verify import TrustStore, VerificationResult, verify
from esign_verify.cli import main
from esign_verify.messages import safe_text
from esign_verify.messages import text as message
from esign_verify.sandbox import (
    Sandbox,
    documents_broken,
    documents_doubtful,
    documents_grown,
    documents_kinds,
    documents_sound,
)
from esign_verify.sandbox.expected import SandboxDocument
from esign_verify.sandbox.pki import SandboxPki
from tests.browser.looking import Wanted, faults
from tests.browser.page import Page
from tests.conftest import NOW
from tests.corpus.corpus import CORPUS, needs_corpus

LANGUAGES = ("id", "en")
Builder = Callable[[SandboxPki], SandboxDocument]
BUILDERS: tuple[Builder, ...] = (
    *documents_sound.BUILDERS,
    *documents_kinds.BUILDERS,
    *documents_doubtful.BUILDERS,
    *documents_broken.BUILDERS,
    *documents_grown.BUILDERS,
)
ATTACKS = (
    "isa/testarea-pdfbox2__isa_A.pdf",
    "incremental/dss__modified_after_signature.pdf",
    "incremental/dss__pdf-signed-added-page.pdf",
    "shadow-hide/dss__hide.pdf",
    "generated/dos_300_revisions.pdf",
    "swa/testarea-pdfbox2__siwa_B.pdf",
    "usf/testarea-pdfbox2__usf_04_No_Contents_Value.pdf",
    "certified/dss__annotation-and-visible-change.pdf",
    "generated/eaa_Stamp_p3.pdf",
    "timestamp/dss__pades-two-sig-copied-tst.pdf",
)
ATTACKS_JUDGED_AT = datetime(2026, 3, 1, tzinfo=UTC)
EVERY = 4
"""of so many, one is looked at in `make test`, the languages in turn"""


def sampled(cases: Sequence[Any], name: Callable[[Any], str]) -> list[Any]:
    """Each case in each language; all but the sample are slow."""

    def marks(number: int, lang: str) -> tuple[pytest.MarkDecorator, ...]:
        turn, rest = divmod(number, EVERY)
        quick = rest == 0 and lang == LANGUAGES[turn % len(LANGUAGES)]
        return () if quick else (pytest.mark.slow,)

    return [
        pytest.param(case, lang, marks=marks(number, lang), id=f"{name(case)}-{lang}")
        for (number, case), lang in product(enumerate(cases), LANGUAGES)
    ]


def wanted(result: VerificationResult, lang: str) -> Wanted:
    """The verdict at first sight; its sentence, the digest and the signers somewhere."""
    code = result.conclusion.value
    word = message(f"report.word_{code}", lang)
    names = {
        safe_text(signer.common_name)
        for signature in result.signatures
        if signature.evidence.cms is not None
        and (signer := signature.evidence.cms.signing_certificate) is not None
    }
    sentence = message(f"conclusion.{code}", lang)
    facts = [sentence, result.file_name, result.document.sha256]
    return Wanted(first=[word], somewhere=[*facts, *sorted(names)])


@dataclass(frozen=True)
class Case:
    """What the command is asked: a document, anchors (DER), the moment of the verdict."""

    pdf: bytes
    anchors: tuple[bytes, ...]
    at: datetime = NOW
    password: str | None = None


def look(page: Page, folder: Path, case: Case, lang: str) -> list[str]:
    """What is wrong with the report that the command makes, pictures and notes included."""
    source, report, trust = folder / "surat.pdf", folder / "report.html", folder / "trust"
    source.write_bytes(case.pdf)
    trust.mkdir()
    for number, der in enumerate(case.anchors):
        (trust / f"{number}.crt").write_bytes(der)
    options = ["--trust", str(trust), "--at", case.at.isoformat(), "--lang", lang]
    password = ["--password", case.password] if case.password else []
    command = ["report", str(source), "-o", str(report), *options, *password]
    done = CliRunner().invoke(main, command)
    assert report.is_file(), done.output
    result = verify(source, trust=TrustStore.load([str(trust)]), at=case.at, password=case.password)
    return faults(page, report, wanted(result, lang))


@pytest.mark.parametrize(("build", "lang"), sampled(BUILDERS, lambda build: build.__name__))
def test_report_of_a_sandbox_document(
    page: Page, tmp_path: Path, sandbox: Sandbox, build: Builder, lang: str
) -> None:
    document = build(sandbox.pki)
    case = Case(document.pdf, sandbox.trust_certificates, password=document.password)
    assert look(page, tmp_path, case, lang) == []


@needs_corpus
@pytest.mark.corpus
@pytest.mark.parametrize(("file", "lang"), sampled(ATTACKS, lambda file: Path(file).stem))
def test_report_of_an_attack(page: Page, tmp_path: Path, file: str, lang: str) -> None:
    folder = CORPUS / "attacks"
    pem = (folder / "generated" / "root-document-level.pem").read_bytes()
    anchor = load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    case = Case((folder / file).read_bytes(), (anchor,), at=ATTACKS_JUDGED_AT)
    assert look(page, tmp_path, case, lang) == []
