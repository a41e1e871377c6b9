"""When an announcement leaves: after a moment to think again, not at night, once a second person agrees."""

from datetime import date, datetime, time, timedelta

from bot.rules.announcements.announcement import NOT_GOING, Announcement, AnnouncementState, Plan
from bot.rules.announcements.audience import Kind
from bot.rules.calendar import BRUSSELS
from bot.rules.people import Person, Role
from bot.rules.policy import Policy
from bot.rules.refusals import AlreadySent, NotAllowed, OwnApproval, TakenBack, TimePast, TooLateToUndo


def planned(at: datetime | None, *, now: datetime, until: date | None = None) -> Plan:
    """To leave at that time, None for at once; weekly `until` as before where it fits. Refused TimePast."""
    if at is None:
        return Plan()
    if at <= now:
        raise TimePast(at=at)
    return Plan(at=at, until=until if until and _comes_back(at, until) else None)


def departure(kind: Kind, plan: Plan, *, now: datetime, policy: Policy) -> datetime:
    """When the copies leave: never before the time to undo is over, nor in quiet hours unless urgent."""
    earliest = now + timedelta(seconds=policy.undo_seconds)
    return awake(max(earliest, plan.at or earliest), kind, policy)


def awake(at: datetime, kind: Kind, policy: Policy) -> datetime:
    """That moment, or the next morning where it falls into the quiet hours; urgent ones wake people."""
    here = at.astimezone(BRUSSELS)
    morning = time(policy.quiet_until_hour)
    if kind is Kind.URGENT or morning <= here.time() < time(policy.quiet_from_hour):
        return at
    day = here.date() + timedelta(days=here.time() >= morning)
    return datetime.combine(day, morning, BRUSSELS)


def next_time(plan: Plan) -> Plan | None:
    """The same hour a week later, as clocks show it in Brussels; None once the last day has passed."""
    if plan.at is None or plan.until is None:
        return None
    at = plan.at.astimezone(BRUSSELS) + timedelta(days=7)
    return Plan(at=at, until=plan.until, approved_by=plan.approved_by) if at.date() <= plan.until else None


def last_day(plan: Plan, until: date) -> Plan:
    """The plan repeated weekly up to that day; refused TimePast where not even one repetition fits."""
    if plan.at is None or not _comes_back(plan.at, until):
        raise TimePast(at=datetime.combine(until, time(), BRUSSELS))
    return Plan(at=plan.at, until=until)


def _comes_back(at: datetime, until: date) -> bool:
    """Whether even one repetition fits."""
    return until >= at.astimezone(BRUSSELS).date() + timedelta(days=7)


def needs_approval(plan: Plan, readers: int, policy: Policy) -> bool:
    """Whether a second person has to agree first."""
    return readers > policy.approve_above and not plan.approved_by


def check_approval(announcement: Announcement, person: Person) -> None:
    """Refused NotAllowed, OwnApproval, TakenBack, AlreadySent: another coordinator, once, while it waits."""
    if not person.is_(Role.COORDINATOR):
        raise NotAllowed
    if announcement.author_id == person.id:
        raise OwnApproval
    if announcement.state in NOT_GOING:
        raise TakenBack
    if announcement.state is not AnnouncementState.APPROVAL:
        raise AlreadySent


def check_undo(announcement: Announcement) -> None:
    """Refused TakenBack, TooLateToUndo: while it waits for somebody or for its hour."""
    if announcement.state in NOT_GOING:
        raise TakenBack
    if announcement.state not in {AnnouncementState.APPROVAL, AnnouncementState.LEAVING}:
        raise TooLateToUndo
