"""PostgreSQL: some threads, a connection each; one transaction a job.

What a transaction reads in order to change it, it locks. Where two meet all the same (a deadlock, a unique
key taken a moment ago), the one that lost is run again: an action does nothing but what it does through its
records, so it may be.
"""

import contextlib
import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import dialect as psycopg_dialect
from sqlalchemy.engine import make_url

from storage.jobs import Job, Queue, Worker
from storage.problems import problem, where
from storage.records import Memory
from storage.statements import Wire

DIALECT: Dialect = psycopg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives its dialects no types
_WRITERS = 4
_READERS = 2
#: How often a job is run again: those who meet sort themselves out; a key that is taken stays so.
_MEETINGS = 50
_TAKEN = 5
_MET = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
Bind = Callable[[Wire], Memory]


class PostgresEngine:
    """A database that is there and migrated."""

    def __init__(self, url: str, bind: Bind, *, patience: float) -> None:
        self._url = url
        self._bind = bind
        self._turn = threading.Lock()
        self._own = _Line(url, bind, writes=True, patience=patience)
        self.writes, self.reads = Queue(), Queue()
        self._threads: list[Worker] = []
        for queue, count, writes in ((self.writes, _WRITERS, True), (self.reads, _READERS, False)):
            for i in range(count):
                line = _Line(url, bind, writes=writes, patience=patience)
                name = f"{'writer' if writes else 'reader'}-{i}"
                self._threads.append(Worker(name, queue, line, most=1, last=line.close))
        for thread in self._threads:
            thread.start()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Memory]:
        """A transaction in the calling thread."""
        with self._turn, self._own.transaction() as memory:
            yield memory

    def close(self) -> None:
        """Finish what waits."""
        self.writes.close()
        self.reads.close()
        for thread in self._threads:
            thread.join()
        self._own.close()


class _Line:
    """A connection that is made when it is needed and made again when it was lost."""

    def __init__(self, url: str, bind: Bind, *, writes: bool, patience: float) -> None:
        self._url = url
        self._bind = bind
        self._begin = "BEGIN" if writes else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        self._writes = writes
        self._patience = patience
        self._connection: psycopg.Connection[Any] | None = None
        self._memory: Memory | None = None

    def __call__(self, jobs: list[Job]) -> None:
        for job in jobs:
            try:
                job.result = self._run(job)
            except Exception as error:  # noqa: BLE001 – raised again where the job came from
                job.error = problem(error, where(self._url))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Memory]:
        """One transaction; undone if anything is raised."""
        memory = self._ready()
        memory.wire.command(self._begin)
        try:
            yield memory
        except BaseException:
            self._undo(memory)
            raise
        memory.wire.command("COMMIT")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _run(self, job: Job) -> Any:
        ends = time.monotonic() + self._patience
        for tries in itertools.count(1):
            try:
                return self._once(job)
            except (*_MET, psycopg.errors.UniqueViolation) as error:
                if tries == (_MEETINGS if isinstance(error, _MET) else _TAKEN):
                    raise
            except _NotBegun as lost:
                if time.monotonic() > ends:
                    raise lost.error from None
            time.sleep(random.uniform(0, min(0.5, 0.002 * 2 ** min(tries, 8))))  # noqa: S311 – spreads those who met
        raise AssertionError("counting never ends")

    def _once(self, job: Job) -> Any:
        """Run it; _NotBegun if the connection was lost before anything could be committed."""
        committing = False
        try:
            with self.transaction() as memory:
                result = job.work(memory)
                committing = True
        except psycopg.OperationalError as error:
            if committing or not self._lost():
                raise
            raise _NotBegun(error) from error
        return result

    def _ready(self) -> Memory:
        if self._memory is None or self._lost():
            self._connection = psycopg.connect(libpq(self._url), autocommit=True)
            self._memory = self._bind(Wire(self._connection.cursor(), DIALECT, writes=self._writes))
        return self._memory

    def _lost(self) -> bool:
        return self._connection is None or self._connection.closed

    def _undo(self, memory: Memory) -> None:
        if not self._lost():
            with contextlib.suppress(psycopg.OperationalError):  # lost while undoing: undone by that
                memory.wire.command("ROLLBACK")


class _NotBegun(Exception):  # noqa: N818 – never leaves this file
    """The server went away before the commit: nothing was done, and it may be tried again."""

    def __init__(self, error: psycopg.OperationalError) -> None:
        super().__init__(str(error))
        self.error = error


def libpq(url: str) -> str:
    """The address as the driver itself reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
