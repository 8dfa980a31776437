"""Two field classes: moments as integer UTC microseconds, and everything personal encrypted.

No plain phone reaches a row: equality searches go through `phone_index`.
"""

import hmac
import secrets
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from peewee import BigIntegerField, BlobField

from config.secrets import Keyring

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """Since 1970, UTC: how moments are stored."""
    return (at - _EPOCH) // _MICROSECOND


def moment(since_1970: int) -> datetime:
    return _EPOCH + timedelta(microseconds=since_1970)


class MomentField(BigIntegerField):
    """An aware UTC datetime, kept as microseconds since 1970: it sorts alike on SQLite and PostgreSQL."""

    def db_value(self, value: datetime | int | None) -> int | None:
        if value is None or isinstance(value, int):
            return value
        if value.tzinfo is None:
            raise ValueError(f"{self.name}: a time without a zone is not a time")
        return microseconds(value)

    def python_value(self, value: int | None) -> datetime | None:
        return None if value is None else moment(value)


class Unreadable(Exception):
    """A value that no key of this installation opens: another installation's dump, or a changed byte."""


def _no_keys() -> Keyring:
    raise RuntimeError("use_keyring() has not been called: app.create_app() does it")


_keys: Callable[[], Keyring] = _no_keys


def use_keyring(load: Callable[[], Keyring]) -> None:
    """`load` is called once, at the first value: a command that touches no row needs no keys."""
    global _keys
    _keys = cache(load)


def phone_index(phone: str) -> str:
    """The keyed index of an address (HMAC-SHA256, hex): finds a phone without storing it."""
    return hmac.new(_keys().index_key, phone.encode(), "sha256").hexdigest()


class EncryptedField(BlobField):
    """Text, encrypted with AES-256-GCM. Stored: version 1 byte, key id length and id, nonce 12, ciphertext and tag.

    The associated data is "table.column", so a value moved to another column does not open.
    """

    def _place(self) -> bytes:
        return f"{self.model._meta.table_name}.{self.column_name}".encode()

    def db_value(self, value: Any) -> Any:
        return None if value is None else super().db_value(seal(self._pack(value), self._place()))

    def python_value(self, value: Any) -> Any:
        return None if value is None else self._unpack(unseal(bytes(value), self._place()))

    def _pack(self, value: Any) -> bytes:
        return str(value).encode()

    def _unpack(self, plain: bytes) -> Any:
        return plain.decode()


class EncryptedBytesField(EncryptedField):
    """Bytes, compressed first: carrier slices, raw requests, evidence. No bytes are stored as no bytes: that is what
    an erasure leaves of a value that may not be NULL."""

    def db_value(self, value: Any) -> Any:
        return super(EncryptedField, self).db_value(b"") if value == b"" else super().db_value(value)

    def python_value(self, value: Any) -> Any:
        return b"" if value is not None and not len(value) else super().python_value(value)

    def _pack(self, value: bytes) -> bytes:
        return zlib.compress(value, 6)

    def _unpack(self, plain: bytes) -> bytes:
        return zlib.decompress(plain)


def seal(plain: bytes, place: bytes) -> bytes:
    keys = _keys()
    name, nonce = keys.current.encode(), secrets.token_bytes(12)
    head = b"\x01" + bytes([len(name)]) + name
    return head + nonce + AESGCM(keys.field_keys[keys.current]).encrypt(nonce, plain, place)


def unseal(stored: bytes, place: bytes) -> bytes:
    """Raises Unreadable."""
    end = 2 + stored[1] if len(stored) > 2 else 0
    key = _keys().field_keys.get(stored[2:end].decode(errors="replace"))
    if not end or stored[0] != 1 or key is None:
        raise Unreadable(f"{place.decode()}: written with a key that this installation does not have")
    try:
        return AESGCM(key).decrypt(stored[end : end + 12], stored[end + 12 :], place)
    except (InvalidTag, ValueError) as problem:
        raise Unreadable(f"{place.decode()}: the stored value was changed or belongs elsewhere") from problem


def derived_key(purpose: str) -> bytes:
    """A key of its own for signing what leaves us and comes back, such as links; made from the index key."""
    return hmac.new(_keys().index_key, f"key for {purpose}".encode(), "sha256").digest()
