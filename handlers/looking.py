"""Pause and resume: parents for themselves, staff for a family on the phone; staff close what is over."""

from datetime import datetime

from aiogram import F
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import looking
from bot.ports import Store
from bot.rules.looking import Closing
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Speaker
from handlers import desk, menu
from handlers.desk import Rest
from handlers.doors import Door, Who
from handlers.requests import Card, Look, card_screen, or_where_it_stands
from handlers.screens import Button, Screen, show

router = Door("looking", Who.FAMILY)
at_desk = Door("looking-desk", Who.STAFF)


class Close(CallbackData, prefix="lc"):
    """That paused request is over, for that reason."""

    id: str
    why: Closing


@router.callback_query(Look.filter(F.do == "yes"))
@or_where_it_stands
async def yes(
    tap: CallbackQuery,
    callback_data: Look,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    view = await turn.do(looking.still_looking, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, card_screen(t, view, policy, greeting=t("looking.thanks")))


@router.callback_query(Look.filter(F.do == "pause"))
async def ask_pause(tap: CallbackQuery, callback_data: Look, t: Speaker) -> None:
    """Says first what a pause does."""
    rows = [
        [Button(t.plain("looking.rest"), Look(do="rest", id=callback_data.id))],
        [Button(t.plain("status.back"), Card(do="see", id=callback_data.id))],
    ]
    await show(tap, Screen(t("looking.ask_pause"), rows))


@router.callback_query(Look.filter(F.do == "rest"))
@or_where_it_stands
async def pause(
    tap: CallbackQuery,
    callback_data: Look,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    view = await turn.do(looking.pause, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, card_screen(t, view, policy, greeting=t("looking.paused")))


# At the desk


@at_desk.callback_query(Rest.filter(F.do == "resume"))
async def resume_for(
    tap: CallbackQuery,
    callback_data: Rest,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.do(looking.resume_for, person.id, callback_data.id, now=now)
    await show(tap, desk.card(t, found, now, policy, greeting=t("looking.resumed_for")))


@at_desk.callback_query(Rest.filter(F.do == "close"))
async def ask_why_closed(tap: CallbackQuery, callback_data: Rest, t: Speaker) -> None:
    """Asked once, with the reason."""
    rows = [[Button(t.show(why), Close(id=callback_data.id, why=why))] for why in Closing]
    keep = Button(t.plain("looking.keep"), desk.Desk(id=callback_data.id))
    await show(tap, Screen(t("looking.ask_why"), [*rows, [keep], [menu.open_button(t)]]))


@at_desk.callback_query(Close.filter())
async def close(
    tap: CallbackQuery,
    callback_data: Close,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.do(looking.close, person.id, callback_data.id, why=callback_data.why, now=now)
    await show(tap, desk.card(t, found, now, policy, greeting=t("looking.closed")))
