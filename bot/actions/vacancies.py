"""Vacant sponsored places: firms are told and decide, or time does; rounds ask what is held."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.actions.codes import check_speaks
from bot.actions.places import taken
from bot.ports import Records
from bot.rules import vacancies as rules
from bot.rules.calendar import Period, in_daytime, local_day
from bot.rules.notices import PlaceVacant
from bot.rules.offers import Offer, OfferState
from bot.rules.people import Role
from bot.rules.places import Agreement, Held, Sponsor, Stay
from bot.rules.policy import Policy
from bot.rules.vacancies import Vacancy, VacancyOver, Vacant

#: In the ledger: when of what was told no more than so much was left.
FELL = "vacancy-fell"


@dataclass(frozen=True, kw_only=True)
class ToDecide:
    """A vacancy with the agreement that it belongs to."""

    vacancy: Vacancy
    agreement: Agreement


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """What a firm has to decide, the nearest day first."""

    sponsor: Sponsor
    open: tuple[ToDecide, ...]


def held(
    records: Records,
    creche: str,
    there: Sequence[Stay],
    agreements: Sequence[Agreement],
    *,
    now: datetime,
    policy: Policy,
) -> tuple[Held, ...]:
    """What is kept for the firms at a crèche; `there`: all that is taken from today on."""
    found = _vacant(records, creche, there, agreements, now=now, policy=policy)
    return tuple(each for one in found for each in one.held)


def sponsored(records: Records, *, now: datetime, policy: Policy) -> tuple[str, ...]:
    """The crèches where an agreement runs: the clock asks once a day."""
    today = local_day(now)
    known = {one.id for one in policy.creches}
    running = {one.creche for one in records.sponsors.all_agreements() if today in one.period}
    return tuple(sorted(running & known))


def tell_vacancies(records: Records, *, now: datetime, policy: Policy, of: Sequence[str] = ()) -> int:
    """Look at these crèches, or at all: what is taken is over, what is vacant is told; how many notices.

    What was told stands in the table: nothing is told twice, and by day alone.
    """
    agreements = records.sponsors.all_agreements()
    told = 0
    for creche in of or sponsored(records, now=now, policy=policy):
        records.places.hold(creche, at=now)
        there = taken(records, creche, Period(local_day(now)))
        every = _vacant(records, creche, there, agreements, now=now, policy=policy)
        _save(records, creche, every, now=now)
        for found in every:
            for since in found.untold if in_daytime(now) == now else ():
                told += _tell(records, found, since, now=now, policy=policy)
    return told


def colleague_comes(
    records: Records,
    creche: str,
    agreement_id: str,
    *,
    beside: Collection[str] = (),
    now: datetime,
    policy: Policy,
) -> None:
    """What a colleague was offered is one of the places held for that firm, and for no other.

    What others were offered `beside` is looked at once all of them have theirs (`offers.propose`).
    """
    every_one = taken(records, creche, Period(local_day(now)))
    there = [stay for stay in every_one if stay.request_id not in beside]
    agreements = records.sponsors.all_agreements()
    every = _vacant(records, creche, there, agreements, came=agreement_id, now=now, policy=policy)
    _save(records, creche, every, now=now)


def family_leaves(records: Records, offer: Offer, *, now: datetime) -> None:
    """An offer ends without a contract: what a firm gave back is the next family's, not anew the firm's."""
    if offer.agreement_id is not None or offer.ended_at is None or offer.state is OfferState.SIGNED:
        return
    told = {one.id: one for one in records.sponsors.vacancies(offer.creche)}
    whens = ((one.id, records.ledger.when(FELL, one.id, str(one.left))) for one in told.values())
    fell = {vacancy_id: at for vacancy_id, at in whens if at is not None}
    for one in rules.given_back_still(told.values(), fell, offer, today=local_day(now)):
        records.ledger.strike(FELL, one.id, str(told[one.id].left))
        records.sponsors.save_vacancy(one)


def _save(records: Records, creche: str, every: Iterable[Vacant], *, now: datetime) -> None:
    """What somebody has is no vacancy any more."""
    known = {one.id: one for one in records.sponsors.vacancies(creche)}
    for one in (each for found in every for each in found.told):
        if one != known[one.id]:
            records.sponsors.save_vacancy(one)
            records.ledger.mark(FELL, one.id, str(one.left), at=now)


def to_decide(records: Records, sponsor_id: str, *, now: datetime) -> tuple[ToDecide, ...]:
    """What a firm has to decide, the nearest day first."""
    today = local_day(now)
    return tuple(
        one for one in _told(records, records.sponsors.agreements(sponsor_id)) if one.vacancy.is_held(today)
    )


def decisions(records: Records, person_id: str, sponsor_id: str, *, now: datetime) -> Decisions:
    """The same, for its contacts, and for coordinators whom it phones. Refused NotAllowed, NotFound."""
    sponsor = check_speaks(records, person_id, sponsor_id)
    return Decisions(sponsor=sponsor, open=to_decide(records, sponsor_id, now=now))


def release(records: Records, person_id: str, vacancy_id: str, *, now: datetime, policy: Policy) -> ToDecide:
    """The firm gives the places back at once. Refused NotAllowed, NotFound, VacancyOver."""
    own = _own(records, person_id, vacancy_id, now=now, policy=policy)
    return _keep(
        records, person_id, own, rules.release(own.vacancy, today=local_day(now), now=now), "released", now
    )


def take_back(
    records: Records, person_id: str, vacancy_id: str, *, now: datetime, policy: Policy
) -> ToDecide:
    """And thinks again, within a day, while nobody has them. Refused NotAllowed, NotFound, VacancyOver."""
    own = _own(records, person_id, vacancy_id, now=now, policy=policy)
    back = rules.take_back(own.vacancy, today=local_day(now), now=now, policy=policy)
    return _keep(records, person_id, own, back, "taken back", now)


def given_back(
    records: Records, *, since: datetime, now: datetime, policy: Policy
) -> Iterator[tuple[str, int]]:
    """The crèches with places that firms gave back since then, or let lapse; each once, beyond undoing."""
    for creche in policy.creches:
        for one in records.sponsors.vacancies(creche.id):
            over = since <= one.given_back_at and rules.thought_over(one, policy) < now
            if over and one.left and records.ledger.mark("place-freed", one.id, "", at=now):
                yield creche.id, one.left


def _own(records: Records, person_id: str, vacancy_id: str, *, now: datetime, policy: Policy) -> ToDecide:
    """As it stands now, after what was taken since; nobody gives a place there meanwhile."""
    agreement = records.sponsors.agreement(records.sponsors.vacancy(vacancy_id).agreement_id)
    check_speaks(records, person_id, agreement.sponsor_id)
    records.places.hold(agreement.creche, at=now)
    there = taken(records, agreement.creche, Period(local_day(now)))
    agreements = records.sponsors.all_agreements()
    for found in _vacant(records, agreement.creche, there, agreements, now=now, policy=policy):
        for one in found.told:
            if one.id == vacancy_id:
                return ToDecide(vacancy=one, agreement=agreement)
    raise VacancyOver


def _keep(
    records: Records, person_id: str, own: ToDecide, vacancy: Vacancy, what: str, now: datetime
) -> ToDecide:
    records.sponsors.save_vacancy(vacancy)
    subject = f"agreement:{own.agreement.id}"
    records.trace.note(who=person_id, what=f"vacancy {what}", subject=subject, why=str(vacancy.left), at=now)
    return ToDecide(vacancy=vacancy, agreement=own.agreement)


def _vacant(
    records: Records,
    creche: str,
    there: Sequence[Stay],
    agreements: Sequence[Agreement],
    *,
    came: str | None = None,
    now: datetime,
    policy: Policy,
) -> tuple[Vacant, ...]:
    today = local_day(now)
    if not any(one.creche == creche and today in one.period for one in agreements):
        return ()
    known = records.sponsors.vacancies(creche)
    return rules.vacant(creche, agreements, there, known, came=came, today=today, policy=policy)


def _tell(records: Records, found: Vacant, since: date, *, now: datetime, policy: Policy) -> int:
    """Every contact of the firm hears of it."""
    vacancy = rules.tell(records.new_id(), found, since, today=local_day(now), policy=policy)
    records.sponsors.add_vacancy(vacancy)
    sponsor = records.sponsors.get(found.agreement.sponsor_id)
    notices = [
        PlaceVacant(
            to=contact.id,
            vacancy_id=vacancy.id,
            sponsor_id=sponsor.id,
            firm=sponsor.name,
            creche_name=policy.creche(found.agreement.creche).name,
            n=vacancy.places,
            since=vacancy.since,
            by=vacancy.decide_by,
        )
        for contact in records.people.holders(Role.HR, sponsor.id)
    ]
    return records.notices.queue_all(notices, at=now)


def _told(records: Records, agreements: Iterable[Agreement]) -> tuple[ToDecide, ...]:
    found = []
    for agreement in agreements:
        own = (
            one for one in records.sponsors.vacancies(agreement.creche) if one.agreement_id == agreement.id
        )
        found += [ToDecide(vacancy=one, agreement=agreement) for one in own]
    return tuple(sorted(found, key=lambda one: (one.vacancy.decide_by, one.vacancy.id)))
