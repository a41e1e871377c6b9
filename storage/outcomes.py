"""What became of claimed notices, and who may claim them."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, or_, select

from bot.ports import TOO_MANY, Fate, Outcome
from bot.rules.announcements import AnnouncementState
from bot.rules.notices import IfUnknown, after_unknown
from storage.claims import COURIER, LEASE, PAUSE
from storage.notices import NOTICE, by_phone, kinds
from storage.people import PERSON, chat_columns
from storage.records import Memory
from storage.statements import UNLESS_THERE, Locking, Statement, one_of, word
from storage.tables import post, table

#: When a notice is sent once more that went unanswered, where the courier does not say when.
RESEND_AFTER = timedelta(seconds=30)

_ANNOUNCEMENT = table(post.Announcement)
_THIS = NOTICE.c.id == bindparam("by_id")
_STILL = NOTICE.c.state == word("claimed")
_SENT = Statement(
    NOTICE.update()
    .where(_THIS)
    .values(state="sent", messages=bindparam("messages"), why="", body=None, claimed_by=None)
)
_ANNOUNCED = (
    select(_ANNOUNCEMENT.c.state).where(_ANNOUNCEMENT.c.id == NOTICE.c.announcement_id).scalar_subquery()
)
#: A copy that was in hand when its announcement was paused or stopped waits with the others, or never leaves.
_BACK = case(
    (one_of(_ANNOUNCED, AnnouncementState.PAUSED.value), word("held")),
    (one_of(_ANNOUNCED, AnnouncementState.STOPPED.value), word("never")),
    else_=word("pending"),
)
_SOME = Statement(NOTICE.update().where(_THIS).values(messages=bindparam("messages")))
_AGAIN = Statement(
    NOTICE.update()
    .where(_THIS, _STILL)
    .values(
        state=_BACK,
        due_at=bindparam("due_at"),
        unknowns=NOTICE.c.unknowns + bindparam("more", type_=NOTICE.c.unknowns.type),
        why=bindparam("why"),
        claimed_by=None,
    )
)
_OVER = Statement(
    NOTICE.update()
    .where(_THIS, _STILL)
    .values(state=bindparam("state"), why=bindparam("why"), body=None, claimed_by=None)
)
_CALL = Statement(
    NOTICE.update().where(_THIS, _STILL).values(state="call", why=bindparam("why"), claimed_by=None)
)
_ROW = Locking(select(NOTICE.c.kind, NOTICE.c.unknowns, NOTICE.c.person_id).where(_THIS))
_FAMILY = Statement(select(PERSON.c.family_id).where(PERSON.c.id == bindparam("by_person")))
_UNREACHABLE = Statement(PERSON.update().where(PERSON.c.id == bindparam("by_person")).values(reachable=False))
_MOVE = Statement(
    PERSON.update()
    .where(PERSON.c.id == bindparam("by_person"))
    .values(chat=bindparam("chat"), chat_index=bindparam("chat_index"))
)
_KEEP_LEADING = Statement(
    LEASE.update()
    .where(
        LEASE.c.name == bindparam("by_name"),
        or_(
            LEASE.c.owner == bindparam("owner"),
            LEASE.c.until <= bindparam("now", type_=LEASE.c.until.type),
        ),
    )
    .values(owner=bindparam("owner"), until=bindparam("until"))
)
_BEGIN_LEADING = Statement(LEASE.insert(), UNLESS_THERE)
_HUSH = Statement(
    LEASE.insert(),
    "ON CONFLICT (name) DO UPDATE SET until = excluded.until WHERE lease.until < excluded.until",
)
_ORPHANS = Statement(
    select(NOTICE.c.id).where(NOTICE.c.state == word("claimed"), NOTICE.c.claimed_by != bindparam("by_owner"))
)


def lead(memory: Memory, owner: str, at: datetime, seconds: float) -> bool:
    """Take or keep the lease. An owner's name is good for one life of the program only."""
    until = at + timedelta(seconds=seconds)
    leads = memory.wire.run(
        _KEEP_LEADING, by_name=COURIER, owner=owner, until=until, now=at
    ) or memory.wire.run(_BEGIN_LEADING, name=COURIER, owner=owner, until=until)
    if not leads:
        return False
    for (number,) in memory.wire.all(_ORPHANS, by_owner=owner):
        _unknown(memory, Outcome(id=number, fate=Fate.UNKNOWN, why="taken over"), at)
    return True


def record(memory: Memory, outcomes: Sequence[Outcome], at: datetime) -> None:
    """Write down what became of each."""
    sent = [one for one in outcomes if one.fate is Fate.SENT]
    memory.wire.run_all(_SENT, [{"by_id": one.id, "messages": json.dumps(one.parts)} for one in sent])
    for one in outcomes:
        if one.parts and one.fate is not Fate.SENT:
            memory.wire.run(_SOME, by_id=one.id, messages=json.dumps(one.parts))
        if one.fate is not Fate.SENT:
            _HOW[one.fate](memory, one, at)
        if one.unreachable or one.moved_to is not None:
            _about_reader(memory, one)


def _later(memory: Memory, outcome: Outcome, at: datetime) -> None:
    due = outcome.again_at or at + RESEND_AFTER
    memory.wire.run(_AGAIN, by_id=outcome.id, due_at=due, more=0, why=outcome.why)
    if outcome.why == TOO_MANY:
        memory.wire.run(_HUSH, name=PAUSE, owner="", until=due)


def _unknown(memory: Memory, outcome: Outcome, at: datetime) -> None:
    line = memory.wire.locked(_ROW, by_id=outcome.id)
    if line is None:
        return
    kind = kinds().get(line[0])
    if after_unknown(kind.if_unknown if kind else IfUnknown.LEAVE, line[1] + 1):
        due = outcome.again_at or at + RESEND_AFTER
        memory.wire.run(_AGAIN, by_id=outcome.id, due_at=due, more=1, why=outcome.why)
    else:
        memory.wire.run(_OVER, by_id=outcome.id, state="unknown", why=outcome.why)


def _never(memory: Memory, outcome: Outcome, at: datetime) -> None:  # noqa: ARG001 – alike, see _HOW
    """What a family has to know is told on the phone where no message reaches it."""
    if outcome.unreachable and _by_phone(memory, outcome):
        memory.wire.run(_CALL, by_id=outcome.id, why=outcome.why)
    else:
        memory.wire.run(_OVER, by_id=outcome.id, state="never", why=outcome.why)


def _by_phone(memory: Memory, outcome: Outcome) -> bool:
    line = memory.wire.locked(_ROW, by_id=outcome.id)
    if line is None:
        return False
    family = memory.wire.one(_FAMILY, by_person=line[2])
    return family is not None and by_phone(line[0], family[0])


_HOW = {Fate.LATER: _later, Fate.UNKNOWN: _unknown, Fate.NEVER: _never}


def _about_reader(memory: Memory, outcome: Outcome) -> None:
    line = memory.wire.locked(_ROW, by_id=outcome.id)
    if line is None:
        return
    if outcome.unreachable:
        memory.wire.run(_UNREACHABLE, by_person=line[2])
    if outcome.moved_to is not None:
        memory.wire.run(_MOVE, by_person=line[2], **chat_columns(outcome.moved_to, memory.safe, line[2]))
