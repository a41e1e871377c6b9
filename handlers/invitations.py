"""Coordinators invite: an HR manager of a firm, a director of a crèche, another coordinator."""

from datetime import datetime, timedelta

from aiogram import Bot, F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import invitations
from bot.ports import Store
from bot.rules.people import Mandate, Person, Role
from bot.rules.policy import Policy
from bot.texts import Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.screens import Button, Event, Screen, add, show

router = Door("invitations", Who.COORDINATOR)
taking_back = Door("invitations-taken-back", Who.FIRM)

PAGE = 8


class Invite(CallbackData, prefix="iv"):
    """A role, and of which firm or crèche; an empty `of` asks (coordinators need none)."""

    role: Role
    of: str = ""
    skip: int = 0


class TakeBack(CallbackData, prefix="ivb"):
    """What came with the invitation of that id is taken away again."""

    id: str


@router.message(Command("invite", "inviter"))
@router.callback_query(F.data == menu.INVITE)
async def whom(event: Event, t: Speaker) -> None:
    rows = [
        [Button(t.plain(f"invite.{role.value}"), Invite(role=role))]
        for role in (Role.HR, Role.DIRECTOR, Role.COORDINATOR)
    ]
    await show(event, Screen(t("invite.whom"), [*rows, [menu.open_button(t)]]))


@router.callback_query(Invite.filter((F.role == Role.HR) & (F.of == "")))
async def which_firm(tap: CallbackQuery, callback_data: Invite, turn: Store, t: Speaker) -> None:
    firms = await turn.look(invitations.firms)
    skip = max(0, callback_data.skip)
    rows = [[Button(firm.name, Invite(role=Role.HR, of=firm.id))] for firm in firms[skip : skip + PAGE]]
    pages = []
    if skip:
        pages.append(Button(t.plain("list.back"), Invite(role=Role.HR, skip=skip - PAGE)))
    if len(firms) > skip + PAGE:
        pages.append(Button(t.plain("list.more"), Invite(role=Role.HR, skip=skip + PAGE)))
    await show(tap, Screen(t("invite.which_firm"), [*rows, pages, [menu.open_button(t)]]))


@router.callback_query(Invite.filter((F.role == Role.DIRECTOR) & (F.of == "")))
async def which_creche(tap: CallbackQuery, t: Speaker, policy: Policy) -> None:
    rows = [[Button(creche.name, Invite(role=Role.DIRECTOR, of=creche.id))] for creche in policy.creches]
    await show(tap, Screen(t("invite.which_creche"), [*rows, [menu.open_button(t)]]))


@router.callback_query(Invite.filter())
async def link(
    tap: CallbackQuery,
    callback_data: Invite,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    bot: Bot,
) -> None:
    mandate = Mandate(role=callback_data.role, of=callback_data.of)
    payload = await turn.do(invitations.invite_staff, person.id, mandate, now=now, policy=policy)
    where = await turn.look(invitations.where, mandate, policy)
    me = await bot.me()
    until = now + timedelta(hours=policy.invitation_hours)
    for_whom = t(f"invite.for.{mandate.role.value}", of=where)
    link_text = t("invite.link", link=f"https://t.me/{me.username}?start={payload}", until=until)
    await add(tap, Screen(f"{for_whom}\n\n{link_text}", [[menu.open_button(t)]]))


@taking_back.callback_query(TakeBack.filter())
async def take_back(
    tap: CallbackQuery, callback_data: TakeBack, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    """The wrong person took it."""
    await turn.do(invitations.take_back, person.id, callback_data.id, now=now)
    await show(tap, Screen(t("invite.taken_back"), [[menu.open_button(t)]]))
