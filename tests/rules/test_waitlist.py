from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Month, Period, Slot, at_local
from bot.rules.places import Stay
from bot.rules.policy import Policy, PriorityOrder
from bot.rules.requests import Request
from bot.rules.waitlist import Entry, FullSlot, Standing, free_from, order_key, standing, with_full_slots
from tests.cast import (
    HADDAD_CONFIRMED,
    LAMBERT_CONFIRMED,
    MONDAY_TUESDAY,
    MORNING,
    PEETERS_CONFIRMED,
    POLICY,
    SCHMITZ_CONFIRMED,
)
from tests.strategies import entries, stays

POLICIES = [replace(POLICY, priority_order=order) for order in PriorityOrder]
policies = st.sampled_from(POLICIES)
OCTOBER = Month(2027, 10)


def _entry(request: Request) -> Entry:
    assert request.confirmed_at
    return Entry(
        reference=request.reference,
        confirmed_at=request.confirmed_at,
        priority=request.has_priority,
        entry=request.wishes.entry,
    )


ANA, BILAL, CHLOE, DAVID = map(
    _entry, (LAMBERT_CONFIRMED, HADDAD_CONFIRMED, PEETERS_CONFIRMED, SCHMITZ_CONFIRMED)
)
MARCINELLE = (ANA, BILAL, CHLOE)


def _at(entry: Entry, some: tuple[Entry, ...] = MARCINELLE, policy: Policy = POLICY) -> Standing:
    found = standing(entry.reference, some, "marcinelle", policy)
    assert found is not None
    return found


# Rank and reasons


@pytest.mark.parametrize("policy", POLICIES)
def test_order_of_the_example(policy: Policy) -> None:
    assert sorted(MARCINELLE, key=lambda entry: order_key(entry, policy)) == [CHLOE, ANA, BILAL]
    assert sorted((ANA, CHLOE, DAVID), key=lambda entry: order_key(entry, policy)) == [CHLOE, ANA, DAVID]


def test_standing_of_the_example() -> None:
    expected = Standing(
        creche="marcinelle",
        entry=OCTOBER,
        rank=3,
        total=3,
        ahead_by_priority=1,
        ahead_by_month=0,
        ahead_by_time=1,
    )
    assert _at(BILAL) == expected


def test_standing_of_the_first() -> None:
    found = _at(CHLOE)
    assert (found.rank, found.ahead_by_priority, found.ahead_by_month, found.ahead_by_time) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("policy", "rank", "by_priority", "by_month"), [(POLICIES[0], 1, 0, 0), (POLICIES[1], 2, 1, 0)]
)
def test_priority_of_a_later_month(policy: Policy, rank: int, by_priority: int, by_month: int) -> None:
    later = replace(CHLOE, confirmed_at=at_local(date(2027, 2, 1), 0))
    found = _at(ANA, (ANA, later), policy)
    assert (found.rank, found.ahead_by_priority, found.ahead_by_month) == (rank, by_priority, by_month)


@pytest.mark.parametrize("policy", POLICIES)
def test_month_ends_at_midnight_in_belgium(policy: Policy) -> None:
    december = replace(BILAL, confirmed_at=at_local(date(2027, 1, 1), 0) - timedelta(seconds=1))
    january = replace(CHLOE, priority=False, confirmed_at=at_local(date(2027, 1, 1), 0))
    found = _at(ANA, (ANA, december, january), policy)
    assert (found.ahead_by_month, found.ahead_by_time) == (1, 1)


def test_standing_counts_those_who_wish_the_same_month() -> None:
    september = replace(CHLOE, entry=Month(2027, 9))
    found = _at(BILAL, (ANA, BILAL, september))
    assert (found.rank, found.total, found.ahead_by_priority) == (2, 2, 0)


def test_standing_of_nobody() -> None:
    assert standing(DAVID.reference, MARCINELLE, "marcinelle", POLICY) is None


@given(entries(), policies)
def test_ranks_run_from_one_to_the_last(some: tuple[Entry, ...], policy: Policy) -> None:
    for month in {entry.entry for entry in some}:
        rivals = [entry for entry in some if entry.entry == month]
        in_order = sorted(rivals, key=lambda entry: order_key(entry, policy))
        ranks = [_at(entry, some, policy).rank for entry in in_order]
        assert ranks == list(range(1, len(rivals) + 1))


@given(entries(), policies)
def test_reasons_add_up_to_the_rank(some: tuple[Entry, ...], policy: Policy) -> None:
    for entry in some:
        found = _at(entry, some, policy)
        assert found.ahead_by_priority + found.ahead_by_month + found.ahead_by_time == found.rank - 1


@given(entries(), policies)
def test_reason_is_the_first_thing_that_differs(some: tuple[Entry, ...], policy: Policy) -> None:
    for entry in some:
        own: tuple[Any, ...] = order_key(entry, policy)
        keys: list[tuple[Any, ...]] = [
            order_key(other, policy) for other in some if other.entry == entry.entry
        ]
        first, second = (
            sum(key[:place] == own[:place] and key[place] < own[place] for key in keys) for place in (0, 1)
        )
        found = _at(entry, some, policy)
        if policy.priority_order is PriorityOrder.MONTH_FIRST:
            assert (found.ahead_by_month, found.ahead_by_priority) == (first, second)
        else:
            assert (found.ahead_by_priority, found.ahead_by_month) == (first, second)


@given(entries(), policies, st.data())
def test_standing_does_not_depend_on_the_order_of_the_input(
    some: tuple[Entry, ...], policy: Policy, data: st.DataObject
) -> None:
    shuffled = tuple(data.draw(st.permutations(some)))
    for entry in some:
        assert _at(entry, shuffled, policy) == _at(entry, some, policy)


@given(entries(), policies)
def test_order_is_total(some: tuple[Entry, ...], policy: Policy) -> None:
    keys = [order_key(entry, policy) for entry in some]
    assert len(set(keys)) == len(some)


@given(entries(), policies, st.integers(1, 10_000))
def test_later_equal_request_never_lifts_anybody(
    some: tuple[Entry, ...], policy: Policy, seconds: int
) -> None:
    assume("AAAAAAAAAA" not in {entry.reference for entry in some})
    for entry in some[:3]:
        later = replace(
            entry, reference="AAAAAAAAAA", confirmed_at=entry.confirmed_at + timedelta(seconds=seconds)
        )
        before = {one.reference: _at(one, some, policy).rank for one in some}
        after = {one.reference: _at(one, (*some, later), policy).rank for one in some}
        assert all(after[reference] >= rank for reference, rank in before.items())
        assert after[entry.reference] == before[entry.reference]


# Full half-days

PLACES = POLICY.creche("marcinelle").places
WISHED = Standing(
    creche="marcinelle",
    entry=OCTOBER,
    rank=1,
    total=1,
    ahead_by_priority=0,
    ahead_by_month=0,
    ahead_by_time=0,
)


def _stay(start: date, end: date | None, week: frozenset[Slot] = FULL_WEEK) -> Stay:
    return Stay(id="s", creche="marcinelle", week=week, period=Period(start, end))


def _full(some: list[Stay], week: frozenset[Slot] = MONDAY_TUESDAY) -> tuple[FullSlot, ...]:
    return with_full_slots(WISHED, week, some, POLICY).full


LONG = [_stay(date(2026, 9, 1), date(2029, 8, 26))] * (PLACES - 1)
TILL_NEW_YEAR = _stay(date(2026, 9, 1), date(2027, 12, 31), frozenset({Slot.MON_AM, Slot.WED_PM}))


def test_half_day_full_until_somebody_leaves() -> None:
    assert _full([*LONG, TILL_NEW_YEAR]) == (FullSlot(slot=Slot.MON_AM, until=date(2028, 1, 1)),)


def test_half_day_full_without_a_known_end() -> None:
    endless = replace(TILL_NEW_YEAR, period=Period(date(2026, 9, 1)))
    forever = [replace(stay, period=Period(date(2026, 9, 1))) for stay in LONG]
    assert _full([*forever, endless]) == (FullSlot(slot=Slot.MON_AM, until=None),)


def test_half_day_with_a_free_place() -> None:
    assert _full(LONG) == ()


def test_half_day_full_from_the_first_open_day_on() -> None:
    """1 January 2028 is a holiday and a Saturday: what counts is Monday the 3rd."""
    january = replace(WISHED, entry=Month(2028, 1))
    starting = _stay(date(2028, 1, 3), date(2029, 8, 26))
    found = with_full_slots(january, frozenset({Slot.MON_AM}), [*LONG, starting], POLICY)
    assert found == replace(january, full=(FullSlot(slot=Slot.MON_AM, until=date(2029, 8, 27)),))


def test_half_day_free_for_good_once_the_next_has_left_too() -> None:
    following = _stay(date(2028, 1, 10), date(2028, 3, 31), frozenset({Slot.MON_AM}))
    assert _full([*LONG, TILL_NEW_YEAR, following]) == (FullSlot(slot=Slot.MON_AM, until=date(2028, 4, 1)),)


def test_creche_closed_all_month_counts_from_the_first() -> None:
    october = frozenset(Period(OCTOBER.first, OCTOBER.last).days())
    closed = replace(POLICY, creches=(replace(POLICY.creches[0], closures=october),))
    found = with_full_slots(WISHED, MONDAY_TUESDAY, [*LONG, TILL_NEW_YEAR], closed)
    assert found.full == (FullSlot(slot=Slot.MON_AM, until=date(2028, 1, 1)),)


def _taken(slot: Slot, day: date, some: list[Stay]) -> int:
    return sum(slot in stay.week and day in stay.period for stay in some)


@given(st.lists(stays(creche="marcinelle"), max_size=6), st.sampled_from(Slot), st.integers(1, 3), st.dates())
def test_free_from_is_the_first_day_never_full_again(
    some: list[Stay], slot: Slot, places: int, day: date
) -> None:
    found = free_from(slot, day, some, places)
    turns = {stay.period.start for stay in some} | {
        stay.period.end + timedelta(days=1) for stay in some if stay.period.end
    }
    later = sorted(turn for turn in turns if turn >= day)
    if found is None:
        assert _taken(slot, max([*later, day]), some) >= places
        return
    assert found >= day
    assert [turn for turn in [found, *later] if turn >= found and _taken(slot, turn, some) >= places] == []
    assert found == day or _taken(slot, found - timedelta(days=1), some) >= places


def test_confirmation_in_any_zone_ranks_alike() -> None:
    local: datetime = MORNING.astimezone(at_local(date(2027, 1, 1), 0).tzinfo)
    assert _at(BILAL, (replace(ANA, confirmed_at=local), BILAL, CHLOE)) == _at(BILAL)
