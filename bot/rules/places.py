"""What there is: stays in crèches, the sponsors' agreements, and whether there is room for another child."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.calendar import Period, Slot, Week, months_after
from bot.rules.people import Child


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
    """A firm. `number` is its enterprise number; `member_of_po`: part of the ASBL that runs the crèche."""

    id: str
    name: str
    number: str = ""
    member_of_po: bool = True
    example: bool = False


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A firm's convention: priority on `places` full-time places at a crèche, from a day to a day."""

    id: str
    sponsor_id: str
    creche: str
    places: int
    period: Period
    price_cents: int | None = None  # a place and a year
    invoice_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferedPlace:
    """Half-days in a live offer under an agreement, as the month's figures need them (section 5)."""

    agreement_id: str
    week: Week
    sent_on: date
    ended_on: date | None = None  # None while it lives


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
    week: Week, periods: Sequence[Period], taken: Iterable[Stay], places: int
) -> FullHalfDay | None:
    """Where it fails, if a child came with that week in each of these periods; None if there is room for all.

    `taken` are the crèche's stays, those that offers under way would become included.
    """
    there = tuple(taken)
    for slot in sorted(week):
        taking = [stay.period for stay in there if slot in stay.week]
        on = first_over(periods, taking, places, slot.weekday)
        if on is not None:
            return FullHalfDay(slot=slot, on=on)
    return None


def first_over(
    asked: Iterable[Period], taken: Iterable[Period], places: int, weekday: int | None = None
) -> date | None:
    """The first day with somebody of `asked` on which more than `places` would be there.

    With a weekday (Monday is 0) only such days count.
    """
    new, old = _changes(asked), _changes(taken)
    coming = there = 0
    turns = sorted(new.keys() | old.keys())
    for day, until in zip(turns, [*turns[1:], date.max], strict=True):
        coming += new[day]
        there += old[day]
        on = day if weekday is None else day + timedelta(days=(weekday - day.weekday()) % 7)
        if coming and coming + there > places and on < until:
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
