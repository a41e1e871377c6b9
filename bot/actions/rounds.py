"""The month's decision: prepared with one tap, read line by line, approved by a person, then carried out."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.actions import desks, offers, steps
from bot.actions.people import focus as remember
from bot.actions.places import taken
from bot.actions.vacancies import held
from bot.ports import Records
from bot.rules import rounds as rules
from bot.rules.calendar import Month, Period, at_local, local_day
from bot.rules.history import What
from bot.rules.notices import NoPlace
from bot.rules.offers import Place
from bot.rules.people import Role
from bot.rules.policy import Policy
from bot.rules.refusals import NotAllowed, NotFound, Refusal
from bot.rules.requests import Letter, Request, State, Wishes, move
from bot.rules.rounds import Change, Decision, Done, MonthRound, Outcome, Proposal, Round, RoundInput

#: So many decisions a transaction: somebody's tap between two of them does not wait long.
BATCH = 100


def of_this_month(records: Records, person_id: str, *, now: datetime) -> MonthRound | None:
    """The current month's decision, if it was prepared: a director reads the lines of their own crèche.

    Refused NotAllowed to those who serve no crèche.
    """
    return _seen(records, person_id, _kept(records, now))


def last_approved(records: Records, person_id: str) -> MonthRound | None:
    """The decision whose reserve lists hold, as this person sees it. Refused NotAllowed."""
    return _seen(records, person_id, records.rounds.latest())


def _seen(records: Records, person_id: str, kept: MonthRound | None) -> MonthRound | None:
    served = [creche for creche in desks.of(records.people.get(person_id)) if creche is not None]
    return kept.seen_from(served) if kept and served else kept


def prepare(records: Records, person_id: str, *, now: datetime, policy: Policy) -> MonthRound:
    """Work out this month's decision; nothing is sent. It replaces what was prepared before.

    Refused NotAllowed to all but coordinators, RoundApproved once a person has approved the month.
    """
    _check(records, person_id)
    rules.check_open(_kept(records, now))
    kept = rules.prepared(_worked_out(records, now=now, policy=policy), by=person_id, at=now)
    records.rounds.keep(kept)
    records.trace.note(who=person_id, what="round prepared", subject=f"round:{kept.month}", at=now)
    return kept


def change(records: Records, person_id: str, wanted: Change, *, now: datetime, policy: Policy) -> MonthRound:
    """A person decides otherwise for one request, for a reason; everybody else keeps what was proposed.

    The month is worked out anew with every change; one that holds no longer falls away. Refused:
    RoundApproved, and what `rules.change` refuses.
    """
    _check(records, person_id)
    before = _kept(records, now)
    rules.check_open(before)
    remember(records, person_id, "")
    answer = _worked_out(records, now=now, policy=policy)
    for earlier in before.changes if before else ():
        with suppress(Refusal):
            answer = rules.change(answer, earlier)
    kept = rules.prepared(rules.change(answer, wanted), by=person_id, at=now)
    records.rounds.keep(kept)
    records.trace.note(who=person_id, what=What.DECIDED, subject=wanted.request_id, why=wanted.reason, at=now)
    return kept


def _worked_out(records: Records, *, now: datetime, policy: Policy) -> Round:
    creches = [one.id for one in policy.creches]
    month = Month.of(local_day(now))
    ranked = records.requests.to_decide(at_local(month.first, 0))
    return rules.decide(round_input(records, month, creches, ranked, now=now, policy=policy))


def round_input(
    records: Records,
    month: Month,
    creches: Iterable[str],
    requests: Sequence[Request],
    *,
    now: datetime,
    policy: Policy,
) -> RoundInput:
    """All that a month is decided from, for some requests and with what is taken at some crèches now."""
    today, agreements = local_day(now), records.sponsors.all_agreements()
    there = {creche: taken(records, creche, Period(today)) for creche in creches}
    kept = (
        held(records, creche, stays, agreements, now=now, policy=policy) for creche, stays in there.items()
    )
    return RoundInput(
        month=month,
        today=today,
        requests=requests,
        taken=[stay for stays in there.values() for stay in stays],
        policy=policy,
        agreements=agreements,
        held=[each for some in kept for each in some],
    )


@dataclass(frozen=True, kw_only=True)
class Read:
    """One request's line of the month's decision; `wishes`: its crèches, the most wished first.

    `overtaken`: it was approved and did not leave.
    """

    decision: Decision
    wishes: tuple[str, ...]
    approved: bool
    overtaken: bool


def line(records: Records, person_id: str, request_id: str, *, now: datetime) -> Read:
    """What was decided for one request this month, with its reasons. Refused NotAllowed, NotFound."""
    kept = of_this_month(records, person_id, now=now)
    for decision in kept.decisions if kept else ():
        if kept and decision.request_id == request_id:
            wishes = records.requests.get(request_id).wishes.creches
            return Read(
                decision=decision,
                wishes=wishes,
                approved=kept.approved_at is not None,
                overtaken=decision in kept.overtaken,
            )
    raise NotFound


def ask_why(records: Records, person_id: str, wanted: Change, *, focus: str, now: datetime) -> None:
    """Typed words are then the reason of that change. Refused NotAllowed, NotFound."""
    _check(records, person_id)
    line(records, person_id, wanted.request_id, now=now)
    remember(records, person_id, focus, f"{wanted.request_id}:{wanted.to or ''}")


def approve(records: Records, person_id: str, *, read_at: int, now: datetime, policy: Policy) -> MonthRound:
    """A person approves what was prepared at `read_at`; the first decisions leave, the clock sends the rest.

    Refused NotFound, RoundApproved, RoundReplaced.
    """
    _check(records, person_id)
    kept = _kept(records, now)
    if kept is None:
        raise NotFound
    approved = rules.approve(kept, read_at=read_at, by=person_id, at=now)
    records.rounds.keep(approved)
    records.trace.note(who=person_id, what="round approved", subject=f"round:{kept.month}", at=now)
    carry_out(records, now=now, policy=policy)
    return _kept(records, now) or approved


def carry_out(records: Records, *, now: datetime, policy: Policy) -> int:
    """Send the next decisions of an approved round; how many are left. A crash in between loses none."""
    kept = records.rounds.latest()
    if kept is None or kept.carried_out:
        return 0
    left = list(kept.left_to_do())
    done = [
        Done(request_id=one.request_id, outcome=_carry_out(records, kept, one, now=now, policy=policy))
        for one in left[:BATCH]
    ]
    records.rounds.keep_done(kept.month, (*kept.done, *done))
    return len(left) - len(done)


def _carry_out(
    records: Records, kept: MonthRound, decision: Decision, *, now: datetime, policy: Policy
) -> Outcome:
    """The request as it is now may have left the list, changed its wishes or lost its right.

    Then a person looks.
    """
    request = next(iter(records.requests.some([decision.request_id])), None)
    if request is None or request.state not in {State.CONFIRMED, State.REFUSED}:
        return Outcome.OVERTAKEN
    if decision.proposal is None:
        return Outcome.KEPT if decision.waits else _refuse(records, kept, request, decision.wishes, now=now)
    return _offer(records, kept, request, decision.proposal, now=now, policy=policy)


def _offer(
    records: Records,
    kept: MonthRound,
    request: Request,
    proposal: Proposal,
    *,
    now: datetime,
    policy: Policy,
) -> Outcome:
    right = rules.holds(request, proposal, records.sponsors.all_agreements(), policy)
    if request.wishes.week != proposal.week or not right:
        return Outcome.OVERTAKEN
    place, who = place_of(proposal), kept.approved_by
    try:
        offers.propose(
            records,
            request,
            place,
            who=who,
            decided=True,
            beside=kept.ordinary,
            now=now,
            policy=policy,
        )
    except Refusal:
        return Outcome.OVERTAKEN
    return Outcome.OFFERED


def place_of(proposal: Proposal) -> Place:
    """What is proposed, as it is offered."""
    return Place(
        creche=proposal.creche,
        start=proposal.start,
        agreement_id=proposal.agreement_id,
        need=proposal.need,
    )


def _refuse(
    records: Records, kept: MonthRound, request: Request, decided: Wishes | None, *, now: datetime
) -> Outcome:
    """i: no place available (order, 53, 1°), told in writing (54); who was refused before just waits on."""
    if request.state is State.REFUSED:
        return Outcome.KEPT
    if decided not in {None, request.wishes}:
        return Outcome.OVERTAKEN
    refused = move(request, Letter.REFUSE, State.REFUSED, now=now)
    steps.keep(records, refused, who=kept.approved_by, at=now)
    for guardian in records.people.guardians(request.family_id):
        notice = NoPlace(to=guardian.id, request_id=request.id, reference=request.reference, month=kept.month)
        records.notices.queue(notice, at=now)
    return Outcome.REFUSED


def _kept(records: Records, now: datetime) -> MonthRound | None:
    return records.rounds.of(Month.of(local_day(now)))


def _check(records: Records, person_id: str) -> None:
    if not records.people.get(person_id).is_(Role.COORDINATOR):
        raise NotAllowed
