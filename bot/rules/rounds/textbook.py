"""The textbook case: one full-time child each, all from the same month, no quotas, nobody there yet.

A crèche is then a number of places, and its roll a heap of keys with the last in order on top. The answer is
that of `settling`, in milliseconds for thousands; a property test holds the two together.
"""

from collections import defaultdict
from collections.abc import Sequence
from heapq import heappush, heapreplace

from bot.rules.calendar import FULL_WEEK
from bot.rules.people import Child
from bot.rules.places import presumed_end
from bot.rules.policy import Creche
from bot.rules.requests import Request
from bot.rules.rounds.doors import UNLIMITED
from bot.rules.rounds.order import Order
from bot.rules.rounds.room import DAY
from bot.rules.rounds.values import RoundInput
from bot.rules.starts import Starts

_UNLIMITED = tuple(sorted(UNLIMITED))  # to be compared, which is faster than hashing


def textbook(asked: RoundInput, order: Order) -> dict[str, str] | None:
    """The crèche of each request that gets one; None where the case is another."""
    requests, policy = order.requests, asked.policy
    if asked.taken or asked.skipped or asked.held or policy.opening != FULL_WEEK or not requests:
        return None
    eldest = _eldest_of_alike(requests)
    if eldest is None:
        return None
    wishes, school = requests[0].wishes, presumed_end(eldest)
    tomorrow = asked.today + DAY
    starts = [Starts(one.id, tomorrow, policy).of(wishes) for one in policy.creches]
    if not all(days and days[0] <= school for days in starts):
        return None
    return _accepted(order, policy.creches)


def _eldest_of_alike(requests: Sequence[Request]) -> Child | None:
    """None unless all ask for the same room for one full-time child, and claim nothing that has a quota."""
    entry, eldest = requests[0].wishes.entry, requests[0].children[0]
    year, number = entry.year, entry.number
    for one in requests:
        wishes, children = one.wishes, one.children
        entry = wishes.entry
        if entry.number != number or entry.year != year or wishes.earlier or wishes.later:
            return None
        if len(wishes.week) != 10 or len(children) != 1:
            return None
        for claim in one.claims:
            if claim.seen_on and claim.code not in _UNLIMITED:
                return None
        if children[0].day < eldest.day:
            eldest = children[0]
    return eldest


def _accepted(order: Order, creches: Sequence[Creche]) -> dict[str, str]:
    """Gale and Shapley's deferred acceptance: who is pushed out looks on, until nobody is."""
    requests, size = order.requests, len(order.requests)
    places = defaultdict(int, {creche.id: creche.places for creche in creches})
    rolls: dict[str, list[int]] = defaultdict(list)  # keys turned negative: the last in order comes first
    wishes, keys, first = (
        [one.wishes.creches for one in requests],
        order.ordinary(),
        _first(requests, creches),
    )
    looks_at = [0] * size
    for newcomer in range(size):
        rank = newcomer
        while looks_at[rank] < len(wishes[rank]):
            creche = wishes[rank][looks_at[rank]]
            roll, key = rolls[creche], -keys[rank]
            if rank in first and creche in first[rank]:
                key += size
            if len(roll) < places[creche]:
                heappush(roll, key)
                break
            if roll and key > roll[0]:
                rank = -heapreplace(roll, key) % size
            looks_at[rank] += 1
    found = zip(requests, wishes, looks_at, strict=True)
    return {one.id: creches[index] for one, creches, index in found if index < len(creches)}


def _first(requests: Sequence[Request], creches: Sequence[Creche]) -> dict[int, frozenset[str]]:
    """Who has a priority at which crèches."""
    publishing = [(code, frozenset(one.id for one in creches if one.publishes(code))) for code in _UNLIMITED]
    seen = [(rank, claim.code) for rank, one in enumerate(requests) for claim in one.claims if claim.seen_on]
    found: dict[int, frozenset[str]] = {}
    for rank, code in seen:
        for published, where in publishing:
            if published is code:  # there are few, and a code is hashed slowly
                found[rank] = found[rank] | where if rank in found else where
    return found
