"""Once it is sent: think again, hurry, pause, go on, stop."""

from datetime import datetime

from aiogram import F
from aiogram.types import CallbackQuery

from bot.actions import announcements
from bot.ports import Store
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Speaker
from handlers.announcements.buttons import Announce
from handlers.announcements.overview import overview
from handlers.announcements.sending import standing
from handlers.doors import Door, Who
from handlers.menu import open_button
from handlers.screens import Screen, add, show

router = Door("announcement-watching", Who.COORDINATOR)


@router.callback_query(Announce.filter(F.do == "undo"))
async def undo(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    draft = await turn.do(announcements.take_back, person.id, callback_data.id, now=now)
    await show(tap, overview(t, draft, policy, now, t("announcement.undone")))


@router.callback_query(Announce.filter(F.do == "hurry"))
async def hurry(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    stands = await turn.do(announcements.hurry, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, standing(t, stands))


@router.callback_query(Announce.filter(F.do == "pause"))
async def pause(tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker) -> None:
    await show(tap, standing(t, await turn.do(announcements.pause, person.id, callback_data.id)))


@router.callback_query(Announce.filter(F.do == "resume"))
async def resume(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    stands = await turn.do(announcements.resume, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, standing(t, stands))


@router.callback_query(Announce.filter(F.do == "series"))
async def stop_series(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    """What is on its way goes on; no more comes in a week."""
    await turn.do(announcements.stop_series, person.id, callback_data.id, now=now)
    await add(tap, Screen(t("announcement.series_ended"), [[open_button(t)]]))


@router.callback_query(Announce.filter(F.do == "stop"))
async def stop(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    await show(tap, standing(t, await turn.do(announcements.stop, person.id, callback_data.id, now=now)))
