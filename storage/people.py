"""Persons, families and mandates, as rows and as values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import BindParameter, bindparam, null, select

from bot.rules.announcements import Reader
from bot.rules.idle import Held
from bot.rules.people import Consent, Given, Mandate, Person, Role
from bot.rules.refusals import NotFound
from storage import seen
from storage.safe import Safe, key_of
from storage.statements import UNLESS_THERE, Line, Locking, Statement, Wire
from storage.tables import people, table

PERSON = table(people.Person)
MANDATE = table(people.Mandate)
FAMILY = table(people.Family)

#: What a person is read from, with their key; nobody reads by what a phone is found.
COLUMNS = (
    key_of(PERSON.c.id).label("key"),
    *(column for column in PERSON.c if column is not PERSON.c.phone_index),
)
#: Whom a courier writes to: it needs neither the name nor the phone, and opens neither.
ADDRESSEE = tuple(
    null().label(one.name) if one is PERSON.c.name or one is PERSON.c.phone else one for one in COLUMNS
)
_BY_ID = Locking(select(*COLUMNS).where(PERSON.c.id == bindparam("by_id")))


@lru_cache
def _by_chat(keys: int) -> Locking:
    """Under whichever key it is found: it may be moved from one to the other at this moment."""
    return Locking(select(*COLUMNS).where(PERSON.c.chat_index.in_(_indexes(keys))))


@lru_cache
def _by_phone(keys: int) -> Statement:
    return Statement(select(*COLUMNS).where(PERSON.c.phone_index.in_(_indexes(keys))).order_by(PERSON.c.id))


def _indexes(keys: int) -> list[BindParameter[bytes]]:
    return [bindparam(f"index_{number}") for number in range(keys)]


def _given(indexes: tuple[bytes, ...]) -> dict[str, bytes]:
    return {f"index_{number}": index for number, index in enumerate(indexes)}


_OF_FAMILY = Statement(
    select(*COLUMNS).where(PERSON.c.family_id == bindparam("by_family")).order_by(PERSON.c.id)
)
_HOLDERS = select(MANDATE.c.person_id).where(MANDATE.c.role == bindparam("by_role"))
_HOLDERS_ANY = Statement(select(*COLUMNS).where(PERSON.c.id.in_(_HOLDERS)).order_by(PERSON.c.id))
_HOLDERS_OF = Statement(
    select(*COLUMNS)
    .where(PERSON.c.id.in_(_HOLDERS.where(MANDATE.c.of == bindparam("by_of"))))
    .order_by(PERSON.c.id)
)
_MANDATES = Statement(select(MANDATE.c.role, MANDATE.c.of).where(MANDATE.c.person_id == bindparam("by_id")))
_ADD = Statement(PERSON.insert())
_SAVE = Statement(
    PERSON.update()
    .where(PERSON.c.id == bindparam("by_id"))
    .values({column.name: bindparam(column.name) for column in PERSON.c if column.name != "id"})
)
_REMOVE = Statement(PERSON.delete().where(PERSON.c.id == bindparam("by_id")))
_ADD_FAMILY = Statement(FAMILY.insert())
_GIVEN = ("person_id", "role", "of", "granted_at")
_GRANT = Statement(MANDATE.insert().values({name: bindparam(name) for name in _GIVEN}), UNLESS_THERE)
_REVOKE = Statement(
    MANDATE.delete().where(
        MANDATE.c.person_id == bindparam("by_id"),
        MANDATE.c.role == bindparam("by_role"),
        MANDATE.c.of == bindparam("by_of"),
    )
)
_MUTED = table(people.Muted)
_MUTE = Statement(_MUTED.insert(), UNLESS_THERE)
_UNMUTE = Statement(
    _MUTED.delete().where(_MUTED.c.person_id == bindparam("by_id"), _MUTED.c.creche == bindparam("by_creche"))
)
_MUTED_BY = Statement(
    select(_MUTED.c.creche).where(_MUTED.c.person_id == bindparam("by_id")).order_by(_MUTED.c.creche)
)


@dataclass(frozen=True)
class People:
    """Persons, their families and mandates. Names, phones and chats are sealed at rest."""

    wire: Wire
    safe: Safe

    def by_chat(self, chat_id: int) -> Person | None:
        indexes = self.safe.vault.indexes(chat_id, "person.chat")
        line = self.wire.locked(_by_chat(len(indexes)), **_given(indexes))
        return None if line is None else self._locked(line)

    def by_phone(self, phone: str) -> tuple[Person, ...]:
        if not phone:
            return ()
        indexes = self.safe.vault.indexes(phone, "person.phone")
        return self._persons(self.wire.all(_by_phone(len(indexes)), **_given(indexes)))

    def get(self, person_id: str) -> Person:
        line = self.wire.locked(_BY_ID, by_id=person_id)
        if line is None:
            raise NotFound
        return self._locked(line)

    def exists(self, person_id: str) -> bool:
        return self.wire.locked(_BY_ID, by_id=person_id) is not None

    def add(self, person: Person) -> None:
        self.wire.run(_ADD, id=person.id, **self._columns(person))

    def save(self, person: Person) -> None:
        if not self.wire.run(_SAVE, by_id=person.id, **self._columns(person)):
            raise NotFound

    def remove(self, person_id: str) -> None:
        self.wire.run(_REMOVE, by_id=person_id)
        self.safe.destroy(person_id)

    def add_family(self, family_id: str) -> None:
        self.wire.run(_ADD_FAMILY, id=family_id)

    def guardians(self, family_id: str) -> tuple[Person, ...]:
        return self._persons(self.wire.all(_OF_FAMILY, by_family=family_id))

    def grant(self, person_id: str, mandate: Mandate, *, at: datetime) -> None:
        self.wire.run(_GRANT, person_id=person_id, role=mandate.role.value, of=mandate.of, granted_at=at)

    def revoke(self, person_id: str, mandate: Mandate) -> bool:
        return bool(self.wire.run(_REVOKE, by_id=person_id, by_role=mandate.role.value, by_of=mandate.of))

    def note_seen(self) -> None:
        seen.note(self.wire)

    def staff(self) -> tuple[Held, ...]:
        return seen.held(self.wire)

    def holders(self, role: Role, of: str = "") -> tuple[Person, ...]:
        if of:
            return self._persons(self.wire.all(_HOLDERS_OF, by_role=role.value, by_of=of))
        return self._persons(self.wire.all(_HOLDERS_ANY, by_role=role.value))

    def readers(self, *, requests: bool = False) -> tuple[Reader, ...]:
        from storage.readers import readers  # noqa: PLC0415 – they are asked of the requests: an announcement's alone

        return readers(self.wire, with_requests=requests)

    def mute(self, person_id: str, creche: str, *, muted: bool) -> None:
        if muted:
            self.wire.run(_MUTE, person_id=person_id, creche=creche)
        else:
            self.wire.run(_UNMUTE, by_id=person_id, by_creche=creche)

    def muted(self, person_id: str) -> frozenset[str]:
        return frozenset(creche for (creche,) in self.wire.all(_MUTED_BY, by_id=person_id))

    def _persons(self, lines: Iterable[Line]) -> tuple[Person, ...]:
        return tuple(self._person(line) for line in lines)

    def _locked(self, line: Line) -> Person:
        """Nobody erases them meanwhile; and nobody has, if there is still a chat: so their key holds."""
        person = self._person(line)
        if person.chat_id is not None:
            self.wire.held.add(person.id)
        return person

    def _person(self, line: Line) -> Person:
        held = self.wire.all(_MANDATES, by_id=line[1])
        mandates = frozenset(Mandate(role=Role(role), of=of) for role, of in held)
        return person_of(line, mandates, self.safe)

    def _columns(self, person: Person) -> dict[str, object]:
        consent, of = person.consent, person.id
        return {
            **chat_columns(person.chat_id, self.safe, of),
            "language": person.language,
            "name": self.safe.seal_text(person.name, "person.name", of),
            "phone": self.safe.seal_text(person.phone, "person.phone", of),
            "phone_index": self.safe.vault.index(person.phone, "person.phone") if person.phone else None,
            "consent_version": consent and consent.version,
            "consent_language": consent and consent.language,
            "consent_digest": consent and consent.digest,
            "consent_at": consent and consent.accepted_at,
            "consent_given": consent and consent.given and consent.given.value,
            "consent_by": (consent and consent.taken_by) or None,
            "family_id": person.family_id,
            "reachable": person.reachable,
            "wants_news": person.wants_news,
            "focus": person.focus,
        }


def person_of(line: Line, mandates: frozenset[Mandate], safe: Safe) -> Person:
    """A line of COLUMNS as a person."""
    key, person_id, _, chat, language, name, phone, *agreed, family_id, reachable, wants_news, focus = line
    safe.take(person_id, key)
    return Person(
        id=person_id,
        chat_id=None if chat is None else int(safe.open(chat, "person.chat", person_id)),
        language=language,
        name=safe.open_text(name, "person.name", person_id),
        phone=safe.open_text(phone, "person.phone", person_id),
        consent=_consent(*agreed),
        mandates=mandates,
        family_id=family_id,
        reachable=reachable,
        wants_news=wants_news,
        focus=focus,
    )


def _consent(
    version: str | None,
    language: str,
    digest: str,
    accepted_at: datetime,
    given: str | None,
    taken_by: str | None,
) -> Consent | None:
    if version is None:
        return None
    return Consent(
        version=version,
        language=language,
        digest=digest,
        accepted_at=accepted_at,
        given=Given(given) if given else None,
        taken_by=taken_by or "",
    )


def chat_columns(chat_id: int | None, safe: Safe, of: str) -> dict[str, bytes | None]:
    """A chat, sealed, and what it is found by."""
    if chat_id is None:
        return {"chat": None, "chat_index": None}
    return {
        "chat": safe.seal(str(chat_id), "person.chat", of),
        "chat_index": safe.vault.index(chat_id, "person.chat"),
    }
