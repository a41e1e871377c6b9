"""PostgreSQL: one connection that writes, one that reads; what has gathered shares a transaction.

What a transaction reads in order to change it, it locks against other programs. Where two meet all the same
(a deadlock, a unique key taken or a row gone a moment ago), the one that lost is run again, and so is what
shared a transaction with an action that was refused, each alone: an action does nothing but what it does
through its records, so it may be. More connections gain nothing: the interpreter runs one action at a time.
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

from storage.hearing import ServerEar, tell
from storage.jobs import MOST_AT_ONCE, Job, Queue, Worker
from storage.problems import problem, where
from storage.records import Memory
from storage.statements import Wire
from storage.walls import opened

DIALECT: Dialect = psycopg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives its dialects no types
#: How often a job is run again: those who meet sort themselves out; what is taken or gone stays so.
_MEETINGS = 50
_OUTDATINGS = 5
_MET = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
_OUTDATED = (psycopg.errors.UniqueViolation, psycopg.errors.ForeignKeyViolation)
#: A statement is planned once, like it is written once: planning takes longer than running most of ours.
_PLANS = "SET plan_cache_mode = force_generic_plan"
Bind = Callable[[Wire], Memory]


class PostgresEngine:
    """A database that is there and migrated."""

    shared = True

    def __init__(self, url: str, bind: Bind, *, patience: float) -> None:
        self._url = url
        self._bind = bind
        self._turn = threading.Lock()
        self._own = _Line(url, bind, writes=True, patience=patience)
        self.writes, self.reads = Queue(), Queue()
        self._ear = ServerEar(libpq(url))
        self._threads: list[Worker] = []
        for name, queue in (("writer", self.writes), ("reader", self.reads)):
            line = _Line(url, bind, writes=queue is self.writes, patience=patience)
            self._threads.append(Worker(name, queue, line, most=MOST_AT_ONCE, last=line.close))
        for thread in self._threads:
            thread.start()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Memory]:
        """A transaction in the calling thread."""
        with self._turn, self._own.transaction() as memory:
            yield memory

    def sweep(self) -> None:
        """Nothing to do: the server itself clears away what was deleted."""

    def hear(self, word: str, wake: Callable[[], object]) -> None:
        """Call this, on the running loop, when another program says that word."""
        self._ear.add(word, wake)

    def close(self) -> None:
        """Finish what waits."""
        self._ear.close()
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
        """All in one transaction, or else each in its own."""
        if len(jobs) == 1 or not self._together(jobs):
            for job in jobs:
                self._alone(job)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Memory]:
        """One transaction; undone if anything is raised."""
        memory = self._ready()
        memory.wire.news.clear()
        memory.wire.begin(self._begin)
        try:
            yield memory
            tell(memory)
        except BaseException:
            self._undo(memory)
            raise
        memory.wire.command("COMMIT")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _together(self, jobs: list[Job]) -> bool:
        """False if one of them failed: then nothing was done."""
        try:
            results = self._once(jobs)
        except _InDoubt as error:
            for job in jobs:
                job.error = problem(error.reason, where(self._url))
        except Exception:  # noqa: BLE001 – whose it is shows when each is run alone
            return False
        else:
            for job, result in zip(jobs, results, strict=True):
                job.result = result
        return True

    def _alone(self, job: Job) -> None:
        try:
            (job.result,) = self._patiently(job)
        except (_InDoubt, _Lost) as error:
            job.error = problem(error.reason, where(self._url))
        except Exception as error:  # noqa: BLE001 – raised again where the job came from
            job.error = problem(error, where(self._url))

    def _patiently(self, job: Job) -> list[Any]:
        ends = time.monotonic() + self._patience
        for tries in itertools.count(1):
            try:
                return self._once([job])
            except (*_MET, *_OUTDATED) as error:
                if tries == (_MEETINGS if isinstance(error, _MET) else _OUTDATINGS):
                    raise
            except _Lost:
                if time.monotonic() > ends:
                    raise
            time.sleep(random.uniform(0, min(0.5, 0.002 * 2 ** min(tries, 8))))  # noqa: S311 – spreads those who met
        raise AssertionError("counting never ends")

    def _once(self, jobs: list[Job]) -> list[Any]:
        """Run them; _Lost if the connection went before anything could be committed, _InDoubt if during."""
        results: list[Any] = []
        try:
            with self.transaction() as memory:
                results.extend(job.run(memory) for job in jobs)
        except psycopg.OperationalError as error:
            if not self._lost():
                raise
            raise (_InDoubt if len(results) == len(jobs) else _Lost)(error) from error
        return results

    def _ready(self) -> Memory:
        if self._memory is None or self._lost():
            self._connection = psycopg.connect(libpq(self._url), autocommit=True)
            self._connection.execute(_PLANS)
            self._memory = self._bind(Wire(self._connection.cursor(), DIALECT, writes=self._writes))
        return self._memory

    def _lost(self) -> bool:
        return self._connection is None or self._connection.closed

    def _undo(self, memory: Memory) -> None:
        if not self._lost():
            with contextlib.suppress(psycopg.OperationalError):  # lost while undoing: undone by that
                memory.wire.command("ROLLBACK")


class _Gone(Exception):  # noqa: N818 – never leaves this file
    """The server went away."""

    def __init__(self, reason: psycopg.OperationalError) -> None:
        super().__init__(str(reason))
        self.reason = reason


class _Lost(_Gone):
    """Before the commit: nothing was done, and it may be tried again."""


class _InDoubt(_Gone):
    """During the commit: nobody knows."""


def libpq(url: str) -> str:
    """The address as the driver itself reads it; what is opened by it sees every crèche."""
    return make_url(opened(url)).set(drivername="postgresql").render_as_string(hide_password=False)
