"""SQLite: copied page by page from one snapshot; the bot writes on meanwhile."""

import contextlib
import fcntl
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from storage import upkeep
from storage.backups.found import check_found
from storage.problems import Kind, StorageProblem, problem
from storage.vault import Vault

_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class SqliteBackups:
    """Of one file."""

    path: Path
    vault: Vault
    ending = "sqlite3"

    def write(self, part: Path) -> None:
        with _words(self.path), _opened(self.path, "ro") as source:
            check_found(_version(source), _word(source), self.vault, str(self.path), Kind.NOT_MIGRATED)
            _copy(source, part)

    def read(self, backup: Path, *, aside: Path) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self.path.with_name(f"{self.path.name}.restoring")
        with _alone(part):
            self._fill(part, backup)
            with held(self.path) as there:
                if there is not None:
                    aside.hardlink_to(self.path)
                else:
                    _forget_logs(self.path)
                part.replace(self.path)

    def _fill(self, part: Path, backup: Path) -> None:
        """The backup, looked through and brought to this version, beside what is there."""
        with _words(backup, Kind.NO_BACKUP), _opened(backup, "ro") as source:
            check_found(_version(source), _word(source), self.vault, str(backup), Kind.NO_BACKUP)
            _copy(source, part)
        upkeep.migrate(f"sqlite:///{part}", keep=False)
        with _words(part), _opened(part, "rw") as restored:
            restored.execute("PRAGMA journal_mode = DELETE")


def _copy(source: sqlite3.Connection, target: Path) -> None:
    """One step, one snapshot; then looked through from end to end. One file, without a log beside it."""
    with contextlib.closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        (found,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise StorageProblem(Kind.DAMAGED, str(target), found)


def _forget_logs(path: Path) -> None:
    """Those of a file that is gone: SQLite would play them into the one that takes its place."""
    for log in ("-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{log}").unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    if not path.exists():
        raise StorageProblem(Kind.NOT_MIGRATED, str(path), "there is no such file")
    address = f"file:{quote(str(path))}?mode={mode}"
    with contextlib.closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE_SECONDS)) as connection:
        yield connection


@contextlib.contextmanager
def _alone(part: Path) -> Iterator[None]:
    """One restore at a time; what an interrupted one left is written over."""
    with part.open("ab") as mine:
        part.chmod(0o600)
        try:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StorageProblem(Kind.LOCKED, str(part), "another restore is under way") from None
        part.write_bytes(b"")
        try:
            yield
        except BaseException:
            part.unlink()
            raise


@contextlib.contextmanager
def held(path: Path) -> Iterator[sqlite3.Connection | None]:
    """What of ours is there, if anything; nobody opens it meanwhile. LOCKED while a program has it open."""
    if not path.exists() or path.stat().st_size == 0:
        yield None
        return
    with _words(path, Kind.FOREIGN), _opened(path, "rw") as there:
        if _version(there) is None:
            raise StorageProblem(Kind.FOREIGN, str(path))
        there.execute("PRAGMA busy_timeout = 0")
        there.execute("PRAGMA journal_mode = DELETE")  # refused while anybody else has it open
        there.execute("BEGIN EXCLUSIVE")
        yield there


@contextlib.contextmanager
def _words(path: Path, not_a_database: Kind = Kind.DAMAGED) -> Iterator[None]:
    """SQLite's complaints as problems; a file that is no database at all as the given one."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise StorageProblem(not_a_database, str(path), str(error)) from error
        raise problem(error, str(path)) from error


def _version(source: sqlite3.Connection) -> str | None:
    found: str | None = _only(source, "SELECT version_num FROM alembic_version")
    return found


def _word(source: sqlite3.Connection) -> bytes | None:
    found: bytes | None = _only(source, "SELECT word FROM vault WHERE name = 'word'")
    return found


def _only(source: sqlite3.Connection, question: str) -> Any:
    try:
        line = source.execute(question).fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    return line and line[0]
