"""What moved a rank, by count: the same as watching every step of everybody ahead."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.ports import Records
from bot.rules.calendar import Month
from bot.rules.movements import Cause, LastLooks, Listed, Look, Seen, cause
from bot.rules.policy import Policy
from bot.rules.requests import Request, State
from bot.rules.waitlist import Entry, ahead_of, order_key, standing_among
from storage import Storage
from storage.statements import Statement
from storage.tables import requests, table
from tests.cast import ANA, LAMBERT_CONFIRMED, MORNING, PROVEN_SIBLING
from tests.crowds import crowd_of
from tests.storage import seeds
from tests.storage.test_lists import ORDERS, empty

HERE = "marcinelle"
EVERYTHING = Statement(select(table(requests.ListMove).c.count))
OCTOBER, NOVEMBER = Month(2027, 10), Month(2027, 11)
#: Seconds after the morning: within a minute, an hour, a day, a month; and in other months.
MOMENTS = (0, 7, 59, 61, 3_000, 40_000, 400_000, -90_000, -3_000_000, 2_000_000)

steps = st.lists(
    st.tuples(
        st.integers(1, len(MOMENTS) - 1),
        st.sampled_from([State.CONFIRMED, State.REFUSED, State.OFFERED, State.PAUSED, State.WITHDRAWN]),
        st.booleans(),  # a priority proven
        st.sampled_from([OCTOBER, OCTOBER, NOVEMBER]),
    ),
    max_size=12,
)


def _request(number: int, *, priority: bool = False) -> Request:
    return replace(
        LAMBERT_CONFIRMED,
        id=f"r{number}",
        reference=f"R{number:09}",
        confirmed_at=MORNING + timedelta(seconds=MOMENTS[number]),
        claims=(PROVEN_SIBLING,) if priority else (),
        wishes=replace(LAMBERT_CONFIRMED.wishes, entry=OCTOBER, creches=(HERE, "lodelinsart")),
    )


def _listed(request: Request) -> Listed:
    return Listed(state=request.state, entry=request.wishes.entry, priority=request.has_priority)


def _is_ahead(one: Request, own: Request, policy: Policy) -> bool:
    def key(request: Request) -> object:
        assert request.confirmed_at
        return order_key(
            Entry(
                reference=request.reference,
                confirmed_at=request.confirmed_at,
                priority=request.has_priority,
                entry=request.wishes.entry,
            ),
            policy,
        )

    return _listed(one).ranked and one.wishes.entry == own.wishes.entry and key(one) < key(own)  # type: ignore[operator]  # two keys of one policy


def _moved(records: Records, own: Request, policy: Policy) -> Counter[Cause]:
    crowd = crowd_of(records, own.id, HERE)
    assert crowd
    found = records.standings.moved(crowd.own, HERE)
    return Counter({why: ahead_of(around, policy) for why, around in found.items()})


def _rank(records: Records, own: Request, policy: Policy) -> int:
    crowd = crowd_of(records, own.id, HERE)
    assert crowd
    return standing_among(crowd, HERE, policy).rank


@given(some=steps, own_priority=st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_moves_by_count_are_those_of_everybody_ahead(
    storage: Storage, *, some: list[tuple[int, State, bool, Month]], own_priority: bool
) -> None:
    everybody = [_request(0, priority=own_priority), *(_request(i) for i in range(1, len(MOMENTS)))]
    own = everybody[0]
    with storage.transaction() as records:
        empty(records)
        seeds.requests(records, *everybody)
        expected = {policy: _moved(records, own, policy) for policy in ORDERS}
        ranks = {policy: _rank(records, own, policy) for policy in ORDERS}
        for number, state, priority, entry in some:
            was = everybody[number]
            is_ = replace(
                was,
                state=state,
                claims=(PROVEN_SIBLING,) if priority else (),
                wishes=replace(was.wishes, entry=entry),
            )
            everybody[number] = is_
            records.requests.save(is_)
            for policy in ORDERS:
                by = _is_ahead(is_, own, policy) - _is_ahead(was, own, policy)
                why = cause(_listed(was), _listed(is_))
                if by and why:
                    expected[policy][why] += by
                    ranks[policy] += by
        for policy in ORDERS:
            assert _rank(records, own, policy) == ranks[policy]
            found = _moved(records, own, policy)
            assert {why: found[why] for why in Cause} == {why: expected[policy][why] for why in Cause}


def test_creche_dropped_from_the_wishes_is_left(storage: Storage) -> None:
    ahead, own = _request(8), _request(0)
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, ahead, own)
        records.requests.save(replace(ahead, wishes=replace(ahead.wishes, creches=("lodelinsart",))))

        assert _moved(records, own, ORDERS[0]) == Counter({Cause.WITHDRAWAL: -1})


def test_newcomers_without_a_priority_are_not_written_down(storage: Storage) -> None:
    """One line a confirmation would grow with the list."""
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, *(_request(i) for i in range(len(MOMENTS))))

        assert records.wire.all(EVERYTHING) == []


LOOKS = LastLooks(
    latest=Look(
        at=MORNING,
        seen=(Seen(creche=HERE, entry=OCTOBER, priority=True, rank=3, moved=((Cause.OFFER, -2),)),),
    ),
    before=Look(at=MORNING - timedelta(days=3), seen=()),
)


def test_looks_are_each_guardians_own(storage: Storage, second: Storage) -> None:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, _request(0))
        assert records.standings.last_looks(ANA.id, "r0") is None
        records.standings.keep_looks(ANA.id, "r0", replace(LOOKS, before=None))
        records.standings.keep_looks(ANA.id, "r0", LOOKS)

    with second.transaction() as records:
        assert records.standings.last_looks(ANA.id, "r0") == LOOKS
        assert records.standings.last_looks("bilal", "r0") is None


@pytest.mark.parametrize("table", ["request", "person"])
def test_looks_go_with_their_request_and_their_person(storage: Storage, table: str) -> None:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, _request(0))
        records.standings.keep_looks(ANA.id, "r0", LOOKS)
        gone = {"request": "r0", "person": ANA.id}[table]
        records.wire.command(f"DELETE FROM {table} WHERE id = '{gone}'")

        assert records.standings.last_looks(ANA.id, "r0") is None
