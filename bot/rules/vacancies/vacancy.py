"""A firm's vacant places as they were told, and what it decides about them (rules, section 5)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.rules.calendar import at_local, local_day
from bot.rules.offers import Offer
from bot.rules.places import Agreement, Held
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal

_DAY = timedelta(days=1)


@dataclass(eq=False)
class VacancyOver(Refusal):
    """That place awaits no decision of the firm any more: it is taken, or was given back before."""


@dataclass(frozen=True, kw_only=True)
class Vacancy:
    """Places of an agreement that were told as vacant. `left`: of them still are, held or given back."""

    id: str
    agreement_id: str
    places: int
    left: int
    since: date  # their first day
    told_on: date
    decide_by: date  # inclusive
    released_at: datetime | None = None  # by the firm; None: by time, once the day is past

    def is_held(self, today: date) -> bool:
        return self.left > 0 and self.released_at is None and today <= self.decide_by

    @property
    def given_back_at(self) -> datetime:
        """When they are, or were, on the common list."""
        return self.released_at or at_local(self.decide_by + _DAY, 0)


@dataclass(frozen=True, kw_only=True)
class Awaiting:
    """Vacant places that are held for the firm: until when it decides."""

    creche: str
    agreement_id: str
    places: int
    by: date


@dataclass(frozen=True, kw_only=True)
class Vacant:
    """A running agreement's vacant places: `told`, as far as they still are; `untold`, by their first day."""

    agreement: Agreement
    told: tuple[Vacancy, ...]
    held: tuple[Held, ...]
    untold: Mapping[date, int]


def awaiting(vacancies: Iterable[tuple[Vacancy, Agreement]]) -> tuple[Awaiting, ...]:
    """Those to decide by one day are one line, whenever each is free from."""
    counts = Counter[tuple[date, str, str]]()
    for one, agreement in vacancies:
        counts[one.decide_by, agreement.creche, agreement.id] += one.left
    return tuple(
        Awaiting(creche=creche, agreement_id=agreement_id, places=places, by=by)
        for (by, creche, agreement_id), places in sorted(counts.items())
    )


def tell(vacancy_id: str, found: Vacant, since: date, *, today: date, policy: Policy) -> Vacancy:
    """What is told today of those free from that day on: held until the policy's days are over."""
    return Vacancy(
        id=vacancy_id,
        agreement_id=found.agreement.id,
        places=found.untold[since],
        left=found.untold[since],
        since=since,
        told_on=today,
        decide_by=today + timedelta(days=policy.vacancy_days),
    )


def release(vacancy: Vacancy, *, today: date, now: datetime) -> Vacancy:
    """The firm gives the places back before the day. Refused VacancyOver."""
    if not vacancy.is_held(today):
        raise VacancyOver
    return replace(vacancy, released_at=now)


def take_back(vacancy: Vacancy, *, today: date, now: datetime, policy: Policy) -> Vacancy:
    """It has thought again, within a day, and nobody has them. Refused VacancyOver."""
    before = replace(vacancy, released_at=None)
    late = vacancy.released_at is None or now > thought_over(vacancy, policy)
    if late or not before.is_held(today):
        raise VacancyOver
    return before


def thought_over(vacancy: Vacancy, policy: Policy) -> datetime:
    """Until when what the firm gave back can be taken back; what lapsed cannot."""
    hours = policy.undo_hours if vacancy.released_at else 0
    return vacancy.given_back_at + timedelta(hours=hours)


def given_back_still(
    told: Iterable[Vacancy], fell: Mapping[str, datetime], offer: Offer, *, today: date
) -> Iterator[Vacancy]:
    """What a family was offered of places given back, and does not take, is given back still; as it is then.

    `told` is the crèche's, `fell` when each came to what is left of it: while the offer stood, it was that.
    Not where the firm was told of another place since: that one stands in its stead.
    """
    told, places = tuple(told), len(offer.ends)
    since = {one.agreement_id: one.told_on for one in sorted(told, key=lambda one: one.told_on) if one.left}
    for one in sorted(told, key=lambda one: (one.told_on, one.id), reverse=True):
        at = fell.get(one.id)
        if at is None or not offer.sent_at <= at <= (offer.ended_at or at):
            continue
        over = one.released_at is not None or today > one.decide_by
        another = since.get(one.agreement_id, date.min) > local_day(at)
        more = min(one.places - one.left, places)
        if over and not another and more > 0:
            places -= more
            yield replace(one, left=one.left + more)
