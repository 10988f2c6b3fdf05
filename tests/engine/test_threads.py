"""`verify` is thread-safe: what threads ask at once is answered as if asked one by one."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from esign_verify import RENDERERS, TrustStore, verify
from esign_verify.errors import EsignVerifyError
from esign_verify.sandbox import Sandbox
from tests.conftest import NOW

THREADS = 8


def test_eight_threads_at_once(sandbox: Sandbox) -> None:
    own = TrustStore.from_certificates(sandbox.trust_certificates, name="sandbox")
    stores = (own, TrustStore.default())
    questions = [(d.pdf, stores[n % 4 == 3]) for n, d in enumerate(sandbox.documents)]

    def answer(number: int) -> str:
        pdf, trust = questions[number]
        try:
            return RENDERERS["json"](verify(pdf, trust=trust, at=NOW))
        except EsignVerifyError as error:
            return repr(error)

    def answers(thread: int) -> dict[int, str]:
        """Of every fourth question, each thread beginning elsewhere."""
        first = thread * len(questions) // THREADS
        together.wait()
        return {n: answer(n) for n in (*range(first, len(questions)), *range(first))[::4]}

    together = Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(answers, range(THREADS)))
    asked = [number for given in found for number in given]
    assert len(asked) >= 2 * len(questions) - THREADS
    expected = {number: answer(number) for number in set(asked)}
    assert len(set(expected.values())) > len(sandbox.documents) // 2
    for given in found:
        assert given == {number: expected[number] for number in given}


LOADED_AT_ONCE = """
import sys, threading, time
from importlib.machinery import PathFinder
import esign_verify.engine

begun = threading.Event()

class Slow:
    def find_spec(self, name, path=None, target=None):
        if name != "esign_verify.document.changes":
            return None
        spec = PathFinder.find_spec(name, path, target)
        spec.loader.create_module = self.create_module
        return spec

    def create_module(self, spec):
        begun.set()
        time.sleep(0.3)

def load(module, wait):
    wait and begun.wait()
    try:
        __import__(module)
    except BaseException as error:
        print(repr(error))

sys.meta_path.insert(0, Slow())
rooms = (("esign_verify.document.changes", False), ("esign_verify.document.indicators", True))
threads = [threading.Thread(target=load, args=room) for room in rooms]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(sorted(name for name, _ in rooms if name in sys.modules))
"""


def test_what_is_loaded_late_is_loaded_by_two_threads() -> None:
    """A module inside a package, asked for while another thread begins that package."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED_AT_ONCE], capture_output=True, text=True, check=True
    )
    assert done.stdout == "['esign_verify.document.changes', 'esign_verify.document.indicators']\n"
