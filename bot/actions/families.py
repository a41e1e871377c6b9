"""The second guardian: invited by a link, seen, taken out again; each may leave. The other one is told.

A guardian entered at the desk gets a chat by a slip of paper.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.ports import Records
from bot.rules import families as rules
from bot.rules.history import What
from bot.rules.notices import GuardianGone, GuardianJoined, Notice, TakenOut
from bot.rules.people import Person
from bot.rules.refusals import NotFound
from bot.rules.slips import check_attach

#: In the ledger: when somebody joined a family that was there before.
JOINED = "joined"
#: A name from Telegram can be of any length.
LONGEST_NAME = 60


@dataclass(frozen=True, kw_only=True)
class Circle:
    """The other guardian as this person sees them, if there is one."""

    other: Person | None = None
    may_take_out: bool = False


def circle(records: Records, person_id: str) -> Circle:
    """Who else sees this family's requests. Refused NotFound to who has none."""
    person, other = _both(records, person_id)
    if other is None:
        return Circle()
    allowed = rules.may_take_out(_joined(records, person), _joined(records, other))
    return Circle(other=other, may_take_out=allowed)


def join(records: Records, person: Person, family_id: str, *, name: str, now: datetime) -> None:
    """Become a family's second guardian; the first is told, by name. Refused as the rule does."""
    guardians = records.people.guardians(family_id)
    own = records.requests.of_family(person.family_id) if person.family_id else ()
    rules.check_join(person, guardians, own)
    name = person.name or name[:LONGEST_NAME]
    records.people.save(replace(person, family_id=family_id, name=name))
    records.ledger.mark(JOINED, person.id, family_id, at=now)
    for guardian in guardians:
        notice = GuardianJoined(to=guardian.id, person_id=person.id, name=name, at=now)
        records.notices.queue(notice, at=now)


def attach(records: Records, person: Person, guardian_id: str, *, now: datetime) -> None:
    """Who has this chat is the guardian that waits for one: what waited to be told is sent.

    Refused as the rule does. A form that they had begun goes along.
    """
    guardian = records.people.get(guardian_id)
    check_attach(guardian, person)
    begun = records.drafts.of(person.id)
    records.people.remove(person.id)
    attached = replace(
        guardian, chat_id=person.chat_id, language=person.language, consent=person.consent, reachable=True
    )
    records.people.save(attached)
    if begun is not None and records.drafts.of(guardian.id) is None:
        records.drafts.add(replace(begun, person_id=guardian.id))
    records.calls.send_after_all(guardian.id, at=now)
    for request in records.requests.of_family(guardian.family_id or ""):
        records.trace.note(who=guardian.id, what=What.ATTACHED, subject=request.id, at=now)


def leave(records: Records, person_id: str, *, now: datetime) -> None:
    """See this family's requests no longer; the other one is told. Refused LastGuardian."""
    person, other = _both(records, person_id)
    rules.check_leave((person,) if other is None else (person, other))
    _detach(records, person, by=person_id, now=now)
    if other is not None:
        _tell(records, GuardianGone(to=other.id, person_id=person.id, name=person.name, at=now), now)


def take_out(records: Records, person_id: str, other_id: str, *, now: datetime) -> None:
    """The first guardian takes out who does not belong there; that person is told. Refused NotAllowed."""
    person, other = _both(records, person_id)
    if other is None or other.id != other_id:
        raise NotFound
    rules.check_take_out(_joined(records, person), _joined(records, other))
    _detach(records, other, by=person_id, now=now)
    _tell(records, TakenOut(to=other.id, at=now), now)


def _both(records: Records, person_id: str) -> tuple[Person, Person | None]:
    person = records.people.get(person_id)
    if person.family_id is None:
        raise NotFound
    guardians = records.people.guardians(person.family_id)
    return person, next((one for one in guardians if one.id != person_id), None)


def _joined(records: Records, person: Person) -> datetime | None:
    return records.ledger.when(JOINED, person.id, person.family_id or "")


def _detach(records: Records, person: Person, *, by: str, now: datetime) -> None:
    """Nothing that waits to be told about the family's requests reaches this person any more."""
    for request in records.requests.of_family(person.family_id or ""):
        records.notices.cancel(request.id, to=person.id)
    records.people.save(replace(person, family_id=None, focus=""))
    records.trace.note(who=by, what="guardian gone", subject=f"family:{person.family_id}", at=now)


def _tell(records: Records, notice: Notice, now: datetime) -> None:
    records.notices.queue(notice, at=now)
