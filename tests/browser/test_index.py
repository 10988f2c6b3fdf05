"""The index of many reports, which filters with the one script that we know."""

from __future__ import annotations

from pathlib import Path

import pytest

from esign_verify import TrustStore, verify
from esign_verify.messages import text as message
from esign_verify.render.html import (
    IndexRow,
    Unexamined,
    index_row,
    render_html_index,
    render_html_unexamined,
    unexamined_index_row,
)
from esign_verify.sandbox import Sandbox
from tests.browser import looks
from tests.browser.hostile import PAYLOADS
from tests.browser.looking import Wanted, faults
from tests.browser.page import Page
from tests.browser.test_reports import LANGUAGES
from tests.conftest import NOW

DOCUMENTS = ("unsigned.pdf", "pades-lta.pdf", "shadow-replace.pdf")
UNREADABLE = Unexamined(
    file_name=PAYLOADS[0],
    code="not_a_pdf",
    params={},
    size=12,
    sha256="ab" * 32,
    examined_at=NOW,
    tool_version="0",
)


def rows(sandbox: Sandbox, lang: str) -> list[IndexRow]:
    """Three documents and a file that is none; names that attack."""
    trust = TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")
    documents = {document.name: document.pdf for document in sandbox.documents}
    made = [
        index_row(verify(documents[name], trust=trust, at=NOW), link=f"{n}.html", lang=lang)
        for n, name in enumerate(DOCUMENTS, start=1)
    ]
    return [*made, unexamined_index_row(UNREADABLE, link="4.html", lang=lang)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index(page: Page, tmp_path: Path, sandbox: Sandbox, lang: str) -> None:
    listed = rows(sandbox, lang)
    file = tmp_path / "index.html"
    file.write_text(render_html_index(listed, examined_at=NOW, lang=lang), encoding="utf-8")
    wanted = Wanted(
        first=[message("report.index_title", lang, count=4)],
        somewhere=[*(row.word for row in listed), PAYLOADS[0]],
        scripts=1,
        links=[f"{number}.html" for number in range(1, 5)],
    )
    assert faults(page, file, wanted) == []


_TYPE = """
(letters => {
    const field = document.getElementById('search');
    field.value = letters;
    field.dispatchEvent(new Event('input', {bubbles: true}));
})
"""


def test_the_index_filters(page: Page, tmp_path: Path, sandbox: Sandbox) -> None:
    listed = rows(sandbox, "en")
    file = tmp_path / "index.html"
    file.write_text(render_html_index(listed, examined_at=NOW, lang="en"), encoding="utf-8")
    page.emulate()
    page.open(file)
    assert "4 / 4" in looks.text(page)
    page.evaluate(f"{_TYPE}('alert ran')")
    assert "1 / 4" in looks.text(page)
    assert PAYLOADS[0] in looks.text(page)
    page.evaluate(f"{_TYPE}('')")
    page.evaluate(f"document.querySelector('input[value=\"{listed[2].word}\"]').click()")
    assert "3 / 4" in looks.text(page)
    assert listed[2].sha256 not in looks.text(page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_on_a_file_that_cannot_be_examined(
    page: Page, tmp_path: Path, lang: str
) -> None:
    file = tmp_path / "report.html"
    file.write_text(render_html_unexamined(UNREADABLE, lang=lang), encoding="utf-8")
    wanted = Wanted(
        first=[message("report.word_unexamined", lang)],
        somewhere=[message("error.not_a_pdf", lang), UNREADABLE.sha256, PAYLOADS[0]],
    )
    assert faults(page, file, wanted) == []
