"""Sending an offer: to whom, for which days, and whether the place is really free (c)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from bot.rules.calendar import Month, Period, local_day
from bot.rules.offers.offer import Offer, Place
from bot.rules.offers.refusals import (
    ClosedOnStart,
    HeldForFirm,
    NoRoom,
    OutsideRound,
    RightFull,
    SchoolAge,
    ShutAtEntry,
    StartOutsideWishes,
)
from bot.rules.places import (
    Agreement,
    FullHalfDay,
    Held,
    Stay,
    as_stays,
    first_full,
    presumed_end,
    while_they_run,
)
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound, Refusal
from bot.rules.requests import ClaimCode, Letter, Request, State, move
from bot.rules.starts import FAR, shut, starts


def send(  # noqa: PLR0913 – what is offered to whom, beside what is taken, and when
    offer_id: str,
    request: Request,
    place: Place,
    *,
    decided: bool,
    taken: Iterable[Stay],
    agreements: Iterable[Agreement] = (),
    held: Iterable[Held] = (),
    now: datetime,
    policy: Policy,
) -> tuple[Request, Offer]:
    """c: propose a place; `decided` where an approved round says so. `taken` are the crèche's stays to be.

    `agreements` are the crèche's, for a place that is proposed under one of them; `held` is what is kept for
    them there. Refused: WrongState, OutsideRound, NotFound (not wished for), StartOutsideWishes,
    ClosedOnStart, ShutAtEntry, SchoolAge, NoRoom, HeldForFirm, RightFull.
    """
    offered = move(request, Letter.OFFER, State.OFFERED, now=now)
    if not decided:
        _check_outside_round(request, place.creche, policy)
    _check_start(request, place, local_day(now), policy)
    offer = Offer(
        id=offer_id,
        request_id=request.id,
        creche=place.creche,
        start=place.start,
        week=request.wishes.week,
        ends=tuple(presumed_end(child) for child in request.children),
        sent_at=now,
        deadline=policy.next_working_day(local_day(now) + timedelta(days=policy.offer_days)),
        agreement_id=place.agreement_id,
        need=place.need,
    )
    there = tuple(taken)
    _check_room(offer, there, policy)
    _check_held(offer, there, held, policy)
    _check_right(offer, there, tuple(agreements), policy)
    return offered, offer


def may_send_outside_round(request: Request, policy: Policy) -> tuple[str, ...]:
    """The crèches that may offer a place at once: the claim is proven, and their contract publishes it."""
    if request.state not in {State.CONFIRMED, State.REFUSED}:
        return ()
    if not any(claim.code is ClaimCode.CLOSURE and claim.seen_on for claim in request.claims):
        return ()
    wished = (
        creche for creche in request.wishes.creches if policy.creche(creche).publishes(ClaimCode.CLOSURE)
    )
    return tuple(wished)


def _check_outside_round(request: Request, creche: str, policy: Policy) -> None:
    """Only an unforeseeable closure of the previous crèche cannot wait (order, 51 §3 and 52, 2°)."""
    if creche not in may_send_outside_round(request, policy):
        raise OutsideRound


def window(request: Request, today: date) -> Period:
    """From the first to the last day on which the family would enter, none of them past.

    Where all of them are, it would enter as soon as may be.
    """
    wishes = request.wishes
    first, last = wishes.entry.plus(-wishes.earlier).first, wishes.entry.plus(wishes.later).last
    return Period(max(today, first), last if last >= today else Month.of(today).plus(FAR - 1).last)


def free_places(
    request: Request,
    creche: str,
    taken: Iterable[Stay],
    *,
    held: Sequence[Held] = (),
    now: datetime,
    policy: Policy,
) -> tuple[Place, ...]:
    """What may be offered there outside the round: the first open day of each wished month with room."""
    there = tuple(taken)
    places = (Place(creche=creche, start=day) for day in starts(request, creche, local_day(now), policy))
    return tuple(place for place in places if _may_send(request, place, there, held, now, policy))


def never(request: Request, creche: str, today: date, policy: Policy) -> Refusal:
    """Why a request, that could begin there on no day, could not: ShutAtEntry, SchoolAge."""
    if shut(request.wishes, creche, today, policy):
        return ShutAtEntry(day=window(request, today).start)
    return SchoolAge(last=min(presumed_end(child) for child in request.children))


def _may_send(
    request: Request, place: Place, taken: Iterable[Stay], held: Sequence[Held], now: datetime, policy: Policy
) -> bool:
    try:
        send("", request, place, decided=False, taken=taken, held=held, now=now, policy=policy)
    except Refusal:
        return False
    return True


def _next_open_day(creche: str, period: Period, policy: Policy) -> date | None:
    """The first day of a period on which the crèche is open; None if it never is."""
    return next((day for day in period.days() if policy.is_open(creche, day)), None)


def _check_start(request: Request, place: Place, today: date, policy: Policy) -> None:
    if place.creche not in request.wishes.creches:
        raise NotFound
    wished = window(request, today)
    if place.start not in wished:
        raise StartOutsideWishes(first=wished.start, last=wished.end or wished.start)
    if not policy.is_open(place.creche, place.start):
        again = _next_open_day(place.creche, Period(place.start, wished.end), policy)
        raise ShutAtEntry(day=place.start) if again is None else ClosedOnStart(day=place.start, again=again)
    last = min(presumed_end(child) for child in request.children)
    if place.start > last:
        raise SchoolAge(last=last)


def _check_room(offer: Offer, taken: Sequence[Stay], policy: Policy) -> None:
    full = _full(offer, offer.periods, taken, policy.creche(offer.creche).places, policy)
    if full is not None:
        raise NoRoom(n=len(offer.ends), slot=full.slot, day=full.on)


def _check_held(offer: Offer, taken: Sequence[Stay], held: Iterable[Held], policy: Policy) -> None:
    """What is kept for others is as good as taken: never more than there is (`vacancies.vacant`)."""
    kept = as_stays(offer.creche, (one for one in held if one.agreement_id != offer.agreement_id))
    places = policy.creche(offer.creche).places
    if kept and _full(offer, offer.periods, (*taken, *kept), places, policy):
        raise HeldForFirm


def _check_right(
    offer: Offer, taken: Sequence[Stay], agreements: Sequence[Agreement], policy: Policy
) -> None:
    """The ceiling of specific needs; an agreement and the sponsors' ceiling (the round's own, section 4)."""
    creche = policy.creche(offer.creche)
    if offer.need:
        needs = [stay for stay in taken if stay.need]
        most = creche.most * policy.specific_needs_max_percent // 100
        _check_share(offer, offer.periods, needs, most, policy)
    for own in agreements:
        if own.id == offer.agreement_id:
            periods = _within(own, offer.periods)
            stays = while_they_run(agreements, taken)
            sponsored = [stay for own_stays in stays.values() for stay in own_stays]
            ceiling = creche.places * policy.sponsors_max_percent // 100
            _check_share(offer, periods, stays[own.id], own.places, policy)
            _check_share(offer, periods, sponsored, ceiling, policy)


def _check_share(
    offer: Offer, periods: Sequence[Period], taken: Iterable[Stay], places: int, policy: Policy
) -> None:
    full = _full(offer, periods, taken, places, policy)
    if full is not None:
        raise RightFull(slot=full.slot, day=full.on)


def _full(
    offer: Offer, periods: Sequence[Period], taken: Iterable[Stay], places: int, policy: Policy
) -> FullHalfDay | None:
    is_open = partial(policy.is_open, offer.creche)
    return first_full(offer.week, periods, taken, places, is_open=is_open)


def _within(agreement: Agreement, periods: Iterable[Period]) -> list[Period]:
    return [part for period in periods if (part := period.overlap(agreement.period))]
