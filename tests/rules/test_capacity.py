"""What is free, against a second count made day by day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Month, Period, Slot, Week
from bot.rules.capacity import Exits, Filled, Group, day_room, exits, group_of, what_if, year_ahead
from bot.rules.places import Stay
from tests import strategies
from tests.cast import MONDAY_TUESDAY, POLICY, TODAY

HERE = "marcinelle"
SMALL = replace(POLICY, creches=tuple(replace(creche, places=3) for creche in POLICY.creches))
near = st.dates(date(2026, 12, 1), date(2028, 3, 1))
stays = st.lists(
    st.builds(
        Stay,
        id=st.uuids().map(str),
        creche=st.just(HERE),
        week=strategies.weeks,
        period=st.tuples(near, near).map(lambda two: Period(*sorted(two))),
    ),
    max_size=8,
)


def taken_on(day: date, slot: Slot, some: Sequence[Stay]) -> int:
    return sum(day in stay.period and slot in stay.week for stay in some)


def days(start: date, end: date) -> list[date]:
    return list(Period(start, end).days())


def stay(
    stay_id: str = "one", *, start: date = TODAY, end: date | None = None, week: Week = FULL_WEEK
) -> Stay:
    return Stay(id=stay_id, creche=HERE, week=week, period=Period(start, end))


@given(stays, near)
def test_day_counts_those_who_are_there(some: list[Stay], day: date) -> None:
    room = day_room(HERE, day, taken=some, born={}, policy=SMALL)
    if not SMALL.is_open(HERE, day):
        assert room is None
        return
    assert room is not None
    assert dict(room.free) == {
        slot: 3 - taken_on(day, slot, some) for slot in Slot if slot.weekday == day.weekday()
    }


@given(stays)
def test_month_shows_its_busiest_open_day(some: list[Stay]) -> None:
    for room in year_ahead(HERE, TODAY, taken=some, born={}, policy=SMALL):
        month = days(max(TODAY, room.month.first), room.month.last)
        for slot in Slot:
            counts = [
                taken_on(day, slot, some)
                for day in month
                if day.weekday() == slot.weekday and SMALL.is_open(HERE, day)
            ]
            assert room.free[slot] == (3 - max(counts) if counts else None)


@given(stays)
def test_months_are_twelve_from_this_one(some: list[Stay]) -> None:
    rooms = year_ahead(HERE, TODAY, taken=some, born={}, policy=SMALL)
    assert [room.month for room in rooms] == [Month(2027, 1).plus(ahead) for ahead in range(12)]


def test_a_month_that_is_closed_has_nothing_to_show() -> None:
    august = frozenset(days(date(2027, 8, 1), date(2027, 8, 31)))
    policy = replace(POLICY, creches=(replace(POLICY.creche(HERE), closures=august),))
    rooms = year_ahead(HERE, TODAY, taken=[], born={}, policy=policy)
    assert set(rooms[7].free.values()) == {None}
    assert set(rooms[8].free.values()) == {56}


def test_days_past_do_not_count() -> None:
    gone = stay(start=date(2027, 1, 4), end=date(2027, 1, 11))
    assert set(year_ahead(HERE, TODAY, taken=[gone], born={}, policy=SMALL)[0].free.values()) == {3}


@pytest.mark.parametrize(
    ("on", "group"),
    [
        (date(2027, 6, 19), Group.BABIES),
        (date(2027, 6, 20), Group.MIDDLE),
        (date(2028, 6, 19), Group.MIDDLE),
        (date(2028, 6, 20), Group.OLDER),
    ],
)
def test_group_changes_on_the_birthday(on: date, group: Group) -> None:
    assert group_of(date(2026, 6, 20), on, POLICY) is group


def test_ages_are_counted_where_they_are_known() -> None:
    some = [stay("baby"), stay("older"), stay("unknown"), stay("monday", week=MONDAY_TUESDAY)]
    born = {"baby": date(2026, 11, 1), "older": date(2024, 12, 1), "monday": date(2026, 11, 1)}
    friday = day_room(HERE, date(2027, 1, 15), taken=some, born=born, policy=POLICY)
    assert friday is not None
    assert dict(friday.ages.by_group) == {Group.BABIES: 1, Group.MIDDLE: 0, Group.OLDER: 1}
    assert friday.ages.unknown == 1


def test_exits_come_month_by_month() -> None:
    some = [
        stay("a", end=date(2027, 3, 31)),
        stay("b", end=date(2027, 3, 1), week=MONDAY_TUESDAY),
        stay("c", end=date(2027, 8, 29)),
        stay("d", end=date(2028, 8, 29)),
        stay("e"),
    ]
    assert exits(some, Period(TODAY, date(2027, 12, 31))) == (
        Exits(month=Month(2027, 3), children=2, places=Fraction(14, 10)),
        Exits(month=Month(2027, 8), children=1, places=Fraction(1)),
    )


def weekday(day: date) -> bool:
    return day.weekday() < 5


def busy() -> list[Stay]:
    """Two of three places are taken, the second until the end of March."""
    return [stay("a"), stay("b", end=date(2027, 3, 31))]


def test_accepting_says_what_it_fills_until_when() -> None:
    found = what_if(MONDAY_TUESDAY, [Period(date(2027, 2, 1), date(2029, 8, 26))], busy(), 3, is_open=weekday)
    assert found.lacks == ()
    assert found.fills == tuple(
        Filled(slot=slot, since=date(2027, 2, 1 + slot.weekday), until=date(2027, 4, 1))
        for slot in sorted(MONDAY_TUESDAY)
    )


def test_accepting_says_what_it_lacks() -> None:
    twins = [Period(date(2027, 2, 1), date(2029, 8, 26))] * 2
    found = what_if(MONDAY_TUESDAY, twins, busy(), 3, is_open=weekday)
    assert found.fills == ()
    assert [one.slot for one in found.lacks] == sorted(MONDAY_TUESDAY)
    assert {one.since for one in found.lacks} == {date(2027, 2, 1), date(2027, 2, 2)}


def test_accepting_fills_no_day_on_which_the_creche_is_closed() -> None:
    """The last one leaves on the Friday before two closed weeks, on paper at their end."""
    closed = Period(date(2027, 3, 20), date(2027, 4, 4))
    found = what_if(
        MONDAY_TUESDAY,
        [Period(date(2027, 3, 22), date(2029, 8, 26))],
        [stay("a"), stay("b"), stay("c", end=closed.end)],
        3,
        is_open=lambda day: day not in closed,
    )
    assert found.lacks == ()
    assert {one.since for one in found.fills} == {date(2027, 4, 5), date(2027, 4, 6)}


@given(stays, strategies.weeks, near, st.integers(1, 2), st.sets(near, max_size=40))
def test_what_is_said_to_fill_is_full_then(
    some: list[Stay], week: Week, start: date, children: int, closed: set[date]
) -> None:
    end = start + timedelta(days=200)
    found = what_if(
        week, [Period(start, end)] * children, some, 3, is_open=lambda day: weekday(day) and day not in closed
    )
    fills, lacks = ({one.slot: one.since for one in many} for many in (found.fills, found.lacks))
    for slot in week:
        counts = {
            day: taken_on(day, slot, some) + children
            for day in days(start, end)
            if day.weekday() == slot.weekday and weekday(day) and day not in closed
        }
        over = [day for day, count in counts.items() if count > 3]
        full = [day for day, count in counts.items() if count == 3]
        assert lacks.get(slot) == (over[0] if over else None)
        assert fills.get(slot) == (full[0] if full and not over else None)
