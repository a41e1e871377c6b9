"""How many stand ahead on a crèche's list, without reading the list.

Every ranked request is counted under its crèche, entry month (and all of them together) and class (priority
or not) at four levels: its month of confirmation (Belgian, as the rules say), and the day, hour and minute in
it. A position is then the sum of a few dozen counts and of the rows of one minute, however long the list.
Decided requests are counted too, for the cooperative as a whole.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, func, or_, select, union_all

from bot.rules.calendar import Month
from bot.rules.estimate import History, Outcome, outcome
from bot.rules.requests import State
from bot.rules.waitlist import Crowd, Entry, Months
from storage import moves, tables
from storage.buckets import buckets
from storage.statements import Line, Statement, Wire, one_of, word

_COUNT = tables.table(tables.requests.ListCount)
_CRECHE = tables.table(tables.requests.RequestCreche)

#: Where a count is not of one entry month, and where it is not of one crèche.
_ALL = ""
_RANKED = (State.CONFIRMED, State.REFUSED)
RANKED = one_of(_CRECHE.c.state, *_RANKED)
_PLACED = Statement(
    select(
        _CRECHE.c.creche, _CRECHE.c.entry, _CRECHE.c.priority, _CRECHE.c.confirmed_at, _CRECHE.c.state
    ).where(_CRECHE.c.request_id == bindparam("by_id"))
)
_OWN = Statement(
    select(_CRECHE.c.reference, _CRECHE.c.confirmed_at, _CRECHE.c.priority, _CRECHE.c.entry).where(
        _CRECHE.c.request_id == bindparam("by_id"), _CRECHE.c.creche == bindparam("by_creche"), RANKED
    )
)
_CHANGE = Statement(
    _COUNT.insert(),
    "ON CONFLICT (creche, entry, level, bucket, priority)"
    " DO UPDATE SET count = list_count.count + excluded.count",
)
_LIST = (_COUNT.c.creche == bindparam("by_creche"), _COUNT.c.entry == bindparam("by_entry"))
_MONTHS = Statement(
    select(_COUNT.c.priority, _COUNT.c.bucket, _COUNT.c.count).where(*_LIST, _COUNT.c.level == 1)
)
#: A part for each level, put together: SQLite would read the whole list for an OR.
_WHOLE = Statement(
    union_all(
        *(
            select(func.coalesce(func.sum(_COUNT.c.count), 0)).where(
                *_LIST,
                _COUNT.c.level == level,
                _COUNT.c.bucket >= bindparam(f"from_{level}", type_=_COUNT.c.bucket.type),
                _COUNT.c.bucket < bindparam(f"until_{level}", type_=_COUNT.c.bucket.type),
                _COUNT.c.priority == bindparam("by_priority"),
            )
            for level in (2, 3, 4)
        )
    )
)
_HOW_MANY = Statement(
    select(func.coalesce(func.sum(_COUNT.c.count), 0)).where(
        _COUNT.c.creche == bindparam("by_creche"), _COUNT.c.entry == word(_ALL), _COUNT.c.level == 1
    )
)
_DECIDED = Statement(
    select(_COUNT.c.bucket, _COUNT.c.count).where(_COUNT.c.creche == word(_ALL), _COUNT.c.entry == word(_ALL))
)
_MOMENT = _CRECHE.c.confirmed_at.type
_THIS_MINUTE = Statement(
    select(func.count()).where(
        _CRECHE.c.creche == bindparam("by_creche"),
        RANKED,
        _CRECHE.c.entry == bindparam("by_entry"),
        _CRECHE.c.priority == bindparam("by_priority"),
        _CRECHE.c.confirmed_at.between(
            bindparam("minute", type_=_MOMENT), bindparam("moment", type_=_MOMENT)
        ),
        or_(
            _CRECHE.c.confirmed_at < bindparam("moment", type_=_MOMENT),
            _CRECHE.c.reference < bindparam("by_reference"),
        ),
    )
)


def placed(wire: Wire, request_id: str) -> list[Line]:
    """Where a request stands now, on a list or not; to be given to `recount` once it has changed."""
    return wire.all(_PLACED, by_id=request_id)


def recount(wire: Wire, request_id: str, before: Sequence[Line] = ()) -> None:
    """Count a request where it stands, and no longer where it stood."""
    after = placed(wire, request_id)
    change = Counter(_cells(after))
    change.subtract(Counter(_cells(before)))
    names = ("creche", "entry", "priority", "level", "bucket")
    wire.run_all(
        _CHANGE,
        [{**dict(zip(names, cell, strict=True)), "count": by} for cell, by in sorted(change.items()) if by],
    )
    moves.note(wire, before, after)


def crowd(wire: Wire, request_id: str, creche: str) -> Crowd | None:
    """Who is ranked around a request at a crèche; None if it is not ranked there."""
    line = wire.one(_OWN, by_id=request_id, by_creche=creche)
    if line is None:
        return None
    reference, confirmed_at, priority, entry = line
    own = Entry(reference=reference, confirmed_at=confirmed_at, priority=priority, entry=Month.parse(entry))
    return among(wire, own, creche)


def among(wire: Wire, own: Entry, creche: str) -> Crowd:
    """Who is ranked around such a request on a crèche's list of its entry month, were it there or not."""
    place = {"by_creche": creche, "by_entry": str(own.entry)}
    return _crowd(wire, own, place, this_minute=_this_minute(wire, own, place))


def around(wire: Wire, own: Entry, creche: str) -> Crowd:
    """Who is ranked around a request at a crèche, whatever entry month they wish; whole minutes only."""
    return _crowd(wire, own, {"by_creche": creche, "by_entry": _ALL}, this_minute=0)


def ranked(wire: Wire, creche: str) -> int:
    """How many are ranked at a crèche."""
    line = wire.one(_HOW_MANY, by_creche=creche)
    return int(line[0]) if line else 0


def decided(wire: Wire) -> History:
    """How the cooperative's decided requests ended."""
    counts = {bucket: int(count) for bucket, count in wire.all(_DECIDED)}
    return History(found=counts.get(Outcome.FOUND, 0), gave_up=counts.get(Outcome.GAVE_UP, 0))


def _crowd(wire: Wire, own: Entry, place: dict[str, str], *, this_minute: int) -> Crowd:
    months = wire.all(_MONTHS, **place)
    return Crowd(
        own=own,
        with_priority=_months(own, months, priority=True),
        without=_months(own, months, priority=False),
        before=_before(wire, own, place) + this_minute,
    )


def _months(own: Entry, lines: Iterable[Line], *, priority: bool) -> Months:
    month = buckets(own.confirmed_at)[0]
    counts = [(bucket, count) for its, bucket, count in lines if its == priority]
    return Months(
        earlier=sum(count for bucket, count in counts if bucket < month),
        same=sum(count for bucket, count in counts if bucket == month),
        later=sum(count for bucket, count in counts if bucket > month),
    )


def _before(wire: Wire, own: Entry, place: dict[str, str]) -> int:
    """Whole days of the month, whole hours of the day, whole minutes of the hour."""
    levels = buckets(own.confirmed_at)
    bounds: dict[str, str] = {}
    for level in (2, 3, 4):
        bounds |= {f"from_{level}": levels[level - 2], f"until_{level}": levels[level - 1]}
    whole = wire.all(_WHOLE, **place, by_priority=own.priority, **bounds)
    return sum(int(count) for (count,) in whole)


def _this_minute(wire: Wire, own: Entry, place: dict[str, str]) -> int:
    """Then the minute's rows."""
    rest = wire.one(
        _THIS_MINUTE,
        **place,
        by_priority=own.priority,
        minute=own.confirmed_at.replace(second=0, microsecond=0),
        moment=own.confirmed_at,
        by_reference=own.reference,
    )
    return int(rest[0]) if rest else 0


def _cells(lines: Sequence[Line]) -> Iterable[tuple[str, str, bool, int, str]]:
    for creche, entry, priority, confirmed_at, state in lines:
        if state in _RANKED:
            for level, bucket in enumerate(buckets(confirmed_at), start=1):
                yield creche, entry, priority, level, bucket
                yield creche, _ALL, priority, level, bucket
    for *_, confirmed_at, state in lines[:1]:  # a request is decided once, however many crèches it names
        ended = outcome(State(state), confirmed=confirmed_at is not None)
        if ended is not None:
            yield _ALL, _ALL, False, 0, ended.value
