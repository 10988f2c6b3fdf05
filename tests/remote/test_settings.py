"""Where credentials come from, and where they never go."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

from esign_verify.errors import UsageError
from esign_verify.remote import Credentials, Options, Server, read_address, read_settings
from esign_verify.remote.settings import ENV_SECRET, ENV_USERNAME

SECRET = "rahasia-123"
URL = "https://esign.example.go.id"


def private(path: Path, content: str, mode: int = 0o600) -> Path:
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)
    return path


def code_of(options: Options, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(UsageError) as caught:
        read_settings(options, environment or {})
    assert caught.value.__cause__ is None
    assert SECRET not in repr(caught.value)
    return caught.value.code


def basic(server: Server) -> str | None:
    return server.credentials.header() if server.credentials else None


def header(username: str, secret: str = SECRET) -> str:
    return Credentials(username, secret).header()


def test_basic_is_rfc_7617() -> None:
    assert header("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert header("test", "123£") == "Basic dGVzdDoxMjPCow=="


def test_credentials_show_and_store_nothing() -> None:
    credentials = Credentials("aplikasi", SECRET)
    server = Server(address=read_address(URL), credentials=credentials)
    for shown in (repr(credentials), str(credentials), f"{server}", repr([server])):
        assert SECRET not in shown
        assert "aplikasi" not in shown
    assert not hasattr(credentials, "__dict__")
    for store in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError):
            store(credentials)


@pytest.mark.parametrize(
    ("username", "secret"),
    [
        ("", SECRET),
        ("a", ""),
        ("a:b", SECRET),
        ("a\r\nX: y", SECRET),
        ("a", "b\nc"),
        ("a", "\x7f"),
        ("a", "tidak\udcff"),
        ("\udcff", SECRET),
    ],
)
def test_what_basic_cannot_carry(username: str, secret: str) -> None:
    with pytest.raises(UsageError) as caught:
        Credentials(username, secret)
    assert caught.value.code == "remote_credentials_unusable"


@pytest.mark.parametrize(
    ("url", "origin", "path"),
    [
        ("http://esign.local", "http://esign.local:80", ""),
        ("https://esign.local/", "https://esign.local:443", ""),
        ("https://Esign.Local:8443/bsre/client/", "https://esign.local:8443", "/bsre/client"),
        ("http://[::1]:8080", "http://[::1]:8080", ""),
    ],
)
def test_addresses(url: str, origin: str, path: str) -> None:
    address = read_address(url)
    assert (address.origin, address.path) == (origin, path)


@pytest.mark.parametrize(
    "url",
    [
        "", "esign.local", "ftp://esign.local", "file:///etc/passwd", "http://", "http://a b",
        "http://a/?x=1", "http://a/#x", "http://a:port", "http://a:99999", "http://a/../b",
        "http://a/%0d%0a", "http://a\r\nX:y", "http://\u0430", "http://[::1", "http://a/b c",
        "http://a..b", "http://.a", "http://" + "a" * 64, "http://" + "a.b" * 99, "http://a:0",
    ],
)  # fmt: skip
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_address(url)
    assert caught.value.code == "remote_url_unusable"
    assert caught.value.params == {}


@pytest.mark.parametrize("url", [f"http://a:{SECRET}@b", f"http://{SECRET}@b", "http://@b"])
def test_an_address_with_credentials_is_not_repeated(url: str) -> None:
    assert code_of(Options(url=url)) == "remote_url_with_credentials"


def test_the_order_is_option_environment_file(tmp_path: Path) -> None:
    secret_file = private(tmp_path / "secret", SECRET + "\r\n")
    config = private(
        tmp_path / "remote.toml",
        f'url = "{URL}"\napi = "v1"\nusername = "file"\nsecret = "{SECRET}"\n'
        'ca_file = "ca.pem"\nproxy = "http://proxy:3128"\n',
    )
    environment = {ENV_USERNAME: "environment", ENV_SECRET: SECRET}
    option = Options(config=config, username="option", secret_file=secret_file)
    server, api = read_settings(option, environment)
    assert (basic(server), api) == (header("option"), "v1")
    server, _ = read_settings(Options(config=config), environment)
    assert basic(server) == header("environment")
    server, _ = read_settings(Options(config=config), {})
    assert basic(server) == header("file")
    assert server.ca_file == tmp_path / "ca.pem"
    assert server.proxy is not None
    assert (server.address.origin, server.proxy.origin) == (f"{URL}:443", "http://proxy:3128")
    options = Options(config=config, api="v2", ca_file=Path("own.pem"), proxy="http://other:1")
    server, api = read_settings(options, {})
    assert (api, server.ca_file) == ("v2", Path("own.pem"))
    assert server.proxy is not None
    assert server.proxy.origin == "http://other:1"


def test_without_any_there_are_none_and_no_proxy() -> None:
    server, api = read_settings(
        Options(url=URL), {"https_proxy": "http://proxy", "HTTPS_PROXY": "http://proxy"}
    )
    assert (server.credentials, server.proxy, server.ca_file, api) == (None, None, None, "v2")


def test_credentials_of_a_file_go_to_its_own_server_only(tmp_path: Path) -> None:
    config = private(
        tmp_path / "remote.toml", f'url = "{URL}"\nusername = "a"\nsecret = "{SECRET}"\n'
    )
    for other in ("https://evil.example", URL.replace("https", "http"), URL + ":8443"):
        assert code_of(Options(config=config, url=other)) == "remote_credentials_elsewhere"
    server, _ = read_settings(Options(config=config, url=URL + "/path"), {})
    assert basic(server) == header("a")
    homeless = private(tmp_path / "homeless.toml", f'username = "a"\nsecret = "{SECRET}"\n')
    assert code_of(Options(config=homeless, url=URL)) == "remote_credentials_elsewhere"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o666, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    config = private(tmp_path / "remote.toml", f'url = "{URL}"', mode)
    assert code_of(Options(config=config)) == "private_file_open_to_others"
    options = Options(url=URL, username="a", secret_file=config)
    assert code_of(options) == "private_file_open_to_others"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f'url = "{URL}"\nsecret = "{SECRET}', "remote_config_no_toml"),
        (f'url = "{URL}"\npassword = "{SECRET}"', "remote_config_unusable"),
        (f'url = "{URL}"\nsecret = 5', "remote_config_unusable"),
        (f'url = "{URL}"\napi = "v3"', "remote_config_unusable"),
        (f'url = "{URL}"\nsecret = "{SECRET}"', "remote_credentials_incomplete"),
        (f'url = "{URL}"\nusername = "a"', "remote_credentials_incomplete"),
        ("", "remote_url_missing"),
        ("#" * 70_000, "private_file_unreadable"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: str, code: str) -> None:
    assert code_of(Options(config=private(tmp_path / "remote.toml", content))) == code


def test_other_files_that_cannot_be_used(tmp_path: Path) -> None:
    assert code_of(Options(config=tmp_path / "missing.toml")) == "private_file_unreadable"
    assert code_of(Options(config=tmp_path)) == "private_file_unreadable"
    binary = tmp_path / "binary"
    binary.write_bytes(SECRET.encode() + b"\xff")
    binary.chmod(0o600)
    assert code_of(Options(config=binary)) == "private_file_unreadable"


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        (Options(url=URL, username="a"), {ENV_USERNAME: "a", ENV_SECRET: SECRET}),
        (Options(url=URL, secret_file=Path("x")), {}),
        (Options(url=URL), {ENV_USERNAME: "a"}),
        (Options(url=URL), {ENV_SECRET: SECRET}),
    ],
)
def test_half_of_a_pair(options: Options, environment: dict[str, str]) -> None:
    assert code_of(options, environment) == "remote_credentials_incomplete"


def test_a_proxy_is_http() -> None:
    assert code_of(Options(url=URL, proxy="socks5://proxy:1080")) == "remote_url_unusable"
