"""The report of a document that attacks it: bounded, and nothing in it runs."""

from __future__ import annotations

import html
import os
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from esign_verify import TrustStore, VerificationResult, verify
from esign_verify.render.html import render_html
from esign_verify.result import DocumentConclusion
from esign_verify.sandbox.profiles import Dates
from tests.browser.hostile import PAYLOADS, SIGNATURES, Hostile, hostile_document
from tests.browser.page import Page
from tests.browser.test_reports import LANGUAGES, Case, look
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[2]
MAX_BYTES = 5_000_000
MAX_SECONDS = 10


@pytest.fixture(scope="module")
def hostile() -> Hostile:
    return hostile_document(Dates(NOW))


@pytest.fixture(scope="module")
def result(hostile: Hostile) -> VerificationResult:
    trust = TrustStore.from_certificates([hostile.anchor], name=PAYLOADS[0])
    return verify(hostile.pdf, trust=trust, at=NOW)


class Names(HTMLParser):
    """Elements and attributes of a page, and the text between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_document_is_what_it_should_be(result: VerificationResult) -> None:
    assert result.conclusion is DocumentConclusion.VALID
    assert len(result.signatures) == SIGNATURES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_is_bounded_and_its_markup_is_ours(
    result: VerificationResult, lang: str
) -> None:
    made = render_html(result, lang=lang)
    assert len(made.encode("utf-8")) < MAX_BYTES
    names = Names()
    names.feed(made)
    assert {"script", "iframe", "base", "object", "embed", "form"} & set(names.elements) == set()
    assert {name for name in names.attributes if name.startswith("on")} == set()
    shown = "".join(names.text)
    for payload in PAYLOADS:
        assert payload in shown or html.escape(payload) in shown, payload


@pytest.mark.parametrize("lang", ["id", pytest.param("en", marks=pytest.mark.slow)])
def test_nothing_runs_in_a_browser(page: Page, tmp_path: Path, hostile: Hostile, lang: str) -> None:
    assert look(page, tmp_path, Case(hostile.pdf, (hostile.anchor,)), lang) == []


@pytest.mark.slow
def test_the_command_takes_less_than_ten_seconds(tmp_path: Path, hostile: Hostile) -> None:
    """Of the processor, its process for pictures included: a busy machine changes the clock."""
    (tmp_path / "hostile.pdf").write_bytes(hostile.pdf)
    (tmp_path / "root.crt").write_bytes(hostile.anchor)
    options = ["--trust", "root.crt", "--at", NOW.isoformat(), "-o", "report.html"]
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-m", "esign_verify", "report", "hostile.pdf", *options],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    after = os.times()
    assert done.stdout == "VALID         hostile.pdf -> report.html\n"
    spent = after.children_user + after.children_system
    assert spent - before.children_user - before.children_system < MAX_SECONDS
    assert (tmp_path / "report.html").stat().st_size < MAX_BYTES
