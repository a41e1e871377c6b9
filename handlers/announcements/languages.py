"""The words of an announcement in other languages, and in which one the first ones are."""

from datetime import datetime

from aiogram import F
from aiogram.types import CallbackQuery

from bot.actions import announcements
from bot.actions.announcements import Prepared
from bot.ports import Store
from bot.rules.people import LANGUAGES, Person
from bot.rules.policy import Policy
from bot.rules.refusals import NothingChosen
from bot.texts import Speaker
from handlers.announcements.buttons import Announce, Spoken
from handlers.announcements.overview import overview
from handlers.announcements.writing import FOCUS, back, placeholders
from handlers.doors import Door, Who
from handlers.screens import Button, Screen, show

router = Door("announcement-languages", Who.COORDINATOR)


@router.callback_query(Announce.filter(F.do == "languages"))
async def languages(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    draft = await turn.do(announcements.see, person.id, callback_data.id)
    await show(tap, _languages(t, draft))


@router.callback_query(Spoken.filter(F.do == "write"))
async def ask_version(
    tap: CallbackQuery, callback_data: Spoken, turn: Store, person: Person, t: Speaker
) -> None:
    if callback_data.language not in LANGUAGES:
        raise NothingChosen
    focus = f"{FOCUS}:{callback_data.language}"
    draft = await turn.do(announcements.ask, person.id, callback_data.id, focus=focus)
    await show(tap, _ask_version(t, draft, callback_data.language))


@router.callback_query(Announce.filter(F.do == "first"))
async def ask_first(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    draft = await turn.do(announcements.see, person.id, callback_data.id)
    first = {draft.announcement.content.versions[0].language}
    rows = [*_each_language(t, draft, "first", first), back(t, draft)]
    await show(tap, Screen(t("announcement.ask_first"), rows))


@router.callback_query(Spoken.filter(F.do == "first"))
async def first(tap: CallbackQuery, callback_data: Spoken, turn: Store, person: Person, t: Speaker) -> None:
    if callback_data.language not in LANGUAGES:
        raise NothingChosen
    draft = await turn.do(announcements.speak, person.id, callback_data.id, callback_data.language)
    await show(tap, _languages(t, draft))


@router.callback_query(Spoken.filter(F.do == "drop"))
async def drop_version(
    tap: CallbackQuery,
    callback_data: Spoken,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    draft = await turn.do(announcements.take_out, person.id, callback_data.id, callback_data.language)
    await show(tap, overview(t, draft, policy, now))


def _ask_version(t: Speaker, draft: Prepared, language: str) -> Screen:
    content, announcement_id = draft.announcement.content, draft.announcement.id
    asked = t("announcement.ask_version", language=t.plain(f"audience.language.{language}"))
    drop = Button(
        t.plain("announcement.drop_version"), Spoken(do="drop", id=announcement_id, language=language)
    )
    known = content.says(language) and language != content.versions[0].language
    return Screen(f"{asked}\n\n{placeholders(t)}", [[drop] if known else [], back(t, draft)])


def _languages(t: Speaker, draft: Prepared) -> Screen:
    """Where words may be added, and in which language the first ones are."""
    content = draft.announcement.content
    author = t.plain(f"audience.language.{content.versions[0].language}")
    change = Button(
        t.plain("announcement.first", language=author), Announce(do="first", id=draft.announcement.id)
    )
    known = {one.language for one in content.versions}
    text = t("announcement.ask_languages", language=author)
    return Screen(text, [*_each_language(t, draft, "write", known), [change], back(t, draft)])


def _each_language(t: Speaker, draft: Prepared, do: str, ticked: set[str]) -> list[list[Button]]:
    """A button for each language, with a tick or without."""
    buttons = [
        Button(
            t.plain(
                "audience.on" if code in ticked else "audience.off",
                name=t.plain(f"audience.language.{code}"),
            ),
            Spoken(do=do, id=draft.announcement.id, language=code),
        )
        for code in LANGUAGES
    ]
    return [buttons[:2], buttons[2:]]
