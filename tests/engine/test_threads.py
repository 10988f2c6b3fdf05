"""`verify` is thread-safe: what threads ask at once is answered as if asked one by one."""

from __future__ import annotations

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
