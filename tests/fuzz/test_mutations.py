"""Mutated documents and mutated DER: a result or one of our own errors, never anything else.

A derandomised sample of what `make fuzz` does without end; the keys of the seeds are new
in every run, so the inputs are too.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esign_verify.sandbox import Sandbox
from tests.fuzz.der_mutations import elements, encode, mutate_der, replaced
from tests.fuzz.mutations import MUTATIONS, append_revision, mutate
from tests.fuzz.seeds import Seeds, build_seeds
from tests.fuzz.targets import check_decoders, check_document

SAMPLE = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="session")
def seeds(sandbox: Sandbox) -> Seeds:
    return build_seeds(sandbox)


def chooser(data: st.DataObject) -> Callable[[int], int]:
    return lambda count: data.draw(st.integers(0, count - 1))


def test_the_seeds_are_what_they_should_be(seeds: Seeds) -> None:
    """Mutations of what nobody reads would find nothing."""
    assert [check_document(pdf, seeds.trust) for pdf in seeds.documents] == ["VALID"] * 6
    for der in seeds.der:
        assert encode(der[0], der[elements(der)[0][1] :]) == der
        check_decoders(der)


@settings(SAMPLE, max_examples=250)
@given(data=st.data())
def test_mutated_documents(seeds: Seeds, data: st.DataObject) -> None:
    choose = chooser(data)
    check_document(mutate(seeds.documents[choose(len(seeds.documents))], choose), seeds.trust)


@settings(SAMPLE, max_examples=150)
@given(data=st.data())
def test_appended_revisions(seeds: Seeds, data: st.DataObject) -> None:
    """What is added to a signed document, later, by somebody else."""
    choose = chooser(data)
    pdf = seeds.documents[choose(len(seeds.documents))]
    for _ in range(1 + choose(3)):
        pdf = append_revision(pdf, choose)
    check_document(pdf, seeds.trust)


@settings(SAMPLE, max_examples=600)
@given(data=st.data())
def test_mutated_der(seeds: Seeds, data: st.DataObject) -> None:
    choose = chooser(data)
    der = seeds.der[choose(len(seeds.der))]
    for _ in range(1 + choose(4)):
        der = mutate_der(der, choose)
    check_decoders(der)


@settings(SAMPLE, max_examples=200)
@given(st.binary(max_size=200))
def test_any_bytes(seeds: Seeds, data: bytes) -> None:
    check_decoders(data)
    check_document(data, seeds.trust)
    check_document(b"%PDF-1.7\n" + data, seeds.trust)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.__name__)
def test_every_mutation_changes_something(seeds: Seeds, mutation: Callable[..., bytes]) -> None:
    pdf = seeds.documents[0]
    changed = [mutation(pdf, Random(number).randrange) for number in range(20)]
    assert len({*changed, pdf}) > 10


def test_lengths_around_a_mutated_element_are_put_right() -> None:
    inner = encode(0x02, b"\1")
    outer = encode(0x30, inner + inner)
    assert elements(outer) == [(0, 2, 8), (2, 4, 5), (5, 7, 8)]
    grown = replaced(outer, elements(outer), (2, 5), encode(0x04, bytes(200)))
    assert grown == encode(0x30, encode(0x04, bytes(200)) + inner)
