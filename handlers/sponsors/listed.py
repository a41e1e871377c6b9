"""Coordinators: agreements as a list in a file, with a template to fill in; kept whole or not at all."""

from datetime import datetime
from io import BytesIO

from aiogram import Bot
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.actions import listed
from bot.actions.listed import ListFaulty
from bot.imports import MOST_BYTES, read_agreements, template
from bot.ports import Store
from bot.rules.calendar import local_day
from bot.rules.listed import Fault, FileUnreadable
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Html, Speaker
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Screen, send_document, show
from handlers.sponsors.buttons import ByFile, back

router = Door("agreements-by-file", Who.COORDINATOR)

FOCUS = "agreements-file"
#: So many faults a message; whoever has more mends these first.
_SHOWN = 15


@router.callback_query(ByFile.filter())
async def ask(tap: CallbackQuery, turn: Store, person: Person, t: Speaker) -> None:
    """The template, and what to do with it."""
    await turn.do(listed.ask, person.id, focus=FOCUS)
    file = BufferedInputFile(template(t.language), f"{t.plain('csv.file')}.csv")
    await send_document(tap, file, Screen(t("csv.ask"), [back(t)]))


@router.message(Focus(FOCUS, anything=True))
async def sent(
    message: Message, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy, bot: Bot
) -> None:
    """The list that was filled in: every fault with its row, or all of it kept."""
    if message.document is None or (message.document.file_size or 0) > MOST_BYTES:
        raise FileUnreadable
    held = BytesIO()
    await bot.download(message.document, held)
    rows, faults = read_agreements(held.getvalue(), local_day(now), policy)
    try:
        kept = await turn.do(listed.keep, person.id, rows, faults, now=now, policy=policy)
    except ListFaulty as no:
        await show(message, _faults(t, no.faults))
        return
    told = [
        t.plain("csv.kept.agreements", n=kept.agreements),
        t.plain("report.count.places", n=kept.places),
        t.plain("csv.kept.firms", n=kept.firms),
    ]
    another = Button(t.plain("sponsor.by_file"), ByFile())
    await show(message, Screen(t("csv.kept", told=told), [[another], back(t)]))


def _faults(t: Speaker, faults: tuple[Fault, ...]) -> Screen:
    """Row by row as the file has them; nothing was kept."""
    lines = [
        t(
            "csv.fault" if fault.column else "csv.fault_row",
            row=fault.row,
            what=fault.column or "",
            why=t.no(fault.why),
        )
        for fault in faults[:_SHOWN]
    ]
    more = len(faults) - _SHOWN
    rest = [t("csv.more", n=more)] if more > 0 else []
    text = Html("\n\n".join((t("csv.faulty", n=len(faults)), *lines, *rest)))
    return Screen(text, [back(t)])
