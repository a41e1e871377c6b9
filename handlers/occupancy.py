"""HR managers: their firm's month on request, as it also comes by itself on the fifth."""

import asyncio
from datetime import datetime

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.actions import summaries
from bot.ports import Reports, Store
from bot.rules.calendar import Month, local_day
from bot.rules.people import Person, Role
from bot.rules.policy import Policy
from bot.rules.refusals import MonthInFuture, NoAgreement, Unclear
from bot.texts import Speaker
from bot.texts.summaries import caption
from handlers import menu
from handlers.doors import Door, Who
from handlers.errors import refusal_key
from handlers.screens import Button, Event, Screen, show, toast

router = Door("occupancy", Who.HR)

MONTHS_SHOWN = 12


class Ask(CallbackData, prefix="oc"):
    """A firm's month, "2027-03"; an empty month asks which."""

    sponsor: str
    month: str = ""


@router.message(Command("summary", "resume", "overzicht"))
@router.callback_query(F.data == menu.SUMMARY)
async def which(event: Event, turn: Store, person: Person, t: Speaker, now: datetime) -> None:
    firms = await turn.look(summaries.firms, person.id)
    if len(firms) == 1:
        await show(event, months_screen(t, firms[0].id, now))
        return
    rows = [[Button(firm.name, Ask(sponsor=firm.id))] for firm in firms]
    await show(event, Screen(t("summary.which_firm"), [*rows, [menu.open_button(t)]]))


def months_screen(t: Speaker, sponsor_id: str, now: datetime) -> Screen:
    """The last twelve months, the newest first."""
    current = Month.of(local_day(now))
    months = [current.plus(-back) for back in range(MONTHS_SHOWN)]
    buttons = [
        Button(t.plain("summary.month", month=month), Ask(sponsor=sponsor_id, month=str(month)))
        for month in months
    ]
    rows = [buttons[index : index + 2] for index in range(0, MONTHS_SHOWN, 2)]
    return Screen(t("summary.which_month"), [*rows, [menu.open_button(t)]])


@router.callback_query(Ask.filter(F.month == ""))
async def which_month(tap: CallbackQuery, callback_data: Ask, t: Speaker, now: datetime) -> None:
    await show(tap, months_screen(t, callback_data.sponsor, now))


@router.callback_query(Ask.filter())
async def one_month(
    tap: CallbackQuery,
    callback_data: Ask,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    reports: Reports,
) -> None:
    month = _month(callback_data.month)
    try:
        summary = await turn.look(
            summaries.summary_of, person.id, callback_data.sponsor, month, now=now, policy=policy
        )
    except (MonthInFuture, NoAgreement) as refusal:
        await toast(tap, t.plain(refusal_key(refusal), month=month), alert=True)
        return
    await toast(tap, t.plain("summary.coming"))
    picture, page = await asyncio.gather(
        asyncio.to_thread(reports.picture, summary, t.language),
        asyncio.to_thread(reports.page, summary, t.language),
    )
    if isinstance(tap.message, Message):
        await tap.message.answer_photo(
            BufferedInputFile(picture, f"cigogne-{month}.png"), caption=caption(summary, t, policy)
        )
        await tap.message.answer_document(
            BufferedInputFile(page, f"cigogne-{month}.pdf"),
            reply_markup=Screen(
                "", [[Button(t.plain("summary.another"), menu.SUMMARY)], [menu.open_button(t)]]
            ).keyboard(),
        )


@router.callback_query(F.data == menu.PROMISE)
async def promise(tap: CallbackQuery, turn: Store, person: Person, t: Speaker, policy: Policy) -> None:
    """What an HR manager sees, and what never."""
    firms = await turn.look(summaries.firms, person.id)
    await show(tap, Screen(menu.role_text(t, Role.HR, t.list(firms), policy), [[menu.open_button(t)]]))


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as problem:
        raise Unclear(what="month") from problem
