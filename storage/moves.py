"""What has moved ranks on a crèche's list, as counts that only grow or shrink by one: no list is read.

Every step onto a list or off it is counted under its cause where the request stands in the order, at the
levels of `storage.lists` and, below the minute, by the moment of confirmation itself. What moved somebody
between two looks is the difference of two sums over everything ahead of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, case, func, literal_column, select, union_all
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bot.rules.calendar import Month
from bot.rules.movements import Cause, Listed, cause
from bot.rules.requests import State
from bot.rules.waitlist import Crowd, Entry, Months
from storage.buckets import buckets
from storage.statements import Line, Statement, Wire
from storage.tables import requests, table

_MOVE = table(requests.ListMove)
_CRECHE = table(requests.RequestCreche)

_CHANGE = Statement(
    _MOVE.insert(),
    "ON CONFLICT (creche, entry, level, priority, bucket, cause)"
    " DO UPDATE SET count = list_move.count + excluded.count",
)
#: Where a count stands from a request: in an earlier month, in the same, in a later one; or in the same month
#: and class, before its time.
_EARLIER, _SAME, _LATER, _BEFORE = -1, 0, 1, 2
BEFORE: ColumnElement[int] = literal_column(str(_BEFORE))
OWN_CLASS = bindparam("by_priority", type_=_MOVE.c.priority.type)
Columns = ReadOnlyColumnCollection[str, Any]


def side(columns: Columns) -> ColumnElement[int]:
    """On which side of a request's month a count stands."""
    earlier: ColumnElement[int] = literal_column(str(_EARLIER))
    same: ColumnElement[int] = literal_column(str(_SAME))
    later: ColumnElement[int] = literal_column(str(_LATER))
    month: BindParameter[str] = bindparam("month", type_=columns.bucket.type)
    return case((columns.bucket < month, earlier), (columns.bucket > month, later), else_=same)


def on_level(columns: Columns, level: int) -> ColumnElement[bool]:
    """A level, written into the SQL itself: a plan made once for any level would read every count."""
    found: ColumnElement[bool] = columns.level == literal_column(str(level))
    return found


def stretch(columns: Columns, level: int) -> tuple[ColumnElement[bool], ...]:
    """What of a level stands before a request in its own month and class."""
    first, end = (bindparam(f"{name}_{level}", type_=columns.bucket.type) for name in ("from", "until"))
    return (
        on_level(columns, level),
        columns.priority == OWN_CLASS,
        columns.bucket >= first,
        columns.bucket < end,
    )


def bounds(own: Entry) -> dict[str, Any]:
    """The values of `side`, and of each level's `stretch`."""
    levels = (*buckets(own.confirmed_at), _moment(own.confirmed_at))
    found: dict[str, Any] = {"month": levels[0], "by_priority": own.priority}
    for level in _LEVELS:
        found |= {f"from_{level}": levels[level - 2], f"until_{level}": levels[level - 1]}
    return found


def crowd(own: Entry, lines: Iterable[Line]) -> Crowd:
    """Counts by class and side as a crowd."""
    counts: Counter[tuple[bool, int]] = Counter()
    for priority, where, count in lines:
        counts[bool(priority), where] += int(count)

    def months(*, priority: bool) -> Months:
        return Months(
            earlier=counts[priority, _EARLIER], same=counts[priority, _SAME], later=counts[priority, _LATER]
        )

    return Crowd(
        own=own,
        with_priority=months(priority=True),
        without=months(priority=False),
        before=counts[own.priority, _BEFORE],
    )


_LEVELS = (2, 3, 4, 5)
_LIST = (_MOVE.c.creche == bindparam("by_creche"), _MOVE.c.entry == bindparam("by_entry"))
_AHEAD = Statement(
    union_all(
        select(_MOVE.c.cause, _MOVE.c.priority, side(_MOVE.c).label("side"), func.sum(_MOVE.c.count))
        .where(*_LIST, on_level(_MOVE.c, 1))
        .group_by(_MOVE.c.cause, _MOVE.c.priority, "side"),
        *(
            select(_MOVE.c.cause, OWN_CLASS, BEFORE, func.sum(_MOVE.c.count))
            .where(*_LIST, *stretch(_MOVE.c, level))
            .group_by(_MOVE.c.cause)
            for level in _LEVELS
        ),
    )
)


def note(wire: Wire, before: Iterable[Line], after: Iterable[Line]) -> None:
    """Count what a request's change did to the lists it stands or stood on (lines of `lists.placed`)."""
    then, now = ({line[0]: line for line in lines} for lines in (before, after))
    change: Counter[tuple[str, str, bool, int, str, str]] = Counter()
    for creche in then.keys() | now.keys():
        was, is_ = _listed(then.get(creche)), _listed(now.get(creche))
        why = cause(was, is_)
        if why is not None:
            change.subtract(_cells(then.get(creche), was, why))
            change.update(_cells(now.get(creche), is_, why))
    names = ("creche", "entry", "priority", "level", "bucket", "cause")
    wire.run_all(
        _CHANGE,
        [{**dict(zip(names, cell, strict=True)), "count": by} for cell, by in sorted(change.items()) if by],
    )


def ahead(wire: Wire, own: Entry, creche: str) -> Mapping[Cause, Crowd]:
    """What each cause has put around a request since the first day, net: minus those it took away."""
    causes: defaultdict[str, list[Line]] = defaultdict(list)
    for why, *counts in wire.all(_AHEAD, **bounds(own), by_creche=creche, by_entry=str(own.entry)):
        causes[why].append(counts)
    return {Cause(why): crowd(own, lines) for why, lines in causes.items()}


def _listed(line: Line | None) -> Listed | None:
    if line is None:
        return None
    _, entry, priority, _, state = line
    return Listed(state=State(state), entry=Month.parse(entry), priority=bool(priority))


def _cells(
    line: Line | None, listed: Listed | None, why: Cause
) -> Iterable[tuple[str, str, bool, int, str, str]]:
    """Where a ranked request is counted; nowhere if it is not ranked."""
    if line is None or listed is None or not listed.ranked:
        return
    creche, entry, _, confirmed_at, _ = line
    for level, bucket in enumerate((*buckets(confirmed_at), _moment(confirmed_at)), start=1):
        yield creche, entry, listed.priority, level, bucket, why.value


def _moment(moment: datetime) -> str:
    """The moment itself, after its minute in order."""
    return f"{buckets(moment)[0]} {moment.astimezone(UTC).isoformat(timespec='microseconds')[:26]}"
