"""A crèche's list a page at a time, read on from where the last page ended: a long list costs no more.

Every state and class (priority or not) is a stretch of one index, in order of time; a page is made of what
comes first in each stretch behind its cut. The rules put the stretches together.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Select, bindparam, func, select, tuple_

from bot.rules.calendar import Month
from bot.rules.lists import STATES, Cut, Line, Part, Wanted
from bot.rules.requests import State
from storage import lists, tables, weeks
from storage.statements import Line as Row
from storage.statements import Statement, Wire

_REQUEST = tables.table(tables.requests.Request)
_CRECHE = tables.table(tables.requests.RequestCreche)
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
_CUT = tuple_(bindparam("moment", type_=_CRECHE.c.since.type), bindparam("by_reference"))
_FIRST, _LAST = "0000-00", "9999-99"


def _stretch(statement: Select[Any], *, met: bool) -> Select[Any]:
    """One state and class of a list, as far as it is wanted.

    The months are compared as an expression, so that no index is chosen for them: the order needs its own.
    """
    found = statement.where(
        _CRECHE.c.creche == bindparam("by_creche"),
        _CRECHE.c.state == bindparam("by_state"),
        _CRECHE.c.priority == bindparam("by_priority"),
        (_CRECHE.c.entry + "").between(bindparam("first"), bindparam("last")),
        _CRECHE.c.week.op("&")(bindparam("mask", type_=_CRECHE.c.week.type)) != 0,
    )
    return found.where(_CRECHE.c.met == bindparam("by_met")) if met else found


def _page(*, backward: bool, met: bool) -> Statement:
    where, order = (_PLACE < _CUT, "desc") if backward else (_PLACE > _CUT, "asc")
    by = [getattr(column, order)() for column in (_CRECHE.c.since, _CRECHE.c.reference)]
    return Statement(_stretch(select(*_COLUMNS), met=met).where(where).order_by(*by).limit(bindparam("most")))


_BOTH = (False, True)
_PAGES = {(backward, met): _page(backward=backward, met=met) for backward in _BOTH for met in _BOTH}
_COUNT = select(func.count()).select_from(_CRECHE)
_COUNTS = {met: Statement(_stretch(_COUNT, met=met)) for met in _BOTH}
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
    statement = _PAGES[backward, _by_meeting(wanted)]
    found: list[Line] = []
    for stretch in _stretches(creche, wanted):
        moment, reference = cuts[stretch["by_priority"]]
        lines = wire.all(statement, **stretch, moment=moment, by_reference=reference, most=limit)
        found += map(_line, lines)
    return tuple(found)


def count(wire: Wire, creche: str, wanted: Wanted) -> int:
    """How many are wanted; a whole list is counted already."""
    if wanted == Wanted():
        return lists.ranked(wire, creche)
    statement = _COUNTS[_by_meeting(wanted)]
    counts = (wire.one(statement, **stretch) for stretch in _stretches(creche, wanted))
    return sum(row[0] for row in counts if row)


def line(wire: Wire, creche: str, reference: str) -> Line | None:
    """One request on that crèche's list."""
    row = wire.one(_LINE, by_creche=creche, by_reference=reference)
    return None if row is None else _line(row)


def _stretches(creche: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
    values = {
        "by_creche": creche,
        "first": str(wanted.first or _FIRST),
        "last": str(wanted.last or _LAST),
        "mask": weeks.to_bits(wanted.week),
    }
    if _by_meeting(wanted):
        values["by_met"] = wanted.part is Part.MET
    for state in STATES[wanted.part]:
        for priority in (True,) if wanted.priority else (True, False):
            yield {**values, "by_state": state.value, "by_priority": priority}


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
