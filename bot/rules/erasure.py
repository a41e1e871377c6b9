"""What goes when somebody has their data erased, and what the law makes us keep, until when.

GDPR, article 17 §3 b; how long, `bot.rules.retention` says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.rules.calendar import Month
from bot.rules.people import Child, Person
from bot.rules.places import Stay, presumed_end
from bot.rules.refusals import Refusal
from bot.rules.requests import Request, State
from bot.rules.retention import THERE, last_day


class Ground(StrEnum):
    """Why something is kept."""

    THERE = "there"  # a child is or was in a crèche: names, contacts and contract
    REFUSED = "refused"  # no place was found: the register's line, without a name


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is kept of a request; `until`: the last day, if it is known."""

    request: Request
    ground: Ground
    until: date | None


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What erasing somebody's data does to their requests."""

    kept: tuple[Kept, ...] = ()
    goes: tuple[Request, ...] = ()
    shared: tuple[Request, ...] = ()  # stays with the other guardian

    @property
    def keeps_contacts(self) -> bool:
        """Name and contact stay, the chat goes."""
        return any(one.ground is Ground.THERE for one in self.kept)


@dataclass(eq=False)
class RoleFirst(Refusal):
    """Somebody with a role: it has to end first, so that the trace of what they did stays true."""


@dataclass(eq=False)
class AnswerFirst(Refusal):
    """A place is proposed or its contract awaited: that has to be answered first."""

    reference: str


def erasure(
    person: Person,
    requests: Iterable[Request],
    *,
    alone: bool,
    refused_on: Mapping[str, date],
    stays: Mapping[str, tuple[Stay, ...]],
) -> Erasure:
    """What would go and stay; `refused_on` and `stays` by request. Refused RoleFirst, AnswerFirst."""
    if person.mandates:
        raise RoleFirst
    family = tuple(requests)
    if not alone:
        return Erasure(shared=family)
    for request in family:
        if request.state in {State.OFFERED, State.ACCEPTED}:
            raise AnswerFirst(reference=request.reference)
    kept = tuple(filter(None, (_kept(one, refused_on, stays) for one in family)))
    bound = {one.request.id for one in kept}
    return Erasure(kept=kept, goes=tuple(one for one in family if one.id not in bound))


def bare(request: Request) -> Request:
    """The register's line: where, when and how it ended; of the children the month, and nothing else."""
    return replace(request, children=tuple(map(_month, request.children)), claims=(), predemand="")


def _month(child: Child) -> Child:
    """A day of the same month from which school begins in the same year: so long the line is kept."""
    first = replace(child, day=child.day.replace(day=1))
    same = presumed_end(first) == presumed_end(child)
    return first if same else replace(child, day=Month.of(child.day).last)


def _kept(
    request: Request, refused_on: Mapping[str, date], stays: Mapping[str, tuple[Stay, ...]]
) -> Kept | None:
    refused = refused_on.get(request.id)
    if request.state not in THERE and refused is None:
        return None
    ground = Ground.THERE if request.state in THERE else Ground.REFUSED
    until = last_day(request, refused_on=refused, stays=stays.get(request.id, ()))
    return Kept(request=request, ground=ground, until=until)
