"""A slip of paper with a link: it attaches a chat to a guardian who has none, or lost theirs."""

from dataclasses import dataclass
from enum import StrEnum

from bot.rules.people import Mandate, Person, Role
from bot.rules.refusals import InvitationInvalid, NotAllowed, Refusal


@dataclass(eq=False)
class ChatTaken(Refusal):
    """The chat is that of another guardian, or of staff: a slip cannot attach it."""


@dataclass(eq=False)
class DetachFirst(Refusal):
    """That guardian has a chat: a slip is for those who have none."""


class Lost(StrEnum):
    """Why a chat is detached from a guardian."""

    PHONE = "phone lost"
    ACCOUNT = "account changed"
    STRANGER = "not their account"


def mandate(guardian: Person) -> Mandate:
    """What a slip gives: to be this guardian, of this family."""
    return Mandate(role=Role.GUARDIAN, of=f"{guardian.family_id}/{guardian.id}")


def second(family_id: str) -> Mandate:
    """What a slip or a link gives to the other parent: to be a guardian of that family too."""
    return Mandate(role=Role.GUARDIAN, of=family_id)


def guardian_of(mandate: Mandate) -> str | None:
    """Whose slip it is; None for the link that invites a second guardian."""
    return mandate.of.partition("/")[2] or None


def check_detach(guardian: Person) -> None:
    """Refused NotAllowed where a chat carries more than a family: a role is not handed over at the desk."""
    if guardian.mandates:
        raise NotAllowed


def check_attach(guardian: Person, person: Person) -> None:
    """Refused InvitationInvalid where a chat is attached already, ChatTaken to whom we know as another."""
    if guardian.chat_id is not None:
        raise InvitationInvalid
    if person.mandates or person.family_id is not None:
        raise ChatTaken
