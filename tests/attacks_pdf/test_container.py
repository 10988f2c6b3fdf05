"""Tricks with the container (ISO 32000-2, 7.5): headers, polyglots, linearized and hybrid files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from esign_verify import NotAPdfError, TrustStore, verify
from esign_verify.document import open_document
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_objects import Name, PdfObject, Raw
from esign_verify.sandbox.pdf_page import new_document
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import (
    ALTERED,
    PASSED,
    TRAILING,
    Case,
    Verdict,
    cases,
    check,
    failed,
    judge,
)
from tests.attacks_pdf.linearized import linearized
from tests.attacks_pdf.maker import FORGED_PAGE, Update, form, page_text_number, sign, signed
from tests.conftest import NOW

OPEN: dict[str, str] = {}

_LEADING = failed("leading_bytes", "unexplained_leading_bytes")
_REBUILT = failed("cross_reference", "cross_reference_rebuilt")
_XFA = PASSED._replace(remarks=(("xfa_form", "xfa_form_present"),))
_ZIP = b"PK\x03\x04\x14\0\0\0\0\0" + b"\0" * 16 + b"\x05\0\0\0a.txthello"
_HTML = b"<!doctype html><script>alert(1)</script><!--\n"
_JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xfe\x01\0"
_POLYGLOTS = "corkami: PDF polyglots; attacks.md 3.1 container tricks"

Build = Callable[[SandboxPki], bytes]


def _case(name: str, source: str, build: Build, verdict: Verdict) -> Case:
    return Case(id=name, source=source, build=build, signatures={"Signature1": verdict})


def _around(before: bytes = b"", after: bytes = b"") -> Build:
    return lambda pki: before + bytes(signed(pki).data) + after


def _header_twice(pki: SandboxPki) -> bytes:
    """The second header stands where the signer put it: a comment."""
    pdf = PdfWriter()
    pdf.data += b"%PDF-1.4\n"
    return bytes(sign(new_document(["Two headers"], pdf=pdf), pki).data)


def _counted_from_the_junk(pki: SandboxPki) -> bytes:
    """All offsets count from the first byte of the file, which is not that of the header."""
    pdf = PdfWriter()
    pdf.data[:0] = b"x" * 300 + b"\n"
    return bytes(sign(new_document(["Junk was signed"], pdf=pdf), pki).data)


HEADERS = [
    _case("junk-1", "7.5.2: the header is at the start", _around(b"x"), _LEADING),
    _case("junk-1024", "[byterange_prefix_junk]", _around(b"\x80" * 1024), _LEADING),
    _case("white-space-1024", "7.5.2: white space hides nothing", _around(b" " * 1024), PASSED),
    _case(
        "junk-that-was-signed", "the range counts from the header", _counted_from_the_junk, _LEADING
    ),
    _case("zip-before", _POLYGLOTS, _around(_ZIP), _LEADING),
    _case("html-before", _POLYGLOTS, _around(_HTML), _LEADING),
    _case("jpeg-before", _POLYGLOTS, _around(_JPEG), _LEADING),
    _case("zip-after", _POLYGLOTS, _around(after=b"PK\x05\x06" + b"\0" * 18), TRAILING),
    _case("html-after", _POLYGLOTS, _around(after=_HTML), TRAILING),
    _case("comment-after", "ISA: bytes after the end", _around(after=b"% x\n"), TRAILING),
    _case("white-space-after", "7.5.5", _around(after=b"\r\n"), PASSED),
    _case("second-header-signed", "7.5.2: a later one is a comment", _header_twice, PASSED),
    _case("second-header-in-front", "7.5.2: offsets are wrong", _around(b"%PDF-1.4\n"), _REBUILT),
]


def _signed_linearized(pki: SandboxPki) -> PdfWriter:
    return sign(linearized(), pki)


def _linearized_then(forged: bool) -> Build:
    def build(pki: SandboxPki) -> bytes:
        pdf = _signed_linearized(pki)
        if forged:
            return Update(pdf).write({page_text_number(pdf): FORGED_PAGE}).bytes()
        return bytes(sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa).data)

    return build


def _hybrid(pki: SandboxPki) -> PdfWriter:
    return sign(new_document(["Hybrid"], pdf=PdfWriter(hybrid=True)), pki)


def _hybrid_base_contradicts(pki: SandboxPki) -> bytes:
    """What was signed already shows two documents: one by the table, one by /XRefStm."""
    pdf = new_document(["Hybrid, hostile"])
    number = page_text_number(pdf)
    update = Update(pdf)
    offsets = update.objects({number: pdf.objects[number]})
    forged = update.objects({number: FORGED_PAGE})[number]
    hidden = update.xref_stream([(number, 1, forged, 0)], hidden=True)
    update.table([(number, offsets[number], 0, "n")], XRefStm=hidden)
    pdf.add(None)
    pdf._changed = []
    pdf.data, pdf._previous = update.data, update.previous
    return bytes(sign(pdf, pki).data)


LAYOUTS = [
    _case("linearized", "annex F", lambda pki: bytes(_signed_linearized(pki).data), PASSED),
    _case("linearized-altered", "annex F and ISA", _linearized_then(True), ALTERED),
    _case("hybrid", "7.5.8.4", lambda pki: bytes(_hybrid(pki).data), PASSED),
    _case("hybrid-contradicts-itself", "7.5.8.4", _hybrid_base_contradicts, _REBUILT),
    Case(
        id="linearized-signed-twice",
        source="annex F: an update makes the file one that is not linearized any more, quietly",
        build=_linearized_then(False),
        signatures={"Signature1": PASSED, "Signature2": PASSED},
    ),
]


def _usage_rights(pdf: PdfWriter) -> None:
    """/Perms /UR3, a signature by Adobe's key (12.8.2.3)."""
    reference: dict[str, PdfObject] = {
        "Type": Name("SigRef"),
        "TransformMethod": Name("UR3"),
        "TransformParams": {"Type": Name("TransformParams"), "Document": [Name("FullSave")]},
    }
    entries: dict[str, PdfObject] = {
        "Type": Name("Sig"),
        "Filter": Name("Adobe.PPKLite"),
        "SubFilter": Name("adbe.pkcs7.detached"),
        "ByteRange": [0, 100, 200, 300],
        "Contents": Raw(b"<" + b"30030201" * 8 + b">"),
        "Reference": [reference],
    }
    pdf.extend(pdf.catalog, Perms={"UR3": pdf.add(entries)})
    pdf.write_revision()


def _with_usage_rights(pki: SandboxPki) -> bytes:
    pdf = new_document(["Reader extensions"])
    _usage_rights(pdf)
    return bytes(sign(pdf, pki).data)


def _usage_rights_alone(pki: SandboxPki) -> bytes:
    pdf = new_document(["Reader extensions"])
    _usage_rights(pdf)
    return bytes(pdf.data)


def _xfa(later: bool) -> Build:
    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["XFA"])
        template: list[PdfObject] = [b"template", b"<template/>"]
        if not later:
            pdf.extend(form(pdf), XFA=template)
            return bytes(sign(pdf, pki).data)
        sign(pdf, pki)
        pdf.extend(form(pdf), XFA=template)
        pdf.write_revision()
        return bytes(pdf.data)

    return build


DYNAMIC = [
    _case("usage-rights", "12.8.2.3: /UR3 is nobody's signature", _with_usage_rights, PASSED),
    Case(
        id="usage-rights-alone",
        source="12.8.2.3: listed as usage rights, not as a person's signature",
        build=_usage_rights_alone,
        signatures={},
    ),
    _case("xfa", "annex K: what is shown is not what is signed: a remark", _xfa(False), _XFA),
    _case(
        "xfa-added-later",
        "annex K and ISA",
        _xfa(True),
        ALTERED._replace(remarks=_XFA.remarks),
    ),
]


@cases([*HEADERS, *LAYOUTS, *DYNAMIC])
def test_container(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)


def test_more_junk_than_any_reader_bears(sandbox: Sandbox) -> None:
    """The header is looked for in the first 1024 bytes (ISO 32000-1, note 13 of annex H)."""
    data = _around(b"x" * 1025)(sandbox.pki)
    trust = TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")
    with pytest.raises(NotAPdfError) as raised:
        verify(data, trust=trust, at=NOW)
    assert raised.value.code == "not_a_pdf"


@pytest.mark.parametrize("name", ["usage-rights", "usage-rights-alone"])
def test_usage_rights_are_told(name: str, sandbox: Sandbox) -> None:
    (case,) = (case for case in DYNAMIC if case.id == name)
    result = judge(case, sandbox)
    found = [
        finding.reason for finding in result.document_findings if finding.rule == "usage_rights"
    ]
    assert found == ["usage_rights_present"]


def test_a_linearized_file_is_one_revision(sandbox: Sandbox) -> None:
    """The builder makes what it claims: two sections, one revision, and a signed one."""
    with open_document(bytes(_signed_linearized(sandbox.pki).data)) as document:
        numbers = [revision.objects for revision in document.evidence.revisions]
    # seven objects and the head of the free list; the signature, its field, form, page, catalog
    assert numbers == [8, 5]
