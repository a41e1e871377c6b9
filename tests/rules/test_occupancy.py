from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from bot.rules.agreements import NoAgreement
from bot.rules.calendar import FULL_WEEK, Month, Period, Slot
from bot.rules.colleagues import people
from bot.rules.occupancy import Books, Correction, CrecheMonth, Occupancy, check_month, has_agreement
from bot.rules.places import Agreement, OfferedPlace
from bot.rules.refusals import MonthInFuture
from tests.cast import FULL_STAY, MONDAY_TUESDAY, POLICY, TECHNORD, TECHNORD_AGREEMENT, TWO_DAY_STAY
from tests.strategies import months

MARCH = Month(2027, 3)


def _month(month: Month = MARCH, **books: Any) -> Occupancy:
    """Technord's month: by default that of the rules' example."""
    given_: dict[str, Any] = {
        "agreements": [TECHNORD_AGREEMENT],
        "stays": [FULL_STAY, TWO_DAY_STAY],
        "offers": [],
        "policy": POLICY,
    }
    return Books(**(given_ | books)).month(TECHNORD, month)


def _line(month: Month = MARCH, **books: Any) -> CrecheMonth:
    (line,) = _month(month, **books).creches
    return line


def test_line_says_whether_the_firm_has_agreed_on_what_follows() -> None:
    ends = replace(TECHNORD_AGREEMENT, period=Period(date(2026, 9, 1), date(2027, 6, 15)))
    after = replace(TECHNORD_AGREEMENT, id="after", period=Period(date(2027, 6, 16)))
    assert [_line(agreements=some).goes_on for some in ([ends], [ends, after])] == [False, True]


# The example of the rules, section 5


def test_month_of_the_example() -> None:
    month = _month()
    assert month.places == 2
    assert (month.reserved, month.contracted, month.vacant) == (88, 58, 30)
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
    assert line.free == Fraction(max(0, 30 - offered), 44)


def test_stay_that_changes_is_left_and_entered_by_its_half_days_alone() -> None:
    changed = replace(FULL_STAY, request_id="r", child=0, period=Period(date(2026, 10, 1), date(2027, 3, 14)))
    after = replace(changed, id="after", week=MONDAY_TUESDAY, period=Period(date(2027, 3, 15)))
    line = _line(stays=[changed, after])
    assert (line.entries, line.exits) == (Fraction(0), Fraction(6, 10))


def test_next_child_on_a_place_enters_it() -> None:
    first = replace(FULL_STAY, request_id="r", child=0, period=Period(date(2026, 10, 1), date(2027, 3, 14)))
    line = _line(stays=[first, replace(first, request_id="s", period=Period(date(2027, 3, 15)))])
    assert (line.entries, line.exits) == (Fraction(1), Fraction(1))


def test_stay_outside_its_agreement_neither_enters_nor_leaves() -> None:
    """The child was there before the firm, or stays after it."""
    short = replace(TECHNORD_AGREEMENT, period=Period(date(2027, 3, 2), date(2027, 4, 29)))
    stay = replace(FULL_STAY, period=Period(date(2027, 3, 1), date(2027, 4, 30)))
    line = _line(agreements=[short], stays=[stay])
    assert {line.entries, line.exits, *(places for _, places in line.exits_expected)} == {Fraction(0)}


# What was told and is no longer so


def test_told_month_that_still_holds_is_not_corrected() -> None:
    told = _month(stays=[FULL_STAY])
    sold_on = Books([TECHNORD_AGREEMENT], [replace(FULL_STAY, period=Period(date(2026, 10, 1)))], [], POLICY)
    assert sold_on.corrected(told, TECHNORD, date(2027, 5, 5)) is None


def test_corrected_month_says_what_was_told_and_keeps_its_people() -> None:
    told = replace(_month(stays=[FULL_STAY]), people=people(MARCH, [], [], POLICY))
    books = Books([TECHNORD_AGREEMENT], [FULL_STAY, TWO_DAY_STAY], [], POLICY)
    found = books.corrected(told, TECHNORD, date(2027, 5, 5))
    assert found == replace(
        _month(),
        people=told.people,
        corrected_on=date(2027, 5, 5),
        corrections=(Correction("marcinelle", 88, 44, 88, 58),),
    )


def test_month_whose_agreement_is_gone_is_corrected_to_nothing() -> None:
    found = Books([], [], [], POLICY).corrected(_month(), TECHNORD, date(2027, 5, 5))
    assert found is not None
    assert found.corrections == (Correction("marcinelle", 88, 58, 0, 0),)


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
