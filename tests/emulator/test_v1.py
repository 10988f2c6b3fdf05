"""Version 1: every parameter of `POST /api/sign/pdf`, download once, verify, status."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from esign_verify import RENDERERS
from esign_verify.result import DocumentConclusion
from esign_verify.service.emulator import create_app
from tests.emulator.caller import UNFIT, Caller, refused, spring

VISIBLE = {"tampilan": "visible", "width": "160", "height": "70"}
QR = {**VISIBLE, "image": "false", "linkQR": "https://contoh.invalid/surat/1"}
PLACE = {"page": "1", "xAxis": "50", "yAxis": "80"}


def picture(kind: str = "PNG") -> bytes:
    output = BytesIO()
    Image.new("RGB", (40, 20), (0, 0, 255)).save(output, kind)
    return output.getvalue()


def words_of_specimen(pdf: bytes) -> str:
    """What the first page says once its form is drawn into it, as a person sees it."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    page = document[0]
    page.flatten()
    return document[0].get_textpage().get_text_range()


def test_an_invisible_signature(caller: Caller, pdf: bytes) -> None:
    answer = caller.sign_v1(pdf, reason="Persetujuan", location="Jakarta")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(pdf)
    result = caller.verify(answer.content)
    assert result.conclusion is DocumentConclusion.VALID
    (signature,) = result.signatures
    field = signature.evidence.field
    assert signature.signature_format == "PAdES-BASELINE-T"
    assert (field.reason, field.location) == ("Persetujuan", "Jakarta")
    assert field.names == ("sig_1795435200000",)
    assert field.claimed_signing_time == caller.clock.now
    certificate = signature.evidence.cms and signature.evidence.cms.signing_certificate
    assert certificate is not None
    assert certificate.common_name == "Pengguna ISSUE (Sandbox)"
    assert "SANDBOX - TIDAK SAH" not in words_of_specimen(answer.content)


def test_without_reason_and_location_the_signature_has_none(caller: Caller, pdf: bytes) -> None:
    field = caller.verify(caller.sign_v1(pdf).content).signatures[0].evidence.field
    assert (field.reason, field.location) == (None, None)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture(caller: Caller, pdf: bytes, kind: str) -> None:
    uploaded = {"imageTTD": (f"ttd.{kind.lower()}", picture(kind))}
    answer = caller.sign_v1(pdf, uploaded, **VISIBLE, **PLACE, image="true")
    assert answer.status_code == 200
    assert caller.verify(answer.content).conclusion is DocumentConclusion.VALID
    document = pypdfium2.PdfDocument(answer.content)
    document.init_forms()
    seen = document[0].render(may_draw_forms=True).to_pil()
    height = seen.height
    middle = seen.getpixel((50 + 80, height - 80 - 40))
    assert isinstance(middle, tuple)
    assert middle[2] > 200 and max(middle[:2]) < 60
    assert "SANDBOX - TIDAK SAH" in words_of_specimen(answer.content)


def test_a_qr_code(caller: Caller, pdf: bytes) -> None:
    answer = caller.sign_v1(pdf, **QR, **PLACE, text="Tanda (tangan) saya")
    assert caller.verify(answer.content).conclusion is DocumentConclusion.VALID
    shown = words_of_specimen(answer.content)
    assert "SANDBOX - TIDAK SAH" in shown
    assert "Pengguna ISSUE (Sandbox)" in shown
    assert "23-11-2026 19:00:00 WIB" in shown
    assert "Tanda (tangan) saya" in shown


@pytest.mark.parametrize("value", ["PERTAMA", "pertama", "TERAKHIR"])
def test_first_and_last_page(caller: Caller, pdf: bytes, value: str) -> None:
    answer = caller.sign_v1(pdf, **QR, halaman=value, xAxis="50", yAxis="80")
    assert caller.verify(answer.content).conclusion is DocumentConclusion.VALID
    assert "SANDBOX - TIDAK SAH" in words_of_specimen(answer.content)


def test_a_tag_places_the_specimen_where_the_character_stands(caller: Caller, pdf: bytes) -> None:
    """`P` of "Pay 100 to Alice" is the first on the page that is a capital P."""
    answer = caller.sign_v1(pdf, **QR, tag_koordinat="P")
    assert caller.verify(answer.content).conclusion is DocumentConclusion.VALID
    document = pypdfium2.PdfDocument(answer.content)
    text = document[0].get_textpage()
    found = text.search("P", match_case=True).get_next()
    assert found is not None
    left, bottom, *_ = text.get_charbox(found[0])
    box = f"[ {round(left)} {round(bottom)} {round(left) + 160} {round(bottom) + 70} ]"
    assert f"/Rect {box}".replace(" ", "") in answer.content.decode("latin-1").replace(" ", "")


def test_capitals_and_the_response_type_of_some_clients(caller: Caller, pdf: bytes) -> None:
    answer = caller.sign_v1(pdf, tampilan="INVISIBLE", jenis_response="BYTE")
    assert caller.verify(answer.content).conclusion is DocumentConclusion.VALID


@pytest.mark.parametrize(
    ("fields", "number", "words"),
    [
        ({"nik": ""}, 4014, "nik harus diisi"),
        ({"passphrase": ""}, 4014, "passphrase harus diisi"),
        ({"tampilan": ""}, 4014, "tampilan harus diisi"),
        ({"tampilan": "x"}, 4015, f"{UNFIT}tampilan harus visible atau invisible"),
        ({"nik": "12345"}, 4015, f"{UNFIT}nik harus 16 digit"),
        ({"passphrase": "salah"}, 2031, "Passphrase anda salah"),
        ({"nik": "9999999999999999"}, 2011, "Penandatangan tidak terdaftar"),
        ({"tampilan": "visible"}, 4014, "image harus diisi"),
        ({**VISIBLE, "image": "ya"}, 4015, f"{UNFIT}image harus true atau false"),
        ({**VISIBLE, **PLACE, "image": "false"}, 4014, "linkQR harus diisi"),
        ({**VISIBLE, **PLACE, "image": "true"}, 4014, "imageTTD harus diisi"),
        ({**QR, **PLACE, "width": ""}, 4014, "width harus diisi"),
        ({**QR, **PLACE, "height": ""}, 4014, "height harus diisi"),
        ({**QR, **PLACE, "page": ""}, 4014, "page harus diisi"),
        ({**QR, **PLACE, "xAxis": ""}, 4014, "xAxis harus diisi"),
        ({**QR, **PLACE, "yAxis": ""}, 4014, "yAxis harus diisi"),
        ({**QR, **PLACE, "xAxis": "kiri"}, 4015, f"{UNFIT}xAxis"),
        ({**QR, **PLACE, "yAxis": "nan"}, 4015, f"{UNFIT}yAxis"),
        ({**QR, **PLACE, "width": "0"}, 4015, f"{UNFIT}width atau height"),
        ({**QR, **PLACE, "width": "9e9"}, 4015, f"{UNFIT}width atau height"),
        ({**QR, **PLACE, "page": "2"}, 4015, f"{UNFIT}page, dokumen memiliki 1 halaman"),
        ({**QR, **PLACE, "page": "0"}, 4015, f"{UNFIT}page"),
        ({**QR, **PLACE, "page": "1.5"}, 4015, f"{UNFIT}page"),
        ({**QR, "halaman": "TENGAH"}, 4015, f"{UNFIT}halaman"),
        ({**QR, "tag_koordinat": "##"}, 4015, f"{UNFIT}tag_koordinat harus satu karakter"),
        ({**QR, "tag_koordinat": "#"}, 4015, f"{UNFIT}tag_koordinat # tidak ditemukan"),
        (
            {**QR, **PLACE, "linkQR": "x" * 1001},
            4015,
            f"{UNFIT}linkQR paling panjang 1000 karakter",
        ),
    ],
)
def test_what_is_refused(
    caller: Caller, pdf: bytes, fields: dict[str, str], number: int, words: str
) -> None:
    assert refused(caller.sign_v1(pdf, **fields)) == (400, number, words)


@pytest.mark.parametrize("number", range(2, 10))
def test_only_users_of_state_issue_sign(caller: Caller, pdf: bytes, number: int) -> None:
    expected = (
        (400, 2011, "Penandatangan tidak terdaftar")
        if number == 7
        else (400, 2021, "Pengguna terdaftar dan belum memiliki sertifikat aktif")
    )
    assert refused(caller.sign_v1(pdf, nik=f"{number:016d}")) == expected


def test_files_that_are_none(caller: Caller, pdf: bytes) -> None:
    form = {"nik": "0000000000000001", "passphrase": "sandbox", "tampilan": "invisible"}
    as_text = caller.ask(
        "POST", "/api/sign/pdf", data={**form, "file": "teks"}, files={"lain": b"x"}
    )
    assert refused(as_text) == (400, 4015, f"{UNFIT}file harus berupa file")
    missing = caller.ask("POST", "/api/sign/pdf", data=form, files={"lain": b"x"})
    assert refused(missing) == (400, 4014, "file harus diisi")
    empty = caller.sign_v1(b"")
    assert refused(empty) == (400, 4014, "file harus diisi")
    no_pdf = caller.sign_v1(b"halo")
    assert refused(no_pdf) == (400, 4015, f"{UNFIT}file bukan PDF")
    broken = caller.sign_v1(b"%PDF-1.7\nhalo")
    assert refused(broken) == (400, 4015, f"{UNFIT}file tidak dapat ditandatangani")
    no_picture = caller.sign_v1(
        pdf, {"imageTTD": ("t.png", b"GIF89a")}, **VISIBLE, **PLACE, image="true"
    )
    words = f"{UNFIT}gambar harus berformat JPG, JPEG atau PNG"
    assert refused(no_picture) == (400, 4015, words)


def test_a_picture_over_the_limit(caller: Caller, pdf: bytes) -> None:
    output = BytesIO()
    Image.new("1", (2001, 2000)).save(output, "PNG")
    uploaded = {"imageTTD": ("t.png", output.getvalue())}
    answer = caller.sign_v1(pdf, uploaded, **VISIBLE, **PLACE, image="true")
    assert refused(answer) == (400, 4015, f"{UNFIT}ukuran gambar")


def test_a_document_is_downloaded_once(caller: Caller, pdf: bytes) -> None:
    signed = caller.sign_v1(pdf)
    path = f"/api/sign/download/{signed.headers['id_dokumen']}"
    first = caller.ask("GET", path)
    assert (first.status_code, first.content) == (200, signed.content)
    assert first.headers["content-type"] == "application/pdf"
    gone = (404, 4044, "File tidak tersedia, pastikan bahwa dokumen belum di download")
    assert refused(caller.ask("GET", path)) == gone
    assert refused(caller.ask("GET", "/api/sign/download/lain")) == gone


def test_no_more_than_so_many_documents_are_kept(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esign_verify.sandbox.client.client.MAX_KEPT", 2)
    numbers = [caller.client.keep(b"%d" % number) for number in range(3)]
    statuses = [caller.ask("GET", f"/api/sign/download/{n}").status_code for n in numbers]
    assert statuses == [404, 200, 200]
    monkeypatch.setattr("esign_verify.sandbox.client.client.MAX_KEPT_BYTES", 3)
    numbers = [caller.client.keep(b"12"), caller.client.keep(b"34")]
    statuses = [caller.ask("GET", f"/api/sign/download/{n}").status_code for n in numbers]
    assert statuses == [404, 200]


@pytest.mark.parametrize("profile", ["2023", "legacy"])
def test_verify_answers_as_the_renderer(pdf: bytes, caller: Caller, profile: str) -> None:
    signed = caller.sign_v1(pdf).content
    caller.app = create_app(caller.client, profile=profile)
    answer = caller.ask("POST", "/api/sign/verify", files={"signed_file": ("a b.pdf", signed)})
    result = replace(caller.verify(signed), file_name="a b.pdf")
    assert answer.text == RENDERERS["v1"](result, profile=profile)
    assert answer.json()["jumlah_signature"] == 1
    assert answer.json()["nama_dokumen"] == "a b.pdf"


def test_verify_of_what_is_no_pdf(caller: Caller) -> None:
    path = "/api/sign/verify"
    answer = caller.ask("POST", path, files={"signed_file": ("a.pdf", b"halo")})
    assert spring(answer) == (500, "Internal Server Error", path)
    missing = caller.ask("POST", path, files={"file": ("a.pdf", b"halo")})
    assert refused(missing) == (400, 4014, "signed_file harus diisi")


def test_status_of_version_1(caller: Caller) -> None:
    known = caller.ask("GET", "/api/user/status/0000000000000001")
    assert known.json() == {
        "status_code": 1111,
        "status": "ISSUE",
        "message": "User sudah terdaftar dan memiliki sertifikat dengan status ISSUE",
    }
    unknown = caller.ask("GET", "/api/user/status/9999999999999999")
    assert unknown.json() == {
        "status_code": 1110,
        "status": "NOT_REGISTERED",
        "message": "User belum terdaftar",
    }
