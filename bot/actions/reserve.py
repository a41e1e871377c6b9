"""A place that frees between two rounds: the next in line is proposed, and a person sends it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import offers
from bot.actions.desks import by_staff
from bot.actions.lists import check_creche
from bot.actions.rounds import place_of, round_input
from bot.actions.vacancies import given_back
from bot.ports import Records
from bot.rules.calendar import in_daytime
from bot.rules.notices import Freed, PlacesFreed
from bot.rules.offers import Offer, Place
from bot.rules.policy import Policy
from bot.rules.requests import Request
from bot.rules.rounds import may_fit, next_fitting
from bot.rules.rounds.refusals import AnotherNext, NobodyNext, RoundLeaving

#: So many of a reserve list are looked at first, then so many times more.
_FIRST, _MORE = 10, 4


@dataclass(frozen=True, kw_only=True)
class Next:
    """Whom the reserve list of the last approved round names, and the place that is free for them."""

    request: Request
    place: Place


def next_in_line(records: Records, person_id: str, creche: str, *, now: datetime, policy: Policy) -> Next:
    """The first on a crèche's reserve list who still waits and fits.

    Refused NotAllowed, NobodyNext, RoundLeaving.
    """
    check_creche(records, person_id, creche, policy=policy)
    kept = records.rounds.latest()
    if kept is None:
        raise NobodyNext
    if not kept.carried_out:
        raise RoundLeaving
    nobody = round_input(records, kept.month, (creche,), (), now=now, policy=policy)
    asking = records.requests.asking(creche)
    reserve = [one.request_id for one in kept.reserve(creche)]
    line = may_fit(nobody, creche, {one: asking[one] for one in reserve if one in asking})
    for some in _stretches(line):
        asked = replace(nobody, requests=records.requests.some(some))
        found = next_fitting(asked, creche, some)
        if found is not None:
            request, proposal = found
            return Next(request=request, place=place_of(proposal))
    raise NobodyNext


def _stretches(line: list[str]) -> Iterator[list[str]]:
    """A long list as far as it is needed: a place mostly suits one of the first."""
    start, size = 0, _FIRST
    while start < len(line):
        yield line[start : start + size]
        start, size = start + size, size * _MORE


def send_next(
    records: Records, person_id: str, creche: str, request_id: str, *, now: datetime, policy: Policy
) -> Offer:
    """Offer the place to the next in line: the one this person has read, or the present one is refused.

    Refused AnotherNext where somebody else is next by now, or nobody; NotAllowed, RoundLeaving.
    """
    try:
        found = next_in_line(records, person_id, creche, now=now, policy=policy)
    except NobodyNext:
        raise AnotherNext from None
    if found.request.id != request_id:
        raise AnotherNext
    return offers.propose(
        records, found.request, found.place, who=person_id, decided=True, now=now, policy=policy
    )


def tell_freed(records: Records, *, now: datetime, policy: Policy) -> int:
    """Tell staff of places that came back, where a reserve list has somebody for them; how many were told.

    Nobody is written to at night: what came back is told in the morning, all of it together.
    """
    kept = records.rounds.latest()
    if kept is None or kept.approved_at is None or not kept.carried_out or in_daytime(now) != now:
        return 0
    ended = Counter(
        offer.creche
        for offer in records.offers.ended_since(kept.approved_at)
        if records.ledger.mark("place-freed", offer.id, "", at=now) and kept.reserve(offer.creche)
    )
    back = Counter[str]()
    for creche, places in given_back(records, since=kept.approved_at, now=now, policy=policy):
        if kept.reserve(creche):
            back[creche] += places
    told = by_staff(
        records,
        (
            (one, Freed(creche=one, name=policy.creche(one).name, n=ended[one] + back[one], back=back[one]))
            for one in sorted(ended | back)
        ),
    )
    notices = [PlacesFreed(to=to, freed=tuple(places), at=now) for to, places in told.items()]
    return records.notices.queue_all(notices, at=now)
