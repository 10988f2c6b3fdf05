"""Costly cross-reference data, revisions and fields (attacks.md 3.1, DoS)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest

from esign_verify import LimitError, TrustStore, verify
from esign_verify.limits import MAX_REVISIONS
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject
from esign_verify.sandbox.pdf_page import first_page, new_document
from esign_verify.sandbox.pdf_signing import add_dss
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import (
    ALTERED,
    SECONDS,
    Case,
    almost_passing,
    cases,
    check,
    failed,
    seconds,
)
from tests.attacks_pdf.maker import Update, form, sign, signed
from tests.conftest import NOW

OPEN: dict[str, str] = {}

_REBUILT = failed("cross_reference", "cross_reference_rebuilt")
Build = Callable[[SandboxPki], bytes]


def _trailer(entries: bytes) -> PdfWriter:
    """The unsigned page, with further entries in the trailer of its only revision."""
    pdf = new_document(["Costly"])
    pdf.data = pdf.data.replace(b"trailer\n<<", b"trailer\n<<" + entries + b"\n")
    return pdf


def prev_self(pki: SandboxPki) -> bytes:
    start = bytes(new_document(["Costly"]).data).rindex(b"\nxref") + 1
    pdf = _trailer(b"/Prev %d" % start)
    assert pdf.data[start : start + 5] == b"xref\n"
    return bytes(sign(pdf, pki).data)


def prev_ring(pki: SandboxPki) -> bytes:
    """The first revision names the table of the second as the one before it."""
    first = bytes(sign(_trailer(b"/Prev %010d" % 0), pki).data)
    later = int(re.findall(rb"startxref\n(\d+)", first)[-1])
    data = bytes(sign(_trailer(b"/Prev %010d" % later), pki).data)
    assert data[later : later + 5] == b"xref\n"
    return data


def huge_size(pki: SandboxPki) -> bytes:
    pdf = new_document(["Costly"])
    pdf.data = bytearray(re.sub(rb"/Size \d+", b"/Size 9999999999", bytes(pdf.data)))
    return bytes(sign(pdf, pki).data)


def huge_size_later(pki: SandboxPki) -> bytes:
    return Update(signed(pki)).table([], Size=9_999_999_999).bytes()


@cache
def _many_rows(number: int) -> bytes:
    return b"".join(b"%010d 65535 f \n" % 0 for _ in range(number))


def rows_of_table(number: int) -> Build:
    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["Costly"])
        update = Update(pdf)
        start = len(update.data)
        update.data += b"xref\n1000 %d\n" % number + _many_rows(number)
        update.data += b"trailer\n<</Size %d /Root 1 0 R /Prev %d>>\n" % (
            number + 1000,
            update.previous,
        )
        update.data += b"startxref\n%d\n%%%%EOF\n" % start
        pdf.data, pdf._previous = update.data, start
        return bytes(sign(pdf, pki).data)

    return build


def revisions_before(number: int) -> Build:
    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["Costly"])
        for count in range(number):
            pdf.extend(pdf.catalog, PieceInfo={"Sandbox": {"Private": count}})
            pdf.write_revision()
        return bytes(sign(pdf, pki).data)

    return build


def revisions_after(number: int) -> Build:
    """Every revision adds to /DSS."""

    def build(pki: SandboxPki) -> bytes:
        pdf = signed(pki)
        for _ in range(number):
            add_dss(pdf, certificates=[pki.ca.der])
        return bytes(pdf.data)

    return build


def empty_fields(number: int) -> Build:
    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["Costly"])
        fields: list[PdfObject] = [
            pdf.add({"FT": Name("Sig"), "T": b"f%d" % count}) for count in range(number)
        ]
        pdf.extend(form(pdf), Fields=fields)
        return bytes(sign(pdf, pki).data)

    return build


def large_contents(pki: SandboxPki) -> bytes:
    return bytes(signed(pki, reserved=4 * 1024 * 1024).data)


def widget_kids(pki: SandboxPki) -> bytes:
    """A thousand fields name one array of ten thousand kids."""
    pdf = new_document(["Costly"])
    page = first_page(pdf)
    kid = pdf.add(
        {"Type": Name("Annot"), "Subtype": Name("Widget"), "P": page, "Rect": [0, 0, 0, 0]}
    )
    kids = pdf.add([kid] * 10_000)
    fields: list[PdfObject] = [
        pdf.add({"FT": Name("Tx"), "T": b"f%d" % count, "Kids": kids}) for count in range(1000)
    ]
    pdf.extend(form(pdf), Fields=fields)
    sign(pdf, pki)
    return bytes(pdf.data)


CASES = [
    almost_passing("prev-self", prev_self, "[dos_prev_self]: the chain ends where it began"),
    almost_passing("prev-ring", prev_ring, "attacks.md 3.1 DoS: /Prev in a ring"),
    almost_passing("size-huge", huge_size, "[dos_huge_size]: nothing is allocated by /Size"),
    almost_passing(
        "size-huge-later", huge_size_later, "annex C: readers rebuild such a file", first=ALTERED
    ),
    almost_passing("rows-100000", rows_of_table(100_000), "attacks.md 3.1 DoS: 10^5 entries"),
    almost_passing("revisions-300-before", revisions_before(300), "[dos_300_revisions]"),
    almost_passing(
        "revisions-300-after", revisions_after(300), "[dos_300_revisions], each permitted"
    ),
    almost_passing("contents-4-mib", large_contents, "attacks.md 3.1 DoS: 4 MiB of padding"),
    almost_passing("fields-kids-shared", widget_kids, "10^7 visits, were each one made"),
    almost_passing("fields-20000", empty_fields(20_000), "attacks.md 3.1 DoS: signature fields"),
]


@cases(CASES)
def test_costly_structures(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)


SLOW = [
    almost_passing("rows-1000000", rows_of_table(1_000_000), "attacks.md 3.1 DoS: 10^6 entries"),
    almost_passing(
        "fields-100000", empty_fields(99_990), "attacks.md 3.1 DoS: 10^5 signature fields"
    ),
]


@pytest.mark.slow
@cases(SLOW)
def test_large_structures(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)


def _error_of(data: bytes, sandbox: Sandbox) -> str:
    trust = TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")
    with seconds(SECONDS), pytest.raises(LimitError) as raised:
        verify(data, trust=trust, at=NOW)
    return raised.value.code


def test_more_revisions_than_any_document_has(sandbox: Sandbox) -> None:
    data = revisions_before(MAX_REVISIONS)(sandbox.pki)
    assert _error_of(data, sandbox) == "too_many_revisions"


def test_more_rows_than_any_document_has(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is lowered, so that the file need not be 40 MB; one table is as many."""
    monkeypatch.setattr("esign_verify.document.xref.MAX_OBJECTS", 1000)
    assert _error_of(rows_of_table(1001)(sandbox.pki), sandbox) == "too_many_objects"
    assert _error_of(rows_of_table(999)(sandbox.pki), sandbox) == "too_many_objects"
