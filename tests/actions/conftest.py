"""A migrated, empty SQLite file for each test, and its transactions."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Storage, open_storage

KEY = b"a" * 32


@pytest.fixture
async def storage(sqlite_path: Path) -> AsyncIterator[Storage]:
    opened = open_storage(f"sqlite:///{sqlite_path}", key=KEY)
    yield opened
    await opened.close()
