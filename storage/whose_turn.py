"""Which requests wait for a meeting, for a decision, or for what the calendar asks: an answer, a birth."""

from sqlalchemy import Select, bindparam, func, select, tuple_

from bot.rules.requests import LIVE, WAITING, State
from storage.safe import key_of
from storage.statements import Statement, one_of, word
from storage.tables import requests, table

_REQUEST = table(requests.Request)
_CRECHE = table(requests.RequestCreche)
_CHILD = table(requests.Child)
_COLUMNS = tuple(_REQUEST.c)

_MOMENT = _REQUEST.c.registered_at.type

#: Requests that name a crèche.
_NAMES_IT = (
    select(_CRECHE.c.request_id)
    .where(_CRECHE.c.request_id == _REQUEST.c.id, _CRECHE.c.creche == bindparam("by_creche"))
    .exists()
)


def _awaiting(*, backward: bool) -> Select[tuple[object, ...]]:
    """Behind a place in the order of registration, or before it, the nearest first."""
    place = tuple_(_REQUEST.c.registered_at, _REQUEST.c.reference)
    cut = tuple_(bindparam("moment", type_=_MOMENT), bindparam("by_reference"))
    by = (_REQUEST.c.registered_at, _REQUEST.c.reference)
    return (
        select(*_COLUMNS)
        .where(_REQUEST.c.state == word(State.REGISTERED), _REQUEST.c.met_on.is_(None))
        .where(place.op("<" if backward else ">", is_comparison=True)(cut))
        .order_by(*(column.desc() if backward else column for column in by))
        .limit(bindparam("most"))
    )


AWAITING_ANYWHERE = {backward: Statement(_awaiting(backward=backward)) for backward in (False, True)}
AWAITING_AT = {
    backward: Statement(_awaiting(backward=backward).where(_NAMES_IT)) for backward in (False, True)
}
SILENT = Statement(
    select(_REQUEST.c.id, _REQUEST.c.looking_since)
    .where(one_of(_REQUEST.c.state, *WAITING), _REQUEST.c.looking_since <= bindparam("by"))
    .order_by(_REQUEST.c.looking_since, _REQUEST.c.id)
)
TO_DECIDE = Statement(
    select(*_COLUMNS)
    .where(
        one_of(_REQUEST.c.state, State.CONFIRMED, State.REFUSED),
        _REQUEST.c.confirmed_at < bindparam("moment", type_=_REQUEST.c.confirmed_at.type),
    )
    .order_by(_REQUEST.c.confirmed_at, _REQUEST.c.id)
)
_SIBLING = _CHILD.alias()
_BORN = (
    select(func.count())
    .where(_SIBLING.c.request_id == _CHILD.c.request_id, _SIBLING.c.born)
    .scalar_subquery()
)
_EXPECTED_CHILDREN = (
    select(_CHILD.c.request_id, _CHILD.c.day, key_of(_CHILD.c.request_id), _BORN)
    .join(_REQUEST, _REQUEST.c.id == _CHILD.c.request_id)
    .where(~_CHILD.c.born)
)
EXPECTED = Statement(
    _EXPECTED_CHILDREN.where(one_of(_REQUEST.c.state, *(LIVE - {State.PAUSED}))).order_by(_CHILD.c.request_id)
)
#: Their parents were met by that day, and have not confirmed.
EXPECTED_AND_MET = Statement(
    _EXPECTED_CHILDREN.where(
        _REQUEST.c.state == word(State.REGISTERED), _REQUEST.c.met_on <= bindparam("day")
    ).order_by(_REQUEST.c.registered_at, _REQUEST.c.id)
)
