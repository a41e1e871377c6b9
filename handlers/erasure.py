"""Whoever has read the notice: have one's data erased, told beforehand what goes and what has to stay."""

from datetime import datetime

from aiogram import F
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.actions import erasure
from bot.ports import Store
from bot.rules.erasure import Erasure, Kept
from bot.rules.people import Person
from bot.rules.references import grouped
from bot.rules.retention import BY_LAW, Category
from bot.texts import Html, Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.screens import Button, Event, Screen, show

router = Door("erasure", Who.READER)

ASK, SURE = "erase", "erase-sure"


@router.message(Command("erase", "effacer"))
@router.callback_query(F.data == ASK)
async def ask(event: Event, turn: Store, person: Person, t: Speaker) -> None:
    found = await turn.look(erasure.plan, person.id)
    rows = [[Button(t.plain("erase.no"), menu.OPEN)], [Button(t.plain("erase.sure"), SURE)]]
    await show(event, Screen(_plan(t, found), rows))


@router.callback_query(F.data == SURE)
async def erase(tap: CallbackQuery, turn: Store, person: Person, t: Speaker, now: datetime) -> None:
    await turn.do(erasure.erase, person.id, now=now)
    await show(tap, Screen(t("erase.done"), []))


def _plan(t: Speaker, found: Erasure) -> Html:
    """What goes now; what becomes of each request; what lies with Telegram."""
    goes = t("erase.goes.chat" if found.keeps_contacts else "erase.goes.all")
    lines = [
        t("erase.ask"),
        goes,
        _goes(t, found) if found.goes else "",
        t("erase.shared") if found.shared else "",
        *(_kept(t, one) for one in found.kept),
        t("erase.telegram"),
    ]
    return Html("\n\n".join(filter(None, lines)))


def _goes(t: Speaker, found: Erasure) -> Html:
    references = [grouped(request.reference) for request in found.goes]
    years = BY_LAW[Category.ENDED].years
    return t("erase.requests", n=len(references), references=references, years=years)


def _kept(t: Speaker, one: Kept) -> Html:
    reference = grouped(one.request.reference)
    if one.until is None:
        return t("erase.kept.there.open", reference=reference, years=BY_LAW[Category.ENROLLED].years)
    return t(f"erase.kept.{one.ground.value}", reference=reference, until=one.until)
