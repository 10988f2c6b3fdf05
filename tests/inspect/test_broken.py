"""Files too broken to verify: what can be read is shown, and nothing is ever raised."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from esign_verify.document import source
from esign_verify.errors import DocumentError, EsignVerifyError, NotAPdfError, UsageError
from esign_verify.inspect import ExtractionRequest, extract, inspect_document, list_asn1
from esign_verify.inspect import repair as repair_module
from esign_verify.render import LOOKS
from esign_verify.sandbox import Sandbox
from tests.inspect.samples import BASE, document, pdf_of, pdf_with_contents

SEED = 20_261_124
MUTATIONS = 300
WORDS = (b"/ByteRange", b"/Contents", b"xref", b"startxref", b"trailer", b"%%EOF", b"obj", b"308")


def without_structure(pdf: bytes) -> bytes:
    """Of the same length, with no cross-reference data and no catalog to be found."""
    return pdf.replace(b"startxref", b"startxxxx").replace(b"/Root", b"/Rott")


def mutated(pdf: bytes, random: Random) -> bytes:
    data = bytearray(pdf)
    for _ in range(random.randint(1, 10)):
        at, size = random.randrange(len(data)), random.randint(1, 400)
        match random.randrange(5):
            case 0:
                data[at] = random.randrange(256)
            case 1:
                del data[at : at + size]
            case 2:
                start = random.randrange(len(data))
                data[at:at] = data[start : start + size]
            case 3:
                del data[max(at, 32) :]
            case _:
                word = random.choice(WORDS)
                place = data.find(word, at)
                if place >= 0:
                    data[place : place + len(word)] = random.randbytes(len(word))
    return bytes(data)


def look_at_all_of(pdf: bytes, folder: Path) -> str:
    """Every way of looking; the state of the structure."""
    facts = inspect_document(pdf)
    for lang in ("id", "en"):
        assert LOOKS["inspect"](facts, lang=lang)
    assert LOOKS["inspect-json"](facts)
    assert LOOKS["asn1"](list_asn1(pdf), lang="id")
    named = tuple(f"#{signature.number}" for signature in facts.signatures)
    request = ExtractionRequest(
        certificates=True, timestamps=True, revocation=True, cms=named, signed_data=named
    )
    done = extract(pdf, folder, request, force=True)
    assert LOOKS["extract"](done, lang="en")
    return facts.structure


def test_three_hundred_mutations_are_looked_at(sandbox: Sandbox, tmp_path: Path) -> None:
    random = Random(SEED)
    names = ("pades-lta.pdf", "eseal-ber.pdf", "pades-xref-streams.pdf", "legacy-timestamp.pdf")
    documents = [document(sandbox, name).pdf for name in names]
    states = set()
    for _ in range(MUTATIONS):
        pdf = mutated(random.choice(documents), random)
        try:
            states.add(look_at_all_of(pdf, tmp_path))
        except NotAPdfError:
            # not a trace of a PDF is left
            assert not re.search(rb"%PDF-|startxref|%%EOF|/ByteRange|/Contents\s*<", pdf)
    assert states == {"cross_reference", "rebuilt", "unreadable"}


@pytest.mark.parametrize("name", ["pades-t.pdf", "pades-lta.pdf", "eseal-ber.pdf"])
def test_signatures_are_found_without_any_structure(
    sandbox: Sandbox, name: str, tmp_path: Path
) -> None:
    """The same CMS, certificates and tokens as in the whole file, and the same bytes."""
    pdf = document(sandbox, name).pdf
    broken = without_structure(pdf)
    whole, facts = inspect_document(pdf), inspect_document(broken)
    assert (facts.structure, facts.revisions, facts.fields) == ("unreadable", (), ())
    assert facts.problem is not None
    assert facts.problem.code == "structure_unreadable"
    assert {s.found_in for s in facts.signatures} == {"raw"}
    assert [s.byte_range for s in facts.signatures] == [s.byte_range for s in whole.signatures]
    assert [s.contents for s in facts.signatures] == [s.contents for s in whole.signatures]
    assert [s.cms for s in facts.signatures] == [s.cms for s in whole.signatures]
    assert [t.sha256 for t in facts.tokens] == [t.sha256 for t in whole.tokens]
    request = ExtractionRequest(signed_data=("#1",), cms=("#1",))
    done = extract(broken, tmp_path, request)
    first = facts.signatures[0]
    signed = b"".join(
        broken[start : start + length]
        for start, length in zip(first.byte_range[::2], first.byte_range[1::2], strict=True)
    )
    assert (tmp_path / "signature-001-signed.bin").read_bytes() == signed
    assert [file.size for file in done.files] == [first.contents.cms_length, len(signed)]  # type: ignore[union-attr]


def test_a_file_cut_off_inside_contents_still_shows_the_cms(sandbox: Sandbox) -> None:
    pdf = document(sandbox, "pades-t.pdf").pdf
    whole = inspect_document(pdf)
    contents = whole.signatures[0].contents
    assert contents is not None
    assert contents.offset is not None
    cut = pdf[: contents.offset + 2 * contents.cms_length + 41]
    (found,) = inspect_document(cut).signatures
    assert found.found_in == "raw"
    assert found.cms == whole.signatures[0].cms
    assert found.contents is not None
    assert (found.contents.octets, found.contents.pairs) == (contents.cms_length + 20, True)


def test_an_object_that_nothing_names_is_unaccounted(sandbox: Sandbox) -> None:
    pdf = document(sandbox, "pades-t.pdf").pdf
    hidden = b"99 0 obj\n<</Evil true>>\nendobj"
    (found,) = inspect_document(pdf + hidden + b"\n").unaccounted
    assert (found.where, found.offset, found.length) == ("after_end", len(pdf), len(hidden))
    assert hidden.startswith(found.start)
    (found,) = inspect_document(b"\nJUNK \n" + pdf).unaccounted
    assert (found.where, found.offset, found.length) == ("before_header", 0, 7)


def test_bytes_between_objects_are_unaccounted() -> None:
    body = b"<</A 1>>\nendobj\nHIDDEN BYTES\n% a comment is none\n"
    pdf = pdf_of({1: BASE[1], 2: BASE[2], 3: body, 4: b"<</Fields[]>>"})
    facts = inspect_document(pdf)
    (found,) = facts.unaccounted
    assert (found.where, found.start[:12]) == ("between", b"HIDDEN BYTES")
    assert pdf[found.offset :].startswith(b"HIDDEN")
    assert facts.unaccounted_known is True


def test_every_document_of_the_sandbox_is_accounted_for(sandbox: Sandbox) -> None:
    found = {
        item.name: inspect_document(item.pdf, password=item.password).unaccounted
        for item in sandbox.documents
    }
    assert {name for name, stretches in found.items() if stretches} == set()


def test_a_rebuilt_file_says_so_and_measures_nothing(sandbox: Sandbox) -> None:
    pdf = document(sandbox, "pades-t.pdf").pdf
    facts = inspect_document(pdf.replace(b"\nxref\n", b"\nxxxx\n"))
    assert (facts.structure, facts.unaccounted_known) == ("rebuilt", False)
    assert [signature.fields for signature in facts.signatures] == [("Signature1",)]
    with pytest.raises(UsageError, match="extract_no_such_revision"):
        extract(pdf.replace(b"\nxref\n", b"\nxxxx\n"), Path("x"), ExtractionRequest(revisions=(1,)))


@pytest.mark.parametrize("data", [b"", b"hello", bytes(5000), b"\x89PNG\r\n\x1a\n" * 100])
def test_what_is_no_pdf_at_all_is_refused(data: bytes) -> None:
    for look in (inspect_document, list_asn1):
        with pytest.raises(NotAPdfError):
            look(data)


def test_a_trace_of_a_pdf_is_enough() -> None:
    facts = inspect_document(bytes(5000) + b"%PDF-1.7\n...startxref\n12\n%%EOF")
    assert (facts.header_offset, facts.structure) == (None, "unreadable")
    assert facts.raw.headers == (5000,)
    assert [(m.offset, m.value) for m in facts.raw.start_xrefs] == [(5012, 12)]
    assert facts.raw.end_of_file == (5025,)


class TestEncrypted:
    """Without the password the structure and the signatures are there: 7.6.2 leaves
    /Contents alone."""

    def test_without_the_password(self, sandbox: Sandbox) -> None:
        item = document(sandbox, "encrypted-user-password.pdf")
        whole = inspect_document(item.pdf, password=item.password)
        facts = inspect_document(item.pdf)
        assert facts.problem is not None
        assert (facts.problem.code, facts.decrypted) == ("password_required", False)
        assert facts.encryption == whole.encryption
        assert [s.cms for s in facts.signatures] == [s.cms for s in whole.signatures]
        assert [s.byte_range for s in facts.signatures] == [s.byte_range for s in whole.signatures]

    def test_with_a_wrong_one(self, sandbox: Sandbox) -> None:
        item = document(sandbox, "encrypted-user-password.pdf")
        facts = inspect_document(item.pdf, password="no")
        assert facts.problem is not None
        assert facts.problem.code == "password_wrong"

    def test_no_hash_of_a_password_is_shown(self, sandbox: Sandbox) -> None:
        item = document(sandbox, "encrypted-user-password.pdf")
        keys = {key for key, _ in inspect_document(item.pdf, password=item.password).encryption}
        assert keys & {"O", "U", "OE", "UE", "Perms"} == set()
        assert {"Filter", "V", "R", "P"} <= keys


class TestRepair:
    """qpdf's copy, for looking only, marked in every output."""

    def test_a_copy_is_looked_at_and_marked(self, sandbox: Sandbox) -> None:
        pdf = without_structure(document(sandbox, "pades-lt.pdf").pdf)
        facts = inspect_document(pdf, repair=True)
        assert facts.structure == "repaired"
        assert facts.repair is not None
        assert facts.repair.tool.startswith("qpdf ")
        assert facts.repair.reports
        assert facts.size == len(pdf)
        assert [field.name for field in facts.fields] == ["Signature1"]
        assert [s.found_in for s in facts.signatures] == ["form"]
        # keywords are those of the file itself
        for place in facts.raw.byte_ranges:
            assert pdf.startswith(b"/ByteRange", place.offset)
        assert "A REPAIRED COPY" in LOOKS["inspect"](facts, lang="en")
        assert "SALINAN YANG DIPERBAIKI" in LOOKS["inspect"](facts, lang="id")
        listings = list_asn1(pdf, repair=True)
        assert [item.repaired for item in listings] == [True]
        assert "A REPAIRED COPY" in LOOKS["asn1"](listings, lang="en")

    def test_the_same_file_gives_the_same_copy(self, sandbox: Sandbox) -> None:
        pdf = without_structure(document(sandbox, "pades-t.pdf").pdf)
        assert inspect_document(pdf, repair=True) == inspect_document(pdf, repair=True)

    def test_a_readable_file_is_not_repaired(self, sandbox: Sandbox) -> None:
        pdf = document(sandbox, "pades-t.pdf").pdf
        assert inspect_document(pdf, repair=True) == inspect_document(pdf)

    def test_signed_data_are_the_files_own(self, sandbox: Sandbox, tmp_path: Path) -> None:
        """A copy has other bytes at these places."""
        pdf = without_structure(document(sandbox, "pades-t.pdf").pdf)
        done = extract(pdf, tmp_path, ExtractionRequest(signed_data=("Signature1",)), repair=True)
        (file,) = done.files
        assert done.structure == "repaired"
        signed = b"".join(pdf[start:end] for start, end in file.spans)
        assert (tmp_path / file.name).read_bytes() == signed
        assert "A REPAIRED COPY" in LOOKS["extract"](done, lang="en")
        with pytest.raises(UsageError, match="extract_no_such_revision"):
            extract(pdf, tmp_path, ExtractionRequest(revisions=(1,)), repair=True)

    def test_what_cannot_be_repaired_is_looked_at_as_it_is(self) -> None:
        facts = inspect_document(b"%PDF-1.7\nnothing else", repair=True)
        assert (facts.structure, facts.repair) == ("unreadable", None)
        assert facts.problem is not None
        assert facts.problem.code == "repair_failed"

    def test_too_large_a_file_is_not_copied(
        self, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(repair_module, "MAX_REPAIRED_BYTES", 1000)
        pdf = without_structure(document(sandbox, "pades-t.pdf").pdf)
        facts = inspect_document(pdf, repair=True)
        assert facts.problem is not None
        assert (facts.problem.code, facts.repair) == ("repair_too_large", None)

    def test_without_the_extra_it_is_a_mistake_of_the_caller(
        self, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(__import__("sys").modules, "pikepdf", None)
        pdf = without_structure(document(sandbox, "pades-t.pdf").pdf)
        with pytest.raises(UsageError, match="repair_unavailable"):
            inspect_document(pdf, repair=True)


def test_errors_are_ours(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.pdf"):
        with pytest.raises(DocumentError):
            inspect_document(path)
    assert issubclass(DocumentError, EsignVerifyError)


def test_a_limit_costs_its_step_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """However early the work allowed for a file is used up, what was found is shown."""
    pdf = pdf_with_contents(bytes(1200))
    whole = inspect_document(pdf)
    monkeypatch.setattr(source, "MAX_WORK_FACTOR", 0)
    codes = set()
    for work in range(0, 20_000, 250):
        monkeypatch.setattr(source, "MAX_WORK_BYTES", work)
        facts = inspect_document(pdf)
        codes.add(facts.problem.code if facts.problem else "")
        assert facts.raw == whole.raw
        assert [s.contents for s in facts.signatures] == [s.contents for s in whole.signatures]
        if facts.problem is not None:
            shown = " ".join(LOOKS["inspect"](facts, lang="en").split())
            assert "a limit of the program's work was reached" in shown
    assert codes == {"", "limit_exceeded"}
