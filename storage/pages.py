"""A crèche's list a page at a time, read on from where the last page ended: a long list costs no more.

Every state and class (priority or not) is a stretch of one index, in order of time; a page is made of what
comes first in each stretch behind its cut. The rules put the stretches together.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, tuple_, union_all

from bot.rules.calendar import Month
from bot.rules.lists import STATES, Cut, Line, Part, Wanted
from bot.rules.requests import State
from storage import lists, weeks
from storage.statements import Line as Row
from storage.statements import Statement, Wire
from storage.tables import requests, table

_REQUEST = table(requests.Request)
_CRECHE = table(requests.RequestCreche)
_COLUMNS = (
    _CRECHE.c.request_id,
    _CRECHE.c.reference,
    _CRECHE.c.state,
    _CRECHE.c.entry,
    _CRECHE.c.priority,
    _CRECHE.c.since,
    _CRECHE.c.week,
)
_PLACE = tuple_(_CRECHE.c.since, _CRECHE.c.reference)
_FIRST, _LAST = "0000-00", "9999-99"
#: More than there ever are.
EVERYBODY = 1_000_000_000


def _stretch(statement: Select[Any], *, met: bool, number: int = 0) -> Select[Any]:
    """One state and class of a list, as far as it is wanted.

    The months are compared as an expression, so that no index is chosen for them: the order needs its own.
    """
    found = statement.where(
        _CRECHE.c.creche == bindparam("by_creche"),
        _CRECHE.c.state == bindparam(f"by_state_{number}"),
        _CRECHE.c.priority == bindparam(f"by_priority_{number}"),
        (_CRECHE.c.entry + "").between(bindparam("first"), bindparam("last")),
        _CRECHE.c.week.op("&")(bindparam("mask", type_=_CRECHE.c.week.type)) != 0,
    )
    return found.where(_CRECHE.c.met == bindparam("by_met")) if met else found


@cache
def _page(stretches: int, *, backward: bool, met: bool) -> Statement:
    """So many stretches together: a way to the database and back costs more than one of them."""
    order = "desc" if backward else "asc"
    by = [getattr(column, order)() for column in (_CRECHE.c.since, _CRECHE.c.reference)]
    parts = []
    for number in range(stretches):
        cut = tuple_(
            bindparam(f"moment_{number}", type_=_CRECHE.c.since.type), bindparam(f"by_reference_{number}")
        )
        beyond = _PLACE.op("<" if backward else ">", is_comparison=True)(cut)
        behind = _stretch(select(*_COLUMNS), met=met, number=number).where(beyond)
        parts.append(select(behind.order_by(*by).limit(bindparam("most")).subquery()))
    return Statement(union_all(*parts))


_BOTH = (False, True)
_ONE = select(_CRECHE.c.request_id)
_COUNTS = {
    met: Statement(
        select(func.count()).select_from(_stretch(_ONE, met=met).limit(bindparam("most")).subquery())
    )
    for met in _BOTH
}
_LINE = Statement(
    select(*_COLUMNS).where(
        _CRECHE.c.creche == bindparam("by_creche"),
        _CRECHE.c.request_id
        == select(_REQUEST.c.id).where(_REQUEST.c.reference == bindparam("by_reference")).scalar_subquery(),
    )
)


def listed(
    wire: Wire,
    creche: str,
    wanted: Wanted,
    *,
    cuts: Mapping[bool, Cut],
    backward: bool,
    limit: int,
) -> tuple[Line, ...]:
    """Up to `limit` of each stretch behind its cut (before it, the nearest first, if `backward`)."""
    stretches, values = _stretches(wanted), _values(creche, wanted)
    for number, (state, priority) in enumerate(stretches):
        moment, reference = cuts[priority]
        values |= {f"by_state_{number}": state, f"by_priority_{number}": priority}
        values |= {f"moment_{number}": moment, f"by_reference_{number}": reference}
    statement = _page(len(stretches), backward=backward, met=_by_meeting(wanted))
    return tuple(map(_line, wire.all(statement, **values, most=limit)))


def count(wire: Wire, creche: str, wanted: Wanted, most: int = EVERYBODY) -> int:
    """How many are wanted: the ranked of some months are counted already, others one by one up to `most`."""
    counted = replace(wanted, first=None, last=None, priority=False) == Wanted()
    if counted:
        first, last = str(wanted.first or _FIRST), str(wanted.last or _LAST)
        return lists.ranked(wire, creche, first=first, last=last, priority=wanted.priority)
    statement, values = _COUNTS[_by_meeting(wanted)], _values(creche, wanted)
    found = 0
    for state, priority in _stretches(wanted):
        row = wire.one(statement, **values, by_state_0=state, by_priority_0=priority, most=most - found)
        found += row[0] if row else 0
    return found


def line(wire: Wire, creche: str, reference: str) -> Line | None:
    """One request on that crèche's list."""
    row = wire.one(_LINE, by_creche=creche, by_reference=reference)
    return None if row is None else _line(row)


def _stretches(wanted: Wanted) -> list[tuple[str, bool]]:
    """The states and classes of which a list is wanted."""
    classes = (True,) if wanted.priority else (True, False)
    return [(state.value, priority) for state in STATES[wanted.part] for priority in classes]


def _values(creche: str, wanted: Wanted) -> dict[str, Any]:
    values = {
        "by_creche": creche,
        "first": str(wanted.first or _FIRST),
        "last": str(wanted.last or _LAST),
        "mask": weeks.to_bits(wanted.week),
    }
    if _by_meeting(wanted):
        values["by_met"] = wanted.part is Part.MET
    return values


def _by_meeting(wanted: Wanted) -> bool:
    return wanted.part in {Part.UNMET, Part.MET}


def _line(row: Row) -> Line:
    request_id, reference, state, entry, priority, since, week = row
    return Line(
        request_id=request_id,
        reference=reference,
        state=State(state),
        entry=Month.parse(entry),
        priority=priority,
        since=since,
        week=weeks.from_bits(week),
    )
