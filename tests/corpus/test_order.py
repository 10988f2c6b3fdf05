"""No answer depends on what was verified before it.

Decoders remember (`cms/remembered`). So each document is verified amid the others in one
order and in the other, under two trust stores in turn; every answer must be the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esign_verify import RENDERERS, TrustStore, verify
from esign_verify.errors import EsignVerifyError
from esign_verify.sandbox import Sandbox
from tests.conftest import NOW
from tests.corpus.corpus import CORPUS, needs_corpus
from tests.corpus.test_robustness import EVERY, FILES

AT = datetime(2026, 3, 1, tzinfo=UTC)

Question = tuple[str, bytes | Path, TrustStore, datetime]
"""name, document, anchors, moment"""


def answer(document: bytes | Path, trust: TrustStore, at: datetime) -> str:
    try:
        return RENDERERS["json"](verify(document, trust=trust, at=at))
    except EsignVerifyError as error:
        return repr(error)


def answers(questions: Iterable[Question]) -> dict[tuple[str, tuple[str, ...]], str]:
    return {(name, trust.names): answer(pdf, trust, at) for name, pdf, trust, at in questions}


@pytest.fixture(scope="module")
def stores(
    sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> tuple[TrustStore, TrustStore]:
    folder = tmp_path_factory.mktemp("trust")
    for number, certificate in enumerate(sandbox.trust_certificates):
        (folder / f"{number}.cer").write_bytes(certificate)
    return TrustStore.default(), TrustStore.load([folder])


def test_sandbox_documents(sandbox: Sandbox, stores: tuple[TrustStore, TrustStore]) -> None:
    questions = [(d.name, d.pdf, store, NOW) for d in sandbox.documents for store in stores]
    first = answers(questions)
    assert len(first) == len(questions)
    assert answers(reversed(questions)) == first
    own = stores[1].names
    codes = {key: _code(text) for key, text in first.items()}
    valid = [names for (_, names), code in codes.items() if code == "VALID"]
    assert len(valid) >= 10
    assert set(valid) == {own}  # the stores do make the difference


def _code(text: str) -> str:
    return str(json.loads(text)["conclusion"]["code"]) if text.startswith("{") else text


def _corpus(step: int, stores: tuple[TrustStore, TrustStore]) -> list[Question]:
    return [(str(f.relative_to(CORPUS)), f, s, AT) for f in FILES[::step] for s in stores]


@needs_corpus
@pytest.mark.corpus
@pytest.mark.parametrize("step", [EVERY, pytest.param(1, marks=pytest.mark.slow)])
def test_corpora(step: int, stores: tuple[TrustStore, TrustStore]) -> None:
    questions = _corpus(step, stores)
    first = answers(questions)
    assert len(first) == len(questions) >= 40
    assert answers(reversed(questions)) == first
