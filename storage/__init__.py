"""What the bot remembers: SQLite by default, PostgreSQL by URL, the same rows and the same tests.

`migrate(url)` makes or updates the tables, `open_storage(url, key=…)` gives the `Storage` that runs actions.
Outside this room there are only the rules' values.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.problems import Kind, StorageProblem
from storage.store import Storage, check, open_storage

if TYPE_CHECKING:
    from storage.backups.clearing import Glance

__all__ = [
    "Kind",
    "Seen",
    "Storage",
    "StorageProblem",
    "back_up",
    "check",
    "clear_copies",
    "glance",
    "go_back",
    "holding",
    "migrate",
    "move",
    "newest_copy",
    "open_storage",
    "rekey",
    "restore",
]


#: Each copy as it was when it was last looked at.
Seen = dict[Path, Any]


def migrate(url: str) -> str | None:
    """Make or update the tables; where an older file was copied before, if one was."""
    from storage import upkeep  # noqa: PLC0415 – Alembic is loaded by those who migrate

    return upkeep.migrate(url)


def go_back(url: str, *, to: str) -> str | None:
    """Make the tables those of an older version, where nothing is lost by it; where a copy was kept."""
    from storage import upkeep  # noqa: PLC0415 – likewise

    return upkeep.go_back(url, to=to)


async def rekey(url: str, *, new: bytes, old: bytes | Sequence[bytes]) -> int:
    """Replace the key, while the bot works with both: everything sealed anew; how many rows."""
    from storage import upkeep  # noqa: PLC0415 – likewise

    return await upkeep.rekey(url, new=new, old=old)


def back_up(
    url: str, folder: Path, *, key: bytes | Sequence[bytes], now: datetime, keep: int | None = None
) -> tuple[Path, list[Path]]:
    """A whole copy while the bot works; and the older ones deleted, where only so many are kept."""
    from storage import backups  # noqa: PLC0415 – likewise

    made = backups.back_up(url, folder, key=key, now=now)
    return made, [] if keep is None else backups.prune(folder, keep=keep)


def clear_copies(url: str, folder: Path | None, seen: Seen) -> list[Path]:
    """Take whom the database has forgotten out of all its copies; those in which they are still.

    `seen` is the caller's, empty at first: a copy is read once, and again when more are forgotten.
    """
    from storage import backups  # noqa: PLC0415 – likewise

    return backups.clear(url, folder, seen)


def holding(url: str, folder: Path | None) -> list[Path]:
    """The copies in which somebody is whom the database has forgotten."""
    from storage import backups  # noqa: PLC0415 – likewise

    return backups.holding(url, folder)


def glance(url: str, folder: Path | None) -> "Glance":
    """The same, by a quick look; and how it looked."""
    from storage import backups  # noqa: PLC0415 – likewise

    return backups.glance(url, folder)


def newest_copy(folder: Path) -> datetime | None:
    """When the last backup in that folder was taken; None where there is none."""
    from storage import backups  # noqa: PLC0415 – likewise

    return backups.newest(folder)


def restore(url: str, backup: Path, *, key: bytes | Sequence[bytes], now: datetime) -> Path | None:
    """Put a backup in the place of what is there; where that was kept, if anything was."""
    from storage import backups  # noqa: PLC0415 – likewise

    return backups.restore(url, backup, key=key, now=now)


def move(file: Path, url: str, *, key: bytes | Sequence[bytes]) -> dict[str, int]:
    """Bring all that is in a SQLite file into a PostgreSQL; how many rows of each table, all compared."""
    from storage import moving  # noqa: PLC0415 – likewise

    return moving.move(file, url, key=key)
