"""The people of a running sandbox, found by name, within bounds."""

from __future__ import annotations

import hmac
from collections import deque

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
        self.mail: deque[Mail] = deque(maxlen=MAX_MAIL)
        for user in seeds.users:
            self.add(User(user.nama, user.nik, user.email, user.passphrase, user.status))

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
        for name in (user.nik, user.email):
            if name:
                self._users[name.casefold()] = user

    def register(self, nama: str, email: str) -> User:
        """A new user, who waits to be verified."""
        user = User(nama=nama, email=email, status=Status.WAITING_FOR_VERIFICATION)
        self.add(user)
        return user

    def may_ask(self, username: str, password: str) -> bool:
        """Whether an enabled application has this name and password."""
        found = self.credentials.get(username)
        right = hmac.compare_digest((found.password if found else "").encode(), password.encode())
        return found is not None and found.enabled and right

    def put_credential(self, credential: Credential) -> None:
        """Add an application, or change it."""
        if credential.username not in self.credentials and len(self.credentials) >= MAX_PEOPLE:
            raise unfit("sandbox penuh")
        self.credentials[credential.username] = credential
