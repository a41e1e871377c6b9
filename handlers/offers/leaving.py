"""Coordinators and directors: the last day of a family's stay."""

from datetime import date, datetime, timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import contracts
from bot.ports import Store
from bot.rules.calendar import local_day
from bot.rules.people import Person
from bot.rules.references import grouped
from bot.texts import Speaker
from bot.texts.days import read_past_day, tapped_day
from handlers import menu
from handlers.desk import Desk, Leaving
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, show

router = Door("offers-leaving", Who.STAFF)

FOCUS = "leaving"


class Left(CallbackData, prefix="lv"):
    """The family's last day, "2027-03-15"."""

    id: str
    on: str


@router.callback_query(Leaving.filter())
async def which_day(
    tap: CallbackQuery, callback_data: Leaving, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    await turn.do(contracts.ask_leave, person.id, callback_data.id, focus=FOCUS)
    today = local_day(now)
    yesterday = today - timedelta(days=1)
    days = [
        Button(t.plain("desk.today"), Left(id=callback_data.id, on=today.isoformat())),
        Button(t.plain("desk.yesterday"), Left(id=callback_data.id, on=yesterday.isoformat())),
    ]
    back = Button(t.plain("meetings.back_to_request"), Desk(id=callback_data.id))
    await show(tap, Screen(t("desk.ask_leave"), [days, [back], [menu.open_button(t)]]))


@router.callback_query(Left.filter())
async def tapped(
    tap: CallbackQuery, callback_data: Left, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    day = tapped_day(callback_data.on)
    await _left(tap, callback_data.id, day, turn=turn, person=person, t=t, now=now)


@router.message(Focus(FOCUS))
async def typed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    day = read_past_day(message.text or "", t.language, local_day(now))
    await _left(message, subject, day, turn=turn, person=person, t=t, now=now)


async def _left(
    event: Event, request_id: str, on: date, *, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    request = await turn.do(contracts.leave, person.id, request_id, on=on, now=now)
    text = t("desk.left", reference=grouped(request.reference), on=on)
    await show(event, Screen(text, [[menu.open_button(t)]]))
