"""A family has one guardian or two; the second comes by a link that the first forwards."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.rules.people import Person
from bot.rules.refusals import InvitationInvalid, NotAllowed, Refusal
from bot.rules.requests import LIVE, Request

MOST_GUARDIANS = 2


@dataclass(eq=False)
class InvitationYours(InvitationInvalid):
    """A used link, to somebody who has what it gives: one that stays in a chat is tapped again."""


@dataclass(eq=False)
class AlreadyHere(Refusal):
    """The link leads into the family that this person belongs to."""


@dataclass(eq=False)
class FamilyComplete(Refusal):
    """Two guardians are attached: there is no third."""


@dataclass(eq=False)
class OwnRequests(Refusal):
    """Who has live requests of their own cannot join another family."""


@dataclass(eq=False)
class LastGuardian(Refusal):
    """The only guardian cannot leave: a request has somebody to talk to."""


def check_room(guardians: Collection[Person]) -> None:
    """Refused FamilyComplete where two are attached."""
    if len(guardians) >= MOST_GUARDIANS:
        raise FamilyComplete


def check_join(person: Person, guardians: Collection[Person], own: Iterable[Request]) -> None:
    """Refused AlreadyHere, FamilyComplete, OwnRequests where this person has live ones elsewhere."""
    if person.id in {guardian.id for guardian in guardians}:
        raise AlreadyHere
    check_room(guardians)
    if any(request.state in LIVE for request in own):
        raise OwnRequests


def check_leave(guardians: Collection[Person]) -> None:
    """Refused LastGuardian: a request always has somebody to talk to."""
    if len(guardians) == 1:
        raise LastGuardian


def may_take_out(joined: datetime | None, other_joined: datetime | None) -> bool:
    """Who was there first may take the other out; None means from the beginning."""
    return other_joined is not None and (joined is None or joined < other_joined)


def check_take_out(joined: datetime | None, other_joined: datetime | None) -> None:
    """Refused NotAllowed to whoever came later."""
    if not may_take_out(joined, other_joined):
        raise NotAllowed
