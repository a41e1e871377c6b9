"""By which right a request comes to a crèche: with a priority while a quota lasts, else as an ordinary one.

A door is a place in the crèche's effective order, and the quotas in which there has to be room. A request
tries its doors in order and takes the first by which it fits (rules, sections 2 and 4).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.rules.places import Agreement
from bot.rules.policy import Creche, Policy
from bot.rules.requests import ClaimCode, Request
from bot.rules.rounds.order import Order
from bot.rules.rounds.room import AGREEMENTS, NEEDS, RESERVE, SPONSORS
from bot.rules.rounds.values import Proposal, Way

SPONSORED = frozenset({ClaimCode.EMPLOYER, ClaimCode.BUSINESS_PARK})
NEED = frozenset(code for code in ClaimCode if code.startswith("52-1"))
UNLIMITED = frozenset(ClaimCode) - SPONSORED - NEED


class Door(NamedTuple):
    """`quotas`: the tables of the crèche's capacity, beside its places, in which the request counts.

    `held`: the table of what is kept for its agreement.
    """

    key: int
    way: Way
    quotas: tuple[int, ...] = ()
    agreement: Agreement | None = None
    held: int | None = None


def doors(
    request: Request,
    rank: int,
    creche: Creche,
    agreements: Sequence[Agreement],
    order: Order,
    *,
    held: bool = False,
) -> list[Door]:
    """A request's doors at a crèche, the first to try first.

    A claim counts once its proof was seen, where the crèche publishes it. Of a request with several, the
    reserve comes first, then a firm's agreement, then what no quota limits. `held`: whether tables of
    what is held follow those of the agreements.
    """
    ordinary = Door(order.key(rank, priority=False), Way.ORDINARY)
    claims = [claim for claim in request.claims if claim.seen_on and creche.publishes(claim.code)]
    if not claims:
        return [ordinary]
    codes = {claim.code for claim in claims}
    firms = {claim.sponsor_id for claim in claims if claim.code in SPONSORED}
    key = order.key(rank, priority=True)
    found = [Door(order.lifted(rank), Way.RESERVE, (RESERVE, NEEDS))] if codes & NEED else []
    for table, one in enumerate(agreements, AGREEMENTS):
        if one.sponsor_id in firms:
            own = table + len(agreements) if held else None
            found.append(Door(key, Way.AGREEMENT, (SPONSORS, table), one, own))
    if codes & UNLIMITED:
        found.append(Door(key, Way.PRIORITY))
    if codes & NEED:
        found.append(Door(key, Way.NEED, (NEEDS,)))
    return [*found, ordinary]


def holds(request: Request, proposal: Proposal, agreements: Iterable[Agreement], policy: Policy) -> bool:
    """Whether the right by which a place was proposed is still there: a proof may have been found wrong."""
    creche, order = policy.creche(proposal.creche), Order([request], policy)
    running = [one for one in agreements if one.creche == creche.id and proposal.start in one.period]
    rights = ((door.way, door.agreement) for door in doors(request, 0, creche, running, order))
    return (proposal.way, proposal.agreement_id) in {(way, under and under.id) for way, under in rights}
