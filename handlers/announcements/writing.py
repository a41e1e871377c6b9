"""Writing an announcement: its words, in one language after the other, and its files."""

from datetime import datetime
from typing import Any

from aiogram import Bot, F
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, Message

from bot.actions import announcements
from bot.actions.announcements import Prepared
from bot.ports import Store
from bot.rules.announcements import File
from bot.rules.people import LANGUAGES, Person
from bot.rules.policy import Policy
from bot.texts import Speaker, Texts
from bot.texts.announcements import own_words, read_words, units
from handlers import menu
from handlers.announcements.buttons import Announce
from handlers.announcements.entities import file_of, foreign, said_in
from handlers.announcements.overview import overview
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, change, show

router = Door("announcements", Who.COORDINATOR)

#: The next message is its words: of the announcement that the focus' subject ends with, after a language
#: if it is not the author's own ("<id>" or "de:<id>").
FOCUS = "announcement"
#: The next message goes on with them: a telephone cuts a text that is too long for one message.
GOES_ON = "announcement-on"
#: The next picture belongs to the album, shown on that screen: "<album>:<message>:<id>".
ALBUM = "album"
#: A text so long may have been cut by the telephone.
CUT_BY_TELEPHONE = 3900


class OfAlbum(Filter):
    """One more of the album that is coming in: its `file` if any, the `screen` that shows it, whose it is."""

    async def __call__(self, message: Message, person: Person | None) -> bool | dict[str, Any]:
        name, _, place = (person.focus if person else "").partition(":")
        album, _, place = place.partition(":")
        if (name, album) != (ALBUM, message.media_group_id):
            return False
        screen, _, subject = place.partition(":")
        return {"file": file_of(message), "screen": int(screen), "subject": subject}


@router.message(Command("announce", "annonce"))
@router.callback_query(F.data == menu.ANNOUNCE)
async def begin(event: Event, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy) -> None:
    begun = await turn.do(announcements.begin, person.id, focus=FOCUS, now=now)
    if begun.announcement.content.versions:
        await show(event, overview(t, begun, policy, now, t("announcement.unfinished")))
    else:
        await show(event, _ask_words(t, begun))


@router.callback_query(Announce.filter(F.do == "text"))
async def other_words(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    draft = await turn.do(announcements.ask, person.id, callback_data.id, focus=FOCUS)
    await show(tap, _ask_words(t, draft))


@router.message(Focus(FOCUS, anything=True))
async def words(
    message: Message,
    subject: str,
    bot: Bot,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    said = said_in(message)
    kept = read_words(said.words, t, texts)
    language, announcement_id = whose(subject)
    cut = _cut_by_telephone(message)
    goes_on = _goes_on(language) if cut or not kept else ""
    begun = await show(message, Screen(t("announcement.album_comes"))) if message.media_group_id else None
    draft = await turn.do(
        announcements.write,
        person.id,
        announcement_id,
        kept,
        files=(said.file,) if said.file else (),
        language=language,
        focus=f"{ALBUM}:{message.media_group_id}:{begun.message_id}" if begun else goes_on,
    )
    first, *others = draft.announcement.content.versions
    stale = t("announcement.others_stay") if kept and others and language in ("", first.language) else ""
    greeting = t("announcement.goes_on") if cut else stale or _wanting(t, draft)
    screen = overview(t, draft, policy, now, greeting)
    if begun:
        await change(bot, message.chat.id, begun.message_id, screen)
    else:
        await show(message, screen)


@router.message(Focus(GOES_ON))
@router.message(Focus(ALBUM))
async def more_words(
    message: Message,
    subject: str,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    """What a telephone has cut, or what comes below files that came without a word."""
    language, announcement_id = whose(subject)
    draft = await turn.do(
        announcements.go_on,
        person.id,
        announcement_id,
        read_words(said_in(message).words, t, texts),
        language=language,
        focus=_goes_on(language) if _cut_by_telephone(message) else "",
    )
    await show(message, overview(t, draft, policy, now))


@router.message(OfAlbum())
async def more_of_album(
    message: Message,
    file: File | None,
    screen: int,
    subject: str,
    bot: Bot,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    """The pictures of an album come one by one: all of them change the one screen."""
    if file is None:
        raise foreign(message)
    caption = read_words(said_in(message).words, t, texts)
    draft = await turn.do(announcements.add_file, person.id, subject, file, words=caption)
    await change(bot, message.chat.id, screen, overview(t, draft, policy, now, _wanting(t, draft)))


@router.callback_query(Announce.filter(F.do == "bare"))
async def drop_files(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    draft = await turn.do(announcements.take_out, person.id, callback_data.id)
    await show(tap, overview(t, draft, policy, now))


@router.callback_query(Announce.filter(F.do.in_({"seen", "unseen"})))
async def ask_seen(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    wanted = callback_data.do == "seen"
    draft = await turn.do(announcements.ask_seen, person.id, callback_data.id, wanted=wanted)
    await show(tap, overview(t, draft, policy, now))


@router.callback_query(Announce.filter(F.do == "see"))
async def see(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    draft = await turn.do(announcements.see, person.id, callback_data.id)
    await show(tap, overview(t, draft, policy, now))


@router.callback_query(Announce.filter(F.do == "discard"))
async def discard(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    await turn.do(announcements.discard, person.id, callback_data.id)
    await show(tap, await menu.main_screen(turn, t, person, greeting=t("announcement.discarded")))


def whose(subject: str) -> tuple[str, str]:
    """The language, if it is not the author's own, and the announcement that a focus is about."""
    *_, language, announcement_id = ("", *subject.split(":"))
    return language if language in LANGUAGES else "", announcement_id


def _wanting(t: Speaker, draft: Prepared) -> str:
    """Files without a word may be meant so; the next words are taken for theirs."""
    return "" if draft.announcement.content.versions[0].words else t("announcement.bare")


def _goes_on(language: str) -> str:
    return f"{GOES_ON}:{language}" if language else GOES_ON


def _cut_by_telephone(message: Message) -> bool:
    return units(message.text or "") >= CUT_BY_TELEPHONE


def _ask_words(t: Speaker, draft: Prepared) -> Screen:
    announcement_id = draft.announcement.id
    rows = [[Button(t.plain("announcement.discard"), Announce(do="discard", id=announcement_id))]]
    template = Button(t.plain("template.begin"), Announce(do="templates", id=announcement_id))
    text = t("announcement.new_words" if draft.announcement.content.versions else "announcement.ask_text")
    return Screen(f"{text}\n\n{placeholders(t)}", [[template], back(t, draft), *rows])


def back(t: Speaker, draft: Prepared) -> list[Button]:
    """The way back, once there is something to go back to."""
    if not draft.announcement.content.versions:
        return []
    return [Button(t.plain("announcement.back"), Announce(do="see", id=draft.announcement.id))]


def placeholders(t: Speaker) -> str:
    return t("announcement.placeholders", **own_words(t))
