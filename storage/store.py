"""The store: runs actions in storage threads, each whole or not at all, and has the inbox and the outbox."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from types import TracebackType
from typing import Concatenate, ParamSpec, Protocol, Self, TypeVar

from sqlalchemy.engine import make_url

from bot import ports
from bot.ports import Records
from storage.inbox import Inbox
from storage.jobs import Queue
from storage.opening import check_key, check_version, passes_walls
from storage.outbox import Outbox
from storage.problems import Kind, StorageProblem, problem, where
from storage.records import Chance, Memory
from storage.statements import Wire
from storage.vault import Vault
from storage.within import Within

P = ParamSpec("P")
T = TypeVar("T")

#: How long a database may be locked or away before those who wait are told, in seconds.
PATIENCE = 60.0


class Engine(Protocol):
    """What the two kinds of database have in common."""

    writes: Queue
    reads: Queue
    shared: bool  # by programs on several machines

    def transaction(self) -> contextlib.AbstractContextManager[Memory]: ...
    def sweep(self) -> None: ...
    def hear(self, word: str, wake: Callable[[], object]) -> None: ...
    def close(self) -> None: ...


class Storage:
    """A `bot.ports.Store` with its inbox and outbox. Made by `open_storage`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._closed = False
        self.inbox = Inbox(engine.writes, engine.reads, engine.sweep)
        self.outbox = Outbox(engine.writes, engine.reads)

    def share_inbox(self, me: str) -> ports.SharedInbox | None:
        """Work as one of several bots from now on, under a name of this life's own.

        None where the database is one machine's own (SQLite): a single bot listens there.
        """
        if not self._engine.shared:
            return None
        from storage.sharing import SharedInbox  # noqa: PLC0415 – who works alone needs none of it

        self.inbox = shared = SharedInbox(me, self._engine.writes, self._engine.reads, self._engine.sweep)
        return shared

    def hear(self, word: str, wake: Callable[[], object]) -> None:
        """Call this when another program has written what that word is about, where the database can tell."""
        self._engine.hear(word, wake)

    def within(self, creches: Collection[str]) -> ports.Store:
        """The same for somebody who serves these crèches."""
        return Within(self._engine.writes.put, self._engine.reads, creches)

    async def do(self, action: Callable[Concatenate[Records, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run and commit; anything raised rolls everything back and is raised here."""
        result: T = await self._engine.writes.put(lambda memory: action(memory, *args, **kwargs))
        return result

    async def look(
        self, action: Callable[Concatenate[Records, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run on a snapshot; nothing can be written."""
        result: T = await self._engine.reads.put(lambda memory: action(memory, *args, **kwargs))
        return result

    def passes_walls(self) -> bool:
        """Whether PostgreSQL shows our role everything, whatever crèche it is asked for."""
        with self.transaction() as memory:
            return passes_walls(memory)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Memory]:
        """A transaction in the calling thread, for the command line: committed at the end, or undone."""
        with self._engine.transaction() as memory:
            yield memory

    async def close(self) -> None:
        """Write what was finished, let everything that waits be done, and let go of the database."""
        if not self._closed:
            await self.inbox.close()
            await asyncio.to_thread(self.shut)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._closed:
            self.shut()

    def shut(self) -> None:
        """The same where no loop runs."""
        self._closed = True
        self._engine.close()


def open_storage(
    url: str,
    *,
    key: bytes | Sequence[bytes],
    chance: Chance = secrets.token_bytes,
    patience: float = PATIENCE,
) -> Storage:
    """Open a migrated database; several keys while one replaces another, the new one first.

    StorageProblem if it is not there, not writable, of another version, or sealed with another key.
    """
    vault = Vault(key, chance=chance)
    address = where(url)
    try:
        engine = _engine(url, lambda wire: Memory(wire, vault, chance), patience)
    except Exception as error:
        raise problem(error, address) from error
    try:
        with engine.transaction() as memory:
            check_version(memory, address)
            check_key(memory, address)
    except Exception as error:
        engine.close()
        raise problem(error, address) from error
    return Storage(engine)


def check(url: str, *, key: bytes | Sequence[bytes]) -> list[StorageProblem]:
    """What is wrong: not there, not writable, of another version, sealed with another key."""
    try:
        with open_storage(url, key=key, patience=5) as storage, storage.transaction():
            return []
    except StorageProblem as found:
        return [found]


def _engine(url: str, bind: Callable[[Wire], Memory], patience: float) -> Engine:
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        from storage.sqlite import SqliteEngine  # noqa: PLC0415 – only the database in use is loaded

        return SqliteEngine(where(url), bind, patience=patience)
    if backend == "postgresql":
        from storage.postgres import PostgresEngine  # noqa: PLC0415 – its driver is an extra

        return PostgresEngine(url, bind, patience=patience)
    raise StorageProblem(Kind.UNREACHABLE, where(url), "SQLite or PostgreSQL is needed")
