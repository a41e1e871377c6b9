"""Who speaks for a firm: contacts invite the next and leave; coordinators take access away."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions import invitations
from bot.actions.codes import check_speaks
from bot.actions.invitations import check_coordinator, let_go
from bot.ports import Records
from bot.rules.calendar import local_day
from bot.rules.notices import ContactLeft
from bot.rules.people import Mandate, Person, Role
from bot.rules.places import Agreement, Sponsor
from bot.rules.policy import Policy
from bot.rules.refusals import NotAllowed, NotFound
from bot.rules.sponsors import in_order


@dataclass(frozen=True, kw_only=True)
class OwnFirm:
    """A firm as its contacts see it."""

    sponsor: Sponsor
    agreements: tuple[Agreement, ...]
    contacts: tuple[Person, ...]


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody who speaks for a firm."""

    sponsor: Sponsor
    person: Person


def of(records: Records, person_id: str, sponsor_id: str, *, now: datetime) -> OwnFirm:
    """Agreements and contacts. Refused NotAllowed, NotFound."""
    sponsor = check_speaks(records, person_id, sponsor_id)
    return OwnFirm(
        sponsor=sponsor,
        agreements=in_order(records.sponsors.agreements(sponsor_id), local_day(now)),
        contacts=records.people.holders(Role.HR, sponsor_id),
    )


def invite(records: Records, person_id: str, sponsor_id: str, *, now: datetime, policy: Policy) -> str:
    """The payload of a link for one more contact of one's own firm. Refused NotAllowed, NotFound."""
    check_speaks(records, person_id, sponsor_id)
    mandate = Mandate(role=Role.HR, of=sponsor_id)
    until = invitations.until(now, policy)
    return invitations.make(records, mandate, by=person_id, at=now, until=until)


def leave(records: Records, person_id: str, sponsor_id: str, *, now: datetime) -> Sponsor:
    """One's own access ends; coordinators are told who is left. Refused NotAllowed, NotFound."""
    person = records.people.get(person_id)
    if sponsor_id not in person.sponsors:
        raise NotAllowed
    sponsor = records.sponsors.get(sponsor_id)
    _end(records, person, sponsor_id, who=person_id, what="contact left", now=now)
    left = len(records.people.holders(Role.HR, sponsor_id))
    for coordinator in records.people.holders(Role.COORDINATOR):
        if coordinator.id != person_id:
            notice = ContactLeft(
                to=coordinator.id, sponsor_id=sponsor_id, name=person.name, firm=sponsor.name, n=left, at=now
            )
            records.notices.queue(notice, at=now)
    return sponsor


def one(records: Records, person_id: str, sponsor_id: str, mark: str) -> Contact:
    """A firm's contact whose id begins so, for coordinators. Refused NotAllowed, NotFound."""
    check_coordinator(records, person_id)
    sponsor = records.sponsors.get(sponsor_id)
    for person in records.people.holders(Role.HR, sponsor_id):
        if len(mark) >= 8 and person.id.startswith(mark):
            return Contact(sponsor=sponsor, person=person)
    raise NotFound


def take_out(records: Records, person_id: str, sponsor_id: str, mark: str, *, now: datetime) -> Contact:
    """A contact's access ends with their next update, and so do the firm's open links. Refused as `one`."""
    contact = one(records, person_id, sponsor_id, mark)
    _end(records, contact.person, sponsor_id, who=person_id, what="contact taken out", now=now)
    records.invitations.void(Mandate(role=Role.HR, of=sponsor_id), at=now)
    return contact


def _end(records: Records, person: Person, sponsor_id: str, *, who: str, what: str, now: datetime) -> None:
    records.people.revoke(person.id, Mandate(role=Role.HR, of=sponsor_id))
    let_go(records, records.people.get(person.id))
    records.trace.note(who=who, what=what, subject=f"{Role.HR}:{sponsor_id}", why=person.id, at=now)
