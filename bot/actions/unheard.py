"""Who has a part to play and cannot be told anything: for the operator, and for those who watch."""

from dataclasses import dataclass
from datetime import datetime

from bot.ports import Records
from bot.rules.calendar import local_day
from bot.rules.people import Role


@dataclass(frozen=True, kw_only=True)
class Unheard:
    """How many, never who: staff whom no message reaches, and firms of which nobody is reached."""

    coordinators: int  # how many hear
    staff: int
    firms: int


def unheard(records: Records, *, now: datetime) -> Unheard:
    """Coordinators who hear; staff who do not; firms with an agreement today and no contact who hears."""
    coordinators, directors = (records.people.holders(role) for role in (Role.COORDINATOR, Role.DIRECTOR))
    staff = {person.id: person.hears for person in (*coordinators, *directors)}
    reached = {firm for person in records.people.holders(Role.HR) if person.hears for firm in person.sponsors}
    today = local_day(now)
    firms = {one.sponsor_id for one in records.sponsors.all_agreements() if today in one.period}
    return Unheard(
        coordinators=sum(person.hears for person in coordinators),
        staff=sum(not hears for hears in staff.values()),
        firms=len(firms - reached),
    )
