"""The pinned facts against real certificates of the PKI (RFC 5280 6.1)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esign_verify.chain import TrustStore, build_path
from esign_verify.cms.x509 import read_certificate
from esign_verify.evidence import CertificateEvidence, Check, Outcome

FOLDER = Path(__file__).resolve().parents[2] / ".." / "shared" / "trust_roots" / "certificates"
MOMENT = datetime(2024, 7, 1, tzinfo=UTC)

if not FOLDER.is_dir():
    pytest.skip("the real certificates are not beside the repository", allow_module_level=True)


def _read(file: Path) -> CertificateEvidence:
    lines = file.read_text("ascii").splitlines()
    body = "".join(line for line in lines if line and not line.startswith("-"))
    return read_certificate(base64.b64decode(body))


ALL = {file.stem: _read(file) for file in sorted(FOLDER.glob("*.pem"))}
BELOW_NATIONAL = {
    "ca_bsre-ca-ds-g1__4a3ab062": ["BSRE CA DS G1"],
    "ca_peruri-ca-g1__3ec5a62d": ["Peruri CA - G1"],
    "ocsp_bsre-ca-ds-validation-authority__9a297239": [
        "BSrE CA DS - Validation Authority",
        "BSRE CA DS G1",
    ],
    "ocsp_osd-lu-kelas-2-validation-authority__8028f2a6": ["OSD LU Kelas 2 - Validation Authority"],
    "tsa_timestamp-authority-badan-siber-dan-sandi-negara__15e04a00": [
        "Timestamp Authority Badan Siber dan Sandi Negara"
    ],
    "tsa_timestamp-authority-badan-siber-dan-sandi-negara__261ec472": [
        "Timestamp Authority Badan Siber dan Sandi Negara",
        "BSRE CA DS G1",
    ],
    "tsa_timestamp-authority-badan-siber-dan-sandi-negara__f0d67d86": [
        "Timestamp Authority Badan Siber dan Sandi Negara",
        "BSRE CA DS G1",
    ],
}


@pytest.mark.parametrize(("name", "expected"), BELOW_NATIONAL.items(), ids=BELOW_NATIONAL.keys())
def test_the_pinned_keys_verify_what_the_roots_issued(name: str, expected: list[str]) -> None:
    pool = [c for stem, c in ALL.items() if not stem.startswith("root_")]
    found = build_path(
        ALL[name],
        pool=pool,
        trust=TrustStore.default(),
        revocation=(),
        at=MOMENT,
        purpose="tsa",
    )
    assert found.found == Check.passed()
    assert {check.check.outcome for check in found.checks} == {Outcome.PASSED}
    assert [certificate.common_name for certificate in found.certificates] == expected
    issuer = found.certificates[-1].issuer_der
    assert found.trust_anchor is not None
    assert found.trust_anchor.subject_der == issuer


def test_every_pinned_fact_is_that_of_the_real_root() -> None:
    store = TrustStore.load(["national", "historical"])
    roots = {c.sha256: c for stem, c in ALL.items() if stem.startswith("root_")}
    assert {anchor.sha256 for anchor in store.anchors} == set(roots)
    for anchor in store.anchors:
        real = roots[anchor.sha256]
        for field in (
            "common_name",
            "subject",
            "serial_number",
            "not_before",
            "not_after",
            "signature_algorithm",
            "key_algorithm",
            "key_bits",
            "key_usage",
            "subject_key_identifier",
            "subject_der",
        ):
            assert getattr(anchor, field) == getattr(real, field), (anchor.common_name, field)
        assert anchor.public_key_der == real.public_key


def test_historical_roots_are_not_trusted_by_default() -> None:
    found = build_path(
        ALL["ca_iotentik-ca-g1__fea68607"],
        pool=list(ALL.values()),
        trust=TrustStore.default(),
        revocation=(),
        at=MOMENT,
        purpose="signer",
    )
    assert found.found == Check.failed("self_signed_not_trusted")


def test_the_tsa_of_2022_expired_before_the_one_of_2023() -> None:
    """The path is the same at any moment: its validity periods are the policy's to judge."""
    for at in (MOMENT, datetime(2026, 11, 1, tzinfo=UTC)):
        found = build_path(
            ALL["tsa_timestamp-authority-badan-siber-dan-sandi-negara__15e04a00"],
            pool=[],
            trust=TrustStore.default(),
            revocation=(),
            at=at,
            purpose="tsa",
        )
        assert found.found == Check.passed()
        assert found.certificates[0].not_after == datetime(2024, 2, 4, 10, 43, 24, tzinfo=UTC)
