"""Coordinators and directors: who waits for a meeting, and noting that it took place."""

from datetime import date, datetime

from aiogram import F
from aiogram.filters import Command, Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import requests
from bot.ports import Store
from bot.rules.calendar import local_day
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import grouped, read_reference
from bot.rules.refusals import Unclear
from bot.texts import Speaker
from bot.texts.days import read_past_day, tapped_day
from handlers import desk, menu
from handlers.desk import Desk, Met
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, show

router = Door("meetings", Who.STAFF)

FOCUS = "meeting"
PAGE = 6


class Waiting(CallbackData, prefix="mw"):
    """The list behind that reference, or before it."""

    at: str
    back: bool = False


@router.message(Command("meetings", "rencontres"))
@router.callback_query(F.data == menu.MEETINGS)
async def waiting(event: Event, turn: Store, person: Person, t: Speaker) -> None:
    await show(event, await _list_screen(turn, person, t))


@router.callback_query(Waiting.filter())
async def more_waiting(
    tap: CallbackQuery, callback_data: Waiting, turn: Store, person: Person, t: Speaker
) -> None:
    at, back = callback_data.at, callback_data.back
    await show(tap, await _list_screen(turn, person, t, at=at, back=back))


async def _list_screen(
    turn: Store, person: Person, t: Speaker, *, at: str = "", back: bool = False
) -> Screen:
    found = await turn.do(
        requests.open_waiting, person.id, focus=FOCUS, reference=at, backward=back, limit=PAGE
    )
    rows = [
        [
            Button(
                t.plain(
                    "meetings.line", reference=grouped(request.reference), at=local_day(request.registered_at)
                ),
                Desk(id=request.id),
            )
        ]
        for request in found.requests
    ]
    pages = []
    if found.more_before:
        first = found.requests[0].reference if found.requests else ""
        pages.append(Button(t.plain("list.back"), Waiting(at=first, back=True)))
    if found.more_behind and found.requests:
        pages.append(Button(t.plain("list.more"), Waiting(at=found.requests[-1].reference)))
    text = t("meetings.list") if rows else t("meetings.none")
    return Screen(text, [*rows, pages, [menu.open_button(t)]])


@router.callback_query(Desk.filter())
async def open_request(
    tap: CallbackQuery,
    callback_data: Desk,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.do(requests.at_desk, person.id, callback_data.id, focus=FOCUS, now=now)
    await show(tap, desk.card(t, found, now, policy))


class AboutMeetings(Filter):
    """Not the reference of another file while one is open: why that one is opened has to be asked."""

    async def __call__(self, message: Message, person: Person | None) -> bool:
        an_open_one = person is not None and ":" in person.focus
        return not (an_open_one and read_reference(message.text or ""))


@router.message(Focus(FOCUS), AboutMeetings())
async def typed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    """A reference read out at the list, or, with a request open, the day of its meeting."""
    text = message.text or ""
    reference = read_reference(text)
    if reference is not None:
        found = await turn.do(requests.by_reference, person.id, reference, focus=FOCUS, now=now)
        await show(message, desk.card(t, found, now, policy))
    elif subject:
        day = read_past_day(text, t.language, local_day(now))
        await _record(message, subject, day, turn=turn, person=person, t=t, now=now, policy=policy)
    else:
        raise Unclear(what="reference")


@router.callback_query(Met.filter())
async def met(
    tap: CallbackQuery,
    callback_data: Met,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    day = tapped_day(callback_data.on)
    await _record(tap, callback_data.id, day, turn=turn, person=person, t=t, now=now, policy=policy)


async def _record(
    event: Event,
    request_id: str,
    on: date,
    *,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.do(requests.record_meeting, person.id, request_id, on=on, now=now, policy=policy)
    back = Button(t.plain("meetings.back"), menu.MEETINGS)
    text = t("meetings.recorded", reference=grouped(found.reference), on=on)
    await show(event, Screen(text, [[back], [menu.open_button(t)]]))
