"""What every test shares: properties looked for at the pace of the machine, a memory migrated once."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.kept import lay_empty

#: A change is judged by what it changes: the same examples each time. `poe explore` looks at others.
settings.register_profile(
    "steady", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("by-chance", settings.get_profile("steady"), derandomize=False, print_blob=True)
settings.load_profile("steady")


#: What tests write goes with them: where memory has room for it, no commit waits for a disk.
MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # noqa: S108 – whoever wants another place says TMPDIR
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


gc.disable()  # until all is collected: of what a session imports and collects nothing is garbage


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is given most time begins first, so that in the end nobody waits for it."""
    items.sort(key=_given, reverse=True)


def _given(item: pytest.Item) -> float:
    mark = item.get_closest_marker("timeout")
    return float(mark.args[0]) if mark else 0.0


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """An empty SQLite file of this test's own."""
    return lay_empty(tmp_path / "cigogne.sqlite3")
