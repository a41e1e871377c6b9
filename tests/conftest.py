"""What every test shares: properties looked for at the pace of the machine, a memory migrated once."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from storage import migrate

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy: migrating one costs more than most tests."""
    path = tmp_path_factory.mktemp("template") / "cigogne.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_path(sqlite_template: Path, tmp_path: Path) -> Path:
    """An empty SQLite file of this test's own."""
    return Path(shutil.copy(sqlite_template, tmp_path / "cigogne.sqlite3"))
