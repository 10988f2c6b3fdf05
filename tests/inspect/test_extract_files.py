"""Where extraction writes: nothing of others, under no name from a document, and whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from esign_verify.document.source import BLOCK, Source
from esign_verify.errors import UsageError
from esign_verify.inspect import ExtractionRequest, extract, inspect_document
from esign_verify.sandbox import Sandbox
from tests.inspect.samples import ALL_EMBEDDED, document, pdf_of, pdf_with_contents


def test_nothing_is_overwritten_unless_asked_for(sandbox: Sandbox, tmp_path: Path) -> None:
    pdf = document(sandbox, "pades-t.pdf").pdf
    own = tmp_path / "certificate-002.pem"
    own.write_text("mine")
    with pytest.raises(UsageError, match="extract_file_exists") as caught:
        extract(pdf, tmp_path, ALL_EMBEDDED)
    assert caught.value.params["path"] == str(own)
    assert [path.name for path in tmp_path.iterdir()] == [own.name]
    assert own.read_text() == "mine"
    extract(pdf, tmp_path, ALL_EMBEDDED, force=True)
    assert own.read_text().startswith("-----BEGIN CERTIFICATE-----")
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("force", [False, True])
def test_a_link_in_the_way_is_not_followed(sandbox: Sandbox, tmp_path: Path, force: bool) -> None:
    pdf = document(sandbox, "pades-t.pdf").pdf
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    outside.write_text("mine")
    folder.mkdir()
    for name in ("certificate-001.cer", "certificate-001.cer.part"):
        (folder / name).symlink_to(outside)
    if force:
        extract(pdf, folder, ALL_EMBEDDED, force=True)
        assert not (folder / "certificate-001.cer").is_symlink()
    else:
        with pytest.raises(UsageError, match="extract_file_exists"):
            extract(pdf, folder, ALL_EMBEDDED)
    assert outside.read_text() == "mine"


@pytest.mark.parametrize(
    "name", [b"(../../x)", b"(/etc/passwd)", b"(C:\\\\x)", b"(a\\000b)", b"(..)", b"<FEFF002E002E>"]
)
def test_a_field_name_is_no_file_name(name: bytes, tmp_path: Path) -> None:
    """It stands in the manifest, and nowhere else."""
    pdf = pdf_with_contents(bytes.fromhex("3003020101") + bytes(20), name=name)
    folder = tmp_path / "deep" / "out"
    shown = inspect_document(pdf).signatures[0].fields
    request = ExtractionRequest(cms=shown, signed_data=shown)
    done = extract(pdf, folder, request)
    assert [file.name for file in done.files] == ["signature-001.p7s", "signature-001-signed.bin"]
    assert [file.fields for file in done.files] == [shown, shown]
    written = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert {str(path.parent) for path in written} == {"deep/out"}
    assert (folder / "signature-001.p7s").read_bytes() == bytes.fromhex("3003020101")
    assert (folder / "signature-001-signed.bin").read_bytes() == pdf[:10] + pdf[20:50]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (ExtractionRequest(), "extract_nothing_asked"),
        (ExtractionRequest(revisions=(5,)), "extract_no_such_revision"),
        (ExtractionRequest(cms=("Nobody",), certificates=True), "extract_no_such_signature"),
        (ExtractionRequest(signed_data=("#9",)), "extract_no_such_signature"),
    ],
)
def test_a_request_without_meaning_writes_nothing(
    sandbox: Sandbox, tmp_path: Path, request_: ExtractionRequest, code: str
) -> None:
    folder = tmp_path / "out"
    with pytest.raises(UsageError) as caught:
        extract(document(sandbox, "pades-t.pdf").pdf, folder, request_)
    assert caught.value.code == code
    assert not folder.exists()


def test_a_large_file_is_written_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No read is longer than a block, however long the stretch."""
    stream = b"<</Length %d>>stream\n" % (5 * BLOCK) + bytes(5 * BLOCK) + b"\nendstream"
    path = tmp_path / "large.pdf"
    path.write_bytes(pdf_of({1: b"<</Type/Catalog>>", 2: stream}))
    longest = 0
    read = Source._at

    def watched(self: Source, start: int, length: int) -> bytes:
        nonlocal longest
        longest = max(longest, length)
        return read(self, start, length)

    monkeypatch.setattr(Source, "_at", watched)
    extract(path, tmp_path / "out", ExtractionRequest(revisions=(1,)))
    assert (tmp_path / "out" / "revision-001.pdf").read_bytes() == path.read_bytes()
    assert longest <= BLOCK


def test_a_file_in_the_place_of_the_folder(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("mine")
    with pytest.raises(UsageError, match="output_unwritable"):
        extract(document(sandbox, "pades-t.pdf").pdf, path, ALL_EMBEDDED)
    assert path.read_text() == "mine"
