"""When an announcement leaves: at once, at a time in words, weekly up to a day."""

from datetime import datetime

from aiogram import F
from aiogram.types import CallbackQuery, Message

from bot.actions import announcements
from bot.ports import Store
from bot.rules.calendar import local_day
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Speaker
from bot.texts.reading import read_day, read_moment
from handlers.announcements.buttons import Announce
from handlers.announcements.overview import overview
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Screen, show

router = Door("announcement-timing", Who.COORDINATOR)

#: The next words say when the announcement of that id leaves, or up to which day it does weekly.
WHEN = "announcement-when"
UNTIL = "announcement-until"


@router.callback_query(Announce.filter(F.do == "when"))
async def ask_when(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    draft = await turn.do(announcements.ask, person.id, callback_data.id, focus=WHEN)
    announcement_id, plan = draft.announcement.id, draft.announcement.plan
    rows = [
        [Button(t.plain("announcement.now"), Announce(do="now", id=announcement_id))],
        [Button(t.plain("announcement.every_week"), Announce(do="weekly", id=announcement_id))]
        if plan.at
        else [],
        [Button(t.plain("announcement.once"), Announce(do="once", id=announcement_id))] if plan.until else [],
        [Button(t.plain("announcement.back"), Announce(do="see", id=announcement_id))],
    ]
    await show(tap, Screen(t("announcement.ask_when"), rows))


@router.message(Focus(WHEN))
async def when(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    at = read_moment(message.text or "", t.language, now)
    draft = await turn.do(announcements.plan, person.id, subject, at, now=now)
    await show(message, overview(t, draft, policy, now))


@router.callback_query(Announce.filter(F.do == "now"))
async def at_once(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    draft = await turn.do(announcements.plan, person.id, callback_data.id, None, now=now)
    await show(tap, overview(t, draft, policy, now))


@router.callback_query(Announce.filter(F.do == "weekly"))
async def ask_until(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    draft = await turn.do(announcements.ask, person.id, callback_data.id, focus=UNTIL)
    back = Button(t.plain("announcement.back"), Announce(do="see", id=draft.announcement.id))
    await show(tap, Screen(t("announcement.ask_until"), [[back]]))


@router.callback_query(Announce.filter(F.do == "once"))
async def once(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    draft = await turn.do(announcements.repeat, person.id, callback_data.id, None)
    await show(tap, overview(t, draft, policy, now))


@router.message(Focus(UNTIL))
async def until(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    day = read_day(message.text or "", t.language, local_day(now), ahead=True).day
    draft = await turn.do(announcements.repeat, person.id, subject, day)
    await show(message, overview(t, draft, policy, now))
