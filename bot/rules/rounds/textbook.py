"""The textbook case: one full-time child each, all from the same month, no quotas, nobody there yet.

A crèche is then a number of places, and its roll a heap of keys with the last in order on top. The answer is
that of `settling`, in milliseconds for thousands; a property test holds the two together.
"""

from collections import defaultdict
from collections.abc import Sequence
from heapq import heappush, heapreplace

from bot.rules.calendar import FULL_WEEK
from bot.rules.places import presumed_end
from bot.rules.policy import Creche
from bot.rules.requests import Request
from bot.rules.rounds.doors import UNLIMITED
from bot.rules.rounds.order import Order
from bot.rules.rounds.starts import Starts
from bot.rules.rounds.values import RoundInput


def textbook(asked: RoundInput, order: Order) -> dict[str, str] | None:
    """The crèche of each request that gets one; None where the case is another."""
    requests, policy = order.requests, asked.policy
    if asked.taken or asked.skipped or policy.opening != FULL_WEEK or not _alike(requests):
        return None
    eldest = min((one.children[0] for one in requests), key=lambda child: child.day)
    starts = [Starts(one.id, asked.today, policy).of(requests[0].wishes) for one in policy.creches]
    if not all(days and days[0] <= presumed_end(eldest) for days in starts):
        return None
    return _accepted(order, policy.creches)


def _alike(requests: Sequence[Request]) -> bool:
    """Whether all ask for the same room for one full-time child, and claim nothing that has a quota."""
    if not requests:
        return False
    entry = requests[0].wishes.entry
    for one in requests:
        wishes = one.wishes
        if len(one.children) != 1 or wishes.earlier or wishes.later or len(wishes.week) != 10:
            return False
        if wishes.entry is not entry and wishes.entry != entry:
            return False
        if one.claims and any(claim.seen_on and claim.code not in UNLIMITED for claim in one.claims):
            return False
    return True


def _accepted(order: Order, creches: Sequence[Creche]) -> dict[str, str]:
    """Gale and Shapley's deferred acceptance: who is pushed out looks on, until nobody is."""
    requests, size = order.requests, len(order.requests)
    places = defaultdict(int, {creche.id: creche.places for creche in creches})
    rolls: dict[str, list[int]] = defaultdict(list)  # keys turned negative: the last in order comes first
    first = _with_priority(order, creches)
    keys = [-order.key(rank, priority=False) for rank in range(size)]
    wishes = [one.wishes.creches for one in requests]
    looks_at = [0] * size
    for newcomer in range(size):
        rank = newcomer
        while looks_at[rank] < len(wishes[rank]):
            creche = wishes[rank][looks_at[rank]]
            roll, key = rolls[creche], first.get((rank, creche), keys[rank])
            if len(roll) < places[creche]:
                heappush(roll, key)
                break
            if roll and key > roll[0]:
                rank = -heapreplace(roll, key) % size
            looks_at[rank] += 1
    return {
        one.id: wishes[rank][looks_at[rank]]
        for rank, one in enumerate(requests)
        if looks_at[rank] < len(wishes[rank])
    }


def _with_priority(order: Order, creches: Sequence[Creche]) -> dict[tuple[int, str], int]:
    """The keys of those who have a priority at a crèche, turned negative."""
    return {
        (rank, creche.id): -order.key(rank, priority=True)
        for rank, one in enumerate(order.requests)
        if one.claims
        for creche in creches
        if creche.id in one.wishes.creches
        and any(claim.seen_on and creche.publishes(claim.code) for claim in one.claims)
    }
