"""`esign-verify report`: what is written where, what is never replaced, and exit codes."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esign_verify.cli import main
from esign_verify.cli.places import Places, write_whole
from esign_verify.errors import UsageError
from esign_verify.render import html
from esign_verify.sandbox import Sandbox
from tests.conftest import NOW
from tests.render.html_page import Element, parsed


@pytest.fixture(scope="module")
def folder(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reported")
    (folder / "anchor.der").write_bytes(sandbox.trust_certificates[0])
    for document in sandbox.documents:
        (folder / document.name).write_bytes(document.pdf)
    (folder / "letter.pdf").write_bytes(b"%PDX- no PDF at all")
    return folder


def run(folder: Path, *arguments: str, **options: object) -> Result:
    base = ["report", "--trust", str(folder / "anchor.der"), "--at", NOW.isoformat()]
    return CliRunner().invoke(main, [*base, *arguments], **options)  # type: ignore[arg-type]


def page(path: Path) -> Element:
    return parsed(path.read_text("utf-8"))


def word(path: Path) -> str:
    return page(path).by_class("word")[0].text()


def test_one_file_one_report(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    done = run(folder, str(folder / "pades-t.pdf"), "-o", str(output), "--lang", "en")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"VALID         {folder / 'pades-t.pdf'} -> {output}\n"
    assert word(output) == "Valid"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert len(page(output).all("image")) == 1


def test_no_pictures(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    run(folder, str(folder / "pades-t.pdf"), "-o", str(output), "--no-pictures", "--zone", "WIT")
    assert page(output).all("image") == []
    assert "21:00:00 WIT (2026-11-23 12:00:00 UTC)" in page(output).all("header")[0].text()


@pytest.mark.parametrize(
    ("stem", "code", "conclusion"),
    [
        ("pades-t", 0, "Sah"),
        ("altered-bytes", 1, "Tidak sah"),
        ("letter", 2, "Tidak dapat diperiksa"),
        ("missing", 2, "Tidak dapat diperiksa"),
        ("look-alike-ca", 3, "Belum dapat dipastikan"),
        ("unsigned", 4, "Tanpa tanda tangan"),
    ],
)
def test_exit_codes_are_those_of_verify(
    folder: Path, tmp_path: Path, stem: str, code: int, conclusion: str
) -> None:
    output = tmp_path / "report.html"
    done = run(folder, str(folder / f"{stem}.pdf"), "-o", str(output), "--no-pictures")
    assert done.exit_code == code
    assert word(output) == conclusion


def test_a_file_that_cannot_be_examined_is_still_identified(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    done = run(folder, str(folder / "letter.pdf"), "-o", str(output), "--lang", "en")
    assert done.stderr == f"{folder / 'letter.pdf'}: This file is not a PDF, or is too damaged " + (
        "to be read.\n"
    )
    facts = page(output).section("facts").text()
    assert hashlib.sha256(b"%PDX- no PDF at all").hexdigest() in facts
    assert "19 bytes" in facts
    assert "19:00:00 WIB (2026-11-23 12:00:00 UTC)" in page(output).all("header")[0].text()


def test_several_files_give_a_folder_with_an_index(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "reports"
    names = ["pades-t", "altered-bytes", "letter"]
    files = [str(folder / f"{name}.pdf") for name in names]
    done = run(folder, *files, "-o", str(output), "--no-pictures", "--lang", "en")
    assert done.exit_code == 1
    made = sorted(path.name for path in output.iterdir())
    reports = [f"{number:04d}-{name}.html" for number, name in enumerate(names, start=1)]
    assert made == [*reports, "index.html"]
    assert [word(output / name) for name in reports] == [
        "Valid",
        "Not valid",
        "Could not be examined",
    ]
    index = page(output / "index.html")
    rows = index.all("tbody")[0].all("tr")
    assert [row.all("a")[0].attributes["href"] for row in rows] == reports
    assert [row.attributes["data-word"] for row in rows] == [
        "Valid",
        "Not valid",
        "Could not be examined",
    ]


def test_one_file_into_a_folder(folder: Path, tmp_path: Path) -> None:
    done = run(folder, str(folder / "pades-t.pdf"), "-o", str(tmp_path), "--no-pictures")
    assert done.exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["0001-pades-t.html", "index.html"]


def test_standard_input_is_hashed_and_drawn_too(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    data = (folder / "pades-t.pdf").read_bytes()
    assert run(folder, "-", "-o", str(output), input=data).exit_code == 0
    assert hashlib.sha256(data).hexdigest() in page(output).section("facts").text()
    assert len(page(output).all("image")) == 1
    assert run(folder, "-", "-o", str(output), "--overwrite", input=b"junk").exit_code == 2
    assert hashlib.sha256(b"junk").hexdigest() in page(output).section("facts").text()


def test_nothing_is_replaced_without_being_asked_for(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "report.html"
    output.write_text("mine")
    pdf = str(folder / "pades-t.pdf")
    done = run(folder, pdf, "-o", str(output), "--lang", "en")
    assert done.exit_code == 2
    assert "exists already" in done.stderr
    assert output.read_text() == "mine"
    done = run(folder, pdf, pdf, "-o", str(tmp_path), "--lang", "en")
    assert done.exit_code == 2
    assert "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert run(folder, pdf, "-o", str(output), "--overwrite", "--no-pictures").exit_code == 0
    assert word(output) == "Sah"


def test_the_file_to_be_checked_is_never_replaced(folder: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "surat.pdf"
    pdf.write_bytes((folder / "pades-t.pdf").read_bytes())
    (tmp_path / "again.pdf").symlink_to(pdf)
    for output in (pdf, tmp_path / "again.pdf"):
        done = run(folder, str(pdf), "-o", str(output), "--overwrite", "--lang", "en")
        assert done.exit_code == 2
        assert "will not be overwritten" in done.stderr
    assert pdf.read_bytes() == (folder / "pades-t.pdf").read_bytes()


def test_a_place_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    pdf = str(folder / "pades-t.pdf")
    done = run(folder, pdf, "-o", str(tmp_path / "no" / "r.html"), "--lang", "en")
    assert (done.exit_code, "Cannot write to" in done.stderr) == (2, True)
    done = run(folder, pdf, pdf, "-o", str(tmp_path / "file"), "--lang", "en")
    assert (done.exit_code, "must name a folder" in done.stderr) == (2, True)


def test_a_report_that_cannot_be_made_is_an_internal_error_and_no_verdict(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_options: object) -> str:
        raise RuntimeError("a bug")

    monkeypatch.setattr(html, "render_html", broken)
    output = tmp_path / "report.html"
    done = run(folder, str(folder / "pades-t.pdf"), "-o", str(output))
    assert done.exit_code == 5
    assert word(output) == "Tidak dapat diperiksa"


def test_a_report_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")
    assert path.read_text() == "old"
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError))
    with pytest.raises(UsageError):
        write_whole(path, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
    monkeypatch.undo()
    write_whole(path, "new")
    assert path.read_text() == "new"
    other = tmp_path / "other"
    other.write_text("")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "report"),
    [
        ("surat.pdf", "0007-surat.html"),
        ("../../etc/passwd", "0007-passwd.html"),
        ("a b\n<c>.pdf", "0007-a-b-c.html"),
        ("漢字.pdf", "0007.html"),
        ("-", "0007-stdin.html"),
        ("x" * 300, f"0007-{'x' * 60}.html"),
    ],
)
def test_names_of_reports_are_plain(name: str, report: str, tmp_path: Path) -> None:
    assert Places(output=tmp_path, folder=True).of(7, name) == tmp_path / report


def test_verify_writes_the_page_of_one_file(folder: Path) -> None:
    base = ["verify", "--trust", str(folder / "anchor.der"), "--at", NOW.isoformat()]
    pdf = str(folder / "pades-t.pdf")
    done = CliRunner().invoke(main, [*base, "--format", "html", pdf])
    assert done.exit_code == 0
    assert parsed(done.stdout).by_class("word")[0].text() == "Sah"
    done = CliRunner().invoke(main, [*base, "--format", "html", str(folder / "letter.pdf")])
    assert done.exit_code == 2
    assert parsed(done.stdout).by_class("word")[0].text() == "Tidak dapat diperiksa"
    done = CliRunner().invoke(main, [*base, "--format", "html", pdf, pdf, "--lang", "en"])
    assert done.exit_code == 2
    assert "use the command report" in done.stderr
