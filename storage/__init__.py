"""What the bot remembers: SQLite by default, PostgreSQL by URL, the same rows and the same tests.

`migrate(url)` makes or updates the tables, `open_storage(url, key=…)` gives the `Storage` that runs actions.
Outside this room there are only the rules' values.
"""

from collections.abc import Sequence

from storage.problems import AlreadyHandled, Kind, StorageProblem
from storage.store import Storage, check, open_storage

__all__ = ["AlreadyHandled", "Kind", "Storage", "StorageProblem", "check", "migrate", "open_storage", "rekey"]


def migrate(url: str) -> str | None:
    """Make or update the tables; where an older file was copied before, if one was."""
    from storage import upkeep  # noqa: PLC0415 – Alembic is loaded by those who migrate

    return upkeep.migrate(url)


def rekey(url: str, *, new: bytes, old: bytes | Sequence[bytes]) -> int:
    """Replace the key: everything sealed anew; how many values."""
    from storage import upkeep  # noqa: PLC0415 – likewise

    return upkeep.rekey(url, new=new, old=old)
