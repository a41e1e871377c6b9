"""Whoever has read the notice: have one's data erased, told beforehand what goes and what has to stay."""

from datetime import datetime

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import erasure
from bot.ports import Store
from bot.rules.calendar import local_day
from bot.rules.erasure import Erasure, Kept
from bot.rules.people import Person
from bot.rules.references import grouped
from bot.rules.retention import BY_LAW, Category
from bot.texts import Html, Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.notice import mark
from handlers.screens import Button, Event, Screen, show

router = Door("erasure", Who.READER)

ASK, KEEP = "erase", "erase-no"


class Sure(CallbackData, prefix="er"):
    """`mark` tells which plan stands above the button, of which day: it may be another by now."""

    mark: str


@router.message(Command("erase", "effacer", "wissen", "loeschen"))
@router.callback_query(F.data == ASK)
async def ask(event: Event, turn: Store, person: Person, t: Speaker, now: datetime) -> None:
    words = await _words(turn, person, t)
    sure = Button(t.plain("erase.sure"), Sure(mark=_mark(words, now)))
    await show(event, Screen(words, [[Button(t.plain("erase.no"), KEEP)], [sure]]))


@router.callback_query(F.data == KEEP)
async def keep(tap: CallbackQuery, turn: Store, person: Person, t: Speaker) -> None:
    await show(tap, await menu.main_screen(turn, t, person, greeting=t("erase.nothing")))


@router.callback_query(Sure.filter())
async def erase(
    tap: CallbackQuery, callback_data: Sure, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    if callback_data.mark != _mark(await _words(turn, person, t), now):
        await ask(tap, turn, person, t, now)
        return
    await turn.do(erasure.erase, person.id, now=now)
    await show(tap, Screen(t("erase.done"), []))


async def _words(turn: Store, person: Person, t: Speaker) -> Html:
    return _plan(t, await turn.look(erasure.plan, person.id), person)


def _mark(words: Html, now: datetime) -> str:
    return mark(f"{local_day(now)} {words}")


def _plan(t: Speaker, found: Erasure, person: Person) -> Html:
    """What goes now; what becomes of each request; what lies with Telegram."""
    goes = t("erase.goes.chat" if found.keeps_contacts else "erase.goes.all")
    lines = [
        t("erase.ask"),
        goes,
        t("erase.no_phone") if found.keeps_contacts and not person.phone else "",
        *requests(t, found),
        t("erase.telegram"),
    ]
    return Html("\n\n".join(filter(None, lines)))


def requests(t: Speaker, found: Erasure) -> list[Html]:
    """What becomes of each request."""
    goes = [_goes(t, found)] if found.goes else []
    shared = [t("erase.shared")] if found.shared else []
    return [*goes, *shared, *(_kept(t, one) for one in found.kept)]


def _goes(t: Speaker, found: Erasure) -> Html:
    references = [grouped(request.reference) for request in found.goes]
    years = BY_LAW[Category.ENDED].years
    return t("erase.requests", n=len(references), references=references, years=years)


def _kept(t: Speaker, one: Kept) -> Html:
    reference = grouped(one.request.reference)
    if one.until is None:
        return t("erase.kept.there.open", reference=reference, years=BY_LAW[Category.ENROLLED].years)
    return t(f"erase.kept.{one.ground.value}", reference=reference, until=one.until)
