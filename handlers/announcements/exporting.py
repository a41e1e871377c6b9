"""Once an announcement is over: its readers as a spreadsheet, for a reason."""

import asyncio
from datetime import datetime

from aiogram import F
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.actions import announcements
from bot.ports import Reports, Store
from bot.rules.announcements import ExportPurpose
from bot.rules.calendar import local_day
from bot.rules.people import Person
from bot.texts import Speaker
from handlers.announcements.buttons import Announce, Export
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.menu import open_button
from handlers.screens import Button, Event, Screen, add, send_document

router = Door("announcement-exporting", Who.COORDINATOR)

#: The next words say why the readers of the announcement of that id leave the bot as a list.
FOCUS = "announcement-export"


@router.callback_query(Announce.filter(F.do == "export"))
async def ask_export(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    await turn.do(announcements.ask_export, person.id, callback_data.id, focus=FOCUS)
    rows = [
        [Button(t.plain(f"announcement.export.{one.value}"), Export(id=callback_data.id, why=one))]
        for one in ExportPurpose
    ]
    await add(tap, Screen(t("announcement.ask_export"), [*rows, [open_button(t)]]))


@router.callback_query(Export.filter())
async def export(
    tap: CallbackQuery,
    callback_data: Export,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    reports: Reports,
) -> None:
    why = callback_data.why.value
    await _give(tap, callback_data.id, why, turn=turn, person=person, t=t, now=now, reports=reports)


@router.message(Focus(FOCUS))
async def own_words(
    message: Message,
    subject: str,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    reports: Reports,
) -> None:
    why = message.text or ""
    await _give(message, subject, why, turn=turn, person=person, t=t, now=now, reports=reports)


async def _give(
    event: Event,
    announcement_id: str,
    why: str,
    *,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    reports: Reports,
) -> None:
    told = await turn.do(announcements.export, person.id, announcement_id, why=why, now=now)
    today = local_day(now)
    made = await asyncio.to_thread(reports.readers, told, today, t.language)
    file = BufferedInputFile(made, f"cigogne-{today}.xlsx")
    await send_document(event, file, Screen(t("readers.title", day=today), [[open_button(t)]]))
