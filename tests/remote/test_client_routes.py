"""The way to the server: proxies, tunnels, TLS."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from esign_verify.errors import UsageError
from esign_verify.remote import Timeouts, bounded, connecting, read_address
from tests.remote.asking import DOCUMENT, EMPTY_V2, ask, refused, verifier
from tests.remote.server import Reply, StubServer, answer, server_context


def test_proxies_of_the_environment_are_ignored(
    server: StubServer, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with StubServer() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        server.replies = [answer(EMPTY_V2)]
        ask(verifier(server.url), pdf)
        assert (len(server.received), proxy.received) == (1, [])


@pytest.mark.usefixtures("loopback")
def test_a_proxy_that_is_asked_for_is_used(pdf: Path) -> None:
    with StubServer() as proxy:
        proxy.replies = [answer(EMPTY_V2)]
        client = verifier("http://esign.example.go.id", proxy=read_address(proxy.url))
        ask(client, pdf)
        (request,) = proxy.received
        assert request.path == "http://esign.example.go.id:80/api/v2/verify/pdf"
        assert request.headers["Host"] in ("esign.example.go.id", "esign.example.go.id:80")


def test_https_through_a_proxy_is_a_tunnel(loopback: None, authority: Path, pdf: Path) -> None:
    """The proxy sees host and port, neither credentials nor the document."""
    with StubServer(server_context(authority)) as server, StubServer() as proxy:
        server.replies = [answer(EMPTY_V2)]
        options = {"ca_file": authority / "ca.pem", "proxy": read_address(proxy.url)}
        assert ask(verifier(server.url, **options), pdf).conclusion == "NO_SIGNATURE"
        (tunnel,) = proxy.received
        assert (tunnel.method, tunnel.path) == ("CONNECT", server.url.removeprefix("https://"))
        assert "Authorization" not in tunnel.headers
        assert server.received[0].document == DOCUMENT
        proxy.replies = [Reply(status=403)]
        assert refused(verifier(server.url, **options), pdf).code == "remote_proxy_failed"
        assert len(server.received) == 1


def test_a_proxy_whose_tunnel_never_opens(
    server: StubServer, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headers without end, or one now and then: neither time-out of the socket ends that."""
    monkeypatch.setattr(bounded, "MAX_REMOTE_ANSWER_BYTES", 100_000)
    head = b"HTTP/1.1 200 OK\r\n"
    options = {"proxy": read_address(server.url), "timeouts": Timeouts(read=9, total=0.5)}
    server.replies = [Reply(raw=head, endless=b"X: y\r\n" * 1000)]
    error = refused(verifier("https://localhost", **options), pdf)
    assert (error.code, error.params["server"]) == ("remote_proxy_failed", "https://localhost:443")
    server.replies = [Reply(raw=head + b"X: y\r\n" * 50, at_once=len(head), trickle=0.1)]
    assert refused(verifier("https://localhost", **options), pdf).code == "remote_timeout"
    assert [request.method for request in server.received] == ["CONNECT", "CONNECT"]


def test_an_ipv6_address_stands_in_brackets(server: StubServer, pdf: Path) -> None:
    proxy = read_address(server.url)
    server.replies = [answer(EMPTY_V2)]
    ask(verifier("http://[::1]:8080/esign/", proxy=proxy), pdf)
    server.replies = [Reply(status=407)]
    error = refused(verifier("https://[::1]:8443", proxy=proxy), pdf)
    named = {"proxy": proxy.origin, "server": "https://[::1]:8443"}
    assert (error.code, error.params) == ("remote_proxy_failed", named)
    plain, tunnel = server.received
    assert plain.path == "http://[::1]:8080/esign/api/v2/verify/pdf"
    assert plain.headers["Host"] == "[::1]:8080"
    assert (tunnel.path, tunnel.headers["Host"]) == ("[::1]:8443", "[::1]:8443")


def test_of_many_addresses_a_few_are_tried(
    loopback: None, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def reach(address: object, seconds: float) -> None:
        tried.append((address, seconds))
        raise TimeoutError

    found = [(2, 1, 6, "", (f"127.0.0.{number}", 80)) for number in range(1, 99)]
    monkeypatch.setattr(connecting.socket, "getaddrinfo", lambda *_place, **_kind: found)
    monkeypatch.setattr(connecting.socket, "create_connection", reach)
    assert refused(verifier("http://esign.example.go.id"), pdf).code == "remote_connect_timeout"
    assert tried == [((f"127.0.0.{number}", 80), 5) for number in range(1, 5)]


def test_https_with_a_private_authority(loopback: None, authority: Path, pdf: Path) -> None:
    with StubServer(server_context(authority)) as server:
        server.replies = [answer(EMPTY_V2)]
        client = verifier(server.url, ca_file=authority / "ca.pem")
        assert ask(client, pdf).conclusion == "NO_SIGNATURE"
        assert server.received[0].document == DOCUMENT


@pytest.mark.parametrize("ca_file", ["other-ca.pem", None])
def test_https_of_a_stranger(
    loopback: None, authority: Path, pdf: Path, ca_file: str | None
) -> None:
    with StubServer(server_context(authority)) as server:
        server.replies = [answer(EMPTY_V2)]
        options = {"ca_file": authority / ca_file} if ca_file else {}
        error = refused(verifier(server.url, **options), pdf)
        assert error.code == "remote_tls_untrusted"
        assert "certificate" in error.params["reason"]
        assert server.received == []


def test_https_of_another_name(loopback: None, authority: Path, pdf: Path) -> None:
    with StubServer(server_context(authority)) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        error = refused(verifier(url, ca_file=authority / "ca.pem"), pdf)
        assert (error.code, server.received) == ("remote_tls_untrusted", [])


@pytest.mark.parametrize(("name", "words"), [("expired", "expired"), ("alone", "self-signed")])
def test_https_with_a_certificate_that_is_none(
    loopback: None, authority: Path, pdf: Path, name: str, words: str
) -> None:
    with StubServer(server_context(authority, name)) as server:
        error = refused(verifier(server.url, ca_file=authority / "ca.pem"), pdf)
        assert (error.code, server.received) == ("remote_tls_untrusted", [])
        assert words in error.params["reason"]


def test_https_to_a_server_without_it(server: StubServer, pdf: Path) -> None:
    url = server.url.replace("http:", "https:")
    assert refused(verifier(url), pdf).code == "remote_tls_failed"


def test_a_file_of_authorities_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for name in ("ca.pem", "missing.pem", "nul\0.pem", "."):
        with pytest.raises(UsageError) as caught:
            verifier("https://127.0.0.1", ca_file=tmp_path / name)
        assert caught.value.code == "remote_ca_unusable"


def test_a_test_of_this_room_reaches_loopback_only(loopback: None) -> None:
    with socket.socket() as client, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        client.connect(("192.0.2.1", 9))
