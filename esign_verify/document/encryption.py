"""Encrypted documents (ISO 32000-2, 7.6): the standard security handler, by pyHanko.

Only what verification reads is decrypted: strings and the object streams and
security-store streams on the way. /Contents of a signature is never encrypted (7.6.2).
"""

from __future__ import annotations

from typing import Any

from esign_verify.document.syntax import Dictionary, Reference, Stream
from esign_verify.errors import DecodeError, EncryptedError


class Decryptor:
    """An authenticated security handler."""

    def __init__(self, handler: Any) -> None:
        self._handler = handler

    def decrypt_strings(self, value: Any, owner: Reference) -> None:
        """Decrypt every string inside an indirect object, in place."""
        if isinstance(value, Stream):
            value = value.dictionary
            if value.get("Type") == "XRef":
                return
        if isinstance(value, Dictionary | list):
            self._walk(value, owner)

    def _walk(self, container: Dictionary | list[Any], owner: Reference) -> None:
        stack: list[Dictionary | list[Any]] = [container]
        while stack:
            current = stack.pop()
            container_: Any = current
            items = current.items() if isinstance(current, Dictionary) else enumerate(current)
            signature = isinstance(current, Dictionary) and "ByteRange" in current
            for key, value in list(items):
                if isinstance(value, bytes) and not (signature and key == "Contents"):
                    container_[key] = self._string(value, owner)
                elif isinstance(value, Dictionary | list):
                    stack.append(value)

    def _string(self, value: bytes, owner: Reference) -> bytes:
        crypt_filter = self._handler.get_string_filter()
        return self._decrypt(crypt_filter, value, owner)

    def decrypt_stream(self, data: bytes, dictionary: Dictionary, owner: Reference) -> bytes:
        if dictionary.get("Type") == "XRef":
            return data
        if dictionary.get("Type") == "Metadata" and not self._handler.encrypt_metadata:
            return data
        filters = dictionary.get("Filter")
        first = filters[0] if isinstance(filters, list) and filters else filters
        if first == "Crypt":
            return data
        return self._decrypt(self._handler.get_stream_filter(), data, owner)

    @staticmethod
    def _decrypt(crypt_filter: Any, data: bytes, owner: Reference) -> bytes:
        try:
            key = crypt_filter.derive_object_key(owner.number, owner.generation)
            plain: bytes = crypt_filter.decrypt(key, data)
            return plain
        except MemoryError:
            raise
        except Exception as error:
            raise DecodeError("pdf_decryption_failed", number=owner.number) from error


def load_handlers() -> None:
    """Load what opening an encrypted file needs, for a process whose forks may be given one."""
    # by its door first, as the chain does: pyhanko enters it by a module inside (see `indicators`)
    import pyhanko_certvalidator  # noqa: F401
    from pyhanko.pdf_utils import crypt, generic  # noqa: F401


def open_decryptor(dictionary: Dictionary, document_id: bytes, password: str | None) -> Decryptor:
    """Authenticate with the empty password, then with the given one.

    EncryptedError where a password is missing or wrong, or the scheme is not one
    of passwords.
    """
    load_handlers()
    from pyhanko.pdf_utils.crypt import AuthStatus, SecurityHandler

    if dictionary.get("Filter") != "Standard":
        raise EncryptedError("encryption_unsupported", filter=dictionary.get("Filter"))
    try:
        handler = SecurityHandler.build(_to_pyhanko(dictionary))
        if handler.authenticate("", id1=document_id).status != AuthStatus.FAILED:
            return Decryptor(handler)
    except MemoryError:
        raise
    except Exception as error:
        raise EncryptedError("encryption_unsupported", filter="Standard") from error
    if password is None:
        raise EncryptedError("password_required")
    try:
        if handler.authenticate(password, id1=document_id).status != AuthStatus.FAILED:
            return Decryptor(handler)
    except MemoryError:
        raise
    except Exception as error:
        # the empty one could be tried: it is this text that can be nobody's password (RFC 4013)
        raise EncryptedError("password_wrong") from error
    raise EncryptedError("password_wrong")


def _to_pyhanko(value: Any) -> Any:
    from pyhanko.pdf_utils import generic

    if isinstance(value, dict):
        return generic.DictionaryObject(
            {generic.NameObject("/" + key): _to_pyhanko(item) for key, item in value.items()}
        )
    if isinstance(value, list):
        return generic.ArrayObject([_to_pyhanko(item) for item in value])
    if isinstance(value, bool):
        return generic.BooleanObject(value)
    if isinstance(value, int):
        return generic.NumberObject(value)
    if isinstance(value, float):
        return generic.FloatObject(value)
    if isinstance(value, bytes):
        return generic.ByteStringObject(value)
    if isinstance(value, str):
        return generic.NameObject("/" + value)
    return generic.NullObject()
