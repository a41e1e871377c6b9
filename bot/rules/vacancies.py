"""A firm's vacant places: told, held for its colleagues until a day, then on the common list (section 5).

An agreement gives priority on n places. One of them that nobody has is held for the firm until `decide_by`,
the policy's days after it was told, or until the firm gives it back. It is told some months before it frees:
a colleague's child takes months to come, and a round gives a place away long before its first day.

A vacancy is a whole place, free on every half-day from its first day on; of a place used in part the rest is
everybody's. What was given back is held no more; a colleague may still come there, with the firm's priority.
Once somebody else has it, it counts as taken: the next exit that frees a place is a new vacancy, told anew.
Where a crèche has fewer free places than its firms have rights, who was told longest ago comes first.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import accumulate, groupby

from bot.rules.calendar import Period, Week, at_local, months_after
from bot.rules.places import Agreement, Held, Stay
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal
from bot.rules.requests import ClaimCode

_DAY = timedelta(days=1)
_COLLEAGUES = (ClaimCode.EMPLOYER, ClaimCode.BUSINESS_PARK)


@dataclass(eq=False)
class VacancyOver(Refusal):
    """That place awaits no decision of the firm any more: it is taken, or was given back before."""


@dataclass(frozen=True, kw_only=True)
class Vacancy:
    """Places of an agreement that were told as vacant. `left`: of them still are, held or given back."""

    id: str
    agreement_id: str
    places: int
    left: int
    since: date  # their first day
    told_on: date
    decide_by: date  # inclusive
    released_at: datetime | None = None  # by the firm; None: by time, once the day is past

    def is_held(self, today: date) -> bool:
        return self.left > 0 and self.released_at is None and today <= self.decide_by

    @property
    def given_back_at(self) -> datetime:
        """When they are, or were, on the common list."""
        return self.released_at or at_local(self.decide_by + _DAY, 0)


@dataclass(frozen=True, kw_only=True)
class Awaiting:
    """Vacant places that are held for the firm: until when it decides."""

    creche: str
    agreement_id: str
    places: int
    by: date


@dataclass(frozen=True, kw_only=True)
class Vacant:
    """A running agreement's vacant places: `told`, as far as they still are, and those that are `untold`."""

    agreement: Agreement
    told: tuple[Vacancy, ...]
    held: tuple[Held, ...]
    untold: int
    since: date  # the first day of those


def vacant(
    creche: str,
    agreements: Sequence[Agreement],
    taken: Sequence[Stay],
    told: Iterable[Vacancy],
    *,
    today: date,
    policy: Policy,
) -> tuple[Vacant, ...]:
    """What stands vacant at a crèche under each running agreement; `taken`: offers under way included."""
    there = [one for one in agreements if one.creche == creche]
    running = [one for one in there if today in one.period]
    if not running or not any(policy.creche(creche).publishes(code) for code in _COLLEAGUES):
        return ()
    days, known = _days(there, taken, today), _by_agreement(told)
    rest = [policy.creche(creche).places - most for most in _busiest(taken, days)]
    stays = _under(there, taken, today)
    found = []
    for one in sorted(running, key=lambda one: _turn(one, known[one.id])):
        left = [one.places - most for most in _busiest(stays[one.id], days)]
        own = _Own(one, days, left, rest, today, policy)
        found.append(_vacant(own, known[one.id]))
        rest = [free - places for free, places in zip(rest, own.lasting, strict=True)]
    return tuple(found)


def tell(vacancy_id: str, found: Vacant, *, today: date, policy: Policy) -> Vacancy:
    """What is told today: held until the policy's days are over."""
    return Vacancy(
        id=vacancy_id,
        agreement_id=found.agreement.id,
        places=found.untold,
        left=found.untold,
        since=found.since,
        told_on=today,
        decide_by=today + timedelta(days=policy.vacancy_days),
    )


def release(vacancy: Vacancy, *, today: date, now: datetime) -> Vacancy:
    """The firm gives the places back before the day. Refused VacancyOver."""
    if not vacancy.is_held(today):
        raise VacancyOver
    return replace(vacancy, released_at=now)


def take_back(vacancy: Vacancy, *, today: date, now: datetime, policy: Policy) -> Vacancy:
    """It has thought again, within a day, and nobody has them. Refused VacancyOver."""
    before = replace(vacancy, released_at=None)
    late = vacancy.released_at is None or now > thought_over(vacancy, policy)
    if late or not before.is_held(today):
        raise VacancyOver
    return before


def thought_over(vacancy: Vacancy, policy: Policy) -> datetime:
    """Until when what the firm gave back can be taken back; what lapsed cannot."""
    hours = policy.undo_hours if vacancy.released_at else 0
    return vacancy.given_back_at + timedelta(hours=hours)


class _Own:
    """An agreement's places day by day: `left` under it, `lasting` free from each day on for good."""

    def __init__(
        self,
        agreement: Agreement,
        days: Sequence[date],
        left: Sequence[int],
        rest: Sequence[int],
        today: date,
        policy: Policy,
    ) -> None:
        end = agreement.period.end
        self.agreement, self.days, self.today = agreement, days, today
        self.closing = end is not None and end < today + timedelta(days=policy.vacancy_days)
        self._over = len(days) if end is None else bisect_right(days, end)
        self.left = self._for_good(left)
        self.lasting = self._for_good([min(pair) for pair in zip(left, rest, strict=True)])
        self.ahead = (
            bisect_right(days, min(months_after(today, policy.vacancy_months_ahead), end or date.max)) - 1
        )

    def _for_good(self, places: Sequence[int]) -> list[int]:
        """The fewest from each day on, as long as the agreement runs; nothing behind it."""
        fewest = list(accumulate(reversed(places[: self._over]), min))[::-1]
        return [max(0, each) for each in fewest] + [0] * (len(places) - self._over)

    def since(self, count: int) -> date:
        """The first day with so many."""
        return next(day for day, places in zip(self.days, self.lasting, strict=True) if places >= count)

    def held(self, places: Iterable[int]) -> Iterator[Held]:
        """So many on each stretch of days, those alike together."""
        index = 0
        for count, alike in groupby(list(places)[: self._over]):
            first, index = index, index + len(list(alike))
            if count:
                end = self.days[index] - _DAY if index < self._over else self.agreement.period.end
                yield Held(agreement_id=self.agreement.id, places=count, period=Period(self.days[first], end))


def _vacant(own: _Own, told: Iterable[Vacancy]) -> Vacant:
    """Colleagues take what is held first, others what was given back; what is more than that is not told."""
    today, most = own.today, own.lasting[own.ahead]
    still = _at_most(own.left[own.ahead], told, lambda one: not one.is_held(today))
    still = _at_most(most, still, lambda one: one.is_held(today))
    held = sum(one.left for one in still if one.is_held(today))
    back = sum(one.left for one in still) - held
    kept = [
        max(0, places - back, min(places - _given_back(still, day, today), most - back))
        for day, places in zip(own.days, own.lasting, strict=True)
    ]
    if own.closing:
        kept = [min(places, held) for places in kept]
    untold = 0 if own.closing else most - back - held
    return Vacant(
        agreement=own.agreement,
        told=still,
        held=tuple(own.held(kept)),
        untold=untold,
        since=own.since(back + held + 1) if untold else today,
    )


def _given_back(told: Iterable[Vacancy], day: date, today: date) -> int:
    """What is free by that day and held no more: a place given back from autumn on frees none in spring."""
    return sum(one.left for one in told if one.since <= day and not one.is_held(today))


def _at_most(most: int, told: Iterable[Vacancy], last: Callable[[Vacancy], bool]) -> tuple[Vacancy, ...]:
    """As many places as there are: those that come `last` stay, and of the others the newest."""
    found = []
    for one in sorted(told, key=lambda one: (last(one), one.told_on, one.id), reverse=True):
        left = min(one.left, most)
        most -= left
        found.append(replace(one, left=left))
    return tuple(reversed(found))


def _turn(agreement: Agreement, told: Sequence[Vacancy]) -> tuple[bool, date, date, str]:
    """Whose vacancies stand comes first, then who was told longest ago, or never."""
    standing = any(one.left for one in told)
    last = max((one.told_on for one in told), default=date.min)
    return (not standing, last, agreement.period.start, agreement.id)


def _by_agreement(told: Iterable[Vacancy]) -> Mapping[str, list[Vacancy]]:
    found = defaultdict[str, list[Vacancy]](list)
    for one in told:
        found[one.agreement_id].append(one)
    return found


def _under(agreements: Iterable[Agreement], taken: Iterable[Stay], today: date) -> Mapping[str, list[Stay]]:
    """The stays under each; one under an agreement that is over counts under the firm's next one there."""
    heirs = {one.id: one.id for one in agreements}
    by_start = sorted(agreements, key=lambda one: (one.period.start, one.id), reverse=True)
    for index, one in enumerate(by_start):
        end = one.period.end
        later = (each for each in reversed(by_start[:index]) if each.sponsor_id == one.sponsor_id)
        if end is not None and end < today:
            heirs[one.id] = next((heirs[each.id] for each in later if each.period.start > end), one.id)
    found = defaultdict[str, list[Stay]](list)
    for stay in taken:
        if stay.agreement_id in heirs:
            found[heirs[stay.agreement_id]].append(stay)
    return found


def _days(agreements: Iterable[Agreement], taken: Iterable[Stay], today: date) -> list[date]:
    """Today and every later day on which somebody comes, has gone, or an agreement is over."""
    periods = [*(one.period for one in agreements), *(one.period for one in taken)]
    turns = {one.start for one in periods} | {one.end + _DAY for one in periods if one.end}
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
