"""Each offer: one at a time, with the deadline of the law of the house, ended when its time is over."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.year.checks.tables import Known, Offer, Tables, local

#: Which state a standing offer means for its request.
_MEANS = {"live": "offered", "accepted": "accepted"}
_ENDED = {"declined", "lapsed", "withdrawn", "failed", "signed"}
#: A clock is wrong by a day at most, at an offer and, the other way, at its acceptance.
_SET_BACK = timedelta(days=2)


def one_offer_a_request(day: Tables, _: Known) -> Iterator[str]:
    """Section 6: one live offer per child over all crèches, and the request says so."""
    for request, offers in day.standing.items():
        row = day.requests[request]
        if len(offers) > 1:
            yield f"request {row.reference} has {len(offers)} offers that stand"
        if _MEANS.get(offers[0].state) != row.state:
            yield f"request {row.reference} is {row.state} with an offer that is {offers[0].state}"
    for row in day.changed:
        if row.state in _MEANS.values() and row.id not in day.standing:
            yield f"request {row.reference} is {row.state} without an offer"


def offers_end_once(day: Tables, _: Known) -> Iterator[str]:
    """Section 6: accepting, declining, lapsing and withdrawing race, and exactly one wins."""
    then = day.before.offers if day.before else {}
    for offer in day.offers_changed:
        was = then.get(offer.id)
        if (offer.ended_at is not None) != (offer.state in _ENDED):
            yield f"offer {offer.id} is {offer.state}, ended at {offer.ended_at}"
        if was is not None and was.ended_at is not None and was._replace(ends=offer.ends) != offer:
            yield f"offer {offer.id} was {was.state} and over, now it is {offer.state}"


def deadlines_are_those_of_the_house(day: Tables, _: Known) -> Iterator[str]:
    """Section 6: ten days, then to the next working day; three working days more, once."""
    for offer in day.offers_changed:
        due = _deadline(day, offer)
        if offer.deadline != str(due):
            yield f"offer {offer.id} has to be answered by {offer.deadline}, not {due}"
        if offer.contract_by is not None and offer.contract_by < str(local(offer.sent_at)):
            yield f"offer {offer.id} has to be signed by {offer.contract_by}, before it was sent"
    for offer in day.offers_changed:
        request = day.requests[offer.request]
        if offer.state == "live" and offer.week != request.week:
            yield f"offer {offer.id} is for other half-days than request {request.reference} asks for"


def _deadline(day: Tables, offer: Offer) -> date:
    due = _working(day, local(offer.sent_at) + timedelta(days=day.policy.offer_days))
    for _ in range(day.policy.offer_more_days if offer.extended else 0):
        due = _working(day, due + timedelta(days=1))
    return due


def _working(day: Tables, on: date) -> date:
    while on.weekday() >= 5 or on in day.policy.holidays:
        on += timedelta(days=1)
    return on


def no_offer_outlives_its_deadline(day: Tables, known: Known) -> Iterator[str]:
    """Section 6: once the job ran, no offer is live whose deadline was over by the clock that the job saw."""
    if known.lapsed_by is None:
        return
    seen = str(local(known.lapsed_by.isoformat()))
    for offers in day.standing.values():
        for offer in offers:
            if offer.state == "live" and offer.deadline < seen:
                yield f"offer {offer.id} is live, its deadline was {offer.deadline}"


def no_answer_is_too_late(day: Tables, _: Known) -> Iterator[str]:
    """Sections 6 and 7: a deadline is inclusive to the end of its day, and no answer counts after it.

    A clock that is set back puts an acceptance before its offer.
    """
    for line in day.trace:
        if line.what != "accepted":
            continue
        offers = [one for one in day.offers.values() if one.request == line.subject and one.contract_by]
        late = [one for one in offers if local(one.sent_at) <= local(line.at) + _SET_BACK]
        if late and not any(str(local(line.at)) <= one.deadline for one in late):
            yield f"request {day.requests[line.subject].reference} accepted after the deadline"


def nobody_comes_before_the_yes(day: Tables, _: Known) -> Iterator[str]:
    """Section 6: a place is kept from the day offered; a stay begins no earlier, nor before the acceptance.

    When that was, the contract's last day tells: so many days later, on a working day.
    """
    then = day.before.stays if day.before else {}
    begun = [stay for stay in day.stays.values() if stay.request and then.get(stay.id) is not stay]
    signed = {one.request: one for one in day.offers.values() if one.state == "signed"} if begun else {}
    for stay in begun:
        offer = signed.get(stay.request or "")
        if offer is None or offer.contract_by is None:
            continue
        signs = _working(day, date.fromisoformat(stay.start) + timedelta(days=day.policy.contract_days))
        if stay.start < offer.start or str(signs) < offer.contract_by:
            reference = day.requests[offer.request].reference
            yield f"request {reference}: a stay from {stay.start} on, of an offer from {offer.start} on"
