"""A sponsor's month in figures (rules, section 5)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from bot.rules.agreements import NoAgreement, goes_on
from bot.rules.calendar import FULL_WEEK, Month, Period, Week
from bot.rules.colleagues import People
from bot.rules.half_days import half_days
from bot.rules.places import Agreement, OfferedPlace, Sponsor, Stay, under
from bot.rules.policy import Policy
from bot.rules.refusals import MonthInFuture
from bot.rules.successive import at_creches
from bot.rules.vacancies import Awaiting

_DAY = timedelta(days=1)
_NOTHING: Week = frozenset()
_NONE = (0, 0)  # half-days reserved and contracted


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
    goes_on: bool = False  # under another agreement, from the day after its end

    @property
    def vacant(self) -> int:
        """Never below zero: children stay whom an agreement of more places let in (`places.under`)."""
        return max(0, self.reserved - self.contracted)

    @property
    def occupancy(self) -> Fraction | None:
        """Contracted ÷ reserved (the method of article 108); None where nothing was reserved."""
        return _share(self.contracted, self.reserved)

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
        return max(Fraction(), self.places - self.taken - self.offered_places)


@dataclass(frozen=True)
class Correction:
    """A crèche's half-days as they were told, and as they are."""

    creche: str
    reserved_before: int
    contracted_before: int
    reserved: int
    contracted: int


@dataclass(frozen=True, kw_only=True)
class Occupancy:
    """A firm's month: its crèches, twelve months of occupancy, people in bands (never per crèche).

    `people` None: they are counted once, when the month is told, and at no other time. Who could ask again
    and again would see a count pass from one band to the next, and know it.
    """

    sponsor_id: str
    sponsor_name: str
    month: Month
    creches: tuple[CrecheMonth, ...]
    history: tuple[tuple[Month, Fraction | None], ...]  # twelve months, this one last
    people: People | None = None
    awaiting: tuple[Awaiting, ...] = ()  # the nearest day first
    year_reserved: int = 0  # half-days, January to this month
    year_contracted: int = 0
    example: bool = False
    corrected_on: date | None = None
    corrections: tuple[Correction, ...] = ()  # since it was told

    @property
    def places(self) -> Fraction:
        return sum((one.places for one in at_creches(self.creches)), Fraction())

    @property
    def reserved(self) -> int:
        return sum(line.reserved for line in self.creches)

    @property
    def contracted(self) -> int:
        return sum(line.contracted for line in self.creches)

    @property
    def vacant(self) -> int:
        return sum(line.vacant for line in self.creches)

    @property
    def occupancy(self) -> Fraction | None:
        return _share(self.contracted, self.reserved)


def check_month(month: Month, agreements: Iterable[Agreement], today: date) -> None:
    """Refused MonthInFuture, or NoAgreement where the firm had none in that month."""
    if month > Month.of(today):
        raise MonthInFuture(month=month)
    if not has_agreement(agreements, month):
        raise NoAgreement(month=month)


def has_agreement(agreements: Iterable[Agreement], month: Month) -> bool:
    """Whether any agreement has a day in that month."""
    return any(agreement.period.within(month) for agreement in agreements)


def _by_creche(lines: Iterable[CrecheMonth]) -> dict[str, tuple[int, int]]:
    """Half-days reserved and contracted."""
    found: dict[str, tuple[int, int]] = {}
    for line in lines:
        reserved, contracted = found.get(line.creche, _NONE)
        found[line.creche] = (reserved + line.reserved, contracted + line.contracted)
    return found


class Books:
    """A firm's agreements with the stays and offers under them: what its months are worked out from."""

    def __init__(
        self,
        agreements: Sequence[Agreement],
        stays: Sequence[Stay],
        offers: Sequence[OfferedPlace],
        policy: Policy,
    ) -> None:
        self.agreements = sorted(agreements, key=lambda one: (one.creche, one.period.start, one.id))
        self._stays = under(agreements, stays)
        parts = [part for some in self._stays.values() for part in some]
        self._offers = {
            one.id: [offer for offer in offers if offer.agreement_id == one.id] for one in agreements
        }
        self._starts = _joints((one, one.period.start) for one in parts)
        self._ends = _joints((one, one.period.end + _DAY) for one in parts if one.period.end)
        self._policy = policy

    def month(self, sponsor: Sponsor, month: Month, people: People | None = None) -> Occupancy:
        """The firm's month."""
        past = [month.plus(-back) for back in range(11, -1, -1)]
        sums = {each: self._sums(each) for each in past}
        year = [sums[each] for each in past if each.year == month.year]
        return Occupancy(
            sponsor_id=sponsor.id,
            sponsor_name=sponsor.name,
            month=month,
            creches=self.lines(month),
            history=tuple((each, _share(taken, kept)) for each, (kept, taken) in sums.items()),
            people=people,
            year_reserved=sum(kept for kept, _ in year),
            year_contracted=sum(taken for _, taken in year),
            example=sponsor.example,
        )

    def corrected(self, told: Occupancy, sponsor: Sponsor, today: date) -> Occupancy | None:
        """A told month as its contracts have it today, or None if it is as it was told.

        Its people stay as they were counted: two bands for one month would tell more than one.
        """
        before, after = _by_creche(told.creches), _by_creche(self.lines(told.month))
        if before == after:
            return None
        changed = tuple(
            Correction(creche, *before.get(creche, _NONE), *after.get(creche, _NONE))
            for creche in sorted(before.keys() | after.keys())
            if before.get(creche) != after.get(creche)
        )
        now = self.month(sponsor, told.month, told.people)
        return replace(now, awaiting=told.awaiting, corrected_on=today, corrections=changed)

    def lines(self, month: Month) -> tuple[CrecheMonth, ...]:
        """One for each agreement that has a day in that month."""
        return tuple(self._line(agreement, month) for agreement in self._live(month))

    def _live(self, month: Month) -> list[Agreement]:
        return [agreement for agreement in self.agreements if agreement.period.within(month)]

    def _sums(self, month: Month) -> tuple[int, int]:
        """Half-days reserved and contracted in that month, over all agreements."""
        live = self._live(month)
        reserved = sum(one.places * self._half_days(one, month, FULL_WEEK, one.period) for one in live)
        return reserved, sum(self._contracted(one, month) for one in live)

    def _line(self, agreement: Agreement, month: Month) -> CrecheMonth:
        open_half_days = self._half_days(agreement, month, FULL_WEEK, agreement.period)
        coming = (month.plus(ahead) for ahead in range(1, 7))
        chain = (agreement, *self._following(agreement, month))
        return CrecheMonth(
            creche=agreement.creche,
            agreement_id=agreement.id,
            agreement=agreement.period,
            places=agreement.places,
            open_half_days=open_half_days,
            reserved=agreement.places * open_half_days,
            contracted=self._contracted(agreement, month),
            offered=self._offered(agreement, month),
            entries=self._entries(agreement, month),
            exits=self._exits(agreement, month),
            exits_expected=tuple(
                (each, sum((self._exits(one, each) for one in chain), Fraction(0))) for each in coming
            ),
            invoice_reference=agreement.invoice_reference,
            price_cents=agreement.price_cents,
            goes_on=goes_on(agreement, self.agreements),
        )

    def _following(self, agreement: Agreement, month: Month) -> Iterator[Agreement]:
        """Those that go on where it ends and have no line of their own yet: each follows one alone."""
        for one in self.agreements:
            if not one.period.within(month) and self._followed(one) is agreement:
                yield one
                yield from self._following(one, month)

    def _followed(self, agreement: Agreement) -> Agreement | None:
        """The first that ends on the eve of this one, at the same crèche."""
        eve = agreement.period.start - _DAY
        there = (one for one in self.agreements if one.creche == agreement.creche)
        return next((one for one in there if one.period.end == eve), None)

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

    def _entries(self, agreement: Agreement, month: Month) -> Fraction:
        """Places that begin within month and agreement; a stay that goes on after a change is none."""
        begun = agreement.period.within(month)
        return _places(
            stay.week - self._ends.get(_joint(stay, stay.period.start), _NOTHING)
            for stay in self._stays[agreement.id]
            if begun and stay.period.start in begun
        )

    def _exits(self, agreement: Agreement, month: Month) -> Fraction:
        """Likewise, places that end."""
        ended = agreement.period.within(month)
        return _places(
            stay.week - self._starts.get(_joint(stay, stay.period.end + _DAY), _NOTHING)
            for stay in self._stays[agreement.id]
            if ended and stay.period.end and stay.period.end in ended
        )

    def _half_days(self, agreement: Agreement, month: Month, week: Week, period: Period) -> int:
        """Open half-days of `week` within the month, the agreement and the period."""
        part = agreement.period.overlap(period)
        return half_days(week, part, month, agreement.creche, self._policy) if part else 0


def _joint(stay: Stay, day: date) -> tuple[object, ...]:
    """Where two parts of one stay meet; a stay of nobody known meets itself alone."""
    return (stay.request_id or stay.id, stay.child, day)


def _joints(ends: Iterable[tuple[Stay, date]]) -> dict[tuple[object, ...], Week]:
    """The half-days that begin, or have ended, at each such place."""
    found: dict[tuple[object, ...], Week] = {}
    for stay, day in ends:
        key = _joint(stay, day)
        found[key] = found.get(key, _NOTHING) | stay.week
    return found


def _share(taken: int, kept: int) -> Fraction | None:
    return Fraction(taken, kept) if kept else None


def _places(weeks: Iterable[Week]) -> Fraction:
    return Fraction(sum(map(len, weeks)), 10)
