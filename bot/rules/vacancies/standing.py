"""What stands vacant under each agreement, day by day: told, held, given back, or yet to be told."""

from bisect import bisect_left, bisect_right
from collections import ChainMap, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate, chain, groupby

from bot.rules.calendar import Period, Week, months_after
from bot.rules.places import Agreement, Held, Stay, while_they_run
from bot.rules.policy import Creche, Policy
from bot.rules.requests import ClaimCode
from bot.rules.vacancies.vacancy import Vacancy, Vacant

_DAY = timedelta(days=1)
_COLLEAGUES = (ClaimCode.EMPLOYER, ClaimCode.BUSINESS_PARK)


def vacant(
    creche: str,
    agreements: Sequence[Agreement],
    taken: Sequence[Stay],
    told: Iterable[Vacancy],
    *,
    came: str | None = None,
    today: date,
    policy: Policy,
) -> tuple[Vacant, ...]:
    """What stands vacant at a crèche under each running agreement; `taken`: offers under way included.

    `came`: the agreement under which somebody among those has just come.
    """
    there = [one for one in agreements if one.creche == creche]
    running = [one for one in there if today in one.period]
    if not running or not any(policy.creche(creche).publishes(code) for code in _COLLEAGUES):
        return ()
    known = _by_agreement(told)
    days = _days(there, taken, chain.from_iterable(known.values()), today)
    stays = while_they_run(there, taken)
    owns = [
        _Own(one, days, _left(one.places, stays[one.id], days), known[one.id], today, policy)
        for one in sorted(running, key=lambda one: _turn(one, known[one.id]))
    ]
    rest = _rest(policy.creche(creche), taken, chain.from_iterable(stays.values()), days, policy)
    still = _still(owns, rest, days, came)
    standing = [own.standing(still) for own in owns]
    rest = [free - sum(others) for free, *others in zip(rest, *standing, strict=True)]
    found = []
    for own, known_there in zip(owns, standing, strict=True):
        free = [some + here for some, here in zip(rest, known_there, strict=True)]
        lasting = own.lasting(free, known_there)
        found.append(_vacant(own, lasting, known_there, still))
        rest = [some - last for some, last in zip(free, lasting, strict=True)]
    return tuple(found)


class _Own:
    """An agreement's places day by day: `left` under it, and what was `told` of them.

    `still`: of those, what counts as yet; `spans`: on which of the days, by their ids.
    """

    def __init__(
        self,
        agreement: Agreement,
        days: Sequence[date],
        left: Sequence[int],
        told: Sequence[Vacancy],
        today: date,
        policy: Policy,
    ) -> None:
        end = agreement.period.end
        self.agreement, self.days, self.left, self.told, self.today = agreement, days, left, told, today
        self._closing = end is not None and end < today + timedelta(days=policy.vacancy_days)
        self._over = len(days) if end is None else bisect_right(days, end)
        self.still = [one for one in told if one.left and one.since in agreement.period]
        self.spans = {one.id: range(bisect_left(days, one.since), self._over) for one in self.still}
        self.ahead = (
            bisect_right(days, min(months_after(today, policy.vacancy_months_ahead), end or date.max)) - 1
        )

    def standing(self, still: Mapping[str, int]) -> list[int]:
        """How many of what was told there are, day by day: begun, while the agreement runs."""
        found = [0] * len(self.days)
        for one in self.still:
            for index in self.spans[one.id]:
                found[index] += still[one.id]
        return found

    def lasting(self, free: Sequence[int], standing: Sequence[int]) -> list[int]:
        """How many of those free are its own from each day on, as long as it runs; none behind it.

        Where it ends before the firm could decide, no more than was told.
        """
        most = max(standing) if self._closing else self.agreement.places
        places = [max(0, min(most, *pair)) for pair in zip(self.left, free, strict=True)]
        return [*_fewest(places[: self._over]), *[0] * (len(free) - self._over)]

    def held(self, places: Iterable[int]) -> Iterator[Held]:
        """So many on each stretch of days, those alike together."""
        index = 0
        for count, alike in groupby(list(places)[: self._over]):
            first, index = index, index + len(list(alike))
            if count:
                end = self.days[index] - _DAY if index < self._over else self.agreement.period.end
                yield Held(agreement_id=self.agreement.id, places=count, period=Period(self.days[first], end))


def _vacant(own: _Own, lasting: Sequence[int], standing: Sequence[int], still: Mapping[str, int]) -> Vacant:
    """What frees first is the place that was told to free first: held, or given back and held no more."""
    told = tuple(_with(one, still[one.id]) for one in own.told)
    untold = _untold(own, lasting, standing)
    known = [(one.since, not one.is_held(own.today), one.left) for one in told]
    known += [(since, False, places) for since, places in untold.items()]
    back = [0, *accumulate(back for _, back, places in sorted(known) for _ in range(places))]
    kept = [places - back[min(places, len(back) - 1)] for places in lasting]
    return Vacant(agreement=own.agreement, told=told, held=tuple(own.held(kept)), untold=untold)


def _with(one: Vacancy, left: int) -> Vacancy:
    return one if one.left == left else replace(one, left=left)


def _untold(own: _Own, lasting: Sequence[int], standing: Sequence[int]) -> dict[date, int]:
    """Those beside what was told, by the day from which they are free for good."""
    spare = [places - told for places, told in zip(lasting, standing, strict=True)][: own.ahead + 1]
    more = _fewest(spare)
    days = zip(own.days, more, [0, *more], strict=False)
    return {day: places - before for day, places, before in days if places > before}


def _fewest(places: Sequence[int]) -> list[int]:
    """The fewest from each day on."""
    return list(accumulate(reversed(places), min))[::-1]


def _still(
    owns: Sequence[_Own], rest: Sequence[int], days: Sequence[date], came: str | None
) -> dict[str, int]:
    """How many of each vacancy are left: colleagues take what is held first, others what was given back."""
    still = {one.id: 0 for own in owns for one in own.told}
    still |= {one.id: one.left for own in owns for one in own.still}
    for own in owns:
        own_first = sorted(own.still, key=lambda one: (not one.is_held(days[0]), one.told_on, one.id))
        _take(own_first, own.spans, still, own.left)
    everybodys = sorted(
        (one for own in owns for one in own.still),
        key=lambda one: (one.is_held(days[0]), one.agreement_id != came, one.told_on, one.id),
    )
    _take(everybodys, dict(ChainMap(*(own.spans for own in owns))), still, rest)
    return still


def _take(
    some: Sequence[Vacancy], spans: Mapping[str, range], still: dict[str, int], places: Iterable[int]
) -> None:
    """Take the first of these, day by day, until no more are left than there are places."""
    for index, most in enumerate(places) if some else ():
        begun = [one.id for one in some if index in spans[one.id]]
        over = sum(still[one] for one in begun) - most
        for one in begun if over > 0 else ():
            gone = min(still[one], over)
            still[one] -= gone
            over -= gone


def _rest(
    creche: Creche, taken: Iterable[Stay], sponsored: Iterable[Stay], days: Sequence[date], policy: Policy
) -> list[int]:
    """What is free on each of these days, as far as the sponsors' ceiling lets a firm have it."""
    ceiling = creche.places * policy.sponsors_max_percent // 100
    return list(map(min, _left(creche.places, taken, days), _left(ceiling, sponsored, days)))


def _left(places: int, taken: Iterable[Stay], days: Sequence[date]) -> list[int]:
    return [places - most for most in _busiest(taken, days)]


def _turn(agreement: Agreement, told: Sequence[Vacancy]) -> tuple[date, date, str]:
    """Who was told longest ago, or never, comes first."""
    last = max((one.told_on for one in told), default=date.min)
    return (last, agreement.period.start, agreement.id)


def _by_agreement(told: Iterable[Vacancy]) -> Mapping[str, list[Vacancy]]:
    found = defaultdict[str, list[Vacancy]](list)
    for one in told:
        found[one.agreement_id].append(one)
    return found


def _days(
    agreements: Iterable[Agreement], taken: Iterable[Stay], told: Iterable[Vacancy], today: date
) -> list[date]:
    """Today and every later day on which somebody comes, has gone, a place frees, or an agreement is over."""
    periods = [*(one.period for one in agreements), *(one.period for one in taken)]
    turns = {one.start for one in periods} | {one.end + _DAY for one in periods if one.end}
    turns |= {one.since for one in told}
    return [today, *sorted(day for day in turns if day > today)]


def _busiest(taken: Iterable[Stay], days: Sequence[date]) -> list[int]:
    """How many are there in the fullest half-day, from each of these days until the next."""
    turns = defaultdict[date, list[tuple[int, Week]]](list)
    for stay in taken:
        turns[max(stay.period.start, days[0])].append((1, stay.week))
        if stay.period.end:
            turns[max(stay.period.end + _DAY, days[0])].append((-1, stay.week))
    there, found = [0] * 10, []
    for day in days:
        for by, week in turns[day]:
            for slot in week:
                there[slot] += by
        found.append(max(there))
    return found
