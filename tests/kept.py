"""A real storage in a file, made once and copied: for the tests of the rooms around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import Storage, migrate, open_storage

KEY = b"k" * 32


def lay_empty(path: Path) -> Path:
    """A migrated, empty SQLite file, for its owner alone: migrating costs more than most tests."""
    path.touch(0o600)
    path.write_bytes(_empty())
    return path


@cache
def _empty() -> bytes:
    with TemporaryDirectory(prefix="cigogne-") as folder:
        path = Path(folder) / "empty.sqlite3"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()


@asynccontextmanager
async def empty_storage(folder: Path) -> AsyncIterator[Storage]:
    """An empty, migrated database in that folder."""
    path = lay_empty(folder / "kept.sqlite3")
    opened = open_storage(f"sqlite:///{path}", key=KEY)
    try:
        yield opened
    finally:
        await opened.close()
