"""Personal data at rest: sealed with AES-GCM, found again by a keyed digest (a blind index).

A sealed value is one byte that names the key, twelve of chance, then the cipher with its tag; it is bound to
its table and column, so that it cannot be moved. The first key seals, all of them open: that is how a key is
replaced. Whoever has the database but not the keys has nothing.

What is of one subject is sealed with the subject's own key (see `storage.safe`), which is kept sealed by
ours; it is bound to its subject too.
"""

import contextlib
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
#: Names a subject's own key, whoever's; a key of the house may by chance be named so too.
OWN = b"\x01"
_WRAPPED = "subject_key.wrapped"


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


class Own:
    """The key of one subject. It is drawn for that, and derives nothing."""

    def __init__(self, key: bytes, subject: str) -> None:
        self.cipher = AESGCM(key)
        self.subject = subject

    def bound(self, where: str) -> bytes:
        return _bound(where, self.subject)


class Vault:
    """Seals and opens; `where` is always "table.column"."""

    def __init__(
        self, keys: bytes | Sequence[bytes], *, chance: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        """Take the keys, the one that seals first; ValueError for a key that is not 32 bytes long."""
        self._keys = tuple(_Key(key) for key in ([keys] if isinstance(keys, bytes) else keys))
        self._first = self._keys[0]
        self._chance = chance

    def seal(self, value: str | bytes, where: str, own: Own | None = None) -> bytes:
        """Sealed with a subject's own key, or with ours."""
        plain = value.encode() if isinstance(value, str) else value
        nonce = self._chance(_NONCE)
        if own is not None:
            return OWN + nonce + own.cipher.encrypt(nonce, plain, own.bound(where))
        return self._first.name + nonce + self._first.cipher.encrypt(nonce, plain, where.encode())

    def open(self, sealed: bytes, where: str, own: Own | None = None) -> bytes:
        """The plain bytes; WrongKey if neither their own key nor one of ours sealed them, for this place."""
        if own is not None and sealed[:1] == OWN:
            with contextlib.suppress(InvalidTag):
                return _decrypted(own.cipher, sealed, own.bound(where))
        for key in self._keys:
            if key.name == sealed[:1]:
                with contextlib.suppress(InvalidTag):
                    return _decrypted(key.cipher, sealed, where.encode())
        raise WrongKey(where)

    def draw(self, subject: str) -> bytes:
        """A new key for a subject, sealed by ours and bound to the subject."""
        return self.wrap(self._chance(KEY_BYTES), subject)

    def wrap(self, key: bytes, subject: str) -> bytes:
        return self.seal(key, f"{_WRAPPED}\0{subject}")

    def unwrap(self, wrapped: bytes, subject: str) -> bytes:
        return self.open(wrapped, f"{_WRAPPED}\0{subject}")

    def rewrapped(self, wrapped: bytes, subject: str) -> bytes:
        return self.renewed(wrapped, f"{_WRAPPED}\0{subject}")

    def renewed(self, sealed: bytes, where: str) -> bytes:
        """The same, sealed with the first key; as it is, if it is."""
        if sealed[:1] == self._first.name:
            with contextlib.suppress(InvalidTag):
                _decrypted(self._first.cipher, sealed, where.encode())
                return sealed
        return self.seal(self.open(sealed, where), where)

    def own(self, wrapped: bytes, subject: str) -> Own:
        """A subject's key, to seal and open with."""
        return Own(self.unwrap(wrapped, subject), subject)

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


def _bound(where: str, subject: str) -> bytes:
    return f"{where}\0{subject}".encode()


def _decrypted(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], bound)


def _index(key: _Key, value: str | int, where: str) -> bytes:
    return hmac.digest(key.secret, f"{where}\0{value}".encode(), "sha256")[:_INDEX]


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"cigogne " + purpose).derive(key)
