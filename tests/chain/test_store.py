"""The trust store: pinned facts that must agree, and what a user gives."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from esign_verify._resources import resource_path
from esign_verify.chain import TrustStore
from esign_verify.chain.anchors import read_manifest
from esign_verify.errors import TrustError
from tests.chain.pki_maker import Issued, root

TOP, SECOND = root(), root("Second root")


def pem(*issued: Issued) -> bytes:
    encoding = serialization.Encoding.PEM
    return b"".join(one.certificate.public_bytes(encoding) for one in issued)


def refused(source: Path | str) -> tuple[str, dict[str, str]]:
    with pytest.raises(TrustError) as caught:
        TrustStore.load([source])
    return caught.value.code, caught.value.params


# --- the stores of this project ----------------------------------------------------


def test_the_default_store_is_the_national_one() -> None:
    store = TrustStore.default()
    assert store.names == ("national",)
    assert {anchor.common_name for anchor in store.anchors} == {
        "Root CA Indonesia DS G1",
        "OSD LU Kelas 2",
    }
    assert store == TrustStore.load(["national"])


def test_historical_anchors_are_off_unless_asked_for() -> None:
    assert TrustStore.available() == ("historical", "national")
    historical = TrustStore.load(["historical"])
    assert {anchor.common_name for anchor in historical.anchors} == {
        "Root CA iOTENTIK",
        "Root Kominfo",
        "VIDA Root Certificate Authority",
    }
    both = TrustStore.load(["national", "historical"])
    assert len(both.anchors) == 5
    assert both.names == ("national", "historical")


def test_an_anchor_is_found_by_its_digest() -> None:
    store = TrustStore.default()
    anchor = store.anchors[0]
    assert store.by_sha256(anchor.sha256) == anchor
    assert store.by_sha256("00" * 32) is None


def test_every_bundled_anchor_says_where_it_comes_from() -> None:
    for anchor in TrustStore.load(["national", "historical"]).anchors:
        assert anchor.confidence in ("high", "medium")
        assert anchor.provenance
        assert anchor.purposes == ("signer", "tsa")
        assert anchor.certificate_der == b""
        assert "keyCertSign" in anchor.key_usage


# --- manifests ------------------------------------------------------------------------


MANIFEST = (resource_path("trust_roots") / "bsre-legacy.toml").read_text("utf-8")
OTHER_KEY = re.search(
    r'public_key = """(.*?)"""',
    (resource_path("trust_roots") / "root-ca-indonesia.toml").read_text("utf-8"),
    re.DOTALL,
)

TAMPERED = {
    "unknown-key": (r"^store = ", 'colour = "red"\nstore = ', "colour"),
    "common-name": ('common_name = "OSD LU Kelas 2"', 'common_name = "OSD"', "common_name"),
    "subject": ("O=Lembaga", "O=Badan", "subject"),
    "subject-der": ("MEUxFzAV", "MEUxFzAW", "subject_der"),
    "subject-der-base64": ("MEUxFzAV", "ME*xFzAV", "subject_der"),
    "serial-number": ('serial_number = "7', 'serial_number = "-', "serial_number"),
    "serial-number-type": ('serial_number = "(.*)"', r"serial_number = 5", "serial_number"),
    "dates-reversed": ("not_after = 2026", "not_after = 2006", "not_after"),
    "date-without-zone": ("05:05:39Z", "05:05:39", "not_before"),
    "sha256-short": ('sha256 = "21', 'sha256 = "', "sha256"),
    "sha256-lower-case": ("B3CC0F6FACB", "b3cc0f6facb", "sha256"),
    "key-algorithm": ('key_algorithm = "rsa"', 'key_algorithm = "ec"', "key_algorithm"),
    "key-bits": ("key_bits = 2048", "key_bits = 4096", "key_bits"),
    "key-usage": ('"keyCertSign", ', "", "key_usage"),
    "key-usage-unknown": ('"cRLSign"', '"everything"', "key_usage"),
    "key-identifier": ('identifier = "de28', 'identifier = "de29', "subject_key_identifier"),
    "key-replaced": (
        r'(?s)public_key = """.*?"""',
        f'public_key = """{OTHER_KEY[1] if OTHER_KEY else ""}"""',
        "key_bits",
    ),
    "purpose-unknown": ('"tsa"', '"tls"', "purposes"),
    "purpose-missing": (r"purposes = .*", "", "purposes"),
    "store-missing": (r"(?m)^store = .*", "", "store"),
    "fact-missing": (r"signature_algorithm = .*", "", "signature_algorithm"),
    "table-unknown": (r"\Z", "\n[other]\n", "anchor"),
    "no-anchor": (r"(?s).*", "", "anchor"),
}


@pytest.mark.parametrize("case", TAMPERED.values(), ids=TAMPERED.keys())
def test_a_manifest_whose_facts_disagree_is_refused(
    case: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pattern, replacement, what = case
    changed = re.sub(pattern, replacement.replace("\\", "\\\\"), MANIFEST, count=1, flags=re.M)
    assert changed != MANIFEST
    file = tmp_path / "x.toml"
    file.write_text(changed, "utf-8")
    with pytest.raises(TrustError) as caught:
        read_manifest(file)
    assert caught.value.code == "trust_manifest_mismatch"
    assert caught.value.params == {"file": "x.toml", "what": what}


def test_a_users_manifest_does_not_speak_for_the_national_store(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(MANIFEST, "utf-8")
    store = TrustStore.load([file])
    assert [anchor.store for anchor in store.anchors] == ["mine.toml"]
    assert store.names == ("mine.toml",)


def test_a_manifest_may_name_a_certificate_beside_it(tmp_path: Path) -> None:
    (tmp_path / "top.pem").write_bytes(pem(TOP))
    manifest = tmp_path / "mine.toml"
    text = f'[[anchor]]\ncertificate = "top.pem"\nsha256 = "{TOP.evidence.sha256}"\n'
    manifest.write_text(text + 'purposes = ["tsa"]\ncommon_name = "Root"\n', "utf-8")
    (anchor,) = TrustStore.load([manifest]).anchors
    assert (anchor.certificate_der, anchor.purposes) == (TOP.der, ("tsa",))
    # In the folder the certificate is found a second time: the manifest's word holds.
    assert [a.purposes for a in TrustStore.load([tmp_path]).anchors] == [("tsa",)]

    (tmp_path / "top.pem").write_bytes(pem(SECOND))
    assert refused(manifest) == (
        "trust_manifest_mismatch",
        {"file": "mine.toml", "what": "sha256"},
    )


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('common_name = "Other"', "common_name"),
        ("key_bits = 255", "key_bits"),
        ("not_before = 2024-01-01T00:00:00", "not_before"),
        ('certificate = "../top.pem"', "certificate"),
        ("certificate = 5", "certificate"),
    ],
)
def test_facts_beside_a_certificate_must_be_its_own(line: str, what: str, tmp_path: Path) -> None:
    (tmp_path / "top.pem").write_bytes(pem(TOP))
    manifest = tmp_path / "mine.toml"
    if "certificate" not in line:
        line += '\ncertificate = "top.pem"'
    head = f'[[anchor]]\nsha256 = "{TOP.evidence.sha256}"\npurposes = ["signer"]\n'
    manifest.write_text(head + line + "\n", "utf-8")
    assert refused(manifest) == (
        "trust_manifest_mismatch",
        {"file": "mine.toml", "what": what},
    )


# --- certificates of the user -------------------------------------------------------


def test_pem_der_and_folder(tmp_path: Path) -> None:
    (tmp_path / "both.pem").write_bytes(b"a comment\n" + pem(TOP, SECOND))
    (tmp_path / "top.der").write_bytes(TOP.der)
    (tmp_path / "notes.txt").write_text("not read", "utf-8")
    both = TrustStore.load([tmp_path / "both.pem"])
    assert [anchor.certificate_der for anchor in both.anchors] == [TOP.der, SECOND.der]
    assert TrustStore.load([tmp_path / "top.der"]).anchors[0].sha256 == TOP.evidence.sha256
    folder = TrustStore.load([str(tmp_path)])
    assert {anchor.sha256 for anchor in folder.anchors} == {
        TOP.evidence.sha256,
        SECOND.evidence.sha256,
    }
    assert folder.names == (tmp_path.name,)


def test_a_given_certificate_is_an_anchor_for_every_purpose() -> None:
    store = TrustStore.from_certificates([TOP.der], name="mine")
    (anchor,) = store.anchors
    assert (anchor.purposes, anchor.store, anchor.confidence) == (
        ("signer", "tsa"),
        "mine",
        "given",
    )
    assert anchor.not_before == datetime(2024, 1, 1, tzinfo=UTC)
    assert store.names == ("mine",)


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_bytes(pem(TOP).replace(b"MII", b"M*I", 1) + pem(SECOND))
    (tmp_path / "cut.pem").write_bytes(pem(TOP, SECOND)[:-30])
    (tmp_path / "bad.der").write_bytes(TOP.der[:-1])
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    (tmp_path / "key.pem").write_bytes(b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n")
    for name in ("bad.pem", "cut.pem", "bad.der", "bad.toml", "key.pem"):
        assert refused(tmp_path / name) == ("trust_unreadable", {"file": name})
    # One bad file makes a folder unusable: it must not be a store with a part missing.
    assert refused(tmp_path)[0] == "trust_unreadable"


def test_what_is_empty_or_unknown_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_bytes(b"")
    assert refused(tmp_path / "empty.pem")[0] == "trust_unreadable"
    empty = tmp_path / "folder"
    empty.mkdir()
    assert refused(empty) == ("trust_empty", {"file": "folder"})
    assert refused("nowhere") == ("trust_store_unknown", {"name": "nowhere"})
    with pytest.raises(TrustError, match="trust_empty"):
        TrustStore.load([])
    with pytest.raises(TrustError, match="trust_empty"):
        TrustStore.from_certificates([], name="none")
    with pytest.raises(TrustError, match="trust_unreadable"):
        TrustStore.from_certificates([b"nonsense"], name="none")
