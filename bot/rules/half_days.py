"""How many half-days a crèche is open: counted by subtraction, not day by day (rules, section 5)."""

from collections.abc import Set as AbstractSet
from datetime import date
from functools import lru_cache

from bot.rules.calendar import Month, Period, Week
from bot.rules.policy import Policy

Weekdays = tuple[int, int, int, int, int]  # a number for each day from Monday to Friday


def half_days(week: Week, period: Period, month: Month, creche: str, policy: Policy) -> int:
    """Open half-days of a week within a period and a month: no weekend, holiday or closing day."""
    part = period.within(month)
    if part is None or part.end is None:
        return 0
    opened = _opened(month, policy.holidays, policy.creche(creche).closures)
    before, after = opened[part.start.day - 1], opened[part.end.day]
    weights = _weights(week & policy.opening)
    return sum(weights[day] * (after[day] - before[day]) for day in range(5))


@lru_cache(maxsize=1024)
def _opened(month: Month, holidays: AbstractSet[date], closures: frozenset[date]) -> tuple[Weekdays, ...]:
    """For each day of the month, how many Mondays, Tuesdays … were open till then; zeros come first.

    One table serves every firm and stay at a crèche.
    """
    table: list[Weekdays] = [(0, 0, 0, 0, 0)]
    for day in Period(month.first, month.last).days():
        open_on = day.weekday() if day not in holidays and day not in closures else None
        mon, tue, wed, thu, fri = (n + (each == open_on) for each, n in enumerate(table[-1]))
        table.append((mon, tue, wed, thu, fri))
    return tuple(table)


@lru_cache(maxsize=1024)
def _weights(week: Week) -> tuple[int, ...]:
    """How many half-days of each weekday belong to a week."""
    return tuple(sum(slot.weekday == weekday for slot in week) for weekday in range(5))
