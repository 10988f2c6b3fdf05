"""The PDF of a page: complete, PDF/A where it says so, and nothing fetched."""

from __future__ import annotations

import subprocess
import sys

import pytest

from esign_verify.errors import UsageError
from tests.render.pdf_a import deviations

try:
    import weasyprint  # noqa: F401
except (ImportError, OSError) as missing:
    pytest.skip(f"needs WeasyPrint and Pango: {missing}", allow_module_level=True)

from weasyprint.urls import FatalURLFetchingError

from esign_verify.render.html_pdf import render_pdf
from tests.browser.looks import off_paper, pdf_text


def html(body: str) -> str:
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Laporan</title>'
        '<meta name="dcterms.created" content="2026-11-23T12:00:00Z">'
        "<style>@page { size: A4 }</style></head>"
        f"<body><h1>Kesimpulan</h1>{body}</body></html>"
    )


DOT = """
iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ
RU5ErkJggg==""".replace("\n", "")
"""a PNG of one pixel"""

BODY = """
<p><a href="#x">di bawah</a> <a href="https://example.com/">di luar</a></p>
<details id="x"><summary>Rincian</summary><p>tersembunyi</p></details>
<svg width="100" height="50" role="img" aria-label="gambar">
<text x="3" y="15">Tergambar</text></svg>
<table><tr><th scope="row">Nama</th><td>Budi</td></tr></table>
<img alt="titik" src="data:image/png;base64,DOT">
""".replace("DOT", DOT)


def test_a_page_becomes_a_tagged_pdf_a_with_everything_open() -> None:
    made = render_pdf(html(BODY))
    assert made.archival is True
    assert deviations(made.data) == []
    assert off_paper(made.data) == []
    assert pdf_text(made.data) == "kesimpulandibawahdiluarrinciantersembunyinamabuditergambar"


def test_a_character_that_no_font_has_ends_the_claim_and_stays_in_the_text() -> None:
    made = render_pdf(html("<p>\U0001304f nama</p>"))
    assert made.archival is False
    assert deviations(made.data) == [
        "6.2.3: no output intent",
        "6.6.4: no claim",
        "6.6.3: /Title differs from the metadata",
        "6.6.3: /CreationDate differs from the metadata",
    ]
    assert pdf_text(made.data) == "kesimpulan\U0001304fnama"


def test_a_page_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from esign_verify.render.html_pdf import render_pdf;"
        "sys.stdout.buffer.write(render_pdf(sys.stdin.read()).data)"
    )
    page = html(BODY)
    done = subprocess.run(
        [sys.executable, "-c", code], input=page.encode(), capture_output=True, check=True
    )
    assert done.stdout == render_pdf(page).data


@pytest.mark.parametrize(
    "address", ["http://example.com/a.png", "file:///etc/hostname", "//example.com/a", "a.png"]
)
def test_what_a_page_asks_for_from_outside_is_an_error(address: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        render_pdf(html(f'<img alt="" src="{address}">'))


@pytest.mark.parametrize(
    ("raised", "code"),
    [(ImportError("weasyprint"), "pdf_not_installed"), (OSError("pango"), "pdf_library_missing")],
)
def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, code: str
) -> None:
    class Refuse:
        def find_spec(self, name: str, *_rest: object) -> None:
            if name.split(".", maxsplit=1)[0] == "weasyprint":
                raise raised

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Refuse(), *sys.meta_path])
    with pytest.raises(UsageError) as caught:
        render_pdf(html(""))
    assert caught.value.code == code
