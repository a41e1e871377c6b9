"""What there is: stays in crèches, the sponsors' agreements, and whether there is room for another child."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.rules.calendar import FULL_WEEK, Period, Slot, Week, months_after
from bot.rules.people import Child

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A signed contract: a child's half-days at a crèche, from the first day to the presumed last.

    `request_id` and `child` (its place in the request) say whose, where the contract came of a request.
    """

    id: str
    creche: str
    week: Week
    period: Period
    agreement_id: str | None = None
    request_id: str | None = None
    child: int | None = None
    need: bool = False  # taken from the reserve for specific needs (order, 88, 5°)


@dataclass(frozen=True, kw_only=True)
class Sponsor:
    """A firm. `number` is its enterprise number, ten digits."""

    id: str
    name: str
    number: str = ""
    example: bool = False


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A firm's convention: priority on `places` full-time places at a crèche, from a day to a day.

    `member_of_po`: it is recorded that the firm is part of the ASBL that runs the crèche (order, 52, 4°, 5°).
    """

    id: str
    sponsor_id: str
    creche: str
    places: int
    period: Period
    price_cents: int | None = None  # a place and a year
    invoice_reference: str = ""
    notice_months: int | None = None  # to end it before its last day
    member_of_po: bool = True


@dataclass(frozen=True, kw_only=True)
class Held:
    """Whole places that are vacant under an agreement, and kept on these days for who comes under it."""

    agreement_id: str
    places: int
    period: Period


@dataclass(frozen=True, kw_only=True)
class OfferedPlace:
    """Half-days in a live offer under an agreement, as the month's figures need them (section 5)."""

    agreement_id: str
    week: Week
    sent_on: date
    ended_on: date | None = None  # None while it lives


def under(agreements: Iterable[Agreement], stays: Iterable[Stay]) -> Mapping[str, list[Stay]]:
    """The stays under each agreement: once it is over, a child who stays is under the firm's next one there.

    A firm's agreement ends with its months, a child's contract when it is of age for school. Where the firm
    goes on at that crèche, its colleagues' children are still in the places that it has there: it pays for no
    empty one, and has no right to others beside them (order, 52, 4° and 5°: a priority, on so many places).
    Where it does not go on, the child stays as everybody else. Other agreements of the firm take over too,
    whatever the number of their places: if there are fewer, more than those are taken.
    """
    there = {one.id: one for one in agreements}
    then = {one.id: _next(one, there.values()) for one in there.values()}
    found: dict[str, list[Stay]] = {name: [] for name in there}
    for stay in stays:
        own = there.get(stay.agreement_id or "")
        for name, part in _parts(stay.period, own, then) if own else ():
            found[name].append(_within(stay, part))
    return found


def while_they_run(agreements: Sequence[Agreement], stays: Iterable[Stay]) -> Mapping[str, list[Stay]]:
    """The same, cut to the days of each agreement."""
    found = under(agreements, stays)
    return {
        one.id: [
            _within(stay, part)
            for stay in found[one.id]
            if (part := stay.period.overlap(one.period)) is not None
        ]
        for one in agreements
    }


def held_at_most(held: Iterable[Held], until: date) -> Counter[str]:
    """For each agreement the most places that are kept at once, of those kept by then."""
    most = Counter[str]()
    for one in held:
        if one.period.start <= until:
            most[one.agreement_id] = max(most[one.agreement_id], one.places)
    return most


def as_stays(creche: str, held: Iterable[Held]) -> list[Stay]:
    """What is held, as the full weeks that it takes from everybody else."""
    return [
        Stay(id="", creche=creche, week=FULL_WEEK, period=one.period)
        for one in held
        for _ in range(one.places)
    ]


@dataclass(frozen=True, kw_only=True)
class FullHalfDay:
    """The first day on which a half-day has not enough places left."""

    slot: Slot
    on: date


def presumed_end(child: Child) -> date:
    """The last day in a crèche: the eve of the first school year that starts with the child three years old.

    School starts on the last Monday of August (French Community).
    """
    third = months_after(child.day, 36)
    start = _school_starts(third.year)
    return (start if third <= start else _school_starts(third.year + 1)) - timedelta(days=1)


def first_full(
    week: Week,
    periods: Sequence[Period],
    taken: Iterable[Stay],
    places: int,
    *,
    is_open: Callable[[date], bool],
) -> FullHalfDay | None:
    """Where it fails, if a child came with that week in each of these periods; None if there is room for all.

    `taken` are the crèche's stays, those that offers under way would become included. Days on which it is
    closed are nobody's: two children may hold the same half-day of a holiday.
    """
    there = tuple(taken)
    for slot in sorted(week):
        taking = [stay.period for stay in there if slot in stay.week]
        on = first_over(periods, taking, places, counts=half_day(slot, is_open))
        if on is not None:
            return FullHalfDay(slot=slot, on=on)
    return None


def half_day(slot: Slot, is_open: Callable[[date], bool]) -> Callable[[date], bool]:
    """Whether that half-day takes place on a day."""
    return lambda day: day.weekday() == slot.weekday and is_open(day)


def first_over(
    asked: Iterable[Period],
    taken: Iterable[Period],
    places: int,
    *,
    counts: Callable[[date], bool] = lambda _: True,
) -> date | None:
    """The first day that counts, with somebody of `asked`, on which more than `places` would be there."""
    new, old = _changes(asked), _changes(taken)
    coming = there = 0
    turns = sorted(new.keys() | old.keys())
    for day, until in zip(turns, [*turns, date.max][1:], strict=True):
        coming += new[day]
        there += old[day]
        if coming and coming + there > places:
            on = next((each for each in Period(day, until - _DAY).days() if counts(each)), None)
            if on is not None:
                return on
    return None


def _within(stay: Stay, period: Period) -> Stay:
    return stay if stay.period == period else replace(stay, period=period)


def _parts(
    period: Period, own: Agreement, then: Mapping[str, Agreement | None]
) -> Iterator[tuple[str, Period]]:
    """Under which agreement, and on which days: its own, and the next one after its end."""
    end, following = own.period.end, then[own.id]
    if end is None or following is None:
        yield own.id, period
        return
    if period.start <= end:
        yield own.id, Period(period.start, min(period.end or end, end))
    later = period.overlap(Period(end + _DAY))
    if later is not None:
        yield from _parts(later, following, then)


def _next(agreement: Agreement, others: Iterable[Agreement]) -> Agreement | None:
    """The firm's agreement there that runs first once this one is over; of several the last to have begun."""
    end = agreement.period.end
    if end is None:
        return None
    later = [
        one
        for one in others
        if (one.sponsor_id, one.creche) == (agreement.sponsor_id, agreement.creche)
        and (one.period.end or date.max) > end
    ]
    later.sort(key=lambda one: (one.period.start, one.id), reverse=True)
    return min(later, key=lambda one: max(one.period.start, end + _DAY), default=None)


def _changes(periods: Iterable[Period]) -> Counter[date]:
    """By how many the count of those present changes, and on which day."""
    found = Counter[date]()
    for period in periods:
        found[period.start] += 1
        if period.end is not None:
            found[period.end + timedelta(days=1)] -= 1
    return found


def _school_starts(year: int) -> date:
    last = date(year, 8, 31)
    return last - timedelta(days=last.weekday())
