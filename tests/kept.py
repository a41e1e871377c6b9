"""A real storage in a file, made once and copied: for the tests of the rooms around it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from storage import Storage, migrate, open_storage

KEY = b"k" * 32


@cache
def _template() -> Path:
    path = Path(mkdtemp(prefix="cigogne-")) / "empty.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@asynccontextmanager
async def empty_storage(folder: Path) -> AsyncIterator[Storage]:
    """An empty, migrated database in that folder."""
    path = folder / "kept.sqlite3"
    shutil.copy(_template(), path)
    opened = open_storage(f"sqlite:///{path}", key=KEY)
    try:
        yield opened
    finally:
        await opened.close()
