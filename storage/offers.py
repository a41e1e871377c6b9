"""Offers: what was proposed, until when, and how it ended."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, bindparam, func, select, tuple_

from bot.rules.offers import FIRST, Awaited, Offer, OfferState
from bot.rules.refusals import NotFound
from storage import weeks
from storage.statements import Line, Statement, Wire
from storage.tables import requests, table

_OFFER = table(requests.Offer)
_COLUMNS = tuple(_OFFER.c)

_GET = Statement(select(*_COLUMNS).where(_OFFER.c.id == bindparam("by_id")))
_ADD = Statement(_OFFER.insert())
_SAVE = Statement(
    _OFFER.update()
    .where(_OFFER.c.id == bindparam("by_id"))
    .values({column.name: bindparam(column.name) for column in _COLUMNS if column.name != "id"})
)
_STANDING = select(*_COLUMNS).where(_OFFER.c.ended_at.is_(None))
_STANDING_OF = Statement(_STANDING.where(_OFFER.c.request_id == bindparam("by_request")))
_PLACE = (func.coalesce(_OFFER.c.contract_by, _OFFER.c.deadline), _OFFER.c.sent_at, _OFFER.c.id)
_CUT = tuple_(
    bindparam("until", type_=_OFFER.c.deadline.type),
    bindparam("moment", type_=_OFFER.c.sent_at.type),
    bindparam("by_id"),
)


def _in_order(*, backward: bool) -> Select[tuple[object, ...]]:
    """Behind a place in the order, or before it, the nearest first."""
    return (
        _STANDING.where(tuple_(*_PLACE).op("<" if backward else ">", is_comparison=True)(_CUT))
        .order_by(*(column.desc() if backward else column for column in _PLACE))
        .limit(bindparam("most"))
    )


_OF_REQUEST = Statement(
    select(*_COLUMNS)
    .where(_OFFER.c.request_id == bindparam("by_request"))
    .order_by(_OFFER.c.sent_at, _OFFER.c.id)
)
_ANYWHERE = {backward: Statement(_in_order(backward=backward)) for backward in (False, True)}
_AT = {
    backward: Statement(_in_order(backward=backward).where(_OFFER.c.creche == bindparam("by_creche")))
    for backward in (False, True)
}
_ENDED_SINCE = Statement(
    select(*_COLUMNS)
    .where(
        _OFFER.c.ended_at >= bindparam("moment", type_=_OFFER.c.ended_at.type),
        _OFFER.c.state != OfferState.SIGNED.value,
    )
    .order_by(_OFFER.c.ended_at, _OFFER.c.id)
)
_ALL = 2**31 - 1


@dataclass(frozen=True)
class Offers:
    """Read an offer's request first: that locks both."""

    wire: Wire

    def get(self, offer_id: str) -> Offer:
        line = self.wire.one(_GET, by_id=offer_id)
        if line is None:
            raise NotFound
        return _value(line)

    def add(self, offer: Offer) -> None:
        self.wire.run(_ADD, id=offer.id, **_columns(offer))

    def save(self, offer: Offer) -> None:
        if not self.wire.run(_SAVE, by_id=offer.id, **_columns(offer)):
            raise NotFound

    def standing(self, request_id: str) -> Offer | None:
        line = self.wire.one(_STANDING_OF, by_request=request_id)
        return None if line is None else _value(line)

    def of_request(self, request_id: str) -> tuple[Offer, ...]:
        """All there ever were, oldest first."""
        return tuple(map(_value, self.wire.all(_OF_REQUEST, by_request=request_id)))

    def ended_since(self, moment: datetime) -> tuple[Offer, ...]:
        return tuple(map(_value, self.wire.all(_ENDED_SINCE, moment=moment)))

    def standing_at(
        self,
        creche: str | None,
        *,
        behind: Awaited = FIRST,
        backward: bool = False,
        limit: int | None = None,
    ) -> tuple[Offer, ...]:
        until, moment, offer_id = behind
        page = {"until": until, "moment": moment, "by_id": offer_id, "most": _ALL if limit is None else limit}
        if creche is None:
            lines = self.wire.all(_ANYWHERE[backward], **page)
        else:
            lines = self.wire.all(_AT[backward], by_creche=creche, **page)
        found = tuple(map(_value, lines))
        return found[::-1] if backward else found


def _value(line: Line) -> Offer:
    offer_id, request_id, creche, start, week, ends, agreement_id, need, state, sent_at, *rest = line
    deadline, extended, contract_by, ended_at = rest
    return Offer(
        id=offer_id,
        request_id=request_id,
        creche=creche,
        start=start,
        week=weeks.from_bits(week),
        ends=tuple(map(date.fromisoformat, ends.split())),
        agreement_id=agreement_id,
        need=need,
        state=OfferState(state),
        sent_at=sent_at,
        deadline=deadline,
        extended=extended,
        contract_by=contract_by,
        ended_at=ended_at,
    )


def _columns(offer: Offer) -> dict[str, object]:
    return {
        "request_id": offer.request_id,
        "creche": offer.creche,
        "start": offer.start,
        "week": weeks.to_bits(offer.week),
        "ends": " ".join(map(str, offer.ends)),
        "agreement_id": offer.agreement_id,
        "need": offer.need,
        "state": offer.state.value,
        "sent_at": offer.sent_at,
        "deadline": offer.deadline,
        "extended": offer.extended,
        "contract_by": offer.contract_by,
        "ended_at": offer.ended_at,
    }
