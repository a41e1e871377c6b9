"""Places held for a firm's own colleagues: nobody else gets them in the round."""

from dataclasses import replace
from datetime import date

import pytest

from bot.rules.calendar import FULL_WEEK, Period
from bot.rules.offers.refusals import HeldForFirm
from bot.rules.places import Held
from bot.rules.rounds import Change, Passed, RoundInput, Way, Why, change, next_fitting
from tests.cast import MONDAY_TUESDAY, TECHNORD_AGREEMENT
from tests.rules.test_rounds import (
    ANA,
    BILAL,
    CHLOE,
    FEBRUARY,
    colleague,
    decided,
    decision,
    got,
    places,
    stay,
    wishing,
)

HELD = Held(agreement_id=TECHNORD_AGREEMENT.id, places=1, period=Period(date(2027, 2, 1)))
OTHER = replace(
    TECHNORD_AGREEMENT, id="prayon-marcinelle", sponsor_id="prayon", period=Period(date(2026, 10, 1))
)
ONE = places(1, sponsors_max_percent=100)
FIRMS = (TECHNORD_AGREEMENT, OTHER)


def test_held_place_is_nobody_elses() -> None:
    answer = decided(ANA, BILAL, policy=ONE, agreements=FIRMS, held=(HELD,))
    assert answer.placed == {ANA.id: "lodelinsart"}
    assert answer.wasted == ()


def test_that_it_is_held_is_said_and_no_half_day_called_full() -> None:
    answer = decided(BILAL, policy=ONE, agreements=FIRMS, held=(HELD,))
    assert decision(BILAL, answer).passed == (Passed(creche="marcinelle", why=Why.FULL, held=True),)


def test_held_place_is_a_colleagues_behind_everybody() -> None:
    later = colleague(wishing(BILAL))
    answer = decided(
        CHLOE, ANA, later, policy=places(1, 2, sponsors_max_percent=100), agreements=FIRMS, held=(HELD,)
    )
    assert answer.placed == {later.id: "marcinelle", CHLOE.id: "lodelinsart", ANA.id: "lodelinsart"}
    assert got(later, answer).way is Way.AGREEMENT


def test_held_place_is_not_another_firms() -> None:
    answer = decided(
        colleague(BILAL), policy=ONE, agreements=FIRMS, held=(replace(HELD, agreement_id=OTHER.id),)
    )
    assert answer.placed == {}


def test_colleague_takes_what_is_held_before_what_is_everybodys() -> None:
    answer = decided(ANA, colleague(BILAL), policy=places(2), agreements=FIRMS, held=(HELD,))
    assert answer.placed == {ANA.id: "marcinelle", BILAL.id: "marcinelle"}


def test_half_days_that_a_colleague_leaves_stay_held() -> None:
    part, rest = colleague(wishing(BILAL, week=MONDAY_TUESDAY)), wishing(ANA, week=FULL_WEEK - MONDAY_TUESDAY)
    answer = decided(
        part, rest, policy=places(1, 0, sponsors_max_percent=100), agreements=FIRMS, held=(HELD,)
    )
    assert answer.placed == {part.id: "marcinelle"}


def test_no_more_is_held_than_there_is() -> None:
    """Of two firms and one place the one whose agreement began first has it."""
    both = (HELD, replace(HELD, agreement_id=OTHER.id))
    first = decided(colleague(BILAL), policy=ONE, agreements=FIRMS, held=both)
    older = (TECHNORD_AGREEMENT, replace(OTHER, period=Period(date(2026, 8, 1))))
    second = decided(colleague(BILAL), policy=ONE, agreements=older, held=both)
    assert (first.placed, second.placed) == ({BILAL.id: "marcinelle"}, {})


@pytest.mark.parametrize("period", [Period(date(2027, 2, 1), date(2027, 9, 30)), Period(date(2030, 8, 26))])
def test_what_is_held_on_other_days_is_in_nobodys_way(period: Period) -> None:
    answer = decided(BILAL, policy=ONE, agreements=FIRMS, held=(replace(HELD, period=period),))
    assert answer.placed == {BILAL.id: "marcinelle"}


def test_what_is_held_later_leaves_no_room_for_a_stay_that_lasts() -> None:
    later = replace(HELD, period=Period(date(2028, 1, 1), date(2028, 1, 31)))
    assert decided(BILAL, policy=ONE, agreements=FIRMS, held=(later,)).placed == {}


def test_full_without_what_is_held_is_full() -> None:
    answer = decided(BILAL, policy=ONE, taken=(stay(),), agreements=FIRMS, held=(HELD,))
    (passed,) = decision(BILAL, answer).passed
    assert (len(passed.full), passed.held) == (10, False)


def test_held_place_is_not_given_by_hand_either() -> None:
    answer = decided(BILAL, policy=ONE, agreements=FIRMS, held=(HELD,))
    with pytest.raises(HeldForFirm):
        change(answer, Change(request_id=BILAL.id, to="marcinelle", reason="x"))


def test_next_in_line_for_a_held_place_is_the_colleague() -> None:
    requests = (ANA, colleague(BILAL))
    asked = RoundInput(
        month=FEBRUARY,
        today=date(2027, 2, 1),
        requests=requests,
        taken=(),
        policy=ONE,
        agreements=FIRMS,
        held=(HELD,),
    )
    found = next_fitting(asked, "marcinelle", [ANA.id, BILAL.id])
    assert found is not None
    assert (found[0].id, found[1].agreement_id) == (BILAL.id, TECHNORD_AGREEMENT.id)
