"""Who has a part to play and cannot be told anything: for the operator, those who watch, those who phone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.ports import Records
from bot.rules.calendar import in_daytime, local_day
from bot.rules.notices import FirmsUnheard, StandsVacant, UnheardFirm
from bot.rules.people import Role
from bot.rules.policy import Policy

#: In the ledger: vacant places of which coordinators were told, because nobody of the firm could be.
TOLD = "vacancy-unheard"


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
    return Unheard(
        coordinators=sum(person.hears for person in coordinators),
        staff=sum(not hears for hears in staff.values()),
        firms=len(_firms(records, local_day(now))),
    )


def tell_unheard(records: Records, *, now: datetime, policy: Policy) -> int:
    """Tell coordinators, once and together, which of those firms have vacant places; how many were told.

    By day alone, like the firms themselves.
    """
    if in_daytime(now) != now:
        return 0
    firms = tuple(_vacant(records, now, policy))
    if not firms:
        return 0
    coordinators = records.people.holders(Role.COORDINATOR)
    notices = [FirmsUnheard(to=one.id, firms=firms, at=now) for one in coordinators]
    return records.notices.queue_all(notices, at=now)


def _firms(records: Records, today: date) -> frozenset[str]:
    """The ids of firms with an agreement today of which no message reaches anybody."""
    reached = {firm for person in records.people.holders(Role.HR) if person.hears for firm in person.sponsors}
    firms = {one.sponsor_id for one in records.sponsors.all_agreements() if today in one.period}
    return frozenset(firms - reached)


def _vacant(records: Records, now: datetime, policy: Policy) -> Iterator[UnheardFirm]:
    """Those with places that coordinators have not been told of, by name."""
    today = local_day(now)
    silent = _firms(records, today)
    agreements = {one.id: one for one in records.sponsors.all_agreements() if one.sponsor_id in silent}
    new = defaultdict[str, list[StandsVacant]](list)
    for creche in policy.creches:
        for one in records.sponsors.vacancies(creche.id):
            awaited = one.agreement_id in agreements and one.is_held(today)
            if awaited and records.ledger.mark(TOLD, one.id, "", at=now):
                place = StandsVacant(creche_name=creche.name, n=one.left, since=one.since, by=one.decide_by)
                new[agreements[one.agreement_id].sponsor_id].append(place)
    for firm in records.sponsors.all():
        if firm.id in new:
            contacts = tuple((one.name, one.phone) for one in records.people.holders(Role.HR, firm.id))
            yield UnheardFirm(id=firm.id, name=firm.name, contacts=contacts, vacant=tuple(new[firm.id]))
