"""Readers tap that they have seen an announcement; its author reads who did."""

from contextlib import suppress
from datetime import datetime

from aiogram import F
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from bot.actions import announcements
from bot.ports import Store
from bot.rules.announcements import Tap
from bot.rules.people import Person
from bot.texts import Speaker
from bot.texts.announcements import seen_report
from handlers.announcements.buttons import Announce, Seen
from handlers.doors import Door, Who
from handlers.menu import open_button
from handlers.screens import Button, Screen, add, toast

router = Door("announcement-seeing", Who.COORDINATOR)
by_readers = Door("announcement-seen", Who.READER)


@by_readers.callback_query(Seen.filter())
async def seen(
    tap: CallbackQuery, callback_data: Seen, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    """The button stays, with a tick."""
    found = await turn.do(announcements.seen, person.id, callback_data.id, now=now)
    await toast(tap, t.plain(f"announcement.seen.{found.value}"), alert=found is Tap.RECALLED)
    ticked = Screen("", [[Button(t.plain("announcement.seen.ticked"), callback_data)]]).keyboard()
    if isinstance(tap.message, Message) and found is Tap.NOTED:
        with suppress(TelegramBadRequest):  # it stands there already
            await tap.message.edit_reply_markup(reply_markup=ticked)


@router.callback_query(Announce.filter(F.do == "who"))
async def who(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    readers = await turn.do(announcements.readers, person.id, callback_data.id, now=now)
    await add(tap, Screen(seen_report(readers, t), [[open_button(t)]]))
