"""Vacant sponsored places: told once, held until their day, then everybody's; the next exit is a new one."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.rules.calendar import FULL_WEEK, Period, Week, at_local
from bot.rules.offers import Offer, OfferState
from bot.rules.places import Agreement, Stay
from bot.rules.policy import Policy
from bot.rules.vacancies import (
    Vacancy,
    VacancyOver,
    Vacant,
    given_back_still,
    release,
    take_back,
    tell,
    vacant,
)
from tests.cast import MONDAY_TUESDAY, POLICY, TECHNORD_AGREEMENT, TODAY

SCHOOL = date(2029, 8, 26)
OPEN_END = replace(TECHNORD_AGREEMENT, period=Period(date(2026, 9, 1)))
DAY = timedelta(days=1)


def marcinelle(places: int) -> Policy:
    creches = (replace(one, places=places) if one.id == "marcinelle" else one for one in POLICY.creches)
    return replace(POLICY, creches=tuple(creches), sponsors_max_percent=100)


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
    (since,) = first.untold
    return tell(vacancy_id, first, since, today=today, policy=POLICY)


def held(one: Vacant) -> list[tuple[int, date, date | None]]:
    return [(each.places, each.period.start, each.period.end) for each in one.held]


def test_empty_agreement_is_vacant_and_held_from_its_first_day() -> None:
    begun = found()
    assert (begun.untold, held(begun)) == ({TODAY: 2}, [(2, TODAY, None)])
    begins = replace(OPEN_END, period=Period(TODAY + DAY))
    assert vacant("marcinelle", (begins,), (), (), today=TODAY, policy=POLICY) == ()


def test_what_is_told_is_held_until_its_day_and_no_longer() -> None:
    told = telling(found())
    assert (told.places, told.decide_by) == (2, TODAY + timedelta(days=30))
    for today, kept in ((told.decide_by, 2), (told.decide_by + DAY, 0)):
        then = found(told=(told,), today=today)
        assert (then.untold, sum(one.places for one in then.held)) == ({}, kept)


def test_place_is_told_half_a_year_before_it_frees_and_held_before() -> None:
    last = date(2027, 8, 29)
    then = found(stay(), stay(last))
    assert (then.untold, held(then)) == ({}, [(1, last + DAY, SCHOOL), (2, SCHOOL + DAY, None)])
    in_march = found(stay(), stay(last), today=date(2027, 3, 1))
    assert in_march.untold == {last + DAY: 1}


def test_place_that_a_colleague_takes_is_no_vacancy_any_more() -> None:
    told = telling(found(stay()))
    assert [one.left for one in found(stay(), stay(), told=(told,)).told] == [0]


def test_colleague_takes_what_is_held_before_what_was_given_back() -> None:
    back = release(replace(telling(found(), "a"), places=1, left=1), today=TODAY, now=at_local(TODAY, 9))
    told = telling(found(told=(back,)), "b")
    assert {one.id: one.left for one in found(stay(), told=(back, told)).told} == {"a": 1, "b": 0}


def test_place_given_back_from_summer_on_leaves_what_is_held_before_summer() -> None:
    last = TODAY + timedelta(days=100)
    kept = replace(telling(found()), places=1, left=1)
    back = replace(kept, id="back", since=last + DAY, released_at=at_local(TODAY, 9))
    then = found(stay(last, under=None), told=(kept, back), places=2)
    assert (then.untold, held(then)) == ({}, [(1, TODAY, None)])


def test_family_in_a_place_given_back_for_a_while_leaves_the_one_that_is_held() -> None:
    """It leaves in the spring: then that place is told anew."""
    last = TODAY + timedelta(days=100)
    kept = replace(telling(found()), places=1, left=1)
    back = replace(kept, id="back", released_at=at_local(TODAY, 9))
    then = found(stay(last, under=None), told=(kept, back), places=2)
    assert {one.id: one.left for one in then.told} == {"v": 1, "back": 0}
    assert (then.untold, held(then)) == ({last + DAY: 1}, [(1, TODAY, last), (2, last + DAY, None)])


def test_places_that_free_on_different_days_are_told_apart() -> None:
    last = TODAY + timedelta(days=100)
    first = found(stay(last))
    assert first.untold == {TODAY: 1, last + DAY: 1}
    today, spring = (tell(str(day), first, day, today=TODAY, policy=POLICY) for day in first.untold)
    assert (today.places, today.since, spring.places, spring.since) == (1, TODAY, 1, last + DAY)
    back = release(spring, today=TODAY, now=at_local(TODAY, 9))
    assert held(found(stay(last), told=(today, back))) == [(1, TODAY, None)]


def test_place_that_one_firm_gave_back_and_others_took_is_not_the_other_firms() -> None:
    """Of two places left one is held for Technord; Prayon has given the other back."""
    prayon = replace(OPEN_END, id="prayon", sponsor_id="prayon")
    eight = [stay(None, under=None)] * 8
    kept = replace(telling(found(*eight)), places=1, left=1)
    back = replace(kept, id="back", agreement_id=prayon.id, released_at=at_local(TODAY, 9))
    full = [*eight, stay(None, under=None)]
    then = found(*full, agreements=(prayon, OPEN_END), told=(back, kept))
    assert ([one.left for one in then.told], held(then)) == ([1], [(1, TODAY, None)])
    assert found(*full, agreements=(OPEN_END, prayon), told=(back, kept)).held == ()


@pytest.mark.parametrize(("came", "left"), [(OPEN_END.id, 0), ("prayon", 1)])
def test_colleague_of_one_firm_takes_none_of_another_firms_places(came: str, left: int) -> None:
    """Each has a right to two, and one was left for each; one colleague of each is there by now."""
    prayon = replace(OPEN_END, id="prayon", sponsor_id="prayon")
    kept = replace(telling(found()), places=1, left=1)
    theirs = replace(kept, id="w", agreement_id=prayon.id)
    there = [*[stay(under=None)] * 7, stay(), stay(under=prayon.id)]
    every = vacant(
        "marcinelle",
        (OPEN_END, prayon),
        there,
        (kept, theirs),
        came=came,
        today=TODAY,
        policy=marcinelle(10),
    )
    assert {one.id: one.left for each in every for one in each.told} == {"v": left, "w": 1 - left}


def test_nothing_is_held_above_the_sponsors_ceiling() -> None:
    """Half of three places, rounded down: a second colleague would come without a priority (section 4)."""
    half = replace(marcinelle(3), sponsors_max_percent=50)
    for there, places in (((), 1), ((stay(None),), 0), ((stay(None, under=None),), 1)):
        (one,) = vacant("marcinelle", (OPEN_END,), there, (), today=TODAY, policy=half)
        assert sum(one.untold.values()) == max((each.places for each in one.held), default=0) == places


def test_place_given_back_and_taken_by_others_is_told_anew_at_the_next_exit() -> None:
    """Of ten places two are the firm's, one of them empty: given back, it goes to another family."""
    nine, last = [stay(), *[stay(under=None)] * 8], date(2027, 5, 31)
    told = telling(found(*nine))
    back = release(told, today=TODAY, now=at_local(TODAY, 9))
    empty = found(*nine, told=(back,))
    assert (empty.untold, held(empty), empty.told) == ({}, [(1, SCHOOL + DAY, None)], (back,))
    others = [*nine, stay(under=None)]
    full = found(*others, told=(back,))
    assert (full.untold, [one.left for one in full.told]) == ({}, [0])
    leaving = [*nine, stay(last, under=None)]
    again = found(*leaving, told=full.told)
    assert (again.untold, held(again)) == (
        {last + DAY: 1},
        [(1, last + DAY, SCHOOL), (2, SCHOOL + DAY, None)],
    )


def test_no_more_is_held_than_is_free() -> None:
    full = [stay(under=None)] * 9
    assert (found(*full).untold, found(*full, stay(under=None)).untold) == ({TODAY: 1}, {})


def test_rest_of_a_place_used_in_part_is_everybodys() -> None:
    assert found(stay(), stay(week=MONDAY_TUESDAY)).untold == {}


def test_place_promised_to_somebody_later_is_no_vacancy() -> None:
    later = stay(period=Period(date(2027, 9, 1), SCHOOL))
    assert found(stay(), later).untold == {}


def test_of_two_firms_who_was_told_longest_ago_comes_first() -> None:
    """One place frees, and both had one given back that others have by now."""
    prayon = replace(OPEN_END, id="prayon", sponsor_id="prayon")
    full, firms = [stay(under=None)] * 9, (prayon, OPEN_END)
    before = replace(telling(found(), today=date(2026, 10, 1)), left=0)
    later = replace(before, id="w", agreement_id=prayon.id, told_on=date(2026, 11, 1))
    assert found(*full, agreements=firms, told=(before, later)).untold == {TODAY: 1}
    switched = (replace(before, told_on=date(2026, 12, 1)), later)
    assert found(*full, agreements=firms, told=switched).untold == {}


def test_firm_that_gave_a_place_back_leaves_it_to_the_families_and_not_to_another_firm() -> None:
    prayon = replace(OPEN_END, id="prayon", sponsor_id="prayon")
    nine = [stay(under=None)] * 9
    back = replace(telling(found(*nine)), released_at=at_local(TODAY, 9))
    assert found(*nine, agreements=(OPEN_END, prayon), told=(back,)).untold == {}


def test_agreement_that_ends_before_the_firm_could_decide_holds_nothing_more() -> None:
    ends = replace(OPEN_END, period=Period(date(2026, 9, 1), TODAY + timedelta(days=29)))
    assert (found(agreements=(ends,)).untold, found(agreements=(ends,)).held) == ({}, ())


def test_children_under_an_agreement_that_is_over_count_under_the_next() -> None:
    before = replace(OPEN_END, id="before", period=Period(date(2025, 1, 1), date(2026, 8, 31)))
    assert found(stay(under="before"), agreements=(before, OPEN_END)).untold == {TODAY: 1}
    others = replace(before, sponsor_id="prayon")
    assert found(stay(under="before"), agreements=(others, OPEN_END)).untold == {TODAY: 2}


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


SENT = at_local(TODAY, 10)
FAMILYS = Offer(
    id="o",
    request_id="r",
    creche="marcinelle",
    start=date(2027, 3, 1),
    week=FULL_WEEK,
    ends=(SCHOOL,),
    sent_at=SENT,
    deadline=TODAY + 10 * DAY,
    state=OfferState.DECLINED,
    ended_at=SENT + 5 * DAY,
)
GIVEN_BACK = Vacancy(
    id="back",
    agreement_id=OPEN_END.id,
    places=2,
    left=0,
    since=TODAY,
    told_on=TODAY - 40 * DAY,
    decide_by=TODAY - 10 * DAY,
)
HELD = replace(GIVEN_BACK, id="held", left=1, told_on=TODAY + DAY, decide_by=TODAY + 31 * DAY)


@pytest.mark.parametrize(
    ("told", "after", "children", "left"),
    [
        (GIVEN_BACK, 1, 1, [1]),
        (GIVEN_BACK, 1, 2, [2]),
        (GIVEN_BACK, 1, 3, [2]),  # never more than were told
        (replace(GIVEN_BACK, left=2), 1, 1, []),
        (GIVEN_BACK, -1, 1, []),  # somebody else had it before
        (GIVEN_BACK, 6, 1, []),  # or has had it since
        (replace(HELD, left=0), 1, 1, []),  # a colleague had that, and it is told anew
        (replace(HELD, left=0, released_at=SENT), 1, 1, [1]),
    ],
)
def test_what_a_family_does_not_take_is_given_back_still(
    told: Vacancy, after: int, children: int, left: list[int]
) -> None:
    offer, fell = replace(FAMILYS, ends=(SCHOOL,) * children), {told.id: SENT + after * DAY}
    found = given_back_still([told], fell, offer, today=TODAY + 5 * DAY)
    assert [one.left for one in found] == left


def test_place_that_the_firm_was_told_of_since_stands_instead() -> None:
    told, fell = [GIVEN_BACK, replace(HELD, told_on=TODAY + 2 * DAY)], {GIVEN_BACK.id: SENT + DAY}
    assert list(given_back_still(told, fell, FAMILYS, today=TODAY + 5 * DAY)) == []
    others = [GIVEN_BACK, replace(HELD, told_on=TODAY + 2 * DAY, agreement_id="other")]
    (again,) = given_back_still(others, fell, FAMILYS, today=TODAY + 5 * DAY)
    assert again == replace(GIVEN_BACK, left=1)
