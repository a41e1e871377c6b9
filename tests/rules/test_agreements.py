from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.agreements import (
    EndsBeforeItStarts,
    Line,
    NotThatMany,
    OverCeiling,
    Value,
    Written,
    ask,
    changes,
    check_ceiling,
    crossing,
    months_left,
    write,
    written,
)
from bot.rules.calendar import Period
from bot.rules.places import Agreement
from bot.rules.refusals import NotFound, Refusal, StaleScreen
from tests.cast import POLICY, TECHNORD_AGREEMENT

HERE = POLICY.creche("marcinelle")
MOST = HERE.places * POLICY.sponsors_max_percent // 100
SEPTEMBER = date(2027, 9, 1)
SAID: dict[Line, Value] = {
    Line.CRECHE: "marcinelle",
    Line.MEMBER: True,
    Line.PLACES: 2,
    Line.START: SEPTEMBER,
    Line.END: date(2030, 8, 31),
    Line.PRICE: 800_000,
    Line.NOTICE: 3,
    Line.INVOICE: "PC-1",
}


def filled() -> Written:
    form = Written(agreement_id="new", sponsor_id="technord")
    for line, value in SAID.items():
        assert form.asked is line
        form = write(form, line, value, POLICY)
    return form


def of(agreement_id: str, places: int, period: Period, **other: Any) -> Agreement:
    return replace(TECHNORD_AGREEMENT, id=agreement_id, places=places, period=period, **other)


# Writing


def test_lines_are_asked_in_order_and_become_an_agreement() -> None:
    form = filled()
    assert form.asked is None
    assert form.agreement() == Agreement(
        id="new",
        sponsor_id="technord",
        creche="marcinelle",
        places=2,
        period=Period(SEPTEMBER, date(2030, 8, 31)),
        price_cents=800_000,
        invoice_reference="PC-1",
        notice_months=3,
        member_of_po=True,
    )


def test_agreement_that_stands_is_written_as_it_is() -> None:
    assert written(TECHNORD_AGREEMENT).agreement() == TECHNORD_AGREEMENT


def test_agreement_is_none_while_a_line_is_missing() -> None:
    with pytest.raises(StaleScreen):
        write(Written(agreement_id="new", sponsor_id="technord"), Line.PLACES, 2, POLICY).agreement()


def test_one_line_is_corrected_and_the_others_stay() -> None:
    form = ask(filled(), Line.PLACES)
    assert form.asked is Line.PLACES
    assert write(form, Line.PLACES, 5, POLICY) == replace(filled(), places=5)


@pytest.mark.parametrize(
    ("line", "value", "refusal"),
    [
        (Line.PLACES, 0, NotThatMany(most=MOST)),
        (Line.PLACES, MOST + 1, NotThatMany(most=MOST)),
        (Line.NOTICE, 25, NotThatMany(most=24)),
        (Line.END, SEPTEMBER - timedelta(days=1), EndsBeforeItStarts(start=SEPTEMBER, end=date(2027, 8, 31))),
        (Line.CRECHE, "gone", NotFound()),
        (Line.START, None, StaleScreen()),
    ],
)
def test_line_that_no_agreement_has_is_refused(line: Line, value: Value, refusal: Refusal) -> None:
    with pytest.raises(type(refusal)) as no:
        write(filled(), line, value, POLICY)
    assert no.value == refusal


@pytest.mark.parametrize("line", [Line.END, Line.PRICE, Line.NOTICE, Line.INVOICE])
def test_some_lines_may_stay_empty(line: Line) -> None:
    assert write(filled(), line, None, POLICY).asked is None


def test_creche_of_an_agreement_that_stands_stays() -> None:
    form = written(TECHNORD_AGREEMENT)
    with pytest.raises(NotFound):
        ask(form, Line.CRECHE)
    with pytest.raises(NotFound):
        write(form, Line.CRECHE, "lodelinsart", POLICY)


def test_changes_name_the_lines_that_differ() -> None:
    after = replace(TECHNORD_AGREEMENT, places=3, member_of_po=False)
    assert changes(TECHNORD_AGREEMENT, after) == {Line.MEMBER: (True, False), Line.PLACES: (2, 3)}


# The ceiling (section 5)


def test_half_of_the_places_may_be_under_agreements() -> None:
    others = [of("a", MOST - 2, Period(SEPTEMBER))]
    check_ceiling(of("b", 2, Period(SEPTEMBER)), others, POLICY)
    with pytest.raises(OverCeiling) as no:
        check_ceiling(of("b", 3, Period(date(2027, 1, 1))), others, POLICY)
    assert no.value == OverCeiling(creche=HERE.name, percent=50, most=MOST, others=MOST - 2, day=SEPTEMBER)


def test_agreement_takes_no_room_from_itself_nor_at_another_creche() -> None:
    elsewhere = of("c", MOST, Period(SEPTEMBER), creche="andrimont")
    check_ceiling(of("a", MOST, Period(SEPTEMBER)), [of("a", 5, Period(SEPTEMBER)), elsewhere], POLICY)


_DAYS = st.dates(date(2027, 1, 1), date(2027, 3, 31))
_PERIODS = st.tuples(_DAYS, _DAYS).map(lambda days: Period(min(days), max(days)))
_AGREEMENTS = st.lists(st.tuples(st.integers(1, MOST), _PERIODS), max_size=5)


@given(_AGREEMENTS, st.integers(1, MOST), _PERIODS)
def test_ceiling_is_refused_exactly_where_a_day_has_more_than_half(
    others: list[tuple[int, Period]], places: int, period: Period
) -> None:
    there = [of(str(n), count, when) for n, (count, when) in enumerate(others)]
    over = [
        day for day in period.days() if places + sum(one.places for one in there if day in one.period) > MOST
    ]
    try:
        check_ceiling(of("new", places, period), there, POLICY)
        found = None
    except OverCeiling as no:
        found = no.day
    assert (found in over) if over else (found is None)


# Crossing


def test_agreements_of_one_firm_at_one_creche_cross_on_a_common_day() -> None:
    first = of("a", 2, Period(SEPTEMBER, date(2028, 8, 31)))
    after = of("b", 2, Period(date(2028, 9, 1)))
    same_day = of("c", 2, Period(date(2028, 8, 31)))
    other_firm = of("d", 2, Period(SEPTEMBER), sponsor_id="another")
    assert crossing(first, (first, after, same_day, other_firm)) == (same_day,)


# Its end


def ending(end: date | None) -> Agreement:
    return of("a", 2, Period(date(2025, 1, 1), end))


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2027, 2, 27), None),
        (date(2027, 2, 28), 6),
        (date(2027, 5, 30), 6),
        (date(2027, 5, 31), 3),
        (date(2027, 7, 31), 1),
        (date(2027, 8, 31), 1),
        (date(2027, 9, 1), None),
    ],
)
def test_end_is_told_six_three_and_one_month_before(today: date, months: int | None) -> None:
    assert months_left(ending(date(2027, 8, 31)), (), today, POLICY) == months


def test_nothing_is_told_of_an_agreement_without_an_end_or_one_that_goes_on() -> None:
    end = date(2027, 8, 31)
    next_one = of("b", 1, Period(end + timedelta(days=1)))
    late = of("b", 1, Period(end + timedelta(days=2)))
    today = end - timedelta(days=3)
    assert months_left(ending(None), (), today, POLICY) is None
    assert months_left(ending(end), (next_one,), today, POLICY) is None
    assert months_left(ending(end), (late,), today, POLICY) == 1
