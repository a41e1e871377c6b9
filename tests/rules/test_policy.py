from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from tests.cast import POLICY
from tests.strategies import days

CLOSED = replace(
    POLICY, creches=(replace(POLICY.creches[0], closures=frozenset({date(2027, 3, 30)})), *POLICY.creches[1:])
)


def test_six_creches_have_322_places() -> None:
    assert sum(creche.places for creche in POLICY.creches) == 322


def test_creche_by_id() -> None:
    assert POLICY.creche("lodelinsart").places == 42


def test_creche_that_left_the_cooperative_has_a_name_and_no_place() -> None:
    gone = POLICY.creche("sart-tilman")
    assert (gone.id, gone.name, gone.places) == ("sart-tilman", "Sart Tilman", 0)
    assert POLICY.gone(("marcinelle", "sart-tilman")) == ("sart-tilman",)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2027, 3, 26), True),  # Good Friday is worked in Belgium
        (date(2027, 3, 27), False),  # a Saturday
        (date(2027, 3, 28), False),  # Easter Sunday
        (date(2027, 3, 29), False),  # Easter Monday
        (date(2027, 3, 30), False),  # the crèche's own closing day
        (date(2027, 3, 31), True),
    ],
)
def test_creche_open_around_easter(day: date, *, is_open: bool) -> None:
    assert CLOSED.is_open("marcinelle", day) is is_open


def test_closing_day_of_another_creche() -> None:
    assert CLOSED.is_open("lodelinsart", date(2027, 3, 30)) is True


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2027, 1, 12), date(2027, 1, 12)),
        (date(2027, 1, 16), date(2027, 1, 18)),
        (date(2027, 3, 27), date(2027, 3, 30)),  # Saturday, Easter, Easter Monday
        (date(2026, 12, 25), date(2026, 12, 28)),  # Christmas on a Friday
        (date(2027, 5, 6), date(2027, 5, 7)),  # Ascension
        (date(2026, 11, 11), date(2026, 11, 12)),
    ],
)
def test_next_working_day(day: date, worked: date) -> None:
    assert POLICY.next_working_day(day) == worked


@given(days)
def test_next_working_day_is_the_first_that_is_worked(day: date) -> None:
    worked = POLICY.next_working_day(day)
    between = [day + timedelta(days=ahead) for ahead in range((worked - day).days)]
    assert worked.weekday() < 5
    assert worked not in POLICY.holidays
    assert [passed for passed in between if passed.weekday() < 5 and passed not in POLICY.holidays] == []


@given(days)
def test_working_day_needs_no_moving(day: date) -> None:
    worked = POLICY.next_working_day(day)
    assert POLICY.next_working_day(worked) == worked
