"""When a place may come, as a range with its basis (section 3): the months walked forward twice."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from bot.rules.calendar import Month, Slot, Week
from bot.rules.places import Stay, presumed_end
from bot.rules.policy import Policy
from bot.rules.requests import Request, State
from bot.rules.starts import shut
from bot.rules.waitlist import Turn, free_after, turns

#: The share that gave up is told and used in steps of five per cent, so that no single family shows in it.
_STEPS = 20


class Outcome(StrEnum):
    """How a confirmed request was decided in the end."""

    FOUND = "found"
    GAVE_UP = "gave up"


_OUTCOMES = {
    State.ACCEPTED: Outcome.FOUND,
    State.ENROLLED: Outcome.FOUND,
    State.LEFT: Outcome.FOUND,
    State.WITHDRAWN: Outcome.GAVE_UP,
    State.CLOSED: Outcome.GAVE_UP,
}


def outcome(state: State, *, confirmed: bool) -> Outcome | None:
    """None while it waits; one that never was on a list decides nothing."""
    return _OUTCOMES.get(state) if confirmed else None


@dataclass(frozen=True, kw_only=True)
class History:
    """The cooperative's decided requests, by how they ended."""

    found: int
    gave_up: int

    def share(self, policy: Policy) -> Fraction | None:
        """The share that gave up, rounded down; None if too few were decided to tell."""
        decided = self.found + self.gave_up
        if decided < policy.estimate_decided:
            return None
        return Fraction(self.gave_up * _STEPS // decided, _STEPS)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The month of a place if nobody ahead gives up, and if `share` do (None: not enough history yet).

    A month of None: none before the child starts school. `ahead` are those of all entry months.
    `shut`: the crèche does not open in any month in which the family would enter. `firm`: the family's
    employer has places there, which a month's decision gives first to its colleagues; they are not counted.
    """

    creche: str
    ahead: int
    share: Fraction | None
    if_nobody: Month | None
    if_share: Month | None
    shut: bool = False
    firm: bool = False


def estimate(
    request: Request,
    creche: str,
    *,
    ahead: int,
    stays: Iterable[Stay],
    history: History,
    today: date,
    policy: Policy,
) -> Estimate:
    """When a crèche may have a place, from its signed contracts and the list ahead.

    Those ahead are served first and stay; each of them takes the crèche's average week.
    """
    come, wishes, children = tuple(stays), request.wishes, request.children
    share = history.share(policy)
    first = max(wishes.entry.plus(-wishes.earlier), Month.of(today).plus(1))

    places = policy.creche(creche).places
    weeks, there = Counter(stay.week for stay in come), turns(first.first, come)
    half_days = [(slot, _asked(slot, weeks)) for slot in _unlike(wishes.week, weeks)]

    def month(waiting: int) -> Month | None:
        """The first from which each half-day has room for those who wait and the children, for good."""
        days = [
            _room_from(there, slot, places - ceil(waiting * asked) - len(children))
            for slot, asked in half_days
        ]
        return _month([first.first, *days], until=max(map(presumed_end, children)))

    return Estimate(
        creche=creche,
        ahead=ahead,
        share=share,
        if_nobody=month(ahead),
        if_share=None if share is None else month(ceil(ahead * (1 - share))),
        shut=shut(wishes, creche, today, policy),
    )


def _unlike(week: Week, weeks: Iterable[Week]) -> Iterable[Slot]:
    """Of the half-days on which the same stays come, one."""
    return {frozenset(one for one in weeks if slot in one): slot for slot in week}.values()


def _room_from(there: Sequence[Turn], slot: Slot, most: int) -> date | None:
    """The first day from which never more than `most` are there; None if that is not known."""
    return None if most < 0 else free_after(there, slot, most + 1)


def _asked(slot: Slot, weeks: Mapping[Week, int]) -> Fraction:
    """The share of families that come on a half-day; all, where nothing is known."""
    if not weeks:
        return Fraction(1)
    return Fraction(sum(count for week, count in weeks.items() if slot in week), sum(weeks.values()))


def _month(days: Iterable[date | None], *, until: date) -> Month | None:
    """The first whole month from all these days on; None if one is not known, or at school age."""
    found: list[date] = []
    for day in days:
        if day is None:
            return None
        found.append(day)
    last = max(found)
    month = Month.of(last) if last.day == 1 else Month.of(last).plus(1)
    return month if month.first <= until else None
