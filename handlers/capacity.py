"""Coordinators and directors: a crèche's free places as a picture, on a day, and the exits to come."""

import asyncio
from datetime import date, datetime

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.actions import capacity, lists
from bot.ports import Reports, Store
from bot.rules.calendar import local_day
from bot.rules.capacity import DayRoom, Exits
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Html, Speaker
from bot.texts.capacity import caption
from bot.texts.reading import read_day
from bot.texts.summaries import neat
from handlers import files, menu
from handlers.closures import Shut
from handlers.cuts import Cut
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, show, show_photo

router = Door("capacity", Who.STAFF)

FOCUS = "capacity"


class Room(CallbackData, prefix="cp"):
    """`do`: year, or exits; of that crèche."""

    do: str
    creche: str


@router.message(Command("capacity", "places"))
@router.callback_query(F.data == menu.CAPACITY)
async def which(
    event: Event,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    reports: Reports,
) -> None:
    found = await turn.look(lists.creches, person.id, policy=policy)
    if len(found) == 1:
        only = found[0][0]
        await _year(event, only, turn=turn, person=person, t=t, now=now, policy=policy, reports=reports)
        return
    rows = [[Button(policy.creche(creche).name, Room(do="year", creche=creche))] for creche, _ in found]
    await show(event, Screen(t("capacity.which"), [*rows, [menu.open_button(t)]]))


@router.callback_query(Room.filter(F.do == "year"))
async def year(
    tap: CallbackQuery,
    callback_data: Room,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    reports: Reports,
) -> None:
    await _year(
        tap, callback_data.creche, turn=turn, person=person, t=t, now=now, policy=policy, reports=reports
    )


@router.callback_query(Room.filter(F.do == "exits"))
async def exits(
    tap: CallbackQuery,
    callback_data: Room,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.look(capacity.exits, person.id, callback_data.creche, now=now, policy=policy)
    name = policy.creche(callback_data.creche).name
    lines = [_exits(t, one) for one in found] or [t("capacity.no_exits")]
    text = "\n".join((t("capacity.exits_head", creche=name), "", *lines))
    await show(tap, Screen(text, _ways(t, callback_data.creche, exits_=False)))


@router.message(Focus(FOCUS), files.Reference())
async def typed(message: Message, reference: str, turn: Store, person: Person, t: Speaker) -> None:
    """A reference opens a file here too; no day reads like one."""
    await files.typed(message, reference, turn, person, t)


@router.message(Focus(FOCUS))
async def one_day(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    """The half-days of a typed date."""
    day = read_day(message.text or "", t.language, local_day(now)).day
    found = await turn.look(capacity.one_day, person.id, subject, day, policy=policy)
    await show(message, Screen(_day(t, subject, day, found, policy), _ways(t, subject)))


async def _year(
    event: Event,
    creche: str,
    *,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    reports: Reports,
) -> None:
    found = await turn.do(capacity.year_ahead, person.id, creche, focus=FOCUS, now=now, policy=policy)
    picture = await asyncio.to_thread(reports.capacity, creche, found.months, t.language)
    text = caption(policy.creche(creche).name, found.months, found.held, t)
    file = BufferedInputFile(picture, f"cigogne-{creche}.png")
    await show_photo(event, file, Screen(text, _ways(t, creche, year_=False)))


def _ways(t: Speaker, creche: str, *, year_: bool = True, exits_: bool = True) -> list[list[Button]]:
    rows = []
    if year_:
        rows.append([Button(t.plain("capacity.again"), Room(do="year", creche=creche))])
    if exits_:
        rows.append([Button(t.plain("capacity.exits"), Room(do="exits", creche=creche))])
    rows.append([Button(t.plain("closing.button"), Shut(creche=creche))])
    rows.append([Button(t.plain("cut.button"), Cut(creche=creche))])
    return [*rows, [menu.open_button(t)]]


def _exits(t: Speaker, one: Exits) -> Html:
    return t("capacity.exits_month", month=one.month, n=one.children, places=neat(one.places))


def _day(t: Speaker, creche: str, day: date, room: DayRoom | None, policy: Policy) -> str:
    known = policy.creche(creche)
    if room is None:
        return t("capacity.day_shut", creche=known.name, day=day)
    lines = [
        t("capacity.day_line", slot=slot, taken=known.places - free, places=known.places, free=free)
        for slot, free in room.free.items()
    ]
    groups = {group.value: n for group, n in room.ages.by_group.items()}
    ages = t("capacity.day_ages", unknown=room.ages.unknown, **groups)
    head = t("capacity.day", creche=known.name, weekday=t.weekday(day.weekday()), day=day)
    return "\n".join((head, *lines, ages))
