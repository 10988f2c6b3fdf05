"""Every request of the two manuals, as curl, PHP and Node send it to the running server."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from esign_verify import TrustStore, VerificationResult, verify
from esign_verify.result import DocumentConclusion
from esign_verify.sandbox import Sandbox
from tests.clients.calling import CLIENTS, Answer, Call, File, in_base64, require_client
from tests.running import running

NIK = "0000000000000001"
SEAL = "sandbox-instansi"
PERSON, AGENCY = "Pengguna ISSUE (Sandbox)", "INSTANSI SANDBOX (Sandbox)"
PLACE = {"xAxis": "60", "yAxis": "80.5"}
SIZE = {"width": "150", "height": "60"}
QR = {"tampilan": "visible", "image": "false", "linkQR": "https://contoh.invalid/?a=1&b=2", **SIZE}
REASON = "Persetujuan (rapat) – 50%"


@dataclass(frozen=True)
class Program:
    """A client, the server that it asks, and the files that it sends."""

    send: Callable[[Call], Answer]
    url: str
    folder: Path

    def post(self, path: str, *, user: str = "sandbox:sandbox", **what: Any) -> Answer:
        answer = self.send(Call(f"{self.url}{path}", user, **what))
        assert answer.headers["x-esign-sandbox"] == "1"
        return answer

    def get(self, path: str) -> Answer:
        return self.post(path, method="GET")

    def json(self, path: str, **body: Any) -> Any:
        answer = self.post(path, json=body)
        assert answer.status == 200, answer.body
        return answer.json()

    def file(self, name: str, type: str = "application/pdf") -> File:
        return File(str(self.folder / name), name, type)

    def base64(self, name: str) -> dict[str, str]:
        return in_base64(self.folder / name)

    def sign_v1(self, name: str = "surat.pdf", **fields: str | File) -> Answer:
        form = {"file": self.file(name), "nik": NIK, "passphrase": "sandbox", **fields}
        return self.post("/api/sign/pdf", form=form)

    def mailed(self) -> str:
        return str(self.get("/sandbox/mail").json()[0]["totp"])

    def verified(self, pdf: bytes, password: str | None = None) -> VerificationResult:
        """By the library, under the trust that the server hands out."""
        trust = TrustStore.load([str(self.folder / "trust.pem")])
        result = verify(pdf, trust=trust, password=password)
        assert result.conclusion is DocumentConclusion.VALID
        return result

    def signers(self, pdfs: Sequence[bytes]) -> list[list[str]]:
        return [signers(self.verified(pdf)) for pdf in pdfs]


def signers(result: VerificationResult) -> list[str]:
    found = [signature.evidence.cms for signature in result.signatures]
    return [cms.signing_certificate.common_name for cms in found if cms and cms.signing_certificate]


def files(answer: Any) -> list[bytes]:
    assert set(answer) == {"time", "file"}
    return [base64.b64decode(one, validate=True) for one in answer["file"]]


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, pdf: bytes, sandbox: Sandbox
) -> Iterator[tuple[str, Path]]:
    """The address, and a folder with what is sent."""
    folder = tmp_path_factory.mktemp("clients")
    (folder / "surat.pdf").write_bytes(pdf)
    (folder / "lain.pdf").write_bytes(pdf.replace(b"Alice", b"Bobby"))
    end = pdf[pdf.rindex(b"startxref") :]
    (folder / "besar.pdf").write_bytes(pdf + b"%" + b"x" * (3 << 20) + b"\n" + end)
    secret = next(one for one in sandbox.documents if one.name == "encrypted-user-password.pdf")
    (folder / "rahasia.pdf").write_bytes(secret.pdf)
    (folder / "rahasia.txt").write_text(secret.password or "")
    for name in ("ttd.png", "ttd.jpg"):
        Image.new("RGB", (40, 20), (0, 0, 255)).save(folder / name)
    trust = str(folder / "trust.pem")
    with running(folder / "log", "sandbox", "serve", "--trust-file", trust) as url:
        yield url, folder


@pytest.fixture(params=CLIENTS)
def program(request: pytest.FixtureRequest, served: tuple[str, Path]) -> Program:
    url, folder = served
    return Program(require_client(request.param), url, folder)


def test_v1_signs_in_every_form(program: Program) -> None:
    png, jpeg = program.file("ttd.png", "image/png"), program.file("ttd.jpg", "image/jpeg")
    picture = {**QR, "image": "true", "text": "Kepala"}
    forms: list[dict[str, str | File]] = [
        {"tampilan": "invisible", "jenis_response": "BYTE"},
        {**picture, **PLACE, "page": "1", "imageTTD": png},
        {**picture, **PLACE, "page": "1", "imageTTD": jpeg},
        {**QR, **PLACE, "page": "1"},
        {**QR, **PLACE, "halaman": "PERTAMA"},
        {**QR, **PLACE, "halaman": "terakhir"},
        {**QR, "tag_koordinat": "P"},
        {**picture, "tag_koordinat": "P", "imageTTD": png},
    ]
    for form in forms:
        answer = program.sign_v1(**form, reason=REASON, location="Jakarta")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        result = program.verified(answer.body)
        field = result.signatures[0].evidence.field
        assert (field.reason, field.location) == (REASON, "Jakarta")
        assert signers(result) == [PERSON]
        assert (b"/AP" in answer.body) == (form["tampilan"] == "visible")


def test_v1_downloads_verifies_and_tells_the_status(program: Program) -> None:
    signed = program.sign_v1("besar.pdf", tampilan="invisible")
    path = f"/api/sign/download/{signed.headers['id_dokumen']}"
    assert program.get(path).body == signed.body
    again = program.get(path)
    assert (again.status, again.json()["status_code"]) == (404, 4044)
    (program.folder / "signed.pdf").write_bytes(signed.body)
    form = {"signed_file": program.file("signed.pdf")}
    answer = program.post("/api/sign/verify", form=form).json()
    assert (answer["nama_dokumen"], answer["summary"]) == ("signed.pdf", "VALID")
    assert answer["details"][0]["info_signer"]["signer_name"] == PERSON
    assert program.get(f"/api/user/status/{NIK}").json()["status"] == "ISSUE"


def test_v2_signs_in_bulk(program: Program) -> None:
    both = [program.base64("surat.pdf"), program.base64("lain.pdf")]
    place = {"page": 1, "originX": 60.5, "originY": 80, "width": 150, "height": 60}
    seen = {"tampilan": "VISIBLE", "imageBase64": program.base64("ttd.png"), **place}
    tagged = {"tampilan": "VISIBLE", "imageBase64": program.base64("ttd.jpg"), **place}
    tagged = {**tagged, "tag_koordinat": "P", "reason": REASON, "location": "Jakarta"}
    unseen = {"tampilan": "INVISIBLE"}
    person = {"nik": NIK, "passphrase": "sandbox"}
    for properties in ([unseen], [seen], [tagged], [seen, unseen]):
        body = {**person, "signatureProperties": properties, "file": both}
        signed = files(program.json("/api/v2/sign/pdf", **body))
        assert program.signers(signed) == [[PERSON], [PERSON]]
        field = program.verified(signed[0]).signatures[0].evidence.field
        assert field.reason == properties[0].get("reason")
    password = (program.folder / "rahasia.txt").read_text()
    body = {"signatureProperties": [{**unseen, "pdfPassword": password}]}
    secret = [program.base64("rahasia.pdf")]
    (signed_secret,) = files(program.json("/api/v2/sign/pdf", **person, **body, file=secret))
    (program.folder / "secret.pdf").write_bytes(signed_secret)
    found = program.json("/api/v2/verify/pdf", file=program.base64("secret.pdf"), password=password)
    assert found["signatureInformations"][-1]["signerName"] == PERSON
    assert found["signatureInformations"][-1]["integrityValid"] is True


@pytest.mark.parametrize("who", [{"nik": NIK}, {"email": "issue@sandbox.invalid"}])
def test_v2_signs_by_totp(program: Program, who: dict[str, str]) -> None:
    asked = program.json("/api/v2/sign/get/totp", **who, data=1)
    assert asked["success"] is True
    body = {**who, "totp": program.mailed(), "signatureProperties": [{"tampilan": "INVISIBLE"}]}
    signed = files(program.json("/api/v2/sign/pdf", **body, file=[program.base64("surat.pdf")]))
    assert program.signers(signed) == [[PERSON]]
    (program.folder / "v2.pdf").write_bytes(signed[0])
    found = program.json("/api/v2/verify/pdf", file=program.base64("v2.pdf"))
    assert (found["conclusion"], found["signatureCount"]) == ("VALID", 1)


def test_the_seal(program: Program) -> None:
    seal = {"idSubscriber": SEAL}
    sent = {"success": True, "message": "TOTP Aktivasi berhasil dikirim", "data": None}
    assert program.json("/api/v2/seal/get/activation", **seal) == sent
    activation = program.mailed()
    prolonged = program.json("/api/v2/seal/get/activation", **seal, totp=activation)
    assert (prolonged["data"]["totp"], prolonged["data"]["result"]) == (activation, True)
    code = program.json("/api/v2/seal/get/totp", **seal, totp=activation, data="2")
    assert (code["message"], code["result"]) == ("TOTP berhasil dibuat", True)
    properties = [{"tampilan": "INVISIBLE", "reason": "Segel", "location": "Jakarta"}]
    both = [program.base64("surat.pdf"), program.base64("lain.pdf")]
    body = {**seal, "totp": code["totp"], "signatureProperties": properties, "file": both}
    assert program.signers(files(program.json("/api/v2/seal/pdf", **body))) == [[AGENCY], [AGENCY]]
    revoked = program.json("/api/v2/seal/revoke/activation", **seal, totp=activation)
    assert revoked["success"] is True
    used = program.post("/api/v2/seal/pdf", json=body)
    assert (used.status, used.json()["status_code"]) == (400, 4015)


def test_users(program: Program, request: pytest.FixtureRequest) -> None:
    email = f"{request.node.callspec.id}@contoh.invalid"
    for who in ({"nik": NIK}, {"email": "issue@sandbox.invalid"}):
        found = program.json("/api/v2/user/check/status", **who)
        assert (found["status"], found["status_code"]) == ("ISSUE", 1111)
    assert program.json("/api/v2/user/check/status", email=email)["status"] == "NOT_REGISTERED"
    assert program.json("/api/v2/user/registration", nama="Budi", email=email)["success"] is True
    found = program.json("/api/v2/user/check/status", email=email)
    assert found["status"] == "WAITING_FOR_VERIFICATION"


def test_refusals(program: Program) -> None:
    """They come also to a client that sends its whole body before it reads."""
    form = {"file": program.file("besar.pdf"), "nik": NIK, "tampilan": "invisible"}
    nobody = program.post("/api/sign/pdf", user="sandbox:salah", form=form)
    assert (nobody.status, list(nobody.json())) == (401, ["timestamp", "status", "error", "path"])
    assert nobody.headers["www-authenticate"].startswith("Basic ")
    wrong = program.post("/api/sign/pdf", form={**form, "passphrase": "salah"})
    words = {"error": "Passphrase anda salah", "status_code": 2031}
    assert (wrong.status, wrong.json()) == (400, words)
    no_pdf = program.post("/api/v2/verify/pdf", json={"file": program.base64("trust.pem")})
    assert (no_pdf.status, no_pdf.json()["error"]) == (500, "Internal Server Error")
    nowhere = program.get("/api/lain")
    assert (nowhere.status, nowhere.json()["path"]) == (404, "/api/lain")
    method = program.get("/api/sign/pdf")
    assert (method.status, method.headers["allow"]) == (405, "POST")
