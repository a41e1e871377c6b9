"""What staff note after an offer: who is asked, who has signed, who has left."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.actions import desks, steps
from bot.actions.offers import locked
from bot.actions.people import focus as remember
from bot.actions.vacancies import family_leaves
from bot.ports import Records, reading
from bot.rules import offers as rules
from bot.rules.calendar import in_daytime
from bot.rules.history import Because, Purpose, What
from bot.rules.notices import ContractRefused, ContractSigned, ContractsOverdue, ContractUnsigned, Overdue
from bot.rules.offers import FirstDays, Offer
from bot.rules.people import Person
from bot.rules.places import Stay
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound
from bot.rules.requests import Request

#: What the typed words of staff answer who note a contract whose offered day is past.
FIRST_DAY = "first-day"
#: In the ledger: each contract of which staff were told that its last day has passed.
OVERDUE = "contract-overdue"


@dataclass(frozen=True, kw_only=True)
class UnderWay:
    """An offer that stands, as staff see it, with the guardians to talk to."""

    request: Request
    offer: Offer
    guardians: tuple[Person, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some offers that stand, the soonest deadline first; whether there are more on either side."""

    offers: tuple[UnderWay, ...] = ()
    more_before: bool = False
    more_behind: bool = False


def under_way(
    records: Records, person_id: str, *, cut: str = "", backward: bool = False, limit: int = 8
) -> Page:
    """Offers that stand behind that one (or before it): a director sees those of their crèche."""
    served, behind = desks.of(records.people.get(person_id)), _awaited(records, cut)
    turned = backward and behind != rules.FIRST
    found = [
        offer
        for creche in served
        for offer in records.offers.standing_at(creche, behind=behind, backward=turned, limit=limit + 1)
    ]
    if not found and behind != rules.FIRST:  # those there are over meanwhile
        return under_way(records, person_id, limit=limit)
    ordered, more = sorted(found, key=rules.awaited), len(found) > limit
    return Page(
        offers=tuple(
            UnderWay(request=records.requests.get(offer.request_id), offer=offer)
            for offer in (ordered[-limit:] if turned else ordered[:limit])
        ),
        more_before=more if turned else behind != rules.FIRST,
        more_behind=turned or more,
    )


def _awaited(records: Records, offer_id: str) -> rules.Awaited:
    """Behind that offer; the beginning, where there is none of that id."""
    try:
        return rules.awaited(records.offers.get(offer_id)) if offer_id else rules.FIRST
    except NotFound:
        return rules.FIRST


@reading
def open_offer(records: Records, person_id: str, offer_id: str, *, now: datetime) -> UnderWay:
    """A member of staff opens an offer; the look is traced."""
    request, offer = _at_desk(records, person_id, offer_id)
    records.trace.note(who=person_id, what=What.OPENED, subject=request.id, why=Purpose.DECISION, at=now)
    return UnderWay(request=request, offer=offer, guardians=records.people.guardians(request.family_id))


@reading
def ask_first_day(
    records: Records, person_id: str, offer_id: str, *, now: datetime, policy: Policy
) -> tuple[UnderWay, FirstDays]:
    """The contract is signed: from which day on? A typed one is that, where the day offered is past.

    Refused OfferOver, SchoolAge.
    """
    found = open_offer(records, person_id, offer_id, now=now)
    days = rules.first_days(found.request, found.offer, now=now, policy=policy)
    if days.usual != found.offer.start:
        remember(records, person_id, FIRST_DAY, offer_id)
    return found, days


@reading
def weigh_first_day(
    records: Records, person_id: str, offer_id: str, *, first: date, now: datetime, policy: Policy
) -> UnderWay:
    """The same, for a day that was typed. Refused as the rule does."""
    found = open_offer(records, person_id, offer_id, now=now)
    rules.check_first_day(found.request, found.offer, first, now=now, policy=policy)
    return found


def sign(
    records: Records,
    person_id: str,
    offer_id: str,
    *,
    first: date | None = None,
    now: datetime,
    policy: Policy,
) -> Request:
    """e: the contract is signed: a stay for each child, from the contract's first day. The family is told.

    `first` None: the day that was offered, or today where that is past. Refused as the rule does.
    """
    request, offer = _at_desk(records, person_id, offer_id)
    ids = [records.new_id() for _ in offer.ends]
    enrolled, signed, stays = rules.sign(request, offer, first=first, stay_ids=ids, now=now, policy=policy)
    if records.people.get(person_id).focus.startswith(FIRST_DAY):
        remember(records, person_id, "")
    begins = stays[0].period.start
    _save(records, person_id, enrolled, signed, why=str(begins) if begins != offer.start else "", now=now)
    for stay in stays:
        records.places.add_stay(stay)
    for guardian in records.people.guardians(request.family_id):
        notice = ContractSigned(
            to=guardian.id,
            offer_id=offer.id,
            request_id=request.id,
            reference=request.reference,
            creche=offer.creche,
            start=begins,
        )
        records.notices.queue(notice, at=now)
    return enrolled


def refuse(records: Records, person_id: str, offer_id: str, *, now: datetime) -> Request:
    """o: the parents do not accept the project or the contract (order, 53, 2°). Told in writing (54)."""
    request, offer = _at_desk(records, person_id, offer_id)
    refused, over = rules.refuse_contract(request, offer, now=now)
    _save(records, person_id, refused, over, why=Because.NOT_ACCEPTED, now=now)
    for guardian in records.people.guardians(request.family_id):
        notice = ContractRefused(
            to=guardian.id,
            offer_id=offer.id,
            request_id=request.id,
            reference=request.reference,
            creche=offer.creche,
        )
        records.notices.queue(notice, at=now)
    return refused


def unsigned(records: Records, person_id: str, offer_id: str, *, now: datetime) -> Request:
    """o: nobody signed in time: the request is paused, and the family told."""
    request, offer = _at_desk(records, person_id, offer_id)
    paused, over = rules.unsigned(request, offer, now=now)
    _save(records, person_id, paused, over, why=Because.UNSIGNED, now=now)
    for guardian in records.people.guardians(request.family_id):
        notice = ContractUnsigned(
            to=guardian.id,
            offer_id=offer.id,
            request_id=request.id,
            reference=request.reference,
            creche=offer.creche,
            contract_by=offer.contract_by or offer.deadline,
        )
        records.notices.queue(notice, at=now)
    return paused


def tell_overdue(records: Records, *, now: datetime, policy: Policy) -> int:  # noqa: ARG001 – every job is given it
    """Tell the staff of each crèche once of contracts whose last day has passed; how many were told.

    Never at night. Until they note what became of it, a contract keeps its place.
    """
    if in_daytime(now) != now:
        return 0
    late = (
        (offer.creche, _overdue(records, offer))
        for offer in records.offers.standing_at(None)
        if rules.may_be_unsigned(offer, now)
        and records.ledger.mark(OVERDUE, offer.id, str(offer.contract_by), at=now)
    )
    told = desks.by_staff(records, late)
    notices = [ContractsOverdue(to=to, contracts=tuple(some), at=now) for to, some in told.items()]
    return records.notices.queue_all(notices, at=now)


def _overdue(records: Records, offer: Offer) -> Overdue:
    return Overdue(
        reference=records.requests.get(offer.request_id).reference,
        creche=offer.creche,
        contract_by=offer.contract_by or offer.deadline,
    )


@reading
def ask_leave(records: Records, person_id: str, request_id: str, *, focus: str) -> None:
    """A typed day is then the last one. Refused NotFound at another crèche's desk."""
    request, _ = _staying(records, person_id, request_id)
    remember(records, person_id, focus, request.id)


def leave(records: Records, person_id: str, request_id: str, *, on: date, now: datetime) -> Request:
    """f: staff of the crèche note the last day of a family's stay."""
    request, stays = _staying(records, person_id, request_id)
    left, over = rules.leave(request, stays, on=on, now=now)
    remember(records, person_id, "")
    steps.keep(records, left, who=person_id, why=str(on), at=now)
    for stay in over:
        records.places.save_stay(stay)
    return left


def _staying(records: Records, person_id: str, request_id: str) -> tuple[Request, tuple[Stay, ...]]:
    """A request and its stays, for staff of the crèche where they are."""
    request = records.requests.get(request_id)
    stays = records.places.stays_of(request.id)
    desks.check(records.people.get(person_id), {stay.creche for stay in stays} or request.wishes.creches)
    return request, stays


def _at_desk(records: Records, person_id: str, offer_id: str) -> tuple[Request, Offer]:
    desks.check(records.people.get(person_id), (records.offers.get(offer_id).creche,))
    return locked(records, offer_id)


def _save(
    records: Records, person_id: str, request: Request, offer: Offer, *, why: str = "", now: datetime
) -> None:
    steps.keep(records, request, who=person_id, why=why, at=now)
    records.offers.save(offer)
    family_leaves(records, offer, now=now)
