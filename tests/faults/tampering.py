"""G4: somebody without the key changes the trace of what staff did. Each change is found."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from storage import migrate, open_storage
from tests.cast import MORNING
from tests.faults.figures import Row, every, none
from tests.faults.stage import KEY

MUTATIONS = {"full": 1000, "small": 100}
LINES = 40


async def run(size: str, seed: int) -> Row:
    """So many copies of one trace, each changed at random."""
    chance, count = Random(seed), MUTATIONS[size]
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.sqlite3"
        last = _written(whole)
        untouched = _broken(whole, last)
        found = sum(_changed(whole, last, chance) for _ in range(count))
    return Row(
        "G4",
        f"{count} mutations of {LINES} lines",
        seed,
        (every("tampering found, %", found, count), none("complaints about the whole one", untouched)),
    )


def _written(path: Path) -> tuple[int, bytes]:
    """A trace; its last line's number and digest, as they are kept elsewhere."""
    url = f"sqlite:///{path}"
    migrate(url)
    with open_storage(url, key=KEY) as storage, storage.transaction() as memory:
        for number in range(LINES):
            at = MORNING + timedelta(minutes=number)
            memory.trace.note(
                who=f"staff {number % 3}", what="request opened", subject=f"r{number % 7}", why="call", at=at
            )
        last: tuple[int, bytes] = memory.trace.last()  # type: ignore[attr-defined]  # storage's own
    return last


def _changed(whole: Path, last: tuple[int, bytes], chance: Random) -> bool:
    """Whether a change shows."""
    copy = whole.with_name("copy.sqlite3")
    shutil.copy(whole, copy)
    with contextlib.closing(sqlite3.connect(copy)) as file:
        chance.choice(CHANGES)(file, chance)
        file.commit()
    return _broken(copy, last)


def _broken(path: Path, last: tuple[int, bytes]) -> bool:
    with open_storage(f"sqlite:///{path}", key=KEY) as storage, storage.transaction() as memory:
        return bool(memory.trace.broken()) or memory.trace.last() != last  # type: ignore[attr-defined]  # likewise


def _rewrite(file: sqlite3.Connection, chance: Random) -> None:
    column = chance.choice(["who", "what", "subject"])
    file.execute(f"UPDATE trace SET {column} = 'x' WHERE id = ?", [_line(chance)])


def _move_in_time(file: sqlite3.Connection, chance: Random) -> None:
    file.execute("UPDATE trace SET at = '2020-01-01 00:00:00.000000' WHERE id = ?", [_line(chance)])


def _other_reason(file: sqlite3.Connection, chance: Random) -> None:
    """Nobody without the key can seal one: other bytes."""
    file.execute("UPDATE trace SET why = randomblob(40) WHERE id = ?", [_line(chance)])


def _remove(file: sqlite3.Connection, chance: Random) -> None:
    file.execute("DELETE FROM trace WHERE id = ?", [_line(chance)])


def _cut(file: sqlite3.Connection, chance: Random) -> None:
    file.execute("DELETE FROM trace WHERE id >= ?", [_line(chance)])


def _swap(file: sqlite3.Connection, chance: Random) -> None:
    one, other = chance.sample(range(1, LINES + 1), 2)
    for before, after in ((one, -1), (other, one), (-1, other)):
        file.execute("UPDATE trace SET id = ? WHERE id = ?", [after, before])


def _insert(file: sqlite3.Connection, chance: Random) -> None:
    """A line of another's making behind the last, with a digest that was there."""
    file.execute(
        "INSERT INTO trace (id, at, who, what, subject, why, digest)"
        " SELECT ?, at, who, what, 'another', why, randomblob(32) FROM trace WHERE id = ?",
        [LINES + 1, _line(chance)],
    )


def _line(chance: Random) -> int:
    return chance.randint(1, LINES)


CHANGES: tuple[Callable[[sqlite3.Connection, Random], None], ...] = (
    _rewrite,
    _move_in_time,
    _other_reason,
    _remove,
    _cut,
    _swap,
    _insert,
)
