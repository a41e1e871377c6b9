"""The real program in one process, the pretend Telegram in another, and a database to look into."""

import asyncio
import base64
import contextlib
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Self, TypeVar

import aiohttp

from bot.ports import Records
from bot.rules.people import Consent, Mandate, Person, Role
from bot.sandbox.server import DEFAULT_TOKEN
from storage import Storage, migrate, open_storage

T = TypeVar("T")

KEY = b"f" * 32
FIRST_CHAT = 700_000_001
#: A new life may lead as soon as the lease of the dead one is over.
LEASE_SECONDS = 0.6


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 – the programs on the stage live in real time


def person_id(index: int) -> str:
    return f"{index:032x}"


def chat_id(index: int) -> int:
    return FIRST_CHAT + index


class Process:
    """A program we started."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, *arguments: str, env: dict[str, str], log: IO[bytes]) -> Self:
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable,
                *arguments,
                env=env,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    async def line(self) -> str:
        """The next line it prints."""
        return (await _open(self._process.stdout).readline()).decode().strip()

    async def tell(self) -> None:
        """Give it a line."""
        _open(self._process.stdin).write(b"\n")

    async def terminate(self) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()

    async def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


class Life:
    """One life of the bot, ended by its number and no other way."""

    def __init__(self, number: int) -> None:
        self._number = number

    async def kill(self) -> None:
        """SIGKILL: not a line of its code runs any more."""
        await self._end(signal.SIGKILL)

    async def terminate(self) -> float:
        """SIGTERM, and the seconds until it was gone."""
        before = time.monotonic()
        await self._end(signal.SIGTERM)
        return time.monotonic() - before

    async def _end(self, how: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._number, how)
            while True:
                await asyncio.sleep(0.005)
                os.kill(self._number, 0)


@dataclass
class Stage:
    """One database, one sandbox, and the lives of the bot on them."""

    folder: Path
    storage: Storage
    sandbox: Process
    url: str
    http: aiohttp.ClientSession
    program: Process
    _lives: list[Life] = field(default_factory=list)

    async def start_bot(self) -> Life:
        """Begin a life of the bot."""
        await self.program.tell()
        life = Life(int(await self.program.line()))
        self._lives.append(life)
        return life

    def log(self) -> str:
        """What the programs have logged so far."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def set_aside(self) -> int:
        """How many updates lie aside, as the file has it."""
        with contextlib.closing(sqlite3.connect(self.folder / "cigogne.sqlite3")) as file:
            (count,) = file.execute("SELECT count(*) FROM inbox WHERE state = 'aside'").fetchone()
            return int(count)

    async def history(self, method: str = "", after: int = 0) -> list[dict[str, Any]]:
        """Every call of the bot since number `after`."""
        params = {"after": str(after), **({"method": method} if method else {})}
        async with self.http.get(f"{self.url}/sandbox/history", params=params) as answer:
            found: list[dict[str, Any]] = await answer.json()
            return found

    async def inject(self, raw: Any) -> None:
        """Put an update of any shape into the bot's queue."""
        async with self.http.post(f"{self.url}/sandbox/updates", json={"raw": raw}) as answer:
            answer.raise_for_status()

    async def fault(self, method: str, kind: str, times: int, retry_after: int = 1) -> None:
        body = {"method": method, "kind": kind, "times": times, "retry_after": retry_after}
        async with self.http.post(f"{self.url}/sandbox/faults", json=body) as answer:
            answer.raise_for_status()

    async def clear_faults(self) -> None:
        await self.http.delete(f"{self.url}/sandbox/faults")

    async def close(self) -> None:
        for life in self._lives:
            await life.kill()
        await self.program.terminate()
        await self.sandbox.terminate()
        await self.http.close()
        await self.storage.close()


@asynccontextmanager
async def stage(people: int, seed: Callable[[Records], None]) -> AsyncIterator[Stage]:
    """A stage with so many people in the sandbox, and the database as `seed` furnishes it."""
    with TemporaryDirectory(prefix="cigogne-faults-") as name:
        folder = Path(name)
        database = f"sqlite:///{folder / 'cigogne.sqlite3'}"
        migrate(database)
        storage = open_storage(database, key=KEY)
        with storage.transaction() as records:
            seed(records)
        listed = [{"user_id": chat_id(i), "name": f"Person {i}"} for i in range(people)]
        (folder / "people.json").write_text(json.dumps(listed), encoding="utf-8")
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": "ignore"}
        log = (folder / "log").open("wb")
        people_file = str(folder / "people.json")
        sandbox = await Process.start(
            "-m", "bot.sandbox", "--no-pace", "--people", people_file, env=env, log=log
        )
        url = await sandbox.line()
        env |= {
            "CIGOGNE_TOKEN": DEFAULT_TOKEN,
            "CIGOGNE_KEY": base64.b64encode(KEY).decode(),
            "CIGOGNE_DATABASE_URL": database,
            "CIGOGNE_API_BASE_URL": url,
            "CIGOGNE_COURIER_LEASE_SECONDS": str(LEASE_SECONDS),
            "CIGOGNE_LOG_LEVEL": "ERROR",
        }
        program = await Process.start("-m", "tests.faults.warm", "run", env=env, log=log)
        found = Stage(folder, storage, sandbox, url, aiohttp.ClientSession(), program)
        try:
            yield found
        finally:
            await found.close()
            log.close()


async def until(true: Callable[[], Awaitable[bool]], seconds: float, every: float = 0.05) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not await true():  # another program's state has no event here
        if time.monotonic() > end:
            return False
        await asyncio.sleep(every)
    return True


def _open(pipe: T | None) -> T:
    if pipe is None:
        raise AssertionError("started with pipes")
    return pipe


def add_people(records: Records, count: int, roles: Sequence[Role] = ()) -> None:
    """People with a chat who have read the notice, each with these roles."""
    consent = Consent(version="1", language="fr", digest="0" * 64, accepted_at=now())
    for i in range(count):
        person = Person(
            id=person_id(i), chat_id=chat_id(i), language="fr", name=f"Person {i}", consent=consent
        )
        records.people.add(person)
        for role in roles:
            records.people.grant(person.id, Mandate(role=role), at=now())
