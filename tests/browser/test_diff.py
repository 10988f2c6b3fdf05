"""The page of what differs between two revisions, looked at in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from esign_verify.cli import main
from esign_verify.messages import text as message
from esign_verify.render.diff_html import render_diff_html
from esign_verify.sandbox import Sandbox
from tests.browser.looking import Wanted, faults
from tests.browser.page import Page
from tests.browser.test_reports import LANGUAGES
from tests.render.test_diff import hostile


@pytest.mark.parametrize("name", ["shadow-replace.pdf", "form-filled.pdf"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_comparison(page: Page, tmp_path: Path, sandbox: Sandbox, name: str, lang: str) -> None:
    (found,) = [document for document in sandbox.documents if document.name == name]
    source, target = tmp_path / name, tmp_path / "diff.html"
    source.write_bytes(found.pdf)
    options = ["--format", "html", "-o", str(target), "--lang", lang]
    done = CliRunner().invoke(main, ["diff", str(source), *options])
    assert done.exit_code == 0, done.output
    wanted = Wanted(first=[message("diff.title", lang)], somewhere=[name])
    assert faults(page, target, wanted) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_comparison_full_of_script(page: Page, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "diff.html"
    file.write_text(render_diff_html(hostile(), lang=lang), encoding="utf-8")
    wanted = Wanted(first=[message("diff.title", lang)], somewhere=["<script>alert(1)</script>"])
    assert faults(page, file, wanted) == []
