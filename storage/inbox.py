"""Raw updates, committed before anybody reads them: new, handled, answered, or set aside."""

import asyncio
import contextlib
import struct
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import bindparam, select

from bot.ports import AlreadyHandled, Received, Records, Store
from storage.jobs import Queue, Work
from storage.problems import StorageProblem
from storage.records import Memory
from storage.statements import UNLESS_THERE, Line, Statement, one_of
from storage.tables import post, table
from storage.vault import Vault
from storage.walls import EVERY_CRECHE
from storage.within import Within

P = ParamSpec("P")
T = TypeVar("T")

#: Losing the mark "answered" repeats a screen and no more, so it may wait this long for company.
FINISH_WITHIN = 0.05

#: Before an update's own bytes: whether it has a chat, and which.
_HEADER = struct.Struct(">?q")

_INBOX = table(post.Inbox)
_GIVEN = ("update_id", "chat_index", "body", "received_at")
_PUT = Statement(
    _INBOX.insert()
    .inline()
    .values({**{name: bindparam(name) for name in _GIVEN}, "state": "new", "why": ""}),
    UNLESS_THERE,
)
_COLUMNS = (_INBOX.c.update_id, _INBOX.c.body)
_WAITING = Statement(select(*_COLUMNS).where(_INBOX.c.state == "new").order_by(_INBOX.c.id))
_UNANSWERED = Statement(select(*_COLUMNS).where(_INBOX.c.state == "handled").order_by(_INBOX.c.id))
_THIS = _INBOX.c.update_id == bindparam("by_update")
_HANDLE = Statement(_INBOX.update().where(_THIS, _INBOX.c.state == "new").values(state="handled"))
_FINISH = Statement(
    _INBOX.update().where(_THIS, one_of(_INBOX.c.state, "new", "handled")).values(state="answered", body=None)
)
_SET_ASIDE = Statement(
    _INBOX.update()
    .where(_THIS)
    .values(state="aside", why=bindparam("why"), received_at=bindparam("received_at"))
)
#: So many at a time: a tap between two of them does not wait.
_SOME = 500
_OVER = (
    select(_INBOX.c.id)
    .where(
        _INBOX.c.state != "new",
        _INBOX.c.received_at < bindparam("before", type_=_INBOX.c.received_at.type),
    )
    .order_by(_INBOX.c.id)
    .limit(_SOME)
)
_PURGE = Statement(_INBOX.delete().where(_INBOX.c.id.in_(_OVER)))


class Inbox:
    """Keeps what came in. The chat is sealed with the update; a blind index finds a person's own."""

    def __init__(self, writes: Queue, reads: Queue, sweep: Callable[[], None]) -> None:
        self._writes = writes
        self._reads = reads
        self._sweep = sweep
        self._finished: list[int] = []
        self._flush: asyncio.Future[None] | None = None

    async def put(self, updates: Sequence[Received], *, at: datetime) -> tuple[Received, ...]:
        fresh: tuple[Received, ...] = await self._writes.put(lambda memory: _put(memory, updates, at))
        return fresh

    async def waiting(self) -> tuple[Received, ...]:
        return await self._read(_WAITING)

    async def unanswered(self) -> tuple[Received, ...]:
        return await self._read(_UNANSWERED)

    def turn(self, update_id: int) -> Store:
        return Turn(update_id, self._writes, self._reads)

    async def finish(self, update_id: int) -> None:
        """Noted now, written within FINISH_WITHIN together with what else was finished."""
        self._finished.append(update_id)
        if self._flush is None:
            self._flush = asyncio.ensure_future(self._flush_later())

    async def flush(self) -> None:
        """Write at once what was finished."""
        finished, self._finished = self._finished, []
        if not finished:
            return
        lines = [{"by_update": one} for one in finished]
        try:
            await self._writes.put(lambda memory: memory.wire.run_all(_FINISH, lines))
        except BaseException:
            self._finished = [*finished, *self._finished]
            raise

    async def set_aside(self, update_id: int, *, why: str, at: datetime) -> None:
        """Out of the way, with the reason; kept from then on as long as any other."""
        await self._writes.put(
            lambda memory: memory.wire.run(_SET_ASIDE, by_update=update_id, why=why, received_at=at)
        )

    async def purge(self, *, before: datetime) -> int:
        """Delete what came in before and is over; how many. What was ever deleted leaves the files too."""
        count, gone = 0, _SOME
        while gone == _SOME:
            gone = await self._writes.put(lambda memory: memory.wire.run(_PURGE, before=before))
            count += gone
        await asyncio.to_thread(self._sweep)
        return count

    async def close(self) -> None:
        """Write what was finished; nothing more comes."""
        if self._flush is not None:
            self._flush.cancel()
        await self.flush()

    async def _flush_later(self) -> None:
        """Until it succeeds: a locked database is told to those who wait, and nobody waits for this."""
        while self._finished:
            await asyncio.sleep(FINISH_WITHIN)
            with contextlib.suppress(StorageProblem):
                await self.flush()
        self._flush = None

    async def _read(self, statement: Statement) -> tuple[Received, ...]:
        await self.flush()
        found: tuple[Received, ...] = await self._writes.put(
            lambda memory: tuple(received(line, memory.vault) for line in memory.wire.all(statement))
        )
        return found


class Turn:
    """A store for one update: its one action and the mark "handled" are a single transaction."""

    def __init__(self, update_id: int, writes: Queue, reads: Queue) -> None:
        self._update_id = update_id
        self._writes = writes
        self._reads = reads
        self._done = False

    def within(self, creches: Collection[str]) -> Store:
        return Within(self._put, self._reads, creches)

    async def do(self, action: Callable[Concatenate[Records, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        result: T = await self._put(lambda memory: action(memory, *args, **kwargs), EVERY_CRECHE)
        return result

    async def look(
        self, action: Callable[Concatenate[Records, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        result: T = await self._reads.put(lambda memory: action(memory, *args, **kwargs))
        return result

    async def _put(self, work: Work, sees: str) -> Any:
        """Run the update's action. RuntimeError for a second one: nothing would mark it as handled."""
        if self._done:
            raise RuntimeError(f"update {self._update_id} has had its action: one update, one action")
        result = await self._writes.put(lambda memory: self._handle(memory, work), sees)
        self._done = True
        return result

    def _handle(self, memory: Memory, work: Work) -> Any:
        if not memory.wire.run(_HANDLE, by_update=self._update_id):
            raise AlreadyHandled(self._update_id)
        return work(memory)


def _put(memory: Memory, updates: Iterable[Received], at: datetime) -> tuple[Received, ...]:
    return tuple(
        one for one in updates if memory.wire.run(_PUT, **columns(one, memory.vault), received_at=at)
    )


def columns(update: Received, vault: Vault) -> dict[str, Any]:
    """What of an update is kept, sealed."""
    chat = update.chat_id
    header = _HEADER.pack(chat is not None, chat or 0)
    return {
        "update_id": update.update_id,
        "chat_index": None if chat is None else vault.index(chat, "person.chat"),
        "body": vault.seal(header + update.body, "inbox.body"),
    }


def received(line: Line, vault: Vault) -> Received:
    """An update as it came in, from its number and its sealed body."""
    update_id, sealed = line
    plain = vault.open(sealed, "inbox.body")
    return Received(update_id=update_id, chat_id=chat_of(plain), body=plain[_HEADER.size :])


def chat_of(plain: bytes) -> int | None:
    """Whose an opened body is."""
    known, chat = _HEADER.unpack_from(plain)
    return chat if known else None
