"""A page of a crèche's list, on both engines."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from bot.ports import Records
from bot.rules.calendar import FULL_WEEK, Month, Slot
from bot.rules.lists import STATES, Line, Part, Wanted, cuts, in_order
from bot.rules.requests import Request, State
from storage import Storage
from tests import strategies
from tests.cast import (
    HADDAD,
    LAMBERT,
    LAMBERT_CONFIRMED,
    MONDAY_TUESDAY,
    MORNING,
    PEETERS_CONFIRMED,
    POLICY,
    PROVEN_SIBLING,
    SCHMITZ_CONFIRMED,
)
from tests.storage import seeds
from tests.storage.test_lists import empty

HERE = "marcinelle"
EVERYBODY = [Wanted(part=part) for part in Part]


def request_of(line: Line) -> Request:
    wishes = replace(LAMBERT_CONFIRMED.wishes, entry=line.entry, week=line.week, creches=(HERE,))
    unranked = line.state is State.REGISTERED
    return replace(
        LAMBERT_CONFIRMED,
        id=line.request_id,
        reference=line.reference,
        state=line.state,
        claims=(PROVEN_SIBLING,) if line.priority else (),
        registered_at=line.since if unranked else line.since - timedelta(days=3),
        confirmed_at=None if unranked else line.since,
        wishes=wishes,
    )


def all_pages(records: Records, wanted: Wanted, *, backward: bool) -> list[Line]:
    """The whole list, three at a time, as somebody who turns its pages reads it."""
    end = replace(strategy_line(), since=MORNING + timedelta(days=9999 if backward else -9999))
    read: list[Line] = []
    cut = cuts(end, Part.PAUSED, POLICY)
    while True:
        found = records.requests.listed(HERE, wanted, cuts=cut, backward=backward, limit=3)
        ordered = in_order(found, wanted.part, POLICY)
        page = ordered[-3:] if backward else ordered[:3]
        if not page:
            return read
        read = [*page, *read] if backward else [*read, *page]
        cut = cuts(page[0] if backward else page[-1], wanted.part, POLICY)


def strategy_line() -> Line:
    return Line(
        request_id="nobody",
        reference="",
        state=State.CONFIRMED,
        entry=Month(2027, 10),
        priority=False,
        since=MORNING,
        week=frozenset(),
    )


@given(some=strategies.lines(most=25))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_pages_put_together_are_the_list(storage: Storage, some: tuple[Line, ...]) -> None:
    with storage.transaction() as records:
        empty(records)
        seeds.requests(records, *map(request_of, some))

        for wanted in EVERYBODY:
            there = [
                one for one in some if one.state in STATES[wanted.part] and wanted.part is not Part.UNMET
            ]
            expected = in_order(there, wanted.part, POLICY)
            assert all_pages(records, wanted, backward=False) == expected
            assert all_pages(records, wanted, backward=True) == expected
            assert records.requests.count(HERE, wanted) == len(expected)


@pytest.fixture
def families(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        other = replace(SCHMITZ_CONFIRMED.wishes, entry=Month(2027, 9), week=MONDAY_TUESDAY, creches=(HERE,))
        seeds.requests(
            records, LAMBERT_CONFIRMED, HADDAD, PEETERS_CONFIRMED, replace(SCHMITZ_CONFIRMED, wishes=other)
        )
    return storage


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), [PEETERS_CONFIRMED, LAMBERT_CONFIRMED, SCHMITZ_CONFIRMED]),
        (Wanted(priority=True), [PEETERS_CONFIRMED]),
        (Wanted(first=Month(2027, 10)), [PEETERS_CONFIRMED, LAMBERT_CONFIRMED]),
        (Wanted(last=Month(2027, 9)), [SCHMITZ_CONFIRMED]),
        (Wanted(week=frozenset({Slot.FRI_AM})), [PEETERS_CONFIRMED, LAMBERT_CONFIRMED]),
        (Wanted(part=Part.UNMET), [HADDAD]),
        (Wanted(part=Part.MET), []),
        (Wanted(part=Part.GONE), []),
    ],
)
def test_filters_leave_out_everybody_else(
    families: Storage, wanted: Wanted, expected: Sequence[Request]
) -> None:
    with families.transaction() as records:
        found = all_pages(records, wanted, backward=False)
        assert [one.reference for one in found] == [request.reference for request in expected]
        assert records.requests.count(HERE, wanted) == len(expected)
        by_counts = wanted.week == FULL_WEEK and wanted.part is Part.RANKED
        most = len(expected) if by_counts else min(1, len(expected))
        assert records.requests.count(HERE, wanted, most=1) == most


def test_a_recorded_meeting_moves_a_request_to_the_next_part(families: Storage) -> None:
    with families.transaction() as records:
        records.requests.save(replace(HADDAD, met_on=MORNING.date()))
        assert records.requests.count(HERE, Wanted(part=Part.UNMET)) == 0
        assert records.requests.count(HERE, Wanted(part=Part.MET)) == 1


def test_line_is_found_on_its_own_lists_only(families: Storage) -> None:
    with families.transaction() as records:
        found = records.requests.line(HERE, LAMBERT.reference)
        assert found == replace(
            strategy_line(),
            request_id=LAMBERT.id,
            reference=LAMBERT.reference,
            week=LAMBERT.wishes.week,
        )
        assert records.requests.line("andrimont", LAMBERT.reference) is None
        assert records.requests.line(HERE, "ZZZZZZZZZZ") is None
