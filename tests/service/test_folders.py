"""Documents that a killed process left are removed; nothing else is."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from esign_verify.service import ServiceSettings, create_app
from esign_verify.service.folders import PREFIX, remove_left, upload_folder
from tests.service.server import Server
from tests.service.test_server import request
from tests.service.test_stopping import wait_until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="locks of folders")


def left(place: Path, name: str = PREFIX + "abcd_123") -> Path:
    folder = place / name
    folder.mkdir(mode=0o700)
    (folder / "tmp1.pdf").write_bytes(b"%PDF")
    return folder


def test_what_a_killed_process_left_is_removed_by_the_next(
    start_server: Callable[..., Server], settings: ServiceSettings, pdfs: Mapping[str, bytes]
) -> None:
    server = start_server()
    with server.connection() as connection:
        connection.sendall(request(pdfs["pades-t"])[:-20])
        wait_until(lambda: server.files() != [])
        (document,) = server.files()
        with TestClient(create_app(replace(settings, folder=server.folder))):
            assert server.files() == [document]  # its process lives
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(60)
    assert server.files() == [document]
    with TestClient(create_app(replace(settings, folder=server.folder))):
        assert server.files() == []
        assert not document.parent.exists()
    assert list(server.folder.iterdir()) == []


def test_what_is_left_goes_and_what_is_used_stays(tmp_path: Path) -> None:
    folder = left(tmp_path)
    empty = tmp_path / (PREFIX + "00000000")
    empty.mkdir(mode=0o700)
    with upload_folder(tmp_path) as used:
        assert list(tmp_path.iterdir()) == [used]
        assert used.stat().st_mode & 0o777 == 0o700
        remove_left(tmp_path)
        assert used.is_dir()
    assert list(tmp_path.iterdir()) == []
    assert not folder.exists()


@pytest.mark.parametrize("name", ["esign-verify-abcd1234", PREFIX + "abc", PREFIX + "abcd1234.old"])
def test_a_folder_of_another_name_is_left_alone(name: str, tmp_path: Path) -> None:
    folder = left(tmp_path, name)
    remove_left(tmp_path)
    assert (folder / "tmp1.pdf").is_file()


@pytest.mark.parametrize("what", ["text", "folder", "link"])
def test_a_folder_with_anything_else_is_left_alone(what: str, tmp_path: Path) -> None:
    folder = left(tmp_path)
    if what == "text":
        (folder / "notes.txt").write_bytes(b"")
    elif what == "folder":
        (folder / "a.pdf").mkdir()
    else:
        (folder / "a.pdf").symlink_to(tmp_path)
    remove_left(tmp_path)
    assert (folder / "tmp1.pdf").is_file()
    assert len(list(folder.iterdir())) == 2


def test_a_link_in_the_place_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    folder = left(tmp_path, "mine")
    (tmp_path / (PREFIX + "abcd1234")).symlink_to(folder)
    remove_left(tmp_path)
    assert (folder / "tmp1.pdf").is_file()


def test_a_folder_that_others_may_use_or_that_is_anothers_is_left_alone(tmp_path: Path) -> None:
    folder = left(tmp_path)
    folder.chmod(0o770)
    remove_left(tmp_path)
    assert (folder / "tmp1.pdf").is_file()
    folder.chmod(0o700)
    if os.getuid() == 0:
        os.chown(folder, 1, 1)
        remove_left(tmp_path)
        assert (folder / "tmp1.pdf").is_file()
        os.chown(folder, 0, 0)
    remove_left(tmp_path)
    assert not folder.exists()
