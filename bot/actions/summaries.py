"""The sponsors' months: worked out once, kept, told to every HR contact of the firm, corrected if need be."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from bot.actions.vacancies import sponsored, tell_vacancies, to_decide
from bot.ports import Records
from bot.rules import colleagues, occupancy
from bot.rules.agreements import NoAgreement
from bot.rules.calendar import Month, at_local, local_day
from bot.rules.notices import SummaryCorrected, SummaryPage, SummaryPicture
from bot.rules.occupancy import Books, Occupancy
from bot.rules.people import Role
from bot.rules.places import Sponsor
from bot.rules.policy import Policy
from bot.rules.refusals import MonthInFuture, NotAllowed
from bot.rules.vacancies import Awaiting, awaiting

#: How far back a summary that was never made is still made (a bot that slept for long).
MONTHS_BACK = 2
#: How long a told month is still corrected: until the year's statement after it has been read.
MONTHS_KEPT = 14


def owed(records: Records, *, now: datetime, policy: Policy) -> tuple[str, ...]:
    """The firms to which a month is due that is not in the ledger: the clock asks every minute."""
    months = _months_due(now, policy)
    return tuple(dict.fromkeys(firm for month in months for firm in _owed(records, month)))


def ensure_summaries(records: Records, *, now: datetime, policy: Policy, of: Sequence[str] = ()) -> int:
    """Make the summaries due to these firms, or to all; how many were made."""
    made = 0
    for month in _months_due(now, policy):
        for firm in _owed(records, month, of):
            if records.ledger.mark("summary", firm, str(month), at=now):
                _look_for_vacancies(records, firm, now=now, policy=policy)
                made += _tell(records, firm, month, now=now, policy=policy)
    return made


def _look_for_vacancies(records: Records, firm: str, *, now: datetime, policy: Policy) -> None:
    """What stands vacant since this morning is told with the month, not after it; each crèche once a day."""
    own, today = {one.creche for one in records.sponsors.agreements(firm)}, str(local_day(now))
    there = [one for one in sponsored(records, now=now, policy=policy) if one in own]
    first = [one for one in there if records.ledger.mark("vacancies-first", one, today, at=now)]
    if first:
        tell_vacancies(records, now=now, policy=policy, of=first)


def _owed(records: Records, month: Month, of: Sequence[str] = ()) -> Iterator[str]:
    """The firms, of these or of all, with an agreement in that month or not long ago, that were not told."""
    told = records.ledger.subjects("summary", str(month))
    since = month.plus(-MONTHS_KEPT).first
    for firm in of or [sponsor.id for sponsor in records.sponsors.all()]:
        if firm not in told and any(
            one.period.start <= month.last and (one.period.end is None or one.period.end >= since)
            for one in records.sponsors.agreements(firm)
        ):
            yield firm


def firms(records: Records, person_id: str) -> tuple[Sponsor, ...]:
    """The firms whose summaries this person may see."""
    return tuple(records.sponsors.get(firm) for firm in records.people.get(person_id).sponsors)


def months(
    records: Records, person_id: str, sponsor_id: str, *, most: int, now: datetime
) -> tuple[Month, ...]:
    """The firm's last months with an agreement, this one included, the newest first. Refused NotAllowed."""
    check_contact(records, person_id, sponsor_id)
    agreements = records.sponsors.agreements(sponsor_id)
    current = Month.of(local_day(now))
    first = min((Month.of(one.period.start) for one in agreements), default=current)
    back = (current.plus(-ago) for ago in range(first.until(current) + 1))
    return tuple(islice((one for one in back if occupancy.has_agreement(agreements, one)), most))


def summary_of(
    records: Records, person_id: str, sponsor_id: str, month: Month, *, now: datetime, policy: Policy
) -> Occupancy:
    """Any month on request, for the firm's own contacts: as it was told, or worked out afresh if never told.

    Refused: NotAllowed (another firm's), MonthInFuture, NoAgreement.
    """
    check_contact(records, person_id, sponsor_id)
    return records.sponsors.summary(sponsor_id, month) or work_out(
        records, sponsor_id, month, now=now, policy=policy
    )


def sheet_of(
    records: Records, person_id: str, sponsor_id: str, month: Month, *, now: datetime, policy: Policy
) -> tuple[Occupancy, ...]:
    """The twelve months that end with that one, oldest first; those without an agreement are left out.

    The last is what `summary_of` tells; refused as that is.
    """
    last = summary_of(records, person_id, sponsor_id, month, now=now, policy=policy)
    return (*_year_to(records, sponsor_id, month, policy)[:-1], last)


def statement_of(
    records: Records, person_id: str, sponsor_id: str, month: Month, *, now: datetime, policy: Policy
) -> tuple[Occupancy, ...]:
    """The months of that month's year that are over (of one that begins, the first); refused likewise."""
    check_contact(records, person_id, sponsor_id)
    january, december = Month(month.year, 1), Month(month.year, 12)
    current = Month.of(local_day(now))
    if january > current:
        raise MonthInFuture(month=month)
    last = min(december, max(january, current.plus(-1)))
    found = [one for one in _year_to(records, sponsor_id, last, policy) if one.month >= january]
    if not found:
        raise NoAgreement(month=month)
    return tuple(found)


def _year_to(records: Records, sponsor_id: str, month: Month, policy: Policy) -> tuple[Occupancy, ...]:
    """Twelve months as they were told, else worked out."""
    books, sponsor = books_of(records, sponsor_id, policy), records.sponsors.get(sponsor_id)
    told = {one.month: one for one in records.sponsors.summaries(sponsor_id, month.plus(-11))}
    months = [month.plus(-back) for back in range(11, -1, -1)]
    return tuple(
        told.get(each) or books.month(sponsor, each)
        for each in months
        if occupancy.has_agreement(books.agreements, each)
    )


def check_contact(records: Records, person_id: str, sponsor_id: str) -> None:
    """Refused NotAllowed to whoever is no contact of that firm."""
    if sponsor_id not in records.people.get(person_id).sponsors:
        raise NotAllowed


def work_out(records: Records, sponsor_id: str, month: Month, *, now: datetime, policy: Policy) -> Occupancy:
    """The figures of rules.md, section 5, from contracts, offers and the calendar; without people."""
    books = books_of(records, sponsor_id, policy)
    occupancy.check_month(month, books.agreements, local_day(now))
    found = books.month(records.sponsors.get(sponsor_id), month)
    return replace(found, awaiting=_awaiting(records, sponsor_id, now))


def _awaiting(records: Records, sponsor_id: str, now: datetime) -> tuple[Awaiting, ...]:
    """What the firm has to decide now."""
    return awaiting((one.vacancy, one.agreement) for one in to_decide(records, sponsor_id, now=now))


def books_of(records: Records, sponsor_id: str, policy: Policy) -> Books:
    """A firm's agreements with what is under them."""
    return Books(
        records.sponsors.agreements(sponsor_id),
        records.sponsors.stays_under(sponsor_id),
        records.sponsors.offers_under(sponsor_id),
        policy,
    )


def due_at(month: Month, policy: Policy) -> datetime:
    """When a summary goes out: the 5th of the next month, 09:00 in Brussels; its last day if shorter."""
    after = month.plus(1)
    day = after.first.replace(day=min(policy.summary_day, after.last.day))
    return at_local(day, policy.summary_hour)


def _months_due(now: datetime, policy: Policy) -> tuple[Month, ...]:
    """The months whose summary day has come, oldest first."""
    current = Month.of(local_day(now))
    candidates = (current.plus(-back) for back in range(MONTHS_BACK, 0, -1))
    return tuple(month for month in candidates if due_at(month, policy) <= now)


def _tell(records: Records, firm: str, month: Month, *, now: datetime, policy: Policy) -> bool:
    """What changed in the months told before, then this one; False if there is nothing of it to tell."""
    books = books_of(records, firm, policy)
    sponsor = records.sponsors.get(firm)
    _correct(records, sponsor, month, books, now)
    if not occupancy.has_agreement(books.agreements, month):
        return False
    people = colleagues.people(
        month, records.requests.colleagues(firm), records.sponsors.codes_used(firm), policy
    )
    found = replace(books.month(sponsor, month, people), awaiting=_awaiting(records, firm, now))
    records.sponsors.keep_summary(found, at=now)
    for contact in records.people.holders(Role.HR, firm):
        picture = SummaryPicture(to=contact.id, sponsor_id=firm, month=month, decides=bool(found.awaiting))
        records.notices.queue(picture, at=now)
        records.notices.queue(SummaryPage(to=contact.id, sponsor_id=firm, month=month), at=now)
    return True


def _correct(records: Records, sponsor: Sponsor, month: Month, books: Books, now: datetime) -> None:
    """Told months that their contracts no longer bear out are told anew, with what changed."""
    today = local_day(now)
    for told in records.sponsors.summaries(sponsor.id, month.plus(-MONTHS_KEPT)):
        corrected = books.corrected(told, sponsor, today)
        if corrected is None:
            continue
        records.sponsors.correct_summary(corrected, at=now)
        for contact in records.people.holders(Role.HR, sponsor.id):
            notice = SummaryCorrected(to=contact.id, sponsor_id=sponsor.id, month=told.month, on=today)
            records.notices.queue(notice, at=now)
