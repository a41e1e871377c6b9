"""HR managers: their firm's month on request, as it also comes by itself on the fifth."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.actions import summaries
from bot.actions.people import focus
from bot.ports import Reports, Store
from bot.rules.agreements import NoAgreement
from bot.rules.calendar import Month, local_day
from bot.rules.occupancy import Occupancy
from bot.rules.people import LANGUAGES, Person, Role
from bot.rules.places import Sponsor
from bot.rules.policy import Policy
from bot.rules.refusals import MonthInFuture, Unclear
from bot.texts import Speaker, Texts, snake
from bot.texts.reading import read_month
from bot.texts.summaries import caption, details
from handlers import menu
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, add, send_document, show, show_photo, toast

router = Door("occupancy", Who.HR)

T = TypeVar("T")

MONTHS_SHOWN = 12
#: Typed words are a month of that firm.
MONTH = "month"


class Ask(CallbackData, prefix="oc"):
    """A firm's month, "2027-03"; an empty month asks which."""

    sponsor: str
    month: str = ""


class Decide(CallbackData, prefix="vd"):
    """What a firm has to decide."""

    sponsor: str


class Look(CallbackData, prefix="om"):
    """What else there is of a firm's month: details, sheet, the year's statement, the other months."""

    do: str
    sponsor: str
    month: str


class Preview(CallbackData, prefix="op"):
    """A firm's month as somebody of another language gets it."""

    language: str
    sponsor: str
    month: str


@router.message(Command("summary", "resume", "overzicht"))
@router.callback_query(F.data == menu.SUMMARY)
async def which(event: Event, turn: Store, person: Person, t: Speaker, now: datetime) -> None:
    firms = await turn.look(summaries.firms, person.id)
    months = len(firms) == 1 and await _months_screen(turn, person, t, firms[0].id, now)
    await show(event, months or which_firm(t, firms, Ask))


def which_firm(t: Speaker, firms: Iterable[Sponsor], ask: Callable[..., CallbackData]) -> Screen:
    """For a contact of several; `ask(sponsor=…)` is what the tap on one says."""
    rows = [[Button(firm.name, ask(sponsor=firm.id))] for firm in firms]
    return Screen(t("summary.which_firm"), [*rows, [menu.open_button(t)]])


async def _months_screen(turn: Store, person: Person, t: Speaker, firm: str, now: datetime) -> Screen:
    """The last months that there are, the newest first; any other may be typed."""
    months = await turn.look(summaries.months, person.id, firm, most=MONTHS_SHOWN, now=now)
    await turn.do(focus, person.id, MONTH, firm)
    buttons = [
        Button(t.plain("summary.month", month=one), Ask(sponsor=firm, month=str(one))) for one in months
    ]
    rows = [buttons[index : index + 2] for index in range(0, len(buttons), 2)]
    text = t("summary.which_month" if months else "summary.no_month")
    return Screen(text, [*rows, [menu.open_button(t)]])


@router.callback_query(Ask.filter(F.month == ""))
async def which_month(
    tap: CallbackQuery, callback_data: Ask, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    await show(tap, await _months_screen(turn, person, t, callback_data.sponsor, now))


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
    firm, month = callback_data.sponsor, _month(callback_data.month)
    summary = await _asked(tap, turn, summaries.summary_of, person, firm, month, t, now, policy)
    if summary is not None:
        await toast(tap, t.plain("summary.coming"))
        await _send_whole(tap, summary, firm, t, policy, reports)


@router.message(Focus(MONTH))
async def typed_month(
    message: Message,
    subject: str,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    reports: Reports,
) -> None:
    """Without a year, the last such month."""
    month = read_month(message.text or "", t.language, local_day(now), ahead=False).month
    summary = await turn.look(summaries.summary_of, person.id, subject, month, now=now, policy=policy)
    await _send_whole(message, summary, subject, t, policy, reports)


async def _send_whole(
    event: Event, summary: Occupancy, firm: str, t: Speaker, policy: Policy, reports: Reports
) -> None:
    below = [[_button(t, "other", firm, summary.month)], [menu.open_button(t)]]
    await _send(event, summary, t, policy, reports, _rows(t, firm, summary), below)


async def _send(
    event: Event,
    summary: Occupancy,
    t: Speaker,
    policy: Policy,
    reports: Reports,
    rows: Sequence[Sequence[Button]] = (),
    below: Sequence[Sequence[Button]] = (),
) -> None:
    """The picture with its words, then the page, in the language of `t`."""
    picture, page = await asyncio.gather(
        asyncio.to_thread(reports.picture, summary, t.language),
        asyncio.to_thread(reports.page, summary, t.language),
    )
    file = BufferedInputFile(picture, f"cigogne-{summary.month}.png")
    await show_photo(event, file, Screen(caption(summary, t, policy), rows))
    await send_document(event, BufferedInputFile(page, f"cigogne-{summary.month}.pdf"), Screen("", below))


def _rows(t: Speaker, firm: str, summary: Occupancy) -> list[list[Button]]:
    """What else there is of a month; below, where a place is held for the firm, what it decides."""
    looks = (("details", "sheet"), ("year", "preview"))
    rows = [[_button(t, do, firm, summary.month) for do in some] for some in looks]
    decide = [Button(t.plain("summary.button.decide"), Decide(sponsor=firm))]
    return [*rows, decide] if summary.awaiting else rows


def _button(t: Speaker, do: str, firm: str, month: Month) -> Button:
    return Button(t.plain(f"summary.button.{do}"), Look(do=do, sponsor=firm, month=str(month)))


@router.callback_query(Look.filter(F.do == "details"))
async def see_details(
    tap: CallbackQuery,
    callback_data: Look,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """The month in words alone."""
    firm, month = callback_data.sponsor, _month(callback_data.month)
    summary = await _asked(tap, turn, summaries.summary_of, person, firm, month, t, now, policy)
    if summary is not None:
        await add(
            tap,
            Screen(details(summary, t, policy), [[_button(t, do, firm, month) for do in ("sheet", "other")]]),
        )


@router.callback_query(Look.filter(F.do == "sheet"))
async def see_sheet(
    tap: CallbackQuery,
    callback_data: Look,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    reports: Reports,
) -> None:
    """Twelve months, a row for each agreement and month."""
    firm, month = callback_data.sponsor, _month(callback_data.month)
    months = await _asked(tap, turn, summaries.sheet_of, person, firm, month, t, now, policy)
    if months is not None:
        sheet = await asyncio.to_thread(reports.spreadsheet, months, t.language)
        await send_document(tap, BufferedInputFile(sheet, f"cigogne-{month}.xlsx"), Screen(""))


@router.callback_query(Look.filter(F.do == "year"))
async def see_year(
    tap: CallbackQuery,
    callback_data: Look,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    reports: Reports,
) -> None:
    """The year's figures for whoever checks the tax document."""
    firm, month = callback_data.sponsor, _month(callback_data.month)
    months = await _asked(tap, turn, summaries.statement_of, person, firm, month, t, now, policy)
    if months is not None:
        page = await asyncio.to_thread(reports.statement, months, t.language)
        await send_document(tap, BufferedInputFile(page, f"cigogne-{month.year}.pdf"), Screen(""))


@router.callback_query(Look.filter(F.do == "preview"))
@router.callback_query(Preview.filter())
async def preview(
    tap: CallbackQuery,
    callback_data: Look | Preview,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
    reports: Reports,
) -> None:
    """What a director of the firm gets: nothing else, nothing less, without buttons, to be passed on."""
    firm, month = callback_data.sponsor, _month(callback_data.month)
    language = callback_data.language if isinstance(callback_data, Preview) else t.language
    summary = await _asked(tap, turn, summaries.summary_of, person, firm, month, t, now, policy)
    if summary is None:
        return
    await toast(tap, t.plain("summary.coming"))
    await _send(tap, summary, texts.speaker(language), policy, reports)
    others = [
        Button(t.languages[one], Preview(language=one, sponsor=firm, month=str(month)))
        for one in LANGUAGES
        if one != language
    ]
    rows = [others, [Button(t.plain("menu.firm"), menu.FIRM)], [menu.open_button(t)]]
    await add(tap, Screen(t("summary.preview", firm=summary.sponsor_name), rows))


@router.callback_query(Look.filter(F.do == "other"))
async def other_month(
    tap: CallbackQuery, callback_data: Look, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    await add(tap, await _months_screen(turn, person, t, callback_data.sponsor, now))


async def _asked(
    tap: CallbackQuery,
    turn: Store,
    look: Callable[..., T],
    person: Person,
    firm: str,
    month: Month,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> T | None:
    """What was asked for; None once it was said why there is nothing."""
    try:
        return await turn.look(look, person.id, firm, month, now=now, policy=policy)
    except (MonthInFuture, NoAgreement) as refusal:
        await toast(tap, t.plain(f"refusal.{snake(type(refusal).__name__)}", month=month), alert=True)
        return None


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
