"""Days on which a crèche closes beside those of its policy, and what closing them touches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.rules.calendar import Period, Slot
from bot.rules.places import Stay
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal


@dataclass(eq=False)
class DayPast(Refusal):
    """Nothing can change any more about a day that is past."""

    day: date


@dataclass(eq=False)
class ClosedAlready(Refusal):
    """None of those days is an open one."""

    first: date
    last: date


@dataclass(eq=False)
class PlacesGiven(Refusal):
    """Open again, more would come in a half-day than there are places: one was given while it was closed."""

    places: int
    taken: int
    slot: Slot
    day: date


class Cause(StrEnum):
    """Why a crèche closes; anything else is said in its staff's own words."""

    TRAINING = "training"
    STAFF = "staff"
    WORKS = "works"


@dataclass(frozen=True, kw_only=True)
class Closure:
    """A day, or several, on which a crèche is closed."""

    id: str
    creche: str
    period: Period


@dataclass(frozen=True, kw_only=True)
class Touched:
    """What closing takes away: open days, children's half-days, whose stays, and whose first day it is."""

    days: tuple[date, ...]
    half_days: int
    stays: tuple[Stay, ...]
    starting: tuple[Stay, ...]


def touched(creche: str, period: Period, taken: Iterable[Stay], *, today: date, policy: Policy) -> Touched:
    """What closing those days would touch. Refused DayPast, ClosedAlready."""
    if period.start < today:
        raise DayPast(day=period.start)
    days = tuple(day for day in period.days() if policy.is_open(creche, day))
    if not days:
        raise ClosedAlready(first=period.start, last=period.end or period.start)
    lost = {stay: _half_days(stay, days, policy) for stay in taken if stay.creche == creche}
    return Touched(
        days=days,
        half_days=sum(lost.values()),
        stays=tuple(stay for stay, half_days in lost.items() if half_days),
        starting=tuple(stay for stay in lost if stay.period.start in days),
    )


def check_open(closure: Closure, taken: Iterable[Stay], policy: Policy) -> None:
    """Whether there is a place for everybody who would come on those days. Refused PlacesGiven."""
    there = [stay for stay in taken if stay.creche == closure.creche]
    places = policy.creche(closure.creche).places
    for day in closure.period.days():
        if day.weekday() < 5 and day not in policy.holidays:
            for slot in (Slot(2 * day.weekday()), Slot(2 * day.weekday() + 1)):
                come = sum(slot in stay.week and day in stay.period for stay in there)
                if come > places:
                    raise PlacesGiven(places=places, taken=come, slot=slot, day=day)


def would_come(stays: Iterable[Stay], period: Period, policy: Policy) -> tuple[Stay, ...]:
    """Those with a half-day in the period on a day that is no public holiday."""
    days = [day for day in period.days() if day not in policy.holidays]
    return tuple(stay for stay in stays if _half_days(stay, days, policy))


def _half_days(stay: Stay, days: Iterable[date], policy: Policy) -> int:
    there = (day for day in days if day in stay.period)
    return sum(slot.weekday == day.weekday() for day in there for slot in stay.week & policy.opening)
