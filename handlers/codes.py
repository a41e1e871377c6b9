"""HR managers, and coordinators for a firm: a sheet of codes to print and hand out; how many were used."""

import asyncio
from datetime import datetime

from aiogram import Bot, F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import BufferedInputFile, CallbackQuery

from bot.actions import codes, summaries
from bot.actions.codes import Codes, Made
from bot.ports import Reports, Store
from bot.rules.calendar import local_day
from bot.rules.codes import SIZES, CodeSheet
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.signup import link_of
from bot.texts import Html, Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.occupancy import which_firm
from handlers.screens import Button, Event, Screen, send_document, show

router = Door("codes", Who.HR)
for_firm = Door("codes-of-firm", Who.FIRM)

_SHOWN = 6


class OfFirm(CallbackData, prefix="eo"):
    """The codes of a firm."""

    sponsor: str


class MakeCodes(CallbackData, prefix="em"):
    """So many; `at`: when the screen was shown, good for one sheet."""

    sponsor: str
    size: int
    at: int


class Sheet(CallbackData, prefix="es"):
    """A sheet; `sure`: call it back."""

    id: str
    sure: bool = False


@router.message(Command("codes"))
@router.callback_query(F.data == menu.CODES)
async def which(event: Event, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy) -> None:
    firms = await turn.look(summaries.firms, person.id)
    if len(firms) == 1:
        found = await turn.look(codes.of, person.id, firms[0].id, now=now, policy=policy)
        await show(event, _screen(t, found, now))
        return
    await show(event, which_firm(t, firms, OfFirm))


@for_firm.callback_query(OfFirm.filter())
async def of_firm(
    tap: CallbackQuery,
    callback_data: OfFirm,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.look(codes.of, person.id, callback_data.sponsor, now=now, policy=policy)
    await show(tap, _screen(t, found, now))


@for_firm.callback_query(MakeCodes.filter())
async def make(
    tap: CallbackQuery,
    callback_data: MakeCodes,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    reports: Reports,
    bot: Bot,
) -> None:
    """The sheet as it is printed, at once: the codes are kept nowhere else."""
    asked = str(callback_data.at)
    made = await turn.do(
        codes.make,
        person.id,
        callback_data.sponsor,
        callback_data.size,
        asked=asked,
        now=now,
        policy=policy,
    )
    sheet = await asyncio.to_thread(_typeset, reports, made, (await bot.me()).username or "")
    text = t("code.sheet", n=len(made.codes), firm=made.sponsor.name, until=local_day(made.sheet.expires_at))
    more = Button(t.plain("code.back"), OfFirm(sponsor=made.sponsor.id))
    name = f"cigogne-codes-{local_day(now)}.pdf"
    await send_document(tap, BufferedInputFile(sheet, name), Screen(text, [[more], [menu.open_button(t)]]))


@for_firm.callback_query(Sheet.filter(F.sure == False))  # noqa: E712 – a filter, not a truth
async def ask_back(tap: CallbackQuery, callback_data: Sheet, turn: Store, person: Person, t: Speaker) -> None:
    """Asked once: slips that were handed out say nothing of it."""
    found = await turn.look(codes.sheet, person.id, callback_data.id)
    sure = Button(t.plain("code.call_back.sure"), Sheet(id=found.id, sure=True))
    text = t("code.call_back.ask", n=found.count, day=local_day(found.made_at))
    await show(tap, Screen(text, [[sure], [Button(t.plain("code.back"), OfFirm(sponsor=found.sponsor_id))]]))


@for_firm.callback_query(Sheet.filter())
async def call_back(
    tap: CallbackQuery, callback_data: Sheet, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    found = await turn.do(codes.call_back, person.id, callback_data.id, now=now)
    back = Button(t.plain("code.back"), OfFirm(sponsor=found.sponsor_id))
    await show(tap, Screen(t("code.call_back.done"), [[back], [menu.open_button(t)]]))


def _screen(t: Speaker, found: Codes, now: datetime) -> Screen:
    """What was made, what is over, what was used as a band; then more of them, or some called back."""
    count = found.count
    text = [t("code.title", firm=found.sponsor.name)]
    if count.made:
        text.append(t("code.count", made=count.made, over=count.over, month=count.month, used=count.used))
    text.append(t("code.what"))
    at = int(now.timestamp())
    sizes = [
        Button(t.plain("code.make", n=size), MakeCodes(sponsor=found.sponsor.id, size=size, at=at))
        for size in SIZES
    ]
    rows = [sizes[:2], sizes[2:]]
    live = [sheet for sheet in found.sheets if sheet.holds(now)][:_SHOWN]
    backs = [[Button(_sheet(t, sheet), Sheet(id=sheet.id))] for sheet in live]
    return Screen(Html("\n\n".join(text)), [*rows, *backs, [menu.open_button(t)]])


def _sheet(t: Speaker, sheet: CodeSheet) -> str:
    return t.plain("code.call_back", n=sheet.count, day=local_day(sheet.made_at))


def _typeset(reports: Reports, made: Made, bot_name: str) -> bytes:
    links = [(code, f"https://t.me/{bot_name}?start={link_of(code)}") for code in made.codes]
    return reports.codes(
        links, firm=made.sponsor.name, until=local_day(made.sheet.expires_at), language=made.language
    )
