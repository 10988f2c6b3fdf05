"""Names and dates on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from esign_verify.evidence import Name
from esign_verify.render.dates import utc_milliseconds, utc_z, wib_milliseconds
from esign_verify.render.names import dss_algorithm, dss_key_usages, legacy_dn, rfc2253
from tests.names import attribute, name


def test_rfc2253_reverses_the_rdns_without_blanks() -> None:
    subject = name(("CN", "OSD LU Kelas 2"), ("O", "Lembaga Sandi Negara"), ("C", "ID"))
    assert rfc2253(subject) == "C=ID,O=Lembaga Sandi Negara,CN=OSD LU Kelas 2"
    assert legacy_dn(subject) == "CN=OSD LU Kelas 2,O=Lembaga Sandi Negara,C=ID"


def test_rfc2253_prints_unknown_types_as_hex_of_their_der() -> None:
    subject = name(("CN", "a"), ("description", "b"), ("E", "c@d"))
    assert rfc2253(subject) == "1.2.840.113549.1.9.1=#0c03634064,2.5.4.13=#0c0162,CN=a"
    assert legacy_dn(subject) == "CN=a,2.5.4.13=b,E=c@d"


def test_a_value_that_is_no_string_is_printed_as_hex() -> None:
    subject: Name = ((attribute("CN", "ab", tag=0x04),),)
    assert rfc2253(subject) == "CN=#04026162"
    assert legacy_dn(subject) == "CN=#04026162"


def test_a_multi_valued_rdn_keeps_its_order() -> None:
    subject: Name = ((attribute("CN", "a"), attribute("OU", "b")), (attribute("C", "ID"),))
    assert rfc2253(subject) == "C=ID,CN=a+OU=b"


@pytest.mark.parametrize(
    ("value", "escaped"),
    [
        ('a,b+c"d\\e<f>g;h=i#j', 'a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\=i\\#j'),
        (" both ", "\\ both\\ "),
        ("   ", "\\ \\ \\ "),
        ("nul\0", "nul\\00"),
        ("CN=x,O=Negara", "CN\\=x\\,O\\=Negara"),
        ("", ""),
    ],
)
def test_rfc2253_escapes_as_java_does(value: str, escaped: str) -> None:
    assert rfc2253(name(("CN", value))) == f"CN={escaped}"


@pytest.mark.parametrize(
    ("algorithm", "words"),
    [
        ("rsa-sha256", "RSA with SHA256"),
        ("rsa-sha384", "RSA with SHA384"),
        ("rsa-md5", "RSA with MD5"),
        ("rsa-pss-sha256", "RSA with SHA256 and MGF1"),
        ("ecdsa-sha384", "ECDSA with SHA384"),
        ("ecdsa-sha3_256", "ECDSA with SHA3-256"),
        ("dsa-sha256", "DSA with SHA256"),
        ("ed25519", "Ed25519"),
        ("1.2.3.4", "1.2.3.4"),
    ],
)
def test_algorithms_in_the_words_of_dss(algorithm: str, words: str) -> None:
    assert dss_algorithm(algorithm) == words


def test_key_usages_stand_in_bit_order_and_in_the_spelling_of_dss() -> None:
    assert dss_key_usages(("cRLSign", "keyCertSign", "digitalSignature")) == [
        "digitalSignature",
        "keyCertSign",
        "crlSign",
    ]
    assert dss_key_usages(None) == []


@pytest.mark.parametrize(
    ("milliseconds", "written"), [(0, "00"), (5, "05"), (86, "86"), (503, "503")]
)
def test_v1_milliseconds_have_at_least_two_digits(milliseconds: int, written: str) -> None:
    moment = datetime(2024, 3, 23, 20, 0, 1, milliseconds * 1000, tzinfo=UTC)
    assert wib_milliseconds(moment) == f"2024-03-24 03:00:01.{written}"


def test_v2_times_are_utc_with_milliseconds() -> None:
    wib = timezone(timedelta(hours=7))
    moment = datetime(2024, 3, 23, 13, 56, 15, tzinfo=wib)
    assert utc_milliseconds(moment) == "2024-03-23T06:56:15.000+00:00"
    assert utc_z(moment) == "2024-03-23T06:56:15Z"


def test_years_have_four_digits() -> None:
    assert utc_milliseconds(datetime(50, 1, 1, tzinfo=UTC)) == "0050-01-01T00:00:00.000+00:00"
