"""What the analysis allows, PDFium shows as it shows the signed part alone (ADR 0015)."""

from __future__ import annotations

from random import Random

import pytest

from esign_verify import TrustStore
from esign_verify.sandbox import Sandbox
from tests.viewers import in_objects, in_sections, in_signed
from tests.viewers.draft import Draft, Item, write
from tests.viewers.hunt import Hunt, allowed, case, cases, passes, signed_part
from tests.viewers.signed import (
    BODIES,
    CATALOG,
    CONTENT,
    FORGED,
    STORE,
    Signed,
    finish,
    first_draft,
)
from tests.viewers.viewers import pdfium

SAMPLE = 3000

pytest.importorskip("pypdfium2", reason="needs pypdfium2, of the dev extra")


@pytest.fixture(scope="module")
def plain(sandbox: Sandbox) -> Signed:
    return finish(first_draft(Random(0)), (), sandbox.pki)


def updated(signed: Signed, objects: dict[int, bytes]) -> bytes:
    draft = Draft(Random(0), bytearray(signed.data), signed.section)
    draft.items = [Item(number, body) for number, body in objects.items()]
    draft.trailer = {b"Size": b"60", b"Root": b"1 0 R"}
    write(draft)
    return bytes(draft.out)


def test_an_honest_update_is_allowed_and_shown_as_it_was(plain: Signed, sandbox: Sandbox) -> None:
    catalog = BODIES[CATALOG][:-2] + b"/DSS 40 0 R>>"
    honest = updated(plain, {CATALOG: catalog, STORE: b"<</Certs[]>>"})
    trust = TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")
    assert allowed(honest)
    assert passes(honest, trust)
    assert pdfium(honest) == pdfium(plain.data)


def test_a_forged_page_is_seen_and_refused(plain: Signed) -> None:
    forged = updated(plain, {CONTENT: FORGED})
    (before,), (after,) = pdfium(plain.data), pdfium(forged)
    assert before.startswith("page")
    assert after.startswith("forged")
    assert not allowed(forged)


def test_what_is_allowed_is_shown_as_it_was_signed(sandbox: Sandbox) -> None:
    hunt = Hunt(sandbox.pki, commands={})
    found = [(case.number, readers, case.tricks) for case, readers in hunt.run(0, SAMPLE)]
    assert found == []
    assert hunt.counts["inputs"] == SAMPLE
    assert hunt.counts["allowed"] > SAMPLE // 30  # a hunt that is refused everything finds nothing


def test_every_dimension_has_a_part_in_the_sample(sandbox: Sandbox) -> None:
    used = {trick for case in cases(0, SAMPLE, sandbox.pki) for trick in case.tricks}
    dimensions = (*in_objects.DIMENSIONS, *in_sections.DIMENSIONS, *in_signed.DIMENSIONS)
    assert {dimension.__name__ for dimension in dimensions} - used == set()


def test_a_case_is_the_same_each_time(sandbox: Sandbox) -> None:
    signed = signed_part(3, sandbox.pki)
    first, second = (case(7, signed, Random(7)) for _ in range(2))
    assert first == second
