"""A stay that changes, beside everybody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Period, Slot, Week
from bot.rules.closures import DayPast
from bot.rules.offers.refusals import NoRoom
from bot.rules.places import Stay
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal
from bot.rules.stays import Changed, NothingChanges, OutsideStay, current, ended_on, other_end, other_week
from tests import strategies
from tests.cast import FULL_STAY, MONDAY_TUESDAY, POLICY, TODAY

MARCH = date(2027, 3, 1)
END = date(2029, 8, 26)
OWN = replace(FULL_STAY, id="own", week=MONDAY_TUESDAY, child=0, request_id="request")
OTHER = replace(FULL_STAY, id="other")


def of(places: int) -> Policy:
    """A cooperative whose crèches have so many places."""
    return replace(POLICY, creches=tuple(replace(creche, places=places) for creche in POLICY.creches))


ONE_PLACE = of(1)


def week(
    wanted: Week, since: date = MARCH, *, stays: tuple[Stay, ...] = (OWN,), others: tuple[Stay, ...] = ()
) -> Changed:
    ids = [f"new-{number}" for number in range(len(stays))]
    return other_week(stays, wanted, since, others=others, policy=ONE_PLACE, today=TODAY, new_ids=ids)


def test_care_has_ended_once_no_stay_runs_or_is_to_come() -> None:
    after = END + timedelta(days=1)
    never = replace(OTHER, period=Period(after, END))
    assert ended_on([OWN], END) is None
    assert ended_on([OWN, never], after) == END
    assert ended_on([OWN, replace(OTHER, period=Period(after, None))], after) is None
    assert ended_on([never], after) is None
    assert ended_on([], after) is None


def test_other_half_days_begin_on_their_day() -> None:
    found = week(frozenset({Slot.MON_AM, Slot.FRI_AM}))

    assert found.saved == (replace(OWN, period=Period(OWN.period.start, date(2027, 2, 28))),)
    later = Period(MARCH, END)
    assert found.new == (replace(OWN, id="new-0", week=frozenset({Slot.MON_AM, Slot.FRI_AM}), period=later),)
    assert found.frees == {Slot.MON_PM, Slot.TUE_AM, Slot.TUE_PM}
    assert found.takes == {Slot.FRI_AM}
    assert found.period == later


def test_a_stay_to_come_is_only_rewritten() -> None:
    coming = replace(OWN, period=Period(date(2027, 4, 1), END))
    found = week(FULL_WEEK, stays=(coming,))
    assert (found.saved, found.new) == ((replace(coming, week=FULL_WEEK),), ())


def test_another_last_day_frees_what_follows() -> None:
    found = other_end((OWN,), MARCH, others=(), policy=ONE_PLACE, today=TODAY)
    assert found.saved == (replace(OWN, period=Period(OWN.period.start, MARCH)),)
    assert (found.frees, found.period) == (MONDAY_TUESDAY, Period(MARCH + timedelta(days=1), END))


def test_more_half_days_need_room() -> None:
    with pytest.raises(NoRoom) as refused:
        week(FULL_WEEK, others=(replace(OTHER, week=frozenset({Slot.FRI_PM})),))
    friday = MARCH + timedelta(days=4)
    assert refused.value == NoRoom(n=1, slot=Slot.FRI_PM, day=friday)


def test_a_later_last_day_needs_room() -> None:
    coming = replace(OTHER, period=Period(date(2029, 9, 1)))
    with pytest.raises(NoRoom):
        other_end((OWN,), date(2029, 9, 30), others=(coming,), policy=ONE_PLACE, today=TODAY)
    found = other_end((OWN,), date(2029, 8, 31), others=(coming,), policy=ONE_PLACE, today=TODAY)
    assert (found.takes, found.frees) == (MONDAY_TUESDAY, frozenset())


@pytest.mark.parametrize(
    ("wanted", "since", "refusal"),
    [
        (FULL_WEEK, TODAY - timedelta(days=1), DayPast(day=TODAY - timedelta(days=1))),
        (MONDAY_TUESDAY, MARCH, NothingChanges()),
        (FULL_WEEK, date(2029, 9, 1), OutsideStay(first=OWN.period.start, last=END)),
    ],
)
def test_other_half_days_that_cannot_be_are_refused(wanted: Week, since: date, refusal: Refusal) -> None:
    with pytest.raises(type(refusal)) as refused:
        week(wanted, since)
    assert refused.value == refusal


@pytest.mark.parametrize(
    ("last", "refusal"),
    [(TODAY - timedelta(days=1), DayPast(day=TODAY - timedelta(days=1))), (END, NothingChanges())],
)
def test_last_days_that_cannot_be_are_refused(last: date, refusal: Refusal) -> None:
    with pytest.raises(type(refusal)) as refused:
        other_end((OWN,), last, others=(), policy=ONE_PLACE, today=TODAY)
    assert refused.value == refusal


def test_current_stays_are_the_latest_of_each_child() -> None:
    past = replace(OWN, id="past", period=Period(date(2026, 9, 1), date(2027, 1, 11)))
    now = replace(OWN, id="now", period=Period(TODAY, date(2027, 2, 28)))
    next_ = replace(OWN, id="next", period=Period(MARCH, END))
    twin = replace(OWN, id="twin", child=1)
    assert current([twin, next_, now, past], TODAY) == (next_, twin)


@given(strategies.weeks, strategies.weeks, st.lists(strategies.weeks, max_size=3), st.integers(0, 900))
def test_changed_half_days_never_exceed_the_places(
    before: Week, after: Week, beside: list[Week], days: int
) -> None:
    since = TODAY + timedelta(days=days)
    own = replace(OWN, week=before)
    others = tuple(replace(OTHER, id=str(number), week=one) for number, one in enumerate(beside))
    places = max(1, *(sum(slot in one for one in (before, *beside)) for slot in Slot))
    try:
        found = other_week(
            (own,), after, since, others=others, policy=of(places), today=TODAY, new_ids=["new"]
        )
    except Refusal:
        return
    for day in (own.period.start, since - timedelta(days=1), since, END):
        there = [*others, *found.saved, *found.new]
        for slot in Slot:
            assert sum(slot in stay.week and day in stay.period for stay in there) <= places
    kept = [stay for stay in (*found.saved, *found.new) if since in stay.period]
    assert [stay.week for stay in kept] == [after]
