"""The refusals of the API: a number, and the words that go with it."""

from __future__ import annotations


class ClientError(Exception):
    """`{"error": …, "status_code": …}`, sent with an HTTP status (400 unless said)."""

    def __init__(self, status_code: int, error: str, *, http_status: int = 400) -> None:
        super().__init__(error)
        self.status_code = status_code
        self.error = error
        self.http_status = http_status


class UnavailableError(Exception):
    """Nobody is free to sign, or none can be; the same request may succeed later."""


def wrong_passphrase() -> ClientError:
    return ClientError(2031, "Passphrase anda salah")


def unknown_signer() -> ClientError:
    return ClientError(2011, "Penandatangan tidak terdaftar")


def no_certificate() -> ClientError:
    return ClientError(2021, "Pengguna terdaftar dan belum memiliki sertifikat aktif")


def required(field: str) -> ClientError:
    return ClientError(4014, f"{field} harus diisi")


def unfit(what: str) -> ClientError:
    """A value that is not as it must be; `what` names the field, and why."""
    return ClientError(4015, f"Data tidak sesuai ketentuan : {what}")


def unsignable(why: str = "") -> ClientError:
    """A document that cannot be signed."""
    return unfit(f"file tidak dapat ditandatangani{why}")


def too_slow(seconds: int) -> ClientError:
    """The documents of one request take too long."""
    return unsignable(f" dalam {seconds} detik")


def too_much_memory(mebibytes: int) -> ClientError:
    return unsignable(f" dengan {mebibytes} MiB memori")


def already_registered(field: str) -> ClientError:
    return ClientError(4024, f"{field} telah terdaftar")


def gone() -> ClientError:
    words = "File tidak tersedia, pastikan bahwa dokumen belum di download"
    return ClientError(4044, words, http_status=404)
