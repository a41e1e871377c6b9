"""When a request could begin at a crèche."""

from datetime import date
from functools import cache

from bot.rules.calendar import Month, Period
from bot.rules.places import presumed_end
from bot.rules.policy import Policy
from bot.rules.requests import Request, Wishes

FAR = 12  # months in which to look for an open day, where all the months wished are past


class Starts:
    """The possible first days at one crèche, none of them before `first`."""

    def __init__(self, creche: str, first: date, policy: Policy) -> None:
        self._creche, self._first, self._policy = creche, first, policy
        self._opens: dict[int, date | None] = {}
        self._known: dict[tuple[Month, int, int], tuple[date, ...]] = {}

    def of(self, wishes: Wishes) -> tuple[date, ...]:
        """The first open day of each month that the family accepts, the nearest to its wish first.

        Of two months equally near the earlier comes first: a place too early costs money, one too late costs
        a job. Past months are left out; where all of them are past, the day is the earliest possible.
        """
        key = (wishes.entry, wishes.earlier, wishes.later)
        if key not in self._known:
            self._known[key] = tuple(self._days(*key))
        return self._known[key]

    def _days(self, entry: Month, earlier: int, later: int) -> list[date]:
        ahead = Month.of(self._first).until(entry)
        accepted = [ahead + months for months in _near(earlier, later) if ahead + months >= 0]
        if accepted:
            return [day for months in accepted if (day := self._open(months))]
        return [day for months in range(FAR) if (day := self._open(months))][:1]

    def _open(self, ahead: int) -> date | None:
        """The first open day of the month so many ahead of the first one's."""
        if ahead not in self._opens:
            month = Month.of(self._first).plus(ahead)
            days = Period(max(month.first, self._first), month.last)
            self._opens[ahead] = next(self._policy.open_days(self._creche, days), None)
        return self._opens[ahead]


def shut(wishes: Wishes, creche: str, first: date, policy: Policy) -> bool:
    """Whether a crèche opens on no day of all the months in which the family would enter."""
    return not Starts(creche, first, policy).of(wishes)


@cache
def _near(earlier: int, later: int) -> list[int]:
    """The months of a window, from the wish on: those nearest to it first, of two the earlier."""
    return sorted(range(-earlier, later + 1), key=lambda months: (abs(months), months))


def starts(request: Request, creche: str, today: date, policy: Policy) -> tuple[date, ...]:
    """The first open day of each month in which the family would enter, none of them past (see `Starts`)."""
    last = min(presumed_end(child) for child in request.children)
    return tuple(sorted(day for day in Starts(creche, today, policy).of(request.wishes) if day <= last))
