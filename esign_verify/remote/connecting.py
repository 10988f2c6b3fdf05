"""A connection to the server: its address, a proxy's tunnel, TLS."""

from __future__ import annotations

import http.client
import socket
import ssl
from contextlib import closing

from esign_verify.errors import RemoteError, UsageError
from esign_verify.limits import REMOTE_ADDRESSES
from esign_verify.remote.bounded import BoundedResponse
from esign_verify.remote.deadline import Deadline
from esign_verify.remote.settings import Address, Server


def tls_context(server: Server) -> ssl.SSLContext | None:
    """For https: certificates and names are always checked. UsageError for an unusable CA file."""
    if server.address.scheme != "https":
        return None
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except (OSError, ValueError):
        raise UsageError("remote_ca_unusable", path=server.ca_file) from None


def connect(
    server: Server, context: ssl.SSLContext | None, *, seconds: float, deadline: Deadline
) -> socket.socket:
    """A socket on which the server can be asked, watched by `deadline` from its first moment.

    `seconds` is for each step. RemoteError where none came about.
    """
    place = server.proxy or server.address
    try:
        found = _reached(place, seconds)
        deadline.watch(found)
        if context is None:
            return found
        if server.proxy is not None:
            _tunnel(found, server.address)
            place = server.address
        secured = context.wrap_socket(
            found, server_hostname=server.address.host, do_handshake_on_connect=False
        )
        deadline.watch(secured)
        secured.do_handshake()
    except ssl.SSLCertVerificationError as error:
        raise RemoteError("remote_tls_untrusted", reason=error.verify_message) from None
    except ssl.SSLError as error:
        raise RemoteError("remote_tls_failed", reason=error.reason or "TLS") from None
    except OSError as error:
        raise _unreached(error, place, server) from None
    return secured


def _unreached(error: OSError, place: Address, server: Server) -> RemoteError:
    """Also a name that does not resolve, and what a proxy answers to CONNECT."""
    if server.proxy is not None and place is server.proxy:
        return RemoteError("remote_proxy_failed", proxy=place.origin, server=server.address.origin)
    code = "remote_unreachable"
    if isinstance(error, TimeoutError):
        code = "remote_connect_timeout"
    elif isinstance(error, ConnectionRefusedError | ConnectionResetError | BrokenPipeError):
        code = "remote_refused"
    return RemoteError(code, server=server.address.origin)


def _reached(place: Address, seconds: float) -> socket.socket:
    """The first address of the name that accepts; OSError of the last one that was tried."""
    addresses = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    last = OSError("the name has no address")
    for *_, address in addresses[:REMOTE_ADDRESSES]:
        try:
            found = socket.create_connection((str(address[0]), place.port), seconds)
        except OSError as error:
            last = error
        else:
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return found
    raise last


def _tunnel(proxy: socket.socket, address: Address) -> None:
    """RFC 9110, 9.3.6. Own, since that of `http.client` reads headers without end."""
    host = address.authority
    proxy.sendall(f"CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode("ascii"))
    try:
        with closing(BoundedResponse(proxy, method="CONNECT")) as response:
            response.begin()
            if not 200 <= response.status < 300:
                raise OSError("the proxy opens no tunnel")
    except (http.client.HTTPException, RemoteError):
        raise OSError("the proxy speaks no HTTP") from None
