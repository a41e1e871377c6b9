"""Staff read a crèche's list, a page at a time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.actions import desks
from bot.actions.people import keep_focus
from bot.ports import Records, reading
from bot.rules.calendar import Month
from bot.rules.lists import BEGINNING, Cut, Line, Part, Wanted, cuts, entry_of, in_order
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.waitlist import ahead_of

#: Of a narrowed list, no more are counted one by one.
COUNTED = 500


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some lines of a list, each with its rank if it has one; whether there are more on either side."""

    creche: str
    wanted: Wanted
    lines: tuple[tuple[Line, int | None], ...]
    total: int  # one more than COUNTED: more than that
    more_before: bool
    more_behind: bool


def creches(records: Records, person_id: str, *, policy: Policy) -> tuple[tuple[str, int], ...]:
    """The crèches whose lists this person may read, each with how many are ranked there."""
    mine = desks.own(records.people.get(person_id), (creche.id for creche in policy.creches))
    return tuple((creche, records.requests.count(creche, Wanted())) for creche in mine)


@reading
def page(  # noqa: PLR0913 – a list, what of it, from where on, and how much
    records: Records,
    person_id: str,
    creche: str,
    wanted: Wanted,
    *,
    reference: str = "",
    backward: bool = False,
    limit: int,
    focus: str,
    subject: str,
    policy: Policy,
) -> Page:
    """The lines behind that reference (or before it, if `backward`), from the top if there is none.

    Refused NotAllowed, NotFound for a list that is not this person's to read.
    """
    person = check_creche(records, person_id, creche, policy=policy)
    keep_focus(records, person, focus, subject)
    cut = _cuts(records, creche, wanted.part, reference, policy)
    found = records.requests.listed(creche, wanted, cuts=cut, backward=backward, limit=limit + 1)
    ordered = in_order(found, wanted.part, policy)
    shown = ordered[-limit:] if backward else ordered[:limit]
    more = len(ordered) > limit
    return Page(
        creche=creche,
        wanted=wanted,
        lines=tuple(zip(shown, _ranks(records, shown, creche, wanted, policy), strict=True)),
        total=records.requests.count(creche, wanted, most=COUNTED + 1),
        more_before=more if backward else bool(reference),
        more_behind=backward or more,
    )


def check_creche(records: Records, person_id: str, creche: str, *, policy: Policy) -> Person:
    """Who asks; refused NotAllowed to those who serve no crèche, NotFound if this one is none of theirs."""
    person = records.people.get(person_id)
    desks.check(person, () if policy.gone((creche,)) else (creche,))
    return person


def _cuts(records: Records, creche: str, part: Part, reference: str, policy: Policy) -> Mapping[bool, Cut]:
    line = records.requests.line(creche, reference) if reference else None
    return {True: BEGINNING, False: BEGINNING} if line is None else cuts(line, part, policy)


def _ranks(
    records: Records, lines: Iterable[Line], creche: str, wanted: Wanted, policy: Policy
) -> Iterator[int | None]:
    """Counted for the first of each entry month; the others follow it, where nobody is left out between."""
    last: dict[Month, int] = {}
    for line in lines:
        if wanted.part is not Part.RANKED:
            yield None
            continue
        if wanted.gapless and line.entry in last:
            last[line.entry] += 1
        else:
            rivals, _ = records.standings.crowds(entry_of(line), creche)
            last[line.entry] = ahead_of(rivals, policy) + 1
        yield last[line.entry]
