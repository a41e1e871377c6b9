"""Staff say how many of the authorised places a crèche may fill: weighed first, with a reason."""

from datetime import datetime
from functools import partial

from bot.actions.lists import check_creche
from bot.actions.people import focus as remember
from bot.actions.places import taken
from bot.ports import Records, reading
from bot.rules import cuts as rules
from bot.rules.calendar import Period, local_day
from bot.rules.cuts import Peak
from bot.rules.policy import Policy


@reading
def ask(records: Records, person_id: str, creche: str, *, focus: str, policy: Policy) -> None:
    """A typed number is then that of its places. Refused NotFound at another crèche's desk."""
    check_creche(records, person_id, creche, policy=policy)
    remember(records, person_id, focus, creche)


@reading
def weigh(
    records: Records,
    person_id: str,
    creche: str,
    places: int,
    *,
    focus: str,
    now: datetime,
    policy: Policy,
) -> Peak:
    """What is taken at most; nothing is changed. Refused as the rule does."""
    check_creche(records, person_id, creche, policy=policy)
    remember(records, person_id, focus, f"{creche}/{places}")
    return _cut(records, creche, places, now=now, policy=policy)


def cut(
    records: Records,
    person_id: str,
    creche: str,
    places: int,
    *,
    why: str,
    now: datetime,
    policy: Policy,
) -> Peak:
    """So many places may be filled from now on; every rule counts with it."""
    check_creche(records, person_id, creche, policy=policy)
    records.places.hold(creche, at=now)
    found = _cut(records, creche, places, now=now, policy=policy)
    records.places.keep_usable(creche, places)
    remember(records, person_id, "")
    records.trace.note(
        who=person_id, what="places changed", subject=f"creche:{creche}", why=f"{places}: {why}", at=now
    )
    return found


def _cut(records: Records, creche: str, places: int, *, now: datetime, policy: Policy) -> Peak:
    today = local_day(now)
    there = taken(records, creche, Period(today))
    is_open = partial(policy.is_open, creche)
    return rules.cut(policy.creche(creche), places, there, today=today, is_open=is_open)
