"""Coordinators and directors: a place offered outside the round, to a family whose crèche closed (52-2)."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import offers
from bot.ports import Store
from bot.rules.calendar import end_of_day
from bot.rules.offers import Offer, Place
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.texts import Html, Speaker
from bot.texts.days import tapped_day
from handlers import menu
from handlers.desk import Desk, Starts
from handlers.doors import Door, Who
from handlers.screens import Button, Screen, show

router = Door("offers-sending", Who.STAFF)


class Start(CallbackData, prefix="os"):
    """Offer that crèche from that day, "20271004": asked once more first."""

    id: str
    creche: str
    on: str


class Send(CallbackData, prefix="oy"):
    """Send it."""

    id: str
    creche: str
    on: str


@router.callback_query(Starts.filter())
async def which_start(
    tap: CallbackQuery,
    callback_data: Starts,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    places = await turn.look(offers.places, person.id, callback_data.id, now=now, policy=policy)
    rows = [
        [
            Button(
                t.plain("offers.start", creche=policy.creche(place.creche).name, start=place.start),
                Start(id=callback_data.id, creche=place.creche, on=f"{place.start:%Y%m%d}"),
            )
        ]
        for place in places
    ]
    text = t("offers.which_start") if places else t("offers.no_room")
    await show(tap, Screen(text, [*rows, [_back(t, callback_data.id)], [menu.open_button(t)]]))


@router.callback_query(Start.filter())
async def ask(
    tap: CallbackQuery,
    callback_data: Start,
    turn: Store,
    person: Person,
    t: Speaker,
    policy: Policy,
) -> None:
    request_id, place = callback_data.id, _place(callback_data)
    reference = await turn.look(offers.reference, person.id, request_id)
    text = t(
        "offers.ask_send",
        creche=policy.creche(place.creche).name,
        start=place.start,
        reference=grouped(reference),
        days=policy.offer_days,
    )
    sure = Button(t.plain("offers.sure_send"), Send(id=request_id, creche=place.creche, on=callback_data.on))
    await show(tap, Screen(text, [[_back(t, request_id)], [sure]]))


@router.callback_query(Send.filter())
async def send(
    tap: CallbackQuery,
    callback_data: Send,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    offer = await turn.do(
        offers.send, person.id, callback_data.id, _place(callback_data), now=now, policy=policy
    )
    text = await sent(turn, person, t, offer, policy)
    under_way = Button(t.plain("offers.back"), menu.OFFERS)
    await show(tap, Screen(text, [[under_way], [menu.open_button(t)]]))


async def sent(turn: Store, person: Person, t: Speaker, offer: Offer, policy: Policy) -> Html:
    """What was proposed to whom, and until when the family answers."""
    return t(
        "offers.sent",
        creche=policy.creche(offer.creche).name,
        reference=grouped(await turn.look(offers.reference, person.id, offer.request_id)),
        start=offer.start,
        until=end_of_day(offer.deadline),
    )


def _place(said: Start | Send) -> Place:
    return Place(creche=said.creche, start=tapped_day(said.on))


def _back(t: Speaker, request_id: str) -> Button:
    return Button(t.plain("meetings.back_to_request"), Desk(id=request_id))
