"""A step of a request's life: kept, and written down with who took it and why."""

from datetime import datetime

from bot.ports import Records
from bot.rules.refusals import NotFound
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
