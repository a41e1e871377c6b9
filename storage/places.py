"""Signed contracts, by crèche and period; the days closed by hand."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select

from bot.rules.calendar import Period
from bot.rules.closures import Closure
from bot.rules.places import Stay
from bot.rules.refusals import NotFound
from storage import weeks
from storage.statements import Line, Statement, Wire
from storage.tables import post, requests, table

STAY = table(requests.Stay)
COLUMNS = (
    STAY.c.id,
    STAY.c.creche,
    STAY.c.week,
    STAY.c.start,
    STAY.c.end,
    STAY.c.agreement_id,
    STAY.c.request_id,
    STAY.c.child,
    STAY.c.need,
)
_LEASE = table(post.Lease)
#: Who gives places at a crèche holds this row until the end: PostgreSQL's writers queue here.
_HOLD = Statement(_LEASE.insert(), "ON CONFLICT (name) DO UPDATE SET until = excluded.until")

_ADD = Statement(STAY.insert())
_SAVE = Statement(
    STAY.update()
    .where(STAY.c.id == bindparam("by_id"))
    .values({column.name: bindparam(column.name) for column in COLUMNS if column.name != "id"})
)
_OF_REQUEST = Statement(
    select(*COLUMNS).where(STAY.c.request_id == bindparam("by_request")).order_by(STAY.c.child, STAY.c.id)
)
_STAYS = Statement(
    select(*COLUMNS)
    .where(
        STAY.c.creche == bindparam("by_creche"),
        STAY.c.start <= bindparam("last"),
        or_(STAY.c.end.is_(None), STAY.c.end >= bindparam("first")),
    )
    .order_by(STAY.c.start, STAY.c.id)
)
_CLOSURE = table(requests.Closure)
_CLOSURES = Statement(
    select(_CLOSURE.c.id, _CLOSURE.c.creche, _CLOSURE.c.first, _CLOSURE.c.last).order_by(
        _CLOSURE.c.first, _CLOSURE.c.id
    )
)
_ADD_CLOSURE = Statement(_CLOSURE.insert())
_USABLE = table(requests.Usable)
_USABLE_PLACES = Statement(select(_USABLE.c.creche, _USABLE.c.places).order_by(_USABLE.c.creche))
_KEEP_USABLE = Statement(_USABLE.insert(), "ON CONFLICT (creche) DO UPDATE SET places = excluded.places")
_REMOVE_CLOSURE = Statement(_CLOSURE.delete().where(_CLOSURE.c.id == bindparam("by_id")))


@dataclass(frozen=True)
class Places:
    """What is taken, and when nobody can come."""

    wire: Wire

    def stays(self, creche: str, period: Period) -> tuple[Stay, ...]:
        """Those with a day in the period, by first day."""
        last = period.end or date.max
        found = self.wire.values(_STAYS, stay_of, by_creche=creche, first=period.start, last=last)
        return tuple(found)

    def stays_of(self, request_id: str) -> tuple[Stay, ...]:
        """Those that came of a request, in the order of its children."""
        return tuple(stay_of(line) for line in self.wire.all(_OF_REQUEST, by_request=request_id))

    def add_stay(self, stay: Stay) -> None:
        self.wire.run(_ADD, id=stay.id, **_columns(stay))

    def save_stay(self, stay: Stay) -> None:
        if not self.wire.run(_SAVE, by_id=stay.id, **_columns(stay)):
            raise NotFound

    def hold(self, creche: str, *, at: datetime) -> None:
        self.wire.run(_HOLD, name=f"places:{creche}", owner="", until=at)

    def closures(self) -> tuple[Closure, ...]:
        return tuple(
            Closure(id=closure_id, creche=creche, period=Period(first, last))
            for closure_id, creche, first, last in self.wire.all(_CLOSURES)
        )

    def add_closure(self, closure: Closure) -> None:
        first, last = closure.period.start, closure.period.end or closure.period.start
        self.wire.run(_ADD_CLOSURE, id=closure.id, creche=closure.creche, first=first, last=last)

    def remove_closure(self, closure_id: str) -> None:
        self.wire.run(_REMOVE_CLOSURE, by_id=closure_id)

    def usable(self) -> tuple[tuple[str, int], ...]:
        return tuple((creche, places) for creche, places in self.wire.all(_USABLE_PLACES))

    def keep_usable(self, creche: str, places: int) -> None:
        self.wire.run(_KEEP_USABLE, creche=creche, places=places)


def _columns(stay: Stay) -> dict[str, object]:
    return {
        "creche": stay.creche,
        "week": weeks.to_bits(stay.week),
        "start": stay.period.start,
        "end": stay.period.end,
        "agreement_id": stay.agreement_id,
        "request_id": stay.request_id,
        "child": stay.child,
        "need": stay.need,
    }


def stay_of(line: Line) -> Stay:
    """A line of COLUMNS as a stay."""
    stay_id, creche, week, start, end, agreement_id, request_id, child, need = line
    return Stay(
        id=stay_id,
        creche=creche,
        week=weeks.from_bits(week),
        period=Period(start, end),
        agreement_id=agreement_id,
        request_id=request_id,
        child=child,
        need=need,
    )
