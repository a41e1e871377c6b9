"""The family's answers to an offer, and what time does to one without (d, g, h)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.rules.calendar import at_local, local_day
from bot.rules.offers.offer import Offer, OfferState, check_state, ended, is_over
from bot.rules.offers.refusals import MoreTimeGiven, OfferStillOpen, OfferTooLate
from bot.rules.policy import Policy
from bot.rules.requests import Letter, Request, State, move


def accept(request: Request, offer: Offer, *, now: datetime, policy: Policy) -> tuple[Request, Offer]:
    """d: the family takes the place and leaves every other list. Refused: OfferOver, OfferTooLate."""
    check_live(offer, now)
    sign_by = policy.next_working_day(local_day(now) + timedelta(days=policy.contract_days))
    return (
        move(request, Letter.ACCEPT, State.ACCEPTED, now=now),
        replace(offer, state=OfferState.ACCEPTED, contract_by=sign_by),
    )


def decline(request: Request, offer: Offer, *, now: datetime, policy: Policy) -> tuple[Request, Offer]:
    """g: the family waits on, at its rank unless the policy says otherwise.

    Refused: OfferOver, OfferTooLate.
    """
    check_live(offer, now)
    waiting = move(request, Letter.DECLINE, State.CONFIRMED, now=now)
    if not policy.decline_keeps_rank:
        waiting = replace(waiting, confirmed_at=now)
    return waiting, ended(offer, OfferState.DECLINED, now)


def more_time(offer: Offer, *, now: datetime, policy: Policy) -> Offer:
    """Some working days more, once. Refused: OfferOver, OfferTooLate, MoreTimeGiven."""
    check_live(offer, now)
    if offer.extended:
        raise MoreTimeGiven(deadline=offer.deadline)
    return replace(offer, extended=True, deadline=extended_deadline(offer, policy))


def extended_deadline(offer: Offer, policy: Policy) -> date:
    """The deadline that more time would give."""
    day = offer.deadline
    for _ in range(policy.offer_more_days):
        day = policy.next_working_day(day + timedelta(days=1))
    return day


def withdraw(offer: Offer, *, now: datetime) -> Offer:
    """The family left the list: its offer ends with it."""
    return ended(offer, OfferState.WITHDRAWN, now)


def lapse(request: Request, offer: Offer, *, now: datetime) -> tuple[Request, Offer]:
    """h: no answer by the deadline; the request is paused and a person looks.

    Refused: OfferOver, OfferStillOpen.
    """
    check_state(offer, OfferState.LIVE)
    if not is_over(offer, now):
        raise OfferStillOpen(deadline=offer.deadline)
    return move(request, Letter.LAPSE, State.PAUSED, now=now), ended(offer, OfferState.LAPSED, now)


def reminder_due(offer: Offer, now: datetime, policy: Policy) -> date | None:
    """The day of the newest reminder whose hour has come; those missed before it are not made up for."""
    due = [day for day in reminder_days(offer, policy) if at_local(day, policy.reminder_hour) <= now]
    return max(due, default=None) if offer.state is OfferState.LIVE and not is_over(offer, now) else None


def reminder_days(offer: Offer, policy: Policy) -> frozenset[date]:
    """Some days after sending, and the day before the end."""
    sent = local_day(offer.sent_at)
    days = {sent + timedelta(days=after) for after in policy.offer_reminder_days}
    return frozenset(
        day for day in (*days, offer.deadline - timedelta(days=1)) if sent < day < offer.deadline
    )


def check_live(offer: Offer, now: datetime) -> None:
    """Whether it may still be answered. Refused: OfferOver, OfferTooLate."""
    check_state(offer, OfferState.LIVE)
    if is_over(offer, now):
        raise OfferTooLate(deadline=offer.deadline)
