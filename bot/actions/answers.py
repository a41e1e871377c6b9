"""What families answered to their offers, told to the staff of the crèche: at most once an hour, together."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.actions import desks
from bot.ports import Records
from bot.rules.calendar import in_daytime
from bot.rules.notices import Answered, OffersAnswered
from bot.rules.offers import Offer, OfferState
from bot.rules.policy import Policy

#: In the ledger: each answer that staff were told, by its offer.
TOLD = "offer-answered"
#: How far back an answer is still told (a bot that slept for long).
SINCE = timedelta(days=7)
_ANSWERS = frozenset({OfferState.ACCEPTED, OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN})


def tell_answers(records: Records, *, now: datetime, policy: Policy) -> int:  # noqa: ARG001 – every job is given it
    """Tell each coordinator, and each director of the crèche, what was answered since; how many were told.

    Nobody is written to at night: what came in is told in the morning.
    """
    if in_daytime(now) != now:
        return 0
    new = (
        (offer.creche, _of(records, offer))
        for offer in _answered(records, now)
        if records.ledger.mark(TOLD, offer.id, offer.state.value, at=now)
    )
    told = desks.by_staff(records, new)
    notices = [OffersAnswered(to=to, answers=tuple(answers), at=now) for to, answers in told.items()]
    return records.notices.queue_all(notices, at=now)


def _answered(records: Records, now: datetime) -> Iterator[Offer]:
    """Those that wait for their contract, and those that ended not long ago."""
    yield from (one for one in records.offers.standing_at(None) if one.state in _ANSWERS)
    yield from (one for one in records.offers.ended_since(now - SINCE) if one.state in _ANSWERS)


def _of(records: Records, offer: Offer) -> Answered:
    reference = records.requests.get(offer.request_id).reference
    return Answered(
        reference=reference, creche=offer.creche, state=offer.state, contract_by=offer.contract_by
    )
