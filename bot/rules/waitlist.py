"""Who stands where on a crèche's list, and why (rules, section 3)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto

from bot.rules.calendar import Month, Slot, Week, local_day
from bot.rules.places import Stay
from bot.rules.policy import Policy, PriorityOrder


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
    key = order_key(own, policy)
    ahead = [entry for entry in rivals if order_key(entry, policy) < key]
    reasons = [_why_ahead(other, own, policy) for other in ahead]
    return Standing(
        creche=creche,
        entry=own.entry,
        rank=len(ahead) + 1,
        total=len(rivals),
        ahead_by_priority=reasons.count(_Why.PRIORITY),
        ahead_by_month=reasons.count(_Why.MONTH),
        ahead_by_time=reasons.count(_Why.TIME),
    )


class _Why(Enum):
    PRIORITY = auto()
    MONTH = auto()
    TIME = auto()


def _why_ahead(other: Entry, own: Entry, policy: Policy) -> _Why:
    """The first criterion, in the policy's order, in which the other differs."""
    months = Month.of(local_day(other.confirmed_at)) != Month.of(local_day(own.confirmed_at))
    priorities = other.priority != own.priority
    if policy.priority_order is PriorityOrder.PRIORITY_FIRST and priorities:
        return _Why.PRIORITY
    if months:
        return _Why.MONTH
    return _Why.PRIORITY if priorities else _Why.TIME


def with_full_slots(found: Standing, week: Week, stays: Iterable[Stay], policy: Policy) -> Standing:
    """The same standing with the asked half-days that are full when the entry month begins."""
    there = tuple(stays)
    places = policy.creche(found.creche).places
    full = tuple(
        FullSlot(slot=slot, until=free_from(slot, found.entry.first, there, places))
        for slot in sorted(week)
        if _taken(slot, found.entry.first, there) >= places
    )
    return replace(found, full=full)


def free_from(slot: Slot, day: date, stays: Iterable[Stay], places: int) -> date | None:
    """The first day from which that half-day has a free place for good, by presumed ends; None: not known."""
    ends = sorted(_end(stay) for stay in stays if slot in stay.week and _end(stay) >= day)
    over = len(ends) - places  # the place is free once so many of them, and one more, have left
    if over < 0:
        return day
    last = ends[over]
    return None if last == date.max else last + timedelta(days=1)


def _taken(slot: Slot, day: date, stays: Iterable[Stay]) -> int:
    return sum(slot in stay.week and day in stay.period for stay in stays)


def _end(stay: Stay) -> date:
    return stay.period.end or date.max
