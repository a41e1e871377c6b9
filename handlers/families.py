"""Parents: invite the second guardian by a link, see who is there, take a wrong one out, leave."""

from datetime import datetime, timedelta

from aiogram import Bot, F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import families, invitations
from bot.actions.families import Circle
from bot.ports import Store
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.screens import Button, Event, Screen, add, show

router = Door("families", Who.FAMILY)


class Family(CallbackData, prefix="fa"):
    """`do`: link, ask (whether to take that person out), out, leaving (asks), leave."""

    do: str
    id: str = ""


@router.message(Command("family", "famille"))
@router.callback_query(F.data == menu.FAMILY)
async def who_is_there(event: Event, turn: Store, person: Person, t: Speaker) -> None:
    await show(event, _screen(t, await turn.look(families.circle, person.id)))


def _screen(t: Speaker, found: Circle) -> Screen:
    """Alone: a link for the other parent. Together: who it is, and the ways apart."""
    if found.other is None:
        link = Button(t.plain("family.link"), Family(do="link"))
        return Screen(t("family.alone"), [[link], [menu.open_button(t)]])
    name = found.other.name or t.plain("family.nameless")
    out = Button(t.plain("family.take_out"), Family(do="ask", id=found.other.id))
    leave = Button(t.plain("family.leave"), Family(do="leaving"))
    rows = [[out]] if found.may_take_out else []
    return Screen(t("family.together", name=name), [*rows, [leave], [menu.open_button(t)]])


@router.callback_query(Family.filter((F.do == "link") & (F.id == "")))
async def link(
    tap: CallbackQuery, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy, bot: Bot
) -> None:
    """Below, so that it can be forwarded as it is."""
    payload = await turn.do(invitations.invite_guardian, person.id, now=now, policy=policy)
    me = await bot.me()
    until = now + timedelta(hours=policy.invitation_hours)
    text = t("family.forward", link=f"https://t.me/{me.username}?start={payload}", until=until)
    await add(tap, Screen(text, [[menu.open_button(t)]]))


@router.callback_query(Family.filter(F.do == "ask"))
async def ask_out(tap: CallbackQuery, callback_data: Family, t: Speaker) -> None:
    rows = [
        [Button(t.plain("family.out_sure"), Family(do="out", id=callback_data.id))],
        [Button(t.plain("family.stay"), menu.FAMILY)],
    ]
    await show(tap, Screen(t("family.ask_out"), rows))


@router.callback_query(Family.filter(F.do == "out"))
async def out(
    tap: CallbackQuery, callback_data: Family, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    await turn.do(families.take_out, person.id, callback_data.id, now=now)
    await show(tap, Screen(t("family.out_done"), [[menu.open_button(t)]]))


@router.callback_query(Family.filter((F.do == "leaving") & (F.id == "")))
async def ask_leave(tap: CallbackQuery, t: Speaker) -> None:
    rows = [
        [Button(t.plain("family.leave_sure"), Family(do="leave"))],
        [Button(t.plain("family.stay"), menu.FAMILY)],
    ]
    await show(tap, Screen(t("family.ask_leave"), rows))


@router.callback_query(Family.filter((F.do == "leave") & (F.id == "")))
async def leave(tap: CallbackQuery, turn: Store, person: Person, t: Speaker, now: datetime) -> None:
    await turn.do(families.leave, person.id, now=now)
    await show(tap, Screen(t("family.left"), [[menu.open_button(t)]]))
