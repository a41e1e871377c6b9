"""Coordinators and directors: how many places a crèche may fill, never fewer than are signed."""

import re
from datetime import datetime

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import cuts
from bot.ports import Store
from bot.rules.closures import Cause
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import Unclear
from bot.texts import Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, add, show

router = Door("cuts", Who.STAFF)

FOCUS = "places"
LONGEST_REASON = 200


class Cut(CallbackData, prefix="ct"):
    """The places of a crèche; with a number and a cause, so many may be filled."""

    creche: str
    places: int = 0
    why: str = ""


@router.callback_query(Cut.filter(F.places == 0))
async def ask(
    tap: CallbackQuery, callback_data: Cut, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    creche = callback_data.creche
    await turn.do(cuts.ask, person.id, creche, focus=FOCUS, policy=policy)
    known = policy.creche(creche)
    text = t("cut.ask", creche=known.name, places=known.places, most=known.most)
    await add(tap, Screen(text, [[menu.open_button(t)]]))


@router.message(Focus(FOCUS))
async def typed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    """The number, or, once it has been weighed, the reason in one's own words."""
    creche, *number = subject.split("/")
    text = " ".join((message.text or "").split())
    if number:
        wanted = Cut(creche=creche, places=int(number[0]), why=text[:LONGEST_REASON])
        await _cut(message, wanted, turn=turn, person=person, t=t, now=now, policy=policy)
        return
    found = re.fullmatch(r"\D*(\d{1,4})\D*", text)
    if found is None:
        raise Unclear(what="places")
    places = int(found.group(1))
    peak = await turn.do(cuts.weigh, person.id, creche, places, focus=FOCUS, now=now, policy=policy)
    rows = [[Button(t.show(cause), Cut(creche=creche, places=places, why=cause))] for cause in Cause]
    values = {"creche": policy.creche(creche).name, "before": policy.creche(creche).places, "after": places}
    text = t("cut.weighed", taken=peak.taken, slot=peak.slot, day=peak.day, **values)
    await show(message, Screen(text, [*rows, [menu.open_button(t)]]))


@router.callback_query(Cut.filter())
async def cut(
    tap: CallbackQuery,
    callback_data: Cut,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    await _cut(tap, callback_data, turn=turn, person=person, t=t, now=now, policy=policy)


async def _cut(
    event: Event, wanted: Cut, *, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    creche, places = wanted.creche, wanted.places
    await turn.do(cuts.cut, person.id, creche, places, why=wanted.why, now=now, policy=policy)
    text = t("cut.done", creche=policy.creche(creche).name, n=places)
    await show(event, Screen(text, [[menu.open_button(t)]]))
