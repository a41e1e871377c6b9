"""Coordinators and directors take a family's step that it told them on the phone: confirm, leave, answer.

What else it may say or ask is in `handlers.spoken`.
"""

from datetime import datetime

from aiogram import F
from aiogram.types import CallbackQuery, Message

from bot.actions import births, offers, requests, slips
from bot.actions.people import focus
from bot.ports import Store
from bot.rules.births import due_day
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.refusals import PredemandMissing
from bot.rules.requests import WITH_OFFER
from bot.texts import Speaker
from handlers import desk
from handlers.desk import Behalf, Desk
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Event, Screen, show

router = Door("behalf", Who.STAFF)

FOCUS = "behalf"
#: What a family answers to an offer, and the word that it is noted by.
ANSWERS = {
    "accept": (offers.accept, "accepted"),
    "decline": (offers.decline, "declined"),
    "more": (offers.more_time, "more_given"),
}


@router.callback_query(Behalf.filter(F.do == "confirm"))
async def confirm(
    tap: CallbackQuery,
    callback_data: Behalf,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    try:
        await turn.do(requests.confirm, person.id, callback_data.id, now=now, policy=policy)
    except PredemandMissing:
        await turn.do(focus, person.id, FOCUS, callback_data.id)
        later = Button(t.plain("slip.back"), Desk(id=callback_data.id))
        await show(tap, Screen(t("behalf.ask_predemand"), [[later]]))
        return
    await card(tap, callback_data.id, "confirmed", turn=turn, person=person, t=t, now=now, policy=policy)


@router.message(Focus(FOCUS))
async def predemand(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    number = (message.text or "").strip()
    await turn.do(requests.confirm, person.id, subject, predemand=number, now=now, policy=policy)
    await card(message, subject, "confirmed", turn=turn, person=person, t=t, now=now, policy=policy)


@router.callback_query(Behalf.filter(F.do == "leave"))
async def leave(
    tap: CallbackQuery, callback_data: Behalf, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    """Asked once, like the family itself."""
    found = await turn.look(slips.guardians, person.id, callback_data.id)
    rows = [
        [Button(t.plain("behalf.keep"), Desk(id=callback_data.id))],
        [Button(t.plain("behalf.withdraw"), Behalf(do="withdraw", id=callback_data.id))],
    ]
    if due_day(found.request) is not None:
        rows.append([Button(t.plain("behalf.end"), Behalf(do="end", id=callback_data.id))])
    offered = found.request.state in WITH_OFFER
    asked = "behalf.ask_withdraw.offered" if offered else "behalf.ask_withdraw"
    text = t(asked, reference=grouped(found.request.reference), hours=policy.undo_hours)
    await show(tap, Screen(text, rows))


@router.callback_query(Behalf.filter(F.do.in_({"withdraw", "undo"})))
async def withdraw(
    tap: CallbackQuery,
    callback_data: Behalf,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    back = callback_data.do == "undo"
    action = requests.undo_withdrawal if back else requests.withdraw
    await turn.do(action, person.id, callback_data.id, now=now, policy=policy)
    done = "undone" if back else "withdrawn"
    await card(tap, callback_data.id, done, turn=turn, person=person, t=t, now=now, policy=policy)


@router.callback_query(Behalf.filter(F.do == "end"))
async def ended(
    tap: CallbackQuery,
    callback_data: Behalf,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """A pregnancy that ends: at once and without a question, like the family itself."""
    await turn.do(births.no_longer_expecting, person.id, callback_data.id, now=now, policy=policy)
    await card(tap, callback_data.id, "ended", turn=turn, person=person, t=t, now=now, policy=policy)


@router.callback_query(Behalf.filter(F.do == "answer"))
async def ask_answer(
    tap: CallbackQuery,
    callback_data: Behalf,
    turn: Store,
    person: Person,
    t: Speaker,
    policy: Policy,
) -> None:
    """The offer as it stands, and what the family may say to it."""
    request, offer = await turn.look(offers.to_answer, person.id, callback_data.id)
    rows = [
        [Button(t.plain("behalf.accept"), Behalf(do="accept", id=offer.id))],
        [Button(t.plain("behalf.decline"), Behalf(do="decline", id=offer.id))],
        [] if offer.extended else [Button(t.plain("behalf.more"), Behalf(do="more", id=offer.id))],
        [Button(t.plain("slip.back"), Desk(id=callback_data.id))],
    ]
    creche = policy.creche(offer.creche).name
    text = t(
        "behalf.ask_answer",
        reference=grouped(request.reference),
        creche=creche,
        start=offer.start,
        week=offer.week,
        by=offer.deadline,
    )
    await show(tap, Screen(text, rows))


@router.callback_query(Behalf.filter(F.do.in_({"accept", "decline", "more"})))
async def answer(
    tap: CallbackQuery,
    callback_data: Behalf,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    action, done = ANSWERS[callback_data.do]
    view = await turn.do(action, person.id, callback_data.id, now=now, policy=policy)
    await card(tap, view.request.id, done, turn=turn, person=person, t=t, now=now, policy=policy)


async def card(
    event: Event,
    request_id: str,
    done: str,
    *,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """The file as it stands now, below a word about what was done."""
    found = await turn.look(slips.guardians, person.id, request_id)
    await show(event, desk.card(t, found, now, policy, greeting=t(f"behalf.{done}")))
