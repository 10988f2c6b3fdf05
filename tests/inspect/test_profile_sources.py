"""Where certificates come from: PDF documents, PEM and DER files; real ones where they are."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esign_verify import verify
from esign_verify.cms.decode import read_certificate
from esign_verify.errors import DecodeError, DocumentError, EsignVerifyError
from esign_verify.evidence.profile import CertificatePlace, CertificateRole, NotedFile
from esign_verify.inspect import profile, profile_sources
from esign_verify.sandbox import Sandbox
from tests.corpus.corpus import CORPUS, needs_corpus
from tests.fuzz.der_mutations import mutate_der
from tests.inspect.maker import CA, OCSP, SIGNER, TSA, changed

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "trust_roots" / "certificates"
needs_real = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real certificates (shared/trust_roots) are not here"
)

FILE, SIGNATURE, TIMESTAMP = (
    CertificatePlace.FILE,
    CertificatePlace.SIGNATURE,
    CertificatePlace.TIMESTAMP,
)


def pem(*certificates: bytes) -> bytes:
    return b"".join(
        b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(data) + b"-----END CERTIFICATE-----\n"
        for data in certificates
    )


def noted(tmp_path: Path, data: bytes, password: str | None = None) -> NotedFile:
    path = tmp_path / "file"
    path.write_bytes(data)
    return profile.note_file(path, password=password)


def sandbox_notes(sandbox: Sandbox, tmp_path: Path, stem: str) -> NotedFile:
    document = next(d for d in sandbox.documents if d.name == f"{stem}.pdf")
    return noted(tmp_path, document.pdf, document.password)


def test_a_pdf_gives_the_certificates_of_all_its_parts(sandbox: Sandbox, tmp_path: Path) -> None:
    found = sandbox_notes(sandbox, tmp_path, "pades-lt")
    places = {item.common_name.split(" (")[0]: item.places for item in found.certificates}
    dss = CertificatePlace.DSS
    assert places == {
        "Sandbox Root CA": (SIGNATURE, TIMESTAMP, dss),
        "Sandbox CA DS": (SIGNATURE, TIMESTAMP, dss),
        "Penandatangan Satu": (SIGNATURE, dss),
        "Sandbox Timestamp Authority": (TIMESTAMP, dss),
        "Sandbox CA DS Validation Authority": (dss, CertificatePlace.OCSP),
    }
    roles = {item.common_name.split(" (")[0]: item.role for item in found.certificates}
    assert roles["Sandbox Timestamp Authority"] is CertificateRole.TSA
    assert roles["Sandbox CA DS Validation Authority"] is CertificateRole.OCSP
    assert found.unreadable == 0


@pytest.mark.parametrize(
    "stem",
    ["pades-t", "mixed-four", "encrypted-user-password", "eseal-ber", "malformed-cms", "stripped"],
)
def test_signers_are_found_beside_what_is_broken_and_in_what_was_stripped(
    sandbox: Sandbox, tmp_path: Path, stem: str
) -> None:
    found = sandbox_notes(sandbox, tmp_path, stem)
    signers = [c for c in found.certificates if c.role is CertificateRole.SIGNER]
    assert signers
    assert all(SIGNATURE in c.places for c in signers)


@pytest.mark.parametrize("stem", ["unsigned", "empty-field"])
def test_a_document_without_certificates_is_an_answer_too(
    sandbox: Sandbox, tmp_path: Path, stem: str
) -> None:
    assert [c.role for c in sandbox_notes(sandbox, tmp_path, stem).certificates] == []


def test_who_signed_a_token_is_a_tsa_whatever_it_says(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token's signer is looked for in the token, not in what its certificate claims."""
    document = next(d for d in sandbox.documents if d.name == "pades-t.pdf")
    path = tmp_path / "file"
    path.write_bytes(document.pdf)
    found = profile_sources.read_certificates(path, None)
    tsa = [c for c, _ in found.certificates if c.sha256 in found.token_signers]
    assert [c.common_name for c in tsa] == ["Sandbox Timestamp Authority (throwaway)"]


def test_pem_and_der(tmp_path: Path) -> None:
    certificates = [SIGNER.der(), TSA.der(), SIGNER.der()]
    found = noted(tmp_path, b"a comment\n" + pem(*certificates))
    assert [(c.role, c.places) for c in found.certificates] == [
        (CertificateRole.SIGNER, (FILE,)),
        (CertificateRole.TSA, (FILE,)),
    ]
    assert [c.role for c in noted(tmp_path, CA.der()).certificates] == [CertificateRole.CA]


def test_of_several_in_a_file_those_that_decode(tmp_path: Path) -> None:
    found = noted(tmp_path, pem(b"\x30\x00", SIGNER.der(), b"\x05\x00"))
    assert (len(found.certificates), found.unreadable) == (1, 2)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"hello", "not_a_certificate"),
        (SIGNER.der() + b"\0", "not_a_certificate"),
        (pem(b"\x30\x00"), "not_a_certificate"),
        (pem(SIGNER.der()) + b"-----BEGIN CERTIFICATE-----\n", "not_a_certificate"),
        (pem(SIGNER.der()).replace(b"M", b"*"), "not_a_certificate"),
        (b"%PDF-1.7\nnothing", "structure_unreadable"),
        (b" " * (8 * 1024 * 1024 + 1), "file_too_large"),
    ],
)
def test_what_is_neither_is_an_error(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(DocumentError) as error:
        noted(tmp_path, data)
    assert error.value.code == code


def test_no_file_and_no_password(tmp_path: Path, sandbox: Sandbox) -> None:
    document = next(d for d in sandbox.documents if d.password)
    for action, code in (
        (lambda: profile.note_file(tmp_path / "no"), "file_not_found"),
        (lambda: profile.note_file(tmp_path), "is_a_folder"),
        (lambda: profile.note_file(Path("\0")), "file_not_readable"),
        (lambda: noted(tmp_path, document.pdf), "password_required"),
    ):
        with pytest.raises(DocumentError) as error:
            action()
        assert error.value.code == code


def test_the_number_of_certificates_is_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile_sources, "MAX_NOTED_CERTIFICATES", 2)
    assert len(noted(tmp_path, pem(SIGNER.der(), TSA.der(), SIGNER.der())).certificates) == 2
    with pytest.raises(DocumentError) as error:
        noted(tmp_path, pem(SIGNER.der(), TSA.der(), OCSP.der()))
    assert error.value.code == "limit_exceeded"


def test_contents_of_one_document_together_are_limited(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = next(d for d in sandbox.documents if d.name == "pades-t.pdf")
    size = sum(len(s.evidence.field.contents) for s in verify(document.pdf).signatures)
    monkeypatch.setattr(profile_sources, "MAX_CMS_TOTAL_BYTES", size)
    assert noted(tmp_path, document.pdf).certificates
    monkeypatch.setattr(profile_sources, "MAX_CMS_TOTAL_BYTES", size - 1)
    with pytest.raises(DocumentError) as error:
        noted(tmp_path, document.pdf)
    assert error.value.code == "limit_exceeded"


def test_strings_of_a_huge_name_are_looked_at_only_so_far(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from esign_verify.cms import x509_profile
    from esign_verify.sandbox import der
    from tests.inspect.maker import SAN

    monkeypatch.setattr(x509_profile, "MAX_PROFILE_TEXTS", 10)
    many = der.sequence(*(der.implicit(1, b"a@example.invalid") for _ in range(100)))
    plan = changed(SIGNER, extensions={SAN: (False, many)})
    assert len(x509_profile.read_certificate_profile(plan.evidence()).texts) == 10


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_a_certificate_that_decodes_has_notes_and_no_exception(data: st.DataObject) -> None:
    def choose(count: int) -> int:
        return data.draw(st.integers(0, count - 1))

    original = choose_plan(choose).der()
    try:
        certificate = read_certificate(mutate_der(original, choose))
    except DecodeError:
        return
    for note in profile.notes([certificate]):
        assert note.certificate_sha256 == certificate.sha256
        assert note.clause


def choose_plan(choose: object) -> object:
    plans = (SIGNER, TSA, OCSP, CA)
    return plans[choose(len(plans))]  # type: ignore[operator]


REAL_NOTES = {
    "root_osd-lu-kelas-2__2178095b": [("key_small", "observed profile")],
    "root_root-ca-indonesia-ds-g1__b5f36672": [],
    "ca_bsre-ca-ds-g1__4a3ab062": [],
    "ca_iotentik-ca-g1__fea68607": [("extension_critical", "RFC 5280 4.2.1.13")],
    "ca_peruri-ca-g1__3ec5a62d": [],
    "ocsp_bsre-ca-ds-validation-authority__9a297239": [],
    "tsa_timestamp-authority-badan-siber-dan-sandi-negara__15e04a00": [],
    "tsa_timestamp-authority-badan-siber-dan-sandi-negara__261ec472": [
        ("address_https", "RFC 5280 8"),
        ("ocsp_no_check_misplaced", "RFC 6960 4.2.2.2.1"),
    ],
}


@needs_real
@pytest.mark.corpus
@pytest.mark.parametrize("name", list(REAL_NOTES))
def test_real_certificates(name: str) -> None:
    """The observed profile fits what it was observed on; what is left are real deviations."""
    (certificate,) = profile.note_file(REAL / f"{name}.pem").certificates
    assert [(note.code, note.clause) for note in certificate.notes] == REAL_NOTES[name]


FILES = sorted(path for path in CORPUS.rglob("*") if path.suffix in (".pdf", ".crt", ".der"))[::9]


@needs_corpus
@pytest.mark.corpus
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CORPUS)))
def test_files_of_the_corpora_give_notes_or_an_error_of_ours(path: Path) -> None:
    try:
        found = profile.note_file(path)
    except EsignVerifyError as error:
        assert error.code != "internal_error"
        return
    assert found == profile.note_file(path)


def test_a_verification_loads_none_of_it(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(next(d for d in sandbox.documents if d.name == "pades-lta.pdf").pdf)
    script = (
        "import sys; from esign_verify.cli import main\n"
        f"try:\n    main(['verify', {str(path)!r}])\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stderr.split())
    assert "esign_verify.cms.x509" in loaded
    assert {name for name in loaded if name.startswith("esign_verify.inspect")} == set()
    assert (
        loaded
        & {
            "esign_verify.cms.x509_profile",
            "esign_verify.evidence.profile",
            "esign_verify.render.sarif",
            "esign_verify.render.junit",
            "esign_verify.render.notes",
            "xml.etree.ElementTree",
        }
        == set()
    )
