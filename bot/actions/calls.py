"""The call list: what guardians have to know whom no message reaches, told by a person on the phone."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions import desks, looking
from bot.ports import Records, reading
from bot.rules import calls as rules
from bot.rules.calls import Call, Untold
from bot.rules.history import Purpose, What
from bot.rules.notices import PlaceVacant, StillLooking, SummaryPicture
from bot.rules.people import Person
from bot.rules.places import Sponsor
from bot.rules.policy import Policy
from bot.rules.refusals import CallOver, NotAllowed
from bot.rules.requests import Request


@dataclass(frozen=True, kw_only=True)
class ToCall:
    """A call with what it is known by: the family's newest request, or the contact's firms."""

    call: Call
    request: Request | None
    firms: tuple[Sponsor, ...] = ()
    deciding: tuple[Sponsor, ...] = ()  # of those, the firms that a place awaits a decision of


def count(records: Records, person_id: str) -> int:
    """How many guardians this member of staff has to phone; nobody else has any."""
    try:
        return records.calls.count(_served(records.people.get(person_id)))
    except NotAllowed:
        return 0


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some of the calls, the most urgent first; whether there are more on either side."""

    calls: tuple[ToCall, ...]
    more_before: bool
    more_behind: bool


def waiting(
    records: Records,
    person_id: str,
    *,
    cut: rules.Cut = rules.BEGINNING,
    backward: bool = False,
    limit: int = 8,
    policy: Policy,
) -> Page:
    """Whom to phone, behind a cut or before it. Refused NotAllowed to those who serve nobody."""
    staff = records.people.get(person_id)
    every = rules.calls(records.calls.waiting(_served(staff)), policy)
    cuts = [rules.cut_of(call) for call in every]
    start = max(0, bisect_left(cuts, cut) - limit) if backward else bisect_right(cuts, cut)
    start = start if start < len(every) else 0  # those there were phoned meanwhile
    some = every[start : start + limit]
    return Page(
        calls=tuple(_to_call(records, call, _requests(records, staff, call.person)) for call in some),
        more_before=start > 0,
        more_behind=start + limit < len(every),
    )


@reading
def take_up(records: Records, person_id: str, guardian_id: str, *, now: datetime, policy: Policy) -> ToCall:
    """Whom to phone and what to tell; the look is traced. Refused CallOver, NotAllowed."""
    staff, untold = _untold(records, person_id, guardian_id)
    (call,) = rules.calls(untold, policy)
    requests = _requests(records, staff, call.person)
    for request in requests:
        records.trace.note(who=staff.id, what=What.OPENED, subject=request.id, why=Purpose.CALL.value, at=now)
    return _to_call(records, call, requests)


def told(records: Records, person_id: str, guardian_id: str, *, upto: int, now: datetime) -> None:
    """It was said: these lines leave the list. Refused CallOver where somebody else was faster."""
    staff, untold = _untold(records, person_id, guardian_id)
    said = [one for one in untold if one.id <= upto]
    if not records.calls.told(one.id for one in said):
        raise CallOver
    why = ", ".join(one.notice.key for one in said)
    for request in _requests(records, staff, said[0].person):
        records.trace.note(who=staff.id, what=What.TOLD, subject=request.id, why=why, at=now)


def still_looking(
    records: Records, person_id: str, guardian_id: str, *, now: datetime, policy: Policy
) -> None:
    """Asked whether the family still looks, it does: nobody has to ask again for months.

    Refused CallOver where nothing asks that any more, AnswersItself where messages reach the family.
    """
    _, untold = _untold(records, person_id, guardian_id)
    asked = dict.fromkeys(one.notice.request_id for one in untold if isinstance(one.notice, StillLooking))
    if not asked:
        raise CallOver
    for request_id in asked:
        looking.still_looking(records, person_id, request_id, now=now, policy=policy)


def missed(records: Records, person_id: str, guardian_id: str, *, now: datetime) -> None:
    """Nobody answered: the lines stay, with a count. Refused CallOver where somebody else was faster."""
    staff, untold = _untold(records, person_id, guardian_id)
    records.calls.missed(one.id for one in untold)
    for request in _requests(records, staff, untold[0].person):
        records.trace.note(who=staff.id, what=What.MISSED, subject=request.id, at=now)


def _to_call(records: Records, call: Call, requests: Sequence[Request]) -> ToCall:
    told = [one.notice for one in call.untold]
    ids = dict.fromkeys(one.sponsor_id for one in told if isinstance(one, SummaryPicture | PlaceVacant))
    firms = tuple(map(records.sponsors.get, ids))
    vacant = {one.sponsor_id for one in told if isinstance(one, PlaceVacant)}
    return ToCall(
        call=call,
        request=requests[-1] if requests else None,
        firms=firms,
        deciding=tuple(one for one in firms if one.id in vacant),
    )


def _untold(records: Records, person_id: str, guardian_id: str) -> tuple[Person, tuple[Untold, ...]]:
    staff = records.people.get(person_id)
    untold = records.calls.waiting(_served(staff), to=guardian_id)
    if not untold:
        raise CallOver
    return staff, untold


def _served(person: Person) -> Collection[str] | None:
    """The crèches whose families this person phones; None stands for all. Refused NotAllowed."""
    return [creche for creche in desks.of(person) if creche is not None] or None


def _requests(records: Records, staff: Person, guardian: Person) -> tuple[Request, ...]:
    """A family's requests as far as this member of staff serves them, oldest first."""
    family = records.requests.of_family(guardian.family_id or "")
    return tuple(request for request in family if desks.own(staff, request.wishes.creches))
