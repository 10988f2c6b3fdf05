"""A server that a test has started, and raw sockets to it."""

from __future__ import annotations

import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Server:
    process: subprocess.Popen[str]
    port: int
    folder: Path
    """where it keeps uploads"""

    said: str
    """up to the line that it is ready"""

    log: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connection(self) -> socket.socket:
        made = socket.socket()
        made.settimeout(60)
        try:
            made.connect(("127.0.0.1", self.port))
        except OSError:
            made.close()
            raise
        return made

    def files(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]

    def end(self) -> str:
        """What it has said on standard error, once it has ended."""
        if not self.log:
            _, self.log = self.process.communicate(timeout=60)
        return self.log


def read_all(connection: socket.socket) -> bytes:
    """Until the server closes."""
    data = b""
    while piece := connection.recv(1 << 16):
        data += piece
    return data
