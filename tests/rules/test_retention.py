"""How long what is kept is kept (section 8; decree of 21 February 2019, art. 7/7)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import Period, at_local, months_after
from bot.rules.people import Child
from bot.rules.places import Stay, presumed_end
from bot.rules.requests import Request, State
from bot.rules.retention import Category, Term, category, last_day, terms
from tests.cast import LAMBERT_CONFIRMED, MONDAY_TUESDAY, MORNING, POLICY

ON = date(2027, 2, 1)
TO_SCHOOL = presumed_end(LAMBERT_CONFIRMED.children[0])
ENDED = frozenset({State.WITHDRAWN, State.CLOSED})
WAITS = frozenset({State.REGISTERED, State.CONFIRMED, State.PAUSED})


def ended(state: State, on: date) -> Request:
    return replace(LAMBERT_CONFIRMED, state=state, changed_at=at_local(on, 15))


def stay(end: date | None) -> Stay:
    return Stay(id="s", creche="marcinelle", week=MONDAY_TUESDAY, period=Period(date(2027, 3, 1), end))


@pytest.mark.parametrize("state", sorted(WAITS))
def test_request_that_waits_is_kept_until_school(state: State) -> None:
    request = replace(LAMBERT_CONFIRMED, state=state)
    assert category(request, None) is Category.WAITING
    assert last_day(request, refused_on=None, stays=()) == TO_SCHOOL


@pytest.mark.parametrize("state", sorted({State.REFUSED, *WAITS, *ENDED}))
def test_refused_request_is_kept_three_years_from_the_refusal(state: State) -> None:
    request = ended(state, date(2028, 1, 1))
    assert category(request, ON) is Category.REFUSED
    assert last_day(request, refused_on=ON, stays=()) == date(2030, 2, 1)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_request_that_ended_is_kept_three_years_from_its_end(state: State) -> None:
    request = ended(state, ON)
    assert category(request, None) is Category.ENDED
    assert last_day(request, refused_on=None, stays=()) == date(2030, 2, 1)


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.dates(date(2027, 1, 1), date(2029, 12, 31)))
def test_no_request_without_a_place_outlives_school(born: date, on: date) -> None:
    child = Child(born=True, day=born)
    found = last_day(replace(ended(State.CLOSED, on), children=(child,)), refused_on=None, stays=())
    assert found == min(months_after(on, 36), presumed_end(child))


def test_youngest_child_counts() -> None:
    older = Child(born=True, day=date(2025, 1, 10))
    both = replace(LAMBERT_CONFIRMED, children=(older, *LAMBERT_CONFIRMED.children))
    assert last_day(both, refused_on=None, stays=()) == TO_SCHOOL


@pytest.mark.parametrize("state", [State.OFFERED, State.ACCEPTED])
def test_nothing_ends_while_a_place_is_proposed(state: State) -> None:
    assert last_day(replace(LAMBERT_CONFIRMED, state=state), refused_on=ON, stays=()) is None


@pytest.mark.parametrize("state", [State.ENROLLED, State.LEFT])
def test_child_who_was_there_is_kept_ten_years_after_the_last_one_left(state: State) -> None:
    request = replace(LAMBERT_CONFIRMED, state=state)
    both = (stay(date(2029, 8, 26)), stay(date(2030, 3, 1)))
    assert category(request, ON) is Category.ENROLLED
    assert last_day(request, refused_on=ON, stays=both) == date(2040, 3, 1)
    assert last_day(request, refused_on=None, stays=(*both, stay(None))) is None


def test_table_tells_every_category_once() -> None:
    assert tuple(terms(POLICY)) == tuple(Category)


@pytest.mark.parametrize(
    ("kind", "before"),
    [(Category.UPDATES, date(2027, 1, 9)), (Category.FORMS, date(2026, 12, 29))],
)
def test_short_terms_run_back_from_now(kind: Category, before: date) -> None:
    assert terms(POLICY)[kind].since(MORNING) == at_local(before, 9)


def test_terms_follow_the_policy() -> None:
    days: dict[Category, Term] = dict(terms(replace(POLICY, draft_days=3, inbox_hours=24)))
    assert (days[Category.FORMS].days, days[Category.UPDATES].hours) == (3, 24)
