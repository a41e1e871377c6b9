"""Coordinators and directors: offers under way, and whether a contract came of them."""

from datetime import date, datetime
from enum import StrEnum

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import contracts
from bot.actions.contracts import UnderWay
from bot.ports import Store
from bot.rules.calendar import local_day
from bot.rules.offers import OfferState, may_be_unsigned
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.texts import Speaker
from bot.texts.days import read_day, tapped_day
from handlers import desk, menu
from handlers.desk import OpenOffer
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, show

router = Door("offers-under-way", Who.STAFF)

PAGE = 6


class Outcome(StrEnum):
    """What became of an accepted place."""

    SIGNED = "signed"
    REFUSED = "refused"
    UNSIGNED = "unsigned"


#: Noted as they are; a contract that is signed has a first day besides.
NOTE = {
    Outcome.REFUSED: contracts.refuse,
    Outcome.UNSIGNED: contracts.unsigned,
}


class Page(CallbackData, prefix="ou"):
    """The list behind that offer, or before it."""

    id: str = ""
    back: bool = False


BEGINNING = Page()


class Note(CallbackData, prefix="on"):
    """That outcome; it is asked once more unless `sure`."""

    outcome: Outcome
    id: str
    sure: bool = False


class Signed(CallbackData, prefix="og"):
    """The contract is signed, and names that first day, "2027-03-15"."""

    id: str
    on: str


@router.message(Command("offers", "propositions"))
@router.callback_query(F.data == menu.OFFERS)
async def under_way(event: Event, turn: Store, person: Person, t: Speaker) -> None:
    await show(event, await _list_screen(turn, person, t))


@router.callback_query(Page.filter())
async def more(tap: CallbackQuery, callback_data: Page, turn: Store, person: Person, t: Speaker) -> None:
    await show(tap, await _list_screen(turn, person, t, callback_data))


async def _list_screen(turn: Store, person: Person, t: Speaker, at: Page = BEGINNING) -> Screen:
    found = await turn.look(contracts.under_way, person.id, cut=at.id, backward=at.back, limit=PAGE)
    rows = [[Button(_line(t, one), OpenOffer(id=one.offer.id))] for one in found.offers]
    pages = []
    if found.more_before:
        pages.append(Button(t.plain("list.back"), Page(id=found.offers[0].offer.id, back=True)))
    if found.more_behind:
        pages.append(Button(t.plain("list.more"), Page(id=found.offers[-1].offer.id)))
    text = t("offers.list") if rows else t("offers.none")
    return Screen(text, [*rows, pages, [menu.open_button(t)]])


def _line(t: Speaker, one: UnderWay) -> str:
    accepted = one.offer.state is OfferState.ACCEPTED
    until = one.offer.contract_by if accepted and one.offer.contract_by else one.offer.deadline
    key = "offers.line.accepted" if accepted else "offers.line.live"
    return t.plain(key, on=t.manner.brief_day(until), reference=grouped(one.request.reference))


@router.callback_query(OpenOffer.filter())
async def open_offer(
    tap: CallbackQuery,
    callback_data: OpenOffer,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.do(contracts.open_offer, person.id, callback_data.id, now=now)
    await show(tap, _card(t, found, now, policy))


def _card(t: Speaker, found: UnderWay, now: datetime, policy: Policy) -> Screen:
    request, offer = found.request, found.offer
    accepted = offer.state is OfferState.ACCEPTED and offer.contract_by is not None
    lines = [
        t("desk.title", reference=grouped(request.reference), state=t(f"state.{request.state.value}")),
        t(
            "desk.family",
            names=[guardian.name or "–" for guardian in found.guardians],
            phones=[guardian.phone or "–" for guardian in found.guardians],
        ),
        *desk.offered(t, offer, policy),
    ]
    possible = [Outcome.SIGNED, Outcome.REFUSED] if accepted else []
    if accepted and may_be_unsigned(offer, now):
        possible.append(Outcome.UNSIGNED)
    rows = [
        [Button(t.plain(f"offers.button.{outcome.value}"), Note(outcome=outcome, id=offer.id))]
        for outcome in possible
    ]
    return Screen("\n\n".join(lines), [*rows, [_back(t)], [menu.open_button(t)]])


@router.callback_query(Note.filter(F.outcome == Outcome.SIGNED))
async def ask_first_day(
    tap: CallbackQuery,
    callback_data: Note,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """For good, so asked once more: with the day that was offered or, where that is past, from which one."""
    offer_id = callback_data.id
    found, days = await turn.do(contracts.ask_first_day, person.id, offer_id, now=now, policy=policy)
    if days.usual == found.offer.start:
        await show(tap, _sure(t, found, days.usual, policy))
        return
    text = t(
        "offers.ask.first_day",
        reference=grouped(found.request.reference),
        creche=policy.creche(found.offer.creche).name,
        start=found.offer.start,
        earliest=days.earliest,
    )
    rows = [
        [Button(t.plain("offers.first_day", on=day), Signed(id=offer_id, on=day.isoformat()))]
        for day in dict.fromkeys((days.usual, days.earliest))
    ]
    await show(tap, Screen(text, [*rows, [Button(t.plain("offer.back"), OpenOffer(id=offer_id))]]))


def _sure(t: Speaker, found: UnderWay, first: date, policy: Policy) -> Screen:
    offer = found.offer
    reference, creche = grouped(found.request.reference), policy.creche(offer.creche).name
    text = t("offers.ask.signed", reference=reference, creche=creche, start=first)
    yes = Button(t.plain("offers.yes"), Signed(id=offer.id, on=first.isoformat()))
    return Screen(text, [[Button(t.plain("offer.back"), OpenOffer(id=offer.id))], [yes]])


@router.message(Focus(contracts.FIRST_DAY))
async def first_day(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    """Typed: shown in words before it counts."""
    day = read_day(message.text or "", t.language, local_day(now)).day
    found = await turn.do(contracts.weigh_first_day, person.id, subject, first=day, now=now, policy=policy)
    await show(message, _sure(t, found, day, policy))


@router.callback_query(Signed.filter())
async def signed(
    tap: CallbackQuery,
    callback_data: Signed,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    first = tapped_day(callback_data.on)
    request = await turn.do(contracts.sign, person.id, callback_data.id, first=first, now=now, policy=policy)
    text = t("offers.done.signed", reference=grouped(request.reference), start=first)
    await show(tap, Screen(text, [[_back(t)], [menu.open_button(t)]]))


@router.callback_query(Note.filter(~F.sure))
async def ask(
    tap: CallbackQuery,
    callback_data: Note,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """Each of them is for good."""
    found = await turn.do(contracts.open_offer, person.id, callback_data.id, now=now)
    outcome = callback_data.outcome
    text = t(
        f"offers.ask.{outcome.value}",
        reference=grouped(found.request.reference),
        creche=policy.creche(found.offer.creche).name,
        start=found.offer.start,
    )
    yes = Button(t.plain("offers.yes"), Note(outcome=outcome, id=callback_data.id, sure=True))
    await show(tap, Screen(text, [[Button(t.plain("offer.back"), OpenOffer(id=callback_data.id))], [yes]]))


@router.callback_query(Note.filter(F.sure))
async def note(
    tap: CallbackQuery,
    callback_data: Note,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
) -> None:
    outcome = callback_data.outcome
    request = await turn.do(NOTE[outcome], person.id, callback_data.id, now=now)
    text = t(f"offers.done.{outcome.value}", reference=grouped(request.reference))
    await show(tap, Screen(text, [[_back(t)], [menu.open_button(t)]]))


def _back(t: Speaker) -> Button:
    return Button(t.plain("offers.back"), menu.OFFERS)
