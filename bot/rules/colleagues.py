"""A sponsor's colleagues on the list, as counts: in bands, for the firm as a whole (rules, section 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.calendar import Month, local_day
from bot.rules.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """A sponsor's colleague as the month's figures need one: moments only, nothing of the family."""

    confirmed_at: datetime | None
    registered_at: datetime
    offered_at: datetime | None
    served_at: datetime | None
    refused_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Band:
    """A count of people as a band: `low` None means "fewer than `high`", zero included; else low to high."""

    low: int | None
    high: int

    @property
    def width(self) -> int:
        """How many counts are told as one; the same for every band of a summary."""
        return self.high if self.low is None else self.high - self.low + 1


@dataclass(frozen=True, kw_only=True)
class People:
    """A firm's colleagues in a month."""

    waiting: Band  # on the list at the month's end
    served: Band
    refused: Band
    withdrawn: Band
    codes_used: Band
    mean_days_to_offer: int | None  # None below the band


def band(count: int, policy: Policy) -> Band:
    """A count of people as the firm may see it: fewer than 5, 5 to 9, 10 to 14 and so on."""
    width = policy.people_band
    if count < width:
        return Band(low=None, high=width)
    low = count // width * width
    return Band(low=low, high=low + width - 1)


def people(
    month: Month, colleagues: Sequence[Colleague], codes_used: Iterable[datetime], policy: Policy
) -> People:
    """How many wait, were served, refused, went, used a code."""
    return People(
        waiting=band(sum(_waits(colleague, month) for colleague in colleagues), policy),
        served=band(_in(month, (colleague.served_at for colleague in colleagues)), policy),
        refused=band(_in(month, (colleague.refused_at for colleague in colleagues)), policy),
        withdrawn=band(_in(month, (colleague.withdrawn_at for colleague in colleagues)), policy),
        codes_used=band(_in(month, codes_used), policy),
        mean_days_to_offer=_mean_days(colleagues, month, policy),
    )


def _in(month: Month, moments: Iterable[datetime | None]) -> int:
    return sum(moment is not None and Month.of(local_day(moment)) == month for moment in moments)


def _waits(colleague: Colleague, month: Month) -> bool:
    """On the list at the month's end: registered, neither served nor withdrawn by then."""
    gone = _by(month, colleague.served_at) or _by(month, colleague.withdrawn_at)
    return _by(month, colleague.registered_at) and not gone


def _by(month: Month, moment: datetime | None) -> bool:
    return moment is not None and local_day(moment) <= month.last


def _mean_days(colleagues: Iterable[Colleague], month: Month, policy: Policy) -> int | None:
    """From confirmation to offer, half up, for everybody offered a place by the month's end.

    None for fewer than five people.
    """
    days = [
        (local_day(colleague.offered_at) - local_day(colleague.confirmed_at)).days
        for colleague in colleagues
        if colleague.offered_at and colleague.confirmed_at and _by(month, colleague.offered_at)
    ]
    if len(days) < policy.people_band:
        return None
    return (2 * sum(days) + len(days)) // (2 * len(days))
