"""Copies of everything, taken while the bot works: `cigogne backup`; and put back: `cigogne restore`.

A backup holds no key of the house: sealed things stay sealed in it. A `cp` of a SQLite file in use may be
damaged, so each kind of database is copied by its own means: SQLite's VACUUM INTO, PostgreSQL's pg_dump. Who
is erased later goes from it later: `clear`.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from storage.backups.clearing import clear, copies_in, glance, holding, newest
from storage.backups.file import SqliteBackups
from storage.backups.server import PostgresBackups
from storage.backups.whole import alone_in, names, whole_file
from storage.problems import Kind, StorageProblem, file_of
from storage.vault import Vault

#: What begins the name of what a restore put aside.
_BEFORE = "cigogne-before"


__all__ = ["back_up", "clear", "glance", "holding", "newest", "prune", "restore"]


class Backups(Protocol):
    """What the two kinds of database have in common."""

    ending: str

    def write(self, part: Path) -> None: ...
    def read(self, backup: Path, *, aside: Path) -> None: ...


def back_up(url: str, folder: Path, *, key: bytes | Sequence[bytes], now: datetime) -> Path:
    """A whole copy, checked, in a file of its own; the file. StorageProblem, and none left, if it fails."""
    backups = _backups(url, key)
    wanted = folder / f"cigogne-{now:%Y-%m-%dT%H-%M-%SZ}.{backups.ending}"
    with whole_file(wanted) as (backup, part):
        backups.write(part)
    return backup


def restore(url: str, backup: Path, *, key: bytes | Sequence[bytes], now: datetime) -> Path | None:
    """Put a backup in the place of what is there; where that was kept, if anything was.

    StorageProblem, and nothing is touched: if a program works with the database, if the database is another
    program's, if the backup is damaged, of a newer version, sealed with another key, or no backup at all.
    """
    if not backup.is_file():
        raise StorageProblem(Kind.NO_BACKUP, str(backup), _instead(backup))
    backups = _backups(url, key)
    wanted = _beside(url, backup) / f"{_BEFORE}-{now:%Y-%m-%dT%H-%M-%SZ}.{backups.ending}"
    aside = next(name for name in names(wanted) if not name.exists())
    backups.read(backup, aside=aside)
    return aside if aside.exists() else None


def prune(folder: Path, *, keep: int) -> list[Path]:
    """Delete all but the newest backups of a folder; those deleted."""
    with alone_in(folder):
        old = _made_in(folder)[-keep - 1 :: -1]
        for backup in old:
            backup.unlink()
    return old


def _made_in(folder: Path) -> list[Path]:
    """What `back_up` wrote there, oldest first."""
    return [one for one in copies_in(folder) if not one.name.startswith(_BEFORE)]


def _instead(backup: Path) -> str:
    """What stands where a file was named."""
    if not backup.is_dir():
        return "there is no such file"
    made = _made_in(backup)
    return f"a folder, whose newest copy is {made[-1]}" if made else "a folder without a copy in it"


def _backups(url: str, key: bytes | Sequence[bytes]) -> Backups:
    vault, path = Vault(key), file_of(url)
    return PostgresBackups(url, vault) if path is None else SqliteBackups(path, vault)


def _beside(url: str, backup: Path) -> Path:
    """What is put aside lies where it can be put back without being copied."""
    path = file_of(url)
    return backup.parent if path is None else path.parent
