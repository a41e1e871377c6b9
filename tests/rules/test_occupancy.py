from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Month, Period, Slot, at_local
from bot.rules.occupancy import (
    Band,
    Colleague,
    CrecheMonth,
    Occupancy,
    band,
    check_month,
    has_agreement,
    occupancy,
)
from bot.rules.places import Agreement, OfferedPlace
from bot.rules.refusals import MonthInFuture, NoAgreement
from tests.cast import FULL_STAY, POLICY, TECHNORD, TECHNORD_AGREEMENT, TWO_DAY_STAY
from tests.strategies import months

MARCH = Month(2027, 3)
COLLEAGUE = Colleague(
    registered_at=at_local(date(2027, 1, 4), 9),
    confirmed_at=at_local(date(2027, 1, 12), 9),
    offered_at=None,
    served_at=None,
    refused_at=None,
    withdrawn_at=None,
)


def _month(month: Month = MARCH, **books: Any) -> Occupancy:
    """Technord's month: by default that of the rules' example."""
    given_: dict[str, Any] = {
        "agreements": [TECHNORD_AGREEMENT],
        "stays": [FULL_STAY, TWO_DAY_STAY],
        "offers": [],
        "colleagues": [],
        "codes_used": [],
        "policy": POLICY,
    }
    return occupancy(TECHNORD, month, **(given_ | books))


def _line(month: Month = MARCH, **books: Any) -> CrecheMonth:
    (line,) = _month(month, **books).creches
    return line


# The example of the rules, section 5


def test_month_of_the_example() -> None:
    month = _month()
    assert (month.places, month.reserved, month.contracted, month.vacant) == (2, 88, 58, 30)
    assert month.occupancy == Fraction(58, 88)
    assert f"{float(month.occupancy):.1%}" == "65.9%"


def test_line_of_the_example() -> None:
    line = _line()
    assert line == CrecheMonth(
        creche="marcinelle",
        agreement_id="technord-marcinelle",
        agreement=TECHNORD_AGREEMENT.period,
        places=2,
        open_half_days=44,
        reserved=88,
        contracted=58,
        offered=0,
        entries=Fraction(4, 10),
        exits=Fraction(0),
        exits_expected=tuple((Month(2027, number), Fraction(0)) for number in range(4, 10)),
        invoice_reference="PC-2026-001",
        price_cents=800_000,
    )
    assert (line.taken, line.offered_places, line.free) == (Fraction(58, 44), Fraction(0), Fraction(30, 44))
    assert (line.vacant, line.occupancy) == (30, Fraction(58, 88))


def test_history_of_the_example() -> None:
    history = _month().history
    assert [month for month, _ in history] == [Month(2026, 4).plus(ahead) for ahead in range(12)]
    before = [share for _, share in history[:5]]
    assert before == [None] * 5  # the agreement begins in September
    assert dict(history)[Month(2026, 9)] == 0  # and its first stay in October
    assert dict(history)[Month(2027, 2)] == Fraction(1, 2)
    assert dict(history)[MARCH] == Fraction(58, 88)


def test_year_of_the_example_begins_in_january() -> None:
    year = [_month(Month(2027, number)) for number in (1, 2, 3)]
    assert year[-1].year_reserved == sum(month.reserved for month in year) == 2 * (40 + 40 + 44)
    assert year[-1].year_contracted == sum(month.contracted for month in year) == 40 + 40 + 58


def test_month_names_its_firm() -> None:
    month = _month()
    assert (month.sponsor_id, month.sponsor_name, month.example) == ("technord", "Technord (exemple)", True)


# Corners of a month


def test_agreement_that_begins_in_the_month() -> None:
    late = replace(TECHNORD_AGREEMENT, period=Period(date(2027, 3, 30)))
    line = _line(agreements=[late])
    assert (line.open_half_days, line.reserved, line.contracted) == (4, 8, 4 + 2)


def test_agreement_over_days_on_which_the_creche_is_closed() -> None:
    easter = replace(TECHNORD_AGREEMENT, period=Period(date(2027, 3, 27), date(2027, 3, 29)))
    line = _line(agreements=[easter])
    assert (line.reserved, line.occupancy, line.taken, line.offered_places, line.free) == (
        0, None, None, None, None,
    )  # fmt: skip


def test_closing_day_of_the_creche() -> None:
    closed = replace(POLICY.creches[0], closures=frozenset({date(2027, 3, 30)}))
    line = _line(policy=replace(POLICY, creches=(closed, *POLICY.creches[1:])))
    assert (line.open_half_days, line.contracted) == (42, 42 + 12)


def test_half_days_on_which_no_creche_opens() -> None:
    line = _line(policy=replace(POLICY, opening=FULL_WEEK - {Slot.TUE_PM}))
    assert (line.open_half_days, line.contracted) == (44 - 5, 44 - 5 + 14 - 4)


def test_stay_under_another_agreement_does_not_count() -> None:
    assert _line(stays=[FULL_STAY, replace(TWO_DAY_STAY, agreement_id=None)]).contracted == 44


def test_agreement_that_does_not_live_in_the_month_has_no_line() -> None:
    past = replace(TECHNORD_AGREEMENT, id="past", period=Period(date(2025, 1, 1), date(2027, 2, 28)))
    assert [line.agreement_id for line in _month(agreements=[past, TECHNORD_AGREEMENT]).creches] == [
        "technord-marcinelle"
    ]


# Entries, exits, offers


def test_exits_of_the_month_and_of_the_next_six() -> None:
    leaving = [
        replace(FULL_STAY, id=str(day), period=Period(FULL_STAY.period.start, day))
        for day in (date(2027, 3, 31), date(2027, 4, 1), date(2027, 9, 30), date(2027, 10, 1))
    ]
    line = _line(stays=[*leaving, replace(TWO_DAY_STAY, period=Period(date(2027, 3, 1), date(2027, 4, 30)))])
    assert line.exits == 1
    assert line.exits_expected == (
        (Month(2027, 4), Fraction(14, 10)),
        (Month(2027, 5), Fraction(0)),
        (Month(2027, 6), Fraction(0)),
        (Month(2027, 7), Fraction(0)),
        (Month(2027, 8), Fraction(0)),
        (Month(2027, 9), Fraction(1)),
    )


@pytest.mark.parametrize(
    ("sent_on", "ended_on", "offered"),
    [
        (date(2027, 3, 31), None, 44),
        (date(2027, 3, 31), date(2027, 4, 1), 44),
        (date(2027, 3, 20), date(2027, 3, 31), 0),
        (date(2027, 4, 1), None, 0),
    ],
)
def test_offer_counts_while_it_lives_at_the_end_of_the_month(
    sent_on: date, ended_on: date | None, offered: int
) -> None:
    offer = OfferedPlace(
        agreement_id="technord-marcinelle", week=FULL_WEEK, sent_on=sent_on, ended_on=ended_on
    )
    line = _line(offers=[offer, replace(offer, agreement_id="another")])
    assert line.offered == offered
    assert line.free == Fraction(30 - offered, 44)


# People


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
    assert _month(colleagues=colleagues).waiting == band(waiting, POLICY)


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
    month = _month(colleagues=[gone] * 7, codes_used=[moment] * 7)
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
    assert _month(colleagues=[*_offered(*waits), COLLEAGUE]).mean_days_to_offer == mean


# Whether there is a month at all


def test_month_that_has_begun_may_be_asked_for() -> None:
    check_month(MARCH, [TECHNORD_AGREEMENT], date(2027, 3, 1))


def test_month_in_the_future() -> None:
    with pytest.raises(MonthInFuture) as refused:
        check_month(Month(2027, 4), [TECHNORD_AGREEMENT], date(2027, 3, 31))
    assert refused.value == MonthInFuture(month=Month(2027, 4))


@pytest.mark.parametrize("some", [[], [TECHNORD_AGREEMENT]])
def test_month_without_an_agreement(some: list[Agreement]) -> None:
    with pytest.raises(NoAgreement) as refused:
        check_month(Month(2026, 8), some, date(2027, 3, 31))
    assert refused.value == NoAgreement(month=Month(2026, 8))


@given(months)
def test_agreement_lives_in_its_months(month: Month) -> None:
    within = Month(2026, 9) <= month <= Month(2029, 5)
    assert has_agreement([TECHNORD_AGREEMENT], month) is within
