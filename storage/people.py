"""Persons, families and mandates, as rows and as values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.rules.announcements import Reader
from bot.rules.idle import Held
from bot.rules.people import Consent, Given, Mandate, Person, Role
from bot.rules.refusals import NotFound
from storage import seen
from storage.statements import UNLESS_THERE, Line, Locking, Statement, Wire
from storage.tables import people, table
from storage.vault import Vault

PERSON = table(people.Person)
MANDATE = table(people.Mandate)
FAMILY = table(people.Family)

#: What a person is read from; nobody reads by what a phone is found.
COLUMNS = tuple(column for column in PERSON.c if column is not PERSON.c.phone_index)
_BY_ID = Locking(select(*COLUMNS).where(PERSON.c.id == bindparam("by_id")))
_BY_CHAT = Locking(select(*COLUMNS).where(PERSON.c.chat_index == bindparam("by_chat")))
_BY_PHONE = Statement(
    select(*COLUMNS).where(PERSON.c.phone_index == bindparam("by_phone")).order_by(PERSON.c.id)
)
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
    vault: Vault

    def by_chat(self, chat_id: int) -> Person | None:
        for index in self.vault.indexes(chat_id, "person.chat"):
            line = self.wire.locked(_BY_CHAT, by_chat=index)
            if line is not None:
                return self._person(line)
        return None

    def by_phone(self, phone: str) -> tuple[Person, ...]:
        indexes = self.vault.indexes(phone, "person.phone") if phone else ()
        return self._persons(line for index in indexes for line in self.wire.all(_BY_PHONE, by_phone=index))

    def get(self, person_id: str) -> Person:
        line = self.wire.locked(_BY_ID, by_id=person_id)
        if line is None:
            raise NotFound
        return self._person(line)

    def exists(self, person_id: str) -> bool:
        return self.wire.locked(_BY_ID, by_id=person_id) is not None

    def add(self, person: Person) -> None:
        self.wire.run(_ADD, id=person.id, **self._columns(person))

    def save(self, person: Person) -> None:
        if not self.wire.run(_SAVE, by_id=person.id, **self._columns(person)):
            raise NotFound

    def remove(self, person_id: str) -> None:
        self.wire.run(_REMOVE, by_id=person_id)

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

    def _person(self, line: Line) -> Person:
        held = self.wire.all(_MANDATES, by_id=line[0])
        mandates = frozenset(Mandate(role=Role(role), of=of) for role, of in held)
        return person_of(line, mandates, self.vault)

    def _columns(self, person: Person) -> dict[str, object]:
        consent = person.consent
        return {
            **chat_columns(person.chat_id, self.vault),
            "language": person.language,
            "name": self.vault.seal_text(person.name, "person.name"),
            "phone": self.vault.seal_text(person.phone, "person.phone"),
            "phone_index": self.vault.index(person.phone, "person.phone") if person.phone else None,
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


def person_of(line: Line, mandates: frozenset[Mandate], vault: Vault) -> Person:
    """A line of COLUMNS as a person."""
    person_id, _, chat, language, name, phone, *agreed, family_id, reachable, wants_news, focus = line
    return Person(
        id=person_id,
        chat_id=None if chat is None else int(vault.open(chat, "person.chat")),
        language=language,
        name=vault.open_text(name, "person.name"),
        phone=vault.open_text(phone, "person.phone"),
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


def chat_columns(chat_id: int | None, vault: Vault) -> dict[str, bytes | None]:
    """A chat, sealed, and what it is found by."""
    if chat_id is None:
        return {"chat": None, "chat_index": None}
    return {
        "chat": vault.seal(str(chat_id), "person.chat"),
        "chat_index": vault.index(chat_id, "person.chat"),
    }
