"""The sponsors' months: worked out once, kept, told to every HR contact of the firm."""

from collections.abc import Iterator
from datetime import datetime

from bot.ports import Records
from bot.rules import occupancy as rules
from bot.rules.calendar import Month, at_local, local_day
from bot.rules.notices import SummaryPage, SummaryPicture
from bot.rules.occupancy import Occupancy
from bot.rules.people import Role
from bot.rules.places import Sponsor
from bot.rules.policy import Policy
from bot.rules.refusals import NotAllowed

#: How far back a summary that was never made is still made (a bot that slept for long).
MONTHS_BACK = 2


def ensure_summaries(records: Records, *, now: datetime, policy: Policy) -> int:
    """Make every firm's summary that is due and not in the ledger; how many were made."""
    made = 0
    for month in _months_due(now, policy):
        for sponsor in _owed(records, month):
            if records.ledger.mark("summary", sponsor.id, str(month), at=now):
                made += 1
                _tell(records, sponsor.id, month, now=now, policy=policy)
    return made


def _owed(records: Records, month: Month) -> Iterator[Sponsor]:
    """The firms with an agreement in that month that were not told of it: the clock asks every minute."""
    told = records.ledger.subjects("summary", str(month))
    for sponsor in records.sponsors.all():
        if sponsor.id not in told and rules.has_agreement(records.sponsors.agreements(sponsor.id), month):
            yield sponsor


def firms(records: Records, person_id: str) -> tuple[Sponsor, ...]:
    """The firms whose summaries this person may see."""
    return tuple(records.sponsors.get(firm) for firm in records.people.get(person_id).sponsors)


def summary_of(
    records: Records, person_id: str, sponsor_id: str, month: Month, *, now: datetime, policy: Policy
) -> Occupancy:
    """Any month on request, for the firm's own contacts: as it was sent, or worked out afresh if never sent.

    Refused: NotAllowed (another firm's), MonthInFuture, NoAgreement.
    """
    if sponsor_id not in records.people.get(person_id).sponsors:
        raise NotAllowed
    return records.sponsors.summary(sponsor_id, month) or work_out(
        records, sponsor_id, month, now=now, policy=policy
    )


def work_out(records: Records, sponsor_id: str, month: Month, *, now: datetime, policy: Policy) -> Occupancy:
    """The figures of rules.md, section 5, from contracts, offers and the calendar."""
    agreements = records.sponsors.agreements(sponsor_id)
    rules.check_month(month, agreements, local_day(now))
    return rules.occupancy(
        records.sponsors.get(sponsor_id),
        month,
        agreements=agreements,
        stays=records.sponsors.stays_under(sponsor_id),
        offers=records.sponsors.offers_under(sponsor_id),
        colleagues=records.requests.colleagues(sponsor_id),
        codes_used=records.sponsors.codes_used(sponsor_id),
        policy=policy,
    )


def _months_due(now: datetime, policy: Policy) -> tuple[Month, ...]:
    """The months whose summary day has come, oldest first."""
    current = Month.of(local_day(now))
    candidates = (current.plus(-back) for back in range(MONTHS_BACK, 0, -1))
    return tuple(month for month in candidates if due_at(month, policy) <= now)


def due_at(month: Month, policy: Policy) -> datetime:
    """When a month's summary goes out: the 5th of the next month, 09:00 in Brussels."""
    day = month.plus(1).first.replace(day=policy.summary_day)
    return at_local(day, policy.summary_hour)


def _tell(records: Records, sponsor_id: str, month: Month, *, now: datetime, policy: Policy) -> None:
    records.sponsors.keep_summary(work_out(records, sponsor_id, month, now=now, policy=policy), at=now)
    for contact in records.people.holders(Role.HR, sponsor_id):
        records.notices.queue(SummaryPicture(to=contact.id, sponsor_id=sponsor_id, month=month), at=now)
        records.notices.queue(SummaryPage(to=contact.id, sponsor_id=sponsor_id, month=month), at=now)
