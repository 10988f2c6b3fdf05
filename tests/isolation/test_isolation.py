"""A document in a child process: the same answer, and a row of its own for what breaks."""

from __future__ import annotations

import io
import os
import signal
import subprocess
from pathlib import Path

import pytest

from esign_verify import (
    EncryptedError,
    IsolatedVerifier,
    IsolationError,
    IsolationLimits,
    NotAPdfError,
    TrustStore,
    UsageError,
    verify,
    verify_isolated,
)
from esign_verify.document.source import DocumentSource
from esign_verify.evidence_json import to_json, to_line
from esign_verify.isolation import verifier as parent
from esign_verify.isolation import wire
from esign_verify.result import DocumentConclusion
from esign_verify.sandbox import Sandbox
from tests.conftest import NOW

unix = pytest.mark.skipif(not hasattr(os, "fork"), reason="signals and named pipes")


@pytest.fixture(scope="session")
def trust(sandbox: Sandbox) -> TrustStore:
    return TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")


@pytest.fixture
def small(sandbox: Sandbox) -> bytes:
    return next(d.pdf for d in sandbox.documents if d.name == "pades-t.pdf")


def child_where(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """From now on `verify` of a new child is `body`, a statement; `path` is the document's."""
    code = (
        "import json, os, signal, sys, time; sys.path[:] = json.loads(sys.argv[1])\n"
        "from esign_verify.isolation import worker\n"
        f"def broken(path, **_options):\n    {body}\n"
        "good = worker.verify\n"
        "def choose(path, **options):\n"
        "    return (good if 'good' in path else broken)(path, **options)\n"
        "worker.verify = choose\n"
        "worker.main()"
    )
    monkeypatch.setattr("esign_verify.processes._BOOTSTRAP", code)


@pytest.mark.parametrize("fork", [pytest.param(True, marks=unix), False])
def test_the_result_is_the_same(
    sandbox: Sandbox, trust: TrustStore, monkeypatch: pytest.MonkeyPatch, fork: bool
) -> None:
    """Every document in a fork; without forks some, each in a child of its own."""
    monkeypatch.setattr(parent, "CAN_FORK", fork)
    with IsolatedVerifier(trust=trust) as isolated:
        for document in sandbox.documents[:: 1 if fork else 12]:
            expected = verify(document.pdf, trust=trust, at=NOW, password=document.password)
            found = isolated.verify(document.pdf, at=NOW, password=document.password)
            assert found == expected, document.name


def test_a_path_bytes_and_a_stream_are_the_same_document(
    small: bytes, trust: TrustStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.pdf").write_bytes(small)
    monkeypatch.chdir(tmp_path)
    half_read = io.BytesIO(small)
    half_read.seek(100)
    sources: list[DocumentSource] = ["letter.pdf", Path("letter.pdf"), small, half_read]
    with IsolatedVerifier(trust=trust) as isolated:
        found = [isolated.verify(source, at=NOW) for source in sources]
    assert [result.file_name for result in found] == ["letter.pdf", "letter.pdf", "", ""]
    assert {result.document.sha256 for result in found} == {
        verify(small, trust=trust, at=NOW).document.sha256
    }


def test_a_name_that_is_no_text(small: bytes, trust: TrustStore, tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.pdf")
    try:
        Path(name).write_bytes(small)
    except OSError:
        pytest.skip("this file system takes only names that are text")
    assert verify_isolated(name, trust=trust, at=NOW).file_name == "\udcff.pdf"


def test_errors_of_the_document_are_those_of_verify(sandbox: Sandbox, trust: TrustStore) -> None:
    locked = next(d for d in sandbox.documents if d.password)
    with IsolatedVerifier(trust=trust) as isolated:
        with pytest.raises(NotAPdfError) as not_a_pdf:
            isolated.verify(b"hello")
        with pytest.raises(EncryptedError) as encrypted:
            isolated.verify(locked.pdf, password="wrong")
        with pytest.raises(UsageError) as naive:
            isolated.verify(locked.pdf, at=NOW.replace(tzinfo=None))
    codes = (not_a_pdf.value.code, encrypted.value.code, naive.value.code)
    assert codes == ("not_a_pdf", "password_wrong", "time_without_zone")


@pytest.mark.parametrize(
    ("body", "code", "params"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "isolated_crash", {"cause": "SIGSEGV"}),
        ("os.kill(os.getpid(), signal.SIGKILL)", "isolated_crash", {"cause": "SIGKILL"}),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "isolated_timeout", {}),
        ("os._exit(3)", "isolated_crash", {"cause": "exit code 3"}),
        ("os._exit(0)", "isolated_crash", {"cause": "exit code 0"}),
        ("raise RuntimeError('a bug')", "internal_error", {"kind": "RuntimeError"}),
        ("bytearray(1 << 40)", "isolated_memory", {}),
        ("time.sleep(600)", "isolated_timeout", {"limit": "2"}),
    ],
)
@unix
def test_what_breaks_is_an_error_of_that_document_alone(
    small: bytes,
    trust: TrustStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    code: str,
    params: dict[str, str],
) -> None:
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(small)
    bad.write_bytes(small)
    child_where(monkeypatch, body)
    with IsolatedVerifier(trust=trust, limits=IsolationLimits(seconds=2)) as isolated:
        for source in (good, bad, good):
            if source is good:
                conclusion = isolated.verify(source, at=NOW).conclusion
                assert conclusion is DocumentConclusion.VALID
                continue
            with pytest.raises(IsolationError) as raised:
                isolated.verify(source, at=NOW)
            found = dict(raised.value.params)
            where = found.pop("where", "")
            assert (raised.value.code, found) == (code, params)
            assert where.startswith("RuntimeError at worker.py:") == (code == "internal_error")


@unix
def test_memory_is_limited_by_the_system(
    small: bytes, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    child_where(monkeypatch, "bytearray(600 << 20); return good(path, **_options)")
    with pytest.raises(IsolationError) as raised:
        verify_isolated(small, trust=trust, at=NOW, limits=IsolationLimits(mebibytes=512))
    assert raised.value.code == "isolated_memory"
    found = verify_isolated(small, trust=trust, at=NOW, limits=IsolationLimits(mebibytes=2048))
    assert found.conclusion is DocumentConclusion.VALID


@unix
def test_a_document_that_never_ends_is_a_timeout(trust: TrustStore, tmp_path: Path) -> None:
    """A named pipe that nobody writes to: opening it waits for ever."""
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    with pytest.raises(IsolationError) as raised:
        verify_isolated(pipe, trust=trust, limits=IsolationLimits(seconds=1))
    assert raised.value.code == "isolated_timeout"


@unix
def test_a_child_that_dies_without_its_fork_is_not_waited_for(
    small: bytes, trust: TrustStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the system kills a process for want of memory: the fork lives on for a moment."""
    path = tmp_path / "bad.pdf"
    path.write_bytes(small)
    child_where(monkeypatch, "os.kill(os.getppid(), signal.SIGKILL); time.sleep(600)")
    with IsolatedVerifier(trust=trust, limits=IsolationLimits(seconds=30)) as isolated:
        with pytest.raises(IsolationError) as raised:
            isolated.verify(path, at=NOW)
        assert (raised.value.code, raised.value.params) == ("isolated_crash", {"cause": "SIGKILL"})


@unix
def test_a_child_that_is_gone_between_documents_is_replaced(
    small: bytes, trust: TrustStore
) -> None:
    with IsolatedVerifier(trust=trust) as isolated:
        isolated.verify(small, at=NOW)
        assert isolated._child is not None
        os.kill(isolated._child.pid, signal.SIGTERM)
        isolated._child.wait()
        assert isolated.verify(small, at=NOW).conclusion is DocumentConclusion.VALID


def test_a_child_that_cannot_start_is_an_error(
    small: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "no-such-interpreter")
    with pytest.raises(IsolationError) as raised:
        verify_isolated(small)
    assert raised.value.code == "isolation_unavailable"


def test_what_the_child_prints_is_no_answer(
    small: bytes, trust: TrustStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(small)
    child_where(monkeypatch, "print('{\"result\": 1}', flush=True); return good(path, **_options)")
    assert verify_isolated(path, trust=trust, at=NOW).conclusion is DocumentConclusion.VALID


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\n",
        b"[]\n",
        b"{}\n",
        b'{"result": {}}\n',
        b'{"error": 1}\n',
        b'{"error": ["OSError", "x", {}]}\n',
        b'{"error": ["wire", "x", {}]}\n',
        b'{"error": ["LimitError", "x", {"code": "y"}]}\n',
    ],
)
def test_an_answer_that_is_none_is_a_crash(answer: bytes) -> None:
    with pytest.raises(IsolationError) as raised:
        wire.answer_from(answer)
    assert (raised.value.code, raised.value.params) == ("isolated_crash", {"cause": "answer"})


def test_setup_and_request_survive_the_way(trust: TrustStore) -> None:
    setup = parent.IsolatedVerifier(trust=trust, policy="strict")._setup
    assert wire.setup_from(to_line(setup)) == setup
    request = wire.Request(path=b"/\xff", file_name="\udcff", at=NOW, password="sandi\n")
    assert wire.request_from(to_line(request)) == request


def test_the_password_is_in_no_argument(
    small: bytes, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    original = subprocess.Popen

    def spy(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        started.append(command)
        return original(command, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(subprocess, "Popen", spy)
    verify_isolated(small, trust=trust, at=NOW, password="very secret")
    assert len(started) == 1
    assert "very secret" not in " ".join(started[0])


def test_limits_below_one_are_the_callers_mistake() -> None:
    for limits in (IsolationLimits(seconds=0), IsolationLimits(mebibytes=0)):
        with pytest.raises(UsageError) as raised:
            IsolatedVerifier(limits=limits)
        assert raised.value.code == "isolation_limit_too_small"


def test_the_result_as_json_is_the_same_text(small: bytes, trust: TrustStore) -> None:
    plain = to_json(verify(small, trust=trust, at=NOW))
    assert to_json(verify_isolated(small, trust=trust, at=NOW)) == plain


def test_the_password_is_in_no_repr() -> None:
    request = wire.Request(path=b"a", file_name="a", at=NOW, password="very secret")
    assert "very secret" not in repr(request)
    assert "file_name='a'" in repr(request)
