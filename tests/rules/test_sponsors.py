from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from bot.rules.calendar import Period
from bot.rules.refusals import TooLong, Unclear
from bot.rules.sponsors import by_creche, check_name, grouped, in_order
from tests.cast import FULL_STAY, POLICY, TECHNORD, TECHNORD_AGREEMENT, TODAY, TWO_DAY_STAY


def test_number_is_grouped_as_it_is_read() -> None:
    assert (grouped("0403170701"), grouped("")) == ("0403.170.701", "")


def test_name_is_one_line_of_letters() -> None:
    assert check_name("  Verrerie \n du  Condroz ") == "Verrerie du Condroz"
    with pytest.raises(Unclear):
        check_name("  123 ")
    with pytest.raises(TooLong):
        check_name("x" * 61)


def test_agreements_that_run_come_first() -> None:
    def until(agreement_id: str, end: date | None) -> object:
        return replace(TECHNORD_AGREEMENT, id=agreement_id, period=Period(date(2024, 1, 1), end))

    day = timedelta(days=1)
    old, older = until("old", TODAY - day), until("older", TODAY - 9 * day)
    soon, late, ever = until("soon", TODAY), until("late", TODAY + day), until("ever", None)
    assert in_order([older, ever, late, old, soon], TODAY) == (soon, late, ever, old, older)  # type: ignore[list-item]  # agreements


def test_each_creche_tells_who_sponsors_what_and_what_is_taken() -> None:
    running = TECHNORD_AGREEMENT
    coming = replace(running, id="coming", period=Period(TODAY + timedelta(days=1), None), creche="andrimont")
    two_days = replace(TWO_DAY_STAY, period=FULL_STAY.period)
    over = replace(running, id="over", period=Period(date(2024, 1, 1), TODAY - timedelta(days=1)))
    found = by_creche([TECHNORD], [over, coming, running], [FULL_STAY, two_days], TODAY, POLICY)
    told = {
        one.creche: (one.most, one.places, [(line.agreement.id, line.taken) for line in one.lines])
        for one in found
        if one.lines
    }
    assert told == {
        "marcinelle": (28, 2, [("technord-marcinelle", Fraction(14, 10))]),
        "andrimont": (28, 0, [("coming", Fraction(0))]),
    }
    assert [one.creche for one in found] == [one.id for one in POLICY.creches]


def test_end_that_comes_is_marked() -> None:
    soon = replace(TECHNORD_AGREEMENT, period=Period(date(2025, 1, 1), TODAY + timedelta(days=40)))
    (here, *_) = by_creche([TECHNORD], [soon], [], TODAY, POLICY)
    assert [line.months_left for line in here.lines] == [3]
