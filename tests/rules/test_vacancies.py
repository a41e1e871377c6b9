"""Vacant sponsored places: told once, held until their day, then everybody's; the next exit is a new one."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Period, Slot, Week, at_local
from bot.rules.places import Agreement, Held, Stay
from bot.rules.policy import Policy
from bot.rules.vacancies import Vacancy, VacancyOver, Vacant, release, take_back, tell, vacant
from tests.cast import MONDAY_TUESDAY, POLICY, TECHNORD_AGREEMENT, TODAY

SCHOOL = date(2029, 8, 26)
OPEN_END = replace(TECHNORD_AGREEMENT, period=Period(date(2026, 9, 1)))
DAY = timedelta(days=1)


def marcinelle(places: int) -> Policy:
    creches = (replace(one, places=places) if one.id == "marcinelle" else one for one in POLICY.creches)
    return replace(POLICY, creches=tuple(creches))


def stay(
    end: date | None = SCHOOL, week: Week = FULL_WEEK, under: str | None = OPEN_END.id, **other: Any
) -> Stay:
    known = Stay(
        id="s", creche="marcinelle", week=week, period=Period(date(2026, 9, 1), end), agreement_id=under
    )
    return replace(known, **other)


def found(
    *taken: Stay,
    told: tuple[Vacancy, ...] = (),
    places: int = 10,
    today: date = TODAY,
    agreements: tuple[Agreement, ...] = (OPEN_END,),
) -> Vacant:
    """What stands vacant under the last of the agreements."""
    every = vacant("marcinelle", agreements, taken, told, today=today, policy=marcinelle(places))
    return next(one for one in every if one.agreement.id == agreements[-1].id)


def telling(first: Vacant, vacancy_id: str = "v", today: date = TODAY) -> Vacancy:
    return tell(vacancy_id, first, today=today, policy=POLICY)


def held(one: Vacant) -> list[tuple[int, date, date | None]]:
    return [(each.places, each.period.start, each.period.end) for each in one.held]


def test_empty_agreement_is_vacant_and_held_from_its_first_day() -> None:
    begun = found()
    assert (begun.untold, begun.since, held(begun)) == (2, TODAY, [(2, TODAY, None)])
    begins = replace(OPEN_END, period=Period(TODAY + DAY))
    assert vacant("marcinelle", (begins,), (), (), today=TODAY, policy=POLICY) == ()


def test_what_is_told_is_held_until_its_day_and_no_longer() -> None:
    told = telling(found())
    assert (told.places, told.decide_by) == (2, TODAY + timedelta(days=30))
    for today, kept in ((told.decide_by, 2), (told.decide_by + DAY, 0)):
        then = found(told=(told,), today=today)
        assert (then.untold, sum(one.places for one in then.held)) == (0, kept)


def test_place_is_told_half_a_year_before_it_frees_and_held_before() -> None:
    last = date(2027, 8, 29)
    then = found(stay(), stay(last))
    assert (then.untold, held(then)) == (0, [(1, last + DAY, SCHOOL), (2, SCHOOL + DAY, None)])
    in_march = found(stay(), stay(last), today=date(2027, 3, 1))
    assert (in_march.untold, in_march.since) == (1, last + DAY)


def test_place_that_a_colleague_takes_is_no_vacancy_any_more() -> None:
    told = telling(found(stay()))
    assert [one.left for one in found(stay(), stay(), told=(told,)).told] == [0]


def test_colleague_takes_what_is_held_before_what_was_given_back() -> None:
    back = release(telling(replace(found(), untold=1), "a"), today=TODAY, now=at_local(TODAY, 9))
    told = telling(found(told=(back,)), "b")
    assert {one.id: one.left for one in found(stay(), told=(back, told)).told} == {"a": 1, "b": 0}


def test_place_given_back_from_summer_on_leaves_what_is_held_before_summer() -> None:
    last = TODAY + timedelta(days=100)
    kept = replace(telling(found()), places=1, left=1)
    back = replace(kept, id="back", since=last + DAY, released_at=at_local(TODAY, 9))
    then = found(stay(last, under=None), told=(kept, back), places=2)
    assert (then.untold, held(then)) == (0, [(1, TODAY, None)])


def test_place_given_back_and_taken_by_others_is_told_anew_at_the_next_exit() -> None:
    """Of ten places two are the firm's, one of them empty: given back, it goes to another family."""
    nine, last = [stay(), *[stay(under=None)] * 8], date(2027, 5, 31)
    told = telling(found(*nine))
    back = release(told, today=TODAY, now=at_local(TODAY, 9))
    empty = found(*nine, told=(back,))
    assert (empty.untold, held(empty), empty.told) == (0, [(1, SCHOOL + DAY, None)], (back,))
    others = [*nine, stay(under=None)]
    full = found(*others, told=(back,))
    assert (full.untold, [one.left for one in full.told]) == (0, [0])
    leaving = [*nine, stay(last, under=None)]
    again = found(*leaving, told=full.told)
    assert (again.untold, again.since, held(again)) == (
        1,
        last + DAY,
        [(1, last + DAY, SCHOOL), (2, SCHOOL + DAY, None)],
    )


def test_no_more_is_held_than_is_free() -> None:
    full = [stay(under=None)] * 9
    assert (found(*full).untold, found(*full, stay(under=None)).untold) == (1, 0)


def test_rest_of_a_place_used_in_part_is_everybodys() -> None:
    assert found(stay(), stay(week=MONDAY_TUESDAY)).untold == 0


def test_place_promised_to_somebody_later_is_no_vacancy() -> None:
    later = stay(period=Period(date(2027, 9, 1), SCHOOL))
    assert found(stay(), later).untold == 0


def test_of_two_firms_who_was_told_longest_ago_comes_first() -> None:
    """One place frees, and both had one given back that others have by now."""
    prayon = replace(OPEN_END, id="prayon", sponsor_id="prayon")
    full, firms = [stay(under=None)] * 9, (prayon, OPEN_END)
    before = replace(telling(found(), today=date(2026, 10, 1)), left=0)
    later = replace(before, id="w", agreement_id=prayon.id, told_on=date(2026, 11, 1))
    assert found(*full, agreements=firms, told=(before, later)).untold == 1
    switched = (replace(before, told_on=date(2026, 12, 1)), later)
    assert found(*full, agreements=firms, told=switched).untold == 0


def test_firm_that_gave_a_place_back_leaves_it_to_the_families_and_not_to_another_firm() -> None:
    prayon = replace(OPEN_END, id="prayon", sponsor_id="prayon")
    nine = [stay(under=None)] * 9
    back = replace(telling(found(*nine)), released_at=at_local(TODAY, 9))
    assert found(*nine, agreements=(OPEN_END, prayon), told=(back,)).untold == 0


def test_agreement_that_ends_before_the_firm_could_decide_holds_nothing_more() -> None:
    ends = replace(OPEN_END, period=Period(date(2026, 9, 1), TODAY + timedelta(days=29)))
    assert (found(agreements=(ends,)).untold, found(agreements=(ends,)).held) == (0, ())


def test_children_under_an_agreement_that_is_over_count_under_the_next() -> None:
    before = replace(OPEN_END, id="before", period=Period(date(2025, 1, 1), date(2026, 8, 31)))
    assert found(stay(under="before"), agreements=(before, OPEN_END)).untold == 1
    others = replace(before, sponsor_id="prayon")
    assert found(stay(under="before"), agreements=(others, OPEN_END)).untold == 2


def test_creche_that_publishes_no_priority_for_firms_holds_nothing() -> None:
    creches = tuple(replace(one, priorities=frozenset({"52-1"})) for one in POLICY.creches)
    policy = replace(POLICY, creches=creches)
    assert vacant("marcinelle", (OPEN_END,), (), (), today=TODAY, policy=policy) == ()


def test_given_back_once_and_taken_back_within_a_day() -> None:
    told, now = telling(found()), at_local(TODAY, 9)
    back = release(told, today=TODAY, now=now)
    assert take_back(back, today=TODAY, now=now + timedelta(hours=24), policy=POLICY) == told
    with pytest.raises(VacancyOver):
        release(back, today=TODAY, now=now)
    with pytest.raises(VacancyOver):
        take_back(back, today=TODAY, now=now + timedelta(hours=24, seconds=1), policy=POLICY)
    with pytest.raises(VacancyOver):
        take_back(told, today=TODAY, now=now, policy=POLICY)
    with pytest.raises(VacancyOver):
        release(told, today=told.decide_by + DAY, now=now)


# What is held, day by day, on made-up crèches


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9).map(Random))
def test_held_is_what_is_free_for_good_and_was_not_given_back(chance: Random) -> None:
    firms = tuple(_agreement(chance, number) for number in range(chance.randint(1, 3)))
    places = chance.randint(1, 8)
    taken = _fitting([_stay(chance, firms) for _ in range(chance.randint(0, 12))], places)
    told = tuple(_told(chance, number, firms) for number in range(chance.randint(0, 4)))
    answer = vacant("marcinelle", firms, taken, told, today=TODAY, policy=marcinelle(places))
    every = [held for one in answer for held in one.held]
    for day in (TODAY + ahead * DAY for ahead in range(0, 900, 3)):
        kept = sum(one.places for one in every if day in one.period)
        assert kept <= max(0, places - _busiest(taken, day))
        for one in answer:
            own = [stay for stay in taken if stay.agreement_id == one.agreement.id]
            mine = sum(held.places for held in one.held if day in held.period)
            assert mine <= max(0, one.agreement.places - _busiest(own, day))
            assert not mine or day in one.agreement.period
    for one in answer:
        still = {each.id: each for each in one.told}
        assert {each.id for each in told if each.agreement_id == one.agreement.id} == still.keys()
        assert all(0 <= still[each.id].left <= each.left for each in told if each.id in still)
        ahead = [_on(one.held, day) for day in (TODAY + ahead * DAY for ahead in range(180))]
        waiting = sum(each.left for each in one.told if each.is_held(TODAY))
        assert max(ahead) <= one.untold + waiting


def _on(held: tuple[Held, ...], day: date) -> int:
    return sum(one.places for one in held if day in one.period)


def _busiest(taken: list[Stay], day: date) -> int:
    return max(sum(slot in one.week for one in taken if day in one.period) for slot in Slot)


def _fitting(some: list[Stay], places: int) -> list[Stay]:
    """Those that find room one after the other."""
    taken: list[Stay] = []
    for one in some:
        if all(_busiest([*taken, one], TODAY + ahead * DAY) <= places for ahead in range(0, 900, 10)):
            taken.append(one)
    return taken


def _agreement(chance: Random, number: int) -> Agreement:
    start = TODAY + timedelta(days=chance.randint(-300, 0))
    end = chance.choice([None, TODAY + timedelta(days=chance.randint(20, 600))])
    return Agreement(
        id=f"a{number}",
        sponsor_id=f"firm-{number}",
        creche="marcinelle",
        places=chance.randint(1, 4),
        period=Period(start, end),
    )


def _stay(chance: Random, firms: tuple[Agreement, ...]) -> Stay:
    start = TODAY + timedelta(days=chance.choice([-90, -90, 10 * chance.randint(0, 40)]))
    end = chance.choice([None, start + timedelta(days=chance.randint(100, 600))])
    under = chance.choice([None, *(one.id for one in firms)])
    week = chance.choice([FULL_WEEK, FULL_WEEK, MONDAY_TUESDAY])
    return stay(week=week, under=under, period=Period(start, end))


def _told(chance: Random, number: int, firms: tuple[Agreement, ...]) -> Vacancy:
    on = TODAY - timedelta(days=chance.randint(0, 60))
    return Vacancy(
        id=f"v{number}",
        agreement_id=chance.choice(firms).id,
        places=2,
        left=chance.randint(0, 2),
        since=on,
        told_on=on,
        decide_by=on + timedelta(days=30),
        released_at=chance.choice([None, at_local(TODAY, 9)]),
    )
