from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given

from bot.rules.calendar import at_local, in_daytime, local_day, months_after
from bot.rules.looking import Due, close, due, pause, still_looking
from bot.rules.refusals import NotWaiting, WrongState
from bot.rules.requests import ON_THE_LIST, WAITING, Request, State, came_from
from tests.cast import LAMBERT, LAMBERT_CONFIRMED, MORNING, POLICY
from tests.strategies import moments, requests

LATER = MORNING + timedelta(days=40)


def asked(request: Request, *times: datetime, now: datetime) -> Due | None:
    return due(request, times, now=now, policy=POLICY)


def test_family_is_asked_three_months_after_its_last_sign_of_life() -> None:
    assert asked(LAMBERT_CONFIRMED, now=at_local(date(2027, 4, 11), 23)) is None
    assert asked(LAMBERT_CONFIRMED, now=at_local(date(2027, 4, 12), 0)) is Due.QUESTION


def test_registration_confirmation_and_a_yes_are_signs_of_life() -> None:
    yes = replace(LAMBERT_CONFIRMED, still_at=LATER)
    assert LAMBERT.looking_since == LAMBERT.registered_at
    assert LAMBERT_CONFIRMED.looking_since == LAMBERT_CONFIRMED.confirmed_at
    assert yes.looking_since == LATER
    assert asked(yes, now=at_local(date(2027, 4, 12), 9)) is None


def test_two_reminders_then_a_pause_each_a_week_after_the_one_before() -> None:
    first = at_local(date(2027, 4, 12), 9)
    week = timedelta(days=7)
    assert asked(LAMBERT_CONFIRMED, first, now=first + week - timedelta(days=1)) is None
    assert asked(LAMBERT_CONFIRMED, first, now=first + week) is Due.REMINDER
    assert asked(LAMBERT_CONFIRMED, first, first + week, now=first + 2 * week) is Due.REMINDER
    three = (first, first + week, first + 2 * week)
    assert asked(LAMBERT_CONFIRMED, *three, now=first + 3 * week - timedelta(days=1)) is None
    assert asked(LAMBERT_CONFIRMED, *three, now=first + 3 * week) is Due.PAUSE


@given(requests(states=tuple(WAITING)), moments(date(2032, 1, 1), date(2035, 1, 1)))
def test_whoever_never_answers_is_paused_after_all_questions_and_never_sooner(
    request: Request, now: datetime
) -> None:
    """However late the calendar is looked at: no question is left out, none comes with another."""
    times: list[datetime] = []
    for _ in range(POLICY.still_looking_reminders + 1):
        assert due(request, times, now=now, policy=POLICY) in {Due.QUESTION, Due.REMINDER}
        times.append(now)
        assert due(request, times, now=now, policy=POLICY) is None
        now += timedelta(days=POLICY.still_looking_days)
    assert due(request, times, now=now, policy=POLICY) is Due.PAUSE
    assert local_day(now) >= months_after(local_day(request.looking_since), POLICY.still_looking_months)


@pytest.mark.parametrize("state", sorted(set(State) - WAITING))
def test_only_those_who_wait_are_asked(state: State) -> None:
    assert asked(replace(LAMBERT_CONFIRMED, state=state), now=at_local(date(2029, 1, 1), 9)) is None


@given(requests(states=tuple(WAITING)))
def test_pause_and_resume_lead_back_to_the_same_place(request: Request) -> None:
    paused = pause(request, now=LATER)
    resumed = still_looking(paused, now=LATER + timedelta(days=1))
    assert paused.state is State.PAUSED
    assert (resumed.state, resumed.confirmed_at) == (request.state, request.confirmed_at)
    assert resumed.looking_since >= LATER


@given(requests(states=tuple(State)))
def test_yes_is_taken_while_a_request_waits(request: Request) -> None:
    if request.state not in ON_THE_LIST:
        with pytest.raises(NotWaiting):
            still_looking(request, now=LATER)
        return
    after = still_looking(request, now=LATER)
    expected = came_from(request) if request.state is State.PAUSED else request.state
    assert (after.state, after.still_at) == (expected, LATER)


@given(requests(states=tuple(State)))
def test_only_a_paused_request_is_closed(request: Request) -> None:
    if request.state is State.PAUSED:
        assert close(request, now=LATER).state is State.CLOSED
        return
    with pytest.raises(WrongState) as refused:
        close(request, now=LATER)
    assert refused.value == WrongState(state=request.state, wanted=State.CLOSED)


@pytest.mark.parametrize(
    ("hour", "expected"),
    [(0, (12, 9)), (8, (12, 9)), (9, (12, 9)), (19, (12, 19)), (20, (13, 9)), (23, (13, 9))],
)
def test_nobody_is_written_to_at_night(hour: int, expected: tuple[int, int]) -> None:
    day, then = expected
    assert in_daytime(at_local(date(2027, 1, 12), hour)) == at_local(date(2027, 1, day), then)
