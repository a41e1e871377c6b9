"""The command line as an operator has it: a folder, an environment, a process a command."""

import asyncio
import base64
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import pytest

from bot.sandbox.server import DEFAULT_TOKEN
from bot.settings import PREFIX
from tests.bench.telegram import free_port
from tests.conversations.dialogue import Someone
from tests.kept import lay_empty

ROOT = Path(__file__).parents[2]
KEY = base64.b64encode(bytes(range(32))).decode()
#: How long a process may take on a busy machine before a test gives it up.
PATIENCE = 250
#: What is promised of a start and of a stop.
PROMPT_SECONDS = 60


@dataclass(frozen=True)
class Done:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Operator:
    """Runs commands in a folder of its own; whatever they say holds no secret and no traceback."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    root: Path = ROOT  # where the program lies

    def having(self, **environment: str) -> "Operator":
        """The same with more variables: having(TOKEN="…") sets CIGOGNE_TOKEN."""
        more = {f"{PREFIX}{name}": value for name, value in environment.items()}
        return replace(self, environment=self.environment | more)

    async def __call__(self, *words: str) -> Done:
        process = await self.start(*words)
        try:
            out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        finally:
            if process.returncode is None:
                process.kill()
        return self.checked(Done(process.returncode or 0, out.decode(), err.decode()))

    async def refused(self, *words: str) -> str:
        """The one line that a command answers when it cannot do its work."""
        done = await self(*words)
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), done
        return done.err.rstrip("\n")

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        plain = {"PYTHONPATH": str(self.root), "NO_COLOR": "1", "COLUMNS": "110"}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *(("-m", "bot") if words[:1] != ("-X",) else ()),
            *words,
            cwd=self.folder,
            env=others | plain | self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    def checked(self, done: Done) -> Done:
        said = done.out + done.err
        secrets = {value for name, value in self.environment.items() if name.endswith(("TOKEN", "KEY"))}
        assert {secret for secret in secrets | {DEFAULT_TOKEN, KEY} if secret in said} == set()
        assert "Traceback" not in said, said
        return done


@dataclass
class Running:
    """`cigogne sandbox`, running."""

    operator: Operator
    process: asyncio.subprocess.Process
    http: aiohttp.ClientSession
    url: str
    people: list[dict[str, Any]]
    work: float  # seconds of computing until somebody could speak: what they wait on a machine of their own

    @property
    def port(self) -> str:
        return self.url.rpartition(":")[2]

    async def somebody(self, name: str, language: str) -> Someone:
        """Somebody who has never spoken to the bot."""
        body = {"first_name": name, "language_code": language}
        async with self.http.post(f"{self.url}/sandbox/people", json=body) as answer:
            return self.known((await answer.json())["user_id"])

    def known(self, user_id: int) -> Someone:
        return Someone(self.http, self.url, user_id)

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[Done, float]:
        """What it said last, and how many seconds it took."""
        began = time.monotonic()
        if self.process.returncode is None:
            self.process.send_signal(number)
        out, err = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        done = Done(self.process.returncode or 0, out.decode(), err.decode())
        return self.operator.checked(done), time.monotonic() - began


async def open_sandbox(operator: Operator, http: aiohttp.ClientSession, *words: str) -> Running:
    """Start it and wait until the bot listens."""
    process = await operator.start("sandbox", "--headless", *words)
    assert process.stdout is not None
    said = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
    found = re.fullmatch(r"Open (http://127\.0\.0\.1:\d+): a cooperative of 6 crèches .*\n", said)
    assert found is not None, said + (await process.communicate())[1].decode()
    people = await _people(http, found[1], time.monotonic() + PATIENCE)
    spent = psutil.Process(process.pid).cpu_times()
    return Running(operator, process, http, found[1], people, spent.user + spent.system)


async def _people(http: aiohttp.ClientSession, url: str, until: float) -> list[dict[str, Any]]:
    while time.monotonic() < until:
        async with http.get(f"{url}/sandbox/people") as answer:
            if answer.status == 200:
                people: list[dict[str, Any]] = await answer.json()
                return people
        await asyncio.sleep(0.2)  # often enough: it answers with what it starts with
    pytest.fail("nobody can be spoken to")


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """Somebody who has set nothing yet."""
    return Operator(tmp_path)


@pytest.fixture
def equipped(tmp_path: Path) -> Operator:
    """Somebody who has a token and a key; nobody answers at their Telegram's address."""
    url = "http://127.0.0.1:9"
    return Operator(tmp_path).having(TOKEN=DEFAULT_TOKEN, KEY=KEY, API_BASE_URL=url)


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """A migrated database, alone in its folder."""
    file = tmp_path / "data" / "memory.sqlite3"
    file.parent.mkdir()
    return lay_empty(file)


@dataclass
class Office:
    """A sandbox that keeps its memory, and an operator who works on that memory from outside."""

    running: Running
    operator: Operator
    database: str

    @property
    def http(self) -> aiohttp.ClientSession:
        return self.running.http


def _text(path: str) -> str:
    return Path(path).read_text("ascii")


async def open_office(folder: Path, http: aiohttp.ClientSession) -> Office:
    memory = folder / "kept" / "memory.sqlite3"
    database = f"sqlite:///{memory}"
    running = await open_sandbox(Operator(folder), http, "--port", str(free_port()), "--database", database)
    key = _text(f"{memory}.key")
    operator = Operator(folder).having(
        TOKEN=DEFAULT_TOKEN, KEY=key, DATABASE_URL=database, API_BASE_URL=running.url
    )
    return Office(running, operator, database)


@pytest.fixture(scope="session")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Office, Running]]:
    """Two sandboxes for every test that wants one, started at the same time."""
    real = Operator(tmp_path_factory.mktemp("quiet")).having(
        TOKEN="1:of-the-real-bot", LOG_LEVEL="DEBUG", PUBLIC_URL="https://bot.example", HEALTH_PORT="1"
    )
    async with aiohttp.ClientSession() as http:
        both = await asyncio.gather(
            open_office(tmp_path_factory.mktemp("office"), http),
            open_sandbox(real, http, "--port", "0", "--empty"),
        )
        yield both
        for running in (both[0].running, both[1]):
            if running.process.returncode is None:
                await running.stop()


@pytest.fixture
def office(opened: tuple[Office, Running]) -> Office:
    """A cooperative whose memory is kept, and an operator beside it."""
    return opened[0]


@pytest.fixture
def quiet(opened: tuple[Office, Running]) -> Running:
    """A cooperative where nobody lives, started by an operator who has set all for the real bot."""
    return opened[1]
