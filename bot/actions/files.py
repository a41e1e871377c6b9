"""A family's file: what was done with it, by whom and why; reading that is written down too."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions import desks
from bot.ports import Records, reading
from bot.rules import history as rules
from bot.rules.history import Happening, What
from bot.rules.refusals import NotFound

#: Why a file was opened, in somebody's own words: enough for a reason, too short for a story.
LONGEST_REASON = 200


@dataclass(frozen=True, kw_only=True)
class Told:
    """A request's history, newest first, with the names of the staff in it."""

    reference: str
    happenings: tuple[Happening, ...]
    names: dict[str, str]


def reference(records: Records, person_id: str, request_id: str) -> str:
    """The reference of a request that is this person's to serve; nothing is opened yet."""
    return desks.request(records, person_id, request_id)[1].reference


def find(records: Records, person_id: str, reference: str) -> str:
    """The id of the request with that reference, if it is this person's to serve; nothing is opened yet."""
    return desks.request(records, person_id, records.requests.by_reference(reference).id)[1].id


@reading
def history(records: Records, person_id: str, request_id: str, *, now: datetime) -> Told:
    """Who did what with a request, and when."""
    _, request = desks.request(records, person_id, request_id)
    traced = [
        Happening(at=line["at"], what=What(line["what"]), who=line["who"], why=line["why"])
        for line in records.trace.of(request.id)
        if line["what"] in set(What)
    ]
    records.trace.note(who=person_id, what=What.HISTORY, subject=request.id, at=now)
    return Told(
        reference=request.reference,
        happenings=rules.history(request, traced),
        names={who: _name(records, who) for who in {line.who for line in traced}},
    )


def _name(records: Records, person_id: str) -> str:
    try:
        return records.people.get(person_id).name
    except NotFound:
        return ""
