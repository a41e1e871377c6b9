"""Personal data at rest: sealed with AES-GCM, found again by a keyed digest (a blind index).

A sealed value is one byte that names the key, twelve of chance, then the cipher with its tag; it is bound to
its table and column, so that it cannot be moved. The first key seals, all of them open: that is how a key is
replaced. Whoever has the database but not the keys has nothing.
"""

import hmac
import secrets
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE = 12
_INDEX = 16


class WrongKey(Exception):  # noqa: N818 – said as a StorageProblem outside
    """None of the keys opens this."""


class _Key:
    """One key and what is derived from it: a cipher, a secret for indexes, a byte for its name."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        self.cipher = AESGCM(_derive(key, b"seal"))
        self.secret = _derive(key, b"index")
        self.name = _derive(key, b"name")[:1]


class Vault:
    """Seals and opens; `where` is always "table.column"."""

    def __init__(
        self, keys: bytes | Sequence[bytes], *, chance: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        """Take the keys, the one that seals first; ValueError for a key that is not 32 bytes long."""
        self._keys = tuple(_Key(key) for key in ([keys] if isinstance(keys, bytes) else keys))
        self._first = self._keys[0]
        self._chance = chance

    def seal(self, value: str | bytes, where: str) -> bytes:
        plain = value.encode() if isinstance(value, str) else value
        nonce = self._chance(_NONCE)
        return self._first.name + nonce + self._first.cipher.encrypt(nonce, plain, where.encode())

    def open(self, sealed: bytes, where: str) -> bytes:
        """The plain bytes; WrongKey if no key of ours sealed them, for this place."""
        for key in self._keys:
            if key.name == sealed[:1]:
                try:
                    return key.cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], where.encode())
                except InvalidTag:
                    continue
        raise WrongKey(where)

    def seal_text(self, value: str, where: str) -> bytes | None:
        """Sealed text; nothing for nothing."""
        return self.seal(value, where) if value else None

    def open_text(self, sealed: bytes | None, where: str) -> str:
        return "" if sealed is None else self.open(sealed, where).decode()

    def index(self, value: str | int, where: str) -> bytes:
        """What a value is found by under the first key: the same for the same value, at the same place."""
        return _index(self._first, value, where)

    def indexes(self, value: str | int, where: str) -> tuple[bytes, ...]:
        """What a value may have been kept by: one for each key, the first key's first."""
        return tuple(_index(key, value, where) for key in self._keys)

    def chain(self, before: bytes, line: bytes) -> bytes:
        """The keyed digest of a line and, through `before`, of every line above it."""
        return hmac.digest(self._first.secret, before + line, "sha256")

    def chained(self, digest: bytes, before: bytes, line: bytes) -> bool:
        """Whether one of the keys made that digest."""
        made = (hmac.digest(key.secret, before + line, "sha256") for key in self._keys)
        return any(hmac.compare_digest(digest, one) for one in made)


def _index(key: _Key, value: str | int, where: str) -> bytes:
    return hmac.digest(key.secret, f"{where}\0{value}".encode(), "sha256")[:_INDEX]


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"cigogne " + purpose).derive(key)
