"""The answers to an offer, as buttons on a request's card."""

from aiogram.filters.callback_data import CallbackData

from bot.actions.requests import Overview
from bot.rules.offers import OfferState
from bot.rules.policy import Policy
from bot.rules.requests import Request
from bot.texts import Speaker
from handlers.screens import Button


class Answer(CallbackData, prefix="of"):
    """`do`: see; accept, decline, keep (each asks); yes, no (each answers); more. On the offer of that id."""

    do: str
    id: str


def first_choice(request: Request, creche: str, policy: Policy) -> str | None:
    """The crèche that the family would wait for, if another than this one and waiting costs no rank."""
    first = request.wishes.creches[0]
    return first if first != creche and policy.decline_keeps_rank else None


def answers(t: Speaker, view: Overview, policy: Policy) -> list[list[Button]]:
    """What the family may answer to the offer that stands."""
    offer = view.offer
    if offer is None or offer.state is not OfferState.LIVE:
        return []
    rows = [[Button(t.plain("offer.accept"), Answer(do="accept", id=offer.id))]]
    if first_choice(view.request, offer.creche, policy):
        rows.append([Button(t.plain("offer.keep"), Answer(do="keep", id=offer.id))])
    rows.append([Button(t.plain("offer.decline"), Answer(do="decline", id=offer.id))])
    if not offer.extended:
        rows.append([Button(t.plain("offer.more"), Answer(do="more", id=offer.id))])
    return rows
