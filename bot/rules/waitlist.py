"""Who stands where on a crèche's list, and why (rules, section 3)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from bot.rules.calendar import Month, Period, Slot, Week, at_local, local_day
from bot.rules.places import Stay
from bot.rules.policy import Policy, PriorityOrder

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A ranked request (confirmed or refused) as one crèche's list sees it."""

    reference: str
    confirmed_at: datetime
    priority: bool
    entry: Month


@dataclass(frozen=True, kw_only=True)
class FullSlot:
    """A half-day without a free place in the entry month; `until`: the first day known to have one."""

    slot: Slot
    until: date | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A request's rank at one crèche with its reasons: 1 is first; the three counts add up to rank - 1."""

    creche: str
    entry: Month
    rank: int
    total: int
    ahead_by_priority: int
    ahead_by_month: int
    ahead_by_time: int
    full: tuple[FullSlot, ...] = ()


def order_key(
    entry: Entry, policy: Policy
) -> tuple[Month, bool, datetime, str] | tuple[bool, Month, datetime, str]:
    """The order at a crèche (section 3), smallest first; the reference only breaks the last tie."""
    month = Month.of(local_day(entry.confirmed_at))
    if policy.priority_order is PriorityOrder.PRIORITY_FIRST:
        return (not entry.priority, month, entry.confirmed_at, entry.reference)
    return (month, not entry.priority, entry.confirmed_at, entry.reference)


def standing(reference: str, entries: Iterable[Entry], creche: str, policy: Policy) -> Standing | None:
    """A request's place at a crèche among those with the same wished entry month; None if not ranked."""
    everyone = tuple(entries)
    own = next((entry for entry in everyone if entry.reference == reference), None)
    if own is None:
        return None
    rivals = [entry for entry in everyone if entry.entry == own.entry]
    ahead = _ahead(own, rivals, policy)
    return Standing(
        creche=creche,
        entry=own.entry,
        rank=ahead.total() + 1,
        total=len(rivals),
        ahead_by_priority=ahead[_Why.PRIORITY],
        ahead_by_month=ahead[_Why.MONTH],
        ahead_by_time=ahead[_Why.TIME],
    )


@dataclass(frozen=True, kw_only=True)
class Months:
    """How many confirmed in an earlier month than somebody, in the same one, in a later one."""

    earlier: int
    same: int
    later: int


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """A crèche's ranked requests with one wished entry month, as counts around one of them."""

    own: Entry
    with_priority: Months
    without: Months
    before: int  # of the same month and class, those before its time


def ahead_of(crowd: Crowd, policy: Policy) -> int:
    """How many of the crowd stand ahead of the one it is around."""
    return standing_among(crowd, "", policy).rank - 1


def standing_among(crowd: Crowd, creche: str, policy: Policy) -> Standing:
    """The same standing as `standing`, from counts: a list of a million need not be read."""
    own, (alike, unlike) = crowd.own, (crowd.with_priority, crowd.without)
    if not own.priority:
        alike, unlike = unlike, alike
    priority_first = policy.priority_order is PriorityOrder.PRIORITY_FIRST
    everywhere = unlike.earlier + unlike.same + unlike.later if priority_first else unlike.same
    by_priority = 0 if own.priority else everywhere
    by_month = alike.earlier + (0 if priority_first else unlike.earlier)
    return Standing(
        creche=creche,
        entry=own.entry,
        rank=by_priority + by_month + crowd.before + 1,
        total=sum(months.earlier + months.same + months.later for months in (alike, unlike)),
        ahead_by_priority=by_priority,
        ahead_by_month=by_month,
        ahead_by_time=crowd.before,
    )


class _Why(Enum):
    """The first criterion, in the policy's order, by which somebody stands ahead."""

    PRIORITY = auto()
    MONTH = auto()
    TIME = auto()


def _ahead(own: Entry, rivals: Iterable[Entry], policy: Policy) -> Counter[_Why]:
    """How many stand ahead, by reason, in one pass: two moments bound the month, nobody's is worked out."""
    month = Month.of(local_day(own.confirmed_at))
    begins, ends = at_local(month.first, 0), at_local(month.plus(1).first, 0)
    priority_first = policy.priority_order is PriorityOrder.PRIORITY_FIRST

    def why(other: Entry) -> _Why | None:
        same_month = begins <= other.confirmed_at < ends
        if other.priority != own.priority and (same_month or priority_first):
            return _Why.PRIORITY if other.priority else None
        if not same_month:
            return _Why.MONTH if other.confirmed_at < begins else None
        earlier = (other.confirmed_at, other.reference) < (own.confirmed_at, own.reference)
        return _Why.TIME if earlier else None

    return Counter(reason for reason in map(why, rivals) if reason is not None)


def with_full_slots(found: Standing, week: Week, stays: Iterable[Stay], policy: Policy) -> Standing:
    """The same standing with the asked half-days that have no free place on the entry month's first open day.

    `stays` are the crèche's, from that month on.
    """
    places = policy.creche(found.creche).places
    first = _first_open_day(found.creche, found.entry, policy)
    there = turns(first, stays)
    full = tuple(
        FullSlot(slot=slot, until=free_after(there, slot, places))
        for slot in sorted(week)
        if _count(there[0].there, slot) >= places
    )
    return replace(found, full=full)


def free_from(slot: Slot, day: date, stays: Iterable[Stay], places: int) -> date | None:
    """The first day, from `day` on, after which that half-day is never full again; None if not known.

    Worked out from signed contracts and their presumed ends.
    """
    return free_after(turns(day, stays), slot, places)


class Turn(NamedTuple):
    """From that day until the next turn so many are there: one number, sixteen bits for each half-day."""

    day: date
    there: int


_BITS = 16


def turns(day: date, stays: Iterable[Stay]) -> list[Turn]:
    """The days on which somebody comes or has gone, in order, from `day` on: it is the first."""
    changes = {day: 0}
    for stay in stays:
        start, end = max(stay.period.start, day), stay.period.end
        if end is not None and end < start:
            continue
        one = _one_each(stay.week)
        changes[start] = changes.get(start, 0) + one
        if end is not None:
            gone = end + _DAY
            changes[gone] = changes.get(gone, 0) - one
    days = sorted(changes)
    return list(map(Turn, days, accumulate(changes[one] for one in days)))


def free_after(turns: Sequence[Turn], slot: Slot, places: int) -> date | None:
    """The first day from which fewer than so many are there in a half-day for good; None if not known."""
    free: date | None = None
    for turn in reversed(turns):
        if _count(turn.there, slot) >= places:
            return free
        free = turn.day
    return free


@cache
def _one_each(week: Week) -> int:
    return sum(1 << _BITS * slot for slot in week)


def _count(there: int, slot: Slot) -> int:
    return there >> _BITS * slot & (1 << _BITS) - 1


def _first_open_day(creche: str, month: Month, policy: Policy) -> date:
    """The month's first day, where the crèche is closed all month."""
    days = Period(month.first, month.last).days()
    return next((day for day in days if policy.is_open(creche, day)), month.first)
