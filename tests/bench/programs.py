"""The programs that are measured: started as on a machine of their own, their cost read from outside."""

import base64
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import psutil

from bot.ports import Records
from bot.settings import PREFIX
from storage import migrate, open_storage
from tests.bench.telegram import TOKEN
from tests.faults.stage import Process

KEY = b"b" * 32
SECRET = "bench-secret"
#: How often everything is measured; both sides take turns.
RUNS = 5
MEGABYTE = 1024 * 1024


class Program(Process):
    """A program that runs, and what it has cost so far."""

    @classmethod
    async def begin(cls, *arguments: str, **variables: str) -> Self:
        """Start it with these variables and nothing of ours besides."""
        return await cls.start(*arguments, env=environment() | variables, log=sys.stderr.buffer)

    def cpu(self) -> float:
        """Seconds of computing, its own and the system's for it."""
        times = psutil.Process(self.pid).cpu_times()
        return times.user + times.system

    def megabytes(self) -> float:
        return psutil.Process(self.pid).memory_info().rss / MEGABYTE


def cpu_of(*arguments: str) -> float:
    """Seconds of computing of a program that ends by itself."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, *arguments]
    subprocess.run(command, env=environment(), check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def output_of(*arguments: str) -> str:
    """What a program says that ends by itself."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment(), check=True, stdout=subprocess.PIPE, text=True).stdout


def furnished(url: str, furnish: Callable[[Records], object]) -> str:
    """Make and furnish the database at that URL."""
    migrate(url)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        furnish(records)
    return url


@contextmanager
def sqlite(furnish: Callable[[Records], object]) -> Iterator[str]:
    """A file of one's own, furnished."""
    with TemporaryDirectory(prefix="cigogne-bench-") as folder:
        yield furnished(f"sqlite:///{Path(folder) / 'cigogne.sqlite3'}", furnish)


def house(database: str, api: str, **more: str) -> dict[str, str]:
    """The variables of `cigogne run`; more=… sets CIGOGNE_MORE."""
    given = {"token": TOKEN, "key": base64.b64encode(KEY).decode(), "database_url": database}
    given |= {"api_base_url": api, "log_level": "ERROR"} | more
    return {f"{PREFIX}{name.upper()}": value for name, value in given.items()}


def environment() -> dict[str, str]:
    """Without the settings of whoever measures. Compiled modules are kept, as where a bot is installed."""
    left_out = (PREFIX, "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": "ignore"}
