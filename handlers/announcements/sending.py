"""Reading an announcement as its readers will, and sending it."""

from datetime import datetime

from aiogram import Bot, F
from aiogram.types import CallbackQuery

from bot.actions import announcements
from bot.actions.announcements import Prepared
from bot.ports import Store
from bot.rules.announcements import example
from bot.rules.calendar import local_day
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Speaker, Texts
from bot.texts.announcements import copy, progress_text
from handlers.announcements.buttons import Announce
from handlers.announcements.copies import show_copy
from handlers.announcements.overview import count
from handlers.doors import Door, Who
from handlers.screens import Button, Screen, add, show

router = Door("announcement-sending", Who.COORDINATOR)


@router.callback_query(Announce.filter(F.do == "preview"))
async def preview(
    tap: CallbackQuery,
    callback_data: Announce,
    bot: Bot,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    """A copy in each language that has words of its own, or else readers."""
    draft = await turn.look(announcements.prepared, person.id, callback_data.id)
    announcement = draft.announcement
    facts = example(announcement, policy, day=local_day(now))
    for version in announcement.content.versions:
        parts = copy(announcement, texts.speaker(version.language), facts)
        await show_copy(bot, tap.from_user.id, parts)
    await add(tap, _last_look(t, draft, policy))


@router.callback_query(Announce.filter(F.do == "send"))
async def send(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    screen = tap.message.message_id if tap.message else None
    progress = await turn.do(announcements.send, person.id, callback_data.id, screen=screen, now=now)
    await show(tap, Screen(progress_text(progress, t), toast=t.plain("announcement.started")))


def _last_look(t: Speaker, draft: Prepared, policy: Policy) -> Screen:
    announcement, n = draft.announcement, len(draft.reached.receivers)
    rows = [
        [Button(t.plain("announcement.send", n=n), Announce(do="send", id=announcement.id))] if n else [],
        [Button(t.plain("announcement.change"), Announce(do="see", id=announcement.id))],
    ]
    return Screen(t("announcement.last_look") + "\n\n" + count(t, draft, policy), rows)
