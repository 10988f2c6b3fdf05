"""The page and what is said about the service; in a browser: `tests/browser`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from esign_verify.messages import text
from esign_verify.service.page import CONCLUSIONS, SCRIPT_TEXTS

STATIC = Path(__file__).resolve().parents[2] / "esign_verify" / "service" / "static"


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    ("query", "header", "lang"),
    [
        ("", "", "id"),
        ("", "fr, en;q=0.8, id;q=0.5", "en"),
        ("", "id-ID,id;q=0.9,en;q=0.8", "id"),
        ("?lang=en", "id", "en"),
        ("?lang=id", "en", "id"),
    ],
)
def test_the_language_of_the_page(query: str, header: str, lang: str, client: TestClient) -> None:
    answer = client.get(f"/{query}", headers={"accept-language": header})
    assert answer.headers["content-language"] == lang
    assert f'<html lang="{lang}">' in answer.text
    assert f"<h1>{text('page.title', lang)}</h1>" in answer.text


def test_nothing_in_the_page_needs_more_than_its_policy_allows(client: TestClient) -> None:
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    tags = Tags(page.text).tags
    for tag, attributes in tags:
        assert tag not in ("style", "iframe", "object")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        address = attributes.get("src") or attributes.get("href") or ""
        assert "//" not in address
    assert [a["src"] for tag, a in tags if tag == "script"] == ["page.js"]
    for name in ("page.js", "page.css", "page.html"):
        assert "//" not in re.sub(r"^\s*//.*$", "", (STATIC / name).read_text(), flags=re.M)
    script = (STATIC / "page.js").read_text()
    for dangerous in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write"):
        assert dangerous not in script


def test_the_files_of_the_page_have_their_types(client: TestClient) -> None:
    for name, kind in (("page.js", "text/javascript"), ("page.css", "text/css")):
        answer = client.get(f"/{name}")
        assert answer.headers["content-type"].startswith(kind)
        assert answer.text == (STATIC / name).read_text("utf-8")


def test_the_script_has_the_texts_that_it_uses(client: TestClient) -> None:
    (body,) = [a for tag, a in Tags(client.get("/?lang=en").text).tags if tag == "body"]
    texts = json.loads(body["data-texts"] or "")
    used = set(re.findall(r"\btexts\.(\w+)", (STATIC / "page.js").read_text()))
    assert used == set(SCRIPT_TEXTS)
    assert texts.keys() == used | set(CONCLUSIONS)
    assert (texts["VALID"], texts["summary"]) == ("Valid", "Done: {done} of {count}.")
    assert not [words for words in texts.values() if "?" in words]


def test_metrics_count_what_happened(client: TestClient, pdfs: Mapping[str, bytes]) -> None:
    def samples() -> dict[str, float]:
        lines = client.get("/metrics").text.splitlines()
        return {
            name: float(value)
            for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")
        }

    before = samples()
    client.post("/api/verify", files={"file": ("a.pdf", pdfs["unsigned"])})
    client.post("/api/verify")
    after = samples()
    grown = {name: after[name] - before.get(name, 0) for name in after}
    prefix = "esign_verify_"
    assert grown[f'{prefix}documents_total{{conclusion="NO_SIGNATURE"}}'] == 1
    assert grown[f'{prefix}refusals_total{{code="content_type_multipart"}}'] == 1
    assert grown[f'{prefix}requests_total{{route="/api/verify",status="200"}}'] == 1
    assert grown[f'{prefix}requests_total{{route="/api/verify",status="415"}}'] == 1
    assert grown[f"{prefix}request_seconds_count"] == 3
    assert grown[f'{prefix}request_seconds_bucket{{le="+Inf"}}'] == 3
    assert grown[f"{prefix}received_bytes_total"] > len(pdfs["unsigned"])
    assert after[f"{prefix}workers"] == 1
    assert after[f"{prefix}requests_in_service"] == 0
