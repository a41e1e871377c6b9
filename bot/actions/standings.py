"""Where a request stands at each crèche, what moved since somebody last looked, when a place may come."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.actions.places import taken
from bot.ports import Records
from bot.rules import movements, waitlist
from bot.rules.calendar import Period, local_day
from bot.rules.estimate import Estimate, History, estimate
from bot.rules.movements import Cause, LastLooks, News, Seen
from bot.rules.policy import Policy
from bot.rules.requests import Request
from bot.rules.waitlist import Entry, Standing


@dataclass(frozen=True, kw_only=True)
class Standings:
    """In the family's order of wish; none unless ranked. `looks`: what the reader saw before and now."""

    all: tuple[Standing, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    looks: LastLooks | None = None
    fresh: bool = False  # the reader has not seen this yet
    news: News | None = None  # None at the first look


def of(records: Records, person_id: str, request: Request, *, now: datetime, policy: Policy) -> Standings:
    """The standings as this person sees them now, with what moved since they last did."""
    ranked = records.standings.own(request.id)
    there = {creche: own for creche, own in ranked.items() if not policy.gone((creche,))}
    if not there:
        return Standings()
    history = records.standings.decided()
    places = [
        _place(records, request, own, creche, history=history, now=now, policy=policy)
        for creche, own in there.items()
    ]
    known = records.standings.last_looks(person_id, request.id)
    looks = movements.look(known, (place.seen for place in places), at=now)
    return Standings(
        all=tuple(place.standing for place in places),
        estimates=tuple(place.estimate for place in places),
        looks=looks,
        fresh=looks != known,
        news=movements.news(looks, policy),
    )


def remember(records: Records, person_id: str, request_id: str, found: Standings) -> None:
    """They were shown to this person."""
    if found.looks is not None and found.fresh:
        records.standings.keep_looks(person_id, request_id, found.looks)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """What there is to say about one crèche."""

    standing: Standing
    estimate: Estimate
    seen: Seen


def _place(
    records: Records,
    request: Request,
    own: Entry,
    creche: str,
    *,
    history: History,
    now: datetime,
    policy: Policy,
) -> _Place:
    today = local_day(now)
    rivals, everybody = records.standings.crowds(own, creche)
    stays = taken(records, creche, Period(today))
    standing = waitlist.standing_among(rivals, creche, policy)
    return _Place(
        standing=waitlist.with_full_slots(standing, request.wishes.week, stays, policy),
        estimate=replace(
            estimate(
                request,
                creche,
                ahead=waitlist.ahead_of(everybody, policy),
                stays=stays,
                history=history,
                today=today,
                policy=policy,
            ),
            firm=_firm_is_there(records, request, creche, today),
        ),
        seen=movements.seen(standing, priority=own.priority, moved=_moved(records, own, creche, policy)),
    )


def _firm_is_there(records: Records, request: Request, creche: str, today: date) -> bool:
    """Whether the employer that a proven claim names has places at a crèche."""
    firms = {claim.sponsor_id for claim in request.claims if claim.sponsor_id and claim.seen_on}
    return any(
        one.creche == creche and today in one.period
        for firm in firms
        for one in records.sponsors.agreements(firm)
    )


def _moved(records: Records, own: Entry, creche: str, policy: Policy) -> dict[Cause, int]:
    """How many each cause has put ahead, net, ever since."""
    found = records.standings.moved(own, creche)
    return {cause: waitlist.ahead_of(around, policy) for cause, around in found.items()}
