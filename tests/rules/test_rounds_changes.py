"""What a person decides otherwise, and who comes next when a place frees."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.calendar import Month, Slot
from bot.rules.offers.refusals import NoRoom, SchoolAge, ShutAtEntry
from bot.rules.people import Child
from bot.rules.places import presumed_end
from bot.rules.refusals import NotFound, Refusal
from bot.rules.requests import Request
from bot.rules.rounds import (
    Asking,
    Change,
    Pair,
    Round,
    RoundInput,
    Way,
    change,
    decide,
    may_fit,
    next_fitting,
)
from tests.cast import MONDAY_TUESDAY
from tests.rules.cooperatives import small
from tests.rules.rounds_checker import Judge
from tests.rules.test_rounds import (
    ANA,
    BILAL,
    CHLOE,
    DAVID,
    FIRST_OF_OCTOBER,
    decided,
    decision,
    got,
    places,
    stay,
)

EXAMPLE = decided(ANA, BILAL, CHLOE, DAVID, policy=places(2))
WHY = "Ana’s sister is at Lodelinsart."


def changed(of: Request, to: str | None, answer: Round = EXAMPLE, reason: str = WHY) -> Round:
    return change(answer, Change(request_id=of.id, to=to, reason=reason))


def test_held_back_with_the_reason() -> None:
    held = changed(ANA, None)
    assert held.placed == {CHLOE.id: "marcinelle", DAVID.id: "lodelinsart"}
    assert (decision(ANA, held).proposal, decision(ANA, held).reason) == (None, WHY)


def test_others_keep_their_proposals_and_the_round_its_answer() -> None:
    before = EXAMPLE.decisions
    held = changed(ANA, None)
    assert got(CHLOE, held) == got(CHLOE, EXAMPLE)
    assert got(DAVID, held) == got(DAVID, EXAMPLE)
    assert EXAMPLE.decisions == before


def test_room_that_a_change_leaves_is_told() -> None:
    """Ana stays where she is put; Bilal would have the place."""
    assert changed(ANA, None).wasted == (Pair(request_id=BILAL.id, creche="marcinelle"),)


def test_place_that_a_change_left_can_be_given() -> None:
    given_on = changed(BILAL, "marcinelle", changed(ANA, None), reason="Ana waits for March.")
    assert got(BILAL, given_on).start == FIRST_OF_OCTOBER
    assert (given_on.wasted, given_on.envied) == ((), ())
    assert [decision(one, given_on).reason for one in (ANA, BILAL)] == [WHY, "Ana waits for March."]


def test_whom_a_change_passes_over_is_told() -> None:
    """Bilal stands ahead of David, and there is one place."""
    david = replace(DAVID, wishes=replace(DAVID.wishes, creches=("marcinelle",)))
    held = changed(CHLOE, None, decided(ANA, BILAL, CHLOE, david, policy=places(2)))
    over = changed(david, "marcinelle", held)
    assert over.envied == (Pair(request_id=BILAL.id, creche="marcinelle"),)
    assert over.wasted == ()


def test_second_thought_replaces_the_first() -> None:
    again = changed(ANA, "marcinelle", changed(ANA, None), reason="They called.")
    assert again.placed == EXAMPLE.placed
    assert [one.reason for one in again.changes] == ["They called."]


def test_place_by_hand_keeps_the_right_that_holds() -> None:
    again = changed(CHLOE, "marcinelle", changed(CHLOE, None))
    assert (got(CHLOE, again).way, got(CHLOE, again).need) == (Way.RESERVE, True)


@pytest.mark.parametrize(
    ("of", "to"), [(BILAL, "lodelinsart"), (BILAL, "namur"), (replace(BILAL, id="nobody"), None)]
)
def test_what_was_not_asked_for_is_refused(of: Request, to: str | None) -> None:
    with pytest.raises(NotFound):
        changed(of, to)


def test_skipped_is_not_decided_by_hand_either() -> None:
    answer = decided(ANA, BILAL, policy=places(1), skipped=frozenset({ANA.id}))
    with pytest.raises(NotFound):
        changed(ANA, None, answer)


def test_full_half_day_is_refused() -> None:
    with pytest.raises(NoRoom) as refused:
        changed(BILAL, "marcinelle")
    assert refused.value == NoRoom(n=1, slot=Slot.MON_AM, day=date(2027, 10, 4))


def test_half_day_full_later_is_refused() -> None:
    later = stay(MONDAY_TUESDAY, date(2029, 1, 1))
    answer = decided(BILAL, policy=places(1), taken=(later,))
    with pytest.raises(NoRoom) as refused:
        changed(BILAL, "marcinelle", answer)
    assert refused.value == NoRoom(n=1, slot=Slot.MON_AM, day=date(2029, 1, 8))  # the 1st is a holiday


def test_school_age_and_closing_days_are_refused() -> None:
    old = replace(ANA, children=(Child(born=True, day=date(2024, 8, 20)),))
    with pytest.raises(SchoolAge) as refused:
        changed(old, "marcinelle", decided(old, policy=places(1)))
    assert refused.value == SchoolAge(last=date(2027, 8, 29))
    october = frozenset(date(2027, 10, day) for day in range(1, 32))
    shut = replace(places(1), creches=tuple(replace(one, closures=october) for one in places(1).creches))
    with pytest.raises(ShutAtEntry) as closed:
        changed(ANA, "marcinelle", decided(ANA, policy=shut))
    assert closed.value == ShutAtEntry(day=FIRST_OF_OCTOBER)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9).map(Random).map(small), st.data())
def test_changed_round_never_is_over_its_places(asked: RoundInput, data: st.DataObject) -> None:
    answer = decide(asked)
    for _ in range(3):
        one = data.draw(st.sampled_from(asked.requests))
        to = data.draw(st.sampled_from([None, *one.wishes.creches]))
        try:
            answer = changed(one, to, answer)
        except Refusal:
            continue
        assert answer.placed.get(one.id) == to
    over = [fault for fault in Judge(asked).faults(answer.decisions, answer.wasted) if " is over " in fault]
    assert over == []


# The next in line


def test_next_in_line_is_the_first_who_fits() -> None:
    mornings = replace(BILAL, wishes=replace(BILAL.wishes, week=MONDAY_TUESDAY))
    asked = decided(ANA, mornings, DAVID, policy=places(1)).asked
    line = [DAVID.id, ANA.id, BILAL.id]
    half_free = replace(asked, taken=(stay(frozenset(Slot) - MONDAY_TUESDAY),))
    found = next_fitting(half_free, "marcinelle", line)
    assert found
    assert (found[0], found[1].creche, found[1].start) == (mornings, "marcinelle", FIRST_OF_OCTOBER)
    everybody = next_fitting(asked, "marcinelle", line)
    assert everybody
    assert everybody[0] == ANA


def test_next_in_line_comes_by_the_right_that_holds_now() -> None:
    asked = decided(ANA, CHLOE, policy=places(2)).asked
    found = next_fitting(asked, "marcinelle", [CHLOE.id, ANA.id])
    assert found
    assert found[1].way is Way.RESERVE
    filled = next_fitting(replace(asked, taken=(stay(need=True),)), "marcinelle", [CHLOE.id, ANA.id])
    assert filled
    assert filled[1].way is Way.ORDINARY


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9).map(Random).map(small), st.data())
def test_next_in_line_read_one_by_one_is_the_same(asked: RoundInput, data: st.DataObject) -> None:
    line = data.draw(st.permutations([one.id for one in asked.requests]))
    creche = data.draw(st.sampled_from(asked.policy.creches)).id
    one_by_one = (
        next_fitting(replace(asked, requests=[one for one in asked.requests if one.id == each]), creche, line)
        for each in line
    )
    assert next_fitting(asked, creche, line) == next(filter(None, one_by_one), None)


def _asking(request: Request, *, priority: bool = False) -> Asking:
    return Asking(request.wishes, priority, tuple(map(presumed_end, request.children)))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9).map(Random).map(small), st.data())
def test_whoever_cannot_be_next_need_not_be_read(asked: RoundInput, data: st.DataObject) -> None:
    line = data.draw(st.permutations([one.id for one in asked.requests]))
    creche = data.draw(st.sampled_from(asked.policy.creches)).id
    codes = asked.policy.creche(creche).priorities
    asking = {
        one.id: _asking(one, priority=one.has_priority_where(codes))
        for one in asked.requests
        if creche in one.wishes.creches
    }
    may = may_fit(asked, creche, {one: asking[one] for one in line if one in asking})
    assert may == [one for one in line if one in may]
    read = replace(asked, requests=[one for one in asked.requests if one.id in may])
    assert next_fitting(read, creche, may) == next_fitting(asked, creche, line)


def test_nobody_is_read_for_half_days_that_are_full() -> None:
    asked = decided(ANA, policy=places(1)).asked
    full, half_free = (replace(asked, taken=(stay(week),)) for week in (MONDAY_TUESDAY, frozenset[Slot]()))
    ana = {ANA.id: _asking(ANA)}
    assert may_fit(full, "marcinelle", ana) == []
    assert may_fit(half_free, "marcinelle", ana) == [ANA.id]


@pytest.mark.parametrize(
    "other",
    [
        {"taken": (stay(),)},
        {"skipped": frozenset({ANA.id})},
        {"requests": ()},
        {"month": Month(2027, 1)},  # confirmed too late for that round
    ],
)
def test_nobody_next(other: dict[str, object]) -> None:
    asked = decided(ANA, policy=places(1)).asked
    assert next_fitting(replace(asked, **other), "marcinelle", [ANA.id, BILAL.id]) is None  # type: ignore[arg-type]  # by name
