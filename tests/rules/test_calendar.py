from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import (
    BRUSSELS,
    FULL_WEEK,
    Month,
    Period,
    Slot,
    at_local,
    end_of_day,
    local_day,
    months_after,
)
from tests.strategies import days, months, periods

#: The nights on which Belgian clocks change, 2026 to 2032.
CLOCK_CHANGES = [
    date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26),
    date(2028, 10, 29), date(2029, 3, 25), date(2029, 10, 28), date(2030, 3, 31), date(2030, 10, 27),
    date(2031, 3, 30), date(2031, 10, 26), date(2032, 3, 28), date(2032, 10, 31),
]  # fmt: skip

spans = st.integers(-60, 60)


# Half-days


def test_slots_two_a_weekday() -> None:
    assert [slot.weekday for slot in Slot] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert len(FULL_WEEK) == 10


# Months


@given(months, spans, spans)
def test_months_add_up(month: Month, some: int, more: int) -> None:
    assert month.plus(some).plus(more) == month.plus(some + more)
    assert month.until(month.plus(some)) == some


@given(months)
def test_month_ends_where_the_next_begins(month: Month) -> None:
    assert month.last + timedelta(days=1) == month.plus(1).first
    assert Month.of(month.first) == Month.of(month.last) == month


@given(months)
def test_month_reads_back(month: Month) -> None:
    assert Month.parse(str(month)) == month


@given(months, months)
def test_months_sort_by_time(one: Month, other: Month) -> None:
    assert (one < other) is (one.first < other.first)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2027",
        "2027-3",
        "2027-00",
        "2027-13",
        "2027-03-01",
        "27-03",
        " 2027-03",
        "٢٠٢٧-٠٣",
        "0000-01",
        "99999-01",
    ],
)
def test_month_unreadable(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 – int() and Month each say it in their words
        Month.parse(text)


@pytest.mark.parametrize(
    ("month", "last"), [("2027-02", 28), ("2028-02", 29), ("2027-04", 30), ("2027-12", 31)]
)
def test_month_last_day(month: str, last: int) -> None:
    assert Month.parse(month).last.day == last


# Months after a day


@pytest.mark.parametrize(
    ("day", "months_later", "expected"),
    [
        (date(2027, 6, 20), -6, date(2026, 12, 20)),
        (date(2027, 8, 31), -6, date(2027, 2, 28)),
        (date(2028, 8, 31), -6, date(2028, 2, 29)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 36, date(2031, 2, 28)),
        (date(2027, 10, 31), 1, date(2027, 11, 30)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
        (date(2027, 3, 30), -1, date(2027, 2, 28)),
    ],
)
def test_months_after_a_day(day: date, months_later: int, expected: date) -> None:
    assert months_after(day, months_later) == expected


@given(days, spans)
def test_months_after_keeps_the_day_or_ends_the_month(day: date, some: int) -> None:
    later = months_after(day, some)
    assert Month.of(later) == Month.of(day).plus(some)
    assert later.day == min(day.day, Month.of(later).last.day)


@given(days, days, spans)
def test_months_after_keeps_the_order(one: date, other: date, some: int) -> None:
    first, second = sorted([one, other])
    assert months_after(first, some) <= months_after(second, some)


# Periods


@given(periods(), days)
def test_period_has_its_days(period: Period, day: date) -> None:
    assert (day in period) is (period.start <= day <= (period.end or date.max))


@given(periods(), months)
def test_period_within_a_month(period: Period, month: Month) -> None:
    part = period.within(month)
    expected = [day for day in Period(month.first, month.last).days() if day in period]
    assert (list(part.days()) if part else []) == expected


@given(periods(), periods(), days)
def test_overlap_has_the_days_of_both(one: Period, other: Period, day: date) -> None:
    both = one.overlap(other)
    assert both == other.overlap(one)
    assert (both is not None and day in both) is (day in one and day in other)


def test_open_periods_overlap_without_an_end() -> None:
    assert Period(date(2027, 1, 1)).overlap(Period(date(2027, 3, 1))) == Period(date(2027, 3, 1))


def test_open_period_has_no_last_day() -> None:
    with pytest.raises(ValueError, match="no last day"):
        list(Period(date(2027, 1, 1)).days())


# Moments


@given(st.dates(date(2026, 1, 1), date(2032, 12, 31)))
def test_day_ends_one_second_before_the_next(day: date) -> None:
    assert local_day(end_of_day(day)) == day
    assert end_of_day(day) + timedelta(seconds=1) == at_local(day + timedelta(days=1), 0)
    assert local_day(at_local(day, 0)) == day


@pytest.mark.parametrize("day", CLOCK_CHANGES)
def test_day_of_a_clock_change_has_an_hour_more_or_less(day: date) -> None:
    length = end_of_day(day) - at_local(day, 0) + timedelta(seconds=1)
    assert length == timedelta(hours=23 if day.month == 3 else 25)


def test_every_other_day_has_24_hours() -> None:
    year = Period(date(2026, 1, 1), date(2032, 12, 31)).days()
    odd = [
        day for day in year if at_local(day + timedelta(days=1), 0) - at_local(day, 0) != timedelta(hours=24)
    ]
    assert odd == CLOCK_CHANGES


def test_deadline_in_winter_and_in_summer() -> None:
    assert end_of_day(date(2027, 1, 12)) == datetime(2027, 1, 12, 22, 59, 59, tzinfo=UTC)
    assert end_of_day(date(2027, 7, 12)) == datetime(2027, 7, 12, 21, 59, 59, tzinfo=UTC)


def test_local_day_of_a_late_evening() -> None:
    assert local_day(datetime(2027, 1, 12, 23, 30, tzinfo=UTC)) == date(2027, 1, 13)
    assert local_day(datetime(2027, 1, 12, 23, 30, tzinfo=BRUSSELS)) == date(2027, 1, 12)


@given(st.dates(date(2026, 1, 1), date(2032, 12, 31)), st.integers(4, 23), st.integers(0, 59))
def test_wall_clock_shows_what_was_set(day: date, hour: int, minute: int) -> None:
    shown = at_local(day, hour, minute).astimezone(BRUSSELS)
    assert (shown.date(), shown.hour, shown.minute) == (day, hour, minute)
