"""The child that writes updates into strangers' documents: one answer for every order.

pyHanko, PDFium and Pillow read what somebody brings here, and nowhere else. Where the system
can fork, each document is prepared in a fork of this process, which itself never touches one.
No key comes here.
"""

from __future__ import annotations

from importlib import import_module
from typing import BinaryIO

from esign_verify.evidence_json import to_line
from esign_verify.processes import (
    cause_of_end,
    limit_own_process,
    serve_in_forks,
    standard_streams,
)
from esign_verify.sandbox.client import preparing_wire as wire
from esign_verify.sandbox.client.errors import (
    ClientError,
    too_much_memory,
    too_slow,
    unsignable,
)
from esign_verify.sandbox.client.preparing_wire import Order, Prepared, Setup

_PREPARE = "esign_verify.sandbox.client.pdf"
_LATE = (_PREPARE, "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "pypdfium2", "segno")
"""What a document may need, loaded once for all forks."""


def main() -> None:
    """Serve the standard streams; whatever else writes to standard output goes to error."""
    serve(*standard_streams())


def serve(orders: BinaryIO, answers: BinaryIO) -> None:
    setup = wire.setup_from(orders.readline())
    for name in _LATE:
        import_module(name)
    _write(answers, wire.READY)

    def work(line: bytes) -> bytes:
        return _limited(wire.order_from(line), setup)

    if setup.fork:
        serve_in_forks(orders, answers, work, _died)
    else:
        _write(answers, work(orders.readline()))


def _died(line: bytes, exit_code: int) -> bytes:
    over = cause_of_end(exit_code) == "SIGXCPU"
    refused = too_slow(wire.order_from(line).seconds) if over else unsignable()
    return to_line(_refusal(refused))


def _limited(order: Order, setup: Setup) -> bytes:
    """The line that says what came of one document. Never raises."""
    limit_own_process(seconds=order.seconds, memory_bytes=setup.memory_bytes)
    try:
        start, end = import_module(_PREPARE).prepare(order)
        return to_line(Prepared(start=start, end=end))
    except ClientError as error:
        return to_line(_refusal(error))
    except MemoryError:
        return to_line(_refusal(too_much_memory(setup.memory_bytes >> 20)))
    except Exception:
        # a stranger's document: pyHanko raises whatever its structure leads to
        return to_line(_refusal(unsignable()))


def _refusal(error: ClientError) -> Prepared:
    return Prepared(number=error.status_code, words=error.error)


def _write(answers: BinaryIO, data: bytes) -> None:
    answers.write(data)
    answers.flush()
