"""A migrated, empty SQLite file for each test, and its transactions."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Storage, migrate, open_storage

KEY = b"a" * 32


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("actions") / "template.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def storage(template: Path, tmp_path: Path) -> AsyncIterator[Storage]:
    path = tmp_path / "actions.sqlite3"
    shutil.copy(template, path)
    opened = open_storage(f"sqlite:///{path}", key=KEY)
    yield opened
    await opened.close()
