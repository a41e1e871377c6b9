"""Somebody who has read every summary of a firm, and looks for counts of people that have one value only.

Two of them. The one who knows the house knows that people come onto the list and leave it in ways that no
summary counts: an accepted place comes back, a claim is taken out, a request is erased. The strict one
supposes that nobody ever does: a month's list is the one before, plus codes used, less served and withdrawn.
A vacant place that was kept for the firm, and is kept no more before its day is over, was offered to a
colleague, who was on the list or came since; the strict one supposes another colleague for each.
Both know that whoever is offered a place waits, that the mean is told from the fifth person offered a place,
and that nobody is served who was not offered one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from bot.rules.colleagues import Band

#: Counts below this one must stay open.
FEW = 5


@dataclass(frozen=True)
class Seen:
    """A month as a firm reads it."""

    waiting: Band
    served: Band
    withdrawn: Band
    refused: Band
    codes_used: Band
    mean_told: bool
    offers_live: bool
    taken_up: int = 0  # kept places that were offered since the month before


def fixed(months: Sequence[Seen], *, strict: bool) -> list[str]:
    """The counts below five that can have one value only, by exhaustion of all the values they could have."""
    known = [_alone(months), _waiting(months, strict=strict), _served(months)]
    return sorted(
        what for found in known for what, values in found.items() if len(values) == 1 and min(values) < FEW
    )


def _values(band: Band) -> range:
    return range(band.high) if band.low is None else range(band.low, band.high + 1)


def _alone(months: Sequence[Seen]) -> dict[str, set[int]]:
    """Refusals and withdrawals, by their bands alone: a refused request stays on the list."""
    return {
        f"{what} in month {at}": set(_values(getattr(month, what)))
        for at, month in enumerate(months)
        for what in ("refused", "withdrawn", "codes_used")
    }


def _waiting(months: Sequence[Seen], *, strict: bool) -> dict[str, set[int]]:
    """What the list can have been at each month's end, and the flows that lead from one to the next."""
    ends = [{n for n in _values(month.waiting) if n or not month.offers_live} for month in months]
    if not strict:
        return {f"waiting in month {at}": end for at, end in enumerate(ends)}
    for at in range(1, len(ends)):
        ends[at] = {
            after for after in ends[at] if any(_may(months[at], before, after) for before in ends[at - 1])
        }
    for at in range(len(ends) - 1, 0, -1):
        ends[at - 1] = {
            before for before in ends[at - 1] if any(_may(months[at], before, after) for after in ends[at])
        }
    found = {f"waiting in month {at}": end for at, end in enumerate(ends)}
    for at in range(1, len(months)):
        for what, values in _flows(months[at], ends[at - 1], ends[at]).items():
            found[f"{what} in month {at}, strictly"] = values
    return found


def _may(month: Seen, before: int, after: int) -> bool:
    came, served, gone = (_values(band) for band in (month.codes_used, month.served, month.withdrawn))
    low = came[0] - served[-1] - gone[-1]
    high = came[-1] - served[0] - gone[0]
    return low <= after - before <= high and before + came[-1] >= month.taken_up


def _flows(month: Seen, before: Iterable[int], after: Iterable[int]) -> dict[str, set[int]]:
    """Every way from one end to the next."""
    steps: dict[int, int] = {}  # from one end to the next, and the longest list that it can begin with
    for early, late in product(before, after):
        steps[late - early] = max(early, steps.get(late - early, 0))
    found: dict[str, set[int]] = {"codes_used": set(), "served": set(), "withdrawn": set()}
    bands = (month.codes_used, month.served, month.withdrawn)
    for came, served, gone in product(*map(_values, bands)):
        longest = steps.get(came - served - gone)
        if longest is not None and longest + came >= month.taken_up:
            for what, value in (("codes_used", came), ("served", served), ("withdrawn", gone)):
                found[what].add(value)
    return found


def _served(months: Sequence[Seen]) -> dict[str, set[int]]:
    """Until the mean is told, fewer than five were ever offered a place, hence served."""
    quiet = [at for at, month in enumerate(months) if not month.mean_told]
    least = {at: _values(months[at].served)[0] for at in quiet}
    most = {at: FEW - 1 - (sum(least.values()) - least[at]) for at in quiet}
    return {
        f"served in month {at}": {n for n in _values(month.served) if n <= most.get(at, n)}
        for at, month in enumerate(months)
    }
