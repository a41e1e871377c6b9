"""What there is: stays in crèches, the sponsors' agreements, and whether there is room for another child."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
