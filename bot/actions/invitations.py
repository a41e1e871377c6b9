"""Invitations: a link that gives somebody a role, once."""

from datetime import datetime, timedelta

from bot.ports import Invitation, Records
from bot.rules import families
from bot.rules.people import Mandate, Role
from bot.rules.places import Sponsor
from bot.rules.policy import Policy
from bot.rules.refusals import NotAllowed, NotFound

#: What stands before the token in a link, so that other links are told apart.
PREFIX = "i"


def firms(records: Records) -> tuple[Sponsor, ...]:
    """Every sponsor, by name."""
    return tuple(sorted(records.sponsors.all(), key=lambda firm: firm.name))


def invite(
    records: Records, mandate: Mandate, *, by: str | None = None, now: datetime, policy: Policy
) -> str:
    """Make an invitation; the payload of its link. `by` None is the operator at the command line.

    Refused NotAllowed unless a coordinator asks; KeyError or NotFound for a crèche or firm that is not there.
    """
    if by is not None and not records.people.get(by).is_(Role.COORDINATOR):
        raise NotAllowed
    if mandate.role is Role.HR:
        records.sponsors.get(mandate.of)
    if mandate.role is Role.DIRECTOR:
        policy.creche(mandate.of)
    return _make(records, mandate, by=by or "operator", now=now, policy=policy)


def invite_guardian(records: Records, person_id: str, *, now: datetime, policy: Policy) -> str:
    """A link for the second guardian, to be forwarded. Refused FamilyComplete, NotFound without a family."""
    family_id = records.people.get(person_id).family_id
    if family_id is None:
        raise NotFound
    families.check_room(records.people.guardians(family_id))
    mandate = Mandate(role=Role.GUARDIAN, of=family_id)
    return _make(records, mandate, by=person_id, now=now, policy=policy)


def _make(records: Records, mandate: Mandate, *, by: str, now: datetime, policy: Policy) -> str:
    token = records.new_token()
    expires_at = now + timedelta(hours=policy.invitation_hours)
    records.invitations.add(Invitation(id=records.new_id(), mandate=mandate, expires_at=expires_at), token)
    records.trace.note(who=by, what="invitation made", subject=f"{mandate.role}:{mandate.of}", at=now)
    return PREFIX + token
