"""One inbox for several bots behind one address (PostgreSQL): each update is one bot's, a chat's together.

Whoever takes an update in gives it to the bot that has that chat in hand, or else keeps it. A bot that no
longer renews its lease is dead: the first that looks takes over what it had.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, bindparam, func, or_, select

from bot.ports import Received
from storage.claims import LEASE
from storage.inbox import Inbox, columns, received
from storage.jobs import Queue
from storage.records import Memory
from storage.statements import UNLESS_THERE, Statement, one_of, word
from storage.tables import post, table

#: What the other bots are told of.
INBOX = "inbox"
_BOT = "bot:"
#: Who takes over takes over alone.
_TAKING_OVER = 0x6369676F676E66

_INBOX = table(post.Inbox)
_OTHER = _INBOX.alias("other")
_ALIVE = select(LEASE.c.owner).where(
    LEASE.c.name.startswith(word(_BOT)), LEASE.c.until > bindparam("now", type_=LEASE.c.until.type)
)
_WHO_HAS_THE_CHAT = (
    select(_OTHER.c.held_by)
    .where(_OTHER.c.chat_index == bindparam("chat_index"), one_of(_OTHER.c.state, "new", "handled"))
    .order_by(_OTHER.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_ALIVE_WITH_THE_CHAT = (
    select(_OTHER.c.held_by)
    .where(
        _OTHER.c.chat_index == _INBOX.c.chat_index,
        one_of(_OTHER.c.state, "new", "handled"),
        _OTHER.c.held_by.in_(_ALIVE),
    )
    .order_by(_OTHER.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_GIVEN = ("update_id", "chat_index", "body", "received_at")
_PUT = Statement(
    _INBOX.insert()
    .inline()
    .values(
        {
            **{name: bindparam(name) for name in _GIVEN},
            "state": "new",
            "why": "",
            "held_by": func.coalesce(_WHO_HAS_THE_CHAT, bindparam("me")),
        }
    ),
    UNLESS_THERE,
)
_WHOSE = Statement(select(_INBOX.c.held_by).where(_INBOX.c.update_id == bindparam("by_update")))
_MINE = {
    state: Statement(
        select(_INBOX.c.update_id, _INBOX.c.body)
        .where(
            one_of(_INBOX.c.state, "new", "handled"),
            _INBOX.c.state == word(state),
            _INBOX.c.held_by == bindparam("me"),
        )
        .order_by(_INBOX.c.id)
    )
    for state in ("new", "handled")
}
_TAKE_OVER = Statement(
    _INBOX.update()
    .where(
        one_of(_INBOX.c.state, "new", "handled"),
        or_(_INBOX.c.held_by.is_(None), _INBOX.c.held_by.not_in(_ALIVE)),
    )
    .values(held_by=func.coalesce(_ALIVE_WITH_THE_CHAT, bindparam("me")))
)
_LOCK = Statement(select(func.pg_advisory_xact_lock(bindparam("lock", type_=BigInteger))))
_STAY = Statement(LEASE.insert(), "ON CONFLICT (name) DO UPDATE SET until = excluded.until")
_FORGET = Statement(
    LEASE.delete().where(
        LEASE.c.name.startswith(word(_BOT)), LEASE.c.until <= bindparam("now", type_=LEASE.c.until.type)
    )
)


class SharedInbox(Inbox):
    """A `bot.ports.SharedInbox`; `me` is good for one life of the program."""

    def __init__(self, me: str, writes: Queue, reads: Queue, sweep: Callable[[], None]) -> None:
        super().__init__(writes, reads, sweep)
        self._me = me
        self._given: set[int] = set()  # handed on, and not yet over

    async def put(self, updates: Sequence[Received], *, at: datetime) -> tuple[Received, ...]:
        mine: tuple[Received, ...] = await self._writes.put(
            lambda memory: _put(memory, self._me, updates, at)
        )
        return self._hand_on(mine)

    async def waiting(self) -> tuple[Received, ...]:
        return await self._mine("new")

    async def unanswered(self) -> tuple[Received, ...]:
        return await self._mine("handled")

    async def flush(self) -> None:
        finished = tuple(self._finished)
        await super().flush()
        self._given.difference_update(finished)

    async def set_aside(self, update_id: int, *, why: str, at: datetime) -> None:
        await super().set_aside(update_id, why=why, at=at)
        self._given.discard(update_id)

    async def stay(self, *, at: datetime, seconds: float) -> int:
        until = at + timedelta(seconds=seconds)
        taken: int = await self._writes.put(lambda memory: _stay(memory, self._me, at, until))
        return taken

    async def leave(self, *, at: datetime) -> None:
        await self.flush()
        await self._writes.put(lambda memory: _leave(memory, self._me, at))

    async def _mine(self, state: str) -> tuple[Received, ...]:
        await self.flush()
        found: tuple[Received, ...] = await self._writes.put(
            lambda memory: tuple(
                received(line, memory.vault)
                for line in memory.wire.all(_MINE[state], me=self._me)
                if line[0] not in self._given
            )
        )
        return self._hand_on(found)

    def _hand_on(self, updates: tuple[Received, ...]) -> tuple[Received, ...]:
        fresh = tuple(one for one in updates if one.update_id not in self._given)
        self._given.update(one.update_id for one in fresh)
        return fresh


def _put(memory: Memory, me: str, updates: Sequence[Received], at: datetime) -> tuple[Received, ...]:
    mine = []
    for update in updates:
        given = columns(update, memory.vault)
        if given["chat_index"] is not None:  # two bots may hear of one chat at the same moment
            memory.wire.one(_LOCK, lock=int.from_bytes(given["chat_index"][:8], signed=True))
        if not memory.wire.run(_PUT, **given, received_at=at, me=me):
            continue
        whose = memory.wire.one(_WHOSE, by_update=update.update_id)
        if whose is not None and whose[0] == me:
            mine.append(update)
        else:
            memory.wire.news.add(INBOX)
    return tuple(mine)


def _stay(memory: Memory, me: str, at: datetime, until: datetime) -> int:
    memory.wire.run(_STAY, name=f"{_BOT}{me}", owner=me, until=until)
    memory.wire.one(_LOCK, lock=_TAKING_OVER)
    memory.wire.run(_FORGET, now=at)
    taken = memory.wire.run(_TAKE_OVER, now=at, me=me)
    if taken:  # some may be of a chat that another has in hand
        memory.wire.news.add(INBOX)
    return taken


def _leave(memory: Memory, me: str, at: datetime) -> None:
    memory.wire.run(_STAY, name=f"{_BOT}{me}", owner=me, until=at)
    memory.wire.news.add(INBOX)
