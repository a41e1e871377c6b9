"""R17: kill -9 while writing. The file is whole after each kill, and what was said to be kept is there."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import sys
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from storage import migrate
from tests.faults.figures import Row, every, none
from tests.faults.stage import person_id

KILLS = {"full": 1000, "small": 50}
#: A life is that long after its first row is kept, in seconds.
LONGEST = 0.03


@dataclass
class Writer:
    """Lives one after the other, each writing on from where the last was killed."""

    process: asyncio.subprocess.Process
    kept: list[int] = field(default_factory=list)

    async def live(self, url: str, seconds: float) -> None:
        """A life, killed so long after the first row that it said was kept."""
        said, read = self.process.stdin, self.process.stdout
        assert said is not None
        assert read is not None
        first = self.kept[-1] + 1000 if self.kept else 0  # what was killed may have been kept unsaid
        said.write(f"{url} {first}\n".encode())
        born = 0
        while not born or not self.kept or self.kept[-1] < first:
            born = self._hear(await read.readline()) or born
        await asyncio.sleep(seconds)
        os.kill(born, signal.SIGKILL)
        with contextlib.suppress(TimeoutError):  # what it said before it died is still in the pipe
            while True:
                self._hear(await asyncio.wait_for(read.readline(), 0.05))

    def _hear(self, line: bytes) -> int:
        word, _, number = line.decode().strip().rpartition(" ")
        if word == "born":
            return int(number)
        self.kept.append(int(number))
        return 0


async def run(size: str, seed: int) -> Row:
    """So many lives, and the file looked through after each."""
    chance, whole, kills = Random(seed), 0, KILLS[size]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cigogne.sqlite3"
        url = f"sqlite:///{path}"
        migrate(url)
        program = ("-m", "tests.faults.writer")
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(sys.executable, *program, stdin=pipe, stdout=pipe)
        writer = Writer(process)
        for _ in range(kills):
            await writer.live(url, chance.uniform(0, LONGEST))
            whole += await asyncio.to_thread(_is_whole, path)
        process.kill()
        await process.wait()
        there = await asyncio.to_thread(_people, path)
    lost = sum(person_id(number) not in there for number in writer.kept)
    return Row(
        "R17",
        f"{kills} kills, {len(writer.kept)} rows",
        seed,
        (every("whole after a kill, %", whole, kills), none("acknowledged rows lost", lost)),
    )


def _is_whole(path: Path) -> bool:
    with contextlib.closing(sqlite3.connect(path)) as file:
        return bool(file.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))


def _people(path: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(path)) as file:
        return {person for (person,) in file.execute("SELECT id FROM person")}
