"""Children that do what a test wants of them: the first bytes of a document say what."""

from __future__ import annotations

import pytest

from esign_verify import processes

SLEEP, CRASH, MEMORY, BUG = b"%SLEEP", b"%CRASH", b"%MEMORY", b"%BUG"
NAP = b"%NAP"
"""Examined, after a while: no PDF."""
ASLEEP = b"%ASLEEP"
"""What a child makes of the first of these once it has it."""

BODY = """
import json, os, signal, sys, time; sys.path[:] = json.loads(sys.argv[1])
from importlib import import_module
from esign_verify.isolation import worker
good = worker.verify
def chosen(path, **options):
    with open(path, "r+b") as file:
        first = file.read(8)
        if first.startswith(b"%SLEEP"):
            file.seek(0)
            file.write(b"%ASLEEP")
    if first.startswith(b"%SLEEP"):
        time.sleep(60)
    if first.startswith(b"%NAP"):
        time.sleep(2)
    if first.startswith(b"%CRASH"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if first.startswith(b"%MEMORY"):
        bytes(1 << 40)
    if first.startswith(b"%BUG"):
        raise ValueError("text of a document")
    return good(path, **options)
worker.verify = chosen
import_module(sys.argv[2]).main()
"""


def use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_BOOTSTRAP", BODY)
