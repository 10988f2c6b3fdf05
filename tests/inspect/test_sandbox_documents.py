"""Every document of the sandbox, inspected: facts agree with the verifier's own, no judgement."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

from esign_verify.cms import CmsForm, read_cms
from esign_verify.cms.decode import BytesContent, der
from esign_verify.document import open_document
from esign_verify.evidence.inspection import Inspection
from esign_verify.evidence.inspection_cms import CmsFacts
from esign_verify.inspect import inspect_document, list_asn1
from esign_verify.render import LOOKS
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.expected import SandboxDocument
from tests.inspect.samples import assert_golden, document
from tests.render.samples import validator

NAMES = [
    "legacy-timestamp.pdf",
    "legacy-leading-newline.pdf",
    "mixed-four.pdf",
    "pades-xref-streams.pdf",
    "pades-lt-current.pdf",
    "pades-lta.pdf",
    "eseal-certified.pdf",
    "eseal-ber.pdf",
    "signer-pss.pdf",
    "signer-ed25519.pdf",
    "unsigned.pdf",
    "empty-field.pdf",
    "revoked-before.pdf",
    "altered-update.pdf",
    "malformed-cms.pdf",
    "unsupported-subfilter.pdf",
    "pkcs7-sha1.pdf",
    "stripped.pdf",
    "sneaky-signature.pdf",
    "shadow-replace.pdf",
    "encrypted-user-password.pdf",
    "encrypted-owner-password.pdf",
]
GOLDEN = ["pades-lta", "eseal-ber", "stripped", "empty-field"]
VERDICTS = re.compile(
    r"TOTAL-|INDETERMINATE|\bVALID\b|\bINVALID\b|\bvalid\b|\binvalid\b|\bPASSED\b|\bFAILED\b"
    r"|trusted|forged|tepercaya|\bsah\b|palsu"
)


def inspected(item: SandboxDocument) -> Inspection:
    return inspect_document(item.pdf, password=item.password)


@pytest.fixture(params=NAMES)
def item(request: pytest.FixtureRequest, sandbox: Sandbox) -> SandboxDocument:
    return document(sandbox, request.param)


def test_the_facts_are_those_of_the_verifier(item: SandboxDocument) -> None:
    """Two readers of the same bytes: `open_document`, which judges nothing away, and this one."""
    facts = inspected(item)
    with open_document(item.pdf, password=item.password) as opened:
        evidence = opened.evidence
    base = evidence.header_offset
    assert (facts.structure, facts.problem, facts.omissions) == ("cross_reference", None, ())
    assert (facts.size, facts.sha256) == (len(item.pdf), hashlib.sha256(item.pdf).hexdigest())
    assert facts.header_offset == base
    assert [r.number for r in facts.revisions] == [r.number for r in evidence.revisions]
    assert [r.written + r.freed for r in facts.revisions] == [r.objects for r in evidence.revisions]
    for revision, known in zip(facts.revisions, evidence.revisions, strict=True):
        assert item.pdf[revision.start : revision.end].rstrip().endswith(b"%%EOF")
        assert not item.pdf[known.end + base : revision.end].strip()
    assert [s.fields for s in facts.signatures] == [f.names for f in evidence.fields]
    assert [s.byte_range for s in facts.signatures] == [f.byte_range for f in evidence.fields]
    assert [s.signed_revision for s in facts.signatures] == [f.revision for f in evidence.fields]
    empty = [field.name for field in facts.fields if not field.signature]
    assert empty == list(evidence.empty_fields)
    assert [c for r in facts.revisions for c in r.changes] == list(evidence.changes)


def test_offsets_are_those_of_a_hex_editor(item: SandboxDocument) -> None:
    facts = inspected(item)
    data = item.pdf
    for revision in facts.revisions:
        for section in revision.sections:
            start = data[section.offset :]
            assert start.startswith(b"xref") or re.match(rb"\d+ \d+ obj", start)
        for written in revision.objects:
            if written.offset is not None:
                head = b"%d %d obj" % (written.number, written.generation)
                assert data.startswith(head, written.offset)
    for signature in facts.signatures:
        for entry in signature.entries:
            assert entry.offset is not None
            before = data[: entry.offset].rstrip()
            assert before.endswith(b"/" + entry.key.encode())
    for marker in facts.raw.start_xrefs:
        assert data.startswith(b"startxref", marker.offset)
    for offset in facts.raw.end_of_file:
        assert data.startswith(b"%%EOF", offset)
    for place in facts.raw.byte_ranges:
        assert data.startswith(b"/ByteRange", place.offset)


def test_every_part_of_a_cms_stands_where_it_is_said_to(item: SandboxDocument) -> None:
    facts = inspected(item)
    digests = {c.number: c.sha256 for c in facts.certificates}
    for signature in facts.signatures:
        contents, cms = signature.contents, signature.cms
        if contents is None or cms is None or not cms.length:
            continue
        assert contents.offset is not None
        assert contents.pairs
        assert item.pdf[contents.offset : contents.offset + 1] == b"<"
        digits = item.pdf[contents.offset + 1 : contents.offset + contents.length - 1]
        octets = bytes.fromhex(digits.decode("ascii"))
        assert (
            len(octets)
            == contents.octets
            == (contents.cms_length + contents.other + contents.padding)
        )
        assert hashlib.sha256(octets[: cms.length]).hexdigest().upper() == cms.sha256
        for reference in cms.certificates:
            part = octets[reference.offset : reference.offset + reference.length]
            assert hashlib.sha256(part).hexdigest().upper() == digests[reference.number]
        for signer in cms.signer_infos:
            assert octets[signer.offset] == der.SEQUENCE
            assert signer.signature_offset is not None
            for attribute in signer.signed_attributes or ():
                element = der.read_element(octets, attribute.offset)
                assert der.oid(element.first_child()) == attribute.oid
                assert element.stop - element.start == attribute.length


def attribute(cms: CmsFacts, name: str) -> str:
    (signer,) = cms.signer_infos
    (found,) = (a for a in signer.signed_attributes or () if a.name == name)
    return found.values[0]


def test_the_cms_is_the_one_that_the_verifier_reads(item: SandboxDocument) -> None:
    facts = inspected(item)
    with open_document(item.pdf, password=item.password) as opened:
        fields = opened.evidence.fields
    certificates = {c.number: c for c in facts.certificates}
    for field, signature in zip(fields, facts.signatures, strict=True):
        form = CmsForm.TIMESTAMP if field.sub_filter == "ETSI.RFC3161" else CmsForm.DETACHED
        form = CmsForm.SHA1 if field.sub_filter == "adbe.pkcs7.sha1" else form
        known = read_cms(field.contents, form=form, content=BytesContent(b""))
        cms = signature.cms
        if not known.length or cms is None:
            continue
        assert (cms.length, cms.encoding) == (known.length, known.encoding)
        assert cms.content_type_name == "id-signedData"
        assert [certificates[c.number].sha256 for c in cms.certificates] == [
            c.sha256 for c in known.certificates
        ]
        assert len(cms.tokens) == len(known.timestamp_tokens)
        signer = cms.signer_infos[0]
        assert certificates[signer.signing_certificate].sha256 == known.signing_certificate.sha256  # type: ignore[union-attr]
        if known.message_digest_value:
            assert attribute(cms, "id-messageDigest") == known.message_digest_value.hex().upper()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_tree_fits_a_terminal_and_judges_nothing(item: SandboxDocument, lang: str) -> None:
    text = LOOKS["inspect"](inspected(item), lang=lang)
    assert max(map(len, text.splitlines())) <= 80
    shown = [line for line in text.splitlines() if "Sandbox" not in line]
    assert [line for line in shown if VERDICTS.search(line)] == []
    assert text == LOOKS["inspect"](inspected(item), lang=lang)


def test_the_json_keeps_to_its_schema(item: SandboxDocument) -> None:
    text = LOOKS["inspect-json"](inspected(item))
    validator("inspect").validate(json.loads(text))
    listings = list_asn1(item.pdf, password=item.password)
    validator("asn1").validate(json.loads(LOOKS["asn1-json"](listings)))


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("name", GOLDEN)
def test_whole_trees(sandbox: Sandbox, name: str, lang: str) -> None:
    tree = LOOKS["inspect"](inspected(document(sandbox, f"{name}.pdf")), lang=lang)
    assert_golden(tree, f"{name}.{lang}.txt")


def test_a_whole_listing_of_asn1(sandbox: Sandbox) -> None:
    """BER with indefinite lengths, tokens and certificates within."""
    listings = list_asn1(document(sandbox, "eseal-ber.pdf").pdf)
    assert_golden(LOOKS["asn1"](listings, lang="en"), "eseal-ber.asn1.en.txt")
