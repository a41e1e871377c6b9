"""A family's requests: look at them, confirm, withdraw, undo; a coordinator records the meeting."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.actions import desks, standings, steps
from bot.actions.already import check_back
from bot.actions.desks import AtDesk
from bot.actions.people import focus as remember
from bot.actions.standings import Standings
from bot.actions.vacancies import family_leaves
from bot.ports import Records, reading
from bot.rules import offers
from bot.rules import requests as rules
from bot.rules.births import may_be_born
from bot.rules.calendar import Month, local_day
from bot.rules.history import Because, Purpose, What
from bot.rules.lists import BEGINNING, Cut
from bot.rules.next_steps import NextStep, next_step
from bot.rules.notices import ConfirmationOpens, MeetingRecorded
from bot.rules.offers import Offer
from bot.rules.places import Stay
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound
from bot.rules.requests import WAITING, WITH_OFFER, Request, State
from bot.rules.stays import current, ended_on


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A request as its family sees it: what comes next and, once confirmed, where it stands."""

    request: Request
    next_step: NextStep
    standings: Standings
    may_be_born: bool  # a child that is expected can have been born by now
    offer: Offer | None  # the one that stands
    stays: tuple[Stay, ...]  # under a signed contract, running or to come
    cared_until: date | None  # the last day of care, once that is past


def of_family(records: Records, person_id: str) -> tuple[Request, ...]:
    """Every request of this person's family, oldest first."""
    person = records.people.get(person_id)
    return records.requests.of_family(person.family_id) if person.family_id else ()


def one(records: Records, person_id: str, request_id: str, *, now: datetime, policy: Policy) -> Overview:
    """One request of this person's family; anybody else's is refused NotFound."""
    return overview(records, person_id, steps.own(records, person_id, request_id), now=now, policy=policy)


def look(records: Records, person_id: str, request_id: str, *, now: datetime, policy: Policy) -> Overview:
    """The same, and what this person sees is remembered for their next look."""
    view = one(records, person_id, request_id, now=now, policy=policy)
    standings.remember(records, person_id, request_id, view.standings)
    return view


def read_out(records: Records, person_id: str, request_id: str, *, now: datetime, policy: Policy) -> Overview:
    """The same, for staff who read it out to a family whom no message reaches: it is nobody's last look."""
    request, _ = steps.spoken_for(records, person_id, request_id)
    return overview(records, person_id, request, now=now, policy=policy)


def confirm(
    records: Records, person_id: str, request_id: str, *, predemand: str = "", now: datetime, policy: Policy
) -> Overview:
    """The parents confirm after meeting the crèche (order, 51 §1): from here on the request has a rank.

    A pré-demande number that comes with it was what the bot waited for. Nobody is told any more that it can.
    """
    request, why = steps.spoken_for(records, person_id, request_id)
    confirmed = rules.confirm(request, predemand=predemand, now=now, policy=policy)
    steps.keep(records, confirmed, who=person_id, why=why, at=now)
    records.notices.cancel(request_id, kinds=(MeetingRecorded, ConfirmationOpens))
    if predemand:
        remember(records, person_id, "")
    return _seen(records, person_id, confirmed, why=why, now=now, policy=policy)


def withdraw(records: Records, person_id: str, request_id: str, *, now: datetime, policy: Policy) -> Overview:
    """The family leaves the list, an offer ends with it; undoable for a day.

    What waited to be told about it is not sent.
    """
    request, why = steps.spoken_for(records, person_id, request_id)
    withdrawn = rules.withdraw(request, now=now)
    steps.keep(records, withdrawn, who=person_id, why=why, at=now)
    offer = records.offers.standing(request_id)
    if offer is not None:
        over = offers.withdraw(offer, now=now)
        records.offers.save(over)
        family_leaves(records, over, now=now)
    records.notices.cancel(withdrawn.id)
    return overview(records, person_id, withdrawn, now=now, policy=policy)


def undo_withdrawal(
    records: Records, person_id: str, request_id: str, *, now: datetime, policy: Policy
) -> Overview:
    """Back to where the request stood, with its rank.

    Refused UndoTooLate after the day, ChildAlreadyWaiting where the child was signed up anew meanwhile.
    """
    request, why = steps.spoken_for(records, person_id, request_id)
    back = rules.undo_withdrawal(request, now=now, policy=policy)
    check_back(records, request)
    steps.keep(records, back, who=person_id, why=why or Because.UNDONE, at=now)
    return _seen(records, person_id, back, why=why, now=now, policy=policy)


def _seen(
    records: Records, person_id: str, request: Request, *, why: str, now: datetime, policy: Policy
) -> Overview:
    """As it stands now; what a guardian sees is remembered, what staff see for them is not."""
    view = overview(records, person_id, request, now=now, policy=policy)
    if not why:
        standings.remember(records, person_id, request.id, view.standings)
    return view


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Some who wait for a meeting, oldest first; whether there are more on either side."""

    requests: tuple[Request, ...] = ()
    more_before: bool = False
    more_behind: bool = False


@reading
def open_waiting(
    records: Records,
    person_id: str,
    *,
    focus: str,
    reference: str = "",
    backward: bool = False,
    limit: int = 8,
) -> Waiting:
    """Registered requests without a meeting behind that reference (or before it): a director sees theirs."""
    person = records.people.get(person_id)
    remember(records, person_id, focus)
    cut = _cut(records, reference)
    turned = backward and cut != BEGINNING
    found = {
        request.id: request
        for creche in desks.of(person)
        for request in records.requests.awaiting_meeting(creche, cut=cut, backward=turned, limit=limit + 1)
    }
    if not found and cut != BEGINNING:  # those there have been met meanwhile
        return open_waiting(records, person_id, focus=focus, limit=limit)
    ordered = sorted(found.values(), key=lambda request: (request.registered_at, request.reference))
    more = len(ordered) > limit
    return Waiting(
        requests=tuple(ordered[-limit:] if turned else ordered[:limit]),
        more_before=more if turned else cut != BEGINNING,
        more_behind=turned or more,
    )


def _cut(records: Records, reference: str) -> Cut:
    """Behind that request; the beginning, where there is none of that reference (any more)."""
    if not reference:
        return BEGINNING
    try:
        return (records.requests.by_reference(reference).registered_at, reference)
    except NotFound:
        return BEGINNING


@reading
def at_desk(
    records: Records,
    person_id: str,
    request_id: str,
    *,
    why: str = "",
    focus: str,
    now: datetime,
) -> AtDesk:
    """A member of staff opens a request; the look is traced, and typed words are then about it.

    `why` empty: as they opened it last today, or for its meeting.
    """
    person, request = desks.request(records, person_id, request_id)
    remember(records, person_id, focus, request.id)
    why = why or _opened_for(records, person_id, request.id, now)
    records.trace.note(who=person_id, what=What.OPENED, subject=request.id, why=why, at=now)
    offer = records.offers.standing(request.id)
    stays = current(records.places.stays_of(request.id), local_day(now))
    mine = offer is not None and desks.own(person, (offer.creche,))
    return AtDesk(
        request=request,
        guardians=records.people.guardians(request.family_id),
        offer=offer if mine else None,
        stays=tuple(stay for stay in stays if desks.own(person, (stay.creche,))),
    )


def _opened_for(records: Records, person_id: str, request_id: str, now: datetime) -> str:
    """Who comes back to a file from one of its screens does so for what they opened it for."""
    today = [
        line["why"]
        for line in records.trace.of(request_id)
        if line["what"] == What.OPENED
        and line["who"] == person_id
        and local_day(line["at"]) == local_day(now)
    ]
    return today[-1] if today else Purpose.MEETING


@reading
def by_reference(records: Records, person_id: str, reference: str, *, focus: str, now: datetime) -> AtDesk:
    """The same for its meeting, found by the reference that a family read out."""
    request_id = records.requests.by_reference(reference).id
    return at_desk(records, person_id, request_id, why=Purpose.MEETING, focus=focus, now=now)


def record_meeting(
    records: Records, person_id: str, request_id: str, *, on: date, now: datetime, policy: Policy
) -> Request:
    """Staff note the day the parents met the crèche; the family is told from when on it may confirm."""
    _, request = desks.request(records, person_id, request_id)
    met = rules.record_meeting(request, on=on, now=now, policy=policy)
    remember(records, person_id, "")
    records.requests.save(met)
    records.trace.note(who=person_id, what=What.MET, subject=request.id, why=str(on), at=now)
    for guardian in records.people.guardians(request.family_id):
        notice = MeetingRecorded(
            to=guardian.id,
            request_id=request.id,
            reference=request.reference,
            met_on=on,
            confirm_from=max(rules.earliest_confirmation(met, policy), local_day(now)),
        )
        records.notices.queue(notice, at=now)
    return met


def remind_confirmable(records: Records, *, now: datetime, policy: Policy) -> int:
    """Tell families on the first day that the law lets them confirm, once; how many were told.

    Whoever still waits to be phoned about the meeting hears this alone: "from that day on" is over.
    """
    told = 0
    today = local_day(now)
    # Found first and locked then: a request may have been withdrawn between the two.
    for request in records.requests.confirmable_on(today, due_by=rules.latest_due_date(today, policy)):
        if not rules.opens_after_meeting(request, today, policy):
            continue
        opens = rules.earliest_confirmation(request, policy)
        if not records.ledger.mark("confirmation-opens", request.id, str(opens), at=now):
            continue
        records.notices.cancel(request.id, kinds=(MeetingRecorded,))
        for guardian in records.people.guardians(request.family_id):
            notice = ConfirmationOpens(to=guardian.id, request_id=request.id, reference=request.reference)
            told += records.notices.queue(notice, at=now)
    return told


def overview(
    records: Records, person_id: str, request: Request, *, now: datetime, policy: Policy
) -> Overview:
    """A request with all that this person of its family may know of it."""
    signed, today = request.state in {State.ENROLLED, State.LEFT}, local_day(now)
    stays = records.places.stays_of(request.id) if signed else ()
    decided = request.state in WAITING and records.rounds.decided(Month.of(today))
    offer = records.offers.standing(request.id) if request.state in WITH_OFFER else None
    contract_by = offer.contract_by if offer else None
    return Overview(
        request=request,
        next_step=next_step(request, policy, now, decided=decided, contract_by=contract_by),
        standings=standings.of(records, person_id, request, now=now, policy=policy),
        may_be_born=may_be_born(request, today, policy),
        offer=offer,
        stays=current(stays, today) if request.state is State.ENROLLED else (),
        cared_until=ended_on(stays, today),
    )
