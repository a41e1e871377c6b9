from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import Month, at_local, local_day
from bot.rules.next_steps import NextKind, NextStep, next_step
from bot.rules.people import Child
from bot.rules.refusals import Refusal
from bot.rules.requests import Request, State, confirm, undo_until, undo_withdrawal, withdraw
from tests.cast import LAMBERT, LAMBERT_CONFIRMED, MORNING, PEETERS, POLICY, TODAY
from tests.strategies import moments, requests

IN_AUGUST = replace(LAMBERT, children=(Child(born=False, day=date(2027, 8, 15)),))


@pytest.mark.parametrize(
    ("request_", "step"),
    [
        (LAMBERT, NextStep(kind=NextKind.MEETING)),
        (IN_AUGUST, NextStep(kind=NextKind.MEETING, on=date(2027, 2, 15))),
        (replace(LAMBERT, met_on=TODAY), NextStep(kind=NextKind.CONFIRM_NOW)),
        (replace(PEETERS, met_on=TODAY), NextStep(kind=NextKind.CONFIRM_NOW)),
        (
            replace(IN_AUGUST, met_on=TODAY),
            NextStep(kind=NextKind.CONFIRM_FROM, on=date(2027, 2, 15)),
        ),
        (LAMBERT_CONFIRMED, NextStep(kind=NextKind.DECISION, month=Month(2027, 2))),
        (
            withdraw(LAMBERT, now=MORNING),
            NextStep(kind=NextKind.UNDO_UNTIL, until=MORNING + timedelta(hours=24)),
        ),
        (replace(LAMBERT, state=State.OFFERED), NextStep(kind=NextKind.ANSWER_OFFER)),
        (replace(LAMBERT, state=State.ACCEPTED), NextStep(kind=NextKind.SIGN)),
        (replace(LAMBERT, state=State.PAUSED), NextStep(kind=NextKind.RESUME)),
        (replace(LAMBERT, state=State.ENROLLED), NextStep(kind=NextKind.NOTHING)),
        (replace(LAMBERT, state=State.CLOSED), NextStep(kind=NextKind.NOTHING)),
        (replace(LAMBERT, state=State.LEFT), NextStep(kind=NextKind.NOTHING)),
    ],
)
def test_next_step(request_: Request, step: NextStep) -> None:
    assert next_step(request_, POLICY, MORNING) == step


def _decided(request: Request, now: datetime) -> Month | None:
    return next_step(request, POLICY, now).month


def test_confirmed_on_the_last_evening_of_a_month_is_decided_in_the_next() -> None:
    evening = at_local(date(2027, 1, 31), 23, 59)
    assert _decided(replace(LAMBERT_CONFIRMED, confirmed_at=evening), evening) == Month(2027, 2)
    midnight = evening + timedelta(minutes=1)
    assert _decided(replace(LAMBERT_CONFIRMED, confirmed_at=midnight), midnight) == Month(2027, 3)


def test_confirmed_long_ago_is_decided_this_month() -> None:
    assert _decided(LAMBERT_CONFIRMED, at_local(date(2027, 4, 10), 9)) == Month(2027, 4)


def test_back_on_the_list_after_the_decision_is_decided_in_the_next_month() -> None:
    now = at_local(date(2027, 4, 10), 9)
    assert next_step(LAMBERT_CONFIRMED, POLICY, now, decided=True).month == Month(2027, 5)


def test_refused_enters_the_next_round() -> None:
    refused = replace(LAMBERT_CONFIRMED, state=State.REFUSED, changed_at=at_local(date(2027, 2, 9), 9))
    assert _decided(refused, at_local(date(2027, 2, 20), 9)) == Month(2027, 3)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (0, NextStep(kind=NextKind.SIGN)),
        (1, NextStep(kind=NextKind.SIGN_LATE, on=TODAY)),
    ],
)
def test_a_contract_is_late_from_the_day_after_its_last(days: int, step: NextStep) -> None:
    accepted, now = replace(LAMBERT, state=State.ACCEPTED), MORNING + timedelta(days=days)
    assert next_step(accepted, POLICY, now, contract_by=TODAY) == step


def test_undo_is_no_longer_offered_after_the_day() -> None:
    gone = withdraw(LAMBERT, now=MORNING)
    after = undo_until(gone, POLICY) + timedelta(seconds=1)
    assert next_step(gone, POLICY, after) == NextStep(kind=NextKind.NOTHING)


@given(requests(states=tuple(State)), moments())
def test_next_step_is_never_past(request: Request, now: datetime) -> None:
    step = next_step(request, POLICY, now)
    assert step.on is None or step.on > local_day(now)
    assert step.month is None or step.month >= Month.of(local_day(now))
    assert step.until is None or step.until >= now


@given(requests(), moments(), st.sampled_from([None, TODAY]))
def test_confirmation_is_offered_exactly_when_it_succeeds(
    request: Request, now: datetime, met_on: date | None
) -> None:
    request = replace(request, met_on=met_on)
    offered = next_step(request, POLICY, now).kind is NextKind.CONFIRM_NOW
    try:
        confirm(request, predemand="ONE-1", now=now, policy=POLICY)
    except Refusal:
        assert not offered
    else:
        assert offered


@given(requests(states=(State.WITHDRAWN, State.CONFIRMED)), moments(), moments())
def test_undo_is_offered_exactly_when_it_succeeds(
    request: Request, withdrawn: datetime, now: datetime
) -> None:
    request = replace(request, changed_at=withdrawn)
    offered = next_step(request, POLICY, now).kind is NextKind.UNDO_UNTIL
    try:
        undo_withdrawal(request, now=now, policy=POLICY)
    except Refusal:
        assert not offered
    else:
        assert offered
