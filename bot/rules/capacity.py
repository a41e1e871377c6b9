"""What is taken and what is free at a crèche: by half-day, day, month and age group, from signed contracts.

`taken` are always the crèche's stays, those that offers under way would become included.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import partial

from bot.rules.calendar import Month, Period, Slot, Week, months_after
from bot.rules.places import Held, Stay, as_stays, first_full, first_over, half_day, presumed_end
from bot.rules.policy import Policy
from bot.rules.requests import Request
from bot.rules.waitlist import free_from


class Group(StrEnum):
    """An age group of a crèche; its limit is soft: it is shown and refuses nobody."""

    BABIES = "babies"
    MIDDLE = "middle"
    OLDER = "older"


@dataclass(frozen=True, kw_only=True)
class Ages:
    """How many children of each group are there; `unknown`: their contract came without a birth date."""

    by_group: Mapping[Group, int]
    unknown: int


@dataclass(frozen=True, kw_only=True)
class DayRoom:
    """One open day: places free in each half-day (below zero: too many), and who is there by age."""

    day: date
    free: Mapping[Slot, int]
    ages: Ages


@dataclass(frozen=True, kw_only=True)
class MonthRoom:
    """A month: the places free in each half-day on its busiest open day; None where it never is open.

    Ages are those of its first open day.
    """

    month: Month
    free: Mapping[Slot, int | None]
    ages: Ages


@dataclass(frozen=True, kw_only=True)
class Exits:
    """Contracts that end in a month, and the places that they free."""

    month: Month
    children: int
    places: Fraction


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A half-day that would be full from a day on, until the first day known to have a place again."""

    slot: Slot
    since: date
    until: date | None


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """A request accepted from that day on: the half-days it would fill, and those without room for it.

    `held`: there is room, and only in places that are kept for firms.
    """

    start: date
    fills: tuple[Filled, ...]
    lacks: tuple[Filled, ...]
    held: bool = False


def group_of(born: date, on: date, policy: Policy) -> Group:
    """The group of a child born (or due) that day."""
    babies, middle = policy.group_months
    if on < months_after(born, babies):
        return Group.BABIES
    return Group.MIDDLE if on < months_after(born, middle) else Group.OLDER


def day_room(
    creche: str, day: date, *, taken: Iterable[Stay], born: Mapping[str, date], policy: Policy
) -> DayRoom | None:
    """Who is there on a day, and what is free; None if the crèche is closed. `born`: birth dates by stay."""
    if not policy.is_open(creche, day):
        return None
    there = [stay for stay in taken if day in stay.period]
    counts = Counter(slot for stay in there for slot in stay.week)
    places = policy.creche(creche).places
    slots = [slot for slot in Slot if slot.weekday == day.weekday() and slot in policy.opening]
    coming = [stay for stay in there if any(slot in stay.week for slot in slots)]
    return DayRoom(
        day=day,
        free={slot: places - counts[slot] for slot in slots},
        ages=_ages(coming, day, born, policy),
    )


def year_ahead(
    creche: str, today: date, *, taken: Iterable[Stay], born: Mapping[str, date], policy: Policy
) -> tuple[MonthRoom, ...]:
    """Twelve months, this one from today on."""
    there = tuple(taken)
    months = [Month.of(today).plus(ahead) for ahead in range(12)]
    busiest = _busiest(creche, Period(today, months[-1].last), there, policy)
    parts = [Period(max(today, month.first), month.last) for month in months]
    return tuple(_month_room(creche, part, busiest, there, born, policy) for part in parts)


def exits(taken: Iterable[Stay], within: Period) -> tuple[Exits, ...]:
    """The contracts that end, by month; months without any are left out."""
    ends: dict[Month, list[Stay]] = {}
    for stay in taken:
        if stay.period.end is not None and stay.period.end in within:
            ends.setdefault(Month.of(stay.period.end), []).append(stay)
    return tuple(
        Exits(
            month=month,
            children=len(stays),
            places=Fraction(sum(len(stay.week) for stay in stays), 10),
        )
        for month, stays in sorted(ends.items())
    )


def what_if(
    week: Week,
    periods: Sequence[Period],
    taken: Iterable[Stay],
    places: int,
    *,
    is_open: Callable[[date], bool],
) -> WhatIf:
    """What a week in each of these periods (one a child, all from one day on) would do to the half-days.

    Days on which the crèche is closed are nobody's, as in the round (`places.first_full`).
    """
    there = tuple(taken)
    fills, lacks = [], []
    for slot in sorted(week):
        others, counts = [stay.period for stay in there if slot in stay.week], half_day(slot, is_open)
        over = first_over(periods, others, places, counts=counts)
        full = first_over(periods, others, places - 1, counts=counts)
        if over is not None:
            lacks.append(Filled(slot=slot, since=over, until=free_from(slot, over, there, places)))
        elif full is not None:
            accepted = [Stay(id="", creche="", week=week, period=period) for period in periods]
            until = free_from(slot, full, (*there, *accepted), places)
            fills.append(Filled(slot=slot, since=full, until=until))
    return WhatIf(start=periods[0].start, fills=tuple(fills), lacks=tuple(lacks))


@dataclass(frozen=True, kw_only=True)
class Overfull:
    """The first and the last open day with more children than places, and on which half-days."""

    first: date
    last: date
    week: Week


def overfull(
    creche: str, week: Week, period: Period, *, taken: Iterable[Stay], policy: Policy
) -> Overfull | None:
    """Where there are too many on these half-days of a period; `taken` counts whoever comes in it."""
    there, places = tuple(taken), policy.creche(creche).places
    over = [
        (day, slot)
        for day in period.days()
        if policy.is_open(creche, day)
        for slot in week
        if slot.weekday == day.weekday()
        and sum(slot in stay.week and day in stay.period for stay in there) > places
    ]
    if not over:
        return None
    return Overfull(first=over[0][0], last=over[-1][0], week=frozenset(slot for _, slot in over))


def if_accepted(
    request: Request,
    creche: str,
    start: date,
    *,
    taken: Iterable[Stay],
    held: Iterable[Held] = (),
    policy: Policy,
) -> WhatIf:
    """What a request's children would do to the half-days, from that day to each one's presumed last."""
    periods = [Period(start, presumed_end(child)) for child in request.children]
    places, is_open = policy.creche(creche).places, partial(policy.is_open, creche)
    there, week = tuple(taken), request.wishes.week
    found = what_if(week, periods, there, places, is_open=is_open)
    kept = as_stays(creche, held)
    full = kept and first_full(week, periods, (*there, *kept), places, is_open=is_open)
    return replace(found, held=bool(full) and not found.lacks)


def _month_room(
    creche: str,
    part: Period,
    busiest: Mapping[tuple[Month, Slot], int],
    taken: Sequence[Stay],
    born: Mapping[str, date],
    policy: Policy,
) -> MonthRoom:
    month, places = Month.of(part.start), policy.creche(creche).places
    free = {
        slot: places - busiest[month, slot] if (month, slot) in busiest else None
        for slot in Slot
        if slot in policy.opening
    }
    first = next((day for day in part.days() if policy.is_open(creche, day)), part.start)
    present = [stay for stay in taken if first in stay.period]
    return MonthRoom(month=month, free=free, ages=_ages(present, first, born, policy))


def _busiest(
    creche: str, period: Period, taken: Iterable[Stay], policy: Policy
) -> dict[tuple[Month, Slot], int]:
    """The most that are there in each half-day of a month on any open day; closed half-days are missing."""
    turns = sorted(_turns(taken), key=lambda turn: turn[0], reverse=True)
    there: Counter[Slot] = Counter()
    most: dict[tuple[Month, Slot], int] = {}
    for day in period.days():
        while turns and turns[-1][0] <= day:
            _, by, week = turns.pop()
            for slot in week:
                there[slot] += by
        if policy.is_open(creche, day):
            for slot in (Slot(2 * day.weekday()), Slot(2 * day.weekday() + 1)):
                key = Month.of(day), slot
                most[key] = max(most.get(key, 0), there[slot])
    return most


def _turns(taken: Iterable[Stay]) -> Iterator[tuple[date, int, Week]]:
    """Who comes, and who has gone, on which day."""
    for stay in taken:
        yield stay.period.start, 1, stay.week
        if stay.period.end is not None:
            yield stay.period.end + timedelta(days=1), -1, stay.week


def _ages(stays: Iterable[Stay], on: date, born: Mapping[str, date], policy: Policy) -> Ages:
    groups = Counter(group_of(born[stay.id], on, policy) if stay.id in born else None for stay in stays)
    return Ages(by_group={group: groups[group] for group in Group}, unknown=groups[None])
