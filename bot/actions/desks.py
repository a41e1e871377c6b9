"""Whom a member of staff serves: a coordinator every crèche, a director the one they direct."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from bot.ports import Records
from bot.rules.offers import Offer
from bot.rules.people import Person, Role
from bot.rules.places import Stay
from bot.rules.refusals import NotAllowed, NotFound
from bot.rules.requests import Request

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class AtDesk:
    """A request as staff see it, with the guardians to talk to.

    `offer`: the one that stands, to those who serve its crèche; so for `stays`, running or to come.
    """

    request: Request
    guardians: tuple[Person, ...]
    offer: Offer | None = None
    stays: tuple[Stay, ...] = ()


def of(person: Person) -> tuple[str | None, ...]:
    """The crèches whose families this person serves; None stands for all of them. Refused NotAllowed."""
    if person.is_(Role.COORDINATOR):
        return (None,)
    creches = sorted(mandate.of for mandate in person.mandates if mandate.role is Role.DIRECTOR)
    if not creches:
        raise NotAllowed
    return tuple(creches)


def own(person: Person, creches: Iterable[str]) -> tuple[str, ...]:
    """Those of some crèches that this person serves. Refused NotAllowed to those who serve nobody."""
    served = of(person)
    return tuple(creche for creche in creches if None in served or creche in served)


def check(person: Person, creches: Iterable[str]) -> None:
    """Refused NotAllowed to those who serve nobody, NotFound where none of these crèches is theirs."""
    if not own(person, creches):
        raise NotFound


def staff_of(records: Records, creche: str) -> tuple[str, ...]:
    """The ids of who serves a crèche: every coordinator, and its directors; each once."""
    people = (*records.people.holders(Role.COORDINATOR), *records.people.holders(Role.DIRECTOR, creche))
    return tuple(dict.fromkeys(person.id for person in people))


def by_staff(records: Records, things: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """Things by crèche, given to each who serves it: person id to all that concerns them."""
    by_creche: dict[str, list[T]] = defaultdict(list)
    for creche, thing in things:
        by_creche[creche].append(thing)
    theirs: dict[str, list[T]] = defaultdict(list)
    for creche, found in by_creche.items():
        for person_id in staff_of(records, creche):
            theirs[person_id] += found
    return theirs


def request(records: Records, person_id: str, request_id: str) -> tuple[Person, Request]:
    """The member of staff and the request, if it is theirs to serve. Refused NotAllowed, NotFound."""
    person = records.people.get(person_id)
    found = records.requests.get(request_id)
    check(person, found.wishes.creches)
    return person, found


def speaks_for(guardians: Iterable[Person]) -> bool:
    """Whether staff take a family's steps in its name: where no message reaches any guardian.

    Nobody speaks for a family that had its data erased.
    """
    family = tuple(guardians)
    return bool(family) and not any(guardian.hears for guardian in family)


def role(person: Person) -> Role:
    """In which role a member of staff acts."""
    return Role.COORDINATOR if person.is_(Role.COORDINATOR) else Role.DIRECTOR
