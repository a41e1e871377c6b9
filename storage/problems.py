"""What can be wrong with the database, in words that a program can tell apart."""

import errno
import sqlite3
from enum import StrEnum
from pathlib import Path

from sqlalchemy.engine import make_url


class Kind(StrEnum):
    LOCKED = "locked"  # another program holds the file
    UNWRITABLE = "unwritable"
    UNREACHABLE = "unreachable"
    FULL = "full"  # no room left on the disk
    DAMAGED = "damaged"
    NOT_MIGRATED = "not migrated"  # empty, absent, or of an older version
    NEWER = "newer"  # written by a newer version of the program
    WRONG_KEY = "wrong key"
    FOREIGN = "another program's"
    OCCUPIED = "not empty"
    NOT_OLDER = "no older version"  # to go back to
    LOSES = "would lose data"  # by going back to an older version
    NO_BACKUP = "no backup of Cigogne"
    NO_TOOLS = "not found"  # what PostgreSQL itself brings to copy a database


class StorageProblem(Exception):  # noqa: N818 – the word in the design: a problem to tell, not a bug
    """Nothing was changed. `where` is the file or the address, without its password."""

    def __init__(self, kind: Kind, where: str, detail: str = "") -> None:
        super().__init__(f"{where}: {kind}" + (f" ({detail})" if detail else ""))
        self.kind = kind
        self.where = where


def where(url: str) -> str:
    """An address that may be shown: the file's path, or the URL without its password."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or ":memory:"
    return parsed.render_as_string(hide_password=True)


def file_of(url: str) -> Path | None:
    """The file of a SQLite URL; None for a server."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database:
        raise StorageProblem(Kind.UNREACHABLE, url, "a file is needed")
    return Path(parsed.database)


_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_SQLITE = {
    sqlite3.SQLITE_BUSY: Kind.LOCKED,
    sqlite3.SQLITE_LOCKED: Kind.LOCKED,
    sqlite3.SQLITE_READONLY: Kind.UNWRITABLE,
    sqlite3.SQLITE_PERM: Kind.UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: Kind.UNREACHABLE,
    sqlite3.SQLITE_FULL: Kind.FULL,
    sqlite3.SQLITE_IOERR: Kind.FULL,
    sqlite3.SQLITE_CORRUPT: Kind.DAMAGED,
    sqlite3.SQLITE_NOTADB: Kind.DAMAGED,
}


#: PostgreSQL's codes. Its driver is an extra, so its errors are told by code and name, never by class.
_POSTGRES = {
    "53100": Kind.FULL,
    "42501": Kind.UNWRITABLE,
    "25006": Kind.UNWRITABLE,
    "XX001": Kind.DAMAGED,
    "XX002": Kind.DAMAGED,
}


def problem(error: BaseException, address: str) -> BaseException:
    """The driver's error as a StorageProblem, where it is one; any other error as it is."""
    kind = _kind(error)
    return error if kind is None else StorageProblem(kind, address, str(error).strip())


def refused(error: OSError, address: str) -> StorageProblem:
    """What the system answered to somebody who writes a file."""
    kind = Kind.FULL if error.errno in _NO_ROOM else Kind.UNWRITABLE
    return StorageProblem(kind, address, error.strerror or "")


def _kind(error: BaseException) -> Kind | None:
    if isinstance(error, sqlite3.DatabaseError):
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if not type(error).__module__.startswith("psycopg"):
        return None
    known = _POSTGRES.get(getattr(error, "sqlstate", None) or "")
    lost = any(base.__name__ == "OperationalError" for base in type(error).__mro__)
    return known or (Kind.UNREACHABLE if lost else None)
