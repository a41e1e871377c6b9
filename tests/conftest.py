"""What every test shares: properties looked for at the pace of the machine, a memory migrated once."""

import gc
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from storage import migrate

#: A change is judged by what it changes: the same examples each time. `poe explore` looks at others.
settings.register_profile(
    "steady", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("by-chance", settings.get_profile("steady"), derandomize=False, print_blob=True)
settings.load_profile("steady")


gc.disable()  # until all is collected: of what a session imports and collects nothing is garbage


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    gc.freeze()
    gc.enable()


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
