"""Coordinators and directors: a place has freed since; the next on the reserve list is proposed it."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import reserve
from bot.ports import Store
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.rounds import MonthRound
from bot.rules.rounds.refusals import AnotherNext, NobodyNext, RoundLeaving
from bot.texts import Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.offers.sending import sent
from handlers.screens import Button, Screen, add, show

router = Door("rounds-following", Who.STAFF)


class Next(CallbackData, prefix="rn"):
    """Who is next on that crèche's reserve list."""

    creche: str


class Give(CallbackData, prefix="rg"):
    """Propose the place to that request, if it still is the next."""

    creche: str
    id: str


def next_rows(t: Speaker, kept: MonthRound, policy: Policy) -> list[list[Button]]:
    """One way to each crèche's reserve list."""
    return [
        [Button(t.plain("rounds.next", creche=one.name), Next(creche=one.id))]
        for one in policy.creches
        if kept.reserve(one.id)
    ]


@router.callback_query(Next.filter())
async def who_is_next(
    tap: CallbackQuery,
    callback_data: Next,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """Below what it came from: that may lead to other crèches too."""
    await add(tap, await _next_screen(turn, person, t, callback_data.creche, now=now, policy=policy))


@router.callback_query(Give.filter())
async def send_next(
    tap: CallbackQuery,
    callback_data: Give,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """Sent, or not the next any more: who is now is looked up first, so that no second tap sends it."""
    creche, request_id = callback_data.creche, callback_data.id
    name = policy.creche(creche).name
    try:
        offer = await turn.do(reserve.send_next, person.id, creche, request_id, now=now, policy=policy)
        text = await sent(turn, person, t, offer, policy)
    except AnotherNext as refusal:
        text = t("rounds.at_creche", creche=name, said=t.no(refusal))
    more = Button(t.plain("rounds.next", creche=name), Next(creche=creche))
    await show(tap, Screen(text, [[more], *_back(t)]))


async def _next_screen(
    turn: Store, person: Person, t: Speaker, creche: str, *, now: datetime, policy: Policy
) -> Screen:
    """Whom the place would be proposed; or why nobody."""
    try:
        found = await turn.look(reserve.next_in_line, person.id, creche, now=now, policy=policy)
    except (NobodyNext, RoundLeaving) as refusal:
        return Screen(t("rounds.at_creche", creche=policy.creche(creche).name, said=t.no(refusal)), _back(t))
    text = t(
        "rounds.who_is_next",
        creche=policy.creche(creche).name,
        reference=grouped(found.request.reference),
        start=found.place.start,
        week=found.request.wishes.week,
        days=policy.offer_days,
    )
    sure = Button(t.plain("rounds.send_next"), Give(creche=creche, id=found.request.id))
    return Screen(text, [[sure], *_back(t)])


def _back(t: Speaker) -> list[list[Button]]:
    return [[Button(t.plain("rounds.back"), menu.ROUND)], [menu.open_button(t)]]
