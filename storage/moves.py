"""What has moved ranks on a crèche's list, as counts that only grow or shrink by one: no list is read.

Every step onto a list or off it is counted under its cause where the request stands in the order, at the
levels of `storage.lists` and, below the minute, by the moment of confirmation itself. What moved somebody
between two looks is the difference of two sums over everything ahead of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import bindparam, case, func, select, union_all

from bot.rules.calendar import Month
from bot.rules.movements import Cause, Listed, cause
from bot.rules.requests import State
from bot.rules.waitlist import Crowd, Entry, Months
from storage import tables
from storage.buckets import buckets
from storage.statements import Line, Statement, Wire

_MOVE = tables.table(tables.requests.ListMove)
_CRECHE = tables.table(tables.requests.RequestCreche)

_CHANGE = Statement(
    _MOVE.insert(),
    "ON CONFLICT (creche, entry, level, priority, bucket, cause)"
    " DO UPDATE SET count = list_move.count + excluded.count",
)
_LIST = (_MOVE.c.creche == bindparam("by_creche"), _MOVE.c.entry == bindparam("by_entry"))
_SIDE = case((_MOVE.c.bucket < bindparam("month"), -1), (_MOVE.c.bucket > bindparam("month"), 1), else_=0)
_MONTHS = Statement(
    select(_MOVE.c.cause, _MOVE.c.priority, _SIDE.label("side"), func.sum(_MOVE.c.count))
    .where(*_LIST, _MOVE.c.level == 1)
    .group_by(_MOVE.c.cause, _MOVE.c.priority, "side")
)
_LEVELS = (2, 3, 4, 5)
_BEFORE = Statement(
    union_all(
        *(
            select(_MOVE.c.cause, func.sum(_MOVE.c.count))
            .where(
                *_LIST,
                _MOVE.c.level == level,
                _MOVE.c.priority == bindparam("by_priority"),
                _MOVE.c.bucket >= bindparam(f"from_{level}", type_=_MOVE.c.bucket.type),
                _MOVE.c.bucket < bindparam(f"until_{level}", type_=_MOVE.c.bucket.type),
            )
            .group_by(_MOVE.c.cause)
            for level in _LEVELS
        )
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
    place = {"by_creche": creche, "by_entry": str(own.entry)}
    levels = (*buckets(own.confirmed_at), _moment(own.confirmed_at))
    bounds: dict[str, str] = {}
    for level in _LEVELS:
        bounds |= {f"from_{level}": levels[level - 2], f"until_{level}": levels[level - 1]}
    sides = wire.all(_MONTHS, **place, month=levels[0])
    before: Counter[str] = Counter()
    for why, count in wire.all(_BEFORE, **place, by_priority=own.priority, **bounds):
        before[why] += int(count)
    months: defaultdict[tuple[str, bool], dict[int, int]] = defaultdict(dict)
    for why, priority, side, count in sides:
        months[why, bool(priority)][side] = int(count)
    return {
        Cause(why): Crowd(
            own=own,
            with_priority=_months(months[why, True]),
            without=_months(months[why, False]),
            before=before[why],
        )
        for why in {why for why, *_ in sides}
    }


def _months(sides: Mapping[int, int]) -> Months:
    return Months(earlier=sides.get(-1, 0), same=sides.get(0, 0), later=sides.get(1, 0))


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
