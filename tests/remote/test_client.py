"""The client against a real server on loopback: what is sent, and what comes back."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from esign_verify.errors import RemoteError, UsageError
from esign_verify.evidence.remote import RemoteAnswer, RemoteApi, ServerForm
from esign_verify.remote import (
    Credentials,
    body,
)
from tests.remote.asking import DOCUMENT, EMPTY_V2, PASSWORD, SECRET, ask, refused, verifier
from tests.remote.server import StubServer, answer


def test_v2_sends_json_with_the_document_and_credentials(server: StubServer, pdf: Path) -> None:
    server.replies = [answer(EMPTY_V2)]
    found = ask(verifier(server.url), pdf)
    assert found == RemoteAnswer(
        api=RemoteApi.V2,
        form=ServerForm.CURRENT,
        conclusion="NO_SIGNATURE",
        description="Dokumen tidak memiliki tandatangan elektronik",
        stated_count=0,
        signatures=(),
        manual_order=True,
    )
    (request,) = server.received
    assert (request.method, request.path) == ("POST", "/api/v2/verify/pdf")
    assert request.document == DOCUMENT
    assert set(json.loads(request.body)) == {"file"}
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Authorization"] == Credentials("aplikasi", SECRET).header()
    assert "Cookie" not in request.headers


def test_v2_sends_the_password(server: StubServer, pdf: Path) -> None:
    server.replies = [answer(EMPTY_V2)]
    ask(verifier(server.url + "/esign/"), pdf, PASSWORD)
    (request,) = server.received
    assert request.path == "/esign/api/v2/verify/pdf"
    assert json.loads(request.body)["password"] == PASSWORD


@pytest.mark.parametrize("name", ["surat.pdf", 'a"b\r\nX: y.pdf', "surat é.pdf"])
def test_v1_sends_one_part(server: StubServer, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(DOCUMENT)
    server.replies = [
        answer({"nama_dokumen": name, "jumlah_signature": 0, "details": [], "notes": None})
    ]
    found = ask(verifier(server.url, api=RemoteApi.V1), path)
    assert (found.form, found.conclusion, found.stated_count) == (ServerForm.LEGACY, None, 0)
    (request,) = server.received
    assert request.path == "/api/sign/verify"
    boundary = request.headers["Content-Type"].removeprefix("multipart/form-data; boundary=")
    escaped = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head, content, end = request.body.partition(DOCUMENT)
    assert content == DOCUMENT
    assert head.decode() == (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="signed_file"; filename="{escaped}"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    assert end.decode() == f"\r\n--{boundary}--\r\n"


def test_v1_has_no_place_for_a_password(server: StubServer, pdf: Path) -> None:
    with pytest.raises(UsageError) as caught:
        ask(verifier(server.url, api=RemoteApi.V1), pdf, PASSWORD)
    assert caught.value.code == "remote_v1_password"
    assert server.received == []


def test_a_document_of_many_pieces_arrives_whole(
    server: StubServer, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "_CHUNK", 3)
    server.replies = [answer(EMPTY_V2)]
    ask(verifier(server.url), pdf)
    assert server.received[0].document == DOCUMENT


@pytest.mark.parametrize(
    "changed", [DOCUMENT + b"!", DOCUMENT[:-1], DOCUMENT[:-1] + b"!"], ids=["more", "less", "other"]
)
def test_another_document_than_the_verified_one_is_not_asked_about(
    server: StubServer, pdf: Path, changed: bytes
) -> None:
    client = verifier(server.url)
    server.replies = [answer(EMPTY_V2)]
    digest = hashlib.sha256(DOCUMENT).hexdigest()
    pdf.write_bytes(changed)
    with pytest.raises(RemoteError) as caught:
        client.ask(pdf, size=len(DOCUMENT), sha256=digest)
    assert caught.value.code == "remote_document_changed"


def test_a_document_over_the_limit_is_not_sent(
    server: StubServer, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "MAX_REMOTE_UPLOAD_BYTES", len(DOCUMENT) - 1)
    error = refused(verifier(server.url), pdf)
    assert (error.code, server.received) == ("remote_document_too_large", [])
