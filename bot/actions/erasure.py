"""Erase what is kept about somebody, as far as the law lets us: told beforehand, done at once."""

from collections.abc import Iterable
from datetime import datetime

from bot.actions import families, slips, steps
from bot.actions.invitations import check_coordinator
from bot.actions.retention import refused_on
from bot.actions.vacancies import family_leaves
from bot.ports import Records
from bot.rules import erasure as rules
from bot.rules import offers, requests
from bot.rules.erasure import Erasure, Ground
from bot.rules.history import Because, What
from bot.rules.people import Person
from bot.rules.refusals import NotAllowed
from bot.rules.requests import LEAVABLE, Request


def plan(records: Records, person_id: str) -> Erasure:
    """What would go and what would stay. Refused RoleFirst, AnswerFirst."""
    person = records.people.get(person_id)
    family = records.requests.of_family(person.family_id) if person.family_id else ()
    return rules.erasure(
        person,
        family,
        alone=_alone(records, person),
        refused_on={one.id: day for one in family if (day := refused_on(records, one.id)) is not None},
        stays={request.id: records.places.stays_of(request.id) for request in family},
    )


def erase(records: Records, person_id: str, *, now: datetime) -> Erasure:
    """Do it: there is no way back. The other guardian is told, as when somebody leaves the family."""
    found = plan(records, person_id)
    if found.shared:
        families.leave(records, person_id, now=now)
    for request in (*found.goes, *(one.request for one in found.kept if one.ground is Ground.REFUSED)):
        _strip(records, person_id, request, now)
    forget = records.erasures.forget_chat if found.keeps_contacts else records.erasures.forget
    forget(records.people.get(person_id), at=now)
    return found


def plan_for(records: Records, person_id: str, request_id: str, mark: str) -> tuple[Erasure, Person]:
    """The same for a guardian whom no message reaches, to be read out by a coordinator.

    Refused NotAllowed, NotFound, AnswersItself where messages reach the family; RoleFirst, AnswerFirst.
    """
    check_coordinator(records, person_id)
    steps.spoken_for(records, person_id, request_id)
    _, guardian = slips.marked(records, person_id, request_id, mark)
    return plan(records, guardian.id), guardian


def erase_for(records: Records, person_id: str, request_id: str, mark: str, *, now: datetime) -> Erasure:
    """A coordinator does it at the family's wish; each of its requests says who. Refused as plan_for.

    Refused NotAllowed too where the law keeps all that there is.
    """
    found, guardian = plan_for(records, person_id, request_id, mark)
    if found.keeps_contacts:
        raise NotAllowed
    for request in records.requests.of_family(guardian.family_id or ""):
        records.trace.note(
            who=person_id, what=What.ERASED, subject=request.id, why=Because.ON_THE_PHONE, at=now
        )
    return erase(records, guardian.id, now=now)


def forgotten(records: Records) -> tuple[tuple[str, datetime], ...]:
    """The ids of whom we forgot, and when."""
    return records.erasures.all()


def again(records: Records, person_ids: Iterable[str], *, now: datetime) -> int:
    """After a restore: forget whom we had forgotten, whatever stands in the backup's way; how many.

    What was taken out of the backup meanwhile is nobody's: it goes off the list, as it had before.
    """
    lost = records.erasures.bare_lost()
    done = {person_id for person_id, _ in forgotten(records)}  # before the backup was taken
    there = [one for one in dict.fromkeys(person_ids) if one not in done and records.people.exists(one)]
    for person_id in there:
        _clear_the_way(records, person_id, now)
        erase(records, person_id, now=now)
    for request in records.requests.some(lost):
        _strip(records, "", _without_offer(records, request, "", now), now)
    return len(there)


def _clear_the_way(records: Records, person_id: str, now: datetime) -> None:
    """Roles had ended and offers were answered before the erasure: the backup is older."""
    person = records.people.get(person_id)
    for mandate in person.mandates:
        records.people.revoke(person_id, mandate)
    if person.family_id is None or not _alone(records, person):
        return  # whoever stays keeps what is proposed
    for request in records.requests.of_family(person.family_id):
        _without_offer(records, request, person_id, now)


def _without_offer(records: Records, request: Request, person_id: str, now: datetime) -> Request:
    """Off the list where a place was proposed; as it is where none was."""
    offer = records.offers.standing(request.id)
    if offer is None:
        return request
    over = offers.withdraw(offer, now=now)
    records.offers.save(over)
    family_leaves(records, over, now=now)
    withdrawn = requests.withdraw(request, now=now)
    steps.keep(records, withdrawn, who=person_id, at=now)
    return withdrawn


def _strip(records: Records, person_id: str, request: Request, now: datetime) -> None:
    """Off the list, with nothing left that tells of the family."""
    if request.state in LEAVABLE:
        request = requests.withdraw(request, now=now)
        steps.keep(records, request, who=person_id, at=now)
    records.notices.cancel(request.id)
    records.erasures.destroy_key(request.id)
    records.requests.save(rules.bare(request))


def _alone(records: Records, person: Person) -> bool:
    return person.family_id is None or len(records.people.guardians(person.family_id)) == 1
