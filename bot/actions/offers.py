"""Offers: sent by a person, answered by the family, reminded and lapsed by the clock."""

from collections.abc import Collection
from datetime import datetime

from bot.actions import desks, requests, steps
from bot.actions.places import taken
from bot.actions.requests import Overview
from bot.actions.vacancies import colleague_comes, family_leaves, held
from bot.ports import Records
from bot.rules import offers as rules
from bot.rules.calendar import Period, in_daytime, local_day
from bot.rules.history import What
from bot.rules.notices import Notice, OfferAccepted, OfferDeclined, OfferLapsed, OfferReminder, OfferSent
from bot.rules.offers import Offer, OfferState, Place
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound
from bot.rules.requests import ClaimCode, Request


def send(
    records: Records, person_id: str, request_id: str, place: Place, *, now: datetime, policy: Policy
) -> Offer:
    """Staff of the crèche offer a place outside the round: a proven closure alone (order, 51 §3; 52, 2°)."""
    desks.check(records.people.get(person_id), (place.creche,))
    request = records.requests.get(request_id)
    return propose(
        records,
        request,
        place,
        who=person_id,
        why=ClaimCode.CLOSURE,
        decided=False,
        now=now,
        policy=policy,
    )


def propose(  # noqa: PLR0913 – who offers what to whom, why, and when
    records: Records,
    request: Request,
    place: Place,
    *,
    who: str,
    why: str = "",
    decided: bool,
    beside: Collection[str] = (),
    now: datetime,
    policy: Policy,
) -> Offer:
    """A person sends an offer, and the family is told; `decided` by an approved round or its reserve list.

    A crèche gives one place after the other: the last one once. `beside`: the requests decided together with
    this one. What they are offered of a place that a firm gave back makes nothing anew the firm's: they were
    decided to share it.
    """
    records.places.hold(place.creche, at=now)
    there = taken(records, place.creche, Period(local_day(now)))
    before = [stay for stay in there if stay.request_id not in beside]
    agreements = [one for one in records.sponsors.all_agreements() if one.creche == place.creche]
    offered, offer = rules.send(
        records.new_id(),
        request,
        place,
        decided=decided,
        taken=there,
        agreements=agreements,
        held=held(records, place.creche, before, agreements, now=now, policy=policy),
        now=now,
        policy=policy,
    )
    steps.keep(records, offered, who=who, why=why, at=now)
    records.offers.add(offer)
    if offer.agreement_id is not None:
        colleague_comes(records, offer.creche, offer.agreement_id, beside=beside, now=now, policy=policy)
    for guardian in records.people.guardians(request.family_id):
        records.notices.queue(_sent(guardian, offered, offer, policy), at=now)
    return offer


def places(
    records: Records, person_id: str, request_id: str, *, now: datetime, policy: Policy
) -> tuple[Place, ...]:
    """What this person may offer outside the round: the first open day of each wished month with room."""
    person, request = desks.request(records, person_id, request_id)
    found: list[Place] = []
    for creche in desks.own(person, rules.may_send_outside_round(request, policy)):
        there = taken(records, creche, Period(local_day(now)))
        kept = held(records, creche, there, records.sponsors.all_agreements(), now=now, policy=policy)
        found += rules.free_places(request, creche, there, held=kept, now=now, policy=policy)
    return tuple(found)


def reference(records: Records, person_id: str, request_id: str) -> str:
    """The reference of a request that this person serves."""
    return desks.request(records, person_id, request_id)[1].reference


# The family


def accept(records: Records, person_id: str, offer_id: str, *, now: datetime, policy: Policy) -> Overview:
    """d: the family takes the place: every other list is released. The other guardian is told."""
    request, offer, why = _own(records, person_id, offer_id)
    accepted, kept = rules.accept(request, offer, now=now, policy=policy)
    _answer(records, accepted, kept, who=person_id, why=why, now=now)
    for guardian in _others(records, request, person_id):
        notice = OfferAccepted(
            to=guardian.id,
            offer_id=offer.id,
            request_id=request.id,
            reference=request.reference,
            creche=offer.creche,
            start=offer.start,
            contract_by=kept.contract_by or offer.deadline,
        )
        records.notices.queue(notice, at=now)
    return requests.overview(records, person_id, accepted, now=now, policy=policy)


def decline(records: Records, person_id: str, offer_id: str, *, now: datetime, policy: Policy) -> Overview:
    """g: the family waits on. The other guardian is told."""
    request, offer, why = _own(records, person_id, offer_id)
    waiting, over = rules.decline(request, offer, now=now, policy=policy)
    _answer(records, waiting, over, who=person_id, why=why, now=now)
    for guardian in _others(records, request, person_id):
        notice = OfferDeclined(
            to=guardian.id,
            offer_id=offer.id,
            request_id=request.id,
            reference=request.reference,
            creche=offer.creche,
        )
        records.notices.queue(notice, at=now)
    return requests.overview(records, person_id, waiting, now=now, policy=policy)


def more_time(records: Records, person_id: str, offer_id: str, *, now: datetime, policy: Policy) -> Overview:
    """Some working days more to answer, once; what staff asked for in a family's name is written down."""
    request, offer, why = _own(records, person_id, offer_id)
    records.offers.save(rules.more_time(offer, now=now, policy=policy))
    if why:
        records.trace.note(who=person_id, what=What.MORE_TIME, subject=request.id, why=why, at=now)
    return requests.overview(records, person_id, request, now=now, policy=policy)


def asked(records: Records, person_id: str, offer_id: str, *, now: datetime, policy: Policy) -> Overview:
    """The request of an offer that is about to be answered. Refused OfferOver, OfferTooLate."""
    request, offer, _ = _own(records, person_id, offer_id)
    rules.check_live(offer, now)
    return requests.overview(records, person_id, request, now=now, policy=policy)


def of_offer(records: Records, person_id: str, offer_id: str, *, now: datetime, policy: Policy) -> Overview:
    """The request of any offer of this family, as it stands now."""
    request, _, _ = _own(records, person_id, offer_id)
    return requests.overview(records, person_id, request, now=now, policy=policy)


def to_answer(records: Records, person_id: str, request_id: str) -> tuple[Request, Offer]:
    """A request with the offer that stands, for whoever may answer (steps.spoken_for). Refused NotFound."""
    request, _ = steps.spoken_for(records, person_id, request_id)
    offer = records.offers.standing(request.id)
    if offer is None:
        raise NotFound
    return request, offer


# The clock


def lapse_offers(records: Records, *, now: datetime, policy: Policy) -> int:  # noqa: ARG001 – every job is given it
    """h: end the offers whose deadline is past, and tell; how many. A person looks before anything closes."""
    over = [
        offer
        for offer in records.offers.standing_at(None)
        if offer.state is OfferState.LIVE and rules.is_over(offer, now)
    ]
    return sum(_lapse(records, offer.id, now=now) for offer in over)


def _lapse(records: Records, offer_id: str, *, now: datetime) -> bool:
    request, offer = locked(records, offer_id)
    if offer.state is not OfferState.LIVE or not rules.is_over(offer, now):
        return False
    _answer(records, *rules.lapse(request, offer, now=now), who="", now=now)
    for guardian in records.people.guardians(request.family_id):
        notice = OfferLapsed(
            to=guardian.id,
            offer_id=offer.id,
            request_id=request.id,
            reference=request.reference,
            creche=offer.creche,
        )
        records.notices.queue(notice, at=now, due=in_daytime(now))
    return True


def remind_offers(records: Records, *, now: datetime, policy: Policy) -> int:
    """Tell families that an offer waits for their answer, once for each reminder's day; how many offers."""
    reminded = 0
    for offer in records.offers.standing_at(None):
        day = rules.reminder_due(offer, now, policy)
        if day is None or not records.ledger.mark("offer-reminder", offer.id, str(day), at=now):
            continue
        request = records.requests.get(offer.request_id)
        reminded += 1
        for guardian in records.people.guardians(request.family_id):
            notice = OfferReminder(
                to=guardian.id,
                offer_id=offer.id,
                request_id=request.id,
                reference=request.reference,
                creche=offer.creche,
                day=day,
                deadline=offer.deadline,
                later_wish=_later_wish(request, offer, policy),
                extended=offer.extended,
            )
            records.notices.queue(notice, at=now)
    return reminded


def locked(records: Records, offer_id: str) -> tuple[Request, Offer]:
    """Both as they are now: the request, which is locked first, then the offer read again."""
    request = records.requests.get(records.offers.get(offer_id).request_id)
    return request, records.offers.get(offer_id)


def _own(records: Records, person_id: str, offer_id: str) -> tuple[Request, Offer, str]:
    """Both as they are now, and why this person may answer (steps.spoken_for)."""
    request, why = steps.spoken_for(records, person_id, records.offers.get(offer_id).request_id)
    return request, records.offers.get(offer_id), why


def _answer(
    records: Records, request: Request, offer: Offer, *, who: str, why: str = "", now: datetime
) -> None:
    """Keep both; nobody is reminded of what is answered."""
    steps.keep(records, request, who=who, why=why, at=now)
    records.offers.save(offer)
    family_leaves(records, offer, now=now)
    records.notices.cancel(request.id, kinds=(OfferSent, OfferReminder))


def _others(records: Records, request: Request, person_id: str) -> tuple[Person, ...]:
    guardians = records.people.guardians(request.family_id)
    return tuple(guardian for guardian in guardians if guardian.id != person_id)


def _later_wish(request: Request, offer: Offer, policy: Policy) -> bool:
    """Whether the family put another crèche first, and may wait for it without losing its rank."""
    return policy.decline_keeps_rank and request.wishes.creches[0] != offer.creche


def _sent(guardian: Person, request: Request, offer: Offer, policy: Policy) -> Notice:
    return OfferSent(
        to=guardian.id,
        offer_id=offer.id,
        request_id=request.id,
        reference=request.reference,
        n=len(request.children),
        creche=offer.creche,
        start=offer.start,
        week=offer.week,
        deadline=offer.deadline,
        later_wish=_later_wish(request, offer, policy),
    )
