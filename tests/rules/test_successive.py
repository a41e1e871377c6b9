"""An agreement that follows another in the midst of a month: its places are counted once."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from bot.rules.calendar import Month, Period
from bot.rules.occupancy import Books, CrecheMonth
from bot.rules.successive import AtCreche, at_creches
from tests.cast import FULL_STAY, POLICY, TECHNORD, TECHNORD_AGREEMENT, TWO_DAY_STAY

MARCH = Month(2027, 3)
WHOLE = TECHNORD_AGREEMENT


def lines(*agreements: tuple[str, int, Period], kept: bool = False) -> tuple[CrecheMonth, ...]:
    """March under these, with the example's stays cut where an agreement ends, or left as they are."""
    made = [replace(WHOLE, id=name, places=places, period=period) for name, places, period in agreements]
    stays = [
        replace(stay, id=f"{stay.id} {one.id}", agreement_id=one.id, period=part)
        for one in made
        for stay in (FULL_STAY, TWO_DAY_STAY)
        if (part := stay.period.overlap(one.period))
    ]
    whole = [replace(stay, agreement_id=made[0].id) for stay in (FULL_STAY, TWO_DAY_STAY)]
    return Books(made, whole if kept else stays, [], POLICY).month(TECHNORD, MARCH).creches


def told(one: AtCreche) -> tuple[object, ...]:
    return one.places, one.taken, one.offered_places, one.free


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("day", [2, 8, 15, 29, 31])
def test_agreement_cut_in_two_changes_no_figure(day: int, *, kept: bool) -> None:
    cut = date(2027, 3, day)
    before = Period(WHOLE.period.start, cut - timedelta(days=1))
    (whole,) = at_creches(lines(("a", 2, WHOLE.period)))
    (parts,) = at_creches(lines(("a", 2, before), ("b", 2, Period(cut, WHOLE.period.end)), kept=kept))

    assert told(parts) == told(whole) == (2, Fraction(58, 44), 0, 2 - Fraction(58, 44))
    assert (parts.reserved, parts.vacant, parts.end) == (whole.reserved, whole.vacant, WHOLE.period.end)


def test_more_places_from_the_midst_of_a_month_are_an_average() -> None:
    """Two for ten open days, five for the other twelve."""
    ten = Period(date(2027, 3, 1), date(2027, 3, 12))
    (parts,) = at_creches(lines(("a", 2, ten), ("b", 5, Period(date(2027, 3, 13)))))

    assert parts.places == Fraction(2 * 20 + 5 * 24, 44)
    assert parts.free is not None
    assert parts.taken is not None
    assert parts.taken + parts.free == parts.places


def test_renewed_with_fewer_places_has_none_free_and_not_fewer() -> None:
    """Both children stay, on one place: what they take is told whole, and what is vacant elsewhere too."""
    first, then = Period(WHOLE.period.start, date(2027, 2, 28)), Period(date(2027, 3, 1), WHOLE.period.end)
    agreements = [
        replace(WHOLE, id=name, places=places, period=period)
        for name, places, period in (("a", 2, first), ("b", 1, then))
    ]
    elsewhere = replace(WHOLE, id="c", creche="lodelinsart", places=1, period=then)
    stays = [replace(stay, agreement_id="a") for stay in (FULL_STAY, TWO_DAY_STAY)]
    found = Books([*agreements, elsewhere], stays, [], POLICY).month(TECHNORD, MARCH)
    lodelinsart, marcinelle = sorted(at_creches(found.creches), key=lambda one: one.creche)

    assert told(marcinelle) == (1, Fraction(58, 44), 0, 0)
    assert (marcinelle.vacant, lodelinsart.vacant, found.vacant) == (0, 44, 44)
    (line,) = marcinelle.lines
    assert line.free == 0
    assert line.occupancy == Fraction(58, 44)


def test_agreements_side_by_side_stay_apart() -> None:
    both = lines(("a", 2, WHOLE.period), ("b", 3, WHOLE.period))
    assert [one.places for one in at_creches(both)] == [2, 3]


def test_creche_that_never_opened_has_its_places_and_nothing_else() -> None:
    (line,) = lines(("a", 2, WHOLE.period))
    shut = replace(line, open_half_days=0, reserved=0, contracted=0)
    assert told(AtCreche([shut])) == (2, None, None, None)
    assert told(AtCreche([shut, replace(shut, places=3)])) == (3, None, None, None)
