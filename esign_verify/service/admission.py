"""How many requests are in the service, of all and of one client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from esign_verify.service.refusals import RequestError


class Admission:
    """A place for each request, from before its body is read until it is answered.

    So everything that a request takes is bounded by the number of places: files on disk,
    waiting, memory. For one event loop.
    """

    def __init__(self, *, places: int, per_client: int) -> None:
        self._places = places
        self._per_client = per_client
        self._clients: Counter[str] = Counter()
        self.taken = 0
        self.stopping = False

    @contextmanager
    def place(self, client: str) -> Iterator[None]:
        """RequestError where there is none for this client (429) or for anybody (503)."""
        if self.stopping:
            raise RequestError("stopping")
        if self._clients[client] >= self._per_client:
            raise RequestError("too_many_requests", limit=self._per_client)
        if self.taken >= self._places:
            raise RequestError("busy")
        self._clients[client] += 1
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]
