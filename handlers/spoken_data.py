"""Coordinators: hand a family without Telegram its data, or erase them, as it asks (GDPR, 15, 17, 20)."""

from datetime import datetime

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.types import BufferedInputFile, CallbackQuery

from bot.actions import erasure, my_data
from bot.ports import Store
from bot.rules.calendar import local_day
from bot.rules.erasure import Erasure
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Html, Speaker, Texts
from handlers import menu
from handlers.doors import Door, Who
from handlers.erasure import requests
from handlers.my_file import my_file
from handlers.notice import mark
from handlers.people import page
from handlers.screens import Button, Screen, add, send_document, show
from handlers.spoken import Theirs, ways

router = Door("spoken-data", Who.COORDINATOR)


class Sure(CallbackData, prefix="be"):
    """`plan` tells which plan stands above the button, of which day: it may be another by now."""

    id: str
    mark: str
    plan: str


@router.callback_query(Theirs.filter(F.do == "copy"))
async def copy(
    tap: CallbackQuery,
    callback_data: Theirs,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    """The page and the file that a family with Telegram has by itself, in the family's language."""
    request_id = callback_data.id
    found = await turn.do(my_data.copy_for, person.id, request_id, callback_data.mark, now=now)
    theirs = texts.speaker(found.person.language)
    await add(tap, Screen(page(theirs, found, policy)))
    file = BufferedInputFile(my_file(theirs, found, policy).encode(), "cigogne-mydata.json")
    await send_document(tap, file, Screen(t("behalf.copied"), ways(t, request_id)))


@router.callback_query(Theirs.filter(F.do == "erase"))
async def ask(
    tap: CallbackQuery, callback_data: Theirs, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    await _ask(tap, callback_data.id, callback_data.mark, turn=turn, person=person, t=t, now=now)


async def _ask(
    tap: CallbackQuery,
    request_id: str,
    guardian: str,
    *,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
) -> None:
    """What goes and what stays, to be read out; nothing to tap where the law keeps it all."""
    found, whose = await turn.look(erasure.plan_for, person.id, request_id, guardian)
    words = _plan(t, found, whose)
    sure = Sure(id=request_id, mark=guardian, plan=_mark(words, now))
    may = [] if found.keeps_contacts else [[Button(t.plain("erase.sure"), sure)]]
    await show(tap, Screen(words, [*may, *ways(t, request_id)]))


@router.callback_query(Sure.filter())
async def erase(
    tap: CallbackQuery, callback_data: Sure, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    request_id, guardian = callback_data.id, callback_data.mark
    found, whose = await turn.look(erasure.plan_for, person.id, request_id, guardian)
    if callback_data.plan != _mark(_plan(t, found, whose), now):
        await _ask(tap, request_id, guardian, turn=turn, person=person, t=t, now=now)
        return
    await turn.do(erasure.erase_for, person.id, request_id, guardian, now=now)
    await show(tap, Screen(t("behalf.erased"), [[menu.open_button(t)]]))


def _mark(words: Html, now: datetime) -> str:
    return mark(f"{local_day(now)} {words}")


def _plan(t: Speaker, found: Erasure, guardian: Person) -> Html:
    goes = t("behalf.stays" if found.keeps_contacts else "behalf.goes")
    lines = [t("behalf.ask_erase", name=guardian.name or "–"), goes, *requests(t, found)]
    return Html("\n\n".join(lines))
