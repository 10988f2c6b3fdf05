"""The people of a running sandbox, found by name, within bounds."""

from __future__ import annotations

import hmac
from collections import deque
from dataclasses import replace

from esign_verify.sandbox.client.errors import already_registered, unfit
from esign_verify.sandbox.client.people import Credential, Mail, Seal, Status, User
from esign_verify.sandbox.client.seeds import Seeds

MAX_PEOPLE = 1000
"""of each kind"""

MAX_MAIL = 200
"""messages; the oldest go first"""


class Roster:
    """Users by NIK and e-mail address, seals, applications, and the outbox."""

    def __init__(self, seeds: Seeds) -> None:
        self._users: dict[str, User] = {}
        self.seals: dict[str, Seal] = {seal.id_subscriber: seal for seal in seeds.seals}
        self.credentials: dict[str, Credential] = {one.username: one for one in seeds.credentials}
        self.admin = seeds.admin
        self.mail: deque[Mail] = deque(maxlen=MAX_MAIL)
        for user in seeds.users:
            self.add(user)

    @property
    def users(self) -> tuple[User, ...]:
        return tuple({id(user): user for user in self._users.values()}.values())

    def user(self, name: str) -> User | None:
        """By NIK or e-mail address."""
        return self._users.get(name.casefold())

    def add(self, user: User) -> None:
        """ClientError for a NIK or an address that is taken."""
        for field, name in (("NIK", user.nik), ("Email", user.email)):
            if name and name.casefold() in self._users:
                raise already_registered(field)
        if len(self._users) >= 2 * MAX_PEOPLE:
            raise unfit("sandbox penuh")
        self._enter(user)

    def _enter(self, user: User) -> None:
        for name in (user.nik, user.email):
            if name:
                self._users[name.casefold()] = user

    def may_read_mail(self, username: str, password: str) -> bool:
        """Whether these are an application's or the admin's."""
        return self.may_ask(username, password) or self.may_manage(username, password)

    def change(self, user: User, *, status: Status, passphrase: str) -> User:
        """What the officers of a real one decide; an empty passphrase stays as it is."""
        changed = replace(user, status=status, passphrase=passphrase or user.passphrase)
        self._enter(changed)
        return changed

    def register(self, nama: str, email: str) -> User:
        """A new user, or one who was known as not registered, who waits to be verified."""
        known = self.user(email)
        if known is not None and known.status is Status.NOT_REGISTERED:
            known = replace(known, nama=nama)
            return self.change(known, status=Status.WAITING_FOR_VERIFICATION, passphrase="")
        user = User(nama=nama, email=email, status=Status.WAITING_FOR_VERIFICATION)
        self.add(user)
        return user

    def may_ask(self, username: str, password: str) -> bool:
        """Whether an enabled application has this name and password."""
        return _fits(self.credentials.get(username), username, password)

    def may_manage(self, username: str, password: str) -> bool:
        """Whether these are the admin's."""
        return _fits(self.admin, username, password)

    def put_credential(self, credential: Credential) -> None:
        """Add an application, or change it; ClientError for the admin's name."""
        if credential.username == self.admin.username:
            raise already_registered("username")
        if credential.username not in self.credentials and len(self.credentials) >= MAX_PEOPLE:
            raise unfit("sandbox penuh")
        self.credentials[credential.username] = credential


def _fits(credential: Credential | None, username: str, password: str) -> bool:
    own = credential or Credential("", "")
    same = hmac.compare_digest(own.username.encode(), username.encode())
    right = hmac.compare_digest(own.password.encode(), password.encode())
    return credential is not None and credential.enabled and same and right
