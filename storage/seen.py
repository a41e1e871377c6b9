"""When staff were last seen: by the updates that they sent, while those are kept."""

from sqlalchemy import func, select

from bot.rules.calendar import local_day
from bot.rules.idle import STAFF, Held
from bot.rules.people import Mandate, Role
from storage.statements import Statement, Wire, one_of
from storage.tables import people, post, table

_MANDATE = table(people.Mandate)
_PERSON = table(people.Person)
_INBOX = table(post.Inbox)

_STAFFS = one_of(_MANDATE.c.role, *STAFF)
_LATEST = (
    select(func.max(_INBOX.c.received_at))
    .join_from(_PERSON, _INBOX, _INBOX.c.chat_index == _PERSON.c.chat_index)
    .where(_PERSON.c.id == _MANDATE.c.person_id)
    .scalar_subquery()
)
_NOTE = Statement(_MANDATE.update().where(_STAFFS).values(seen_at=func.coalesce(_LATEST, _MANDATE.c.seen_at)))
_SINCE = func.coalesce(_MANDATE.c.seen_at, _MANDATE.c.granted_at, type_=_MANDATE.c.granted_at.type)
_HELD = Statement(
    select(_MANDATE.c.person_id, _MANDATE.c.role, _MANDATE.c.of, _SINCE)
    .where(_STAFFS)
    .order_by(_MANDATE.c.person_id, _MANDATE.c.role, _MANDATE.c.of)
)


def note(wire: Wire) -> None:
    """Who has none kept was last seen when it was noted last."""
    wire.run(_NOTE)


def held(wire: Wire) -> tuple[Held, ...]:
    """Rights of staff, since their holders were seen or were given them."""
    return tuple(
        Held(person_id=person_id, mandate=Mandate(role=Role(role), of=of), since=local_day(since))
        for person_id, role, of, since in wire.all(_HELD)
    )
