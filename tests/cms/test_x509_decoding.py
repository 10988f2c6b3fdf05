"""Decoding of certificates, CRLs and OCSP responses: what they say, and nothing raised but ours."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from esign_verify.cms import der
from esign_verify.cms.x509 import (
    parse_certificate,
    read_certificate,
)
from esign_verify.cms.x509_crl import decode_crl, find_entries, read_entries
from esign_verify.cms.x509_names import names_match, read_name, rfc4514
from esign_verify.cms.x509_ocsp import decode_ocsp_response
from esign_verify.errors import DecodeError
from esign_verify.evidence import NameAttribute
from esign_verify.limits import MAX_NAME_ATTRIBUTES, MAX_TEXT
from tests.cms.x509_maker import END, KEY, START, certificate, crl, extension_der, ocsp_response

QC_TYPE_ESEAL = bytes.fromhex(
    "3015301306060400 8e460106 3009 0607 0400 8e460106 02".replace(" ", "")
)


def test_what_a_certificate_says() -> None:
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    policy = x509.PolicyInformation(x509.ObjectIdentifier("2.16.360.1.1.1.5.1.4.3"), None)
    adobe = x509.ObjectIdentifier("1.2.840.113583.1.1.5")
    found = read_certificate(
        certificate(
            KEY,
            (usage, True),
            (x509.ExtendedKeyUsage([adobe]), True),
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (x509.CertificatePolicies([policy]), False),
            (x509.SubjectKeyIdentifier(b"\1\2"), False),
            (x509.AuthorityKeyIdentifier(b"\3\4", None, None), False),
            (x509.OCSPNoCheck(), False),
            extension_der("1.3.6.1.5.5.7.1.3", QC_TYPE_ESEAL),
        )
    )
    assert found.problems == ()
    assert found.subject == (
        (NameAttribute(oid="2.5.4.3", value="Budi, Ketua", der=b"\x0c\x0bBudi, Ketua"),),
        (NameAttribute(oid="2.5.4.10", value="Dinas", der=b"\x0c\x05Dinas"),),
        (NameAttribute(oid="2.5.4.6", value="ID", der=b"\x13\x02ID"),),
    )
    assert (found.common_name, found.organization) == ("Budi, Ketua", "Dinas")
    assert rfc4514(found.subject) == "C=ID,O=Dinas,CN=Budi\\, Ketua"
    assert found.serial_number == 0xC0FFEE
    assert (found.not_before, found.not_after) == (START, END)
    assert (found.key_algorithm, found.key_bits) == ("ec", 256)
    assert found.signature_algorithm == "ecdsa-sha256"
    assert found.key_usage == ("digitalSignature", "nonRepudiation")
    assert found.extended_key_usage == ("1.2.840.113583.1.1.5",)
    assert (found.extended_key_usage_critical, found.is_ca) == (True, False)
    assert (found.self_issued, found.ocsp_no_check) == (True, True)
    assert found.policies == ("2.16.360.1.1.1.5.1.4.3",)
    assert found.qc_types == ("0.4.0.1862.1.6.2",)
    assert (found.subject_key_identifier, found.authority_key_identifier) == ("0102", "0304")
    assert read_name(found.subject_der) == found.subject
    assert found.public_key == KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def test_a_certificate_without_extensions_says_nothing() -> None:
    found = read_certificate(certificate())
    assert (found.key_usage, found.extended_key_usage, found.is_ca) == (None, None, False)
    assert (found.policies, found.qc_types, found.subject_key_identifier) == ((), (), "")


RSA = rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize(
    ("data", "signature", "key"),
    [
        (certificate(RSA), "rsa-sha256", ("rsa", 2048)),
        (certificate(RSA, algorithm=hashes.SHA512()), "rsa-sha512", ("rsa", 2048)),
        (
            certificate(ec.generate_private_key(ec.SECP384R1()), algorithm=hashes.SHA384()),
            "ecdsa-sha384",
            ("ec", 384),
        ),
        (certificate(ed25519.Ed25519PrivateKey.generate()), "ed25519", ("ed25519", 256)),
        (certificate(ed448.Ed448PrivateKey.generate()), "ed448", ("ed448", 456)),
    ],
    ids=["rsa", "rsa-sha512", "p384", "ed25519", "ed448"],
)
def test_names_of_algorithms(data: bytes, signature: str, key: tuple[str, int]) -> None:
    found = read_certificate(data)
    assert found.signature_algorithm == signature
    assert (found.key_algorithm, found.key_bits) == key


@pytest.mark.parametrize(
    ("oid", "field", "strictest"),
    [
        ("2.5.29.15", "key_usage", ()),
        ("2.5.29.37", "extended_key_usage", ()),
        ("2.5.29.19", "is_ca", False),
        ("2.5.29.32", "policies", ()),
        ("2.5.29.14", "subject_key_identifier", ""),
        ("1.3.6.1.5.5.7.1.3", "qc_types", ()),
    ],
)
@pytest.mark.parametrize("value", [b"", b"\x05\x00", b"\x30\x05\x00", b"\x30\x02\x30\x00"])
def test_an_extension_that_does_not_decode_restricts_and_is_named(
    oid: str, field: str, strictest: object, value: bytes
) -> None:
    found = read_certificate(certificate(KEY, extension_der(oid, value)))
    if oid == "1.3.6.1.5.5.7.1.3" and value == b"\x30\x02\x30\x00":
        assert found.problems == ()  # a statement without a type is none of ours
        return
    assert (found.problems, getattr(found, field)) == (("extension_malformed",), strictest)


def test_long_texts_are_cut_and_long_names_refused() -> None:
    def name(*values: bytes) -> bytes:
        attribute = b"\x06\x03\x55\x04\x03"
        rdns = [
            der.encode(der.SET, der.encode(der.SEQUENCE, attribute + der.encode(0x0C, value)))
            for value in values
        ]
        return der.encode(der.SEQUENCE, b"".join(rdns))

    assert read_name(name(b"x" * 5000))[0][0].value == "x" * MAX_TEXT
    assert len(read_name(name(*[b"x"] * MAX_NAME_ATTRIBUTES))) == MAX_NAME_ATTRIBUTES
    with pytest.raises(DecodeError, match="name_too_long"):
        read_name(name(*[b"x"] * (MAX_NAME_ATTRIBUTES + 1)))
    assert read_name(name(b"\xff"))[0][0].value == "\ufffd"
    # Undecodable texts match only byte for byte, whatever they are shown as.
    assert not names_match(name(b"\xff"), name(b"\xfe"))
    assert names_match(name(b" Budi  SANTOSO"), name(b"budi santoso"))
    assert not names_match(name(b"Budi"), name(b"Budi", b"Budi"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x80\x00\x00",
        b"\x30\x88\x7f\xff\xff\xff\xff\xff\xff\xff",
        certificate()[:-1],
        certificate() + b"\0",
        b"\x30\x80" + certificate()[4:] + b"\0\0",
        b"\x30\x80" * 50_000,
        der.encode(der.SEQUENCE, b"\x30\0" * 3),
    ],
    ids=["empty", "cut", "indefinite", "absurd", "short", "long", "ber", "deep", "hollow"],
)
def test_what_is_no_certificate(data: bytes) -> None:
    for read in (read_certificate, parse_certificate):
        with pytest.raises(DecodeError):
            read(data)


def test_entries_of_a_crl() -> None:
    serials = [1, 127, 128, 255, 256, 0x8000, 2**150 + 1]
    found = decode_crl(crl(*serials))
    assert (found.this_update, found.next_update) == (START, START + timedelta(days=1))
    assert [entry.serial_number for entry in read_entries(found)] == serials
    for serial in serials:
        assert [e.serial_number for e in find_entries(found, serial)] == [serial]
    for serial in (-1, -128, 0, 2, 129, 0x80, 0xFF00, 2**150, -256):
        assert [e.serial_number for e in find_entries(found, serial)] == (
            [128] if serial == 0x80 else []
        )
    assert list(read_entries(decode_crl(crl()))) == []


def test_what_an_ocsp_response_says() -> None:
    found = decode_ocsp_response(ocsp_response())
    (single,) = found.responses
    assert (single.serial_number, single.status) == (0xC0FFEE, "revoked")
    assert (single.revocation_time, single.revocation_reason) == (START, "keyCompromise")
    assert (single.this_update, single.next_update) == (START, END)
    assert found.certificates == (found.certificates[0],)
    assert rfc4514(read_name(found.responder_name)) == "C=ID,O=Dinas,CN=Budi\\, Ketua"


def test_an_asn1crypto_object_for_those_who_ask() -> None:
    assert parse_certificate(certificate()).serial_number == 0xC0FFEE


SAMPLES: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "certificate": (
        certificate(
            KEY,
            (x509.BasicConstraints(ca=True, path_length=1), True),
            (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), True),
        ),
        read_certificate,
    ),
    "parsed-certificate": (certificate(), parse_certificate),
    "crl": (crl(1, 2, 3), lambda data: list(read_entries(decode_crl(data)))),
    "ocsp": (ocsp_response(), decode_ocsp_response),
}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
@settings(max_examples=150, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=4))
def test_changed_bytes_raise_nothing_but_decode_errors(
    sample: tuple[bytes, Callable[[bytes], object]], changes: list[tuple[int, int]]
) -> None:
    data, read = bytearray(sample[0]), sample[1]
    for position, value in changes:
        data[position % len(data)] = value
    with contextlib.suppress(DecodeError):
        read(bytes(data))
