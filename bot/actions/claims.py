"""Staff have seen a family's proof, or found that a priority does not hold; the family is told."""

from datetime import datetime

from bot.actions import desks
from bot.actions.desks import AtDesk
from bot.ports import Records
from bot.rules import claims as rules
from bot.rules.claims import Fault
from bot.rules.history import What
from bot.rules.notices import ClaimTakenOut, ProofSeen
from bot.rules.policy import Policy


def see_proof(
    records: Records, person_id: str, request_id: str, code: str, *, now: datetime, policy: Policy
) -> AtDesk:
    """The claim counts from now on. Refused as the rule does, NotFound at another crèche's desk."""
    person, request = desks.request(records, person_id, request_id)
    at = desks.own(person, request.wishes.creches)
    seen = rules.see_proof(request, code, by=desks.role(person).value, at=at, now=now, policy=policy)
    records.requests.save(seen)
    records.trace.note(who=person_id, what=What.PROVEN, subject=request.id, why=code, at=now)
    guardians = records.people.guardians(request.family_id)
    for guardian in guardians:
        notice = ProofSeen(to=guardian.id, request_id=request.id, reference=request.reference, at=now)
        records.notices.queue(notice, at=now)
    return AtDesk(request=seen, guardians=guardians)


def take_out(
    records: Records, person_id: str, request_id: str, code: str, *, fault: Fault, now: datetime
) -> AtDesk:
    """The request goes on without that claim. Refused as the rule does, NotFound at another crèche's desk."""
    _, request = desks.request(records, person_id, request_id)
    without = rules.take_out(request, code)
    records.requests.save(without)
    why = f"{code}: {fault.value}"
    records.trace.note(who=person_id, what=What.TAKEN_OUT, subject=request.id, why=why, at=now)
    guardians = records.people.guardians(request.family_id)
    for guardian in guardians:
        notice = ClaimTakenOut(to=guardian.id, request_id=request.id, reference=request.reference, at=now)
        records.notices.queue(notice, at=now)
    return AtDesk(request=without, guardians=guardians)
