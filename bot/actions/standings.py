"""Where a request stands at each crèche, and what moved since somebody last looked."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.places import taken
from bot.ports import Records
from bot.rules import movements, waitlist
from bot.rules.calendar import Period
from bot.rules.movements import LastLooks, News, Seen
from bot.rules.policy import Policy
from bot.rules.requests import Request
from bot.rules.waitlist import Standing


@dataclass(frozen=True, kw_only=True)
class Standings:
    """In the family's order of wish; none unless ranked. `looks`: what the reader saw before and now."""

    all: tuple[Standing, ...] = ()
    looks: LastLooks | None = None
    news: News | None = None  # None at the first look


def of(records: Records, person_id: str, request: Request, *, now: datetime, policy: Policy) -> Standings:
    """The standings as this person sees them now, with what moved since they last did."""
    places = _places(records, request, policy)
    if not places:
        return Standings()
    known = records.looks.of(person_id, request.id)
    looks = movements.look(known, (seen for _, seen in places), at=now)
    return Standings(
        all=tuple(standing for standing, _ in places), looks=looks, news=movements.news(looks, policy)
    )


def remember(records: Records, person_id: str, request_id: str, found: Standings) -> None:
    """They were shown to this person."""
    if found.looks is not None and found.looks != records.looks.of(person_id, request_id):
        records.looks.keep(person_id, request_id, found.looks)


def _places(records: Records, request: Request, policy: Policy) -> list[tuple[Standing, Seen]]:
    found = (_place(records, request, creche, policy) for creche in request.wishes.creches)
    return [place for place in found if place is not None]


def _place(records: Records, request: Request, creche: str, policy: Policy) -> tuple[Standing, Seen] | None:
    crowd = records.requests.crowd(request.id, creche)
    if crowd is None:
        return None
    moved = {
        cause: waitlist.ahead_of(around, policy)
        for cause, around in records.requests.moved(crowd.own, creche).items()
    }
    standing = waitlist.standing_among(crowd, creche, policy)
    stays = taken(records, creche, Period(request.wishes.entry.first))
    return (
        waitlist.with_full_slots(standing, request.wishes.week, stays, policy),
        movements.seen(standing, priority=crowd.own.priority, moved=moved),
    )
