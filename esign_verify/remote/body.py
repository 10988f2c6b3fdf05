"""The body of a request, made while it is sent: no document is read into memory."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator
from pathlib import Path

from esign_verify.errors import RemoteError
from esign_verify.evidence.remote import RemoteApi
from esign_verify.limits import MAX_REMOTE_UPLOAD_BYTES

_CHUNK = 3 * 64 * 1024
"""A multiple of 3, so that pieces of base64 join without padding."""


class Body:
    """A document in the form of one endpoint, for as many attempts as are needed.

    `sha256` (lower-case hex) is that of the document that was verified: sending another one
    in its place raises `remote_document_changed`, and nothing is compared.
    """

    def __init__(
        self, path: Path, *, api: RemoteApi, size: int, sha256: str, password: str | None = None
    ) -> None:
        if size > MAX_REMOTE_UPLOAD_BYTES:
            raise RemoteError("remote_document_too_large", limit=MAX_REMOTE_UPLOAD_BYTES)
        self._path = path
        self._size = size
        self._sha256 = sha256
        self._encode = api is RemoteApi.V2
        if api is RemoteApi.V2:
            self.content_type = "application/json"
            self._head = b'{"file":"'
            tail = '"}' if password is None else f'","password":{json.dumps(password)}}}'
            self._tail = tail.encode("ascii")
        else:
            boundary = secrets.token_hex(16)
            self.content_type = f"multipart/form-data; boundary={boundary}"
            self._head = (
                f"--{boundary}\r\n"
                f'Content-Disposition: form-data; name="signed_file"; '
                f'filename="{_file_name(path.name)}"\r\n'
                "Content-Type: application/pdf\r\n\r\n"
            ).encode()
            self._tail = f"\r\n--{boundary}--\r\n".encode("ascii")
        encoded = (size + 2) // 3 * 4 if self._encode else size
        self.length = len(self._head) + encoded + len(self._tail)

    def chunks(self) -> Iterator[bytes]:
        """The body in pieces, `length` bytes in all. RemoteError where the file is not the same."""
        yield self._head
        hasher = hashlib.sha256()
        left = self._size
        try:
            with self._path.open("rb") as file:
                while left:
                    piece = file.read(min(_CHUNK, left))
                    if not piece:
                        break
                    left -= len(piece)
                    hasher.update(piece)
                    yield base64.b64encode(piece) if self._encode else piece
                grown = file.read(1)
        except OSError:
            raise RemoteError("remote_document_changed") from None
        if left or grown or hasher.hexdigest() != self._sha256:
            raise RemoteError("remote_document_changed")
        yield self._tail


def _file_name(name: str) -> str:
    """As forms in browsers write it (HTML, multipart form data): three characters escaped."""
    text = name.encode("utf-8", "replace").decode("utf-8")
    for character in '"\r\n':
        text = text.replace(character, f"%{ord(character):02X}")
    return text
