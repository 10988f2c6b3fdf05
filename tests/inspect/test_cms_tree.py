"""One CMS part by part: what cannot be read hides nothing else."""

from __future__ import annotations

from esign_verify.cms.decode import der
from esign_verify.evidence.inspection import SignatureFacts
from esign_verify.evidence.inspection_cms import EmbeddedKind, Origin
from esign_verify.inspect import inspect_document
from esign_verify.render import LOOKS
from tests.inspect.samples import pdf_with_contents

ID_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
ID_DATA = bytes.fromhex("06092a864886f70d010701")
SHA256 = bytes.fromhex("300b0609608648016503040201")
RSA = bytes.fromhex("300d06092a864886f70d0101010500")
NAME = bytes.fromhex("300c310a300806035504030c0141")


def sequence(*parts: bytes) -> bytes:
    return der.encode(der.SEQUENCE, b"".join(parts))


def integer(value: int) -> bytes:
    return der.encode(der.INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    octets = bytearray([40 * first + second])
    for arc in rest:
        digits = [arc & 0x7F]
        while arc := arc >> 7:
            digits.append(arc & 0x7F | 0x80)
        octets += bytes(reversed(digits))
    return der.encode(der.OID, bytes(octets))


def attribute(dotted: str, *values: bytes) -> bytes:
    return sequence(oid(dotted), der.encode(der.SET, b"".join(values)))


def signer_info(signed: bytes = b"", unsigned: bytes = b"", sid: bytes = b"") -> bytes:
    parts = [integer(1), sid or sequence(NAME, integer(5)), SHA256]
    parts += [der.encode(0xA0, signed)] if signed else []
    parts += [RSA, der.encode(der.OCTET_STRING, b"\xaa" * 8)]
    parts += [der.encode(0xA1, unsigned)] if unsigned else []
    return sequence(*parts)


def cms(*signers: bytes, before: bytes = b"") -> bytes:
    fields = sequence(
        integer(1),
        der.encode(der.SET, SHA256),
        sequence(ID_DATA),
        before,
        der.encode(der.SET, b"".join(signers)),
    )
    return sequence(ID_SIGNED_DATA, der.encode(0xA0, fields))


def cms_with_unsigned(unsigned: bytes) -> bytes:
    return cms(signer_info(unsigned=unsigned))


def revocation_values(*basic: bytes) -> bytes:
    listed = der.encode(0xA1, sequence(*basic))
    return attribute("1.2.840.113549.1.9.16.2.24", sequence(listed))


def signature(contents: bytes) -> SignatureFacts:
    (facts,) = inspect_document(pdf_with_contents(contents)).signatures
    return facts


def problems(contents: bytes) -> list[tuple[str, str]]:
    facts = signature(contents)
    assert facts.cms is not None
    return [(problem.part, problem.code) for problem in facts.cms.problems]


def test_a_whole_one_has_no_problem() -> None:
    assert problems(cms(signer_info())) == []


def test_several_signer_infos_are_all_shown() -> None:
    """The verifier wants exactly one; here each is looked at."""
    facts = signature(cms(signer_info(), signer_info(), signer_info())).cms
    assert facts is not None
    assert [s.serial_number for s in facts.signer_infos] == ["05"] * 3
    assert [s.issuer for s in facts.signer_infos] == ["CN=A"] * 3
    assert len({s.offset for s in facts.signer_infos}) == 3


def test_one_broken_attribute_leaves_the_others() -> None:
    good = attribute("1.2.840.113549.1.9.3", ID_DATA)
    broken = sequence(oid("1.2.3"))
    digest = attribute("1.2.840.113549.1.9.4", der.encode(der.OCTET_STRING, b"\x01\x02"))
    contents = cms(signer_info(signed=good + broken + digest))
    facts = signature(contents).cms
    assert facts is not None
    assert [a.name for a in facts.signer_infos[0].signed_attributes or ()] == [
        "id-contentType",
        "id-messageDigest",
    ]
    assert problems(contents) == [("Attribute", "malformed")]


def test_a_value_of_another_type_is_shown_as_it_is() -> None:
    contents = cms(signer_info(signed=attribute("1.2.840.113549.1.9.5", integer(7))))
    facts = signature(contents).cms
    assert facts is not None
    (shown,) = facts.signer_infos[0].signed_attributes or ()
    assert shown.values == ("7",)
    assert problems(contents) == [("id-signingTime", "asn1_bad_time")]


def test_a_broken_part_leaves_the_others() -> None:
    """Certificates that are none, a SignerInfo that ends early, a good one after it."""
    before = der.encode(0xA0, sequence(integer(1)) + der.encode(0xA1, b""))
    contents = cms(sequence(integer(1)), signer_info(), before=before)
    facts = inspect_document(pdf_with_contents(contents))
    (certificate,) = facts.certificates
    assert [p.code for p in certificate.problems] == ["certificate_malformed"]
    shown = facts.signatures[0].cms
    assert shown is not None
    assert [s.serial_number for s in shown.signer_infos] == ["", "05"]
    assert problems(contents) == [
        ("CertificateChoices", "asn1_unexpected_tag"),
        ("SignerInfo", "malformed"),
    ]


def test_what_is_no_signed_data_is_named() -> None:
    facts = signature(sequence(oid("1.2.840.113549.1.7.3"), der.encode(0xA0, sequence()))).cms
    assert facts is not None
    assert (facts.content_type_name, facts.signer_infos, facts.problems) == (
        "id-envelopedData",
        (),
        (),
    )


def test_a_length_beyond_the_end_is_a_problem_with_its_place() -> None:
    assert problems(b"\x30\x82\xff\xff\x30\x00") == [("ContentInfo", "asn1_truncated")]


def test_subject_key_identifiers_are_shown() -> None:
    facts = signature(cms(signer_info(sid=der.encode(0x80, b"\xab\xcd")))).cms
    assert facts is not None
    assert facts.signer_infos[0].subject_key_identifier == "ABCD"


def test_tokens_within_tokens_end_somewhere() -> None:
    token = cms(signer_info())
    for _ in range(9):
        token = cms_with_unsigned(attribute("1.2.840.113549.1.9.16.2.14", token))
    facts = inspect_document(pdf_with_contents(token))
    assert [item.number for item in facts.tokens] == [1, 2, 3]
    innermost = facts.tokens[-1].cms
    assert [(p.part, p.code) for p in innermost.problems] == [
        ("id-aa-signatureTimeStampToken", "asn1_too_deep")
    ]


def test_the_same_token_in_itself_is_listed_once() -> None:
    token = cms(signer_info())
    twice = attribute("1.2.840.113549.1.9.16.2.14", token, token)
    facts = inspect_document(pdf_with_contents(cms_with_unsigned(twice)))
    (shown,) = facts.tokens
    assert [place.origin for place in shown.places] == [Origin.ATTRIBUTE] * 2
    assert len({place.offset for place in shown.places}) == 2


def test_a_flood_of_certificates_is_counted_and_cut() -> None:
    listed = b"".join(sequence(integer(number)) for number in range(5_200))
    facts = inspect_document(pdf_with_contents(cms(signer_info(), before=der.encode(0xA0, listed))))
    assert len(facts.certificates) == 5_000
    assert [(o.what, o.shown, o.total) for o in facts.omissions] == [("embedded", 5_000, 5_200)]
    assert "5000 of 5200" in LOOKS["inspect"](facts, lang="en")


def test_bare_ocsp_responses_of_cades_are_read() -> None:
    contents = cms_with_unsigned(revocation_values(bytes.fromhex("3006300030020500")))
    (item,) = inspect_document(pdf_with_contents(contents)).revocation
    assert (item.kind, item.places[0].origin) == (EmbeddedKind.OCSP, Origin.REVOCATION_VALUES)
