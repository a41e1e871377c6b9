"""Let go of what was kept long enough: families are told before; each night once, counted in the trace."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.actions import steps
from bot.ports import Records
from bot.rules import requests, retention
from bot.rules.calendar import at_local, in_daytime, local_day, months_after
from bot.rules.history import What
from bot.rules.notices import RequestEnds
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.requests import ON_THE_LIST, Request
from bot.rules.retention import BY_LAW, TOLD_DAYS, VISITORS, Category, terms

#: In the ledger: the nights that are done, and which families were told.
NIGHTS, TOLD = "retention", "request-ends"
#: In the trace: what went, by category, without a name.
WENT = "kept long enough"
#: Beside requests' ids: somebody's, and the night itself when everything else was looked at.
_PERSON, _NIGHT = "person:", "night"


def due(records: Records, *, now: datetime, policy: Policy) -> tuple[str, ...]:  # noqa: ARG001 – as the timetable asks
    """What to look at tonight, the night itself last; nothing once it is done."""
    if records.ledger.has(NIGHTS, "", str(local_day(now))):
        return ()
    return (*candidates(records, now=now, ahead=TOLD_DAYS), _NIGHT)


def keep_house(records: Records, *, now: datetime, policy: Policy, of: Sequence[str] | None = None) -> int:
    """Let go of what was kept long enough, of all or of some; how many."""
    subjects = due(records, now=now, policy=policy) if of is None else of
    went = Counter(kind for one in subjects if (kind := _let_go(records, one, now)) is not None)
    if _NIGHT in subjects:
        went[Category.PLEAS] += records.pleas.forget_answered_before(_words_since(now, policy))
        went = +went
    night = str(local_day(now))
    report = f"{NIGHTS}:{night}"
    if went or (_NIGHT in subjects and not records.trace.of(report)):
        counts = ", ".join(f"{kind.value}: {went[kind]}" for kind in Category if went[kind])
        records.trace.note(who="", what=WENT, subject=report, why=counts or "nothing", at=now)
    if _NIGHT in subjects:
        records.ledger.mark(NIGHTS, "", night, at=now)
    return went.total()


def overdue(records: Records, *, now: datetime, policy: Policy) -> Mapping[Category, int]:
    """How much of each category is kept longer than it may be; nothing is touched."""
    found = Counter({Category.PLEAS: records.pleas.answered_before(_words_since(now, policy))})
    for subject in candidates(records, now=now):
        if subject.startswith(_PERSON):
            found[Category.VISITORS] += 1
        for request in records.requests.some([subject]):
            until = last_day(records, request)
            found[category(records, request)] += until is not None and until < local_day(now)
    return +found


def _words_since(now: datetime, policy: Policy) -> datetime:
    """Words that were answered before are kept no longer."""
    return terms(policy)[Category.PLEAS].since(now)


def last_day(records: Records, request: Request) -> date | None:
    """The last day on which a request is kept, if it is known."""
    stays = records.places.stays_of(request.id)
    return retention.last_day(request, refused_on=refused_on(records, request.id), stays=stays)


def category(records: Records, request: Request) -> Category:
    """What a request is kept as."""
    return retention.category(request, refused_on(records, request.id))


def refused_on(records: Records, request_id: str) -> date | None:
    """The last day on which the family was told that there is no place."""
    days = (local_day(line["at"]) for line in records.trace.of(request_id) if line["what"] == What.REFUSED)
    return max(days, default=None)


def candidates(records: Records, *, now: datetime, ahead: int = 0) -> tuple[str, ...]:
    """Whatever can be due in so many days, each once."""
    today, some = local_day(now), records.retention
    day = today + timedelta(days=ahead)
    without = months_after(day, -BY_LAW[Category.REFUSED].months)
    left = months_after(day, -BY_LAW[Category.ENROLLED].months)
    found = (*some.at_school(day), *some.registered_by(without), *some.left_by(left))
    visitors = some.visitors(at_local(months_after(today, -VISITORS.months), 0))
    return (*dict.fromkeys(found), *(f"{_PERSON}{one}" for one in visitors))


def _let_go(records: Records, subject: str, now: datetime) -> Category | None:
    """Of somebody, or of a request; as what it was kept, if its time is over."""
    if subject == _NIGHT:
        return None
    if subject.startswith(_PERSON):
        records.erasures.remove(records.people.get(subject.removeprefix(_PERSON)))
        return Category.VISITORS
    for request in records.requests.some([subject]):
        until, today = last_day(records, request) or date.max, local_day(now)
        if until < today:
            return _remove(records, request, now)
        if request.state in ON_THE_LIST and until - today <= timedelta(days=TOLD_DAYS):
            _tell(records, request, until, now)
    return None


def _remove(records: Records, request: Request, now: datetime) -> Category:
    """Off the list, then out; with a family's last its guardians, unless they are here for something else."""
    kind = category(records, request)
    if request.state in ON_THE_LIST:
        steps.keep(records, requests.withdraw(request, now=now), who="", at=now)
    records.notices.cancel(request.id)
    records.retention.remove(request.id)
    if not records.requests.of_family(request.family_id):
        for guardian in records.people.guardians(request.family_id):
            _part(records, guardian)
        records.retention.remove_family(request.family_id)
    return kind


def _part(records: Records, guardian: Person) -> None:
    if guardian.mandates or records.drafts.of(guardian.id):
        records.people.save(replace(guardian, family_id=None))
    else:
        records.erasures.remove(guardian)


def _tell(records: Records, request: Request, until: date, now: datetime) -> None:
    """Once: who still waits can ask the team before the day has come."""
    if not records.ledger.mark(TOLD, request.id, str(until), at=now):
        return
    for guardian in records.people.guardians(request.family_id):
        notice = RequestEnds(to=guardian.id, request_id=request.id, reference=request.reference, until=until)
        records.notices.queue(notice, at=now, due=in_daytime(now))
