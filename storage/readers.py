"""Whom an announcement might reach: everybody, as far as an audience asks."""

from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from sqlalchemy import select, union_all

from bot.rules.announcements import Facts, Reader
from bot.rules.calendar import Month
from bot.rules.people import Role
from bot.rules.requests import OVER, State
from storage.people import MANDATE, PERSON
from storage.statements import Statement, Wire, one_of, word
from storage.tables import people, requests, table
from storage.weeks import from_bits

T = TypeVar("T")

_REQUEST = table(requests.Request)
_CRECHE = table(requests.RequestCreche)
_CLAIM = table(requests.Claim)
_STAY = table(requests.Stay)

_READERS = Statement(
    select(
        PERSON.c.id,
        PERSON.c.family_id,
        PERSON.c.language,
        PERSON.c.chat_index.is_not(None),
        PERSON.c.reachable,
        PERSON.c.wants_news,
    ).order_by(PERSON.c.id)
)
_ALL_MANDATES = Statement(select(MANDATE.c.person_id, MANDATE.c.role, MANDATE.c.of))
_MUTED = table(people.Muted)
_ALL_MUTED = Statement(select(_MUTED.c.person_id, _MUTED.c.creche))
_LIVE = ~one_of(_REQUEST.c.state, *OVER)
_GOES = _REQUEST.c.state == word(State.ENROLLED)
#: A family belongs to the crèches of its requests until these end; a child who goes to one, to that one.
_WISHED = select(_REQUEST.c.id, _REQUEST.c.family_id, _CRECHE.c.creche).join(_CRECHE).where(_LIVE, ~_GOES)
_GONE_TO = select(_REQUEST.c.id, _REQUEST.c.family_id, _STAY.c.creche).join(_STAY).where(_GOES)
_CRECHES = Statement(union_all(_WISHED, _GONE_TO))
_FACTS = Statement(
    select(
        _REQUEST.c.id,
        _REQUEST.c.family_id,
        _REQUEST.c.state,
        _REQUEST.c.entry,
        _REQUEST.c.week,
        _REQUEST.c.reference,
    )
    .where(_LIVE)
    .order_by(_REQUEST.c.id)
)
_SPONSORS = Statement(
    select(_CLAIM.c.request_id, _CLAIM.c.sponsor_id).where(_CLAIM.c.sponsor_id.is_not(None))
)


def readers(wire: Wire, *, with_requests: bool) -> tuple[Reader, ...]:
    """Everybody an announcement might reach, with their crèches and, if asked for, their live requests.

    Lines are read one by one: a list of those of all requests would be the most that is ever held.
    """
    mandates = wire.all(_ALL_MANDATES)
    roles = _grouped((person, Role(role)) for person, role, _ in mandates)
    directed = _grouped((person, of) for person, role, of in mandates if role == Role.DIRECTOR.value)
    creches = _grouped((family, creche) for _, family, creche in wire.each(_CRECHES))
    muted = _grouped((person, creche) for person, creche in wire.each(_ALL_MUTED))
    requests = _requests(wire) if with_requests else {}
    none = frozenset[str]()
    return tuple(
        Reader(
            person_id=person_id,
            roles=_roles(roles.get(person_id, frozenset()), guardian=family_id is not None),
            creches=_both(creches.get(family_id, none), directed.get(person_id, none)),
            language=language,
            has_chat=has_chat,
            reachable=reachable,
            wants_news=wants_news,
            muted=muted.get(person_id, none),
            requests=tuple(requests.get(family_id, ())),
        )
        for person_id, family_id, language, has_chat, reachable, wants_news in wire.each(_READERS)
    )


def _requests(wire: Wire) -> dict[str | None, list[Facts]]:
    """The live requests of each family."""
    creches = _grouped((request, creche) for request, _, creche in wire.each(_CRECHES))
    sponsors = _grouped((request, sponsor) for request, sponsor in wire.each(_SPONSORS))
    found: dict[str | None, list[Facts]] = {}
    for request, family, state, entry, week, reference in wire.each(_FACTS):
        facts = Facts(
            creches=creches.get(request, frozenset()),
            state=State(state),
            entry=Month.parse(entry),
            week=from_bits(week),
            reference=reference,
            sponsors=sponsors.get(request, frozenset()),
        )
        found.setdefault(family, []).append(facts)
    return found


@cache
def _both(asked: frozenset[str], directed: frozenset[str]) -> frozenset[str]:
    return asked | directed if directed else asked


@cache
def _roles(held: frozenset[Role], *, guardian: bool) -> frozenset[Role]:
    """A hundred thousand readers share a handful of sets."""
    return held | {Role.GUARDIAN} if guardian else held


@cache
def _with(some: frozenset[T], one: T) -> frozenset[T]:
    """Likewise."""
    return some | {one}


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str | None, frozenset[T]]:
    found: dict[str | None, frozenset[T]] = {}
    for key, value in pairs:
        found[key] = _with(found.get(key, frozenset()), value)
    return found
