"""To whom an announcement goes; who is left out, and why."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.calendar import Month, Week
from bot.rules.people import Role
from bot.rules.requests import State


class Kind(StrEnum):
    """How much a reader needs it: this decides who may refuse it."""

    URGENT = "urgent"  # a closure: nobody can refuse it
    PRACTICAL = "practical"  # can be muted, crèche by crèche
    NEWS = "news"  # ended by /stop


class Reason(StrEnum):
    """Why somebody does not receive an announcement."""

    NO_TELEGRAM = "no telegram"
    BLOCKED = "blocked"
    NO_NEWS = "no news"  # they sent /stop
    MUTED = "muted"  # they muted the crèches that it is about


#: Whom no message reaches: a person tells them.
PHONED = frozenset({Reason.NO_TELEGRAM, Reason.BLOCKED})


@dataclass(frozen=True, kw_only=True)
class Audience:
    """To whom: empty sets mean "any"; what is asked of requests, one live request has to answer whole.

    Families belong to the crèches that their live requests name; once a child goes to one, to that one.
    """

    creches: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    languages: frozenset[str] = frozenset()
    states: frozenset[State] = frozenset()
    entries: frozenset[Month] = frozenset()
    week: Week = frozenset()  # any of these half-days
    sponsors: frozenset[str] = frozenset()  # whose employees' families
    references: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()  # not those whom these announcements reached
    missed: str = ""  # only those whom this announcement did not reach
    unseen: bool = False  # and those who got it and have not said that they saw it

    @property
    def asks_of_requests(self) -> bool:
        return bool(self.states or self.entries or self.week or self.sponsors or self.references)


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What an audience may ask of a live request."""

    creches: frozenset[str]
    state: State
    entry: Month
    week: Week
    reference: str
    sponsors: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Somebody who might receive an announcement, without a name.

    `creches`: those that the family's live requests name, and those whose director this is.
    `muted`: the crèches whose practical messages they refuse.
    """

    person_id: str
    roles: frozenset[Role]
    creches: frozenset[str]
    language: str
    has_chat: bool
    reachable: bool
    wants_news: bool
    muted: frozenset[str] = frozenset()
    requests: tuple[Facts, ...] = ()  # read only where an audience asks of them


@dataclass(frozen=True, kw_only=True)
class Reached:
    """An audience worked out: who receives it, and who would but cannot, with the reason.

    `languages`: how many receivers read each.
    """

    receivers: tuple[str, ...]
    left_out: tuple[tuple[str, Reason], ...]
    languages: tuple[tuple[str, int], ...] = ()


def reach(
    readers: Iterable[Reader],
    audience: Audience,
    kind: Kind,
    *,
    without: AbstractSet[str] = frozenset(),
    only: AbstractSet[str] | None = None,
) -> Reached:
    """Whom an audience means, by person id, `without` some, `only` among some: each once.

    Those out of reach with the reason.
    """
    receivers: dict[str, str] = {}
    left_out: dict[str, Reason] = {}
    for reader in readers:
        if reader.person_id in without or not _meant(reader, audience):
            continue
        if only is not None and reader.person_id not in only:
            continue
        reason = _out_of_reach(reader, audience, kind)
        if reason is None:
            receivers[reader.person_id] = reader.language
        else:
            left_out[reader.person_id] = reason
    missed = sorted((person, reason) for person, reason in left_out.items() if person not in receivers)
    languages = Counter(receivers.values())
    return Reached(
        receivers=tuple(sorted(receivers)),
        left_out=tuple(missed),
        languages=tuple(sorted(languages.items())),
    )


def _meant(reader: Reader, audience: Audience) -> bool:
    return (
        (not audience.creches or bool(audience.creches & reader.creches))
        and (not audience.roles or bool(audience.roles & reader.roles))
        and (not audience.languages or reader.language in audience.languages)
        and (not audience.asks_of_requests or any(_fits(one, audience) for one in reader.requests))
    )


def _fits(request: Facts, audience: Audience) -> bool:
    """Whether this one request answers all that is asked of requests, and of crèches."""
    return (
        (not audience.creches or bool(audience.creches & request.creches))
        and (not audience.states or request.state in audience.states)
        and (not audience.entries or request.entry in audience.entries)
        and (not audience.week or bool(audience.week & request.week))
        and (not audience.sponsors or bool(audience.sponsors & request.sponsors))
        and (not audience.references or request.reference in audience.references)
    )


def _out_of_reach(reader: Reader, audience: Audience, kind: Kind) -> Reason | None:
    if not reader.has_chat:
        return Reason.NO_TELEGRAM
    if not reader.reachable:
        return Reason.BLOCKED
    if kind is Kind.NEWS and not reader.wants_news:
        return Reason.NO_NEWS
    return Reason.MUTED if kind is Kind.PRACTICAL and _muted(reader, audience) else None


def _muted(reader: Reader, audience: Audience) -> bool:
    """Whether they refuse practical messages of every crèche of theirs that it is about."""
    about = reader.creches & audience.creches or reader.creches
    return bool(about) and about <= reader.muted
