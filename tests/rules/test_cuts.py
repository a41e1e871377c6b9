"""Fewer places, never fewer than are taken."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import cuts as rules
from bot.rules.calendar import Period, Slot
from bot.rules.cuts import BelowSigned, NotAuthorised, Peak, peak
from bot.rules.places import Stay
from bot.rules.policy import Creche
from tests import strategies
from tests.cast import FULL_STAY, MONDAY_TUESDAY, POLICY, TODAY

HERE = POLICY.creche("marcinelle")
LATER = date(2027, 9, 6)  # a Monday


def cut(creche: Creche, places: int, some: list[Stay]) -> Peak:
    return rules.cut(creche, places, some, today=TODAY, is_open=partial(POLICY.is_open, creche.id))


def full(number: int, start: date = TODAY) -> Stay:
    return replace(FULL_STAY, id=str(number), period=Period(start, date(2029, 8, 26)))


def test_a_cut_below_what_is_signed_says_what_is_signed() -> None:
    part = replace(full(9, LATER), week=MONDAY_TUESDAY)
    some = [full(1), full(2), full(3, LATER), part]
    with pytest.raises(BelowSigned) as refused:
        cut(HERE, 3, some)
    assert refused.value == BelowSigned(places=3, signed=4, slot=Slot.MON_AM, day=LATER)
    assert cut(HERE, 4, some).taken == 4


def test_who_has_left_does_not_count() -> None:
    gone = replace(FULL_STAY, period=Period(date(2026, 9, 1), TODAY - timedelta(days=1)))
    assert peak([gone], TODAY, lambda _: True).taken == 0


@pytest.mark.parametrize("places", [0, -1, 57])
def test_more_than_is_authorised_is_refused(places: int) -> None:
    with pytest.raises(NotAuthorised) as refused:
        cut(HERE, places, [])
    assert refused.value == NotAuthorised(most=56)


def test_a_cut_can_be_taken_back() -> None:
    fewer = POLICY.filled_up_to({HERE.id: 42}).creche(HERE.id)
    assert (fewer.places, fewer.most) == (42, 56)
    assert cut(fewer, 56, []).taken == 0


def test_half_day_of_another_weekday_or_a_closed_one_is_no_peak() -> None:
    """One comes on Easter Monday 2027, and the other has left before the Monday after it."""
    leaves = replace(full(1), period=Period(TODAY, date(2027, 4, 4)), week=frozenset({Slot.MON_AM}))
    comes = replace(full(2, date(2027, 3, 29)), week=frozenset({Slot.MON_AM}))
    assert cut(HERE, 56, [leaves, comes]) == Peak(taken=1, slot=Slot.MON_AM, day=date(2027, 1, 18))


@given(st.lists(strategies.stays(creche="marcinelle"), max_size=8))
def test_peak_is_the_most_on_any_day(some: list[Stay]) -> None:
    turns = {TODAY, *(max(TODAY, stay.period.start) for stay in some)}
    days = {turn + timedelta(days=ahead) for turn in turns for ahead in range(7)}
    counts = [
        sum(slot in stay.week and day in stay.period for stay in some)
        for day in days
        for slot in Slot
        if slot.weekday == day.weekday()
    ]
    found = peak(some, TODAY, lambda _: True)
    assert found.taken == max(counts)
    assert found.taken == sum(found.slot in stay.week and found.day in stay.period for stay in some)
    assert found.taken == 0 or found.day.weekday() == found.slot.weekday
