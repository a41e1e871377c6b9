"""A birth: asked about, reminded of once, confirmed, corrected. A pregnancy that ends silences all of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.actions import desks, requests, steps
from bot.actions.people import focus as remember
from bot.actions.places import taken
from bot.ports import Records
from bot.rules import births as rules
from bot.rules.calendar import Period, Week, in_daytime, local_day
from bot.rules.capacity import overfull
from bot.rules.history import What
from bot.rules.notices import BirthAwaited, CrecheOverfull
from bot.rules.people import Person
from bot.rules.places import presumed_end
from bot.rules.policy import Policy
from bot.rules.requests import LEAVABLE, LIVE, ON_THE_LIST, Request

_DAY = timedelta(days=1)

#: In the ledger: the question and its reminder, by how many were born before.
ASKED = "birth"
#: In the ledger: nobody is to be asked about this request's expected children any more.
SILENT = "birth-silent"


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A request after a birth, and the last day in a crèche that follows from it."""

    request: Request
    born: int
    on: date
    end: date


class _Rule(Protocol):
    def __call__(self, request: Request, *, on: date, now: datetime, policy: Policy) -> Request: ...


def ask_day(records: Records, person_id: str, request_id: str, *, again: bool, focus: str) -> None:
    """A typed day is then that of the birth. Refused as the rule does, NotFound to others."""
    request, _ = steps.spoken_for(records, person_id, request_id)
    rules.check_asked(request, again=again)
    remember(records, person_id, focus, request.id)


def confirm(
    records: Records, person_id: str, request_id: str, *, on: date, now: datetime, policy: Policy
) -> Noted:
    """The parents say on which day. Refused as the rule does."""
    return _note(records, person_id, request_id, rules.confirm_birth, on=on, now=now, policy=policy)


def correct(
    records: Records, person_id: str, request_id: str, *, on: date, now: datetime, policy: Policy
) -> Noted:
    """It was another day. Refused as the rule does."""
    return _note(records, person_id, request_id, rules.correct_birth, on=on, now=now, policy=policy)


def _note(
    records: Records,
    person_id: str,
    request_id: str,
    rule: _Rule,
    *,
    on: date,
    now: datetime,
    policy: Policy,
) -> Noted:
    request, _ = steps.spoken_for(records, person_id, request_id)
    noted = rule(request, on=on, now=now, policy=policy)
    records.requests.save(noted)
    _tell_overfull(records, noted, _shift(records, request, noted), now=now, policy=policy)
    records.trace.note(who=person_id, what=What.BORN, subject=noted.id, why=str(on), at=now)
    records.notices.cancel(noted.id, kinds=(BirthAwaited,))
    remember(records, person_id, "")
    youngest = [child for child in noted.children if child.born and child.day == on]
    return Noted(request=noted, born=len(youngest), on=on, end=presumed_end(youngest[0]))


_Longer = tuple[str, Week, Period]  # a crèche, half-days, and the days that are added


def _shift(records: Records, before: Request, after: Request) -> list[_Longer]:
    """What is signed or offered until the presumed end now lasts until the new one; what that adds."""
    new_ends = {
        child: presumed_end(now)
        for child, (was, now) in enumerate(zip(before.children, after.children, strict=True))
        if was != now
    }
    longer = []
    for stay in records.places.stays_of(before.id):
        child, end = stay.child or 0, stay.period.end
        if child in new_ends and end == presumed_end(before.children[child]):
            records.places.save_stay(replace(stay, period=Period(stay.period.start, new_ends[child])))
            longer.append((stay.creche, stay.week, Period(end + _DAY, new_ends[child])))
    offer = records.offers.standing(before.id)
    if offer is not None and new_ends:
        ends = tuple(new_ends.get(child, end) for child, end in enumerate(offer.ends))
        records.offers.save(replace(offer, ends=ends))
        pairs = zip(offer.ends, ends, strict=True)
        longer += [(offer.creche, offer.week, Period(was + _DAY, end)) for was, end in pairs]
    return [one for one in longer if one[2].start <= (one[2].end or one[2].start)]


def _tell_overfull(
    records: Records, request: Request, longer: Iterable[_Longer], *, now: datetime, policy: Policy
) -> None:
    """Nobody can refuse a birth: staff are told at once where more children come by it than may."""
    for creche, week, added in dict.fromkeys(longer):
        over = overfull(creche, week, added, taken=taken(records, creche, added), policy=policy)
        if over is None:
            continue
        for person_id in desks.staff_of(records, creche):
            notice = CrecheOverfull(
                to=person_id,
                creche=creche,
                creche_name=policy.creche(creche).name,
                reference=request.reference,
                first=over.first,
                last=over.last,
                week=over.week,
                at=now,
            )
            records.notices.queue(notice, at=now, due=in_daytime(now))


def ask_births(records: Records, *, now: datetime, policy: Policy) -> int:
    """Ask after a birth from its due date on, remind once; how many were written to."""
    today = local_day(now)
    to_ask = [
        one.request_id
        for one in records.requests.expected_by(today)
        if _question(records, one.request_id, one.born, now=now, policy=policy)
    ]
    # Found first and locked then: a pregnancy may have ended between the two.
    awaited = (one for one in records.requests.some(to_ask) if rules.awaited(one, today))
    return sum(_ask(records, request, now=now, policy=policy) for request in awaited)


def _question(records: Records, request_id: str, born: int, *, now: datetime, policy: Policy) -> str:
    """Which one is due, as the ledger has it: the question, its reminder, or none."""
    if records.ledger.has(SILENT, request_id, ""):
        return ""
    asked, again = f"{born}/0", f"{born}/1"
    at = records.ledger.when(ASKED, request_id, asked)
    if at is None:
        return asked
    soon = local_day(now) < local_day(at) + timedelta(days=policy.birth_reminder_days)
    return "" if soon or records.ledger.has(ASKED, request_id, again) else again


def _ask(records: Records, request: Request, *, now: datetime, policy: Policy) -> int:
    born = sum(child.born for child in request.children)
    period = _question(records, request.id, born, now=now, policy=policy)
    if not period or not records.ledger.mark(ASKED, request.id, period, at=now):
        return 0
    return sum(
        records.notices.queue(
            BirthAwaited(
                to=guardian.id,
                request_id=request.id,
                reference=request.reference,
                n=len(request.children) - born,
                period=period,
            ),
            at=now,
            due=in_daytime(now),
        )
        for guardian in records.people.guardians(request.family_id)
    )


def no_longer_expecting(
    records: Records, person_id: str, request_id: str, *, now: datetime, policy: Policy
) -> None:
    """One word ends all that would remind of it: the request is withdrawn, what was queued is not sent.

    It is written down like any withdrawal, without a reason, and told to nobody. Children who are born keep
    the request. Where an offer or a contract holds it, a person sees to that, and nothing is asked any more.
    """
    request, _ = steps.spoken_for(records, person_id, request_id)
    others = rules.without_expected(request)
    records.notices.cancel(request.id)
    remember(records, person_id, "")
    if others is None and request.state in LEAVABLE:
        requests.withdraw(records, person_id, request_id, now=now, policy=policy)
    elif others is not None and request.state in ON_THE_LIST:
        records.requests.save(others)
    else:
        records.ledger.mark(SILENT, request.id, "", at=now)


def none_expected_any_more(records: Records, person: Person, *, now: datetime, policy: Policy) -> int:
    """The same in words: for every request of the family with a child that is expected; how many."""
    family = records.requests.of_family(person.family_id) if person.family_id else ()
    expecting = [one for one in family if one.state in LIVE and rules.due_day(one) is not None]
    for request in expecting:
        no_longer_expecting(records, person.id, request.id, now=now, policy=policy)
    return len(expecting)
