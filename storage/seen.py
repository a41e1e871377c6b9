"""When staff were last seen: by the updates that they sent, while those are kept."""

from sqlalchemy import bindparam, func, or_, select

from bot.rules.calendar import local_day
from bot.rules.idle import STAFF, Held
from bot.rules.people import Mandate, Role
from storage.statements import Statement, Wire, one_of
from storage.tables import people, post, table

_MANDATE = table(people.Mandate)
_PERSON = table(people.Person)
_INBOX = table(post.Inbox)

_STAFFS = one_of(_MANDATE.c.role, *STAFF)
_KEY = (_MANDATE.c.person_id, _MANDATE.c.role, _MANDATE.c.of)
_LATEST = func.max(_INBOX.c.received_at)
#: Whose latest update is newer than what was noted. One look through the inbox, however many they are.
_NEWER = Statement(
    select(*_KEY, _LATEST)
    .join_from(_MANDATE, _PERSON, _PERSON.c.id == _MANDATE.c.person_id)
    .join(_INBOX, _INBOX.c.chat_index == _PERSON.c.chat_index)
    .where(_STAFFS)
    .group_by(*_KEY, _MANDATE.c.seen_at)
    .having(or_(_MANDATE.c.seen_at.is_(None), _MANDATE.c.seen_at < _LATEST))
    .order_by(*_KEY)
)
_NOTE = Statement(
    _MANDATE.update()
    .where(*(column == bindparam(f"by_{column.name}") for column in _KEY))
    .values(seen_at=bindparam("at", type_=_MANDATE.c.seen_at.type))
)
_SINCE = func.coalesce(_MANDATE.c.seen_at, _MANDATE.c.granted_at, type_=_MANDATE.c.granted_at.type)
_HELD = Statement(select(*_KEY, _SINCE).where(_STAFFS).order_by(*_KEY))


def note(wire: Wire) -> None:
    """Who has none kept was last seen when it was noted last."""
    newer = wire.all(_NEWER)
    wire.run_all(
        _NOTE,
        [{"by_person_id": person, "by_role": role, "by_of": of, "at": at} for person, role, of, at in newer],
    )


def held(wire: Wire) -> tuple[Held, ...]:
    """Rights of staff, since their holders were seen or were given them."""
    return tuple(
        Held(person_id=person_id, mandate=Mandate(role=Role(role), of=of), since=local_day(since))
        for person_id, role, of, since in wire.all(_HELD)
    )
