"""Staff who are not seen for long are warned, then lose their rights; never the last coordinator."""

from datetime import date, datetime, timedelta

from bot.actions.invitations import let_go, where
from bot.ports import Records
from bot.rules import idle as rules
from bot.rules.calendar import in_daytime, local_day
from bot.rules.idle import Due, Held
from bot.rules.notices import RightsEnd, RightsEnded
from bot.rules.policy import Policy

#: In the ledger: who was warned, since they were last seen.
TOLD = "idle"


def end_idle_rights(records: Records, *, now: datetime, policy: Policy) -> int:
    """Note who spoke lately; warn whom nobody saw for long, end what nobody used. How many of both."""
    records.people.note_seen()
    every = list(records.people.staff())
    done = 0
    for held in tuple(every):
        step = rules.due(held, told_on=_told_on(records, held), today=local_day(now), policy=policy)
        if step is Due.TELL:
            done += _warn(records, held, now, policy)
        elif step is Due.END and not rules.last_one(held, every):
            every.remove(held)
            done += _end(records, held, now, policy)
    return done


def kept_all_the_same(records: Records, *, now: datetime, policy: Policy) -> Held | None:
    """The only coordinator, if nobody has seen them for so long that others would have lost their rights."""
    every = records.people.staff()
    today = local_day(now)
    long = (one for one in every if policy.idle_days and rules.ends_on(one, policy) <= today)
    return next((one for one in long if rules.last_one(one, every)), None)


def _told_on(records: Records, held: Held) -> date | None:
    at = records.ledger.when(TOLD, _subject(held), str(held.since))
    return None if at is None else local_day(at)


def _warn(records: Records, held: Held, now: datetime, policy: Policy) -> bool:
    records.ledger.mark(TOLD, _subject(held), str(held.since), at=now)
    ends = max(rules.ends_on(held, policy), local_day(now) + timedelta(days=rules.WARNED_DAYS))
    warning = RightsEnd(
        to=held.person_id,
        role=held.mandate.role,
        of=where(records, held.mandate, policy),
        since=held.since,
        on=ends,
    )
    return records.notices.queue(warning, at=now, due=in_daytime(now))


def _subject(held: Held) -> str:
    return f"{held.person_id}:{held.mandate.role}:{held.mandate.of}"


def _end(records: Records, held: Held, now: datetime, policy: Policy) -> bool:
    """What was begun in the role ends with it; they are told how to come back."""
    mandate = held.mandate
    records.people.revoke(held.person_id, mandate)
    let_go(records, records.people.get(held.person_id))
    subject = f"{mandate.role}:{mandate.of}"
    records.trace.note(who="", what="idle rights ended", subject=subject, why=held.person_id, at=now)
    ended = RightsEnded(
        to=held.person_id, role=mandate.role, of=where(records, mandate, policy), since=held.since
    )
    return records.notices.queue(ended, at=now, due=in_daytime(now))
