"""Identity numbers (NIK): found where they stand, and never repeated by a report."""

from __future__ import annotations

import json

import pytest

from esign_verify.evidence.profile import CertificatePlace, CertificateRole, NotedFile
from esign_verify.inspect import profile
from esign_verify.inspect.profile_rule import identity_numbers, masked
from esign_verify.render.notes import render_notes_json, render_notes_text
from esign_verify.sandbox import der
from tests.inspect import maker as make
from tests.inspect.maker import SIGNER, changed, text

NUMBER = "3171015708900042"
"""made up: a woman born on 17 August 1990, by its form"""

WIDE = der.tlv(0x1E, NUMBER.encode("utf-16-be"))


def exposed(plan: make.Plan) -> list[str]:
    found = profile.notes([plan.evidence()])
    return [dict(n.params)["number"] for n in found if n.code == "national_id_exposed"]


@pytest.mark.parametrize(
    "value",
    [
        NUMBER,
        f"NIK:{NUMBER}",
        f"PNOID-{NUMBER}",
        f"{NUMBER}_Tanda Tangan Elektronik",
        "3171 0157 0890 0042",
        "31.71.01.570890.0042",
        "1101010101000001",
        "3171017112900042",
    ],
)
def test_a_number_of_that_form_is_found(value: str) -> None:
    assert identity_numbers(value) == ["".join(c for c in value if c.isdigit())]


@pytest.mark.parametrize(
    "value",
    [
        "",
        NUMBER[:-1],
        NUMBER + "1",
        "3171015713900042",
        "0071015708900042",
        "3171014008900042",
        "3171013208900042",
        "3171017208900042",
        "3171011700900042",
        "３１７１０１５７０８９０００４２",
    ],
)
def test_other_numbers_are_not(value: str) -> None:
    assert identity_numbers(value) == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (NUMBER, "************0042"),
        (f"Budi ({NUMBER})", "Budi (************0042)"),
        ("3171-0157-0890-0042, x", "************0042, x"),
        ("9999999999999999", "************9999"),
        (f"{NUMBER} {NUMBER}", "************0042 ************0042"),
        (NUMBER + "1", NUMBER + "1"),
        ("no number", "no number"),
    ],
)
def test_masking_keeps_the_last_four(value: str, shown: str) -> None:
    assert masked(value) == shown


@pytest.mark.parametrize("oid", [make.COMMON_NAME, make.SERIAL_NUMBER, make.DESCRIPTION])
def test_in_the_subject(oid: str) -> None:
    plan = changed(SIGNER, subject=(*make.IDENTITY, text(oid, f"x {NUMBER}")))
    assert exposed(plan) == ["************0042"]


@pytest.mark.parametrize(
    ("oid", "value"),
    [
        (make.SAN, der.sequence(der.implicit(1, f"{NUMBER}@example.invalid".encode()))),
        (make.SAN, der.sequence(der.explicit(4, der.sequence(text(make.SERIAL_NUMBER, NUMBER))))),
        (
            "2.5.29.9",
            der.sequence(der.sequence(der.oid("1.2.3"), der.set_of(WIDE))),
        ),
    ],
)
def test_in_an_extension(oid: str, value: bytes) -> None:
    assert exposed(changed(SIGNER, extensions={oid: (False, value)})) == ["************0042"]


def test_as_the_serial_number() -> None:
    plan = changed(SIGNER, serial=der.integer(int(NUMBER)))
    assert exposed(plan) == ["************0042"]
    # a random serial number of 8 octets or more is none, whatever its digits
    padded = changed(SIGNER, serial=der.tlv(0x02, int(NUMBER).to_bytes(8, "big")))
    assert exposed(padded) == []


def test_it_never_stands_in_an_answer() -> None:
    """Whatever else is noted on the same certificate, and wherever the number stands."""
    plan = changed(
        SIGNER,
        serial=der.integer(int(NUMBER)),
        subject=(
            text(make.COMMON_NAME, f"Budi {NUMBER}"),
            text(make.ORGANIZATION, NUMBER),
            text(make.COUNTRY, NUMBER),
        ),
        extensions={
            make.CDP: (False, make.crl_points(f"https://example.invalid/{NUMBER}.crl")),
        },
    )
    certificate = plan.evidence()
    noted = NotedFile(
        name="x.cer",
        sha256="00" * 32,
        certificates=(
            profile._noted(certificate, (CertificatePlace.FILE,), CertificateRole.SIGNER),
        ),
        unreadable=0,
    )
    codes = [note.code for note in noted.certificates[0].notes]
    assert codes.count("national_id_exposed") == 1
    assert {"country_foreign", "country_form", "address_https"} <= set(codes)
    for lang in ("id", "en"):
        for answer in (render_notes_text(noted, lang=lang), render_notes_json(noted, lang=lang)):
            assert NUMBER not in "".join(answer.split())
            assert "0042" in answer
    assert json.loads(render_notes_json(noted))["certificates"][0]["common_name"] == (
        "Budi ************0042"
    )
