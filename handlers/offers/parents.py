"""Parents: accept a place, decline it, or ask for more time. What counts is asked once before it does."""

from datetime import date, datetime

from aiogram import F
from aiogram.types import CallbackQuery

from bot.actions import offers
from bot.actions.requests import Overview
from bot.ports import Store
from bot.rules.calendar import end_of_day, local_day
from bot.rules.offers import Offer
from bot.rules.offers.refusals import MoreTimeGiven, OfferOver, OfferTooLate
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound
from bot.texts import Html, Speaker, Texts
from bot.texts.legal import with_french
from bot.texts.offers import standing
from handlers.doors import Door, Who
from handlers.offers.buttons import Answer, first_choice
from handlers.requests import card_rows, card_screen
from handlers.screens import Button, Screen, show

router = Door("offers", Who.FAMILY)

#: What an old button may meet: told kindly, with the present state below.
STALE = (OfferOver, OfferTooLate, MoreTimeGiven)


@router.callback_query(Answer.filter(F.do == "see"))
async def see(
    tap: CallbackQuery,
    callback_data: Answer,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    view = await turn.look(offers.of_offer, person.id, callback_data.id, now=now, policy=policy)
    await show(tap, card_screen(t, view, policy))


@router.callback_query(Answer.filter(F.do.in_({"accept", "decline", "keep"})))
async def ask(
    tap: CallbackQuery,
    callback_data: Answer,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """A slip of the thumb neither takes a place nor costs one."""
    try:
        view = await turn.look(offers.asked, person.id, callback_data.id, now=now, policy=policy)
    except STALE as refusal:
        view = await turn.look(offers.of_offer, person.id, callback_data.id, now=now, policy=policy)
        await show(tap, card_screen(t, view, policy, greeting=t.no(refusal)))
        return
    await show(tap, _question(t, callback_data.do, view, policy, local_day(now)))


@router.callback_query(Answer.filter(F.do == "yes"))
async def accept(
    tap: CallbackQuery,
    callback_data: Answer,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    texts: Texts,
) -> None:
    try:
        view = await turn.do(offers.accept, person.id, callback_data.id, now=now, policy=policy)
    except STALE as refusal:
        view = await turn.look(offers.of_offer, person.id, callback_data.id, now=now, policy=policy)
        await show(tap, card_screen(t, view, policy, greeting=t.no(refusal)))
        return
    await show(
        tap,
        Screen(with_french(lambda say: _accepted(say, view, policy), t, texts), card_rows(t, view, policy)),
    )


@router.callback_query(Answer.filter(F.do == "no"))
async def decline(
    tap: CallbackQuery,
    callback_data: Answer,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    try:
        view = await turn.do(offers.decline, person.id, callback_data.id, now=now, policy=policy)
        greeting = t("offer.declined")
    except STALE as refusal:
        view = await turn.look(offers.of_offer, person.id, callback_data.id, now=now, policy=policy)
        greeting = t.no(refusal)
    await show(tap, card_screen(t, view, policy, greeting=greeting))


@router.callback_query(Answer.filter(F.do == "more"))
async def more_time(
    tap: CallbackQuery,
    callback_data: Answer,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    try:
        view = await turn.do(offers.more_time, person.id, callback_data.id, now=now, policy=policy)
        greeting = t("offer.more_given", until=end_of_day(_offer(view).deadline))
    except STALE as refusal:
        view = await turn.look(offers.of_offer, person.id, callback_data.id, now=now, policy=policy)
        greeting = t.no(refusal)
    await show(tap, card_screen(t, view, policy, greeting=greeting))


def _question(t: Speaker, do: str, view: Overview, policy: Policy, today: date) -> Screen:
    offer = _offer(view)
    creche, first = policy.creche(offer.creche).name, first_choice(view.request, offer.creche, policy)
    if do == "accept":
        begun = ".begun" if offer.start < today else ""
        text = t(f"offer.ask_accept{begun}", creche=creche, start=offer.start)
        sure = Button(t.plain("offer.sure_accept"), Answer(do="yes", id=offer.id))
    elif do == "keep" and first is not None:
        text = t("offer.ask_keep", creche=creche, first=policy.creche(first).name)
        sure = Button(t.plain("offer.sure_keep"), Answer(do="no", id=offer.id))
    else:
        keeps = policy.decline_keeps_rank
        text = t("offer.ask_decline" if keeps else "offer.ask_decline.last", creche=creche)
        sure = Button(t.plain("offer.sure_decline"), Answer(do="no", id=offer.id))
    return Screen(text, [[Button(t.plain("offer.back"), Answer(do="see", id=offer.id))], [sure]])


def _accepted(t: Speaker, view: Overview, policy: Policy) -> Html:
    sign = standing(t, _offer(view), reference="", policy=policy)
    return Html(f"{t('offer.accepted')}\n\n{sign}")


def _offer(view: Overview) -> Offer:
    if view.offer is None:
        raise NotFound
    return view.offer
