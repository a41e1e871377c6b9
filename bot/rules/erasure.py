"""What goes when somebody has their data erased, and what the law makes us keep, until when.

GDPR, article 17 §3 b; decree of 21 February 2019, article 7/7: of a child who was there, the family and its
contacts ten years after it left; of a request without a place three years from the refusal, or until school.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.rules.calendar import months_after
from bot.rules.people import Child, Person
from bot.rules.places import Stay, presumed_end
from bot.rules.refusals import Refusal
from bot.rules.requests import Request, State

_THERE = frozenset({State.ENROLLED, State.LEFT})
_YEARS_AFTER_LEAVING, _YEARS_AFTER_REFUSAL = 10, 3


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
    months = (Child(born=child.born, day=child.day.replace(day=1)) for child in request.children)
    return replace(request, children=tuple(months), claims=(), predemand="")


def _kept(
    request: Request, refused_on: Mapping[str, date], stays: Mapping[str, tuple[Stay, ...]]
) -> Kept | None:
    if request.state in _THERE:
        return Kept(request=request, ground=Ground.THERE, until=_after_leaving(stays[request.id]))
    refused = refused_on.get(request.id)
    if refused is None:
        return None
    school = max(presumed_end(child) for child in request.children)
    until = min(months_after(refused, 12 * _YEARS_AFTER_REFUSAL), school)
    return Kept(request=request, ground=Ground.REFUSED, until=until)


def _after_leaving(stays: Iterable[Stay]) -> date | None:
    """Ten years after the last child's last day; not known while a contract has no end."""
    ends = [stay.period.end for stay in stays]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return None
    return months_after(max(known), 12 * _YEARS_AFTER_LEAVING)
