"""The estimate against simulated years: places given in order, month by month, by a second hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Month, Period, Slot, Week
from bot.rules.estimate import Estimate, History, Outcome, estimate, outcome
from bot.rules.places import Stay, presumed_end
from bot.rules.policy import Policy
from bot.rules.requests import Request, State
from tests.cast import LAMBERT_CONFIRMED, POLICY, TODAY
from tests.strategies import stays

HERE = "marcinelle"
PLACES = 14
SMALL = replace(POLICY, creches=(replace(POLICY.creche(HERE), places=PLACES),))
YOUNG = History(found=0, gave_up=0)
QUARTER = History(found=30, gave_up=10)
OCTOBER = Month(2027, 10)
UNTIL = presumed_end(LAMBERT_CONFIRMED.children[0])
HALF: Week = frozenset({Slot.MON_AM, Slot.TUE_AM, Slot.WED_AM, Slot.THU_AM, Slot.FRI_AM})


def _stay(end: date | None, start: date = date(2026, 9, 1), week: Week = FULL_WEEK) -> Stay:
    return Stay(id="s", creche=HERE, week=week, period=Period(start, end))


def _estimate(
    some: Sequence[Stay],
    ahead: int,
    history: History = QUARTER,
    request: Request = LAMBERT_CONFIRMED,
    policy: Policy = SMALL,
) -> Estimate:
    return estimate(request, HERE, ahead=ahead, stays=some, history=history, today=TODAY, policy=policy)


def _range(some: Sequence[Stay], ahead: int) -> tuple[Month | None, Month | None]:
    found = _estimate(some, ahead)
    return found.if_share, found.if_nobody


FOREVER = [_stay(None)] * (PLACES - 3)
ENDS = [_stay(date(2027, 12, 31)), _stay(date(2028, 3, 30)), _stay(date(2028, 8, 27))]


def test_free_place_comes_in_the_wished_month() -> None:
    assert _range([], 0) == (OCTOBER, OCTOBER)


def test_place_comes_with_the_end_of_a_contract() -> None:
    assert _range([*FOREVER, *ENDS], 0) == (Month(2028, 1), Month(2028, 1))


def test_those_ahead_take_the_first_places() -> None:
    assert _range([*FOREVER, *ENDS], 1) == (Month(2028, 4), Month(2028, 4))
    assert _range([*FOREVER, *ENDS], 2) == (Month(2028, 9), Month(2028, 9))


def test_a_quarter_of_those_ahead_gives_up() -> None:
    some = [*FOREVER[:-2], *ENDS, *ENDS[:2]]
    assert _range(some, 4) == (Month(2028, 4), Month(2028, 9))


def test_place_that_is_promised_later_is_not_free() -> None:
    promised = _stay(None, start=date(2028, 9, 1))
    assert _range([*FOREVER, *FOREVER[:2]], 0) == (OCTOBER, OCTOBER)
    assert _range([*FOREVER, *FOREVER[:2], promised], 0) == (None, None)
    assert _range([*FOREVER, *FOREVER[:1], *ENDS[:2], promised], 0) == (Month(2028, 1), Month(2028, 1))


def test_no_place_before_school_age_is_said() -> None:
    assert _range([_stay(None)] * PLACES, 0) == (None, None)
    assert _range([_stay(UNTIL + timedelta(days=40))] * PLACES, 0) == (None, None)


def test_more_ahead_than_places_is_no_place() -> None:
    assert _range([], PLACES) == (OCTOBER, None)
    assert _range([], 10 * PLACES) == (None, None)


def test_twins_need_two_places() -> None:
    twins = replace(LAMBERT_CONFIRMED, children=LAMBERT_CONFIRMED.children * 2)
    assert _estimate([*FOREVER, *ENDS], 0, request=twins).if_nobody == Month(2028, 4)


def test_half_days_that_are_not_asked_do_not_matter() -> None:
    mornings = [_stay(None, week=HALF)] * PLACES
    afternoons = replace(LAMBERT_CONFIRMED.wishes, week=FULL_WEEK - HALF)
    assert _estimate(mornings, 0).if_nobody is None
    request = replace(LAMBERT_CONFIRMED, wishes=afternoons)
    assert _estimate(mornings, 5, request=request).if_nobody == OCTOBER


def test_wish_of_a_past_month_starts_next_month() -> None:
    late = replace(LAMBERT_CONFIRMED, wishes=replace(LAMBERT_CONFIRMED.wishes, entry=Month(2026, 11)))
    assert _estimate([], 0, request=late).if_nobody == Month(2027, 2)


# The share that gave up


def test_creche_that_is_shut_in_every_wished_month_says_so() -> None:
    shut = SMALL.closed_too([(HERE, Period(date(2027, 10, 1), date(2027, 10, 31)))])
    later = replace(LAMBERT_CONFIRMED, wishes=replace(LAMBERT_CONFIRMED.wishes, earlier=0, later=1))
    only = replace(later, wishes=replace(later.wishes, later=0))
    assert _estimate([], 0, request=only, policy=shut).shut
    assert not _estimate([], 0, request=later, policy=shut).shut
    assert not _estimate([], 0, request=only).shut


@pytest.mark.parametrize(
    ("found", "gave_up", "share"),
    [(29, 0, None), (0, 0, None), (30, 0, Fraction(0)), (20, 10, Fraction(6, 20)), (0, 30, Fraction(1))],
)
def test_share_needs_thirty_decided_requests(found: int, gave_up: int, share: Fraction | None) -> None:
    assert History(found=found, gave_up=gave_up).share(POLICY) == share


def test_without_history_only_the_first_bound_is_known() -> None:
    found = _estimate([*FOREVER, *ENDS], 1, YOUNG)
    assert (found.share, found.if_share, found.if_nobody) == (None, None, Month(2028, 4))


def test_one_more_decision_hardly_ever_shows_in_the_share() -> None:
    """Asking every day tells how no neighbour ended: the share moves in steps."""
    shares = {History(found=100 + n, gave_up=40).share(POLICY) for n in range(10)}
    assert shares == {Fraction(5, 20)}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.ACCEPTED, Outcome.FOUND),
        (State.ENROLLED, Outcome.FOUND),
        (State.LEFT, Outcome.FOUND),
        (State.WITHDRAWN, Outcome.GAVE_UP),
        (State.CLOSED, Outcome.GAVE_UP),
        (State.CONFIRMED, None),
        (State.OFFERED, None),
        (State.PAUSED, None),
    ],
)
def test_outcome_of_a_state(state: State, expected: Outcome | None) -> None:
    assert outcome(state, confirmed=True) is expected
    assert outcome(state, confirmed=False) is None


# Simulated years


def _year(some: Sequence[Stay], weeks: Sequence[Week]) -> Month | None:
    """Families take places in order, each for good, as soon as every half-day of theirs has room for good.

    The last of `weeks` is Ana's; the month she enters.
    """
    signed = list(some)
    month: Month | None = None
    for week in weeks:
        month = OCTOBER
        while month and not _room(signed, week, month):
            month = month.plus(1) if month.plus(1).first <= UNTIL else None
        if month:
            signed.append(_stay(None, start=month.first, week=week))
    return month


def _room(signed: Sequence[Stay], week: Week, month: Month) -> bool:
    changes = [month.first, *(stay.period.start for stay in signed if stay.period.start > month.first)]
    return all(
        sum(slot in stay.week and day in stay.period for stay in signed) < PLACES
        for day in changes
        for slot in week
    )


ends = st.sampled_from([None, *(Month(2027, 10).plus(n).last for n in range(0, 40, 3))])
#: A few contracts end, the others outlast everything.
full_stays = st.lists(ends, max_size=6).map(
    lambda some: [*map(_stay, some), *[_stay(None)] * (PLACES - 4 - len(some) // 2)][:PLACES]
)


@given(full_stays, st.integers(0, 5))
def test_nobody_gives_up_in_a_simulated_year(some: list[Stay], ahead: int) -> None:
    assert _estimate(some, ahead).if_nobody == _year(some, [FULL_WEEK] * (ahead + 1))


@given(full_stays, st.integers(0, 8))
def test_some_give_up_in_a_simulated_year(some: list[Stay], ahead: int) -> None:
    """The share that gave up, or fewer: Ana enters within the range."""
    found = _estimate(some, ahead)
    most = int(ahead * Fraction(1, 4))
    entered = [_year(some, [FULL_WEEK] * (ahead - gone + 1)) for gone in range(most + 1)]

    assert entered[most] == found.if_share
    assert entered[0] == found.if_nobody
    assert sorted(entered, key=_order, reverse=True) == entered


def _order(month: Month | None) -> tuple[bool, Month]:
    return (month is None, month or OCTOBER)


def test_part_time_weeks_in_simulated_years_fall_near_the_range() -> None:
    """The average week stands for each one ahead: four in five of 300 years are within two months."""
    chance = Random(7)
    weeks = (FULL_WEEK, FULL_WEEK, HALF, FULL_WEEK - {Slot.WED_PM}, FULL_WEEK - HALF)
    near = 0
    for _ in range(300):
        some = [_stay(OCTOBER.plus(chance.randint(0, 30)).last, week=chance.choice(weeks)) for _ in range(20)]
        some = _fitting(some)
        ahead = [chance.choice(weeks) for _ in range(chance.randint(0, 6))]
        stayed = [week for week in ahead if chance.random() > 0.25]
        found = _estimate(some, len(ahead))
        entered = _order(_year(some, [*stayed, FULL_WEEK]))
        low, high = _order(found.if_share), _order(found.if_nobody)
        near += (low[0], low[1].plus(-2)) <= entered <= (high[0], high[1].plus(2))
    assert near >= 225


def _fitting(some: Sequence[Stay]) -> list[Stay]:
    """As many of them as fit."""
    signed: list[Stay] = []
    for stay in some:
        if all(sum(slot in other.week for other in signed) < PLACES for slot in stay.week):
            signed.append(stay)
    return signed


@given(st.lists(stays(creche=HERE), max_size=4), st.integers(0, 20))
def test_estimate_is_a_range_that_fewer_ahead_never_make_later(some: list[Stay], ahead: int) -> None:
    found = _estimate(some, ahead)
    assert _order(found.if_share) <= _order(found.if_nobody)
    assert _order(_estimate(some, max(0, ahead - 1)).if_nobody) <= _order(found.if_nobody)
    assert _estimate(some[::-1], ahead) == found
    for month in (found.if_share, found.if_nobody):
        assert month is None or OCTOBER.first <= month.first <= UNTIL
