from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import Month, at_local
from bot.rules.colleagues import Band, Colleague, band, people
from tests.cast import POLICY

MARCH = Month(2027, 3)
COLLEAGUE = Colleague(
    registered_at=at_local(date(2027, 1, 4), 9),
    confirmed_at=at_local(date(2027, 1, 12), 9),
    offered_at=None,
    served_at=None,
    refused_at=None,
    withdrawn_at=None,
)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, Band(low=None, high=5)),
        (4, Band(low=None, high=5)),
        (5, Band(low=5, high=9)),
        (9, Band(low=5, high=9)),
        (10, Band(low=10, high=14)),
        (23, Band(low=20, high=24)),
    ],
)
def test_band(count: int, expected: Band) -> None:
    assert band(count, POLICY) == expected


@given(st.integers(0, 500), st.integers(1, 20))
def test_band_holds_its_count_and_fixes_none_below_its_width(count: int, width: int) -> None:
    found = band(count, replace(POLICY, people_band=width))
    if found.low is None:
        assert (count < width, found.high) == (True, width)
    else:
        assert found.low <= count <= found.high
        assert (found.low % width, found.high - found.low + 1) == (0, width)


def _moment(day: date) -> datetime:
    return at_local(day, 23, 59)


@pytest.mark.parametrize(
    ("changes", "waiting"),
    [
        ({}, 5),
        ({"registered_at": _moment(date(2027, 3, 31))}, 5),
        ({"registered_at": _moment(date(2027, 4, 1))}, 0),
        ({"served_at": _moment(date(2027, 3, 31))}, 0),
        ({"served_at": _moment(date(2027, 4, 1))}, 5),
        ({"withdrawn_at": _moment(date(2027, 3, 31))}, 0),
        ({"refused_at": _moment(date(2027, 3, 9))}, 5),  # kept on file: they still wait
    ],
)
def test_colleagues_waiting_at_the_end_of_the_month(changes: dict[str, datetime], waiting: int) -> None:
    colleagues = [replace(COLLEAGUE, **changes)] * 5
    assert people(MARCH, colleagues, [], POLICY).waiting == band(waiting, POLICY)


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        (date(2027, 2, 28), 0),
        (date(2027, 3, 1), 7),
        (date(2027, 3, 31), 7),
        (date(2027, 4, 1), 0),
    ],
)
def test_colleagues_of_the_month(day: date, counted: int) -> None:
    moment = at_local(day, 0, 30)
    gone = replace(COLLEAGUE, served_at=moment, refused_at=moment, withdrawn_at=moment)
    month = people(MARCH, [gone] * 7, [moment] * 7, POLICY)
    expected = band(counted, POLICY)
    assert [month.served, month.refused, month.withdrawn, month.codes_used] == [expected] * 4


def _offered(*waits: int) -> list[Colleague]:
    confirmed = COLLEAGUE.confirmed_at or COLLEAGUE.registered_at
    return [replace(COLLEAGUE, offered_at=confirmed + timedelta(days=days)) for days in waits]


@pytest.mark.parametrize(
    ("waits", "mean"),
    [
        ((10, 10, 10, 10), None),
        ((10, 10, 10, 10, 10), 10),
        ((10, 10, 10, 10, 12), 10),
        ((10, 10, 10, 11, 11, 11), 11),  # ten and a half, half up
        ((11, 11, 11, 12, 12, 12), 12),
        ((10, 10, 10, 10, 200), None),  # the fifth is offered after March
    ],
)
def test_mean_days_from_confirmation_to_offer(waits: Sequence[int], mean: int | None) -> None:
    assert people(MARCH, [*_offered(*waits), COLLEAGUE], [], POLICY).mean_days_to_offer == mean
