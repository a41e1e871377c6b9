"""Programs on one SQLite file take turns to write and to fold the log.

SQLite before 3.51.3 may damage a file when two programs write and checkpoint at the same moment ("WAL-reset
bug"); a lock of our own beside the file keeps them apart there.
"""

import fcntl
import sqlite3
from pathlib import Path
from typing import IO

from storage.owners import give

SOUND = (3, 51, 3)


class Turns:
    """One program's place in the row."""

    def __init__(self, path: str) -> None:
        beside = Path(f"{path}-turn")
        self._file: IO[bytes] | None = None
        if sqlite3.sqlite_version_info < SOUND:
            if not beside.exists():
                beside.touch(mode=0o600)
                give(beside, like=Path(path))
            self._file = beside.open("rb")

    def take(self) -> bool:
        """Whether it is ours now; a program that dies gives it back."""
        if self._file is None:
            return True
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def give(self) -> None:
        """Let another have it."""
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
