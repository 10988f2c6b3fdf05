"""A hostile document gives a safe report of a bearable size, in which every signature appears."""

from __future__ import annotations

import pytest

from esign_verify import verify
from esign_verify.chain import TrustStore
from esign_verify.evidence.pictures import (
    Comparison,
    Mark,
    MarkKind,
    NotDrawn,
    NotDrawnReason,
    Picture,
    Pictures,
)
from esign_verify.render.html import (
    Unexamined,
    index_row,
    render_html,
    render_html_index,
    render_html_unexamined,
)
from esign_verify.render.html_limits import MAX_REPORT_BYTES, MAX_REPORT_SIGNATURES
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject
from esign_verify.sandbox.pdf_page import first_page, new_document
from tests import factories as make
from tests.attacks_pdf.maker import form, sign
from tests.conftest import NOW
from tests.render.hostile import BREAKOUTS, document, signature
from tests.render.html_page import Element, parsed


def assert_safe(page: str, *, scripts: int = 0) -> Element:
    """Only our own elements and attributes, whatever the texts say."""
    told = parsed(page)
    assert len(told.all("script")) == scripts
    assert told.all("img") == []
    for element in told.all():
        assert not any(name.startswith("on") for name in element.attributes)
        assert "javascript:" not in element.attributes.get("href", "")
    assert len(told.all("title")) == 1 + len(told.all("svg")) - len(
        [e for e in told.all("svg") if "role" not in e.attributes]
    )
    return told


@pytest.mark.parametrize("text", BREAKOUTS)
def test_a_text_of_the_document_stays_a_text(text: str) -> None:
    told = assert_safe(render_html(document(text, 2), lang="en"))
    assert told.all("h1")[0].text() == text
    assert told.by_id("signature-1").all("h3")[0].text() == f"1. {text}1 (claimed only, not proven)"
    assert "49" not in told.all("h1")[0].text() or "49" in text


@pytest.mark.parametrize("text", BREAKOUTS)
def test_so_it_does_in_the_list_of_files_and_where_there_is_no_result(text: str) -> None:
    row = index_row(document(text, 2), link="0001.html", lang="en")
    told = assert_safe(render_html_index([row], examined_at=NOW, lang="en"), scripts=1)
    assert told.all("tbody")[0].all("a")[0].text() == text
    file = Unexamined(
        file_name=text,
        code="encryption_unsupported",
        params={"filter": text},
        size=1,
        sha256=text,
        examined_at=NOW,
        tool_version=text,
    )
    told = assert_safe(render_html_unexamined(file, lang="en"))
    assert told.by_class("sentence")[0].text() == (
        f"This document's kind of encryption ({text}) is not supported."
    )


def test_pictures_carry_labels_as_texts() -> None:
    text = BREAKOUTS[3]
    marks = (
        Mark(kind=MarkKind.SIGNATURE, left=0, top=0, right=9, bottom=9, label=text, signature=0),
    )
    area = Mark(kind=MarkKind.CHANGED, left=5, top=5, right=50, bottom=50, changes=(0, 99_999))
    alone = Mark(kind=MarkKind.CHANGED, left=60, top=5, right=90, bottom=50)
    shot = {"page": 1, "width": 600, "height": 800, "media_type": "image/png", "data": b"\x89PNG"}
    pictures = Pictures(
        pages=3,
        pictures=(Picture(revision=2, marks=marks, **shot), Picture(revision=1, **shot)),  # type: ignore[arg-type]
        comparisons=(
            Comparison(
                revision=1, fields=(0,), page=1, same=False, signed=1, current=0,
                areas=(area, alone),
            ),
        ),
        not_drawn=(NotDrawn(reason=NotDrawnReason.PAGE_LIMIT, page=2),),
    )  # fmt: skip
    told = assert_safe(render_html(document(text, 1), lang="en", pictures=pictures))
    images = [image.attributes["href"] for image in told.all("image")]
    assert images == ["data:image/png;base64,iVBORw=="] * 2
    (first, *_) = told.by_class("on-page-changed")
    place = [first.attributes[name] for name in ("x", "y", "width", "height")]
    assert place == ["-4.7", "-4.6", "12.7", "13.6"]
    said = told.section("changes").text()
    assert "Revision 1, as it was signed (signature 1)" in said
    assert "Page 1 as it looks now" in said
    assert "A Revision 2: A form field was filled in." in said
    assert "B Looks different, but no recorded change explains it." in said
    assert "number of pages that are drawn is limited, and others came first. (pages 2)" in said


def test_a_flood_stays_bounded_and_says_what_is_left_out() -> None:
    count = 60
    page = render_html(document(BREAKOUTS[0] * 30, count), lang="en")
    assert len(page.encode()) <= MAX_REPORT_BYTES
    told = assert_safe(page)
    cards = told.by_class("card")
    numbers = [card.all("h3")[0].text().split(".")[0] for card in cards]
    *_, table, stamps = told.section("signers").all("table")
    numbers += [row.all("td")[0].text() for row in table.all("tbody")[0].all("tr")]
    assert sorted(map(int, numbers)) == list(range(1, count + 1))
    assert 1 <= len(cards) <= MAX_REPORT_SIGNATURES
    left = count - len(cards)
    assert f"The other {left} signatures are only summed up here." in told.text()
    assert f"{left} further signatures are not shown in detail here" in told.text()
    assert "960 earlier revisions are not shown." in told.text()
    assert "further kinds of changes are not shown here" in told.text()
    assert "and 9995 more" in told.section("facts").text()
    assert len(stamps.all("tbody")[0].all("tr")) == 20


def test_signatures_that_did_not_pass_are_the_ones_in_full() -> None:
    good = [make.signature_result() for _ in range(40)]
    good[30] = signature("bad", 31)
    told = parsed(render_html(make.result(*good), lang="en"))
    cards = [card.attributes["id"] for card in told.by_class("card")]
    assert cards == [f"signature-{n}" for n in range(1, MAX_REPORT_SIGNATURES)] + ["signature-31"]
    assert told.by_id("signature-31-checks").attributes["open"] == ""


def test_ten_thousand_fields_on_two_thousand_pages(sandbox: Sandbox) -> None:
    """From the bytes to the page; every name in the file is a script."""
    script = b"<script>alert(1)</script>"
    pdf = new_document(["Hostile"])
    page = pdf.dictionary(first_page(pdf))
    pages = pdf.dictionary(pdf.catalog)["Pages"]
    kids: list[PdfObject] = [first_page(pdf)]
    kids += [pdf.add(dict(page)) for _ in range(1_999)]
    pdf.extend(pages, Kids=kids, Count=len(kids))  # type: ignore[arg-type]
    fields = [
        pdf.add({"FT": Name("Tx"), "T": script + b"%d" % n, "V": script}) for n in range(10_000)
    ]
    pdf.extend(form(pdf), Fields=list(fields))
    for number in range(3):
        sign(
            pdf,
            sandbox.pki,
            f"{script.decode()}{number}",
            reason=script,
            location=script,
        )
    for field in fields:
        pdf.extend(field, V=script * 2)
    pdf.write_revision()
    trust = TrustStore.from_certificates(sandbox.trust_certificates, name=script.decode())
    result = verify(bytes(pdf.data), trust=trust, at=NOW)
    rendered = render_html(result)
    assert len(rendered.encode()) <= MAX_REPORT_BYTES // 4
    told = assert_safe(rendered)
    assert [card.attributes["id"] for card in told.by_class("card")] == [
        f"signature-{n}" for n in (1, 2, 3)
    ]
    assert len(result.document.changes) >= 5_000
