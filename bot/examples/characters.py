"""Whom one can be in the sandbox."""

from dataclasses import dataclass

from bot.ports import Records
from bot.rules.people import Person

FIRST_CHAT = 700_000_000


@dataclass(frozen=True, kw_only=True)
class Character:
    """Somebody to be in the sandbox; those not `listed` only make up the numbers."""

    chat_id: int
    name: str
    language: str
    role: str
    about: str
    listed: bool = False
    blocked: bool = False


def newcomers() -> tuple[Character, ...]:
    """Somebody who has never spoken to the bot."""
    return (
        Character(
            chat_id=FIRST_CHAT + 50,
            name="Camille Noël",
            language="fr",
            role="new",
            about="has never spoken to the bot",
            listed=True,
        ),
    )


def remembered(records: Records) -> tuple[Character, ...]:
    """The people of a memory that was furnished before, and whoever has joined them since."""
    people = sorted(
        (records.people.get(reader.person_id) for reader in records.people.readers() if reader.has_chat),
        key=lambda person: person.chat_id or 0,
    )
    return tuple(_as_character(person) for person in people)


def _as_character(person: Person) -> Character:
    roles = sorted(mandate.role for mandate in person.mandates)
    return Character(
        chat_id=person.chat_id or 0,
        name=person.name or "Somebody",
        language=person.language,
        role=roles[0].value if roles else "parent",
        about="known from before",
        listed=person.chat_id is not None and person.chat_id < FIRST_CHAT + 100,
        blocked=not person.reachable,
    )
