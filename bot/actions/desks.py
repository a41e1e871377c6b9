"""Whom a member of staff serves: a coordinator every crèche, a director the one they direct."""

from collections.abc import Iterable

from bot.rules.people import Person, Role
from bot.rules.refusals import NotAllowed, NotFound


def of(person: Person) -> tuple[str | None, ...]:
    """The crèches whose families this person serves; None stands for all of them. Refused NotAllowed."""
    if person.is_(Role.COORDINATOR):
        return (None,)
    creches = sorted(mandate.of for mandate in person.mandates if mandate.role is Role.DIRECTOR)
    if not creches:
        raise NotAllowed
    return tuple(creches)


def check(person: Person, creches: Iterable[str]) -> None:
    """Refused NotAllowed to those who serve nobody, NotFound where none of these crèches is theirs."""
    served = of(person)
    if None not in served and not set(served) & set(creches):
        raise NotFound
