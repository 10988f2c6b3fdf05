"""An HTTP(S) server that answers as a test says and keeps what it was sent."""

from __future__ import annotations

import base64
import json
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SECRET = "rahasia-aplikasi-9"
"""of an application; no output may show it"""


@dataclass
class Reply:
    """What is answered to one request. `raw` is written instead of all else."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    raw: bytes | None = None
    before: Callable[[], None] | None = None
    trickle: float = 0
    """seconds before each byte of `raw`"""
    at_once: int = 0
    """bytes of `raw` before the first such pause"""
    endless: bytes = b""
    """after `raw`, again and again until the other side has gone"""
    unread: Callable[[], None] | None = None
    """called after an answer that is given before the document was read"""
    drop: bool = False
    """close without a word"""


@dataclass
class Received:
    """One request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> bytes:
        return base64.b64decode(json.loads(self.body)["file"], validate=True)


def answer(value: Any, **options: Any) -> Reply:
    return Reply(body=json.dumps(value).encode(), **options)


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, *_arguments: object) -> None:
        """Clients of these tests go away in the middle of things."""


class StubServer:
    """Answers `replies` one after another, the last one for ever."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.replies: list[Reply] = []
        self.received: list[Received] = []
        self._http = _QuietServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._scheme = "http"
        if context is not None:
            self._scheme = "https"
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> StubServer:
        threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                reply = stub.replies[0] if len(stub.replies) == 1 else stub.replies.pop(0)
                length = 0 if reply.unread else int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                stub.received.append(
                    Received(self.command, self.path, dict(self.headers.items()), body)
                )
                self.close_connection = True
                if reply.before is not None:
                    reply.before()
                if reply.drop:
                    return
                if reply.raw is not None:
                    self._write_raw(reply)
                    return
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.content_type)
                headers = {"Content-Length": str(len(reply.body))} | reply.headers
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)
                if reply.unread is not None:
                    reply.unread()

            def _write_raw(self, reply: Reply) -> None:
                data = reply.raw or b""
                together = reply.at_once if reply.trickle else len(data)
                with suppress(OSError):
                    self.wfile.write(data[:together])
                    for index in range(together, len(data)):
                        time.sleep(reply.trickle)
                        self.wfile.write(data[index : index + 1])
                    while reply.endless:
                        self.wfile.write(reply.endless)

            def do_CONNECT(self) -> None:
                """A proxy's tunnel, or its refusal where a reply says so."""
                stub.received.append(
                    Received("CONNECT", self.path, dict(self.headers.items()), b"")
                )
                self.close_connection = True
                if stub.replies and stub.replies[0].raw is not None:
                    self._write_raw(stub.replies[0])
                    return
                if stub.replies:
                    self.send_error(stub.replies[0].status)
                    return
                host, _, port = self.path.rpartition(":")
                with socket.create_connection((host, int(port))) as target:
                    self.send_response(200)
                    self.end_headers()
                    _relay(self.connection, target)

            def do_GET(self) -> None:
                stub.received.append(Received("GET", self.path, dict(self.headers.items()), b""))
                self.send_error(404)

            def log_message(self, *_arguments: object) -> None:
                """Standard error is what tests look at."""

        return Handler


def _relay(one: socket.socket, other: socket.socket) -> None:
    pairs = {one: other, other: one}
    with suppress(OSError):
        while True:
            for source in select.select(list(pairs), [], [], 5)[0]:
                data = source.recv(65_536)
                if not data:
                    return
                pairs[source].sendall(data)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def make_authority(folder: Path) -> None:
    """Throwaway authorities and certificates for 127.0.0.1: by the first, ended, by itself."""
    key, authority = _authority("Authority of the tests")
    (folder / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    _, other = _authority("Another authority")
    (folder / "other-ca.pem").write_bytes(other.public_bytes(serialization.Encoding.PEM))
    own_key = ec.generate_private_key(ec.SECP256R1())
    for name, issuer, signer, days in (
        ("server", authority.subject, key, 1),
        ("expired", authority.subject, key, -1),
        ("alone", _name("alone"), own_key, 1),
    ):
        certificate = (
            _builder(name, issuer, own_key, days)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
                critical=False,
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
                critical=False,
            )
            .sign(signer, hashes.SHA256())
        )
        (folder / f"{name}.pem").write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM) + _key_pem(own_key)
        )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    common_name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int = 1
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(common_name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _authority(common_name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        _builder(common_name, _name(common_name), key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def server_context(folder: Path, name: str = "server") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem")
    return context
