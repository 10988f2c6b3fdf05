"""The certificates have the traits of BSrE's (real-signatures facts), and visibly are none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import x509

from esign_verify.errors import UsageError
from esign_verify.sandbox import Sandbox, build_sandbox
from esign_verify.sandbox.certificates import Entity


def _read(entity: Entity) -> x509.Certificate:
    return x509.Certificate.load(entity.der, strict=True)


def _extension(certificate: x509.Certificate, name: str) -> tuple[bool, object]:
    (found,) = (
        (bool(item["critical"].native), item["extn_value"].parsed.native)
        for item in certificate["tbs_certificate"]["extensions"]
        if item["extn_id"].native == name
    )
    return found


def _name_order(name: x509.Name) -> list[str]:
    return [item[0]["type"].dotted for item in name.chosen]


DESCRIPTION, NAME, ORGANIZATION, COUNTRY = "2.5.4.13", "2.5.4.3", "2.5.4.10", "2.5.4.6"

SIGNERS = [
    "signer",
    "signer_expired",
    "signer_revoked",
    "signer_ecdsa",
    "signer_ed25519",
    "eseal",
    "legacy_signer",
    "legacy_signer_late",
    "legacy_signer_other",
]


@pytest.mark.parametrize("name", SIGNERS)
def test_signers_have_one_critical_eku_and_two_key_usages(sandbox: Sandbox, name: str) -> None:
    certificate = _read(getattr(sandbox.pki, name))
    usage = certificate.extended_key_usage_value
    assert [item.dotted for item in usage] == ["1.2.840.113583.1.1.5"]
    assert _extension(certificate, "extended_key_usage")[0] is True
    assert _extension(certificate, "key_usage") == (True, {"digital_signature", "non_repudiation"})
    assert certificate.authority_information_access_value is not None
    assert certificate.crl_distribution_points_value is not None
    assert _name_order(certificate.subject) == [DESCRIPTION, NAME, ORGANIZATION, COUNTRY]
    description = certificate.subject.chosen[0][0]["value"].native
    token, _, rest = description.partition("_")
    assert (len(token), rest) == (16, "Tanda Tangan Elektronik")


@pytest.mark.parametrize(
    ("name", "policies"),
    [
        ("legacy_signer", ["2.16.360.1.2.1.2.2"]),
        (
            "signer",
            ["2.16.360.1.1.1.5.1.4.3", "2.16.360.1.1.1.3.11.2.0.1", "2.16.360.1.1.1.9.1"],
        ),
        ("eseal", ["2.16.360.1.1.1.8.2", "2.16.360.1.1.1.3.11.2.0.1"]),
    ],
)
def test_certificate_policies(sandbox: Sandbox, name: str, policies: list[str]) -> None:
    certificate = _read(getattr(sandbox.pki, name))
    found = certificate.certificate_policies_value
    assert [item["policy_identifier"].dotted for item in found] == policies


def test_eseal_has_the_qc_type_eseal(sandbox: Sandbox) -> None:
    """EN 319 412-5, 4.2.3."""
    certificate = _read(sandbox.pki.eseal)
    (value,) = (
        item["extn_value"].contents
        for item in certificate["tbs_certificate"]["extensions"]
        if item["extn_id"].dotted == "1.3.6.1.5.5.7.1.3"
    )
    expected = "30 15 30 13 06 06 04 00 8e 46 01 06 30 09 06 07 04 00 8e 46 01 06 02"
    assert value.hex(" ") == expected


def test_a_signer_is_valid_for_two_years_minus_a_second(sandbox: Sandbox) -> None:
    certificate = _read(sandbox.pki.signer)
    assert certificate.not_valid_after - certificate.not_valid_before == timedelta(
        days=730, seconds=-1
    )


def test_late_legacy_signers_are_cut_off_at_the_end_of_their_ca(sandbox: Sandbox) -> None:
    certificate = _read(sandbox.pki.legacy_signer_late)
    assert certificate.not_valid_after == _read(sandbox.pki.legacy_ca).not_valid_after


def test_the_real_situation_of_dates(sandbox: Sandbox) -> None:
    """The legacy anchor and the TSAs of the documents of old expired before now."""
    pki = sandbox.pki
    ends = {
        name: (_read(getattr(pki, name)).not_valid_after - pki.now).days
        for name in ("legacy_ca", "legacy_tsa", "tsa", "tsa_current", "root", "ca", "signer")
    }
    assert ends == {
        "legacy_ca": -97,
        "legacy_tsa": -1024,
        "tsa": -84,
        "tsa_current": 794,
        "root": 4291,
        "ca": 2187,
        "signer": 329,
    }


@pytest.mark.parametrize("name", ["legacy_tsa", "tsa", "tsa_current"])
def test_tsa_certificates_have_one_critical_eku(sandbox: Sandbox, name: str) -> None:
    """RFC 3161 2.3."""
    certificate = _read(getattr(sandbox.pki, name))
    assert _extension(certificate, "extended_key_usage") == (True, ["time_stamping"])


@pytest.mark.parametrize("name", ["legacy_ocsp", "ocsp"])
def test_ocsp_responders_are_exempt_from_revocation_checks(sandbox: Sandbox, name: str) -> None:
    """RFC 6960 4.2.2.2.1."""
    certificate = _read(getattr(sandbox.pki, name))
    assert certificate.ocsp_no_check_value is not None
    assert _extension(certificate, "extended_key_usage") == (False, ["ocsp_signing"])


def test_the_legacy_ca_stands_alone_and_the_new_ca_under_the_root(sandbox: Sandbox) -> None:
    legacy, ca, root = (_read(getattr(sandbox.pki, name)) for name in ("legacy_ca", "ca", "root"))
    assert legacy.self_signed == "maybe"
    assert ca.issuer == root.subject
    assert ca["signature_algorithm"]["algorithm"].native == "sha384_rsa"
    assert _name_order(root.subject) == [NAME, ORGANIZATION, COUNTRY]
    assert _name_order(ca.subject) == [COUNTRY, ORGANIZATION, NAME]
    assert sandbox.trust_certificates == (sandbox.pki.root.der, sandbox.pki.legacy_ca.der)


def test_serial_numbers_are_as_long_as_the_real_ones(sandbox: Sandbox) -> None:
    bits = {
        name: getattr(sandbox.pki, name).certificate.serial_number.bit_length()
        for name in ("root", "legacy_ca", "ca", "signer", "tsa")
    }
    assert bits == {"root": 63, "legacy_ca": 63, "ca": 63, "signer": 159, "tsa": 159}


def test_the_look_alike_differs_in_its_keys_alone(sandbox: Sandbox) -> None:
    true: Entity | None = sandbox.pki.signer
    false: Entity | None = sandbox.pki.look_alike_signer
    levels = 0
    while true and false:
        a, b = _read(true)["tbs_certificate"], _read(false)["tbs_certificate"]
        for name in ("serial_number", "issuer", "validity", "subject", "extensions"):
            assert a[name].dump() == b[name].dump(), name
        assert a["subject_public_key_info"].dump() != b["subject_public_key_info"].dump()
        true, false, levels = true.issuer, false.issuer, levels + 1
    assert levels == 3


def test_every_name_says_that_it_is_a_sandbox(sandbox: Sandbox) -> None:
    entities = [getattr(sandbox.pki, name) for name in sandbox.pki.__slots__ if name != "now"]
    names = [_read(entity).subject.human_friendly for entity in entities]
    assert [name for name in names if "Sandbox" not in name] == []
    assert len(names) == 20


def test_keys_are_made_anew_each_time(sandbox: Sandbox) -> None:
    other = build_sandbox(sandbox.pki.now)
    assert other.trust_certificates[0] != sandbox.trust_certificates[0]


def test_a_key_does_not_show_in_a_representation(sandbox: Sandbox) -> None:
    assert "key" not in repr(sandbox.pki.signer).lower()


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        build_sandbox(datetime(2026, 1, 1))  # noqa: DTZ001
    assert caught.value.code == "time_without_zone"


def test_now_is_taken_in_utc(sandbox: Sandbox) -> None:
    assert sandbox.pki.now.tzinfo is UTC
