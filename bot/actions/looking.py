"""Pause, resume, "still looking?", close: by the family, by the calendar, by a person."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count

from bot.actions import desks, steps
from bot.actions.desks import AtDesk
from bot.actions.requests import Overview, overview
from bot.ports import Records
from bot.rules import looking as rules
from bot.rules.calendar import end_of_day, in_daytime, local_day, months_after
from bot.rules.history import Because
from bot.rules.looking import Closing, Due
from bot.rules.notices import ConfirmationOpens, MeetingRecorded, Paused, RequestClosed, StillLooking
from bot.rules.policy import Policy
from bot.rules.requests import Request

#: In the ledger: each question and reminder, by the sign of life it follows and its number.
ASKED = "still-looking"
#: Months end on different days: so much earlier is looked, the rule then decides.
_MARGIN = timedelta(days=3)
#: Said of a request that is paused or closed, none of it would be true any more.
_MOOT = (StillLooking, MeetingRecorded, ConfirmationOpens)


def pause(records: Records, person_id: str, request_id: str, *, now: datetime, policy: Policy) -> Overview:
    """m: the family wants nothing for a while; what was queued to ask it is not sent."""
    request, why = steps.spoken_for(records, person_id, request_id)
    paused = rules.pause(request, now=now)
    steps.keep(records, paused, who=person_id, why=why, at=now)
    records.notices.cancel(paused.id, kinds=_MOOT)
    return overview(records, person_id, paused, now=now, policy=policy)


def still_looking(
    records: Records, person_id: str, request_id: str, *, now: datetime, policy: Policy
) -> Overview:
    """The family still looks; a paused request goes back to where it was (k)."""
    request, _ = steps.spoken_for(records, person_id, request_id)
    looking = _go_on(records, request, who=person_id, now=now)
    return overview(records, person_id, looking, now=now, policy=policy)


def resume_for(records: Records, person_id: str, request_id: str, *, now: datetime) -> AtDesk:
    """The same, told to staff by any family. Refused NotFound at another crèche's desk."""
    _, request = desks.request(records, person_id, request_id)
    resumed = _go_on(records, request, who=person_id, now=now)
    return AtDesk(request=resumed, guardians=records.people.guardians(request.family_id))


def close(records: Records, person_id: str, request_id: str, *, why: Closing, now: datetime) -> AtDesk:
    """l: a member of staff closes a paused request; the family is told, without the reason.

    A question from before a pause that an offer brought may still wait: it is not sent any more.
    """
    _, request = desks.request(records, person_id, request_id)
    closed = rules.close(request, now=now)
    steps.keep(records, closed, who=person_id, why=why.value, at=now)
    records.notices.cancel(closed.id, kinds=(*_MOOT, Paused))
    guardians = records.people.guardians(request.family_id)
    for guardian in guardians:
        notice = RequestClosed(to=guardian.id, request_id=request.id, reference=request.reference, at=now)
        records.notices.queue(notice, at=now)
    return AtDesk(request=closed, guardians=guardians)


def silent(records: Records, *, now: datetime, policy: Policy) -> tuple[str, ...]:
    """The requests of which nobody heard for months, and for which a step is due."""
    until = months_after(local_day(now), -policy.still_looking_months) + _MARGIN
    return tuple(
        request_id
        for request_id, since in records.requests.silent_since(end_of_day(until))
        if rules.due_after(since, tuple(_asked(records, request_id, since)), now=now, policy=policy)
    )


def ask_still_looking(
    records: Records, *, now: datetime, policy: Policy, of: Sequence[str] | None = None
) -> int:
    """Ask whom nobody heard of for months, remind, pause who does not answer; how many of all, or of some."""
    ids = silent(records, now=now, policy=policy) if of is None else of
    return sum(_next(records, one, now=now, policy=policy) for one in records.requests.some(ids))


def _next(records: Records, request: Request, *, now: datetime, policy: Policy) -> bool:
    asked = tuple(_asked(records, request.id, request.looking_since))
    due = rules.due(request, asked, now=now, policy=policy)
    if due is Due.PAUSE:
        paused = rules.pause(request, now=now)
        steps.keep(records, paused, who="", at=now)
        records.notices.cancel(paused.id, kinds=_MOOT)
        _tell(records, request, Paused, number=0, now=now)
    elif due is not None:
        period = _period(request.looking_since, len(asked))
        records.ledger.mark(ASKED, request.id, period, at=now)
        _tell(records, request, StillLooking, number=len(asked), now=now)
    return due is not None


def _asked(records: Records, request_id: str, since: datetime) -> Iterator[datetime]:
    """When the question, then each reminder, went out since the family's last sign of life."""
    for number in count():
        at = records.ledger.when(ASKED, request_id, _period(since, number))
        if at is None:
            return
        yield at


def _period(since: datetime, number: int) -> str:
    return f"{since.isoformat()}/{number}"


def _tell(
    records: Records, request: Request, kind: type[StillLooking | Paused], *, number: int, now: datetime
) -> None:
    for guardian in records.people.guardians(request.family_id):
        notice = kind(
            to=guardian.id,
            request_id=request.id,
            reference=request.reference,
            since=request.looking_since,
            number=number,
        )
        records.notices.queue(notice, at=now, due=in_daytime(now))


def _go_on(records: Records, request: Request, *, who: str, now: datetime) -> Request:
    looking = rules.still_looking(request, now=now)
    steps.keep(records, looking, who=who, why=Because.STILL_LOOKING, at=now)
    records.notices.cancel(looking.id, kinds=(StillLooking, Paused))
    return looking
