"""Coordinators and directors: offers under way, and whether a contract came of them."""

from datetime import datetime
from enum import StrEnum

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import contracts
from bot.actions.contracts import UnderWay
from bot.ports import Store
from bot.rules.offers import OfferState, may_be_unsigned
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.texts import Speaker
from handlers import desk, menu
from handlers.desk import OpenOffer
from handlers.doors import Door, Who
from handlers.screens import Button, Event, Screen, show

router = Door("offers-under-way", Who.STAFF)

PAGE = 6


class Outcome(StrEnum):
    """What became of an accepted place."""

    SIGNED = "signed"
    REFUSED = "refused"
    UNSIGNED = "unsigned"


NOTE = {
    Outcome.SIGNED: contracts.sign,
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
