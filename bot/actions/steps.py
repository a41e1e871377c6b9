"""A step of a request's life: kept, and written down with who took it and why."""

from datetime import datetime

from bot.actions import desks
from bot.ports import Records
from bot.rules.history import Because
from bot.rules.people import Role
from bot.rules.refusals import AnswersItself, NotFound
from bot.rules.requests import Request


def keep(records: Records, request: Request, *, who: str, why: str = "", at: datetime) -> None:
    """Save a request in its new state. `who`: the id of whoever took the step; empty: a rule of the house."""
    records.requests.save(request)
    records.trace.note(who=who, what=request.state.value, subject=request.id, why=why, at=at)


def own(records: Records, person_id: str, request_id: str) -> Request:
    """A request of this person's family; anybody else's is refused NotFound."""
    person = records.people.get(person_id)
    request = records.requests.get(request_id)
    if person.family_id is None or request.family_id != person.family_id:
        raise NotFound
    return request


def spoken_for(records: Records, person_id: str, request_id: str) -> tuple[Request, str]:
    """A request whose step this person takes: as a guardian, or as staff whom the family told on the phone.

    With the reason that is noted. Refused NotFound, and AnswersItself where messages reach the family.
    """
    person = records.people.get(person_id)
    if not (person.is_(Role.COORDINATOR) or person.is_(Role.DIRECTOR)):
        return own(records, person_id, request_id), ""
    request = records.requests.get(request_id)
    if request.family_id == person.family_id:
        return request, ""
    desks.check(person, request.wishes.creches)
    if not desks.speaks_for(records.people.guardians(request.family_id)):
        raise AnswersItself
    return request, Because.ON_THE_PHONE
