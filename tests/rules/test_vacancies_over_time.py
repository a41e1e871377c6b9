"""Firms' vacant places over months of comings and goings, beside a model made of days and places."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Period, Slot, Week, at_local
from bot.rules.places import Agreement, Stay, as_stays
from bot.rules.policy import Policy
from bot.rules.vacancies import Vacancy, Vacant, release, tell, vacant
from tests.cast import MONDAY_TUESDAY, POLICY
from tests.rules.vacancies_model import DAY, Morning

BEGIN, LAST = date(2027, 1, 4), date(2027, 4, 30)  # shorter months ahead, so that every day can be looked at
WEEKS: tuple[Week, ...] = (
    FULL_WEEK,
    FULL_WEEK,
    FULL_WEEK,
    MONDAY_TUESDAY,
    FULL_WEEK - MONDAY_TUESDAY,
)


@dataclass
class Story:
    """A crèche from one morning to the next: who comes, who goes, what firms decide."""

    chance: Random
    policy: Policy
    agreements: tuple[Agreement, ...]
    today: date = BEGIN
    taken: list[Stay] = field(default_factory=list)
    told: list[Vacancy] = field(default_factory=list)
    number: int = 0
    came: str | None = None  # under which agreement
    promised: dict[str, int] = field(default_factory=dict)  # what others' coming leaves to the firms

    def morning(self, came: str | None = None) -> tuple[tuple[Vacant, ...], Morning]:
        """The rule's answer and the model's; what is new is told, what is taken is written down."""
        answer = vacant(
            "marcinelle",
            self.agreements,
            self.taken,
            self.told,
            came=came,
            today=self.today,
            policy=self.policy,
        )
        model = Morning(self.agreements, self.taken, self.told, self.today, LAST, self.policy, came)
        running = {one.agreement.id for one in answer}
        self.told = [one for one in self.told if one.agreement_id not in running]
        for found in answer:
            self.told += found.told
            for since in found.untold:
                self.number += 1
                name = f"v{self.number:03}"
                self.told.append(tell(name, found, since, today=self.today, policy=self.policy))
        return answer, model

    def next(self) -> None:
        """Something happens, if the rules let it; then it is another day."""
        happening = self.chance.choice(
            (self.family, self.family, self.colleague, self.colleague, self.leaves, self.released)
        )
        self.promised, self.came = {}, None
        happening()
        answer, model = self.morning(self.came)
        assert list(differences(answer, model)) == []
        left = {one.id: one.left for one in self.told}
        if self.policy.sponsors_max_percent == 100:
            assert {name: left[name] for name in self.promised} == self.promised
        self.today += timedelta(days=self.chance.choice((0, 0, 1, 3, 7)))

    def family(self) -> None:
        self.come(None)

    def colleague(self) -> None:
        running = [one for one in self.agreements if self.today in one.period]
        if running:
            self.come(self.chance.choice(running))

    def come(self, under: Agreement | None) -> None:
        """A child for whom there is room beside those there and what is held for other firms."""
        self.number += 1
        start = self.today + timedelta(days=self.chance.choice((0, 1, 5, 20)))
        end = self.chance.choice((None, start + timedelta(days=self.chance.randint(3, 60))))
        child = Stay(
            id=f"s{self.number}",
            creche="marcinelle",
            week=self.chance.choice(WEEKS),
            period=Period(start, end),
            agreement_id=under.id if under else None,
        )
        answer, _ = self.morning()
        kept = [held for one in answer for held in one.held if under is None or held.agreement_id != under.id]
        everybody = [*self.taken, *as_stays("marcinelle", kept), child]
        if under is not None:
            own = [stay for stay in self.taken if stay.agreement_id == under.id]
            sponsored = [stay for stay in self.taken if stay.agreement_id]
            if start not in under.period or over([*own, child], under.places):
                return
            places = self.policy.creche("marcinelle").places
            if over([*sponsored, child], places * self.policy.sponsors_max_percent // 100):
                return
        if not over(everybody, self.policy.creche("marcinelle").places):
            self.taken.append(child)
            self.came = under.id if under else None
            self.promised = {
                one.id: one.left
                for one in self.told
                if one.is_held(self.today) and (under is None or one.agreement_id != under.id)
            }

    def leaves(self) -> None:
        if self.taken:
            gone = self.chance.choice(self.taken)
            self.taken.remove(gone)
            if gone.period.start < self.today:
                end = min(gone.period.end or date.max, self.today + timedelta(self.chance.randint(0, 20)))
                self.taken.append(replace(gone, period=Period(gone.period.start, end)))

    def released(self) -> None:
        open_ = [one for one in self.told if one.is_held(self.today)]
        if open_:
            one = self.chance.choice(open_)
            self.told.remove(one)
            self.told.append(release(one, today=self.today, now=at_local(self.today, 9)))


def over(some: list[Stay], places: int) -> bool:
    """Whether there are more on any half-day of any day: days change only where somebody comes."""
    return any(
        sum(slot in one.week and first.period.start in one.period for one in some) > places
        for first in some
        for slot in Slot
    )


def story(chance: Random) -> Story:
    """One to three agreements, one of them perhaps after another; now and then more than the ceiling."""
    places = chance.randint(1, 6)
    creches = tuple(replace(one, places=places) if one.id == "marcinelle" else one for one in POLICY.creches)
    policy = replace(
        POLICY,
        creches=creches,
        sponsors_max_percent=chance.choice((50, 100, 100)),
        vacancy_months_ahead=1,
        vacancy_days=8,
    )
    agreements = list[Agreement]()
    for number in range(chance.randint(1, 3)):
        start = BEGIN - timedelta(days=chance.randint(-15, 30))
        end = chance.choice((None, None, start + timedelta(days=chance.randint(20, 120))))
        before = chance.choice((None, *agreements))
        firm = before.sponsor_id if before else f"firm-{number}"
        if before and before.period.end and chance.random() < 0.7:
            start, end = before.period.end + DAY, None
        agreements.append(
            Agreement(
                id=f"a{number}",
                sponsor_id=firm,
                creche="marcinelle",
                places=chance.randint(1, 3),
                period=Period(start, end),
            )
        )
    return Story(chance, policy, tuple(agreements))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_vacant_places_over_time_are_those_of_the_model(seed: int) -> None:
    once = story(Random(seed))
    for _ in range(12):
        answer, model = once.morning()
        assert list(differences(answer, model)) == []
        once.next()


def differences(answer: tuple[Vacant, ...], model: Morning) -> Iterator[str]:
    """Where the two do not say the same; and what is given back is everybody's."""
    if {one.agreement.id for one in answer} != {one.id for one in model.running}:
        yield "other agreements run"
    for one in answer:
        name = one.agreement.id
        held = [sum(kept.places for kept in one.held if day in kept.period) for day in model.days]
        wanted = model.held(one.agreement)
        for day, some, others in zip(model.days, held, wanted, strict=True):
            if some != others:
                yield f"{name}: {some} held on {day}, {others} by the model"
                break
        if dict(one.untold) != dict(model.new(one.agreement)):
            yield f"{name}: told {one.untold}, {dict(model.new(one.agreement))} by the model"
        for told in one.told:
            before = next(each for each in model.before[name] if each.id == told.id)
            if told.left != model.left(before):
                yield f"{name}: {told.left} of {told.id} are left, {model.left(before)} by the model"
