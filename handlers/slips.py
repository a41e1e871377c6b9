"""Coordinators and directors: a slip of paper that attaches a telephone; a lost one is detached first."""

import asyncio
from datetime import datetime

from aiogram import Bot, F
from aiogram.filters.callback_data import CallbackData
from aiogram.types import BufferedInputFile, CallbackQuery

from bot.actions import desks, slips
from bot.ports import Reports, Store
from bot.rules.families import MOST_GUARDIANS
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import MARK, grouped
from bot.rules.slips import Lost
from bot.texts import Speaker
from handlers import menu
from handlers.desk import Desk, Phones
from handlers.doors import Door, Who
from handlers.screens import Button, Screen, send_document, show

router = Door("slips", Who.STAFF)


class Slip(CallbackData, prefix="qs"):
    """`do`: print, other (for the second parent), ask (why the chat is lost); the guardian of that mark."""

    do: str
    id: str
    mark: str


class Detach(CallbackData, prefix="qd"):
    """That guardian's chat is no longer theirs, for that reason."""

    id: str
    mark: str
    why: Lost


@router.callback_query(Phones.filter())
async def who(tap: CallbackQuery, callback_data: Phones, turn: Store, person: Person, t: Speaker) -> None:
    """Each guardian with what can be done: a slip for those without a chat."""
    found = await turn.look(slips.guardians, person.id, callback_data.id)
    rows = [[_button(t, callback_data.id, guardian)] for guardian in found.guardians]
    if desks.speaks_for(found.guardians) and len(found.guardians) < MOST_GUARDIANS:
        mark = found.guardians[0].id[:MARK]
        rows.append([Button(t.plain("slip.other"), Slip(do="other", id=callback_data.id, mark=mark))])
    back = Button(t.plain("slip.back"), Desk(id=callback_data.id))
    text = t("slip.who", reference=grouped(found.request.reference))
    await show(tap, Screen(text, [*rows, [back], [menu.open_button(t)]]))


def _button(t: Speaker, request_id: str, guardian: Person) -> Button:
    do = "print" if guardian.chat_id is None else "ask"
    label = t.plain(f"slip.{do}", name=guardian.name or "–")
    return Button(label, Slip(do=do, id=request_id, mark=guardian.id[:MARK]))


@router.callback_query(Slip.filter(F.do == "ask"))
async def ask_why(tap: CallbackQuery, callback_data: Slip, turn: Store, person: Person, t: Speaker) -> None:
    """Asked once, with the reason: somebody loses their view of the file."""
    request_id, mark = callback_data.id, callback_data.mark
    await turn.look(slips.marked, person.id, request_id, mark)
    rows = [[Button(t.show(why), Detach(id=request_id, mark=mark, why=why))] for why in Lost]
    keep = Button(t.plain("slip.keep_chat"), Phones(id=request_id))
    await show(tap, Screen(t("slip.ask_why"), [*rows, [keep], [menu.open_button(t)]]))


@router.callback_query(Detach.filter())
async def detach(
    tap: CallbackQuery, callback_data: Detach, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    request_id, mark, why = callback_data.id, callback_data.mark, callback_data.why
    await turn.do(slips.detach, person.id, request_id, mark, why=why, now=now)
    rows = [
        [Button(t.plain("slip.print_now"), Slip(do="print", id=request_id, mark=mark))],
        [Button(t.plain("slip.back"), Desk(id=request_id))],
        [menu.open_button(t)],
    ]
    await show(tap, Screen(t("slip.detached"), rows))


@router.callback_query(Slip.filter(F.do.in_({"print", "other"})))
async def print_(
    tap: CallbackQuery,
    callback_data: Slip,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    reports: Reports,
    bot: Bot,
) -> None:
    request_id, mark = callback_data.id, callback_data.mark
    if callback_data.do == "other":
        slip = await turn.do(slips.make_for_other, person.id, request_id, now=now, policy=policy)
    else:
        slip = await turn.do(slips.make, person.id, request_id, mark, now=now, policy=policy)
    me = await bot.me()
    page = await asyncio.to_thread(
        reports.slip,
        link=f"https://t.me/{me.username}?start={slip.payload}",
        reference=slip.reference,
        until=slip.until,
        language=slip.language,
    )
    back = Button(t.plain("slip.back"), Desk(id=request_id))
    text = t("slip.sent", reference=grouped(slip.reference), until=slip.until)
    file = BufferedInputFile(page, f"cigogne-{slip.reference}.pdf")
    await send_document(tap, file, Screen(text, [[back], [menu.open_button(t)]]))
