"""SQLite: one writer that commits what has gathered, one reader that answers it from a snapshot.

All writes and all checkpoints of this program go through the writer's connection. A lock held by another
program is waited for here, in a thread, so that nobody who taps a button sees it.
"""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect

from storage.ears import Ear
from storage.jobs import MOST_AT_ONCE, Job, Queue, Worker
from storage.opening import check_version
from storage.problems import Kind, StorageProblem, problem
from storage.records import Memory
from storage.statements import Wire
from storage.turns import Turns

DIALECT: Dialect = sqlite_dialect(paramstyle="named")
#: More than there are kinds of statements: none is parsed twice.
_STATEMENTS = 512
_BUSY_MS = 1000
#: So often, and so far apart in seconds, the log is tried to be emptied beside readers.
_SWEEPS, _BETWEEN_SWEEPS = 40, 0.025
#: How soon it is asked again whose turn it is.
_TURN_SECONDS = 0.001
#: How soon it is seen that another program has written.
_HEAR_SECONDS = 0.05

Bind = Callable[[Wire], Memory]


class SqliteEngine:
    """A file that is there and migrated."""

    shared = False

    def __init__(self, path: str, bind: Bind, *, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._turn = threading.Lock()  # the writer's connection serves one thread at a time
        _look(path, bind)
        self._writer = connect(path)
        self._turns = Turns(path)
        self._ear = FileEar(path)
        self._memory = bind(Wire(self._writer.cursor(), DIALECT, writes=True))
        self._reader = connect(path, read_only=True)
        reading = _Reading(bind(Wire(self._reader.cursor(), DIALECT, writes=False)), path)
        self.writes, self.reads = Queue(), Queue()
        self._threads = (
            Worker("writer", self.writes, self._write, most=MOST_AT_ONCE),
            Worker("reader", self.reads, reading, most=MOST_AT_ONCE),
        )
        for thread in self._threads:
            thread.start()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Memory]:
        """A transaction in the calling thread."""
        with self._turn:
            self._begin()
            try:
                yield self._memory
            except BaseException:
                self._roll_back()
                raise
            self._commit()

    def hear(self, word: str, wake: Callable[[], object]) -> None:
        """Call this, on the running loop, when another program has written anything."""
        self._ear.add(word, wake)

    def close(self) -> None:
        """Finish what waits, then fold the log into the file."""
        self._ear.close()
        self.writes.close()
        self.reads.close()
        for thread in self._threads:
            thread.join()
        self._reader.close()
        self._often(self._folded)
        self._writer.close()
        self._turns.close()

    def sweep(self) -> None:
        """Let nothing that was deleted stay in file or log: after an erasure the file is written anew."""
        if self._erasures():
            self._often(self._rewritten)
        self._often(self._folded)

    def _often(self, attempt: Callable[[], bool]) -> None:
        """Where somebody reads, it is tried again soon, and writers go on in between; then the next time."""
        for _ in range(_SWEEPS):
            with self._turn, self._alone() as alone:
                if alone and attempt():
                    return
            time.sleep(_BETWEEN_SWEEPS)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether it is our turn; who is in the way is not waited for."""
        if not self._turns.take():
            yield False
            return
        self._writer.execute("PRAGMA busy_timeout = 0")
        try:
            yield True
        finally:
            self._writer.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            self._turns.give()

    def _folded(self) -> bool:
        """Fold the log into the file and empty it, if nobody is in the way."""
        try:
            busy, *_ = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError:
            return False
        return not busy

    def _rewritten(self) -> bool:
        """Write the file anew, and forget the erasures there had been before, if nobody is in the way."""
        before = self._erasures()
        try:
            self._writer.execute("VACUUM")
            self._writer.execute("BEGIN IMMEDIATE")
            self._writer.execute(f"PRAGMA user_version = {self._erasures() - before}")
            self._writer.execute("COMMIT")
        except sqlite3.OperationalError:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            return False
        return True

    def _erasures(self) -> int:
        """How many there were since the file was last written anew."""
        (count,) = self._writer.execute("PRAGMA user_version").fetchone()
        return int(count)

    def _write(self, jobs: list[Job]) -> None:
        with self._turn:
            try:
                self._together(jobs)
            except Exception as error:  # noqa: BLE001 – each job is told
                self._roll_back()
                self._one_by_one(jobs, problem(error, self._path))

    def _together(self, jobs: list[Job]) -> None:
        """All in one commit, each in its own savepoint: a job that fails undoes itself alone."""
        self._begin()
        for job in jobs:
            self._attempt(job)
        self._commit()

    def _one_by_one(self, jobs: list[Job], error: BaseException) -> None:
        """After a commit that failed whole, each gets its own: only those that cannot be done fail."""
        alone = len(jobs) == 1 or (isinstance(error, StorageProblem) and error.kind is Kind.LOCKED)
        for job in jobs:
            job.result, job.error = None, error if alone else None
            if not alone:
                self._retry(job)

    def _retry(self, job: Job) -> None:
        try:
            self._together([job])
        except Exception as error:  # noqa: BLE001 – the job is told
            self._roll_back()
            job.result, job.error = None, problem(error, self._path)

    def _attempt(self, job: Job) -> None:
        wire = self._memory.wire
        wire.command("SAVEPOINT job")
        try:
            job.result = job.run(self._memory)
        except Exception as error:
            if not self._writer.in_transaction:  # a full disk ends the whole transaction
                raise problem(error, self._path) from error
            job.error = problem(error, self._path)
            wire.command("ROLLBACK TO job")
        wire.command("RELEASE job")

    def _begin(self) -> None:
        """Take our turn and the write lock, as long as patience lasts."""
        ends = time.monotonic() + self._patience
        while not self._began(last=time.monotonic() > ends):
            time.sleep(_TURN_SECONDS)

    def _began(self, *, last: bool) -> bool:
        if not self._turns.take():
            if last:
                raise StorageProblem(Kind.LOCKED, self._path, "another program writes")
            return False
        try:
            self._memory.wire.begin("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            self._turns.give()
            found = problem(error, self._path)
            locked = isinstance(found, StorageProblem) and found.kind is Kind.LOCKED
            if not locked or last:
                raise found from error
            return False
        return True

    def _commit(self) -> None:
        try:
            self._memory.wire.command("COMMIT")
        finally:
            self._turns.give()

    def _roll_back(self) -> None:
        if self._writer.in_transaction:
            self._memory.wire.command("ROLLBACK")
        self._turns.give()


class FileEar(Ear):
    """Programs on one file cannot call each other: SQLite counts what others have committed."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def run(self) -> None:
        with contextlib.closing(connect(self._path, read_only=True)) as connection:
            seen = None
            while not self.end.wait(_HEAR_SECONDS):
                with contextlib.suppress(sqlite3.OperationalError):  # out of order: those who wait look
                    (count,) = connection.execute("PRAGMA data_version").fetchone()
                    if count != seen:
                        seen = count
                        self.wake_all()


class _Reading:
    """Answers what has gathered from one snapshot, taken after all of it was asked."""

    def __init__(self, memory: Memory, path: str) -> None:
        self._memory = memory
        self._path = path

    def __call__(self, jobs: list[Job]) -> None:
        self._memory.wire.begin("BEGIN")
        try:
            for job in jobs:
                self._answer(job)
        finally:
            self._memory.wire.command("COMMIT")

    def _answer(self, job: Job) -> None:
        try:
            job.result = job.work(self._memory)
        except Exception as error:  # noqa: BLE001 – raised again where the job came from
            job.error = problem(error, self._path)


def _look(path: str, bind: Bind) -> None:
    """Before anything is set or made: what is another program's, or a newer one's, stays as it lies."""
    with contextlib.closing(_opened(path)) as looking:
        looking.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        check_version(bind(Wire(looking.cursor(), DIALECT, writes=False)), path)


def connect(path: str, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection to a file that exists; StorageProblem if it cannot be opened."""
    connection = _opened(path)
    try:
        for pragma in _pragmas(read_only=read_only):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.DatabaseError as error:
        raise problem(error, path) from error
    return connection


def _opened(path: str) -> sqlite3.Connection:
    if not Path(path).exists():
        raise StorageProblem(Kind.NOT_MIGRATED, path, "there is no such file")
    try:
        return sqlite3.connect(
            f"file:{quote(path)}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
        )
    except sqlite3.DatabaseError as error:
        raise problem(error, path) from error


def _pragmas(*, read_only: bool) -> tuple[str, ...]:
    shared = (f"busy_timeout = {_BUSY_MS}", "foreign_keys = ON", "cache_size = -16000")
    if read_only:
        return (*shared, "query_only = ON")
    return (*shared, "journal_mode = WAL", "synchronous = FULL", "secure_delete = ON")
