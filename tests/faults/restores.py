"""R18: backups taken under load and put back: with every row kept before; who was erased stays erased."""

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.actions import erasure
from bot.rules.people import Person
from storage import Storage, back_up, clear_copies, migrate, open_storage, restore
from tests import postgres
from tests.cast import MORNING
from tests.faults.figures import Part, Row, every, none
from tests.faults.stage import KEY, person_id

RESTORES = {"full": 50, "small": 3}


@dataclass
class Tally:
    """What came back on one database."""

    whole: int = 0
    missing: int = 0
    back: int = 0  # erased, and there again
    opened: int = 0  # erased, and found in a copy that was made before

    def parts(self, database: str, restores: int) -> tuple[Part, ...]:
        return (
            every(f"{database}: restored with all that was kept, %", self.whole, restores),
            none(f"{database}: rows lost", self.missing),
            none(f"{database}: erased people who came back", self.back),
            none(f"{database}: erased people found in a copy", self.opened),
        )


@dataclass
class Load:
    """Somebody who writes without a pause."""

    storage: Storage
    written: list[str] = field(default_factory=list)
    number: int = 0

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self._write, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def after(self, rows: int) -> list[str]:
        """What is kept once there are so many."""
        while len(self.written) < rows:
            time.sleep(0.001)
        return list(self.written)

    def _write(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.number += 1
            one = Person(id=person_id(self.number), chat_id=self.number, language="fr")
            with self.storage.transaction() as records:
                records.people.add(one)
            self.written.append(one.id)


async def run(size: str, seed: int) -> Row:
    """On both databases."""
    restores = RESTORES[size]
    parts: list[Part] = []
    for name, url in _databases():
        parts += _restores(url, restores, Random(seed)).parts(name, restores)
    return Row("R18", f"{restores} restores on each database", seed, tuple(parts))


def _databases() -> Iterator[tuple[str, str]]:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/cigogne.sqlite3"
        migrate(url)
        yield "SQLite", url
    with postgres.server() as admin, postgres.database(admin) as url:
        migrate(url)
        yield "PostgreSQL", url


def _restores(url: str, restores: int, chance: Random) -> Tally:
    tally, number = Tally(), 0
    with TemporaryDirectory() as folder:
        for turn in range(restores):
            number = _one(url, Path(folder), turn, chance, tally, number)
    return tally


def _one(url: str, folder: Path, turn: int, chance: Random, tally: Tally, number: int) -> int:
    """Write, copy meanwhile, write on, erase somebody; put the copy back and forget them again."""
    at = MORNING + timedelta(hours=turn)
    with open_storage(url, key=KEY) as storage:
        load = Load(storage, number=number)
        with load.writing():
            before = load.after(chance.randint(5, 50))
            made, _ = back_up(url, folder, key=KEY, now=at)
        gone = chance.choice(before)
        with storage.transaction() as records:
            erasure.erase(records, gone, now=at)
            known = [person_id for person_id, _ in erasure.forgotten(records)]
    left = clear_copies(url, folder, {})
    restore(url, made, key=KEY, now=at)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        tally.opened += len(left) + (records.people.get(gone).chat_id is not None)
        erasure.again(records, known, now=at)
        there = {reader.person_id for reader in records.people.readers()}
    missing = set(before) - {gone} - there
    tally.whole += not missing
    tally.missing += len(missing)
    tally.back += gone in there
    return load.number
