"""Somebody asks to have data corrected, or objects: coordinators are told, one of them answers."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import slips, steps
from bot.actions.desks import AtDesk
from bot.actions.invitations import check_coordinator
from bot.actions.people import focus as remember
from bot.ports import Records
from bot.rules import pleas as rules
from bot.rules.calendar import in_daytime, local_day
from bot.rules.history import What
from bot.rules.notices import PleaAnswered, PleaDue, PleaLate, PleaMade
from bot.rules.people import Detail, Person, Role
from bot.rules.pleas import Kind, Own, Plea
from bot.rules.policy import Policy
from bot.rules.requests import Request
from bot.rules.signup import Step, contact

#: In the ledger: its coordinators were reminded of it, who asked was told that it is late.
DUE, LATE = "plea-due", "plea-late"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A plea, who made it, and their family's requests."""

    plea: Plea
    person: Person
    requests: tuple[Request, ...]


def make(records: Records, person_id: str, kind: Kind, text: str, *, now: datetime) -> Plea:
    """Kept sealed, and every coordinator is told that it waits. Refused TooLong."""
    words = rules.said(text)
    plea = Plea(id=records.new_id(), person_id=person_id, kind=kind, words=words, asked_at=now)
    records.pleas.add(plea)
    remember(records, person_id, "")
    records.trace.note(who=person_id, what=f"{kind} asked for", subject=f"plea:{plea.id}", at=now)
    for reader in records.people.holders(Role.COORDINATOR):
        records.notices.queue(PleaMade(to=reader.id, plea_id=plea.id, by=plea.by), at=now)
    return plea


def correct(
    records: Records, person_id: str, own: Own, value: str, *, now: datetime, policy: Policy
) -> Person:
    """Somebody's own name or telephone is another one (GDPR, article 16). Refused Unclear, TooLong."""
    known = replace(records.people.get(person_id), focus="")
    person = contact(known, Step(own), value, today=local_day(now), policy=policy)
    records.people.save(person)
    records.trace.note(who=person_id, what=f"{own} corrected", subject=f"person:{person_id}", at=now)
    return person


def correct_for(  # noqa: PLR0913 – who corrects what of whom to what, and when
    records: Records,
    person_id: str,
    request_id: str,
    mark: str,
    detail: Detail,
    value: str,
    *,
    now: datetime,
    policy: Policy,
) -> AtDesk:
    """Staff correct it for a guardian whom no message reaches, as the family says (GDPR, article 16).

    Every request of the family says who did and when, never what it was or is. Refused as the form refuses an
    answer, NotFound at another crèche's desk, AnswersItself where messages reach the family.
    """
    _, why = steps.spoken_for(records, person_id, request_id)
    _, guardian = slips.marked(records, person_id, request_id, mark)
    records.people.save(_corrected(guardian, detail, value, now=now, policy=policy))
    remember(records, person_id, "")
    reasons = ": ".join(filter(None, (detail, why)))
    for request in records.requests.of_family(guardian.family_id or ""):
        records.trace.note(who=person_id, what=What.CORRECTED, subject=request.id, why=reasons, at=now)
    return slips.guardians(records, person_id, request_id)


def _corrected(guardian: Person, detail: Detail, value: str, *, now: datetime, policy: Policy) -> Person:
    if detail is Detail.LANGUAGE:
        return replace(guardian, language=value)
    return contact(guardian, Step(detail), value, today=local_day(now), policy=policy)


def waiting(records: Records, person_id: str) -> tuple[Plea, ...]:
    """Those that nobody answered yet, oldest first; nobody but coordinators has any."""
    if not records.people.get(person_id).is_(Role.COORDINATOR):
        return ()
    return records.pleas.waiting()


def read(records: Records, person_id: str, plea_id: str, *, focus: str, now: datetime) -> Opened:
    """A coordinator reads it, which is traced; typed words then answer it. Refused NotAllowed, NotFound."""
    check_coordinator(records, person_id)
    plea = records.pleas.get(plea_id)
    remember(records, person_id, "" if plea.answered_at else focus, "" if plea.answered_at else plea_id)
    records.trace.note(who=person_id, what="plea read", subject=f"plea:{plea_id}", at=now)
    person = records.people.get(plea.person_id)
    requests = records.requests.of_family(person.family_id) if person.family_id else ()
    return Opened(plea=plea, person=person, requests=requests)


def remind(records: Records, *, now: datetime, policy: Policy) -> int:
    """Recall to coordinators what nobody answered; on the last day who asked is told too. How many."""
    today, told = local_day(now), 0
    for plea in records.pleas.waiting():
        if rules.nearly_due(plea, today, policy) and records.ledger.mark(DUE, plea.id, "", at=now):
            told += 1
            for reader in records.people.holders(Role.COORDINATOR):
                due = PleaDue(to=reader.id, plea_id=plea.id, by=plea.by)
                records.notices.queue(due, at=now, due=in_daytime(now))
        if rules.last_day(plea, today) and records.ledger.mark(LATE, plea.id, "", at=now):
            told += 1
            asked = local_day(plea.asked_at)
            late = PleaLate(to=plea.person_id, plea_id=plea.id, asked=asked, contact=policy.data_contact)
            records.notices.queue(late, at=now, due=in_daytime(now))
    return told


def answer(records: Records, person_id: str, plea_id: str, text: str, *, now: datetime) -> Plea:
    """In a person's words, told to who asked. Refused NotAllowed, NotFound, TooLong."""
    check_coordinator(records, person_id)
    plea = rules.answered(records.pleas.get(plea_id), text, now=now)
    records.pleas.save(plea)
    remember(records, person_id, "")
    records.trace.note(who=person_id, what="plea answered", subject=f"plea:{plea_id}", at=now)
    records.notices.queue(PleaAnswered(to=plea.person_id, plea_id=plea_id, answer=plea.answer), at=now)
    return plea
