"""A claim that a crèche does not publish gives no priority on its list, and gives it elsewhere."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.actions import house, wishes
from bot.ports import Records
from bot.rules.lists import BEGINNING, Part, Wanted
from bot.rules.policy import Policy, PriorityOrder
from bot.rules.requests import Claim, ClaimCode, Request
from bot.rules.waitlist import standing, standing_among
from storage import Storage
from tests.cast import LAMBERT_CONFIRMED, MORNING, PEETERS_CONFIRMED, POLICY
from tests.crowds import crowd_of
from tests.storage import seeds

M, L = "marcinelle", "lodelinsart"
CLOSURE = Claim(code=ClaimCode.CLOSURE, seen_on=date(2027, 1, 11), seen_by="director")
CLOSED = replace(
    PEETERS_CONFIRMED,
    id="closed",
    reference="N999999999",
    claims=(CLOSURE,),
    confirmed_at=MORNING + timedelta(minutes=30),
)
#: Of Ana's, Chloé's (a sibling, 52-1a) and the one whose crèche has closed (52-2).
ALL = (LAMBERT_CONFIRMED, PEETERS_CONFIRMED, CLOSED)


def publishing(**codes: str) -> Policy:
    """The policy, with the priorities of some crèches only."""
    known = {creche: frozenset(text.split()) for creche, text in codes.items()}
    creches = tuple(replace(one, priorities=known.get(one.id, one.priorities)) for one in POLICY.creches)
    return replace(POLICY, creches=creches)


DIFFERENT = publishing(marcinelle="52-1", lodelinsart="52-2")


@pytest.fixture
def kept(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, *ALL)
    return storage


def ranks(records: Records, creche: str) -> list[int]:
    """From the counts, which have to say what the list itself does."""
    found = []
    for request in ALL:
        crowd = crowd_of(records, request.id, creche)
        assert crowd is not None
        for order in PriorityOrder:
            policy = replace(POLICY, priority_order=order)
            listed = standing(request.reference, records.requests.entries(creche), creche, policy)
            assert standing_among(crowd, creche, policy) == listed
        found.append(standing_among(crowd, creche, POLICY).rank)
    return found


def with_priority(records: Records, creche: str) -> set[str]:
    wanted = Wanted(part=Part.RANKED, priority=True)
    cuts = {True: BEGINNING, False: BEGINNING}
    return {line.reference for line in records.requests.listed(creche, wanted, cuts=cuts)}


def test_each_list_counts_what_its_creche_publishes(kept: Storage) -> None:
    with kept.transaction() as records:
        assert (ranks(records, M), ranks(records, L)) == ([3, 1, 2], [3, 1, 2])

        assert house.publish(records, policy=DIFFERENT) == len(POLICY.creches)

        assert (ranks(records, M), ranks(records, L)) == ([2, 1, 3], [2, 3, 1])
        assert with_priority(records, M) == {PEETERS_CONFIRMED.reference}
        assert with_priority(records, L) == {CLOSED.reference}


def test_what_comes_later_is_counted_so_too(storage: Storage) -> None:
    with storage.transaction() as records:
        house.publish(records, policy=DIFFERENT)
        seeds.cast(records)
        seeds.requests(records, *(replace(one, claims=()) for one in ALL))
        assert ranks(records, M) == [1, 2, 3]
        for one in ALL:
            records.requests.save(one)
        assert (ranks(records, M), ranks(records, L)) == ([2, 1, 3], [2, 3, 1])


def test_a_contract_that_publishes_more_or_less_moves_whom_it_concerns(kept: Storage) -> None:
    with kept.transaction() as records:
        house.publish(records, policy=DIFFERENT)
        assert house.publish(records, policy=DIFFERENT) == 0
        assert house.publish(records, policy=publishing(marcinelle="52-1 52-2", lodelinsart="")) == 2
        assert (ranks(records, M), ranks(records, L)) == ([3, 1, 2], [1, 2, 3])


def test_changed_wishes_are_weighed_by_the_creche_they_name(kept: Storage) -> None:
    def rank_at(request: Request, creche: str, policy: Policy) -> int | None:
        return wishes._rank(records, request, creche, request.wishes.entry, policy)

    with kept.transaction() as records:
        house.publish(records, policy=DIFFERENT)
        assert [rank_at(CLOSED, creche, DIFFERENT) for creche in (M, L)] == [3, 1]
