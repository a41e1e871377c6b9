"""A rank from counts is the rank from the list, for any list and in both orders."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from bot.ports import Records
from bot.rules.calendar import at_local
from bot.rules.estimate import History
from bot.rules.policy import Policy, PriorityOrder
from bot.rules.requests import Request, State
from bot.rules.waitlist import Entry, Standing, standing, standing_among
from storage import Storage
from storage.buckets import buckets
from tests.cast import LAMBERT_CONFIRMED, MORNING, PEETERS, POLICY, PROVEN_SIBLING
from tests.crowds import crowd_of
from tests.storage import seeds
from tests.strategies import entries

ORDERS = [replace(POLICY, priority_order=order) for order in PriorityOrder]


def request_of(entry: Entry, number: int = 0) -> Request:
    return replace(
        LAMBERT_CONFIRMED,
        id=f"r{number}-{entry.reference}",
        reference=entry.reference,
        confirmed_at=entry.confirmed_at,
        claims=(PROVEN_SIBLING,) if entry.priority else (),
        wishes=replace(LAMBERT_CONFIRMED.wishes, entry=entry.entry, creches=("marcinelle",)),
    )


def from_counts(records: Records, request: Request, policy: Policy) -> Standing | None:
    crowd = crowd_of(records, request.id, "marcinelle")
    return None if crowd is None else standing_among(crowd, "marcinelle", policy)


def check(records: Records, requests: Iterable[Request]) -> None:
    everyone = records.requests.entries("marcinelle")
    for request in requests:
        for policy in ORDERS:
            expected = standing(request.reference, everyone, "marcinelle", policy)
            assert from_counts(records, request, policy) == expected


@given(some=entries(most=25))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_standing_from_counts_is_the_one_from_the_list(storage: Storage, some: tuple[Entry, ...]) -> None:
    requests = [request_of(entry) for entry in some]
    with storage.transaction() as records:
        empty(records)
        seeds.requests(records, *requests)
        check(records, requests)

        for request in requests[::3]:
            records.requests.save(replace(request, state=State.WITHDRAWN))
        for request in requests[1::3]:
            records.requests.save(replace(request, claims=(PROVEN_SIBLING,), state=State.REFUSED))
        check(records, requests)


def test_all_entry_months_together_are_counted_too(storage: Storage) -> None:
    """To the minute: the estimate asks no more."""
    some = [_entry(f"R{number:09}", MORNING + timedelta(minutes=3 * number)) for number in range(5)]
    requests = [request_of(replace(one, entry=one.entry.plus(number % 3))) for number, one in enumerate(some)]
    with storage.transaction() as records:
        empty(records)
        seeds.requests(records, *requests)
        records.requests.save(replace(requests[0], state=State.PAUSED))

        _, around = records.standings.crowds(some[4], "marcinelle")
        assert standing_among(around, "marcinelle", POLICY).rank == 4


def test_decided_requests_are_counted_once_however_many_creches(storage: Storage) -> None:
    with storage.transaction() as records:
        empty(records)
        requests = [request_of(_entry(f"R{number:09}"), number) for number in range(7)]
        two = replace(requests[0].wishes, creches=("marcinelle", "liege-1"))
        requests = [replace(one, wishes=two) for one in requests]
        seeds.requests(records, *requests)
        assert records.standings.decided() == History(found=0, gave_up=0)

        ended = (State.ACCEPTED, State.ENROLLED, State.LEFT, State.WITHDRAWN, State.CLOSED, State.PAUSED)
        for request, state in zip(requests, ended, strict=False):
            records.requests.save(replace(request, state=state))
        assert records.standings.decided() == History(found=3, gave_up=2)

        records.requests.save(replace(requests[3], state=State.CONFIRMED))
        never_confirmed = replace(requests[6], state=State.WITHDRAWN, confirmed_at=None)
        records.requests.save(never_confirmed)
        assert records.standings.decided() == History(found=3, gave_up=1)


def empty(records: Records) -> None:
    """A list without anybody, for each example anew."""
    wire = records.wire  # type: ignore[attr-defined]  # the storage's own records have a wire
    for table in ("request_creche", "child", "claim", "request", "list_count", "list_move", "family"):
        wire.command(f"DELETE FROM {table}")
    records.people.add_family(LAMBERT_CONFIRMED.family_id)


def test_requests_of_one_minute_and_of_one_moment_are_told_apart(storage: Storage) -> None:
    second, first = timedelta(seconds=1), _entry("AAAAAAAAAA")
    some = [
        first,
        replace(first, reference="BBBBBBBBBB"),
        replace(first, reference="CCCCCCCCCC", confirmed_at=MORNING - second),
        replace(first, reference="DDDDDDDDDD", confirmed_at=MORNING + second),
        replace(first, reference="EEEEEEEEEE", confirmed_at=MORNING + 59 * second),
    ]
    requests = [request_of(entry) for entry in some]
    with storage.transaction() as records:
        empty(records)
        seeds.requests(records, *requests)

        check(records, requests)
        ranks = [found.rank for found in (from_counts(records, one, POLICY) for one in requests) if found]
    assert ranks == [2, 3, 1, 4, 5]


def _entry(reference: str, at: datetime = MORNING) -> Entry:
    return Entry(reference=reference, confirmed_at=at, priority=False, entry=LAMBERT_CONFIRMED.wishes.entry)


def test_months_are_belgian_ones(storage: Storage) -> None:
    midnight = at_local(MORNING.date().replace(month=2, day=1), 0)
    some = [
        _entry("AAAAAAAAAA", midnight),
        _entry("BBBBBBBBBB", midnight - timedelta(minutes=30)),
        _entry("CCCCCCCCCC", midnight - timedelta(days=30)),
        _entry("DDDDDDDDDD", midnight + timedelta(minutes=30)),
    ]
    requests = [request_of(entry) for entry in some]
    with storage.transaction() as records:
        empty(records)
        seeds.requests(records, *requests)

        check(records, requests)


def test_request_that_is_not_ranked_has_no_crowd(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, PEETERS, LAMBERT_CONFIRMED)

        assert crowd_of(records, PEETERS.id, "marcinelle") is None
        assert crowd_of(records, LAMBERT_CONFIRMED.id, "liege-1") is None
        assert crowd_of(records, "nothing", "marcinelle") is None


async def test_counts_changed_by_many_at_once_add_up(storage: Storage, second: Storage) -> None:
    with storage.transaction() as records:
        seeds.cast(records)
    requests = [request_of(_entry(f"R{i:09}", MORNING + timedelta(minutes=i % 7)), i) for i in range(40)]

    def add_and_perhaps_leave(records: Records, i: int) -> None:
        records.requests.add(requests[i])
        if i % 4 == 0:
            records.requests.save(replace(requests[i], state=State.WITHDRAWN))

    await asyncio.gather(*((storage, second)[i % 2].do(add_and_perhaps_leave, i) for i in range(40)))

    with second.transaction() as records:
        check(records, requests)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2027, 1, 31, 23, 30, 59, tzinfo=UTC), "2027-02 2027-01-31T23:30"),
        (datetime(2027, 1, 31, 22, 30, tzinfo=UTC), "2027-01 2027-01-31T22:30"),
    ],
)
def test_buckets_lie_in_the_belgian_month(moment: datetime, expected: str) -> None:
    assert buckets(moment) == (expected[:7], expected[:18], expected[:21], expected)
