"""A request's body, streamed to files in a private folder, and gone with the request."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import BinaryIO

from starlette.requests import ClientDisconnect, Request

from esign_verify._frozen import frozen
from esign_verify.service.base64_file import Base64Writer
from esign_verify.service.folders import SUFFIX
from esign_verify.service.json_body import SHORT, JsonBody, LongString
from esign_verify.service.multipart_body import MultipartBody
from esign_verify.service.refusals import RequestError
from esign_verify.service.settings import ServiceSettings

JSON_TYPE = "application/json"
MULTIPART_TYPE = "multipart/form-data"

MOST_DIGITS = 20
"""Of a Content-Length; more are no length of anything."""

OVERHEAD = 1 << 20
"""Bytes of a body beside its document: other fields, headers of parts."""


@frozen(kw_only=True)
class Upload:
    """One document to verify."""

    path: Path
    file_name: str
    password: str | None = field(repr=False)


class Uploads:
    """The files of one request; a context manager that removes them."""

    def __init__(self, folder: Path, settings: ServiceSettings) -> None:
        self._folder = folder
        self._settings = settings
        self._paths: list[Path] = []
        self._parsers: list[JsonBody | MultipartBody] = []
        self.received = 0

    def __enter__(self) -> Uploads:
        return self

    def __exit__(self, *_error: object) -> None:
        for parser in self._parsers:
            parser.close()
        for path in self._paths:
            path.unlink(missing_ok=True)

    async def from_json(self, request: Request) -> Upload:
        """The body of `POST /api/v2/verify/pdf`: `file` in Base64, `password` or none."""
        if media_type(request) != JSON_TYPE:
            raise RequestError("content_type_json")
        # in Base64 a third more, and as much again where line ends or escapes are many
        most = self._settings.upload_bytes * 3 // 2
        body = JsonBody(self._new_file, self._settings.upload_bytes)
        self._parsers.append(body)
        await self._read(request, most + OVERHEAD, body.feed)
        value = body.value()
        password = value.get("password")
        if isinstance(password, LongString):
            raise RequestError("password_too_long", limit=SHORT)
        if not (password is None or isinstance(password, str)):
            raise RequestError("password_is_no_text")
        path = self._decoded(_file_of(value))
        return Upload(path=path, file_name="", password=password or None)

    async def from_multipart(self, request: Request, name: str, other: str) -> Upload:
        """The file part `name` (never `other`, which is mistaken for it), and its password."""
        if media_type(request) != MULTIPART_TYPE:
            raise RequestError("content_type_multipart")
        body = MultipartBody(
            request.headers["content-type"], self._new_file, self._settings.upload_bytes
        )
        self._parsers.append(body)
        await self._read(request, self._settings.upload_bytes + OVERHEAD, body.feed)
        body.finish()
        files = body.files.get(name, [])
        if not files:
            if name in body.fields:
                raise RequestError("file_is_no_file_part", name=name)
            if other in body.files or other in body.fields:
                raise RequestError("file_wrong_name", right=name, wrong=other)
            raise RequestError("file_missing", name=name)
        if len(files) > 1:
            raise RequestError("file_repeated", name=name)
        path, file_name = files[0]
        return Upload(path=path, file_name=file_name, password=body.fields.get("password") or None)

    async def _read(self, request: Request, most: int, feed: Callable[[bytes], None]) -> None:
        """The body as it arrives. RequestError where it is too large or too slow."""
        length = request.headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit() and len(length) <= MOST_DIGITS):
            raise RequestError("length_malformed")
        too_large = RequestError("body_too_large", limit=self._settings.upload_bytes)
        if int(length) > most:
            raise too_large
        clock = asyncio.get_running_loop().time
        deadline = clock() + self._settings.body_seconds
        more = True
        while more:
            try:
                async with asyncio.timeout(min(self._settings.silent_seconds, deadline - clock())):
                    message = await request.receive()
            except TimeoutError as error:
                raise RequestError("request_timeout") from error
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            piece = message.get("body", b"")
            self.received += len(piece)
            if self.received > most:
                raise too_large
            feed(piece)
            more = message.get("more_body", False)

    def _new_file(self) -> tuple[Path, BinaryIO]:
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=SUFFIX)
        self._paths.append(Path(name))
        return Path(name), os.fdopen(handle, "wb")

    def _decoded(self, content: str | LongString) -> Path:
        """The file that holds the document."""
        if isinstance(content, LongString):
            content.writer.finish()
            content.file.close()
            return content.path
        path, file = self._new_file()
        with file:
            try:
                data = content.encode("ascii")
            except UnicodeEncodeError as error:
                raise RequestError("file_not_base64") from error
            writer = Base64Writer(file, self._settings.upload_bytes)
            # escapes of JSON are undone already, and a backslash is none of the alphabet
            writer.feed(data.replace(b"\\", b"!"))
            writer.finish()
        return path


def media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _file_of(value: dict[str, object]) -> str | LongString:
    if "file" not in value:
        if "signed_file" in value:
            raise RequestError("file_wrong_name", right="file", wrong="signed_file")
        raise RequestError("file_missing", name="file")
    content = value["file"]
    if isinstance(content, list):
        raise RequestError("file_is_array")
    if not isinstance(content, str | LongString):
        raise RequestError("file_is_no_text")
    return content
