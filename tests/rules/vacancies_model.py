"""Firms' vacant places once more, place by place and day by day: the words of the rules, section 5.

Written apart from `bot.rules.vacancies`: it shares the values with it and nothing else. Every place that was
told is a line of its own, every day is looked at, and nothing is worked out from turns.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from bot.rules.calendar import months_after
from bot.rules.places import Agreement, Stay
from bot.rules.policy import Policy
from bot.rules.vacancies import Vacancy

DAY = timedelta(days=1)


@dataclass(eq=False)
class Place:
    """One place: under which agreement, from which day, told when, whether the firm still may decide."""

    agreement: Agreement
    since: date
    told: Vacancy | None
    held: bool

    def is_there(self, day: date) -> bool:
        return self.since <= day and day in self.agreement.period


class Morning:
    """One crèche as it stands on a morning; days are looked at until a last one."""

    def __init__(
        self,
        agreements: Sequence[Agreement],
        taken: Sequence[Stay],
        told: Iterable[Vacancy],
        today: date,
        last: date,
        policy: Policy,
        came: str | None = None,
    ) -> None:
        self.came = came
        self.today, self.policy, self.taken = today, policy, taken
        self.days = [today + number * DAY for number in range((last - today).days + 1)]
        self.agreements = agreements
        running = [one for one in agreements if today in one.period]
        self.before = defaultdict[str, list[Vacancy]](list)
        for vacancy in told:
            self.before[vacancy.agreement_id].append(vacancy)
        self.running = sorted(running, key=self._longest_ago)
        self.places = list[Place]()
        self._standing: dict[str | None, Counter[date]] = defaultdict(Counter)  # None: at the crèche
        for one in self.running:
            for vacancy in self.before[one.id]:
                if vacancy.since in one.period:
                    for _ in range(vacancy.left):
                        self._begins(Place(one, vacancy.since, vacancy, vacancy.is_held(today)))
        self._own = {one.id: self._free(one.places, partial(self._is_under, one)) for one in self.running}
        house = self._free(policy.creche("marcinelle").places, lambda _stay, _day: True)
        ceiling = policy.creche("marcinelle").places * policy.sponsors_max_percent // 100
        sponsors = self._free(ceiling, lambda stay, day: self._whose(stay, day) is not None)
        self._room = {day: min(house[day], sponsors[day]) for day in self.days}
        self._look()

    def held(self, agreement: Agreement) -> list[int]:
        """How many places are kept for it on each day."""
        own = [one for one in self.places if one.agreement is agreement and one.held]
        return [sum(one.is_there(day) for one in own) for day in self.days]

    def given_back(self, day: date) -> int:
        return sum(not one.held and one.is_there(day) for one in self.places)

    def left(self, vacancy: Vacancy) -> int:
        return sum(one.told is vacancy for one in self.places)

    def new(self, agreement: Agreement) -> Mapping[date, int]:
        """What the firm is told today, by first day."""
        found = defaultdict[date, int](int)
        for one in self._first_days[agreement.id]:
            found[one] += 1
        return found

    def _look(self) -> None:
        for agreement in self.running:
            for day in self.days:
                while self._standing[agreement.id][day] > max(0, self._own[agreement.id][day]):
                    self._gone(day, agreement, held=True)
        for day in self.days:
            while self._standing[None][day] > max(0, self._room[day]):
                self._gone(day, None, held=False)
        self._first_days = {one.id: list[date]() for one in self.running}
        for agreement in self.running:
            if not self._is_closing(agreement):
                self._tell(agreement)
            self._bring_forward(agreement)

    def _tell(self, agreement: Agreement) -> None:
        """Every place that is free from a day on until the agreement ends: told up to the months ahead."""
        ahead = months_after(self.today, self.policy.vacancy_months_ahead)
        for day in self.days:
            while day in agreement.period and self._one_more(agreement, day):
                self._begins(Place(agreement, day, None, held=True))
                if day <= ahead:
                    self._first_days[agreement.id].append(day)

    def _bring_forward(self, agreement: Agreement) -> None:
        """Somebody left earlier than was told: what is told to be the first is free the sooner."""
        own = [one for one in self.places if one.agreement is agreement]
        for one in sorted(own, key=lambda one: (one.since, not one.held)):
            while one.since > self.today and self._one_more(agreement, one.since - DAY, until=one.since):
                one.since -= DAY
                self._count(one, [one.since], 1)

    def _one_more(self, agreement: Agreement, since: date, until: date | None = None) -> bool:
        return all(
            self._standing[agreement.id][day] < self._own[agreement.id][day]
            and self._standing[None][day] < self._room[day]
            for day in self.days
            if day >= since and day in agreement.period and (until is None or day < until)
        )

    def _gone(self, day: date, agreement: Agreement | None, *, held: bool) -> None:
        """Somebody has one of the places: a colleague one of those that are held, others one given back."""
        there = [
            one
            for one in self.places
            if one.told and one.is_there(day) and (agreement is None or one.agreement is agreement)
        ]
        alike = [one for one in there if one.held is held] or there
        alike = [one for one in alike if one.agreement.id == self.came] or alike
        first = min(alike, key=lambda one: (one.told.told_on, one.told.id) if one.told else ())
        self.places.remove(first)
        self._count(first, self.days, -1)

    def _begins(self, place: Place) -> None:
        self.places.append(place)
        self._count(place, self.days, 1)

    def _count(self, place: Place, days: Iterable[date], by: int) -> None:
        for day in days:
            if place.is_there(day):
                self._standing[place.agreement.id][day] += by
                self._standing[None][day] += by

    def _longest_ago(self, agreement: Agreement) -> tuple[date, date, str]:
        told = [one.told_on for one in self.before[agreement.id]]
        return max(told, default=date.min), agreement.period.start, agreement.id

    def _is_closing(self, agreement: Agreement) -> bool:
        end = agreement.period.end
        return end is not None and end < self.today + timedelta(days=self.policy.vacancy_days)

    def _is_under(self, agreement: Agreement, stay: Stay, day: date) -> bool:
        return self._whose(stay, day) is agreement

    def _whose(self, stay: Stay, day: date) -> Agreement | None:
        """Under which agreement a child is on a day; the firm's next one takes over when one is over."""
        own = next((one for one in self.agreements if one.id == stay.agreement_id), None)
        while own and own.period.end and own.period.end < day:
            own = self._next(own, own.period.end)
        return own if own and day in own.period else None

    def _next(self, over: Agreement, end: date) -> Agreement | None:
        """On the first day on which the firm has one again: that one, of several the latest."""
        later = [
            one
            for one in self.agreements
            if one.sponsor_id == over.sponsor_id and (one.period.end is None or one.period.end > end)
        ]
        if not later:
            return None
        first = max(end + DAY, min(one.period.start for one in later))
        return max(
            (one for one in later if one.period.start <= first), key=lambda one: (one.period.start, one.id)
        )

    def _free(self, places: int, counts: Callable[[Stay, date], bool]) -> dict[date, int]:
        """What of so many places is left in the fullest half-day, on each day."""
        found = {}
        for day in self.days:
            there = Counter(
                slot for stay in self.taken if day in stay.period and counts(stay, day) for slot in stay.week
            )
            found[day] = places - max(there.values(), default=0)
        return found
