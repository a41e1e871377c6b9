"""Have data corrected, or object: what the form changes is one tap away, the rest a coordinator answers."""

from datetime import datetime

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import pleas, requests
from bot.actions.people import focus as remember
from bot.actions.pleas import Opened
from bot.ports import Store
from bot.rules.people import Person
from bot.rules.pleas import Kind, Own, Plea
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.requests import LEAVABLE
from bot.texts import Html, Speaker
from bot.texts.reading import read_phone
from handlers import menu
from handlers.doors import Door, Who
from handlers.files import Open
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, show
from handlers.signup.buttons import Change

router = Door("pleas", Who.READER)
answering = Door("pleas answered", Who.COORDINATOR)

OPEN, WAITING = "plea", "pleas"
#: What typed words are: a plea, one's own name or telephone, the answer to a plea.
ASKING, CORRECTING, ANSWERING = "plea", "own", "plea-answer"


class Ask(CallbackData, prefix="pk"):
    """Words about one's data are wanted."""

    kind: Kind


class Correct(CallbackData, prefix="po"):
    """One's own name or telephone is wanted."""

    own: Own


class View(CallbackData, prefix="pv"):
    """A coordinator reads a plea."""

    id: str


@router.callback_query(F.data == OPEN)
async def open_pleas(tap: CallbackQuery, turn: Store, person: Person, t: Speaker) -> None:
    family = await turn.look(requests.of_family, person.id)
    own = [[Button(t.plain(f"signup.label.{one.value}"), Correct(own=one))] for one in Own]
    changing = [
        [Button(t.plain("plea.wishes", reference=grouped(one.reference)), Change(id=one.id))]
        for one in family
        if one.state in LEAVABLE
    ]
    asking = [[Button(t.plain(f"plea.write.{kind.value}"), Ask(kind=kind))] for kind in Kind]
    await show(tap, Screen(t("plea.open"), [*own, *changing, *asking, [_back(t)]]))


def _back(t: Speaker) -> Button:
    return Button(t.plain("plea.back"), menu.MY_DATA)


@router.callback_query(Correct.filter())
async def ask_own(
    tap: CallbackQuery, callback_data: Correct, turn: Store, person: Person, t: Speaker
) -> None:
    await turn.do(remember, person.id, CORRECTING, callback_data.own.value)
    await show(tap, Screen(t(f"plea.own.{callback_data.own.value}"), [[_back(t)]]))


@router.message(Focus(CORRECTING))
async def said_own(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    own, text = Own(subject), message.text or ""
    value = read_phone(text) if own is Own.PHONE else text
    kept = await turn.do(pleas.correct, person.id, own, value, now=now, policy=policy)
    told = t("plea.own.done", value=kept.phone if own is Own.PHONE else kept.name)
    await show(message, Screen(told, [[_back(t)], [menu.open_button(t)]]))


@router.callback_query(Ask.filter())
async def ask(tap: CallbackQuery, callback_data: Ask, turn: Store, person: Person, t: Speaker) -> None:
    await turn.do(remember, person.id, ASKING, callback_data.kind.value)
    await show(tap, Screen(t(f"plea.ask.{callback_data.kind.value}"), [[_back(t)]]))


@router.message(Focus(ASKING))
async def said(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    plea = await turn.do(pleas.make, person.id, Kind(subject), message.text or "", now=now)
    more = Button(t.plain("plea.more"), Ask(kind=plea.kind))
    await show(message, Screen(t("plea.made", by=plea.by), [[more], [_back(t)], [menu.open_button(t)]]))


@answering.message(Command(WAITING))
@answering.callback_query(F.data == WAITING)
async def waiting(event: Event, turn: Store, person: Person, t: Speaker) -> None:
    found = await turn.look(pleas.waiting, person.id)
    rows = [[Button(_line(t, one), View(id=one.id))] for one in found]
    await show(event, Screen(t("plea.list") if rows else t("plea.none"), [*rows, [menu.open_button(t)]]))


def _line(t: Speaker, plea: Plea) -> str:
    return t.plain("plea.line", kind=t.plain(f"plea.kind.{plea.kind.value}"), by=t.manner.brief_day(plea.by))


@answering.callback_query(View.filter())
async def read(
    tap: CallbackQuery, callback_data: View, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    opened = await turn.do(pleas.read, person.id, callback_data.id, focus=ANSWERING, now=now)
    opening = [
        [Button(t.plain("plea.file", reference=grouped(one.reference)), Open(id=one.id))]
        for one in opened.requests
    ]
    ways = [[Button(t.plain("plea.others"), WAITING)], [menu.open_button(t)]]
    await show(tap, Screen(_card(t, opened), [*opening, *ways]))


def _card(t: Speaker, opened: Opened) -> Html:
    plea, nothing = opened.plea, t.plain("mydata.nothing")
    card = t(
        "plea.card",
        kind=t.plain(f"plea.kind.{plea.kind.value}"),
        at=plea.asked_at,
        name=opened.person.name or nothing,
        phone=opened.person.phone or nothing,
        language=t.languages.get(opened.person.language, opened.person.language),
        words=plea.words,
    )
    rest = t("plea.was_answered", answer=plea.answer) if plea.answered_at else t("plea.answer", by=plea.by)
    return Html(f"{card}\n\n{rest}")


@answering.message(Focus(ANSWERING))
async def answer(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    await turn.do(pleas.answer, person.id, subject, message.text or "", now=now)
    rows = [[Button(t.plain("plea.others"), WAITING)], [menu.open_button(t)]]
    await show(message, Screen(t("plea.answered"), rows))
