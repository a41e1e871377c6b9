"""A sponsor's colleagues as moments: when each confirmed, was offered a place, was served, refused, left."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.rules.colleagues import Colleague
from bot.rules.requests import State
from storage.statements import Line, Statement, Wire
from storage.tables import requests, table

_REQUEST = table(requests.Request)
_CLAIM = table(requests.Claim)
_OFFER = table(requests.Offer)

_FIRST_OFFER = (
    select(func.min(_OFFER.c.sent_at, type_=_OFFER.c.sent_at.type))
    .where(_OFFER.c.request_id == _REQUEST.c.id)
    .scalar_subquery()
)
_COLLEAGUES = Statement(
    select(
        _REQUEST.c.confirmed_at,
        _REQUEST.c.registered_at,
        _FIRST_OFFER,
        _REQUEST.c.state,
        _REQUEST.c.changed_at,
    )
    .where(
        _REQUEST.c.id.in_(select(_CLAIM.c.request_id).where(_CLAIM.c.sponsor_id == bindparam("by_sponsor")))
    )
    .order_by(_REQUEST.c.registered_at, _REQUEST.c.id)
)

_SERVED = (State.ACCEPTED, State.ENROLLED, State.LEFT)
_GONE = (State.WITHDRAWN, State.CLOSED)


def of(wire: Wire, sponsor_id: str) -> tuple[Colleague, ...]:
    """One for each request with a claim through that sponsor, whoever asked and wherever it stands."""
    return tuple(_values(wire.all(_COLLEAGUES, by_sponsor=sponsor_id)))


def _values(lines: Iterable[Line]) -> Iterable[Colleague]:
    for confirmed_at, registered_at, offered_at, state, changed_at in lines:
        yield Colleague(
            confirmed_at=confirmed_at,
            registered_at=registered_at,
            offered_at=offered_at,
            served_at=_if(state, _SERVED, changed_at),
            refused_at=_if(state, (State.REFUSED,), changed_at),
            withdrawn_at=_if(state, _GONE, changed_at),
        )


def _if(state: str, wanted: tuple[State, ...], moment: datetime | None) -> datetime | None:
    return moment if State(state) in wanted else None
