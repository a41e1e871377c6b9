"""What closing some days touches."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Month, Period, Slot
from bot.rules.closures import ClosedAlready, Closure, DayPast, PlacesGiven, check_open, touched
from bot.rules.half_days import half_days
from bot.rules.places import Stay
from tests import strategies
from tests.cast import MONDAY_TUESDAY, POLICY, TODAY

HERE = "marcinelle"
WEEK = Period(date(2027, 3, 22), date(2027, 3, 29))  # Monday to Easter Monday
FEBRUARY = Period(date(2027, 2, 1), date(2027, 2, 28))


def stay(stay_id: str, start: date, *, week: frozenset[Slot] = FULL_WEEK, creche: str = HERE) -> Stay:
    return Stay(id=stay_id, creche=creche, week=week, period=Period(start, date(2029, 8, 26)))


def test_closing_touches_open_days_and_those_who_come() -> None:
    full = stay("full", date(2027, 1, 4))
    part = stay("part", date(2027, 1, 4), week=MONDAY_TUESDAY)
    new = stay("new", date(2027, 3, 25))
    later = stay("later", date(2027, 4, 1))
    elsewhere = stay("elsewhere", date(2027, 1, 4), creche="andrimont")

    found = touched(HERE, WEEK, [full, part, new, later, elsewhere], today=TODAY, policy=POLICY)

    assert found.days == tuple(date(2027, 3, day) for day in range(22, 27))
    assert found.half_days == 10 + 4 + 4
    assert found.stays == (full, part, new)
    assert found.starting == (new,)


def test_a_day_past_is_not_closed() -> None:
    with pytest.raises(DayPast) as refused:
        touched(HERE, Period(date(2027, 1, 11), TODAY), [], today=TODAY, policy=POLICY)
    assert refused.value == DayPast(day=date(2027, 1, 11))


def test_days_that_are_closed_are_not_closed_again() -> None:
    policy = POLICY.closed_too([(HERE, WEEK)])
    with pytest.raises(ClosedAlready):
        touched(HERE, WEEK, [], today=TODAY, policy=policy)
    assert len(touched("andrimont", WEEK, [], today=TODAY, policy=policy).days) == 5


def test_days_open_again_unless_more_would_come_than_there_are_places() -> None:
    easter = Closure(id="c", creche=HERE, period=WEEK)
    creches = tuple(replace(one, places=2) if one.id == HERE else one for one in POLICY.creches)
    policy = replace(POLICY, creches=creches)
    goes = replace(stay("goes", TODAY), period=Period(TODAY, date(2027, 3, 22)))
    two = [stay("there", TODAY), stay("elsewhere", TODAY, creche="andrimont"), goes]

    check_open(easter, [*two, stay("tuesdays", date(2027, 3, 23), week=MONDAY_TUESDAY)], policy)
    check_open(easter, [*two, *(stay(f"{one}", date(2027, 3, 29)) for one in range(9))], policy)  # a holiday
    with pytest.raises(PlacesGiven) as refused:
        check_open(easter, [*two, stay("mondays", date(2027, 3, 22), week=MONDAY_TUESDAY)], policy)
    assert refused.value == PlacesGiven(places=2, taken=3, slot=Slot.MON_AM, day=date(2027, 3, 22))


@given(st.lists(strategies.stays(creche=HERE), max_size=5, unique_by=lambda one: one.id))
def test_closing_takes_away_the_half_days_that_are_counted(some: list[Stay]) -> None:
    """The sponsor's month loses exactly what the staff were told."""
    found = touched(HERE, FEBRUARY, some, today=TODAY, policy=POLICY)
    closed = POLICY.closed_too([(HERE, FEBRUARY)])
    month = Month(2027, 2)
    before, after = (
        sum(half_days(one.week, one.period, month, HERE, policy) for one in some)
        for policy in (POLICY, closed)
    )
    assert (found.half_days, after) == (before, 0)


def test_closing_leaves_the_other_creches_and_the_file_alone() -> None:
    closed = POLICY.closed_too([(HERE, WEEK), ("gone", WEEK)])
    assert not closed.is_open(HERE, date(2027, 3, 22))
    assert closed.is_open("andrimont", date(2027, 3, 22))
    assert POLICY.is_open(HERE, date(2027, 3, 22))
    assert POLICY.closed_too([]) is POLICY
