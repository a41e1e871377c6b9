"""Filling in the sign-up form as people do: by the labels of its buttons, whatever the language."""

from datetime import date
from typing import Any

from bot.rules.calendar import Month
from bot.rules.requests import Request
from bot.rules.signup import Draft
from bot.texts import Texts
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Seen, Someone

TEXTS = Texts.load()
FRENCH = TEXTS.speaker("fr")

#: A due date in June, seen from the morning of 12 January 2027.
DUE = date(2027, 6, 20)


def label(key: str, language: str = "fr", **values: Any) -> str:
    return TEXTS.speaker(language).plain(f"signup.{key}", **values)


async def begin(town: Town, language: str = "fr") -> Someone:
    """A new parent at the first question."""
    someone = await town.parent(language)
    await someone.taps(TEXTS.speaker(language).plain("menu.signup"))
    return someone


async def tap(someone: Someone, *keys: str, language: str = "fr", first: str = "") -> Seen:
    """Tap one button after the other; what came of the last."""
    seen = await someone.taps(first) if first else Seen(())
    for key in keys:
        seen = await someone.taps(label(key, language))
    return seen


async def to_review(someone: Someone, language: str = "fr") -> Seen:
    """From the first question to the review: taps, and one date in words."""
    t = TEXTS.speaker(language)
    await tap(someone, "children.one", "born.expected", language=language, first="Ana")
    await someone.says(t.show(DUE))
    await tap(someone, "go", "week.all", "go", "skip", language=language, first=t.show(Month(2027, 10)))
    await tap(someone, "creches.all", "go", "claims.none", language=language)
    return await tap(someone, "skip", "skip", "skip", language=language)


def draft_of(town: Town, someone: Someone) -> Draft | None:
    """The unfinished form as the storage keeps it."""
    with town.storage.transaction() as records:
        person = records.people.by_chat(someone.user_id)
        return None if person is None else records.drafts.of(person.id)


def requests_of(town: Town, someone: Someone) -> tuple[Request, ...]:
    """Every request of that person's family, as the storage keeps them."""
    with town.storage.transaction() as records:
        person = records.people.by_chat(someone.user_id)
        return records.requests.of_family(person.family_id) if person and person.family_id else ()
