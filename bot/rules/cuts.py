"""Fewer places than ONE authorised, as long as a crèche cannot fill them all: never fewer than are signed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.calendar import Period, Slot
from bot.rules.places import Stay, first_over, half_day
from bot.rules.policy import Creche
from bot.rules.refusals import Refusal


@dataclass(eq=False)
class BelowSigned(Refusal):
    """So many places are taken in that half-day on that day, by contracts and offers under way."""

    places: int
    signed: int
    slot: Slot
    day: date


@dataclass(eq=False)
class NotAuthorised(Refusal):
    """A crèche fills one place at least, and no more than ONE authorised."""

    most: int


@dataclass(frozen=True, kw_only=True)
class Peak:
    """The half-day with the most places taken, from today on, and its first such day on which it is open."""

    taken: int
    slot: Slot
    day: date


def cut(
    creche: Creche, places: int, taken: Iterable[Stay], *, today: date, is_open: Callable[[date], bool]
) -> Peak:
    """What is taken at most if so many places may be filled. Refused NotAuthorised, BelowSigned."""
    if not 1 <= places <= creche.most:
        raise NotAuthorised(most=creche.most)
    found = peak(taken, today, is_open)
    if found.taken > places:
        raise BelowSigned(places=places, signed=found.taken, slot=found.slot, day=found.day)
    return found


def peak(taken: Iterable[Stay], today: date, is_open: Callable[[date], bool]) -> Peak:
    """The most that are there at once in one half-day that takes place, from today on."""
    there = tuple(taken)
    found = Peak(taken=0, slot=Slot.MON_AM, day=today)
    for slot in Slot:
        periods = [stay.period for stay in there if slot in stay.week]
        counts = half_day(slot, is_open)
        more = _over(periods, found.taken, today, counts)
        while more is not None:
            count = sum(more in period for period in periods)
            found = Peak(taken=count, slot=slot, day=more)
            more = _over(periods, count, today, counts)
    return found


def _over(periods: Iterable[Period], most: int, today: date, counts: Callable[[date], bool]) -> date | None:
    """The first day that counts, from today on, with more than so many."""
    return first_over([Period(today, date.max - timedelta(days=1))], periods, most + 1, counts=counts)
