"""After an erasure the file is written anew: `secure_delete` misses what lay where a page was split."""

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

from tests.cast import ANA, MORNING
from tests.kept import empty_storage

SOME = [replace(ANA, id=f"{number:032x}", chat_id=number, family_id=None) for number in range(300)]


def free_pages(folder: Path) -> int:
    with contextlib.closing(sqlite3.connect(folder / "kept.sqlite3")) as file:
        return int(file.execute("PRAGMA freelist_count").fetchone()[0])


async def test_the_file_is_written_anew_within_the_hour_of_an_erasure(tmp_path: Path) -> None:
    async with empty_storage(tmp_path) as storage:
        with storage.transaction() as records:
            for one in SOME:
                records.people.add(one)
        with storage.transaction() as records:
            for one in SOME[:200]:
                records.erasures.forget(one, at=MORNING)
        assert free_pages(tmp_path) > 0
        await storage.inbox.purge(before=MORNING)
        assert free_pages(tmp_path) == 0
