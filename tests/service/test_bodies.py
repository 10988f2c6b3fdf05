"""Bodies read in pieces: however they are cut, what comes out is what was sent."""

from __future__ import annotations

import base64
import itertools
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from esign_verify.service import json_body as json_room
from esign_verify.service.json_body import JsonBody, LongString
from esign_verify.service.multipart_body import MultipartBody
from esign_verify.service.refusals import RequestError

MOST = 1 << 20

in_a_folder = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


class Files:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self) -> tuple[Path, BinaryIO]:
        file = tempfile.NamedTemporaryFile(dir=self.folder, delete=False)  # noqa: SIM115
        return Path(file.name), file  # type: ignore[return-value]


def pieces(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    places = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    for start, end in itertools.pairwise(places):
        yield data[start:end]


def read_json(data: bytes, cuts: list[int], folder: Path) -> dict[str, Any]:
    """The value, with what long strings hold in their place."""
    body = JsonBody(Files(folder), MOST)
    try:
        for piece in pieces(data, cuts):
            body.feed(piece)
        value = body.value()
        for name, found in value.items():
            if isinstance(found, LongString):
                found.writer.finish()
                found.file.close()
                value[name] = found.path.read_bytes()
        return value
    finally:
        body.close()


cuts = st.lists(st.integers(0, 10_000), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


@in_a_folder
@given(st.dictionaries(st.text(max_size=9), values, max_size=5), cuts, st.booleans())
def test_json_is_what_json_says(
    tmp_path: Path, value: dict[str, Any], cuts: list[int], plain: bool
) -> None:
    data = json.dumps(value, ensure_ascii=plain).encode("utf-8", "surrogatepass")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return
    assert read_json(data, cuts, tmp_path) == value


@in_a_folder
@given(st.binary(max_size=400), cuts, st.sampled_from(["plain", "php", "gson", "mime"]))
def test_a_long_string_is_decoded_to_a_file(
    tmp_path: Path, content: bytes, cuts: list[int], style: str
) -> None:
    text = base64.b64encode(content).decode()
    written = {
        "plain": text,
        "php": text.replace("/", "\\/"),
        "gson": text.replace("=", "\\u003d").replace("+", "\\u002B"),
        "mime": "\\r\\n".join(text[i : i + 76] for i in range(0, len(text), 76)),
    }[style]
    data = f'{{"a": "x\\"y", "file": "{written}", "b": [1]}}'.encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_room, "SHORT", 8)
        found = read_json(data, cuts, tmp_path)
    assert (found["a"], found["b"]) == ('x"y', [1])
    if len(written) > 8:
        assert found["file"] == content
    else:
        assert base64.b64decode(found["file"]) == content


@in_a_folder
@given(st.binary(max_size=60), cuts)
def test_only_refusals_come_out_of_a_json_body(
    tmp_path: Path, data: bytes, cuts: list[int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_room, "SHORT", 8)
        try:
            found = read_json(b'{"file":"' + data, cuts, tmp_path)
        except RequestError as error:
            assert error.code in {"json_malformed", "file_not_base64", "json_duplicate_key"}
        else:
            assert "file" in found


def test_a_client_cannot_write_the_mark_of_a_long_string(tmp_path: Path) -> None:
    body = JsonBody(Files(tmp_path), MOST)
    body.feed(b'{"long": "' + b"A" * 70_000 + b'", "file": "0000:0"}')
    value = body.value()
    body.close()
    assert (type(value["long"]), value["file"]) == (LongString, "0000:0")
    assert "A" * 100 not in body._kept.decode()


@in_a_folder
@given(st.binary(max_size=300), st.binary(max_size=60), cuts)
def test_a_form_is_what_was_sent(
    tmp_path: Path, content: bytes, field: bytes, cuts: list[int]
) -> None:
    boundary = b"----x1y2"
    if boundary in content or boundary in field:
        return
    disposition = b'Content-Disposition: form-data; name="'
    data = (
        b"--" + boundary + b"\r\n" + disposition + b'password"\r\n\r\n' + field + b"\r\n"
        b"--" + boundary + b"\r\n" + disposition + b'file"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + content + b"\r\n--" + boundary + b"--\r\n"
    )  # fmt: skip
    body = MultipartBody("multipart/form-data; boundary=----x1y2", Files(tmp_path), MOST)
    for piece in pieces(data, cuts):
        body.feed(piece)
    body.finish()
    ((path, name),) = body.files["file"]
    assert (path.read_bytes(), name) == (content, "a.pdf")
    assert body.fields == {"password": field.decode("utf-8", "replace")}


@in_a_folder
@given(st.binary(max_size=200), cuts)
def test_only_refusals_come_out_of_a_form(tmp_path: Path, data: bytes, cuts: list[int]) -> None:
    body = MultipartBody("multipart/form-data; boundary=x", Files(tmp_path), MOST)
    try:
        for piece in pieces(b"--x\r\n" + data, cuts):
            body.feed(piece)
        body.finish()
    except RequestError as error:
        assert error.code.startswith("multipart_")
    finally:
        body.close()
