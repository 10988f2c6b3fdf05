"""Answers are the renderers', byte for byte."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from esign_verify import RENDERERS, TrustStore, VerificationResult, verify
from esign_verify.report_page import report_page
from esign_verify.sandbox import Sandbox
from esign_verify.service import ServiceSettings
from tests.conftest import NOW


def expected(pdf: bytes, trust: TrustStore, name: str, password: str | None = None):  # type: ignore[no-untyped-def]
    result: VerificationResult = verify(pdf, trust=trust, at=NOW, password=password)
    return replace(result, file_name=name)


def v2_body(pdf: bytes, **more: object) -> dict[str, object]:
    return {"file": base64.b64encode(pdf).decode(), **more}


def test_every_sandbox_document_in_both_versions(
    client: TestClient, sandbox: Sandbox, trust: TrustStore
) -> None:
    for document in sandbox.documents[::4]:
        result = expected(document.pdf, trust, document.name, document.password)
        fields = {} if document.password is None else {"password": document.password}
        v1 = client.post(
            "/api/sign/verify", files={"signed_file": (document.name, document.pdf)}, data=fields
        )
        v2 = client.post("/api/v2/verify/pdf", json=v2_body(document.pdf, **fields))
        assert (v1.status_code, v1.text) == (200, RENDERERS["v1"](result)), document.name
        assert (v2.status_code, v2.text) == (200, RENDERERS["v2"](result)), document.name
        assert v1.headers["content-type"] == v2.headers["content-type"] == "application/json"


@pytest.mark.parametrize("profile", ["2025", "legacy"])
def test_profiles(
    profile: str,
    start_client: Callable[[ServiceSettings], TestClient],
    settings: ServiceSettings,
    pdfs: Mapping[str, bytes],
    trust: TrustStore,
) -> None:
    client = start_client(replace(settings, profile=profile))
    pdf = pdfs["pades-lt"]
    result = expected(pdf, trust, "surat.pdf")
    v1 = client.post("/api/sign/verify", files={"signed_file": ("surat.pdf", pdf)})
    v2 = client.post("/api/v2/verify/pdf", json=v2_body(pdf))
    assert v1.text == RENDERERS["v1"](result, profile=profile)
    assert v2.text == RENDERERS["v2"](result, profile=profile)
    assert v1.text != RENDERERS["v1"](result) or profile == "2025"
    assert v2.text != RENDERERS["v2"](result) or profile == "legacy"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_full_result_and_the_report(
    lang: str, client: TestClient, pdfs: Mapping[str, bytes], trust: TrustStore, tmp_path: Path
) -> None:
    result = expected(pdfs["pades-t"], trust, "surat.pdf")
    files = {"file": ("surat.pdf", pdfs["pades-t"])}
    full = client.post(f"/api/verify?lang={lang}", files=files)
    assert (full.status_code, full.text) == (200, RENDERERS["json"](result, lang=lang))
    report = client.post(f"/report?lang={lang}", files=files)
    (path := tmp_path / "surat.pdf").write_bytes(pdfs["pades-t"])
    page = report_page(path, result, password=None, lang=lang)
    assert (report.status_code, report.text) == (200, page)
    assert '="data:image/' in page
    plain = client.post(f"/report?lang={lang}&pictures=false", files=files)
    without = report_page(path, result, password=None, lang=lang, pictures=False)
    assert (plain.status_code, plain.text) == (200, without)
    assert report.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src" not in report.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("surat keputusan.pdf", "surat keputusan.pdf"),
        ("C:\\Users\\ani\\surat.pdf", "surat.pdf"),
        ("../../etc/passwd", "passwd"),
        ("räksasa-☃.pdf", "räksasa-☃.pdf"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_the_name_of_the_document(
    sent: str, shown: str, client: TestClient, pdfs: Mapping[str, bytes]
) -> None:
    answer = client.post("/api/sign/verify", files={"signed_file": (sent, pdfs["unsigned"])})
    assert answer.json()["nama_dokumen"] == shown


def test_a_password_in_both_versions(client: TestClient, sandbox: Sandbox) -> None:
    document = next(document for document in sandbox.documents if document.password)
    for password, status, code in (
        (None, 422, "password_required"),
        ("no", 422, "password_wrong"),
        (document.password, 200, None),
    ):
        fields = {} if password is None else {"password": password}
        v1 = client.post(
            "/api/sign/verify", files={"signed_file": ("a.pdf", document.pdf)}, data=fields
        )
        v2 = client.post("/api/v2/verify/pdf", json=v2_body(document.pdf, password=password))
        assert [v1.status_code, v2.status_code] == [status, status]
        assert v1.json().get("code") == v2.json().get("code") == code


@pytest.mark.parametrize("size", [40, 70_000])
@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.replace("/", "\\/"),  # PHP
        lambda text: text.replace("=", "\\u003d"),  # Gson
        lambda text: "\\r\\n".join(text[i : i + 76] for i in range(0, len(text), 76)),  # MIME
        lambda text: text.rstrip("="),
    ],
)
def test_base64_as_others_write_it(
    written: Callable[[str], str], size: int, client: TestClient, pdfs: Mapping[str, bytes]
) -> None:
    """In a string that stays in memory, and in one that is streamed to a file."""
    pdf = pdfs["unsigned"] + b"%" + bytes([255, 239, 191]) * (size // 3) + b"\n\n"
    text = base64.b64encode(pdf).decode()
    body = '{"password": null, "file": "' + written(text) + '"}'
    headers = {"content-type": "application/json; charset=utf-8"}
    answer = client.post("/api/v2/verify/pdf", content=body, headers=headers)
    assert (answer.status_code, answer.json()["conclusion"]) == (200, "NO_SIGNATURE")


def test_the_openapi_document_describes_what_is_answered(
    client: TestClient, pdfs: Mapping[str, bytes]
) -> None:
    import jsonschema

    document = client.get("/openapi.json").json()
    routes = {"/api/sign/verify", "/api/v2/verify/pdf", "/api/verify", "/report"}
    assert set(document["paths"]) == routes | {"/healthz", "/metrics"}
    assert "Esign" in json.dumps(document["paths"]["/api/sign/verify"]["post"]["tags"])
    answers = {
        "v1": client.post("/api/sign/verify", files={"signed_file": ("a", pdfs["pades-lt"])}),
        "v2": client.post("/api/v2/verify/pdf", json=v2_body(pdfs["pades-lt"])),
        "json": client.post("/api/verify", files={"file": ("a", pdfs["pades-lt"])}),
        "Refusal": client.post("/api/verify"),
    }
    for name, answer in answers.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(answer.json())
