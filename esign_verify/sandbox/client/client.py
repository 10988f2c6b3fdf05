"""`SandboxClient`: what the API does, without HTTP. State lives in memory, within bounds."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from esign_verify.sandbox.certificates import Entity
from esign_verify.sandbox.client import issuing
from esign_verify.sandbox.client.errors import (
    ClientError,
    gone,
    no_certificate,
    unfit,
    unknown_signer,
    wrong_passphrase,
)
from esign_verify.sandbox.client.filling import filled
from esign_verify.sandbox.client.people import Mail, Seal, Status, User
from esign_verify.sandbox.client.preparing import Preparers, SigningLimits
from esign_verify.sandbox.client.requests import SignRequest
from esign_verify.sandbox.client.roster import Roster
from esign_verify.sandbox.client.seeds import Seeds
from esign_verify.sandbox.client.totp import Code, Codes
from esign_verify.sandbox.pki import SandboxPki, build_pki
from esign_verify.sandbox.recipes import stamp

SIGN_CODE_LIFE = timedelta(minutes=5)
ACTIVATION_LIFE = timedelta(hours=24)

MAX_FILES = 50
"""in one request, and for one code"""

MAX_KEPT = 100
MAX_KEPT_BYTES = 128 << 20
"""signed documents that wait to be downloaded; the oldest go first"""

_SIGN, _SEAL, _ACTIVATION = "sign", "seal", "activation"


class SandboxClient:
    """An Esign Client of make-believe. Thread-safe.

    `clock`: the moment of every signature and code. `seed`: given, codes and document numbers
    are the same in every run; keys and serial numbers never are. `limits`: of what strangers'
    documents may take; they are read in child processes, which `close` ends.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        seeds: Seeds | None = None,
        seed: bytes = b"",
        limits: SigningLimits | None = None,
    ) -> None:
        self._clock = clock
        secret = seed or secrets.token_bytes(32)
        self._codes = Codes(secret)
        self._numbers = Codes(secret)
        self._counter = 0
        self._lock = threading.RLock()
        self._preparers = Preparers(limits or SigningLimits())
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._entities: dict[tuple[str, str], Entity] = {}
        self.pki: SandboxPki = build_pki(self.now())
        self.people = Roster(seeds or Seeds())

    def now(self) -> datetime:
        return self._clock().astimezone(UTC)

    def close(self) -> None:
        """End the processes that read documents; nothing more is signed."""
        self._preparers.close()

    # users

    def status_of(self, name: str) -> Status:
        user = self.people.user(name)
        return user.status if user is not None else Status.NOT_REGISTERED

    def request_sign_code(self, name: str, files: int) -> None:
        """Mail a code for so many files. ClientError for whoever may not sign."""
        user = self._signing_user(name)
        _require_count(files)
        with self._lock:
            code = self._codes.issue(_SIGN, user.key, self.now(), valid_for=SIGN_CODE_LIFE,
                                     uses=files)  # fmt: skip
            self._mail(user.email or user.key, "TOTP tanda tangan", code)

    def sign(
        self,
        name: str,
        requests: Sequence[SignRequest],
        *,
        passphrase: str | None = None,
        totp: str | None = None,
    ) -> list[bytes]:
        """All of the documents signed by that user, or none."""
        user = self._signing_user(name)
        _require_count(len(requests))
        if totp is not None:
            return self._with_code(_SIGN, user.key, totp, requests, self._person(user))
        right = secrets.compare_digest(user.passphrase.encode(), (passphrase or "").encode())
        if not (user.passphrase and right):
            raise wrong_passphrase()
        return self._sign_all(requests, self._person(user))

    def _signing_user(self, name: str) -> User:
        user = self.people.user(name)
        if user is None or user.status is Status.NOT_REGISTERED:
            raise unknown_signer()
        if user.status is not Status.ISSUE:
            raise no_certificate()
        return user

    # seals

    def activate_seal(self, subscriber: str) -> None:
        """Mail the code that switches a seal on."""
        seal = self._seal(subscriber)
        with self._lock:
            code = self._codes.issue(_ACTIVATION, subscriber, self.now(), valid_for=ACTIVATION_LIFE)
            self._mail(seal.email or subscriber, "TOTP aktivasi segel", code)

    def prolong_seal(self, subscriber: str, totp: str) -> Code:
        """The same code, in force for another period."""
        with self._lock:
            code = self._activation(subscriber, totp)
            code.expires = self.now() + ACTIVATION_LIFE
            return code

    def revoke_seal(self, subscriber: str, totp: str) -> None:
        """The seal is off: neither its activation nor a code made with it counts any more."""
        with self._lock:
            self._activation(subscriber, totp)
            self._codes.drop(_ACTIVATION, subscriber)
            self._codes.drop(_SEAL, subscriber)

    def seal_code(self, subscriber: str, totp: str, files: int) -> Code:
        """A code to seal so many files with."""
        _require_count(files)
        with self._lock:
            self._activation(subscriber, totp)
            return self._codes.issue(_SEAL, subscriber, self.now(), valid_for=SIGN_CODE_LIFE,
                                     uses=files)  # fmt: skip

    def seal(self, subscriber: str, totp: str, requests: Sequence[SignRequest]) -> list[bytes]:
        """All of the documents sealed, or none."""
        seal = self._seal(subscriber)
        _require_count(len(requests))
        return self._with_code(_SEAL, subscriber, totp, requests, self._agency(seal))

    def _seal(self, subscriber: str) -> Seal:
        seal = self.people.seals.get(subscriber)
        if seal is None:
            raise unknown_signer()
        return seal

    def _activation(self, subscriber: str, totp: str) -> Code:
        self._seal(subscriber)
        code = self._codes.find(_ACTIVATION, subscriber, totp, self.now())
        if code is None:
            raise _wrong_code("aktivasi ")
        return code

    # documents

    def keep(self, pdf: bytes) -> str:
        """Keep a signed document to be downloaded once. Returns its number, `idDokumen`."""
        with self._lock:
            self._counter += 1
            number = self._numbers.secret_of("document", str(self._counter)).hex()[:32]
            self._kept[number] = pdf
            while len(self._kept) > MAX_KEPT or sum(map(len, self._kept.values())) > MAX_KEPT_BYTES:
                self._kept.popitem(last=False)
            return number

    def take(self, number: str) -> bytes:
        """The document of a number, once."""
        with self._lock:
            pdf = self._kept.pop(number, None)
        if pdf is None:
            raise gone()
        return pdf

    def _with_code(
        self,
        purpose: str,
        name: str,
        totp: str,
        requests: Sequence[SignRequest],
        signer: Entity,
    ) -> list[bytes]:
        with self._lock:
            code = self._codes.find(purpose, name, totp, self.now())
            if code is None or code.uses < len(requests):
                raise _wrong_code("")
            code.uses -= len(requests)
        try:
            return self._sign_all(requests, signer)
        except Exception:
            with self._lock:
                code.uses += len(requests)
            raise

    def _sign_all(self, requests: Sequence[SignRequest], signer: Entity) -> list[bytes]:
        at = self.now()
        make_timestamp = stamp(self.pki.tsa_current, at)
        spaces = self._preparers.prepare(list(requests), issuing.name_of(signer), at)
        return [filled(space, signer, make_timestamp) for space in spaces]

    def _person(self, user: User) -> Entity:
        with self._lock:
            key = (user.key, user.nama)
            if key not in self._entities:
                self._entities[key] = issuing.person(self.pki, user.nama, self.now())
            return self._entities[key]

    def _agency(self, seal: Seal) -> Entity:
        with self._lock:
            key = (f"seal {seal.id_subscriber}", seal.nama)
            if key not in self._entities:
                self._entities[key] = issuing.agency(self.pki, seal.nama, self.now())
            return self._entities[key]

    def _mail(self, to: str, subject: str, code: Code) -> None:
        self.people.mail.append(Mail(to, subject, code.value, self.now().isoformat()))


def _require_count(files: int) -> None:
    if not 1 <= files <= MAX_FILES:
        raise unfit(f"jumlah file harus 1 sampai {MAX_FILES}")


def _wrong_code(kind: str) -> ClientError:
    return unfit(f"TOTP {kind}salah, kedaluwarsa atau sudah terpakai")
