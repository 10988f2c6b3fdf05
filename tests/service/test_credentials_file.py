"""The file of users is changed, and stays what it was: rights, links, comments."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from esign_verify import UsageError
from esign_verify.service import Credentials, add_user, remove_user
from esign_verify.service import credentials as room

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights and links of files")

CHANGES = {
    "new": lambda path: add_user(path, "baru", "1"),
    "changed": lambda path: add_user(path, "simpeg", "2"),
    "removed": lambda path: remove_user(path, "srikandi"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "users"
    add_user(path, "simpeg", "1")
    add_user(path, "srikandi", "1")
    return path


@pytest.mark.parametrize("change", CHANGES)
def test_who_could_read_it_still_can(change: str, path: Path) -> None:
    path.chmod(0o640)
    if os.getuid() == 0:
        os.chown(path, 1, 2)
    before = path.stat()
    CHANGES[change](path)
    after = path.stat()
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino
    assert [found.name for found in path.parent.iterdir()] == ["users"]


@pytest.mark.skipif(getattr(os, "getuid", int)() != 0, reason="gives a file away")
def test_a_file_whose_owner_cannot_be_kept_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_arguments: object) -> None:
        raise PermissionError

    os.chown(path, 1, 2)
    before = path.read_bytes()
    monkeypatch.setattr(room.os, "fchown", forbidden)
    with pytest.raises(UsageError, match="credentials_owner"):
        add_user(path, "baru", "1")
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == ["users"]


@pytest.mark.parametrize("change", CHANGES)
def test_a_link_stays_a_link(change: str, path: Path, tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    link = tmp_path / "etc" / "users"
    link.symlink_to("../users")
    before = path.read_bytes()
    CHANGES[change](link)
    assert link.readlink() == Path("../users")
    assert path.read_bytes() != before
    assert [found.name for found in link.parent.iterdir()] == ["users"]


def test_a_link_to_no_file_yet_gets_one(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("users")
    add_user(link, "simpeg", "1")
    assert link.is_symlink()
    assert Credentials.load(tmp_path / "users").names == ("simpeg",)


def test_lines_of_others_stay_as_they_are(path: Path) -> None:
    head, simpeg, srikandi = path.read_text("utf-8").splitlines()
    lines = ["# simpeg: milik biro", simpeg, "", "# sementara", srikandi, "# akhir"]
    path.write_text("\n".join(lines), encoding="utf-8")
    add_user(path, "simpeg", "2")
    changed = path.read_text("utf-8").splitlines()
    assert changed[1].startswith("simpeg:scrypt:")
    assert changed[1] != simpeg
    assert [*changed[:1], *changed[2:]] == [*lines[:1], *lines[2:]]
    assert Credentials.load(path).check("simpeg", "2")
    remove_user(path, "srikandi")
    assert path.read_text("utf-8").splitlines() == [*changed[:4], "# akhir"]
    add_user(path, "baru", "1")
    assert path.read_text("utf-8").splitlines()[:-1] == [*changed[:4], "# akhir"]
    assert Credentials.load(path).names == ("simpeg", "baru")
    assert head.startswith("# users of ")


@pytest.mark.parametrize("name", ["folder", "pipe"])
def test_what_is_no_file_is_not_replaced(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    kind = stat.S_IFMT(path.stat().st_mode)
    for change in CHANGES.values():
        with pytest.raises(UsageError, match="credentials_unreadable"):
            change(path)
    assert stat.S_IFMT(path.stat().st_mode) == kind
