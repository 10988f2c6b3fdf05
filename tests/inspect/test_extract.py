"""Bytes out of a document: exactly as they stand, under names of ours, in one folder."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from esign_verify.cms import CmsForm, read_cms
from esign_verify.cms.decode import BytesContent
from esign_verify.document import open_document
from esign_verify.errors import UsageError
from esign_verify.evidence import Outcome, RevocationOrigin, TimestampKind
from esign_verify.evidence.extraction import Extraction
from esign_verify.inspect import ExtractionRequest, extract, inspect_document
from esign_verify.render import LOOKS
from esign_verify.sandbox import Sandbox
from esign_verify.timestamp import read_timestamp
from tests.inspect.samples import ALL_EMBEDDED, document, pdf_with_contents
from tests.render.samples import validator

SIGNED = [
    "legacy-timestamp.pdf",
    "legacy-leading-newline.pdf",
    "mixed-four.pdf",
    "pades-xref-streams.pdf",
    "pades-lta.pdf",
    "eseal-ber.pdf",
    "signer-ecdsa.pdf",
    "altered-update.pdf",
    "encrypted-user-password.pdf",
]


def kinds(done: Extraction, kind: str) -> list[str]:
    return [file.name for file in done.files if file.kind == kind]


@pytest.mark.parametrize("name", SIGNED)
def test_an_extracted_cms_signs_the_extracted_data(
    sandbox: Sandbox, name: str, tmp_path: Path
) -> None:
    """What the verifier finds inside the PDF, anyone finds in the two files."""
    item = document(sandbox, name)
    signatures = inspect_document(item.pdf, password=item.password).signatures
    wanted = tuple(f"#{facts.number}" for facts in signatures)
    request = ExtractionRequest(cms=wanted, signed_data=wanted)
    extract(item.pdf, tmp_path, request, password=item.password)
    for facts in signatures:
        cms = (tmp_path / f"signature-{facts.number:03}.p7s").read_bytes()
        signed = BytesContent((tmp_path / f"signature-{facts.number:03}-signed.bin").read_bytes())
        if facts.cms is not None and facts.cms.encapsulated_type_name == "id-ct-TSTInfo":
            stamp = read_timestamp(cms, kind=TimestampKind.DOCUMENT, imprinted=signed)
            assert stamp.message_imprint.outcome is Outcome.PASSED
            continue
        evidence = read_cms(cms, form=CmsForm.DETACHED, content=signed)
        assert evidence.length == len(cms)
        assert evidence.message_digest.outcome is Outcome.PASSED
        assert evidence.signature_value.outcome is Outcome.PASSED


@pytest.mark.parametrize("name", [*SIGNED, "pades-lt.pdf", "revoked-before.pdf"])
def test_embedded_objects_are_the_embedded_ones(
    sandbox: Sandbox, name: str, tmp_path: Path
) -> None:
    item = document(sandbox, name)
    done = extract(item.pdf, tmp_path, ALL_EMBEDDED, password=item.password)
    with open_document(item.pdf, password=item.password) as opened:
        evidence = opened.evidence
    certificates: set[bytes] = set()
    revocation: set[bytes] = set()
    tokens: set[bytes] = set()
    stack = []
    for field in evidence.fields:
        form = CmsForm.TIMESTAMP if field.sub_filter == "ETSI.RFC3161" else CmsForm.DETACHED
        cms = read_cms(field.contents, form=form, content=BytesContent(b""))
        stack.append(cms)
        tokens |= {field.contents[: cms.length]} if form is CmsForm.TIMESTAMP else set()
        for token in (*cms.timestamp_tokens, *cms.content_timestamp_tokens):
            tokens.add(token)
            stack.append(read_cms(token, form=CmsForm.TIMESTAMP, content=BytesContent(b"")))
    for cms in stack:
        certificates |= {certificate.der for certificate in cms.certificates}
        # CAdES revocation-values are shown wrapped; what is written is what is embedded
        revocation |= {r.der for r in cms.revocation if r.origin is not RevocationOrigin.CMS}
    if evidence.dss is not None:
        certificates |= {certificate.der for certificate in evidence.dss.certificates}
        revocation |= {item.der for item in (*evidence.dss.revocation, *evidence.dss.superseded)}
    read = {name: (tmp_path / name).read_bytes() for name in map(str, (f.name for f in done.files))}
    assert {data for name, data in read.items() if name.endswith(".cer")} >= certificates
    assert {data for name, data in read.items() if name.endswith(".tst")} == tokens
    assert {d for name, d in read.items() if name.endswith((".crl", ".ors"))} == revocation
    for name in kinds(done, "certificate"):
        if name.endswith(".pem"):
            lines = read[name].decode("ascii").splitlines()
            assert (lines[0], lines[-1]) == (
                "-----BEGIN CERTIFICATE-----",
                "-----END CERTIFICATE-----",
            )
            assert base64.b64decode("".join(lines[1:-1])) == read[name.replace(".pem", ".cer")]


def test_a_revision_is_the_file_up_to_its_end(sandbox: Sandbox, tmp_path: Path) -> None:
    pdf = document(sandbox, "pades-lta.pdf").pdf
    facts = inspect_document(pdf)
    numbers = tuple(revision.number for revision in facts.revisions)
    done = extract(pdf, tmp_path, ExtractionRequest(revisions=numbers))
    assert [file.name for file in done.files] == [f"revision-00{n}.pdf" for n in numbers]
    for revision, file in zip(facts.revisions, done.files, strict=True):
        assert (tmp_path / file.name).read_bytes() == pdf[: revision.end]
    assert (tmp_path / "revision-004.pdf").read_bytes() == pdf


def test_a_signed_revision_ends_where_the_signature_does(sandbox: Sandbox, tmp_path: Path) -> None:
    """Leading bytes belong to it, and white space that was not signed does not."""
    pdf = document(sandbox, "legacy-leading-newline.pdf").pdf + b"\n\n"
    (facts,) = inspect_document(pdf).signatures
    start = pdf.index(b"%PDF-")
    assert start > 0
    done = extract(pdf, tmp_path, ExtractionRequest(revisions=(facts.signed_revision,)))
    written = (tmp_path / done.files[0].name).read_bytes()
    assert written == pdf[: start + sum(facts.byte_range[2:4])]
    assert written != pdf


def test_padding_is_noted_and_not_written(sandbox: Sandbox, tmp_path: Path) -> None:
    pdf = document(sandbox, "pades-t.pdf").pdf
    done = extract(pdf, tmp_path, ExtractionRequest(cms=("Signature1",)))
    (file,) = done.files
    contents = inspect_document(pdf).signatures[0].contents
    assert contents is not None
    assert (file.size, file.padding, file.other) == (contents.cms_length, contents.padding, 0)
    assert file.padding > 0
    assert file.offset == contents.offset + 1  # type: ignore[operator]
    assert (file.fields, file.number, file.kind) == (("Signature1",), 1, "cms")


def test_the_manifest_says_what_was_written(sandbox: Sandbox, tmp_path: Path) -> None:
    item = document(sandbox, "mixed-four.pdf")
    request = ExtractionRequest(
        revisions=(1,), cms=("#1",), signed_data=("#2",), certificates=True, revocation=True
    )
    done = extract(item.pdf, tmp_path, request)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f.name for f in done.files)
    for file in done.files:
        data = (tmp_path / file.name).read_bytes()
        assert (file.size, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert done.sha256 == hashlib.sha256(item.pdf).hexdigest()
    validator("extract").validate(json.loads(LOOKS["extract-json"](done)))
    for lang in ("id", "en"):
        text = LOOKS["extract"](done, lang=lang)
        assert max(map(len, text.splitlines())) <= 80
        assert all(file.name in text and file.sha256 in text for file in done.files)


def test_the_numbers_are_those_of_an_inspection(sandbox: Sandbox, tmp_path: Path) -> None:
    pdf = document(sandbox, "pades-lta.pdf").pdf
    facts = inspect_document(pdf)
    extract(pdf, tmp_path, ALL_EMBEDDED)
    for prefix, suffix, items in (
        ("certificate", "cer", facts.certificates),
        ("timestamp", "tst", facts.tokens),
        ("crl", "crl", facts.revocation),
    ):
        assert items
        for item in items:
            data = (tmp_path / f"{prefix}-{item.number:03}.{suffix}").read_bytes()
            assert hashlib.sha256(data).hexdigest().upper() == item.sha256


def test_a_name_is_asked_for_before_a_number(tmp_path: Path) -> None:
    pdf = pdf_with_contents(bytes.fromhex("3003020101"), name=b"(7)")
    for asked in ("7", "#1", "1"):
        done = extract(pdf, tmp_path, ExtractionRequest(cms=(asked,)), force=True)
        assert [file.number for file in done.files] == [1]
    with pytest.raises(UsageError, match="extract_no_such_signature"):
        extract(pdf, tmp_path, ExtractionRequest(cms=("#7",)))


@pytest.mark.parametrize(
    "numbers", [b"null", b"[0 10 20]", b"[0 10 20 99999999]", b"[-1 10 20 30]", b"[0 700 0 700]"]
)
def test_a_byte_range_that_names_no_bytes_is_missing(numbers: bytes, tmp_path: Path) -> None:
    pdf = pdf_with_contents(b"\x30\x00", byte_range=numbers).ljust(1000, b"\n")
    done = extract(pdf, tmp_path, ExtractionRequest(cms=("F",), signed_data=("F",)))
    assert [file.name for file in done.files] == ["signature-001.p7s"]
    assert [(item.code, item.part) for item in done.missing] == [
        ("extract_no_byte_range", "signature 1")
    ]
    assert LOOKS["extract"](done, lang="en").count("not read") == 1


def test_contents_that_are_no_element_are_written_whole(tmp_path: Path) -> None:
    contents = b"\x30\x84\xff\xff\xff\xffgarbage" + bytes(9)
    done = extract(pdf_with_contents(contents), tmp_path, ExtractionRequest(cms=("F",)))
    (file,) = done.files
    assert (file.name, file.kind, file.padding) == ("signature-001-contents.bin", "contents", 0)
    assert (tmp_path / file.name).read_bytes() == contents


def test_a_bare_basic_ocsp_response_is_not_called_a_response(tmp_path: Path) -> None:
    """CAdES revocation-values: written as embedded, under a name that says so."""
    from tests.inspect.test_cms_tree import cms_with_unsigned, revocation_values

    basic = bytes.fromhex("3006300030020500")
    contents = cms_with_unsigned(revocation_values(basic))
    done = extract(pdf_with_contents(contents), tmp_path, ExtractionRequest(revocation=True))
    assert [file.name for file in done.files] == ["ocsp-001-basic.der"]
    assert (tmp_path / "ocsp-001-basic.der").read_bytes() == basic
