from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.births import (
    BirthTooEarly,
    NobodyBorn,
    NobodyExpected,
    confirm_birth,
    correct_birth,
    due_day,
    may_be_born,
    without_expected,
)
from bot.rules.calendar import at_local, local_day
from bot.rules.people import Child
from bot.rules.places import presumed_end
from bot.rules.refusals import BirthInFuture, NotWaiting, Refusal
from bot.rules.requests import LIVE, Request, State, earliest_confirmation
from tests.cast import BORN_IN_OCTOBER, EXPECTED_IN_JUNE, HADDAD, LAMBERT, LAMBERT_CONFIRMED, POLICY
from tests.strategies import days, moments, requests

DUE = date(2027, 6, 20)
BORN = date(2027, 6, 24)
NOW = at_local(date(2027, 6, 25), 9)
TWINS = replace(LAMBERT_CONFIRMED, children=(EXPECTED_IN_JUNE, EXPECTED_IN_JUNE))
WITH_BROTHER = replace(LAMBERT_CONFIRMED, children=(BORN_IN_OCTOBER, EXPECTED_IN_JUNE))


def confirm(request: Request, on: date = BORN) -> Request:
    return confirm_birth(request, on=on, now=NOW, policy=POLICY)


def correct(request: Request, on: date) -> Request:
    return correct_birth(request, on=on, now=NOW, policy=POLICY)


def test_birth_takes_the_due_dates_place() -> None:
    assert confirm(LAMBERT_CONFIRMED) == replace(LAMBERT_CONFIRMED, children=(Child(born=True, day=BORN),))


def test_what_depends_on_the_day_shifts_with_it() -> None:
    late = replace(LAMBERT, children=(Child(born=False, day=date(2027, 8, 20)),))
    born = confirm_birth(late, on=date(2027, 9, 2), now=at_local(date(2027, 9, 3), 9), policy=POLICY)
    ends = [presumed_end(request.children[0]) for request in (late, born)]
    assert ends == [date(2030, 8, 25), date(2031, 8, 24)]
    confirmations = [earliest_confirmation(request, POLICY) for request in (late, born)]
    assert confirmations == [date(2027, 2, 20), LAMBERT.registered_at.date()]


def test_twins_are_born_with_one_answer() -> None:
    assert confirm(TWINS).children == (Child(born=True, day=BORN),) * 2


def test_brother_who_is_born_stays_as_he_is() -> None:
    assert confirm(WITH_BROTHER).children == (BORN_IN_OCTOBER, Child(born=True, day=BORN))


def test_another_due_date_is_asked_about_when_it_comes() -> None:
    later = Child(born=False, day=date(2027, 8, 1))
    request = confirm(replace(LAMBERT_CONFIRMED, children=(later, EXPECTED_IN_JUNE)))
    assert request.children == (later, Child(born=True, day=BORN))
    assert due_day(request) == date(2027, 8, 1)


def test_day_can_be_corrected() -> None:
    assert correct(confirm(TWINS), DUE).children == (Child(born=True, day=DUE),) * 2
    assert correct(confirm(WITH_BROTHER), DUE).children == (BORN_IN_OCTOBER, Child(born=True, day=DUE))


@pytest.mark.parametrize(
    ("request_", "on", "refusal"),
    [
        (LAMBERT_CONFIRMED, date(2027, 6, 26), BirthInFuture(day=date(2027, 6, 26))),
        (LAMBERT_CONFIRMED, date(2027, 2, 19), BirthTooEarly(day=date(2027, 2, 19))),
        (HADDAD, BORN, NobodyExpected()),
        (replace(LAMBERT_CONFIRMED, state=State.WITHDRAWN), BORN, NotWaiting(state=State.WITHDRAWN)),
    ],
)
def test_birth_that_cannot_be_is_refused(request_: Request, on: date, refusal: Refusal) -> None:
    with pytest.raises(type(refusal)) as refused:
        confirm(request_, on)
    assert refused.value == refusal


def test_nothing_to_correct_before_a_birth() -> None:
    with pytest.raises(NobodyBorn):
        correct(LAMBERT_CONFIRMED, BORN)


def test_early_birth_is_believed_four_months_before_the_due_date() -> None:
    assert confirm(LAMBERT_CONFIRMED, date(2027, 2, 20)).children[0].born
    assert not may_be_born(LAMBERT_CONFIRMED, date(2027, 2, 19), POLICY)
    assert may_be_born(LAMBERT_CONFIRMED, date(2027, 2, 20), POLICY)
    assert not may_be_born(HADDAD, date(2030, 1, 1), POLICY)


def test_no_longer_expected_leaves_those_who_are_born() -> None:
    assert without_expected(TWINS) is None
    assert without_expected(WITH_BROTHER) == replace(WITH_BROTHER, children=(BORN_IN_OCTOBER,))
    with pytest.raises(NobodyExpected):
        without_expected(HADDAD)


@given(
    request=requests(states=tuple(State)),
    on=days,
    now=moments(date(2027, 1, 1), date(2032, 1, 1)),
    correcting=st.booleans(),
)
def test_only_the_days_of_children_ever_change(
    request: Request, on: date, now: datetime, *, correcting: bool
) -> None:
    """Rank, state and wishes stay; nobody is born in the future, nobody becomes unborn."""
    act = correct_birth if correcting else confirm_birth
    try:
        after = act(request, on=on, now=now, policy=POLICY)
    except Refusal:
        return
    assert replace(after, children=request.children) == request
    assert request.state in LIVE
    assert on <= local_day(now)
    for was, child in zip(request.children, after.children, strict=True):
        assert child in (was, Child(born=True, day=on))
