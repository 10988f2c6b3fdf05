"""Policies as data: unknown names are errors, a file extends a bundled one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from esign_verify.errors import PolicyError
from esign_verify.policy import BUNDLED, load_policy, rule_ids
from esign_verify.policy.algorithms import Use, check_use
from esign_verify.result import Level


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_policies_load_and_name_only_known_rules(name: str) -> None:
    policy = load_policy(name)
    assert policy.name == name
    assert {rule for rule, _ in policy.levels} <= set(rule_ids())


def test_strict_is_standard_with_three_rules_raised() -> None:
    standard, strict = dict(load_policy("standard").levels), dict(load_policy("strict").levels)
    assert {rule for rule in strict if strict[rule] is not standard.get(rule)} == {
        "timestamp_certificate_current",
        "trust_anchor_current",
        "revocation_data",
    }


def test_a_rule_that_no_policy_names_fails() -> None:
    assert load_policy().level("signature_value") is Level.FAIL


def test_a_file_extends_a_bundled_policy(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('name = "ours"\nextends = "strict"\n[levels]\ncms_encoding = "FAIL"\n')
    policy = load_policy(file)
    assert policy.name == "ours"
    assert policy.level("cms_encoding") is Level.FAIL
    assert policy.level("revocation_data") is Level.FAIL


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[levels]\nno_such_rule = "WARN"\n', "policy_unknown_rule"),
        ('[levels]\ncms_encoding = "MAYBE"\n', "policy_unusable"),
        ("[parameters]\nno_such_parameter = 1\n", "policy_unknown_key"),
        ('[parameters]\nrevocation_max_age_hours = "x"\n', "policy_unknown_key"),
        ("[no_such_section]\n", "policy_unknown_key"),
        ('extends = "elsewhere"\n', "policy_unknown"),
        ("not toml at all", "policy_unusable"),
        ('[digests]\nsha1 = "never"\n', "policy_unusable"),
    ],
)
def test_a_malformed_policy_is_refused(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(PolicyError) as raised:
        load_policy(file)
    assert raised.value.code == code


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(PolicyError) as raised:
        load_policy("lenient")
    assert raised.value.code == "policy_unknown"


@pytest.mark.parametrize(
    ("family", "digest", "bits", "year", "reason"),
    [
        ("rsa", "sha256", 2048, 2024, ""),
        ("rsa", "sha256", 2048, 2030, "algorithm_expired"),
        ("rsa", "sha256", 1024, 2018, ""),
        ("rsa", "sha256", 1024, 2020, "algorithm_expired"),
        ("rsa", "sha256", 512, 2000, "key_too_small"),
        ("rsa", "sha1", 2048, 2010, ""),
        ("rsa", "sha1", 2048, 2013, "algorithm_expired"),
        ("rsa-pss", "sha256", 3072, 2040, ""),
        ("ecdsa", "sha256", 256, 2040, ""),
        ("ecdsa", "sha256", 224, 2022, "algorithm_expired"),
        ("ed25519", "", 256, 2040, ""),
        ("", "md5", 0, 2003, ""),
        ("", "md5", 0, 2005, "algorithm_expired"),
        ("", "whirlpool", 0, 2020, "algorithm_unknown"),
        ("mldsa", "", 0, 2026, "algorithm_unknown"),
    ],
)
def test_algorithms_have_an_end(
    family: str, digest: str, bits: int, year: int, reason: str
) -> None:
    use = Use(what="signature", family=family, digest=digest, key_bits=bits)
    moment = datetime(year, 6, 1, tzinfo=UTC)
    assert check_use(load_policy(), use, moment)[0].reason == reason
