"""Which notices go next: best lane first, in order for each reader, never two at once to one."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.sql import ColumnElement

from bot.ports import TOO_MANY_HERE, Claimed
from bot.rules.notices import IfUnknown, Lane, NewsCopy
from bot.rules.people import Mandate, Person, Role
from storage import people
from storage.notices import NOTICE, by_phone, notice_of
from storage.records import Memory
from storage.statements import Line, Locking, Statement, one_of, word
from storage.tables import post, table
from storage.vault import WrongKey

COURIER = "courier"
PAUSE = "pause"

LEASE = table(post.Lease)
_NOW = bindparam("now", type_=LEASE.c.until.type)
_OTHER = NOTICE.alias("other")


_PENDING, _CLAIMED = word("pending"), word("claimed")
_HERE = word(TOO_MANY_HERE)

_UNTIL = Locking(select(LEASE.c.owner, LEASE.c.until).where(LEASE.c.name == bindparam("by_name")))


def _in_the_way(now: ColumnElement[datetime], *older: ColumnElement[bool]) -> ColumnElement[bool]:
    """Another notice for the same reader that keeps this one: on its way, or older, as urgent, and as said.

    Or one that Telegram refused for haste: until it may go, nothing may.
    """
    return (
        select(_OTHER.c.id)
        .where(
            _OTHER.c.person_id == NOTICE.c.person_id,
            one_of(_OTHER.c.state, "pending", "claimed"),
            _OTHER.c.id != NOTICE.c.id,
            or_(
                _OTHER.c.state == _CLAIMED,
                and_(_OTHER.c.why == _HERE, _OTHER.c.due_at > now),
                and_(_OTHER.c.id < NOTICE.c.id, _OTHER.c.lane <= NOTICE.c.lane, or_(*older)),
            ),
        )
        .exists()
    )


_DUE = Statement(
    select(
        NOTICE.c.id,
        NOTICE.c.kind,
        NOTICE.c.announcement_id,
        NOTICE.c.body,
        NOTICE.c.attempts,
        NOTICE.c.unknowns,
        NOTICE.c.messages,
        *people.ADDRESSEE,
    )
    .join(people.PERSON, people.PERSON.c.id == NOTICE.c.person_id)
    .where(
        NOTICE.c.state == _PENDING,
        NOTICE.c.due_at <= _NOW,
        ~_in_the_way(_NOW, _OTHER.c.due_at <= _NOW, _OTHER.c.attempts > 0),
    )
    .order_by(NOTICE.c.lane, NOTICE.c.due_at, NOTICE.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=NOTICE, skip_locked=True)
)
_TAKE = Statement(
    NOTICE.update()
    .where(NOTICE.c.id == bindparam("by_id"))
    .values(state="claimed", claimed_by=bindparam("claimed_by"), attempts=NOTICE.c.attempts + 1)
)
_DROP = Statement(
    NOTICE.update()
    .where(NOTICE.c.id == bindparam("by_id"))
    .values(state="never", why=bindparam("why"), body=None)
)
_CALL = Statement(
    NOTICE.update().where(NOTICE.c.id == bindparam("by_id")).values(state="call", why=bindparam("why"))
)
_MANDATES = Statement(
    select(people.MANDATE.c.person_id, people.MANDATE.c.role, people.MANDATE.c.of)
    .join(NOTICE, NOTICE.c.person_id == people.MANDATE.c.person_id)
    .where(NOTICE.c.state == _CLAIMED, NOTICE.c.claimed_by == bindparam("by_owner"))
)
_NEXT = Statement(
    select(NOTICE.c.due_at)
    .where(
        NOTICE.c.state == _PENDING,
        NOTICE.c.lane == bindparam("by_lane"),
        ~_in_the_way(NOTICE.c.due_at, _OTHER.c.attempts > 0),
    )
    .order_by(NOTICE.c.due_at, NOTICE.c.id)
    .limit(1)
)
_STATES = Statement(select(NOTICE.c.state, func.count()).group_by(NOTICE.c.state))
_BUSY = Statement(
    select(func.count())
    .select_from(NOTICE)
    .join(people.PERSON, people.PERSON.c.id == NOTICE.c.person_id)
    .where(
        people.PERSON.c.chat_index == bindparam("by_chat"),
        one_of(NOTICE.c.state, "pending", "claimed"),
        or_(NOTICE.c.state == _CLAIMED, NOTICE.c.due_at <= _NOW),
    )
)


def claim(memory: Memory, owner: str, at: datetime, most: int) -> tuple[Claimed, ...]:
    """Take what is due; nothing for an owner who does not lead, or while Telegram asked for silence."""
    if not _may(memory, owner, at):
        return ()
    while lines := memory.wire.all(_DUE, now=at, most=most):
        barred = [_bar(line) for line in lines]
        for line, why in zip(lines, barred, strict=True):
            if why:
                memory.wire.run(_CALL if by_phone(line[1], line[-4]) else _DROP, by_id=line[0], why=why)
        going = _first_of_each([line for line, why in zip(lines, barred, strict=True) if not why])
        if going:
            memory.wire.run_all(_TAKE, [{"by_id": line[0], "claimed_by": owner} for line in going])
            if found := _claimed(memory, owner, going):
                return found
    return ()


def led_until(memory: Memory) -> datetime | None:
    """Until when a courier leads, or led."""
    line = memory.wire.locked(_UNTIL, by_name=COURIER)
    return None if line is None else line[1]


def states(memory: Memory) -> dict[str, int]:
    """How many notices there are in each state."""
    return dict(map(tuple, memory.wire.all(_STATES)))


def next_due(memory: Memory) -> datetime | None:
    """When the next notice can go that nothing holds back; not before a pause ends."""
    lanes = (memory.wire.one(_NEXT, by_lane=int(lane)) for lane in Lane)
    moments: list[datetime] = [line[0] for line in lanes if line is not None]
    pause = memory.wire.locked(_UNTIL, by_name=PAUSE)
    if not moments:
        return None
    return max(min(moments), pause[1]) if pause else min(moments)


def busy(memory: Memory, chat_id: int, at: datetime) -> bool:
    """Whether a notice for this chat is due or on its way."""
    counts = (
        memory.wire.one(_BUSY, by_chat=index, now=at)
        for index in memory.vault.indexes(chat_id, "person.chat")
    )
    return any(line is not None and line[0] for line in counts)


def _may(memory: Memory, owner: str, at: datetime) -> bool:
    lease = memory.wire.locked(_UNTIL, by_name=COURIER)
    pause = memory.wire.locked(_UNTIL, by_name=PAUSE)
    leads = lease is not None and lease[0] == owner and lease[1] > at
    return leads and (pause is None or pause[1] <= at)


def _bar(line: Line) -> str:
    """Why this reader cannot be written to any more, or nothing."""
    kind, chat_index, reachable, wants_news = line[1], line[9], line[-3], line[-2]
    if chat_index is None:
        return "no telegram"
    if not reachable:
        return "blocked"
    return "no news" if kind == NewsCopy.__name__ and not wants_news else ""


def _first_of_each(lines: Iterable[Line]) -> list[Line]:
    """One for each reader: the first in order."""
    found: dict[str, Line] = {}
    for line in lines:
        found.setdefault(line[8], line)
    return list(found.values())


def _claimed(memory: Memory, owner: str, lines: Iterable[Line]) -> tuple[Claimed, ...]:
    mandates: defaultdict[str, set[Mandate]] = defaultdict(set)
    for person_id, role, of in memory.wire.all(_MANDATES, by_owner=owner):
        mandates[person_id].add(Mandate(role=Role(role), of=of))
    found = (_value(memory, line, frozenset(mandates.get(line[8], ()))) for line in lines)
    return tuple(one for one in found if one is not None)


def _value(memory: Memory, line: Line, mandates: frozenset[Mandate]) -> Claimed | None:
    number, kind, announcement_id, body, attempts, unknowns, messages, *columns = line
    person: Person = people.person_of(columns, mandates, memory.safe)
    try:
        notice = notice_of(kind, person.id, announcement_id, body, memory.safe)
    except (
        KeyError,
        ValueError,
        TypeError,
        WrongKey,
    ):  # of another version or key: it must not stop the rest
        memory.wire.run(_DROP, by_id=number, why="unreadable")
        return None
    if not notice.still_for(person):
        memory.wire.run(_DROP, by_id=number, why="no right to it")
        return None
    silently = unknowns > 0 and notice.if_unknown is IfUnknown.RESEND_ONCE_SILENTLY
    parts = tuple(tuple(part) for part in json.loads(messages)) if messages else ()
    return Claimed(
        id=number, notice=notice, person=person, attempt=attempts + 1, silently=silently, parts=parts
    )
