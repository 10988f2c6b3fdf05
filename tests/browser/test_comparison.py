"""A report that a server's answer contradicts, looked at in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from esign_verify.messages import text as message
from esign_verify.render.html import render_html
from tests.browser.looking import Wanted, faults
from tests.browser.page import Page
from tests.browser.test_reports import LANGUAGES
from tests.render.test_html_comparison import CONTRADICTED, NOTES, ONE, hostile


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_contradiction(page: Page, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "report.html"
    file.write_text(render_html(ONE, lang=lang, comparison=CONTRADICTED), encoding="utf-8")
    said = [message("report.compared_CONTRADICT", lang), "integrityValid", "kemarin"]
    wanted = Wanted(first=[message("report.word_VALID", lang)], somewhere=[NOTES[lang], *said])
    assert faults(page, file, wanted) == []


def test_an_answer_full_of_script(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    script = "<script>alert(1)</script>"
    file.write_text(render_html(ONE, comparison=hostile(script, 3)), encoding="utf-8")
    wanted = Wanted(first=[message("report.word_VALID", "id")], somewhere=[script])
    assert faults(page, file, wanted) == []
