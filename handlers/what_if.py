"""Coordinators and directors: before anything is sent, what accepting a request would fill."""

from collections.abc import Iterable
from datetime import date, datetime

from aiogram import F
from aiogram.types import CallbackQuery

from bot.actions import capacity
from bot.ports import Store
from bot.rules import capacity as rules
from bot.rules.calendar import Month
from bot.rules.capacity import Filled
from bot.rules.offers.refusals import SchoolAge, ShutAtEntry
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Html, Speaker
from handlers import menu
from handlers.desk import WhatIf
from handlers.doors import Door, Who
from handlers.screens import Button, Screen, add, show

router = Door("what_if", Who.STAFF)


@router.callback_query(WhatIf.filter(F.creche == ""))
async def which(
    tap: CallbackQuery,
    callback_data: WhatIf,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """Below the card, which stays as it is; of one crèche nothing is asked."""
    request_id = callback_data.id
    found = await turn.look(capacity.choices, person.id, request_id)
    if len(found) == 1:
        text = await _weighed(turn, person, t, request_id, found[0], now=now, policy=policy)
        await add(tap, Screen(text, [[menu.open_button(t)]]))
        return
    rows = [[Button(policy.creche(creche).name, WhatIf(id=request_id, creche=creche))] for creche in found]
    await add(tap, Screen(t("what_if.which"), [*rows, [menu.open_button(t)]]))


@router.callback_query(WhatIf.filter())
async def weigh(
    tap: CallbackQuery,
    callback_data: WhatIf,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    request_id, creche = callback_data.id, callback_data.creche
    text = await _weighed(turn, person, t, request_id, creche, now=now, policy=policy)
    other = Button(t.plain("what_if.other"), WhatIf(id=request_id))
    await show(tap, Screen(text, [[other], [menu.open_button(t)]]))


async def _weighed(
    turn: Store, person: Person, t: Speaker, request_id: str, creche: str, *, now: datetime, policy: Policy
) -> Html:
    """Month by month; or why the family could enter there in none."""
    try:
        found = await turn.look(capacity.what_if, person.id, request_id, creche, now=now, policy=policy)
        blocks = [_block(t, one) for one in found]
    except (ShutAtEntry, SchoolAge) as refusal:
        blocks = [t.no(refusal)]
    return Html("\n\n".join((t("what_if.head", creche=policy.creche(creche).name), *blocks)))


def _block(t: Speaker, one: rules.WhatIf) -> Html:
    """A month in which the family would enter: no room, or room and what is full from then on."""
    head = t("what_if.month", month=Month.of(one.start), start=one.start)
    if one.lacks:
        return Html("\n".join((head, t("what_if.no_room"), *_filled(t, one.start, one.lacks))))
    if one.held:
        return Html("\n".join((head, t("what_if.held"))))
    if one.fills:
        return Html("\n".join((head, t("what_if.fills"), *_filled(t, one.start, one.fills))))
    return Html("\n".join((head, t("what_if.room"))))


def _filled(t: Speaker, start: date, filled: Iterable[Filled]) -> list[Html]:
    """Half-days together where they fill in the same seven days and free on the same day."""
    together: dict[tuple[object, object], list[Filled]] = {}
    for one in filled:
        together.setdefault(((one.since - start).days // 7, one.until), []).append(one)
    return [_line(t, many) for many in together.values()]


def _line(t: Speaker, many: list[Filled]) -> Html:
    week, first = frozenset(one.slot for one in many), min(many, key=lambda one: one.since)
    if first.until is None:
        return t("what_if.since", slots=week, since=first.since)
    return t("what_if.between", slots=week, since=first.since, until=first.until)
