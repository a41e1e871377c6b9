from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import Month, Period, end_of_day
from bot.rules.codes import (
    CodeCount,
    CodeSheet,
    NoAgreementNow,
    TooManyCodes,
    check_room,
    count,
    expiry,
    in_groups,
    new_code,
    normal,
)
from bot.rules.colleagues import band
from tests.cast import MORNING, POLICY, TECHNORD_AGREEMENT, TODAY

HEX = st.integers(0, 2**128 - 1).map("{:032x}".format)
SHEET = CodeSheet(
    id="s", sponsor_id="technord", made_at=MORNING, count=10, expires_at=MORNING + timedelta(days=90)
)


@given(HEX, HEX)
def test_code_holds_all_of_its_chance(one: str, other: str) -> None:
    assert (new_code(one) == new_code(other)) == (one == other)
    assert len(new_code(one)) == 26


@given(HEX)
def test_code_is_known_however_it_is_typed(chance: str) -> None:
    code = new_code(chance)
    for typed in (code, in_groups(code), in_groups(code).lower(), f"  {in_groups(code).replace('-', ' ')} "):
        assert normal(typed) == code
    assert normal(code.replace("0", "o").replace("1", "l")) == code


@pytest.mark.parametrize("text", ["CIGOGNE-01", "cigogne-01", "", "ÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉÉ"])
def test_words_of_another_shape_stay_as_they_are(text: str) -> None:
    assert normal(f" {text} ") == text


@pytest.mark.parametrize(
    ("end", "last"),
    [
        (None, TODAY + timedelta(days=90)),
        (TODAY + timedelta(days=300), TODAY + timedelta(days=90)),
        (TODAY + timedelta(days=5), TODAY + timedelta(days=5)),
        (TODAY, TODAY),
    ],
)
def test_codes_end_with_the_agreement(end: date | None, last: date) -> None:
    running = replace(TECHNORD_AGREEMENT, period=Period(date(2026, 9, 1), end))
    over = replace(TECHNORD_AGREEMENT, period=Period(date(2024, 1, 1), date(2025, 1, 1)))
    assert expiry([over, running], TODAY, POLICY) == end_of_day(last)


def test_codes_need_an_agreement() -> None:
    over = replace(TECHNORD_AGREEMENT, period=Period(date(2024, 1, 1), TODAY - timedelta(days=1)))
    for agreements in ([], [over]):
        with pytest.raises(NoAgreementNow):
            expiry(agreements, TODAY, POLICY)


def test_so_many_codes_may_be_out_used_or_not() -> None:
    sheets = [replace(SHEET, count=190), replace(SHEET, count=50, revoked_at=MORNING)]
    check_room(sheets, 10, MORNING, POLICY)
    with pytest.raises(TooManyCodes):
        check_room(sheets, 11, MORNING, POLICY)
    check_room(sheets, 20, SHEET.expires_at, POLICY)


def test_firm_knows_what_it_did_and_a_band_of_what_its_colleagues_did() -> None:
    sheets = (SHEET, replace(SHEET, count=5, expires_at=MORNING), replace(SHEET, count=1, revoked_at=MORNING))
    december = [MORNING - timedelta(days=20)] * 6
    used = [*december, MORNING, MORNING - timedelta(days=60)]
    assert count(sheets, used, MORNING.astimezone(UTC), POLICY) == CodeCount(
        made=16, over=6, month=Month(2026, 12), used=band(6, POLICY)
    )


@given(st.integers(0, 4), st.integers(0, 4))
def test_two_firms_with_few_uses_read_alike(one: int, other: int) -> None:
    december = MORNING - timedelta(days=20)
    shown = [count((SHEET,), [december] * uses, MORNING, POLICY) for uses in (one, other)]
    assert shown[0] == shown[1]
