"""Every "no" about offers and contracts."""

from dataclasses import dataclass
from datetime import date

from bot.rules.calendar import Slot
from bot.rules.refusals import Refusal


@dataclass(eq=False)
class OutsideRound(Refusal):
    """Places are given in the monthly round; a proven closure alone cannot wait (order, 51 §3; 52, 2°)."""


@dataclass(eq=False)
class StartOutsideWishes(Refusal):
    """The family asked to enter between these days."""

    first: date
    last: date


@dataclass(eq=False)
class ClosedOnStart(Refusal):
    """The crèche is closed on that day, and open again on `again`."""

    day: date
    again: date


@dataclass(eq=False)
class ShutAtEntry(Refusal):
    """The crèche is closed on that day and does not open again while the family would enter."""

    day: date


@dataclass(eq=False)
class SchoolAge(Refusal):
    """By then a child is old enough for school; `last` is its last day in a crèche."""

    last: date


@dataclass(eq=False)
class NoRoom(Refusal):
    """That half-day has no place left on that day, or not for all `n` children, who enter together."""

    n: int
    slot: Slot
    day: date


@dataclass(eq=False)
class RightFull(Refusal):
    """There is a place, but not by the right that proposed it: a share or an agreement is full."""

    slot: Slot
    day: date


@dataclass(eq=False)
class HeldForFirm(Refusal):
    """What is left is kept for a firm's own colleagues until it has decided."""


@dataclass(eq=False)
class OfferOver(Refusal):
    """The offer ended before, or was answered: in which way (bot.rules.offers.OfferState)."""

    state: str


@dataclass(eq=False)
class OfferTooLate(Refusal):
    """The deadline is past."""

    deadline: date


@dataclass(eq=False)
class OfferStillOpen(Refusal):
    """The family may still answer."""

    deadline: date


@dataclass(eq=False)
class MoreTimeGiven(Refusal):
    """More time is given once."""

    deadline: date


@dataclass(eq=False)
class ContractStillOpen(Refusal):
    """The contract may still be signed until then."""

    contract_by: date


@dataclass(eq=False)
class FirstDayOutside(Refusal):
    """A contract begins between these days: no earlier than the family accepted."""

    first: date
    last: date


@dataclass(eq=False)
class LeavingBeforeEntry(Refusal):
    """The last day would come before the first, `first`, which is past."""

    day: date
    first: date


@dataclass(eq=False)
class LeavingInFuture(Refusal):
    day: date
