"""The month's half-days against a second count, slot by slot and day by day, over random histories."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules import occupancy as rules
from bot.rules.calendar import FULL_WEEK, Month, Period, Week
from bot.rules.half_days import half_days
from bot.rules.occupancy import Occupancy
from bot.rules.places import Agreement, OfferedPlace, Stay
from bot.rules.policy import Policy
from tests.cast import POLICY, TECHNORD, TECHNORD_AGREEMENT
from tests.strategies import CRECHES, agreements, creches, months, offers, periods, stays, weeks

CLOSURES = st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=40)


@dataclass(frozen=True)
class Books:
    """What a firm's month is worked out from."""

    agreements: tuple[Agreement, ...]
    stays: tuple[Stay, ...]
    offers: tuple[OfferedPlace, ...]
    policy: Policy

    def month(self, month: Month) -> Occupancy:
        return rules.Books(self.agreements, self.stays, self.offers, self.policy).month(TECHNORD, month)


@st.composite
def books(draw: st.DrawFn) -> Books:
    """Up to three agreements at two crèches, their stays and offers, and a stay of nobody's."""
    made = draw(st.lists(agreements(creche="marcinelle") | agreements(creche="lodelinsart"), max_size=3))
    under = [
        draw(stays(creche=one.creche, agreement_id=one.id))
        for one in made
        for _ in range(draw(st.integers(0, 3)))
    ]
    proposed = [draw(offers(agreement_id=one.id)) for one in made]
    closed = [replace(creche, closures=draw(CLOSURES)) for creche in POLICY.creches[:2]]
    policy = replace(POLICY, creches=(*closed, *POLICY.creches[2:]))
    return Books(tuple(made), (*under, draw(stays())), tuple(proposed), policy)


def _days(month: Month) -> list[date]:
    days = [month.first + timedelta(days=ahead) for ahead in range(31)]
    return [day for day in days if day <= month.last]


def _counted(week: Week, period: Period, month: Month, creche: str, policy: Policy) -> int:
    """One by one."""
    return sum(
        slot.weekday == day.weekday() and policy.is_open(creche, day) and day in period
        for day in _days(month)
        for slot in week
    )


@given(weeks, periods(), months, creches)
def test_half_days_are_those_counted_one_by_one(
    week: Week, period: Period, month: Month, creche: str
) -> None:
    assert half_days(week, period, month, creche, POLICY) == _counted(week, period, month, creche, POLICY)


def test_half_days_of_the_example() -> None:
    march = Period(date(2027, 3, 1), date(2027, 3, 31))
    assert half_days(FULL_WEEK, march, Month(2027, 3), "marcinelle", POLICY) == 44


def _tenths(own: list[Stay], month: Month, period: Period, day: Callable[[Stay], date | None]) -> Fraction:
    """Places whose first, or last, day lies in a month and an agreement: a tenth a half-day."""
    met = [(each, stay) for stay in own for each in _days(month) if each in period and each == day(stay)]
    return sum((Fraction(len(stay.week), 10) for _, stay in met), Fraction(0))


def _whose(some: Books, stay: Stay, day: date) -> str:
    """Under which agreement a stay is on a day: its own, then the firm's there that runs first after it."""
    own = next((one for one in some.agreements if one.id == stay.agreement_id), None)
    while own is not None and own.period.end is not None and day > own.period.end:
        over = own.period.end
        others = [
            (max(one.period.start, over + timedelta(days=1)), date.max - one.period.start, one)
            for one in sorted(some.agreements, key=lambda one: one.id, reverse=True)
            if (one.sponsor_id, one.creche) == (own.sponsor_id, own.creche)
            and (one.period.end is None or one.period.end > over)
        ]
        if not others:
            break
        own = min(others, key=lambda one: one[:2])[2]
    return "" if own is None else own.id


def _at_the_end(some: Books, one: Agreement) -> list[Stay]:
    return [stay for stay in some.stays if stay.period.end and _whose(some, stay, stay.period.end) == one.id]


def _ending(some: Books, one: Agreement, month: Month) -> Fraction:
    return _tenths(_at_the_end(some, one), month, one.period, lambda stay: stay.period.end)


def _chain(some: Books, one: Agreement, month: Month) -> list[Agreement]:
    """An agreement with those to come that go on where it ends, and where the first of several that end."""
    chain = [one]
    for last in chain:
        for other in some.agreements:
            ends = [
                each
                for each in some.agreements
                if each.creche == other.creche
                and each.period.end
                and each.period.end + timedelta(days=1) == other.period.start
            ]
            if ends[:1] == [last] and not [day for day in _days(month) if day in other.period]:
                chain.append(other)
    return chain


@given(books(), months)
def test_month_is_that_of_a_second_count(some: Books, month: Month) -> None:
    found = {line.agreement_id: line for line in some.month(month).creches}
    for one in some.agreements:
        open_days = [
            day for day in _days(month) if some.policy.is_open(one.creche, day) and day in one.period
        ]
        if not [day for day in _days(month) if day in one.period]:
            assert one.id not in found
            continue
        line = found[one.id]
        assert line.open_half_days == 2 * len(open_days)
        assert line.reserved == 2 * len(open_days) * one.places
        assert line.contracted == sum(
            slot.weekday == day.weekday() and day in stay.period and _whose(some, stay, day) == one.id
            for stay in some.stays
            for day in open_days
            for slot in stay.week
        )
        came = [stay for stay in some.stays if _whose(some, stay, stay.period.start) == one.id]
        assert line.entries == _tenths(came, month, one.period, lambda stay: stay.period.start)
        assert line.exits == _ending(some, one, month)
        assert line.exits_expected == tuple(
            (each, sum((_ending(some, part, each) for part in _chain(some, one, month)), Fraction(0)))
            for each in (month.plus(ahead) for ahead in range(1, 7))
        )
        assert line.offered == sum(
            slot.weekday == day.weekday()
            for offer in some.offers
            if offer.agreement_id == one.id
            and offer.sent_on <= month.last
            and not (offer.ended_on and offer.ended_on <= month.last)
            for day in open_days
            for slot in offer.week
        )


@given(books(), months)
def test_month_is_within_bounds(some: Books, month: Month) -> None:
    found = some.month(month)
    assert found.contracted >= 0
    assert found.vacant == sum(max(0, line.reserved - line.contracted) for line in found.creches)
    for line in found.creches:
        assert 0 <= line.contracted <= len(some.stays) * line.open_half_days
        if line.free is not None and line.taken is not None and line.offered_places is not None:
            assert line.free == max(0, line.places - line.taken - line.offered_places)


@given(books(), st.integers(2026, 2031))
def test_months_add_up_to_the_year(some: Books, year: int) -> None:
    found = [some.month(Month(year, number)) for number in range(1, 13)]
    for number, month in enumerate(found, start=1):
        assert month.year_reserved == sum(one.reserved for one in found[:number])
        assert month.year_contracted == sum(one.contracted for one in found[:number])
    assert found[-1].history == tuple((one.month, one.occupancy) for one in found)


def _figures(some: Books, month: Month) -> tuple[object, ...]:
    """What a firm pays for and gets, over all its agreements."""
    found = some.month(month)
    moved = (
        sum(line.entries for line in found.creches),
        sum(line.exits for line in found.creches),
        sum(places for line in found.creches for _, places in line.exits_expected),
    )
    year = (found.year_reserved, found.year_contracted)
    return found.reserved, found.contracted, found.history, *year, *moved


@given(books(), months, st.data())
def test_splitting_stays_by_half_days_changes_nothing(some: Books, month: Month, data: st.DataObject) -> None:
    parts = []
    for stay in some.stays:
        mine = data.draw(st.frozensets(st.sampled_from(sorted(stay.week))))
        parts += [replace(stay, week=mine), replace(stay, week=stay.week - mine)]
    split = replace(some, stays=tuple(part for part in parts if part.week))
    assert split.month(month) == some.month(month)


def _halves(period: Period, day: date) -> list[Period]:
    """A period in two, the second beginning on that day; itself if the day lies outside."""
    if day not in period or day == period.start:
        return [period]
    return [Period(period.start, day - timedelta(days=1)), Period(day, period.end)]


@given(books(), months, st.dates(date(2026, 1, 1), date(2031, 12, 31)))
def test_splitting_stays_in_time_changes_no_half_day(some: Books, month: Month, day: date) -> None:
    parts = [replace(stay, period=half) for stay in some.stays for half in _halves(stay.period, day)]
    assert _figures(replace(some, stays=tuple(parts)), month) == _figures(some, month)


@given(books(), months, st.dates(date(2026, 1, 1), date(2031, 12, 31)))
def test_splitting_agreements_in_time_changes_no_half_day(some: Books, month: Month, day: date) -> None:
    """Renewed for as many places, a firm's agreement keeps its children."""
    whole = replace(some, agreements=some.agreements[:1])
    parts = tuple(
        replace(one, id=f"{one.id}{'-then' * number}", period=half)
        for one in whole.agreements
        for number, half in enumerate(_halves(one.period, day))
    )
    assert _figures(replace(whole, agreements=parts), month) == _figures(whole, month)


def test_exit_under_the_agreement_that_follows_is_expected() -> None:
    """One ends with the year, the next goes on; a contract of each ends in January, under the next."""
    first = replace(TECHNORD_AGREEMENT, period=Period(date(2026, 1, 1), date(2029, 12, 31)))
    then = replace(first, id="then", period=Period(date(2030, 1, 1), None))
    there = Period(date(2027, 1, 1), date(2030, 1, 31))
    stays = tuple(
        Stay(id=one.id, creche=one.creche, week=FULL_WEEK, period=there, agreement_id=one.id)
        for one in (first, then)
    )
    (line,) = Books((first, then), stays, (), POLICY).month(Month(2029, 10)).creches
    assert {month: places for month, places in line.exits_expected if places} == {Month(2030, 1): 2}


@given(books(), months)
def test_splitting_an_agreement_by_places_changes_nothing(some: Books, month: Month) -> None:
    assume(any(one.places > 1 for one in some.agreements))
    parts = [
        part
        for one in some.agreements
        for part in (
            [replace(one, places=1), replace(one, id=f"{one.id}-2", places=one.places - 1)]
            if one.places > 1
            else [one]
        )
    ]
    assert _figures(replace(some, agreements=tuple(parts)), month) == _figures(some, month)


@given(books(), months, st.data())
def test_month_does_not_depend_on_the_order_of_the_books(
    some: Books, month: Month, data: st.DataObject
) -> None:
    shuffled = replace(
        some,
        agreements=tuple(data.draw(st.permutations(some.agreements))),
        stays=tuple(data.draw(st.permutations(some.stays))),
    )
    assert shuffled.month(month) == some.month(month)


def test_every_creche_of_the_cast_opens_on_the_same_days() -> None:
    counts = {half_days(FULL_WEEK, Period(date(2027, 1, 1)), Month(2027, 5), one, POLICY) for one in CRECHES}
    assert counts == {38}  # 21 weekdays, of which Ascension and Whit Monday are holidays
