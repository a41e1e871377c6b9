"""Invitations: a link that gives somebody a role, once. Who invited is told who took it and may undo it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import guesses
from bot.actions.families import LONGEST_NAME, attach, join
from bot.ports import Invitation, Records
from bot.rules import families
from bot.rules.families import InvitationYours
from bot.rules.guesses import Word
from bot.rules.notices import InvitationTaken
from bot.rules.people import Mandate, Person, Role
from bot.rules.places import Sponsor
from bot.rules.policy import Policy
from bot.rules.refusals import InvitationInvalid, NotAllowed, NotFound
from bot.rules.slips import guardian_of, second

#: What stands before the token in a link, so that other links are told apart.
PREFIX = "i"


def firms(records: Records) -> tuple[Sponsor, ...]:
    """Every sponsor, by name."""
    return tuple(sorted(records.sponsors.all(), key=lambda firm: firm.name))


def where(records: Records, mandate: Mandate, policy: Policy) -> str:
    """The name of an HR manager's firm or a director's crèche; NotFound if the firm is not there."""
    match mandate.role:
        case Role.HR:
            return records.sponsors.get(mandate.of).name
        case Role.DIRECTOR:
            return policy.creche(mandate.of).name
    return ""


def invite(records: Records, mandate: Mandate, *, now: datetime, policy: Policy) -> str:
    """The operator's invitation at the command line; the payload of its link. Refused NotFound."""
    _check_there(records, mandate, policy)
    return make(records, mandate, by=None, at=now, until=until(now, policy))


def invite_staff(records: Records, person_id: str, mandate: Mandate, *, now: datetime, policy: Policy) -> str:
    """A coordinator's; nobody is made a parent so. Refused NotAllowed, NotFound."""
    check_coordinator(records, person_id)
    _check_there(records, mandate, policy)
    if mandate.role is Role.GUARDIAN:
        raise NotFound
    return make(records, mandate, by=person_id, at=now, until=until(now, policy))


def invite_guardian(records: Records, person_id: str, *, now: datetime, policy: Policy) -> str:
    """A link for the second guardian, to be forwarded. Refused FamilyComplete, NotFound without a family."""
    family_id = records.people.get(person_id).family_id
    if family_id is None:
        raise NotFound
    families.check_room(records.people.guardians(family_id))
    return make(records, second(family_id), by=person_id, at=now, until=until(now, policy))


def make(records: Records, mandate: Mandate, *, by: str | None, at: datetime, until: datetime) -> str:
    """The payload of a link that gives this mandate once, until then."""
    token = records.new_token()
    fresh = Invitation(id=records.new_id(), mandate=mandate, expires_at=until, invited_by=by)
    records.invitations.add(fresh, token)
    _note(records, by or "operator", "invitation made", mandate, at=at)
    return PREFIX + token


def take(
    records: Records, person: Person, token: str, *, name: str, now: datetime, policy: Policy
) -> Mandate:
    """Use an invitation up: the person holds its mandate from now on; `name` is theirs where none is known.

    Refused InvitationInvalid (InvitationYours to who has it), LinksLocked. A guardian's leads into a family,
    refused AlreadyHere, FamilyComplete, OwnRequests; a slip's makes them the guardian without a chat, refused
    ChatTaken: the link stays good.
    """
    guesses.check(records, person.id, Word.LINK, now=now, policy=policy)
    invitation = records.invitations.redeem(token, by=person.id, at=now)
    if invitation is None:
        raise InvitationYours if _holds(records, person, token) else InvitationInvalid
    mandate = invitation.mandate
    seat = guardian_of(mandate)
    if seat is not None:
        attach(records, person, seat, now=now)
    elif mandate.role is Role.GUARDIAN:
        join(records, person, mandate.of, name=name, now=now)
    else:
        known = replace(person, name=person.name or name[:LONGEST_NAME])
        records.people.save(known)
        records.people.grant(person.id, mandate, at=now)
        _tell(records, invitation, known, at=now, policy=policy)
    _note(records, person.id, "invitation accepted", mandate, at=now)
    return mandate


def _holds(records: Records, person: Person, token: str) -> bool:
    """Whether that link was used and this person has what it gave."""
    used = records.invitations.used(token)
    if used is None:
        return False
    mandate, seat = used.mandate, guardian_of(used.mandate)
    if seat is not None:
        return seat == person.id
    return person.family_id == mandate.of if mandate.role is Role.GUARDIAN else mandate in person.mandates


def take_back(records: Records, person_id: str, invitation_id: str, *, now: datetime) -> None:
    """The mandate went to the wrong person: they hold it no longer. Refused NotAllowed, NotFound.

    For coordinators, and for whoever invited to a firm that they still speak for.
    """
    invitation = records.invitations.get(invitation_id)
    if not _speaks(records, person_id, invitation):
        check_coordinator(records, person_id)
    if invitation.used_by is None:
        raise NotFound
    if records.people.revoke(invitation.used_by, invitation.mandate):
        let_go(records, records.people.get(invitation.used_by))
        _note(records, person_id, "invitation taken back", invitation.mandate, at=now)


def let_go(records: Records, person: Person) -> None:
    """Nothing that was begun in the role goes on: what typed words answer, a family half entered."""
    begun = records.drafts.of(person.id)
    if begun is not None and begun.answers.desk is None:
        return
    if begun is not None:
        records.drafts.remove(begun.id)
    records.people.save(replace(person, focus=""))


def _speaks(records: Records, person_id: str, invitation: Invitation) -> bool:
    """Whether that person made the invitation for a firm of theirs."""
    own = invitation.mandate in records.people.get(person_id).mandates
    return own and invitation.mandate.role is Role.HR and invitation.invited_by == person_id


def _check_there(records: Records, mandate: Mandate, policy: Policy) -> None:
    """Refused NotFound for a firm or a crèche that is not there."""
    if mandate.role is Role.DIRECTOR and policy.gone((mandate.of,)):
        raise NotFound
    where(records, mandate, policy)


def until(now: datetime, policy: Policy) -> datetime:
    """How long a link made now is good."""
    return now + timedelta(hours=policy.invitation_hours)


def check_coordinator(records: Records, person_id: str) -> None:
    """Refused NotAllowed to everybody else."""
    if not records.people.get(person_id).is_(Role.COORDINATOR):
        raise NotAllowed


def _tell(records: Records, invitation: Invitation, taker: Person, *, at: datetime, policy: Policy) -> None:
    """Whoever invited is told; every coordinator, where it was none of them."""
    by, mandate = invitation.invited_by, invitation.mandate
    coordinators = {holder.id for holder in records.people.holders(Role.COORDINATOR)}
    readers = {by} if by in coordinators else coordinators | ({by} if by else set())
    for reader in readers - {taker.id}:
        taken = InvitationTaken(
            to=reader,
            invitation_id=invitation.id,
            name=taker.name,
            role=mandate.role,
            of=where(records, mandate, policy),
            own_firm=mandate.of if mandate in records.people.get(reader).mandates else "",
        )
        records.notices.queue(taken, at=at)


def _note(records: Records, who: str, what: str, mandate: Mandate, *, at: datetime) -> None:
    records.trace.note(who=who, what=what, subject=f"{mandate.role}:{mandate.of}", at=at)
