"""Signatures in encrypted documents (ISO 32000-2, 7.6): /Contents is never encrypted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from esign_verify import EncryptedError, TrustStore, verify
from esign_verify.sandbox import Sandbox
from esign_verify.sandbox.pdf_encryption import DocumentEncryption, standard_encryption
from esign_verify.sandbox.pdf_encryption_legacy import legacy_encryption
from esign_verify.sandbox.pdf_page import new_document, page_content
from esign_verify.sandbox.pdf_writer import PdfWriter
from esign_verify.sandbox.pki import SandboxPki
from tests.attacks_pdf.case import ALTERED, PASSED, Case, cases, check
from tests.attacks_pdf.maker import FORGED_PAGE, fill, sign, text_field
from tests.conftest import NOW

OPEN: dict[str, str] = {}

PASSWORD = "kata sandi"
Cipher = Callable[[], DocumentEncryption]

CIPHERS: dict[str, Cipher] = {
    "rc4": lambda: legacy_encryption("V2"),
    "rc4-password": lambda: legacy_encryption("V2", user_password=PASSWORD),
    "aes-128": lambda: legacy_encryption("AESV2"),
    "aes-128-password": lambda: legacy_encryption("AESV2", user_password=PASSWORD),
    "identity": lambda: legacy_encryption("Identity"),
    "identity-password": lambda: legacy_encryption("Identity", user_password=PASSWORD),
    "aes-256": lambda: standard_encryption(user_password="", owner_password="owner"),
    "aes-256-password": lambda: standard_encryption(user_password=PASSWORD, owner_password="o"),
}


def _pdf(pki: SandboxPki, cipher: Cipher, streams: bool = False) -> PdfWriter:
    pdf = new_document(["Encrypted"], encryption=cipher(), xref_streams=streams)
    return sign(pdf, pki, reason=b"a string that is encrypted")


def _alone(cipher: Cipher, streams: bool = False) -> Callable[[SandboxPki], bytes]:
    return lambda pki: bytes(_pdf(pki, cipher, streams).data)


def _altered(cipher: Cipher) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = _pdf(pki, cipher)
        pdf.update(page_content(pdf), FORGED_PAGE)
        pdf.write_revision()
        return bytes(pdf.data)

    return build


def _filled_and_signed(cipher: Cipher) -> Callable[[SandboxPki], bytes]:
    def build(pki: SandboxPki) -> bytes:
        pdf = new_document(["Encrypted form"], encryption=cipher())
        name = text_field(pdf, b"name", b"")
        sign(pdf, pki)
        fill(pdf, name, b"Siti")
        return bytes(sign(pdf, pki, "Signature2", signer=pki.signer_ecdsa).data)

    return build


def _password(name: str) -> str | None:
    return PASSWORD if name.endswith("-password") else None


CASES = [
    Case(
        id=f"{kind}-{name}",
        source=f"attacks.md 3.1 Encrypted; {source}",
        build=build(cipher),
        signatures=dict(verdicts),
        password=_password(name),
    )
    for name, cipher in CIPHERS.items()
    for kind, build, source, verdicts in (
        (
            "signed",
            _alone,
            "7.6.2: /Contents is not encrypted",
            {"Signature1": PASSED},
        ),
        ("altered", _altered, "ISA in an encrypted file", {"Signature1": ALTERED}),
        (
            "filled-and-signed",
            _filled_and_signed,
            "12.8.2.2.2 holds for encrypted files too",
            {"Signature1": PASSED, "Signature2": PASSED},
        ),
    )
] + [
    Case(
        id=f"object-streams-{name}",
        source="7.5.7: strings in an object stream are encrypted with it, once",
        build=_alone(CIPHERS[name], True),
        signatures={"Signature1": PASSED},
    )
    for name in ("rc4", "aes-128", "identity", "aes-256")
]


@cases(CASES)
def test_encrypted(case: Case, sandbox: Sandbox) -> None:
    check(case, sandbox, OPEN)


@pytest.mark.parametrize("name", [name for name in CIPHERS if name.endswith("-password")])
@pytest.mark.parametrize(
    ("password", "code"),
    [
        (None, "password_required"),
        ("wrong", "password_wrong"),
        # no text that SASLprep (RFC 4013) or an encoding takes: nobody's password
        ("\ud800", "password_wrong"),
        ("\0", "password_wrong"),
        ("x" * 100_000, "password_wrong"),
    ],
)
def test_without_its_password_a_document_is_unreadable_not_unsigned(
    name: str, password: str | None, code: str, sandbox: Sandbox
) -> None:
    trust = TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")
    with pytest.raises(EncryptedError) as raised:
        verify(_alone(CIPHERS[name])(sandbox.pki), trust=trust, at=NOW, password=password)
    assert raised.value.code == code


def test_want_of_memory_is_no_wrong_password(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyhanko.pdf_utils.crypt import StandardSecurityHandler

    def out_of_memory(*_arguments: object, **_options: object) -> object:
        raise MemoryError

    monkeypatch.setattr(StandardSecurityHandler, "authenticate", out_of_memory)
    trust = TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")
    with pytest.raises(MemoryError):
        verify(_alone(CIPHERS["aes-256"])(sandbox.pki), trust=trust, at=NOW, password="x")


def test_what_is_encrypted_cannot_be_read_in_the_file(sandbox: Sandbox) -> None:
    """The builders make what they claim."""
    for name, cipher in CIPHERS.items():
        data = _alone(cipher)(sandbox.pki)
        assert b"/Encrypt" in data
        assert (b"Pay 100 to Alice" in data) is name.startswith("identity")
        assert (b"a string that is encrypted" in data) is name.startswith("identity")
