from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Period, Slot
from bot.rules.people import Child
from bot.rules.places import FullHalfDay, Stay, first_full, presumed_end
from tests.cast import FULL_STAY, MONDAY_TUESDAY
from tests.strategies import weeks

FROM_OCTOBER = Period(date(2027, 10, 4), date(2030, 8, 25))


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 10, 3), date(2030, 8, 25)),
        (date(2027, 6, 20), date(2030, 8, 25)),
        (date(2027, 8, 26), date(2030, 8, 25)),  # three on the day on which school starts
        (date(2027, 8, 27), date(2031, 8, 24)),
        (date(2024, 2, 29), date(2027, 8, 29)),
    ],
)
def test_a_child_leaves_for_school_after_its_third_birthday(day: date, end: date) -> None:
    assert presumed_end(Child(born=True, day=day)) == end


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_school_starts_on_a_monday_within_a_year_of_the_third_birthday(day: date) -> None:
    start = presumed_end(Child(born=False, day=day)) + timedelta(days=1)
    assert (start.weekday(), start.month) == (0, 8)
    assert 0 <= (start - day).days - 3 * 365 <= 372


def full(
    week: frozenset[Slot], asked: list[Period], taken: list[Stay], places: int, closed: tuple[date, ...] = ()
) -> FullHalfDay | None:
    return first_full(week, asked, taken, places, is_open=lambda day: day not in closed)


def test_the_last_place_is_there_once() -> None:
    taken = [FULL_STAY] * 55
    assert full(FULL_WEEK, [FROM_OCTOBER], taken, 56) is None
    found = FullHalfDay(slot=Slot.MON_AM, on=date(2027, 10, 4))
    assert full(FULL_WEEK, [FROM_OCTOBER], [*taken, FULL_STAY], 56) == found


def test_two_who_enter_together_need_two_places() -> None:
    assert full(FULL_WEEK, [FROM_OCTOBER] * 2, [FULL_STAY] * 55, 56) is not None
    assert full(FULL_WEEK, [FROM_OCTOBER] * 2, [FULL_STAY] * 54, 56) is None


def test_a_place_that_is_taken_later_is_not_free() -> None:
    later = replace(FULL_STAY, week=frozenset({Slot.TUE_PM}), period=Period(date(2029, 1, 1)))
    found = full(FULL_WEEK, [FROM_OCTOBER], [later], 1)
    assert found == FullHalfDay(slot=Slot.TUE_PM, on=date(2029, 1, 2))  # the first Tuesday


def test_who_leaves_before_the_half_day_comes_is_in_nobodys_way() -> None:
    """Until Tuesday the 5th: a Wednesday is free from the 4th on."""
    leaving = replace(FULL_STAY, period=Period(date(2026, 10, 1), date(2027, 10, 5)))
    assert full(frozenset({Slot.WED_AM}), [FROM_OCTOBER], [leaving], 1) is None
    assert full(frozenset({Slot.TUE_AM}), [FROM_OCTOBER], [leaving], 1) is not None


def test_a_half_day_on_which_the_creche_is_closed_is_nobodys() -> None:
    """Somebody leaves on a Monday, somebody enters that day: it is a holiday, both may."""
    monday = FROM_OCTOBER.start
    leaving = replace(FULL_STAY, period=Period(date(2026, 10, 1), monday))
    assert full(FULL_WEEK, [FROM_OCTOBER], [leaving], 1) == FullHalfDay(slot=Slot.MON_AM, on=monday)
    assert full(FULL_WEEK, [FROM_OCTOBER], [leaving], 1, closed=(monday,)) is None


def test_what_was_over_before_or_lies_beside_does_not_count() -> None:
    gone = replace(FULL_STAY, period=Period(date(2026, 1, 1), date(2027, 10, 3)))
    beside = replace(FULL_STAY, week=FULL_WEEK - MONDAY_TUESDAY)
    assert full(MONDAY_TUESDAY, [FROM_OCTOBER], [gone, gone, beside], 1) is None


_days = st.dates(date(2027, 9, 1), date(2027, 10, 15))
_periods = st.builds(lambda one, two: Period(min(one, two), max(one, two)), _days, _days)
_stays = st.lists(
    st.builds(Stay, id=st.just("s"), creche=st.just("marcinelle"), week=weeks, period=_periods), max_size=5
)


@given(weeks, st.lists(_periods, min_size=1, max_size=3), _stays, st.integers(0, 4), st.sets(_days))
def test_room_is_what_counting_every_open_day_finds(
    week: frozenset[Slot], asked: list[Period], taken: list[Stay], places: int, closed: set[date]
) -> None:
    over = [
        FullHalfDay(slot=slot, on=day)
        for slot in sorted(week)
        for day in Period(date(2027, 9, 1), date(2027, 10, 15)).days()
        if day.weekday() == slot.weekday
        and day not in closed
        and (new := sum(day in period for period in asked))
        and new + sum(slot in stay.week and day in stay.period for stay in taken) > places
    ]
    assert full(week, asked, taken, places, tuple(closed)) == (over[0] if over else None)
