"""Whom an announcement might reach: everybody, as far as an audience asks."""

from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from sqlalchemy import select

from bot.rules.announcements import Reader
from bot.rules.people import Role
from bot.rules.requests import OVER
from storage.people import MANDATE, PERSON
from storage.statements import Statement, Wire, one_of
from storage.tables import people, requests, table

T = TypeVar("T")

_REQUEST = table(requests.Request)
_CRECHE = table(requests.RequestCreche)

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
_ALL_MANDATES = Statement(select(MANDATE.c.person_id, MANDATE.c.role))
_MUTED = table(people.Muted)
_ALL_MUTED = Statement(select(_MUTED.c.person_id, _MUTED.c.creche))
#: A family belongs to the crèches of its requests until these end.
_LIVE_CRECHES = Statement(
    select(_REQUEST.c.family_id, _CRECHE.c.creche).join(_CRECHE).where(~one_of(_REQUEST.c.state, *OVER))
)


def readers(wire: Wire) -> tuple[Reader, ...]:
    """Everybody an announcement might reach, with the crèches of their live requests."""
    roles = _grouped((person, Role(role)) for person, role in wire.each(_ALL_MANDATES))
    creches = _grouped((family, creche) for family, creche in wire.each(_LIVE_CRECHES))
    muted = _grouped((person, creche) for person, creche in wire.each(_ALL_MUTED))
    return tuple(
        Reader(
            person_id=person_id,
            roles=_roles(roles.get(person_id, frozenset()), guardian=family_id is not None),
            creches=creches.get(family_id, frozenset()),
            language=language,
            has_chat=has_chat,
            reachable=reachable,
            wants_news=wants_news,
            muted=muted.get(person_id, frozenset()),
        )
        for person_id, family_id, language, has_chat, reachable, wants_news in wire.each(_READERS)
    )


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
