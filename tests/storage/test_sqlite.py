"""What only a file can suffer: a lock held by another program, a full disk; and how its queries are found."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports import Records
from bot.rules.people import Person
from storage import Kind, Storage, StorageProblem, claims, open_storage
from storage.sqlite import DIALECT
from storage.turns import Turns
from tests.cast import ANA, MORNING
from tests.storage.conftest import KEY

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
"""


@pytest.fixture
def path(sqlite_path: Path) -> Path:
    return sqlite_path


@pytest.fixture
async def file(path: Path) -> AsyncIterator[Storage]:
    storage = open_storage(f"sqlite:///{path}", key=KEY, patience=30)
    yield storage
    await storage.close()


def add(records: Records, i: int) -> None:
    records.people.add(replace(ANA, id=f"p{i}", chat_id=i, family_id=None))


def everybody(records: Records) -> int:
    return len(records.people.readers())


async def test_lock_of_another_program_is_waited_for(path: Path, file: Storage) -> None:
    """Held until we say so: a loop that stood still meanwhile could not say it, and patience would end."""
    command, pipe = (sys.executable, "-c", HOLD, str(path)), asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"

    writes = asyncio.gather(*(file.do(add, i) for i in range(100)))
    assert await file.look(everybody) == 0  # reading goes on
    assert not (await asyncio.wait([writes], timeout=0.5))[0]
    holder.stdin.write(b"let go\n")
    await writes

    assert await file.look(everybody) == 100
    await holder.wait()


async def test_lock_that_outlasts_patience_is_told_and_nothing_is_kept(path: Path) -> None:
    storage = open_storage(f"sqlite:///{path}", key=KEY, patience=0.1)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    results = await asyncio.gather(*(storage.do(add, i) for i in range(5)), return_exceptions=True)
    holder.execute("COMMIT")
    holder.close()

    assert [one.kind for one in results if isinstance(one, StorageProblem)] == [Kind.LOCKED] * 5
    await storage.do(add, 1)
    assert await storage.look(everybody) == 1
    await storage.close()


async def test_full_disk_is_told_to_the_one_whose_work_did_not_fit(file: Storage) -> None:
    def fill(records: Records, size: int) -> None:
        add(records, size)
        records.people.save(replace(ANA, id=f"p{size}", chat_id=size, family_id=None, name="x" * size))

    with file.transaction() as memory:
        memory.wire.command("PRAGMA max_page_count = 1")  # as many pages as there are now

    results = await asyncio.gather(
        *(file.do(fill, size) for size in (10, 1_000_000, 20, 2_000_000, 30)), return_exceptions=True
    )

    kinds = [one.kind if isinstance(one, StorageProblem) else one for one in results]
    assert kinds == [None, Kind.FULL, None, Kind.FULL, None]
    assert await file.look(lambda records: [one.person_id for one in records.people.readers()]) == [
        "p10",
        "p20",
        "p30",
    ]


async def test_gathered_work_is_committed_together(file: Storage) -> None:
    commits = 0

    def count(statement: str) -> None:
        nonlocal commits
        commits += statement == "COMMIT"

    file._engine._writer.set_trace_callback(count)  # type: ignore[attr-defined]  # only the writer can tell
    await asyncio.gather(*(file.do(add, i) for i in range(64)))

    assert 1 <= commits <= 3
    assert await file.look(everybody) == 64


@pytest.mark.parametrize("statement", ["_DUE", "_NEXT", "_BUSY"])
def test_queue_is_read_through_its_indexes(path: Path, statement: str) -> None:
    plan = getattr(claims, statement).plan(DIALECT)
    values = {"now": MORNING, "most": 1, "by_lane": 1, "by_chat": b""}

    with sqlite3.connect(path) as connection:
        explained = connection.execute(f"EXPLAIN QUERY PLAN {plan.sql}", plan.values(values))
        steps = [step for *_, step in explained]

    without_index = [step for step in steps if step.startswith("SCAN") and "USING INDEX" not in step]
    assert [*without_index, *(step for step in steps if "TEMP B-TREE" in step)] == []


async def test_each_person_added_at_once_is_there(file: Storage) -> None:
    await asyncio.gather(*(file.do(add, i) for i in range(300)))

    def all_found(records: Records) -> list[Person | None]:
        return [records.people.by_chat(i) for i in range(300)]

    assert [one and one.chat_id for one in await file.look(all_found)] == list(range(300))


def test_programs_take_turns_where_sqlite_is_not_sound(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.turns.SOUND", (99, 0, 0))
    other = Turns(str(path))
    assert other.take()
    with pytest.raises(StorageProblem) as caught:
        open_storage(f"sqlite:///{path}", key=KEY, patience=0.2)
    assert caught.value.kind is Kind.LOCKED
    other.give()
    with open_storage(f"sqlite:///{path}", key=KEY) as storage:
        with storage.transaction() as records:
            add(records, 1)
            assert not other.take()
        assert other.take()
        other.close()
        with storage.transaction() as records:
            assert everybody(records) == 1


async def test_what_one_program_writes_wakes_another(file: Storage, path: Path) -> None:
    woken = asyncio.Event()
    file.hear("outbox", woken.set)
    await woken.wait()  # it listens
    woken.clear()
    with open_storage(f"sqlite:///{path}", key=KEY) as other, other.transaction() as records:
        add(records, 1)
    await woken.wait()
