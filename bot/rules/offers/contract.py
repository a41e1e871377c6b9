"""After a place was accepted: the contract, signed or not, and one day leaving (e, o, f)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.rules.calendar import Period, local_day
from bot.rules.offers.offer import Offer, OfferState, check_state, ended, stay_of
from bot.rules.offers.refusals import ContractStillOpen, LeavingInFuture
from bot.rules.places import Stay
from bot.rules.requests import Letter, Request, State, move


def sign(
    request: Request, offer: Offer, *, stay_ids: Sequence[str], now: datetime
) -> tuple[Request, Offer, tuple[Stay, ...]]:
    """e: the contract is signed; a stay for each child. Refused: OfferOver, WrongState."""
    check_state(offer, OfferState.ACCEPTED)
    enrolled = move(request, Letter.ENROL, State.ENROLLED, now=now)
    children = range(len(offer.ends))
    stays = tuple(stay_of(stay_id, offer, child) for stay_id, child in zip(stay_ids, children, strict=True))
    return enrolled, ended(offer, OfferState.SIGNED, now), stays


def refuse_contract(request: Request, offer: Offer, *, now: datetime) -> tuple[Request, Offer]:
    """o: the parents do not accept the project or the contract (order, 53, 2°).

    Refused: OfferOver, WrongState.
    """
    check_state(offer, OfferState.ACCEPTED)
    return move(request, Letter.FAIL, State.REFUSED, now=now), ended(offer, OfferState.FAILED, now)


def unsigned(request: Request, offer: Offer, *, now: datetime) -> tuple[Request, Offer]:
    """o: nobody signed in time; the request is paused. Refused: OfferOver, ContractStillOpen."""
    check_state(offer, OfferState.ACCEPTED)
    if not may_be_unsigned(offer, now):
        raise ContractStillOpen(contract_by=offer.contract_by or offer.deadline)
    return move(request, Letter.FAIL, State.PAUSED, now=now), ended(offer, OfferState.FAILED, now)


def may_be_unsigned(offer: Offer, now: datetime) -> bool:
    """Whether the last day for the contract is past."""
    return offer.contract_by is not None and local_day(now) > offer.contract_by


def leave(
    request: Request, stays: Iterable[Stay], *, on: date, now: datetime
) -> tuple[Request, tuple[Stay, ...]]:
    """f: the family has left; its stays end that day, or never began.

    Refused: WrongState, LeavingInFuture.
    """
    left = move(request, Letter.LEAVE, State.LEFT, now=now)
    if on > local_day(now):
        raise LeavingInFuture(day=on)
    return left, tuple(_until(stay, on) for stay in stays)


def _until(stay: Stay, last: date) -> Stay:
    eve, end = stay.period.start - timedelta(days=1), stay.period.end or last
    return replace(stay, period=Period(stay.period.start, min(end, max(last, eve))))
