"""Every file of the corpora: one result or one of our errors, in bounds, the same twice.

Each file is verified in a process of its own, with 10 seconds on the clock and 1 GiB of
address space, and once more in this one: the answers must be the same bytes. These seconds
are the only ones that a test here counts; they are a promise (see the README).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esign_verify import (
    RENDERERS,
    DocumentError,
    IsolatedVerifier,
    IsolationLimits,
    TrustStore,
    verify,
)
from esign_verify.errors import EsignVerifyError
from tests.corpus.corpus import CORPUS, needs_corpus

pytestmark = [needs_corpus, pytest.mark.corpus]

AT = datetime(2026, 3, 1, tzinfo=UTC)
LIMITS = IsolationLimits(seconds=10, mebibytes=1024)

FILES = sorted(path for path in CORPUS.rglob("*") if path.suffix.lower() == ".pdf")
HOSTILE = ("dos", "bomb", "loop", "300_rev", "_many", "flood", "nested", "deep", "infinite", "huge")
"""parts of names that say what a file is made for"""
EVERY = 12


def is_sampled(number: int, path: Path) -> bool:
    return not number % EVERY or any(word in path.name.lower() for word in HOSTILE)


CASES = [
    pytest.param(path, marks=() if is_sampled(number, path) else pytest.mark.slow)
    for number, path in enumerate(FILES)
]


@pytest.fixture(scope="module")
def trust() -> TrustStore:
    return TrustStore.default()


@pytest.fixture(scope="module")
def isolated(trust: TrustStore) -> Iterator[IsolatedVerifier]:
    with IsolatedVerifier(trust=trust, limits=LIMITS) as verifier:
        yield verifier


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(CORPUS)))
def test_one_answer_within_bounds_and_the_same_twice(
    path: Path, isolated: IsolatedVerifier, trust: TrustStore
) -> None:
    try:
        first = RENDERERS["json"](isolated.verify(path, at=AT))
    except DocumentError as error:
        first = repr(error)
    try:
        second = RENDERERS["json"](verify(path, trust=trust, at=AT))
    except EsignVerifyError as error:
        second = repr(error)
    assert first == second


def test_the_sample_is_a_sample() -> None:
    """So that a renamed folder does not leave the ordinary run with nothing."""
    sampled = [path for number, path in enumerate(FILES) if is_sampled(number, path)]
    assert len(FILES) >= 500
    assert 40 <= len(sampled) <= len(FILES) // 5
