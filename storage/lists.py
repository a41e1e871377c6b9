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
from bot.rules.waitlist import Crowd, Entry
from storage import moves
from storage.buckets import buckets
from storage.statements import Line, Statement, Wire, one_of, word
from storage.tables import requests, table

_COUNT = table(requests.ListCount)
_CRECHE = table(requests.RequestCreche)

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
    select(_CRECHE.c.creche, _CRECHE.c.reference, _CRECHE.c.confirmed_at, _CRECHE.c.priority, _CRECHE.c.entry)
    .where(_CRECHE.c.request_id == bindparam("by_id"), RANKED)
    .order_by(_CRECHE.c.position)
)
_CHANGE = Statement(
    _COUNT.insert(),
    "ON CONFLICT (creche, entry, level, bucket, priority)"
    " DO UPDATE SET count = list_count.count + excluded.count",
)
_BY_CLASS = select(_COUNT.c.priority, func.sum(_COUNT.c.count)).where(
    _COUNT.c.creche == bindparam("by_creche"), moves.on_level(_COUNT.c, 1)
)
_HOW_MANY = Statement(
    _BY_CLASS.where(_COUNT.c.entry.between(bindparam("first"), bindparam("last"))).group_by(_COUNT.c.priority)
)
_DECIDED = Statement(
    select(_COUNT.c.bucket, _COUNT.c.count).where(_COUNT.c.creche == word(_ALL), _COUNT.c.entry == word(_ALL))
)
_MOMENT = _CRECHE.c.confirmed_at.type
_LISTS = (_COUNT.c.creche == bindparam("by_creche"), _COUNT.c.entry.in_([bindparam("by_entry"), word(_ALL)]))
#: What stands before a moment in its own month: whole days, hours and minutes, each a stretch of one level.
_STRETCHES = [
    select(_COUNT.c.entry, moves.OWN_CLASS, moves.BEFORE, func.sum(_COUNT.c.count))
    .where(*_LISTS, *moves.stretch(_COUNT.c, level))
    .group_by(_COUNT.c.entry)
    for level in (2, 3, 4)
]
#: Then the minute's rows.
_THIS_MINUTE = select(
    bindparam("by_entry", type_=_COUNT.c.entry.type), moves.OWN_CLASS, moves.BEFORE, func.count()
).where(
    _CRECHE.c.creche == bindparam("by_creche"),
    RANKED,
    _CRECHE.c.entry == bindparam("by_entry"),
    _CRECHE.c.priority == moves.OWN_CLASS,
    _CRECHE.c.confirmed_at.between(bindparam("minute", type_=_MOMENT), bindparam("moment", type_=_MOMENT)),
    or_(
        _CRECHE.c.confirmed_at < bindparam("moment", type_=_MOMENT),
        _CRECHE.c.reference < bindparam("by_reference"),
    ),
)
#: Put together, because a way to the database and back costs more than the counts; SQLite would read the
#: whole list for an OR.
_CROWDS = Statement(
    union_all(
        select(
            _COUNT.c.entry, _COUNT.c.priority, moves.side(_COUNT.c).label("side"), func.sum(_COUNT.c.count)
        )
        .where(*_LISTS, moves.on_level(_COUNT.c, 1))
        .group_by(_COUNT.c.entry, _COUNT.c.priority, "side"),
        *_STRETCHES,
        _THIS_MINUTE,
    )
)


def placed(wire: Wire, request_id: str) -> list[Line]:
    """Where a request stands now, on a list or not; to be given to `recount` once it has changed."""
    return wire.all(_PLACED, by_id=request_id)


def recount(wire: Wire, request_id: str, before: Sequence[Line] = ()) -> None:
    """Count a request where it stands, and no longer where it stood."""
    after = placed(wire, request_id)
    if after == before:
        return
    change = Counter(_cells(after))
    change.subtract(Counter(_cells(before)))
    names = ("creche", "entry", "priority", "level", "bucket")
    wire.run_all(
        _CHANGE,
        [{**dict(zip(names, cell, strict=True)), "count": by} for cell, by in sorted(change.items()) if by],
    )
    moves.note(wire, before, after)


def own(wire: Wire, request_id: str) -> dict[str, Entry]:
    """A request as its crèches' lists have it, in the family's order of wish."""
    return {
        creche: Entry(reference=reference, confirmed_at=at, priority=priority, entry=Month.parse(entry))
        for creche, reference, at, priority, entry in wire.all(_OWN, by_id=request_id)
    }


def crowds(wire: Wire, own: Entry, creche: str) -> tuple[Crowd, Crowd]:
    """Who is ranked around such a request on a crèche's list of its entry month, were it there or not.

    And whatever entry month they wish: of those, whole minutes only.
    """
    lines = wire.all(
        _CROWDS,
        **moves.bounds(own),
        by_creche=creche,
        by_entry=str(own.entry),
        minute=own.confirmed_at.replace(second=0, microsecond=0),
        moment=own.confirmed_at,
        by_reference=own.reference,
    )
    ours, everybody = (
        moves.crowd(own, (line[1:] for line in lines if line[0] == entry)) for entry in (str(own.entry), _ALL)
    )
    return ours, everybody


def ranked(wire: Wire, creche: str, *, first: str, last: str, priority: bool) -> int:
    """How many are ranked at a crèche, of these entry months; only those with priority, or all of them."""
    counts = wire.all(_HOW_MANY, by_creche=creche, first=first, last=last)
    return sum(int(count) for its, count in counts if its or not priority)


def decided(wire: Wire) -> History:
    """How the cooperative's decided requests ended."""
    counts = {bucket: int(count) for bucket, count in wire.all(_DECIDED)}
    return History(found=counts.get(Outcome.FOUND, 0), gave_up=counts.get(Outcome.GAVE_UP, 0))


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
