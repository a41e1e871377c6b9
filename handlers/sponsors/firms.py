"""Coordinators: the sponsors, one firm on a screen, a new one by its enterprise number."""

import re
from datetime import datetime

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import sponsors
from bot.actions.sponsors import Firm
from bot.imports import read_enterprise_number
from bot.ports import Store
from bot.rules.people import Person, Role
from bot.rules.policy import Policy
from bot.rules.references import MARK
from bot.rules.sponsors import grouped
from bot.texts import Html, Speaker
from handlers import menu
from handlers.codes import OfFirm
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.invitations import Invite
from handlers.screens import Button, Event, Screen, show
from handlers.sponsors.buttons import ByCreche, ByFile, Firms, Open, See, SeeContact, Start, back

router = Door("sponsors", Who.COORDINATOR)

FOCUS = "sponsor"
CHANGE = "sponsor-change"
PAGE = 8


class Rename(CallbackData, prefix="se"):
    """A firm has another name, or another number."""

    id: str


class NewFirm(CallbackData, prefix="sn"):
    """A firm that is not there yet."""


@router.message(Command("sponsors", "entreprises", "bedrijven", "firmen"))
@router.callback_query(F.data == menu.SPONSORS)
async def every(event: Event, turn: Store, person: Person, t: Speaker, now: datetime) -> None:
    await _list(event, 0, turn, person, t, now)


@router.callback_query(Firms.filter())
async def further(
    tap: CallbackQuery, callback_data: Firms, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    await _list(tap, callback_data.skip, turn, person, t, now)


@router.callback_query(See.filter())
async def one(
    tap: CallbackQuery,
    callback_data: See,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.do(sponsors.file, person.id, callback_data.id, now=now)
    await show(tap, firm_screen(t, found, policy))


@router.callback_query(NewFirm.filter())
async def ask_number(tap: CallbackQuery, turn: Store, person: Person, t: Speaker) -> None:
    await turn.do(sponsors.ask, person.id, focus=FOCUS)
    await show(tap, Screen(t("sponsor.ask_number"), [back(t)]))


@router.message(Focus(FOCUS))
async def typed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    """The number; then, of the firm with that number, the name."""
    text = message.text or ""
    if subject:
        found = await turn.do(sponsors.add, person.id, number=subject, name=text, now=now)
        await show(message, firm_screen(t, found, policy))
        return
    number = read_enterprise_number(text)
    await turn.do(sponsors.ask, person.id, focus=FOCUS, number=number)
    await show(message, Screen(t("sponsor.ask_name", number=grouped(number)), [back(t)]))


@router.callback_query(Rename.filter())
async def ask_change(
    tap: CallbackQuery, callback_data: Rename, turn: Store, person: Person, t: Speaker
) -> None:
    firm = await turn.do(sponsors.ask_change, person.id, callback_data.id, focus=CHANGE)
    back = Button(t.plain("agreement.firm"), See(id=firm.id))
    await show(tap, Screen(t("sponsor.ask_change", firm=firm.name), [[back, menu.open_button(t)]]))


@router.message(Focus(CHANGE))
async def changed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    """What has nine digits or more is meant as a number."""
    text = message.text or ""
    meant = {"number": read_enterprise_number(text)} if len(re.findall(r"\d", text)) > 8 else {"name": text}
    found = await turn.do(sponsors.change, person.id, subject, now=now, **meant)
    await show(message, firm_screen(t, found, policy))


async def _list(event: Event, skip: int, turn: Store, person: Person, t: Speaker, now: datetime) -> None:
    """Some firms at a time, each with its places."""
    found = await turn.do(sponsors.every, person.id, now=now)
    skip = max(0, skip)
    some = found[skip : skip + PAGE]
    rows = [[Button(_label(t, firm), See(id=firm.sponsor.id))] for firm in some]
    pages = []
    if skip:
        pages.append(Button(t.plain("list.back"), Firms(skip=skip - PAGE)))
    if len(found) > skip + PAGE:
        pages.append(Button(t.plain("list.more"), Firms(skip=skip + PAGE)))
    new = Button(t.plain("sponsor.new"), NewFirm())
    by_creche = Button(t.plain("sponsor.by_creche"), ByCreche())
    by_file = Button(t.plain("sponsor.by_file"), ByFile())
    text = t("sponsor.every", n=len(found), places=sum(firm.places for firm in found))
    await show(event, Screen(text, [*rows, pages, [new, by_creche], [by_file, menu.open_button(t)]]))


def _label(t: Speaker, firm: Firm) -> str:
    return t.plain("sponsor.line", firm=firm.sponsor.name, places=firm.places)


def firm_screen(t: Speaker, firm: Firm, policy: Policy) -> Screen:
    """Number, contacts with their languages, agreements: one tap each."""
    contacts = [
        t("sponsor.contact", name=one.name or "–", language=t.languages[one.language])
        for one in firm.contacts
    ]
    lines = [t("sponsor.title", firm=firm.sponsor.name)]
    if firm.sponsor.number:
        lines.append(t("sponsor.number", number=grouped(firm.sponsor.number)))
    lines += [Html(), *(contacts or [t("sponsor.no_contact")])]
    shown = [(n, one, policy.creche(one.creche).name) for n, one in enumerate(firm.agreements[:PAGE], 1)]
    said = [
        t("sponsor.agreement", number=number, creche=creche, n=one.places, period=one.period)
        for number, one, creche in shown
    ]
    lines += [Html(), *(said or [t("sponsor.no_agreement")])]
    rows = [
        [Button(t.plain("sponsor.pick", number=number, creche=creche), Open(id=one.id))]
        for number, one, creche in shown
    ]
    people = [
        [
            Button(
                t.plain("contact.who", name=one.name or "–"),
                SeeContact(sponsor=firm.sponsor.id, mark=one.id[:MARK]),
            )
        ]
        for one in firm.contacts[:PAGE]
    ]
    new = Button(t.plain("agreement.new"), Start(sponsor=firm.sponsor.id))
    rename = Button(t.plain("sponsor.change"), Rename(id=firm.sponsor.id))
    codes = Button(t.plain("sponsor.codes"), OfFirm(sponsor=firm.sponsor.id))
    contact = Button(t.plain("sponsor.invite"), Invite(role=Role.HR, of=firm.sponsor.id))
    return Screen(Html("\n".join(lines)), [*rows, *people, [new], [codes, contact], [rename], back(t)])
