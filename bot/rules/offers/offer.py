"""What an offer is, and the half-days that it keeps while it stands."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from bot.rules.calendar import Period, Week, local_day
from bot.rules.offers.refusals import OfferOver
from bot.rules.places import Stay


class OfferState(StrEnum):
    LIVE = "live"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"  # accepted, and no contract came of it
    SIGNED = "signed"


@dataclass(frozen=True, kw_only=True)
class Place:
    """What is offered: where, from which day, under which agreement, from the reserve for needs or not."""

    creche: str
    start: date
    agreement_id: str | None = None
    need: bool = False


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A place for every child of a request. It stands, and keeps its half-days, until `ended_at`."""

    id: str
    request_id: str
    creche: str
    start: date
    week: Week
    ends: tuple[date, ...]  # each child's presumed last day
    sent_at: datetime
    deadline: date  # inclusive
    agreement_id: str | None = None
    need: bool = False
    extended: bool = False  # more time was given
    state: OfferState = OfferState.LIVE
    contract_by: date | None = None  # once accepted: sign until then, inclusive
    ended_at: datetime | None = None

    @property
    def periods(self) -> list[Period]:
        """Each child's days."""
        return [Period(self.start, end) for end in self.ends]


#: An offer's place among those under way: the day by which something is awaited, when it was sent, its id.
Awaited = tuple[date, datetime, str]
FIRST: Awaited = (date.min, datetime(1, 1, 2, tzinfo=UTC), "")


def awaited(offer: Offer) -> Awaited:
    """What staff wait for first comes first."""
    return (offer.contract_by or offer.deadline, offer.sent_at, offer.id)


def promised(offer: Offer) -> tuple[Stay, ...]:
    """The half-days that an offer keeps while it stands, as the stays that would come of it."""
    return tuple(stay_of(f"{offer.id}:{child}", offer, child) for child in range(len(offer.ends)))


def stay_of(stay_id: str, offer: Offer, child: int) -> Stay:
    return Stay(
        id=stay_id,
        creche=offer.creche,
        week=offer.week,
        period=Period(offer.start, offer.ends[child]),
        agreement_id=offer.agreement_id,
        request_id=offer.request_id,
        child=child,
        need=offer.need,
    )


def is_over(offer: Offer, now: datetime) -> bool:
    """Whether the last second of the deadline's day is past, in Belgium."""
    return local_day(now) > offer.deadline


def ended(offer: Offer, state: OfferState, now: datetime) -> Offer:
    """The offer stands no longer, and keeps no place."""
    return replace(offer, state=state, ended_at=now)


def check_state(offer: Offer, wanted: OfferState) -> None:
    """Refused OfferOver, which says how it ended or was answered."""
    if offer.state is not wanted:
        raise OfferOver(state=offer.state)
