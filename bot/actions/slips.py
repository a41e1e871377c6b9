"""A slip of paper for a guardian without a chat; a chat that was lost is detached first, for a reason."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.actions import desks, invitations, steps
from bot.actions.desks import AtDesk
from bot.ports import Records
from bot.rules import families
from bot.rules.calendar import end_of_day, local_day
from bot.rules.history import What
from bot.rules.people import Mandate, Person
from bot.rules.policy import Policy
from bot.rules.references import MARK
from bot.rules.refusals import NotFound
from bot.rules.requests import Request
from bot.rules.slips import DetachFirst, Lost, check_detach, mandate, second


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What is printed: the payload of a link, good once until the end of that day."""

    payload: str
    reference: str
    until: date
    language: str


def guardians(records: Records, person_id: str, request_id: str) -> AtDesk:
    """Who stands behind a request, for those who serve it."""
    _, request = desks.request(records, person_id, request_id)
    return AtDesk(request=request, guardians=records.people.guardians(request.family_id))


def make(
    records: Records, person_id: str, request_id: str, mark: str, *, now: datetime, policy: Policy
) -> Slip:
    """A fresh slip for a guardian without a chat; those printed before end. Refused DetachFirst, NotFound."""
    request, guardian = marked(records, person_id, request_id, mark)
    if guardian.chat_id is not None:
        raise DetachFirst
    gives = mandate(guardian)
    return _fresh(records, person_id, request, gives, guardian.language, now=now, policy=policy)


def make_for_other(
    records: Records, person_id: str, request_id: str, *, now: datetime, policy: Policy
) -> Slip:
    """A fresh slip that makes a family's second guardian, as the first asks who has no chat to do it in.

    Those printed before end. Refused FamilyComplete, AnswersItself where messages reach the family, NotFound.
    """
    request, _ = steps.spoken_for(records, person_id, request_id)
    guardians = records.people.guardians(request.family_id)
    families.check_room(guardians)
    language = guardians[0].language
    return _fresh(records, person_id, request, second(request.family_id), language, now=now, policy=policy)


def _fresh(
    records: Records,
    person_id: str,
    request: Request,
    gives: Mandate,
    language: str,
    *,
    now: datetime,
    policy: Policy,
) -> Slip:
    until = local_day(now) + timedelta(days=policy.slip_days)
    records.invitations.void(gives, at=now)
    payload = invitations.make(records, gives, by=person_id, at=now, until=end_of_day(until))
    records.trace.note(who=person_id, what=What.SLIP, subject=request.id, at=now)
    return Slip(payload=payload, reference=request.reference, until=until, language=language)


def detach(
    records: Records, person_id: str, request_id: str, mark: str, *, why: Lost, now: datetime
) -> AtDesk:
    """The old chat sees nothing from its next update on; every request of the family says why."""
    _, guardian = marked(records, person_id, request_id, mark)
    check_detach(guardian)
    records.people.save(replace(guardian, chat_id=None, reachable=True, focus=""))
    for request in records.requests.of_family(guardian.family_id or ""):
        records.trace.note(who=person_id, what=What.DETACHED, subject=request.id, why=why.value, at=now)
    return guardians(records, person_id, request_id)


def marked(records: Records, person_id: str, request_id: str, mark: str) -> tuple[Request, Person]:
    """The guardian whose id begins so, for those who serve the request. Refused NotFound."""
    found = guardians(records, person_id, request_id)
    for guardian in found.guardians:
        if len(mark) >= MARK and guardian.id.startswith(mark):
            return found.request, guardian
    raise NotFound
