"""Workers: each a thread that waits for a child process of `isolation/`."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue

from esign_verify.chain import TrustStore
from esign_verify.isolation import IsolatedVerifier, IsolationLimits, Showing, Shown
from esign_verify.policy import load_policy
from esign_verify.service.refusals import RequestError
from esign_verify.service.settings import ServiceSettings

_WORKER = "esign_verify.service.worker"


class WorkerPool:
    """Verifies documents side by side, one a worker. For one event loop.

    A child that dies costs the document it had; the next one starts another.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        trust = TrustStore.load(settings.trust) if settings.trust else TrustStore.default()
        policy = load_policy(settings.policy)
        limits = IsolationLimits(seconds=settings.seconds, mebibytes=settings.mebibytes)
        self._verifiers = [
            IsolatedVerifier(trust=trust, policy=policy, limits=limits, worker=_WORKER)
            for _ in range(settings.workers)
        ]
        self._idle: SimpleQueue[IsolatedVerifier] = SimpleQueue()
        for verifier in self._verifiers:
            self._idle.put(verifier)
        self._threads = ThreadPoolExecutor(settings.workers, thread_name_prefix="verify")
        self._free = asyncio.Semaphore(settings.workers)
        self._queue_seconds = settings.queue_seconds
        self._waiting: set[asyncio.Timeout] = set()
        self._stopping = False
        self.working = 0

    async def start(self) -> None:
        """Have every child ready. EsignVerifyError where none can be started."""
        loop = asyncio.get_running_loop()
        await asyncio.gather(
            *(loop.run_in_executor(self._threads, verifier.start) for verifier in self._verifiers)
        )

    async def show(
        self,
        path: Path,
        showing: Showing,
        *,
        file_name: str,
        at: datetime,
        password: str | None,
    ) -> Shown:
        """The result as text, made in the child; raises as `verify` does.

        RequestError `busy` where no worker is free in time, `stopping` after `stop`.
        """
        await self._wait_for_worker()

        def work() -> Shown:
            verifier = self._idle.get()
            try:
                return verifier.show(path, showing, file_name=file_name, at=at, password=password)
            finally:
                self._idle.put(verifier)

        self.working += 1
        work_done = asyncio.get_running_loop().run_in_executor(self._threads, work)
        # else asyncio writes the error of a document whose client is gone to the log
        work_done.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            # a client that is gone does not take the file from under the worker
            return await asyncio.shield(work_done)
        except asyncio.CancelledError:
            await asyncio.wait([work_done])
            raise
        finally:
            self.working -= 1
            self._free.release()

    async def _wait_for_worker(self) -> None:
        if self._stopping and self._free.locked():
            raise RequestError("stopping")
        try:
            async with asyncio.timeout(self._queue_seconds) as waiting:
                self._waiting.add(waiting)
                try:
                    await self._free.acquire()
                finally:
                    self._waiting.discard(waiting)
        except TimeoutError as error:
            raise RequestError("stopping" if self._stopping else "busy") from error

    def stop(self) -> None:
        """Nobody waits for a worker any longer; what workers have, they finish."""
        self._stopping = True
        for waiting in self._waiting:
            waiting.reschedule(0)

    def close(self) -> None:
        """End the children; what they still do gets no answer."""
        for verifier in self._verifiers:
            verifier.close()
        self._threads.shutdown(wait=True)
