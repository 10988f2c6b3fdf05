"""RFC 4226 appendix D, RFC 6238 appendix B."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from esign_verify.sandbox.client.totp import Codes, hotp, totp

SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_the_values_of_rfc_4226() -> None:
    assert [hotp(SECRET, counter) for counter in range(10)] == [
        "755224", "287082", "359152", "969429", "338314",
        "254676", "287922", "162583", "399871", "520489",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "sha1", "sha256", "sha512"),
    [
        (59, "94287082", "46119246", "90693936"),
        (1111111109, "07081804", "68084774", "25091201"),
        (1111111111, "14050471", "67062674", "99943326"),
        (1234567890, "89005924", "91819424", "93441116"),
        (2000000000, "69279037", "90698825", "38618901"),
        (20000000000, "65353130", "77737706", "47863826"),
    ],
)
def test_the_values_of_rfc_6238(seconds: int, sha1: str, sha256: str, sha512: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    long32, long64 = (SECRET * 4)[:32], (SECRET * 4)[:64]
    assert totp(SECRET, at, digits=8) == sha1
    assert totp(long32, at, digits=8, digest="sha256") == sha256
    assert totp(long64, at, digits=8, digest="sha512") == sha512


def test_a_code_is_for_its_purpose_its_person_its_time() -> None:
    codes = Codes(b"secret")
    code = codes.issue("sign", "a", NOW, valid_for=timedelta(minutes=5))
    assert codes.find("sign", "a", code.value, NOW) is code
    assert codes.find("seal", "a", code.value, NOW) is None
    assert codes.find("sign", "b", code.value, NOW) is None
    assert codes.find("sign", "a", code.value, NOW + timedelta(minutes=5)) is None
    assert codes.find("sign", "a", "", NOW) is None
    codes.drop("sign", "a")
    assert codes.find("sign", "a", code.value, NOW) is None


def test_a_seed_makes_the_same_codes() -> None:
    made = {
        Codes(seed).issue("sign", "a", NOW, valid_for=timedelta(minutes=5)).value
        for seed in (b"one", b"one", b"two")
    }
    assert len(made) == 2
