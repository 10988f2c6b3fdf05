"""What is wrong with a request is said, in both languages, and the service goes on."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from esign_verify.messages import LANGUAGES, text
from esign_verify.service import ServiceSettings
from esign_verify.service.refusals import STATUSES, RequestError, message

V1, V2, OWN = "/api/sign/verify", "/api/v2/verify/pdf", "/api/verify"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "multipart/form-data; boundary=x"}
PDF = b"%PDF-1.7\n"


def form(*parts: str, end: str = "--x--\r\n") -> dict[str, Any]:
    content = "".join(f"--x\r\n{part}\r\n" for part in parts) + end
    return {"content": content.encode(), "headers": FORM}


def part(name: str, value: str = "%PDF-1.7", file: str | None = "a.pdf") -> str:
    shown = "" if file is None else f'; filename="{file}"'
    return f'Content-Disposition: form-data; name="{name}"{shown}\r\n\r\n{value}'


def json_text(content: str | bytes) -> dict[str, Any]:
    return {"content": content, "headers": JSON}


CASES: list[tuple[str, str, dict[str, Any], int, str]] = [
    # the two names that are taken for each other, and an array
    ("v1 named file", V1, form(part("file")), 400, "file_wrong_name"),
    ("v2 named signed_file", V2, {"json": {"signed_file": "QQ=="}}, 400, "file_wrong_name"),
    ("own named signed_file", OWN, form(part("signed_file")), 400, "file_wrong_name"),
    ("array", V2, {"json": {"file": ["QQ=="]}}, 400, "file_is_array"),
    ("long array", V2, {"json": {"file": ["A" * 70_000]}}, 400, "file_is_array"),
    # what is not there, or twice
    ("v1 without a file", V1, form(part("x", file=None)), 400, "file_missing"),
    ("v2 without a file", V2, {"json": {}}, 400, "file_missing"),
    ("v1 twice", V1, form(part("signed_file"), part("signed_file")), 400, "file_repeated"),
    ("v1 no file part", V1, form(part("signed_file", file=None)), 400, "file_is_no_file_part"),
    ("v1 large field", V1, form(part("a", "b" * 17_000, None)), 400, "field_too_large"),
    ("v1 many", V1, form(*[part(str(n)) for n in range(17)]), 400, "multipart_too_many_parts"),
    # the document
    ("v1 empty", V1, form(part("signed_file", "")), 400, "empty_file"),
    ("v2 empty", V2, {"json": {"file": ""}}, 400, "empty_file"),
    ("v1 no PDF", V1, form(part("signed_file", "hello")), 400, "not_a_pdf"),
    ("v2 no PDF", V2, {"json": {"file": "aGVsbG8="}}, 400, "not_a_pdf"),
    # Base64
    ("no base64", V2, {"json": {"file": "%PDF-1.7"}}, 400, "file_not_base64"),
    ("no ASCII", V2, {"json": {"file": "é" * 10}}, 400, "file_not_base64"),
    ("data URL", V2, {"json": {"file": "data:a/b;base64,QQ=="}}, 400, "file_not_base64"),
    ("URL variant", V2, {"json": {"file": "_-_-"}}, 400, "file_not_base64"),
    ("padding inside", V2, {"json": {"file": "QQ==QQ=="}}, 400, "file_not_base64"),
    ("one character", V2, {"json": {"file": "QUJDR"}}, 400, "file_not_base64"),
    ("backslash", V2, {"json": {"file": "QUJD\\/"}}, 400, "file_not_base64"),
    ("long, no base64", V2, {"json": {"file": "!" * 70_000}}, 400, "file_not_base64"),
    # JSON
    ("no JSON", V2, json_text("{"), 400, "json_malformed"),
    ("no UTF-8", V2, json_text(b'{"file": "\xff"}'), 400, "json_malformed"),
    ("deep", V2, json_text("[" * 200_000), 400, "json_malformed"),
    ("an array", V2, json_text("[]"), 400, "json_not_an_object"),
    ("no body", V2, json_text(""), 400, "json_malformed"),
    ("a number", V2, {"json": {"file": 1}}, 400, "file_is_no_text"),
    ("null", V2, {"json": {"file": None}}, 400, "file_is_no_text"),
    ("twice", V2, json_text('{"file": "QQ==", "file": "QQ=="}'), 400, "json_duplicate_key"),
    ("password", V2, {"json": {"file": "QQ==", "password": 1}}, 400, "password_is_no_text"),
    ("long password", V2, {"json": {"file": "QQ==", "password": "x" * 70_000}},
     400, "password_too_long"),
    ("much beside", V2, {"json": {"x": list(range(300_000))}}, 413, "json_too_large"),
    ("many long", V2, {"json": {"x": ["A" * 70_000] * 17}}, 413, "json_too_large"),
    # types
    ("v1 as JSON", V1, {"json": {"signed_file": "QQ=="}}, 415, "content_type_multipart"),
    ("v2 as form", V2, form(part("file")), 415, "content_type_json"),
    ("v2 as text", V2, {"content": "{}"}, 415, "content_type_json"),
    ("no boundary", V1, {"content": b"", "headers": {"content-type": "multipart/form-data"}},
     400, "multipart_malformed"),
    ("broken off", V1, form(part("signed_file"), end=""), 400, "multipart_malformed"),
    ("no parts", V1, form(end="garbage"), 400, "multipart_malformed"),
    ("length", V1, {"content": b"", "headers": {**FORM, "content-length": "many"}},
     400, "length_malformed"),
    ("long length", V1, {"content": b"", "headers": {**FORM, "content-length": "9" * 5000}},
     400, "length_malformed"),
    ("pictures", "/report?pictures=5x", form(part("file")), 400, "pictures_unknown"),
    ("language", OWN + "?lang=fr", form(part("file")), 400, "language_unknown"),
    ("path", "/api/nothing", {}, 404, "no_such_path"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "request_", "status", "code"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_bad_request_is_told_what_is_wrong(
    path: str,
    request_: dict[str, Any],
    status: int,
    code: str,
    client: TestClient,
    settings: ServiceSettings,
) -> None:
    answer = client.post(path, **request_)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert set(answer.json()) == {"code", "message", "message_en"}
    assert answer.headers["content-type"] == "application/json"
    assert "?" not in answer.json()["message"]
    assert files_in(settings) == []


def files_in(settings: ServiceSettings) -> list[Path]:
    assert settings.folder is not None
    return [path for path in settings.folder.rglob("*") if path.is_file()]


def test_the_right_name_is_said(client: TestClient) -> None:
    v1 = client.post(V1, **form(part("file"))).json()
    v2 = client.post(V2, json={"signed_file": "QQ=="}).json()
    assert v1["message_en"] == "At this address the document must be named signed_file, not file."
    assert v2["message_en"] == "At this address the document must be named file, not signed_file."


def test_another_method(client: TestClient) -> None:
    answer = client.get(V1)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "POST"


def test_a_page_of_another_site_is_refused(client: TestClient) -> None:
    answer = client.post(OWN, headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert client.get("/healthz", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_too_large(
    start_client: Callable[[ServiceSettings], TestClient], settings: ServiceSettings
) -> None:
    """Told by the length, found while it arrives, and found in what Base64 decodes to."""
    client = start_client(replace(settings, upload_mebibytes=1))
    large = PDF + bytes(5 << 20)

    def pieces() -> Any:
        head = form(part("signed_file", ""))["content"]
        yield head[: head.index(b"\r\n\r\n") + 4]
        for _ in range(6):
            yield bytes(1 << 20)

    answers = [
        client.post(V1, files={"signed_file": ("a.pdf", large)}),
        client.post(V1, files={"signed_file": ("a.pdf", large[: (1 << 20) + 1])}),
        client.post(V1, content=pieces(), headers=FORM),
        client.post(V2, json={"file": base64.b64encode(large).decode()}),
        client.post(V2, json={"file": base64.b64encode(large[: (1 << 20) + 1]).decode()}),
    ]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(413, "body_too_large")] * 5
    assert files_in(settings) == []
    fits = PDF + bytes((1 << 20) - len(PDF))
    assert client.post(V1, files={"signed_file": ("a.pdf", fits)}).status_code == 400


def test_compat_answers_as_the_original_does(
    start_client: Callable[[ServiceSettings], TestClient],
    settings: ServiceSettings,
    pdfs: Mapping[str, bytes],
) -> None:
    client = start_client(replace(settings, compat=True))
    for path, wrong in ((V1, form(part("signed_file", ""))), (V2, {"json": {"file": ["QQ=="]}})):
        answer = client.post(path, **wrong)
        body = answer.json()
        assert list(body) == ["timestamp", "status", "error", "path"]
        assert body["timestamp"].endswith("+00:00")
        assert (answer.status_code, body["status"]) == (500, 500)
        assert (body["error"], body["path"]) == ("Internal Server Error", path)
        for method in ("GET", "PUT", "OPTIONS"):
            answer = client.request(method, path)
            body = answer.json()
            assert (answer.status_code, body["status"]) == (405, 405)
            assert (body["error"], body["path"]) == ("Method Not Allowed", path)
            assert answer.headers["allow"] == "POST"
    assert client.post(OWN).json()["code"] == "content_type_multipart"
    files = {"signed_file": ("a.pdf", pdfs["unsigned"])}
    assert client.post(V1, files=files).json()["summary"] == "NO_SIGNATURE"


def test_a_bug_of_ours_in_the_server_is_no_verdict_and_leaks_nothing(
    client: TestClient,
    pdfs: Mapping[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_arguments: object, **_options: object) -> str:
        raise ValueError("text of a document")

    monkeypatch.setattr(client.app.state.service.pool, "show", broken)  # type: ignore[attr-defined]
    with caplog.at_level(logging.INFO, "esign_verify.service"):
        answer = client.post(OWN, files={"file": ("secret-name.pdf", pdfs["unsigned"])})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "text of a document" not in answer.text + caplog.text
    assert "internal error: ValueError at" in caplog.text


def test_the_log_holds_nothing_of_a_request(
    client: TestClient, pdfs: Mapping[str, bytes], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post(OWN + "?lang=en&hidden=1", files={"file": ("secret.pdf", pdfs["pades-t"])})
        client.post("/secret/path%0A", headers={"x": "secret"})
        client.request("SECRET", "/")
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("esign_verify")]
    assert len(ours) == 3
    assert ours[0].startswith("testclient POST /api/verify 200 ")
    assert ours[1].startswith("testclient POST other 404 ")
    assert ours[2].startswith("testclient OTHER / 405 ")
    assert "ecret" not in "".join(ours)


def test_every_refusal_has_words_of_its_own_in_every_language() -> None:
    for lang in LANGUAGES:
        fallback = text("error.internal_error", lang)
        words = [message(RequestError(code), lang) for code in STATUSES if code != "internal_error"]
        assert fallback not in words
        assert len(set(words)) == len(words)
