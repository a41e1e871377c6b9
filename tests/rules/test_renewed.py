"""A firm's agreement is over and its colleagues' children stay: its next one there counts them everywhere."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import offers
from bot.rules.calendar import FULL_WEEK, Month, Period
from bot.rules.occupancy import Books
from bot.rules.offers import Place
from bot.rules.offers.refusals import RightFull
from bot.rules.places import Agreement, Stay, under, while_they_run
from bot.rules.rounds import Way
from bot.rules.sponsors import by_creche
from bot.rules.vacancies import vacant
from tests.cast import FULL_STAY, LAMBERT_CONFIRMED, MORNING, POLICY, TECHNORD, TECHNORD_AGREEMENT, TODAY
from tests.rules.test_rounds import ANA, BILAL, FIRST_OF_OCTOBER, colleague, decided, got, places
from tests.strategies import agreements, stays

DAY = timedelta(days=1)
EVE = date(2026, 12, 31)
BEFORE = replace(TECHNORD_AGREEMENT, id="before", period=Period(date(2024, 4, 1), EVE))
RENEWED = replace(TECHNORD_AGREEMENT, id="renewed", period=Period(EVE + DAY))
BOTH = (BEFORE, RENEWED)
STAYED = replace(FULL_STAY, agreement_id="before", period=Period(date(2025, 9, 1), date(2030, 8, 25)))


def parts(stay: Stay, *some: Agreement) -> dict[str, Period]:
    return {name: one.period for name, found in under(some, [stay]).items() for one in found}


def test_child_who_stays_is_under_the_next_agreement_from_the_day_after() -> None:
    assert parts(STAYED, *BOTH) == {
        "before": Period(date(2025, 9, 1), EVE),
        "renewed": Period(EVE + DAY, date(2030, 8, 25)),
    }
    assert parts(replace(STAYED, period=Period(EVE + DAY)), *BOTH) == {"renewed": Period(EVE + DAY)}
    gone = replace(STAYED, period=Period(date(2025, 9, 1), EVE))
    assert parts(gone, *BOTH) == {"before": gone.period}


@pytest.mark.parametrize(
    "other",
    [
        replace(RENEWED, sponsor_id="prayon"),
        replace(RENEWED, creche="andrimont"),
        replace(RENEWED, period=Period(date(2025, 1, 1), EVE)),
    ],
    ids=["another firm's", "at another crèche", "over as soon"],
)
def test_no_other_agreement_takes_it_over(other: Agreement) -> None:
    assert parts(STAYED, BEFORE, other) == {"before": STAYED.period}


def test_of_several_the_one_that_runs_first_takes_over_and_the_latest_of_those() -> None:
    old = replace(RENEWED, id="old", period=Period(date(2024, 1, 1)))
    later = replace(RENEWED, id="later", period=Period(date(2027, 2, 1)))
    assert set(parts(STAYED, BEFORE, old, later)) == {"before", "old"}
    assert set(parts(STAYED, BEFORE, old, later, RENEWED)) == {"before", "renewed"}
    assert set(parts(STAYED, BEFORE, later)) == {"before", "later"}


@given(
    some=st.lists(agreements(creche="marcinelle"), min_size=1, max_size=4),
    stay=stays(creche="marcinelle", endless=False),
    whose=st.integers(0, 3),
)
def test_each_day_of_a_stay_is_under_one_agreement_while_the_firm_has_any(
    some: list[Agreement], stay: Stay, whose: int
) -> None:
    own = some[whose % len(some)]
    stay = replace(stay, agreement_id=own.id)
    counted = Counter(
        day for found in while_they_run(some, [stay]).values() for one in found for day in one.period.days()
    )
    over = own.period.end or date.max
    expected = {
        day
        for day in stay.period.days()
        if (day in own.period if day <= over else any(day in one.period for one in some))
    }
    assert counted == Counter(expected)


def test_quota_vacancy_and_figures_count_the_same_children() -> None:
    """Two places, one of them still a child's who came under the agreement before: one is left."""
    policy = places(10, sponsors_max_percent=100)
    first, second = colleague(ANA), colleague(BILAL)
    answer = decided(first, second, policy=policy, taken=(STAYED,), agreements=BOTH)
    ways = [(got(one, answer).way, got(one, answer).agreement_id) for one in (first, second)]
    assert ways == [(Way.AGREEMENT, "renewed"), (Way.ORDINARY, None)]

    (standing,) = vacant("marcinelle", BOTH, [STAYED], [], today=TODAY, policy=policy)
    assert dict(standing.untold) == {TODAY: 1}

    (line,) = Books(BOTH, [STAYED], [], POLICY).month(TECHNORD, Month.of(TODAY)).creches
    assert line.agreement_id == "renewed"
    assert [line.taken, line.free, line.entries] == [1, 1, 0]

    here = next(one for one in by_creche([TECHNORD], BOTH, [STAYED], TODAY, POLICY) if one.lines)
    assert {one.agreement.id: one.taken for one in here.lines} == {"renewed": Fraction(1)}


def test_place_that_a_child_kept_is_offered_to_nobody_by_that_right() -> None:
    def send(*taken: Stay) -> object:
        place = Place(creche="marcinelle", start=FIRST_OF_OCTOBER, agreement_id="renewed")
        return offers.send(
            "offer",
            LAMBERT_CONFIRMED,
            place,
            decided=True,
            taken=taken,
            agreements=BOTH,
            now=MORNING,
            policy=POLICY,
        )

    assert send(STAYED)
    with pytest.raises(RightFull):
        send(STAYED, replace(STAYED, id="other", week=FULL_WEEK))


def test_renewal_is_neither_an_exit_nor_an_entry() -> None:
    (december,) = Books(BOTH, [STAYED], [], POLICY).month(TECHNORD, Month(2026, 12)).creches
    (january,) = Books(BOTH, [STAYED], [], POLICY).month(TECHNORD, Month(2027, 1)).creches
    assert [december.entries, december.exits, january.entries, january.exits] == [0, 0, 0, 0]
    assert sum(places for _, places in december.exits_expected) == 0
    assert december.contracted == december.open_half_days
    assert january.contracted == january.open_half_days
