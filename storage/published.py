"""Which priorities each crèche's contract publishes: its list counts no other.

Where nothing is written down, every priority counts.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from sqlalchemy import bindparam, select

from bot.rules.requests import Request
from storage.statements import Statement, Wire
from storage.tables import requests, table

_PUBLISHED = table(requests.Published)
_CRECHE = table(requests.RequestCreche)
_CLAIM = table(requests.Claim)

_ALL = Statement(select(_PUBLISHED.c.creche, _PUBLISHED.c.codes))
_OF = Statement(select(_PUBLISHED.c.codes).where(_PUBLISHED.c.creche == bindparam("by_creche")))
_KEEP = Statement(_PUBLISHED.insert(), "ON CONFLICT (creche) DO UPDATE SET codes = excluded.codes")
_PROVEN = Statement(
    select(_CRECHE.c.request_id, _CRECHE.c.priority)
    .distinct()
    .join(_CLAIM, _CLAIM.c.request_id == _CRECHE.c.request_id)
    .where(_CRECHE.c.creche == bindparam("by_creche"), _CLAIM.c.seen_on.is_not(None))
)


def keep(wire: Wire, creche: str, codes: AbstractSet[str]) -> bool:
    """Write a crèche's down; False if they stood there already."""
    text = " ".join(sorted(codes))
    if wire.one(_OF, by_creche=creche) == (text,):
        return False
    wire.run(_KEEP, creche=creche, codes=text)
    return True


def proven(wire: Wire, creche: str) -> Iterable[tuple[str, bool]]:
    """The requests of a list with a proof that was seen, each with whether that gave it priority there."""
    return [(request_id, priority) for request_id, priority in wire.all(_PROVEN, by_creche=creche)]


def with_priority(wire: Wire, request: Request) -> frozenset[str]:
    """At which of its crèches a request has priority."""
    if not request.has_priority:
        return frozenset()
    codes = {creche: frozenset(text.split()) for creche, text in wire.all(_ALL)}
    return frozenset(
        creche
        for creche in request.wishes.creches
        if creche not in codes or request.has_priority_where(codes[creche])
    )
