"""Who stands where on a crèche's list, and why (rules, section 3)."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.calendar import Month, Slot


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
