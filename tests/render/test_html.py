"""The report for a browser: what stands where, in whose words, and what it promises."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re

import pytest

from esign_verify.errors import UsageError
from esign_verify.messages import text
from esign_verify.render import RENDERERS
from esign_verify.render.html import (
    Unexamined,
    index_row,
    render_html,
    render_html_index,
    render_html_unexamined,
    unexamined_index_row,
)
from esign_verify.result import (
    DocumentConclusion,
    VerificationResult,
)
from tests import factories as make
from tests.render.filled import filled_document, page
from tests.render.html_page import parsed

SECTIONS = ("signers", "timeline", "changes", "paths", "checks", "facts", "certificates", "legal")


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("conclusion", list(DocumentConclusion))
def test_the_verdict_and_its_limits_come_first(conclusion: DocumentConclusion, lang: str) -> None:
    result = make.result(make.signature_result(), conclusion=conclusion)
    told = page(result, lang=lang)
    (header,) = told.all("header")
    (verdict,) = header.by_class("verdict")
    assert verdict.by_class("word")[0].text() == text(f"report.word_{conclusion.value}", lang)
    assert verdict.by_class("sentence")[0].text() == text(f"conclusion.{conclusion.value}", lang)
    assert header.by_class("limits")[0].text() == text("label.limits", lang)
    (html,) = told.all("html")
    assert html.attributes["lang"] == lang
    title = told.all("title")[0].text()
    assert title == f"{text(f'report.word_{conclusion.value}', lang)}: surat.pdf"


def test_the_sections_stand_in_the_order_of_what_a_reader_asks() -> None:
    told = page(filled_document())
    assert tuple(s.attributes["aria-labelledby"] for s in told.all("section")) == SECTIONS
    tags = [e.tag for e in told.all() if e.tag in ("header", "main", "nav", "footer")]
    assert tags == ["header", "main", "nav", "footer"]
    links = [a.attributes["href"] for a in told.all("nav")[0].all("a")]
    assert links == [f"#{name}" for name in SECTIONS]


@pytest.mark.parametrize("result", [filled_document(), make.result()], ids=["signed", "unsigned"])
def test_headings_go_down_one_level_at_a_time_and_ids_are_unique(
    result: VerificationResult,
) -> None:
    told = page(result)
    levels = [int(e.tag[1]) for e in told.all() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = [e.attributes["id"] for e in told.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    named = [
        id_ for e in told.all() for id_ in e.attributes.get("aria-labelledby", "").split() if id_
    ]
    assert set(named) <= set(ids)
    targets = [a.attributes["href"][1:] for a in told.all("a")]
    assert set(targets) <= set(ids)


def test_every_table_has_a_caption_and_headers_with_a_scope() -> None:
    told = page(filled_document())
    assert len(told.all("table")) >= 5
    for table in told.all("table"):
        assert len(table.all("caption")) == 1
        assert all("scope" in cell.attributes for cell in table.all("th"))
        assert all(cell.attributes["scope"] == "col" for cell in table.all("thead")[0].all("th"))


def test_nothing_is_asked_of_anybody_and_no_script_runs() -> None:
    rendered = render_html(filled_document())
    told = parsed(rendered)
    (policy,) = [m for m in told.all("meta") if "http-equiv" in m.attributes]
    (style,) = told.all("style")
    digest = hashlib.sha256("".join(map(str, style.children)).encode()).digest()
    assert policy.attributes["content"] == (
        "default-src 'none'; "
        f"style-src 'sha256-{base64.b64encode(digest).decode()}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert told.all("script") == []
    for element in told.all():
        assert not any(name.startswith("on") for name in element.attributes)
        assert {"src", "srcset", "style", "action", "data"} & set(element.attributes) == set()
        assert element.attributes.get("href", "#").startswith("#")
    assert "url(" not in rendered and "@import" not in rendered


def test_a_document_without_signatures_says_so() -> None:
    told = page(make.result())
    assert "There is no electronic signature in this file." in told.section("signers").text()
    assert "nothing to judge changes against" in told.section("changes").text()
    assert told.by_class("card") == []


def test_the_door_of_all_formats_gives_the_same_page() -> None:
    result = make.result(make.signature_result())
    assert RENDERERS["html"](result, lang="en") == render_html(result, lang="en")


@pytest.mark.parametrize(
    ("options", "code"),
    [({"lang": "de"}, "unknown_language"), ({"zone": "CET"}, "unknown_zone")],
)
def test_unknown_languages_and_zones(options: dict[str, str], code: str) -> None:
    with pytest.raises(UsageError) as raised:
        render_html(make.result(), **options)  # type: ignore[arg-type]
    assert raised.value.code == code


UNEXAMINED = Unexamined(
    file_name="surat<b>.pdf",
    code="file_too_large",
    params={"limit": "4294967296"},
    size=5_000_000_000,
    sha256="ab" * 32,
    examined_at=make.NOW,
    tool_version="0.0.0",
)


def test_a_file_that_cannot_be_examined_has_a_report() -> None:
    told = parsed(render_html_unexamined(UNEXAMINED, lang="en"))
    assert told.all("h1")[0].text() == "surat<b>.pdf"
    assert told.by_class("word")[0].text() == "Could not be examined"
    assert "larger than the limit of 4294967296 bytes" in told.by_class("sentence")[0].text()
    facts = told.section("facts").text()
    assert "Size 5,000,000,000 bytes" in facts
    assert "ab" * 32 in facts


def test_the_index_lists_every_file_and_filters_with_one_known_script() -> None:
    rows = [
        index_row(filled_document(), link="0001-a.html", lang="en"),
        unexamined_index_row(UNEXAMINED, link="0002-b.html", lang="en"),
    ]
    told = parsed(render_html_index(rows, examined_at=make.NOW, lang="en"))
    texts = [row.text() for row in told.all("tbody")[0].all("tr")]
    assert texts[0].startswith("surat.pdf Not valid Nama Penanda")
    assert "Nama Penanda Tangan (claimed only, not proven)" in texts[0]
    assert texts[1].startswith("surat<b>.pdf Could not be examined This file is larger")
    assert [a.attributes["href"] for a in told.all("a")[1:]] == ["0001-a.html", "0002-b.html"]
    (script,) = told.all("script")
    digest = hashlib.sha256("".join(map(str, script.children)).encode()).digest()
    (policy,) = [m for m in told.all("meta") if "http-equiv" in m.attributes]
    assert (
        f"script-src 'sha256-{base64.b64encode(digest).decode()}'" in policy.attributes["content"]
    )
    # without the script the filters are not there, and every row is
    (form,) = told.all("form")
    assert "hidden" in form.attributes
    assert [row.attributes.get("hidden") for row in told.all("tr")] == [None] * 3
    boxes = [b.attributes["value"] for b in form.all("input") if b.attributes["type"] == "checkbox"]
    words = [row.attributes["data-word"] for row in told.all("tbody")[0].all("tr")]
    assert sorted(boxes) == sorted(words) == ["Could not be examined", "Not valid"]
