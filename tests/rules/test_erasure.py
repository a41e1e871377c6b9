"""What goes when data are erased, and what the law keeps (decree of 21 February 2019, 7/7)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import Month, Period
from bot.rules.erasure import AnswerFirst, Erasure, Ground, Kept, RoleFirst, bare, erasure
from bot.rules.people import Child
from bot.rules.places import Stay, presumed_end
from bot.rules.requests import Request, State
from tests.cast import ANA, LAMBERT, LAMBERT_CONFIRMED, MONDAY_TUESDAY, NADIA

REFUSED = date(2027, 2, 1)


def planned(*requests: Request, alone: bool = True, **facts: object) -> Erasure:
    refused_on, stays = facts.get("refused_on", {}), facts.get("stays", {})
    return erasure(ANA, requests, alone=alone, refused_on=refused_on, stays=stays)  # type: ignore[arg-type]  # as the tests give them


def stay(end: date | None) -> Stay:
    return Stay(id="s", creche="marcinelle", week=MONDAY_TUESDAY, period=Period(date(2027, 3, 1), end))


def test_request_that_nobody_decided_goes() -> None:
    assert planned(LAMBERT_CONFIRMED) == Erasure(goes=(LAMBERT_CONFIRMED,))


@pytest.mark.parametrize(
    ("born", "until"),
    [(date(2027, 6, 20), date(2030, 2, 1)), (date(2025, 1, 10), date(2028, 8, 27))],
    ids=["three years from the refusal", "until school"],
)
def test_request_without_a_place_is_kept_without_a_name(born: date, until: date) -> None:
    request = replace(LAMBERT_CONFIRMED, state=State.REFUSED, children=(Child(born=True, day=born),))
    found = planned(request, refused_on={request.id: REFUSED})
    assert found == Erasure(kept=(Kept(request=request, ground=Ground.REFUSED, until=until),))
    assert not found.keeps_contacts


@pytest.mark.parametrize(
    ("end", "until"), [(date(2029, 8, 26), date(2039, 8, 26)), (None, None)], ids=["ends", "no end"]
)
def test_child_who_is_there_is_kept_ten_years_after_it_leaves(end: date | None, until: date | None) -> None:
    request = replace(LAMBERT_CONFIRMED, state=State.ENROLLED)
    found = planned(request, stays={request.id: (stay(end),)})
    assert found.kept == (Kept(request=request, ground=Ground.THERE, until=until),)
    assert found.keeps_contacts


def test_second_guardian_keeps_the_requests() -> None:
    assert planned(LAMBERT_CONFIRMED, alone=False) == Erasure(shared=(LAMBERT_CONFIRMED,))


@pytest.mark.parametrize("state", [State.OFFERED, State.ACCEPTED])
def test_offer_is_answered_first(state: State) -> None:
    with pytest.raises(AnswerFirst) as no:
        planned(LAMBERT, replace(LAMBERT_CONFIRMED, state=state))
    assert no.value == AnswerFirst(reference=LAMBERT_CONFIRMED.reference)


def test_role_ends_first() -> None:
    with pytest.raises(RoleFirst):
        erasure(NADIA, (), alone=True, refused_on={}, stays={})


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_bare_line_tells_the_month_and_no_more(day: date) -> None:
    line = bare(replace(LAMBERT_CONFIRMED, children=(Child(born=False, day=day),), predemand="ONE-1"))
    (child,) = line.children
    assert child.day in {Month.of(day).first, Month.of(day).last}
    assert presumed_end(child) == presumed_end(Child(born=False, day=day))
    assert (line.claims, line.predemand) == ((), "")
    assert (line.reference, line.wishes) == (LAMBERT_CONFIRMED.reference, LAMBERT_CONFIRMED.wishes)
