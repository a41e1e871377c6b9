"""After a place was accepted: the contract, signed or not, and one day leaving (e, o, f)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.rules.calendar import Period, local_day
from bot.rules.offers.offer import Offer, OfferState, check_state, ended, stay_of
from bot.rules.offers.refusals import (
    ClosedOnStart,
    ContractStillOpen,
    FirstDayOutside,
    LeavingBeforeEntry,
    LeavingInFuture,
    SchoolAge,
)
from bot.rules.places import Stay
from bot.rules.policy import Policy
from bot.rules.requests import Letter, Request, State, move


@dataclass(frozen=True, kw_only=True)
class FirstDays:
    """The first days that a contract may name, and the `usual` one, where nothing else is said."""

    earliest: date
    usual: date
    latest: date


def first_days(request: Request, offer: Offer, *, now: datetime, policy: Policy) -> FirstDays:
    """A place is offered from a day on that may come before the family's answer, or before the signature.

    It is kept from that day on; the contract names the first day. Never one before the family accepted: of
    what it had not said yes to, nothing is counted or paid. Usually none before today; where a contract was
    signed some days ago and the child is there already, staff say so.

    Refused OfferOver, SchoolAge where no day is left.
    """
    check_state(offer, OfferState.ACCEPTED)
    earliest = max(offer.start, local_day(request.changed_at or now))  # changed last when it accepted
    usual = _first_open(offer, max(earliest, local_day(now)), policy)
    earliest = _first_open(offer, earliest, policy)
    return FirstDays(earliest=earliest, usual=usual, latest=max(usual, offer.contract_by or usual))


def check_first_day(request: Request, offer: Offer, first: date, *, now: datetime, policy: Policy) -> None:
    """Refused OfferOver, FirstDayOutside, ClosedOnStart, SchoolAge."""
    days = first_days(request, offer, now=now, policy=policy)
    if not days.earliest <= first <= days.latest:
        raise FirstDayOutside(first=days.earliest, last=days.latest)
    again = _first_open(offer, first, policy)
    if again != first:
        raise ClosedOnStart(day=first, again=again)


def _first_open(offer: Offer, day: date, policy: Policy) -> date:
    """The first day from that one on on which the crèche is open, while every child is in its age."""
    last = min(offer.ends)
    found = next(policy.open_days(offer.creche, Period(day, last)), None) if day <= last else None
    if found is None:
        raise SchoolAge(last=last)
    return found


def sign(
    request: Request,
    offer: Offer,
    *,
    first: date | None = None,
    stay_ids: Sequence[str],
    now: datetime,
    policy: Policy,
) -> tuple[Request, Offer, tuple[Stay, ...]]:
    """e: the contract is signed; a stay for each child, from its first day on.

    Refused: OfferOver, WrongState, as check_first_day.
    """
    check_state(offer, OfferState.ACCEPTED)
    enrolled = move(request, Letter.ENROL, State.ENROLLED, now=now)
    first = first or first_days(request, offer, now=now, policy=policy).usual
    check_first_day(request, offer, first, now=now, policy=policy)
    from_then = replace(offer, start=first)
    ids = zip(stay_ids, range(len(offer.ends)), strict=True)
    stays = tuple(stay_of(stay_id, from_then, child) for stay_id, child in ids)
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

    Refused: WrongState, LeavingInFuture, and LeavingBeforeEntry where a stay has begun: a slip in the year.
    """
    left, stays = move(request, Letter.LEAVE, State.LEFT, now=now), tuple(stays)
    if on > local_day(now):
        raise LeavingInFuture(day=on)
    first = min((stay.period.start for stay in stays), default=on)
    if on < first <= local_day(now):
        raise LeavingBeforeEntry(day=on, first=first)
    return left, tuple(_until(stay, on) for stay in stays)


def _until(stay: Stay, last: date) -> Stay:
    eve, end = stay.period.start - timedelta(days=1), stay.period.end or last
    return replace(stay, period=Period(stay.period.start, min(end, max(last, eve))))
