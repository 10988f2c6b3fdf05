"""The files have the traits of real ones (ISO 32000-2), read as bytes and by pyHanko."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.documents_kinds import PASSWORD
from esign_verify.sandbox.pdf_page import BANNER, PAYMENT, new_document
from esign_verify.sandbox.pdf_signing import SignatureSpec, add_signature
from tests.sandbox.oracle import reader, signatures


@pytest.mark.parametrize(
    ("name", "sub_filter", "reserved"),
    [
        ("legacy-timestamp", b"/adbe.pkcs7.detached", 8192),
        ("legacy-leading-newline", b"/adbe.pkcs7.detached", 16384),
        ("pades-t", b"/ETSI.CAdES.detached", 32768),
    ],
)
def test_sub_filter_and_reserved_contents(
    pdfs: Mapping[str, bytes], name: str, sub_filter: bytes, reserved: int
) -> None:
    pdf = pdfs[name]
    assert b"/SubFilter " + sub_filter in pdf
    (digits,) = re.findall(rb"/Contents <([0-9a-f]+)>", pdf)
    assert len(digits) == 2 * reserved
    assert digits.endswith(b"00" * 100)


def test_field_names_of_the_two_generations(pdfs: Mapping[str, bytes]) -> None:
    names = [signature.field_name for signature in signatures(pdfs["mixed-four"])]
    assert [bool(re.fullmatch(r"sig_\d{13}", name)) for name in names] == [True] * 3 + [False]
    assert names[3] == "Signature4"


def test_prop_build_and_producer_belong_to_the_legacy_generation(
    pdfs: Mapping[str, bytes],
) -> None:
    assert b"/Prop_Build" in pdfs["legacy-timestamp"]
    assert b"modified using" in pdfs["legacy-timestamp"]
    assert b"/Prop_Build" not in pdfs["pades-t"]


def test_claimed_time_with_an_offset_or_in_utc(pdfs: Mapping[str, bytes]) -> None:
    assert re.search(rb"/M \(D:\d{14}\+07'00'\)", pdfs["pades-t"])
    assert re.search(rb"/M \(D:\d{14}Z\)", pdfs["pades-lt"])


def test_widgets(pdfs: Mapping[str, bytes]) -> None:
    assert b"/Rect [0 0 0 0]" in pdfs["pades-t"]
    assert b"/Rect [60 60 240 110]" in pdfs["eseal-certified"]
    for name in ("pades-t", "eseal-certified"):
        assert b"/F 132" in pdfs[name]
        assert b"/SigFlags 3" in pdfs[name]


def test_raw_line_feed_literal_null_and_leading_newline(pdfs: Mapping[str, bytes]) -> None:
    pdf = pdfs["legacy-leading-newline"]
    assert pdf.startswith(b"\n%PDF-1.7")
    assert b"/Reason (Dokumen ini telah ditandatangani\nsecara elektronik)" in pdf
    assert b"/Location (null)" in pdf


def test_offsets_count_from_the_header(pdfs: Mapping[str, bytes]) -> None:
    pdf = pdfs["legacy-leading-newline"]
    start = int(pdf.rstrip().split(b"\n")[-2])
    assert pdf[1:][start:].startswith(b"xref")
    (end,) = re.findall(rb"/ByteRange \[0 \d+ (\d+ \d+)", pdf)
    assert sum(int(number) for number in end.split()) == len(pdf) - 1


def test_certification(pdfs: Mapping[str, bytes]) -> None:
    for name in ("eseal-certified", "eseal-ber"):
        catalog = reader(pdfs[name]).root
        signature = catalog["/Perms"]["/DocMDP"]
        assert signature["/Reference"][0]["/TransformParams"]["/P"] == 3


def test_upper_case_contents(pdfs: Mapping[str, bytes]) -> None:
    (digits,) = re.findall(rb"/Contents <([0-9A-F]+)>", pdfs["eseal-ber"])
    assert digits.startswith(b"3080")


@pytest.mark.parametrize(
    ("name", "certificates", "crls", "ocsps", "vri"),
    [
        ("pades-lt", 5, 2, 1, True),
        ("pades-lt-current", 4, 2, 0, False),
        ("pades-dss-root-only", 5, 1, 0, False),
    ],
)
def test_dss(
    pdfs: Mapping[str, bytes], name: str, certificates: int, crls: int, ocsps: int, vri: bool
) -> None:
    dss = reader(pdfs[name]).root["/DSS"]
    found = [len(dss[key]) if key in dss else 0 for key in ("/Certs", "/CRLs", "/OCSPs")]
    assert found == [certificates, crls, ocsps]
    assert ("/VRI" in dss) is vri


def test_a_vri_key_is_the_digest_of_contents(pdfs: Mapping[str, bytes]) -> None:
    """EN 319 142-1, 5.4.2.3."""
    from pyhanko.sign.validation.dss import DocumentSecurityStore

    found = reader(pdfs["pades-lt"])
    (signature,) = found.embedded_signatures
    key = DocumentSecurityStore.sig_content_identifier(signature.pkcs7_content)
    assert list(found.root["/DSS"]["/VRI"]) == [key]


def test_object_streams_and_cross_reference_streams(pdfs: Mapping[str, bytes]) -> None:
    pdf = pdfs["pades-xref-streams"]
    assert b"/Type /ObjStm" in pdf
    assert b"\nxref\n" not in pdf
    assert len(re.findall(rb"/Type /XRef", pdf)) == 2


@pytest.mark.parametrize("name", ["encrypted-user-password", "encrypted-owner-password"])
def test_encryption_leaves_contents_alone(pdfs: Mapping[str, bytes], name: str) -> None:
    """ISO 32000-2, 7.6.2: /Contents of a signature is not encrypted, all else is."""
    assert PAYMENT not in pdfs[name]
    assert re.search(rb"/Contents <3082", pdfs[name])
    password = PASSWORD if "user" in name else ""
    found = reader(pdfs[name], password)
    page = found.root["/Pages"]["/Kids"][0]
    assert PAYMENT in page["/Contents"].data


def test_a_wrong_password_does_not_open(pdfs: Mapping[str, bytes]) -> None:
    from pyhanko.pdf_utils.crypt import AuthStatus, StandardSecurityHandler

    found = reader(pdfs["encrypted-user-password"], "wrong")
    handler = found.security_handler
    assert isinstance(handler, StandardSecurityHandler)
    assert handler.authenticate("wrong").status == AuthStatus.FAILED
    assert handler.authenticate("sandbox").status == AuthStatus.USER


def test_stripped_file_still_holds_the_signature(pdfs: Mapping[str, bytes]) -> None:
    found = reader(pdfs["stripped"])
    assert "/AcroForm" not in found.root
    assert b"/ByteRange [0 " in pdfs["stripped"]
    end = pdfs["stripped"].rindex(b"%%EOF\n", 0, -10) + len(b"%%EOF\n")
    assert len(signatures(pdfs["stripped"][:end])) == 1


def test_contents_that_do_not_fit_are_refused() -> None:
    spec = SignatureSpec(reserved=4)
    with pytest.raises(ValueError, match="needs 5 bytes, 4 are reserved"):
        add_signature(new_document(["too small"]), spec, lambda signed: b"12345")


def test_every_document_names_itself_a_sandbox(sandbox: Sandbox) -> None:
    for document in sandbox.documents:
        found = reader(document.pdf, document.password)
        page = found.root["/Pages"]["/Kids"][0]
        assert BANNER in page["/Contents"].data, document.name
