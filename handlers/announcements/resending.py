"""Once an announcement is over: the same to those who did not get it."""

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
from handlers.doors import Door, Who
from handlers.menu import open_button
from handlers.screens import Screen, add

router = Door("announcement-resending", Who.COORDINATOR)


@router.callback_query(Announce.filter(F.do.in_({"again", "again-unseen"})))
async def resend(
    tap: CallbackQuery,
    callback_data: Announce,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """A draft like any other, below the report."""
    unseen = callback_data.do == "again-unseen"
    draft = await turn.do(announcements.resend, person.id, callback_data.id, unseen=unseen, now=now)
    if draft is None:
        await add(tap, Screen(t("announcement.nobody_missed"), [[open_button(t)]]))
    else:
        await add(tap, overview(t, draft, policy, now, t(f"announcement.made.{callback_data.do}")))
