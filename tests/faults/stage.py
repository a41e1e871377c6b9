"""The real program in one process, the pretend Telegram in another, and a database to look into."""

import asyncio
import base64
import contextlib
import json
import os
import re
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Self, TypeVar

import aiohttp

from bot.policy import DEFAULT_FILE
from bot.ports import Records
from bot.rules.people import Consent, Mandate, Person, Role
from bot.sandbox.server import DEFAULT_TOKEN
from storage import Storage, migrate, open_storage

T = TypeVar("T")

KEY = b"f" * 32
FIRST_CHAT = 700_000_001
#: Whatever has not come true after so many seconds hangs: how fast things are is told by figures.
PATIENCE = 300
#: A new life may lead as soon as the lease of the dead one is over.
LEASE_SECONDS = 0.6
_MIGRATING = threading.Lock()  # Alembic knows of one migration at a time
_POLICY = DEFAULT_FILE.read_text(encoding="utf-8")


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
    async def start(cls, *arguments: str, env: dict[str, str], log: IO[bytes] | None) -> Self:
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

    async def tell(self, line: str) -> None:
        """Give it a line."""
        _open(self._process.stdin).write(f"{line}\n".encode())

    async def ended(self) -> None:
        """Return once it has gone by itself."""
        await self._process.wait()

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
        self.number = number

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
            os.kill(self.number, how)
            while True:
                await asyncio.sleep(0.005)
                os.kill(self.number, 0)


class Nursery:
    """Where lives of the bot are born: one clean process for all stages that stand at the same time."""

    def __init__(self) -> None:
        self._users = 0

    async def open(self) -> None:
        self._users += 1
        if self._users == 1:
            program = Process.start("-m", "tests.faults.warm", "run", env=environment(), log=None)
            self._program, self._turn = asyncio.create_task(program), asyncio.Lock()
        await self._program

    async def bear(self, settings: dict[str, str], log: Path) -> Life:
        """A life with these settings."""
        program = await self._program
        async with self._turn:
            await program.tell(json.dumps({"environment": settings, "log": str(log)}))
            return Life(int(await program.line()))

    async def close(self) -> None:
        self._users -= 1
        if not self._users:
            await (await self._program).terminate()


NURSERY = Nursery()


@dataclass
class Stage:
    """One database, one pretend Telegram, and the lives of the bot on them."""

    folder: Path
    storage: Storage
    telegram: Process
    url: str
    http: aiohttp.ClientSession
    settings: dict[str, str]
    _lives: list[Life] = field(default_factory=list)

    async def start_bot(self, **more: str) -> Life:
        """Begin a life of the bot; more=… sets CIGOGNE_MORE for this one."""
        own = {f"CIGOGNE_{name.upper()}": value for name, value in more.items()}
        life = await NURSERY.bear(self.settings | own, self.folder / "log")
        self._lives.append(life)
        return life

    def log(self) -> str:
        """What the programs have logged so far."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def set_aside(self) -> int:
        """How many updates lie aside, as the file has it."""
        return sum(self.reasons().values())

    def reasons(self) -> dict[str, int]:
        """For what updates lie aside, and how many for each."""
        return dict(self._asked("SELECT why, count(*) FROM inbox WHERE state = 'aside' GROUP BY why"))

    def in_hand(self) -> int:
        """How many updates are kept and not over yet."""
        ((count,),) = self._asked("SELECT count(*) FROM inbox WHERE state IN ('new', 'handled')")
        return int(count)

    def _asked(self, sql: str) -> list[Any]:
        with contextlib.closing(sqlite3.connect(self.folder / "cigogne.sqlite3")) as file:
            return file.execute(sql).fetchall()

    async def history(self, method: str = "", after: int = 0) -> list[dict[str, Any]]:
        """Every call of the bot since number `after`."""
        params = {"after": str(after), **({"method": method} if method else {})}
        async with self.http.get(f"{self.url}/sandbox/history", params=params) as answer:
            found: list[dict[str, Any]] = await answer.json()
            return found

    async def moments(self, text: str) -> list[float]:
        """When each message with these words arrived, by the wall's clock."""
        calls = await self.history("sendMessage")
        return [call["at"] for call in calls if call["status"] == 200 and text in call["params"]["text"]]

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
        await self.telegram.terminate()
        await self.http.close()
        await self.storage.close()


@asynccontextmanager
async def stage(
    people: int,
    seed: Callable[[Records], None],
    *,
    telegram: Sequence[str] = ("bot.sandbox", "--no-pace"),
    folder: Path | None = None,
    database: str = "",
    pace: int = 30,
    **settings: str,
) -> AsyncIterator[Stage]:
    """A stage with so many people, and the database as `seed` furnishes it.

    `telegram`: the module that plays it; `folder`: where the database lies, if not with the rest;
    `database`: its address, if it is no file; `pace`: messages a second; more=… sets CIGOGNE_MORE.
    """
    with TemporaryDirectory(prefix="cigogne-faults-") as name:
        here = Path(name)
        database = database or f"sqlite:///{(folder or here) / 'cigogne.sqlite3'}"
        storage = await asyncio.to_thread(_furnished, database, seed)
        listed = [{"user_id": chat_id(i), "name": f"Person {i}"} for i in range(people)]
        (here / "people.json").write_text(json.dumps(listed), encoding="utf-8")
        policy = re.sub(r"(?m)^messages_per_second = .*$", f"messages_per_second = {pace}", _POLICY)
        (here / "policy.toml").write_text(policy, encoding="utf-8")
        with (here / "log").open("wb") as log:
            module, *arguments = telegram
            if module == "bot.sandbox":
                arguments += ["--people", str(here / "people.json")]
            player = await Process.start("-m", module, *arguments, env=environment(), log=log)
        url = await player.line()
        given = {"token": DEFAULT_TOKEN, "key": base64.b64encode(KEY).decode(), "database_url": database}
        given |= {"api_base_url": url, "courier_lease_seconds": str(LEASE_SECONDS), "log_level": "ERROR"}
        given |= {"policy_file": str(here / "policy.toml")} | settings
        variables = {f"CIGOGNE_{key.upper()}": value for key, value in given.items()}
        found = Stage(here, storage, player, url, aiohttp.ClientSession(), variables)
        await NURSERY.open()
        try:
            yield found
        finally:
            await found.close()
            await NURSERY.close()


def _furnished(database: str, seed: Callable[[Records], None]) -> Storage:
    """In a thread: other stages are measured meanwhile."""
    with _MIGRATING:
        migrate(database)
    storage = open_storage(database, key=KEY)
    with storage.transaction() as records:
        seed(records)
    return storage


def environment() -> dict[str, str]:
    """In which our programs start."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": "ignore"}


async def until(true: Callable[[], Awaitable[bool]], seconds: float = PATIENCE, every: float = 0.05) -> bool:
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
