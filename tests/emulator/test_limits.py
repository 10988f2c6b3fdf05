"""What a hostile document, or a hostile client, costs: its own request."""

from __future__ import annotations

import asyncio
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from esign_verify.sandbox.client import (
    SandboxClient,
    SigningLimits,
    SignRequest,
    UnavailableError,
)
from tests.emulator.caller import NIK, UNFIT, Caller, encoded, files, refused, spring
from tests.service import slow_worker

SIGN_V2, VERIFY_V2 = "/api/v2/sign/pdf", "/api/v2/verify/pdf"
CANNOT = f"{UNFIT}file tidak dapat ditandatangani"


def bomb(entries: int = 5_000_000) -> bytes:
    """A page, and a cross-reference stream (ISO 32000-2, 7.5.8) of so many entries; pyHanko
    takes 16 seconds and a gibibyte for these 36 kB."""
    out = b"%PDF-1.7\n"
    rows = [b"\0\0\0\0\xff"]
    for number, content in enumerate(
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        ),
        start=1,
    ):
        rows.append(b"\1" + len(out).to_bytes(3, "big") + b"\0")
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows.append(b"\1" + len(out).to_bytes(3, "big") + b"\0")
    at, data = len(out), zlib.compress(b"".join(rows) + b"\1\0\0\x09\0" * entries, 9)
    out += b"4 0 obj\n<</Type/XRef/Size %d/W[1 3 1]/Root 1 0 R" % (len(rows) + entries)
    out += b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (len(data), data)
    return out + b"startxref\n%d\n%%%%EOF\n" % at


@pytest.fixture
def limited(shared: Caller, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Caller]]:
    """A sandbox with limits of its own; the keys are those of the session."""
    monkeypatch.setattr(
        "esign_verify.sandbox.client.client.build_pki", lambda _now: shared.client.pki
    )
    with ExitStack() as stack:

        def make(**limits: Any) -> Caller:
            made = stack.enter_context(closing(Caller(limits=SigningLimits(**limits))))
            made.client._entities = shared.client._entities
            return made

        yield make


def test_the_small_bomb_is_a_document() -> None:
    with closing(SandboxClient()) as client:
        pdf = bomb(10)
        assert client.sign(NIK, [SignRequest(pdf=pdf)], passphrase="sandbox")[0].startswith(pdf)


def test_a_document_that_takes_too_long(limited: Callable[..., Caller], pdf: bytes) -> None:
    caller = limited(seconds=4)
    expected = (400, 4015, f"{CANNOT} dalam 4 detik")
    assert refused(caller.sign_v2(bomb())) == expected
    assert refused(caller.sign_v1(bomb())) == expected
    (signed,) = files(caller.sign_v2(pdf))
    assert caller.verify(signed).conclusion.value == "VALID"


def test_all_documents_of_a_request_share_its_time(limited: Callable[..., Caller]) -> None:
    """One of these takes less than the limit, so many of them do not."""
    caller = limited(seconds=4)
    answer = caller.sign_v2(*[bomb(500_000)] * 20)
    assert refused(answer) == (400, 4015, f"{CANNOT} dalam 4 detik")


def test_a_document_that_takes_too_much_memory(limited: Callable[..., Caller], pdf: bytes) -> None:
    caller = limited(mebibytes=300)
    answer = caller.sign_v2(bomb())
    assert refused(answer) == (400, 4015, f"{CANNOT} dengan 300 MiB memori")
    assert len(files(caller.sign_v2(pdf))) == 1


def test_a_code_is_kept_when_the_document_was_refused(
    limited: Callable[..., Caller], pdf: bytes
) -> None:
    caller = limited(mebibytes=300)
    caller.post("/api/v2/sign/get/totp", {"nik": NIK, "data": 1})
    code = caller.mailed()["totp"]
    answer = caller.sign_v2(bomb(), passphrase=None, totp=code)
    assert refused(answer) == (400, 4015, f"{CANNOT} dengan 300 MiB memori")
    assert len(files(caller.sign_v2(pdf, passphrase=None, totp=code))) == 1


def test_nobody_waits_for_ever_behind_a_hostile_document(
    limited: Callable[..., Caller], pdf: bytes
) -> None:
    caller = limited(children=1, queue_seconds=0.2, seconds=600, mebibytes=4096)
    preparers = caller.client._preparers
    raised: list[BaseException] = []

    def sign() -> None:
        try:
            caller.client.sign(NIK, [SignRequest(pdf=bomb())], passphrase="sandbox")
        except BaseException as error:
            raised.append(error)

    hostile = threading.Thread(target=sign)
    hostile.start()
    while not preparers._idle.empty():
        time.sleep(0.01)
    answer = caller.sign_v2(pdf)
    assert spring(answer) == (503, "Service Unavailable", SIGN_V2)
    # and the server stops although the document is still looked at
    caller.close()
    hostile.join()
    assert [type(error) for error in raised] == [UnavailableError]


def test_a_child_that_died_is_replaced(limited: Callable[..., Caller], pdf: bytes) -> None:
    caller = limited(children=1)
    assert len(files(caller.sign_v2(pdf))) == 1
    (child,) = caller.client._preparers._children
    child._running[0].kill()
    child._running[0].wait()
    assert len(files(caller.sign_v2(pdf))) == 1


def test_without_fork_each_document_has_a_process(
    limited: Callable[..., Caller], pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esign_verify.sandbox.client.preparing.CAN_FORK", False)
    caller = limited(children=1, mebibytes=300)
    assert len(files(caller.sign_v2(pdf, pdf))) == 2
    assert caller.client._preparers._children[0]._running == []
    assert refused(caller.sign_v2(bomb())) == (400, 4015, f"{CANNOT} dengan 300 MiB memori")


def test_after_the_end_nothing_is_signed_and_no_child_is_left(pdf: bytes) -> None:
    client = SandboxClient()
    client.sign(NIK, [SignRequest(pdf=pdf)], passphrase="sandbox")
    running = [one for child in client._preparers._children for one in child._running]
    assert len(running) == 1
    client.close()
    assert running[0].returncode is not None
    with pytest.raises(UnavailableError):
        client.sign(NIK, [SignRequest(pdf=pdf)], passphrase="sandbox")


@pytest.mark.parametrize(("what", "status"), [(slow_worker.CRASH, 503), (slow_worker.MEMORY, 500)])
def test_verification_breaks_down_beside_the_server(
    caller: Caller, pdf: bytes, monkeypatch: pytest.MonkeyPatch, what: bytes, status: int
) -> None:
    slow_worker.use_it(monkeypatch)
    answer = caller.post(VERIFY_V2, {"file": encoded(what + pdf)})
    assert spring(answer)[::2] == (status, VERIFY_V2)
    assert caller.post(VERIFY_V2, {"file": encoded(pdf)}).json()["signatureCount"] == 0


def test_the_bomb_is_verified_within_limits(caller: Caller) -> None:
    assert spring(caller.post(VERIFY_V2, {"file": encoded(bomb())}))[0] == 500


def test_a_body_with_too_many_values(shared: Caller) -> None:
    for content in (b"[" + b"0," * 100_000 + b"0]", b'{"a":' * 100_001):
        headers = {"Content-Type": "application/json"}
        answer = shared.ask("POST", VERIFY_V2, content=content, headers=headers)
        assert spring(answer)[::2] == (413, VERIFY_V2)


@pytest.mark.parametrize("field", ["passphrase", "nik", "email", "totp"])
def test_half_a_character(shared: Caller, pdf: bytes, field: str) -> None:
    """JSON can say it, UTF-8 cannot."""
    content = f'{{"{field}": "\\ud800", "data": 1}}'.encode()
    headers = {"Content-Type": "application/json"}
    path = "/api/v2/sign/get/totp" if field in ("nik", "email") else SIGN_V2
    if path == SIGN_V2:
        content = content.replace(b"}", b', "nik": "%s"}' % NIK.encode())
    answer = shared.ask("POST", path, content=content, headers=headers)
    assert refused(answer) == (400, 4015, f"{UNFIT}{field}")


def test_more_bodies_than_there_is_room_for(
    shared: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esign_verify.service.emulator.envelope.MAX_HELD", 1000)
    path = "/api/v2/user/check/status"
    full = shared.post(path, {"nik": NIK, "lain": "x" * 1000})
    assert spring(full) == (503, "Service Unavailable", path)
    assert full.headers["retry-after"] == "2"
    # what was answered is not held any more
    for _ in range(3):
        assert shared.post(path, {"nik": NIK, "lain": "x" * 900}).status_code == 200


def test_a_body_that_does_not_come(shared: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared.app, "_silent_seconds", 0.1)

    async def pieces() -> Any:
        yield b"{"
        await asyncio.Event().wait()

    path = "/api/v2/user/check/status"
    headers = {"Content-Type": "application/json"}
    answer = shared.ask("POST", path, content=pieces(), headers=headers)
    assert spring(answer) == (408, "Request Timeout", path)
