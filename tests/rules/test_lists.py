"""A crèche's list read a page at a time is the list."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import Month
from bot.rules.lists import STATES, Cut, Line, Part, cuts, in_order
from bot.rules.policy import Policy, PriorityOrder
from bot.rules.requests import State
from bot.rules.waitlist import Entry, order_key
from tests import strategies
from tests.cast import MORNING, POLICY

parts = st.sampled_from(Part)
policies = st.sampled_from([replace(POLICY, priority_order=order) for order in PriorityOrder])


def place(line: Line) -> Cut:
    return line.since, line.reference


def line(reference: str = "AAAAAAAAAA", *, priority: bool = False) -> Line:
    return Line(
        request_id=reference,
        reference=reference,
        state=State.CONFIRMED,
        entry=Month(2027, 10),
        priority=priority,
        since=MORNING,
        week=frozenset(),
    )


def test_every_state_stands_in_a_part() -> None:
    assert {state for states in STATES.values() for state in states} == set(State)


@given(strategies.lines(), policies)
def test_ranked_stand_in_the_order_of_the_law(lines: tuple[Line, ...], policy: Policy) -> None:
    entries = [
        Entry(reference=one.reference, confirmed_at=one.since, priority=one.priority, entry=one.entry)
        for one in lines
    ]
    expected = [entry.reference for entry in sorted(entries, key=lambda entry: order_key(entry, policy))]
    assert [one.reference for one in in_order(lines, Part.RANKED, policy)] == expected


@given(strategies.lines(), parts.filter(lambda part: part is not Part.RANKED), policies)
def test_others_stand_by_how_long_they_wait(lines: tuple[Line, ...], part: Part, policy: Policy) -> None:
    assert [place(one) for one in in_order(lines, part, policy)] == sorted(map(place, lines))


@given(strategies.lines(most=20), parts, policies)
def test_cuts_part_those_before_from_those_behind(
    lines: tuple[Line, ...], part: Part, policy: Policy
) -> None:
    ordered = in_order(lines, part, policy)
    for number, one in enumerate(ordered):
        cut = cuts(one, part, policy)
        assert [each for each in ordered if place(each) < cut[each.priority]] == ordered[:number]
        assert [each for each in ordered if place(each) > cut[each.priority]] == ordered[number + 1 :]


@pytest.mark.parametrize("order", PriorityOrder)
def test_priority_stands_before_none_of_the_same_month(order: PriorityOrder) -> None:
    policy = replace(POLICY, priority_order=order)
    early, late = line("AAAAAAAAAA"), line("BBBBBBBBBB", priority=True)
    assert in_order([early, late], Part.RANKED, policy) == [late, early]
    assert in_order([late, early], Part.PAUSED, policy) == [early, late]
