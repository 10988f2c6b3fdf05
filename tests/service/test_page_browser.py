"""The page in a browser: documents chosen and dropped, passwords, reports, accessibility."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from esign_verify import TrustStore, verify
from esign_verify.sandbox import Sandbox
from tests.browser.looks import violations
from tests.browser.page import Browser, Page
from tests.browser.pipe import find_chromium
from tests.conftest import NOW
from tests.service.server import Server

SIGNER = "Penandatangan Satu (Sandbox)"
HOSTILE = '<img src=x onerror="document.title=1">.pdf'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    browser = Browser(executable, loopback=True)
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.page()
    yield page
    page.close()


@pytest.fixture
def documents(pdfs: Mapping[str, bytes], tmp_path: Path) -> list[Path]:
    contents = {
        "valid.pdf": pdfs["pades-lt"],
        "altered.pdf": pdfs["altered-bytes"],
        "encrypted.pdf": pdfs["encrypted-user-password"],
        "broken.pdf": b"hello",
        HOSTILE: pdfs["unsigned"],
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in contents]


def wait_for(page: Page, expression: str, value: Any = True) -> None:
    deadline = time.monotonic() + 60
    while (found := page.evaluate(expression)) != value:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def rows(page: Page) -> list[list[str]]:
    """Name, verdict, and kind of each document."""
    found: list[list[str]] = page.evaluate(
        "[...document.querySelectorAll('#list > li')].map(row => ["
        "row.querySelector('h3').textContent, row.querySelector('.verdict').textContent,"
        "row.className])"
    )
    return found


def test_documents_of_every_kind(
    start_server: Callable[..., Server],
    page: Page,
    documents: list[Path],
    sandbox: Sandbox,
    trust: TrustStore,
) -> None:
    time_of = verify(documents[0], trust=trust, at=NOW).signatures[0].conclusion.best_signature_time
    signed = f"{time_of.astimezone(timezone(timedelta(hours=7))):%-d %B %Y at %H:%M} WIB"
    server = start_server()
    page.visit(f"{server.url}/?lang=en")
    page.choose_files("#files", documents)
    said = "document.getElementById('announcement').textContent"
    wait_for(page, said, "Done: 5 of 5.")
    assert rows(page) == [
        ["valid.pdf", "Valid", "VALID"],
        ["altered.pdf", "Not valid", "INVALID"],
        ["encrypted.pdf", "No verdict", "WARNING"],
        ["broken.pdf", "No verdict", "error"],
        [HOSTILE, "No signature", "NO_SIGNATURE"],
    ]
    first, altered = page.evaluate(
        "[...document.querySelectorAll('#list li li')].map(signature => signature.textContent)"
    )
    passed = "the signature is valid. Proven by the signature's time-stamp"
    assert first == f"{SIGNER}: {passed}: {signed}."
    assert altered.startswith(f"{SIGNER}: the signature is not valid. ")
    assert violations(page) == []
    encrypted = next(d for d in sandbox.documents if d.name == "encrypted-user-password.pdf")
    for password, asked in (("wrong", "That password is wrong. Password:"), ("", None)):
        typed = json.dumps(password or encrypted.password)
        page.evaluate(
            "(form => { form.querySelector('input').value = "
            f"{typed}; form.requestSubmit(); }})(document.querySelector('form.password'))"
        )
        if asked is not None:
            label = "document.querySelector('form.password label')?.textContent"
            wait_for(page, label, asked)
    wait_for(page, "document.querySelectorAll('#list > li')[2].className", "VALID")
    assert page.evaluate("document.title") == "Verify PDF signatures – esign-verify"
    doings = page.doings()
    allowed = {"page.css", "page.js", "favicon.ico", "api/verify?lang=en"}
    assert {url.removeprefix(f"{server.url}/") for url in doings.requests} == allowed
    assert doings.dialogs == ()
    # the browser's own words for answers that are no verdict, and nothing about the policy
    assert {words.partition(" a status of ")[0] for words in doings.console} == {
        "error: Failed to load resource: the server responded with"
    }


def test_a_dropped_document_and_its_report(
    start_server: Callable[..., Server], page: Page, documents: list[Path]
) -> None:
    page.visit(f"{start_server().url}/?lang=id")
    page.choose_files("#files", documents[:1])
    wait_for(page, "document.querySelectorAll('#list > li.VALID').length", 1)
    page.evaluate(
        "(() => { const files = new DataTransfer();"
        "files.items.add(document.querySelector('#list form').elements.file.files[0]);"
        "document.dispatchEvent(new DragEvent('drop', {dataTransfer: files})); })()"
    )
    wait_for(page, "document.querySelectorAll('#list > li.VALID').length", 2)
    page.evaluate(
        "(form => { form.target = '_self'; form.requestSubmit(); })"
        "(document.querySelector('#list form'))"
    )
    page.pipe.wait_for("Page.loadEventFired", page.session)
    answer: dict[str, Any] = {}
    deadline = time.monotonic() + 60
    while "Sah: valid.pdf" not in answer.get("result", {}).get("value", ""):
        assert time.monotonic() < deadline, answer
        time.sleep(0.1)
        answer = page.send("Runtime.evaluate", {"expression": "document.title"})
    said = [event["params"] for event in page.pipe.events if event["method"] == "Log.entryAdded"]
    assert [words for words in said if "policy" in json.dumps(words).lower()] == []
