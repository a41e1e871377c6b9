"""A sponsor's month in figures (rules, section 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from bot.rules.calendar import FULL_WEEK, Month, Period, Week, local_day
from bot.rules.half_days import half_days
from bot.rules.places import Agreement, OfferedPlace, Sponsor, Stay
from bot.rules.policy import Policy
from bot.rules.refusals import MonthInFuture, NoAgreement


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """A sponsor's colleague as the month's figures need one: moments only, nothing of the family."""

    confirmed_at: datetime | None
    registered_at: datetime
    offered_at: datetime | None
    served_at: datetime | None
    refused_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CrecheMonth:
    """One agreement's month at one crèche. Places are exact fractions; they are rounded on screen only."""

    creche: str
    agreement_id: str
    agreement: Period
    places: int
    open_half_days: int  # open half-days of the crèche within agreement and month
    reserved: int  # half-days: places × open_half_days
    contracted: int  # half-days of stays under the agreement
    offered: int  # half-days in live offers at the month's end
    entries: Fraction  # places that began in the month (slots ÷ 10)
    exits: Fraction
    exits_expected: tuple[tuple[Month, Fraction], ...]  # the six months that follow
    invoice_reference: str = ""
    price_cents: int | None = None

    @property
    def vacant(self) -> int:
        return self.reserved - self.contracted

    @property
    def occupancy(self) -> Fraction | None:
        """Contracted ÷ reserved (the method of article 108); None where nothing was reserved."""
        return Fraction(self.contracted, self.reserved) if self.reserved else None

    @property
    def taken(self) -> Fraction | None:
        """Places taken, on average over the month; None where the crèche never opened."""
        return Fraction(self.contracted, self.open_half_days) if self.open_half_days else None

    @property
    def offered_places(self) -> Fraction | None:
        return Fraction(self.offered, self.open_half_days) if self.open_half_days else None

    @property
    def free(self) -> Fraction | None:
        if self.taken is None or self.offered_places is None:
            return None
        return self.places - self.taken - self.offered_places


@dataclass(frozen=True, kw_only=True)
class Band:
    """A count of people as a band: `low` None means "fewer than `high`", zero included; else low to high."""

    low: int | None
    high: int

    @property
    def width(self) -> int:
        """How many counts are told as one; the same for every band of a summary."""
        return self.high if self.low is None else self.high - self.low + 1


@dataclass(frozen=True, kw_only=True)
class Occupancy:
    """A firm's month: its crèches, twelve months of occupancy, people in bands (never per crèche)."""

    sponsor_id: str
    sponsor_name: str
    month: Month
    creches: tuple[CrecheMonth, ...]
    history: tuple[tuple[Month, Fraction | None], ...]  # twelve months, this one last
    waiting: Band  # colleagues on the list at the month's end
    served: Band
    refused: Band
    withdrawn: Band
    codes_used: Band
    mean_days_to_offer: int | None  # None below the band
    year_reserved: int = 0  # half-days, January to this month
    year_contracted: int = 0
    example: bool = False

    @property
    def places(self) -> int:
        return sum(line.places for line in self.creches)

    @property
    def reserved(self) -> int:
        return sum(line.reserved for line in self.creches)

    @property
    def contracted(self) -> int:
        return sum(line.contracted for line in self.creches)

    @property
    def vacant(self) -> int:
        return self.reserved - self.contracted

    @property
    def occupancy(self) -> Fraction | None:
        return Fraction(self.contracted, self.reserved) if self.reserved else None


def check_month(month: Month, agreements: Iterable[Agreement], today: date) -> None:
    """Refused MonthInFuture, or NoAgreement where the firm had none in that month."""
    if month > Month.of(today):
        raise MonthInFuture(month=month)
    if not has_agreement(agreements, month):
        raise NoAgreement(month=month)


def has_agreement(agreements: Iterable[Agreement], month: Month) -> bool:
    """Whether any agreement has a day in that month."""
    return any(agreement.period.within(month) for agreement in agreements)


def band(count: int, policy: Policy) -> Band:
    """A count of people as the firm may see it: fewer than 5, 5 to 9, 10 to 14 and so on."""
    width = policy.people_band
    if count < width:
        return Band(low=None, high=width)
    low = count // width * width
    return Band(low=low, high=low + width - 1)


def occupancy(  # noqa: PLR0913 – the six books that a month is worked out from
    sponsor: Sponsor,
    month: Month,
    *,
    agreements: Sequence[Agreement],
    stays: Sequence[Stay],
    offers: Sequence[OfferedPlace],
    colleagues: Sequence[Colleague],
    codes_used: Sequence[datetime],
    policy: Policy,
) -> Occupancy:
    """A firm's month from contracts, offers and the calendar."""
    books = _Books(agreements, stays, offers, policy)
    past = [month.plus(-back) for back in range(11, -1, -1)]
    sums = {each: books.sums(each) for each in past}
    year = [sums[each] for each in past if each.year == month.year]
    waiting = sum(_waits(colleague, month) for colleague in colleagues)
    return Occupancy(
        sponsor_id=sponsor.id,
        sponsor_name=sponsor.name,
        month=month,
        creches=tuple(books.line(agreement, month) for agreement in books.live(month)),
        history=tuple(
            (each, Fraction(taken, kept) if kept else None) for each, (kept, taken) in sums.items()
        ),
        waiting=band(waiting, policy),
        served=band(_in(month, (colleague.served_at for colleague in colleagues)), policy),
        refused=band(_in(month, (colleague.refused_at for colleague in colleagues)), policy),
        withdrawn=band(_in(month, (colleague.withdrawn_at for colleague in colleagues)), policy),
        codes_used=band(_in(month, codes_used), policy),
        mean_days_to_offer=_mean_days(colleagues, month, policy),
        year_reserved=sum(kept for kept, _ in year),
        year_contracted=sum(taken for _, taken in year),
        example=sponsor.example,
    )


class _Books:
    """Half-days of one firm's agreements."""

    def __init__(
        self,
        agreements: Sequence[Agreement],
        stays: Sequence[Stay],
        offers: Sequence[OfferedPlace],
        policy: Policy,
    ) -> None:
        self._agreements = sorted(agreements, key=lambda one: (one.creche, one.period.start, one.id))
        self._stays = {one.id: [stay for stay in stays if stay.agreement_id == one.id] for one in agreements}
        self._offers = {
            one.id: [offer for offer in offers if offer.agreement_id == one.id] for one in agreements
        }
        self._policy = policy

    def live(self, month: Month) -> list[Agreement]:
        return [agreement for agreement in self._agreements if agreement.period.within(month)]

    def sums(self, month: Month) -> tuple[int, int]:
        """Half-days reserved and contracted in that month, over all agreements."""
        live = self.live(month)
        reserved = sum(one.places * self._half_days(one, month, FULL_WEEK, one.period) for one in live)
        return reserved, sum(self._contracted(one, month) for one in live)

    def line(self, agreement: Agreement, month: Month) -> CrecheMonth:
        open_half_days = self._half_days(agreement, month, FULL_WEEK, agreement.period)
        stays = self._stays[agreement.id]
        coming = (month.plus(ahead) for ahead in range(1, 7))
        return CrecheMonth(
            creche=agreement.creche,
            agreement_id=agreement.id,
            agreement=agreement.period,
            places=agreement.places,
            open_half_days=open_half_days,
            reserved=agreement.places * open_half_days,
            contracted=self._contracted(agreement, month),
            offered=self._offered(agreement, month),
            entries=_places(stay for stay in stays if Month.of(stay.period.start) == month),
            exits=_exits(stays, month),
            exits_expected=tuple((each, _exits(stays, each)) for each in coming),
            invoice_reference=agreement.invoice_reference,
            price_cents=agreement.price_cents,
        )

    def _contracted(self, agreement: Agreement, month: Month) -> int:
        stays = self._stays[agreement.id]
        return sum(self._half_days(agreement, month, stay.week, stay.period) for stay in stays)

    def _offered(self, agreement: Agreement, month: Month) -> int:
        """Half-days of the offers that live at the month's end."""
        return sum(
            self._half_days(agreement, month, offer.week, agreement.period)
            for offer in self._offers[agreement.id]
            if offer.sent_on <= month.last and (offer.ended_on is None or offer.ended_on > month.last)
        )

    def _half_days(self, agreement: Agreement, month: Month, week: Week, period: Period) -> int:
        """Open half-days of `week` within the month, the agreement and the period."""
        part = agreement.period.overlap(period)
        return half_days(week, part, month, agreement.creche, self._policy) if part else 0


def _places(stays: Iterable[Stay]) -> Fraction:
    return Fraction(sum(len(stay.week) for stay in stays), 10)


def _exits(stays: Iterable[Stay], month: Month) -> Fraction:
    return _places(
        stay for stay in stays if stay.period.end is not None and Month.of(stay.period.end) == month
    )


def _in(month: Month, moments: Iterable[datetime | None]) -> int:
    return sum(moment is not None and Month.of(local_day(moment)) == month for moment in moments)


def _waits(colleague: Colleague, month: Month) -> bool:
    """On the list at the month's end: registered, neither served nor withdrawn by then."""
    gone = _by(month, colleague.served_at) or _by(month, colleague.withdrawn_at)
    return _by(month, colleague.registered_at) and not gone


def _by(month: Month, moment: datetime | None) -> bool:
    return moment is not None and local_day(moment) <= month.last


def _mean_days(colleagues: Iterable[Colleague], month: Month, policy: Policy) -> int | None:
    """From confirmation to offer, half up, for everybody offered a place by the month's end.

    None for fewer than five people.
    """
    days = [
        (local_day(colleague.offered_at) - local_day(colleague.confirmed_at)).days
        for colleague in colleagues
        if colleague.offered_at and colleague.confirmed_at and _by(month, colleague.offered_at)
    ]
    if len(days) < policy.people_band:
        return None
    return (2 * sum(days) + len(days)) // (2 * len(days))
