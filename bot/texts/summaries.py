"""A firm's month in words: the caption of its picture, and what a reader who cannot see the picture gets."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from html import unescape

from bot.rules.calendar import Month
from bot.rules.colleagues import People
from bot.rules.occupancy import CrecheMonth, Occupancy
from bot.rules.policy import Policy
from bot.rules.successive import AtCreche, at_creches
from bot.texts.manner import Percent
from bot.texts.speaker import Html, Speaker

#: Telegram's limit for a caption, in UTF-16 units, once tags and entities are read.
LONGEST_CAPTION = 1024
#: And for a message.
LONGEST_MESSAGE = 4096
TARGET_PERCENT = 80  # art. 108; a policy may say otherwise
_LONGEST_NAME = 60
_RENEWAL_MONTHS = 6
_MONTHS_NAMED = 2
_DECISIONS_NAMED = 2
#: The counts of people, as the page and the message tell them.
PEOPLE = ("waiting", "served", "refused", "withdrawn", "codes_used")


def caption(summary: Occupancy, t: Speaker, policy: Policy | None = None) -> str:
    """What is paid for, used and free, and what changes soon; Telegram HTML that fits under a picture.

    A policy gives the crèches their names. Single crèches are left out where a caption would grow too long.
    """
    lines = list(_lines(summary, t, policy))
    full = "\n".join(line for line, _ in lines)
    return full if _length(full) <= LONGEST_CAPTION else "\n".join(line for line, needed in lines if needed)


def details(summary: Occupancy, t: Speaker, policy: Policy | None = None) -> Html:
    """Everything that the page tells, in words; what does not fit in a message is left to the page."""
    told = _people(summary.people, t) if summary.people else [t("summary.uncounted")]
    blocks = [
        _head(summary, t),
        *(_creche("summary.details.creche", line, t, policy) for line in at_creches(summary.creches)),
        Html("\n".join((t("summary.details.exits"), *_by_month(expected_exits(summary.creches), t)))),
        Html("\n".join((t("summary.details.trend"), *_shares(summary, t)))),
        Html("\n".join((t("summary.details.people"), *told))),
    ]
    while len(blocks) > 3 and _length("\n\n".join(blocks)) > LONGEST_MESSAGE:
        del blocks[-4]
    return Html("\n\n".join(blocks))


def correction(summary: Occupancy, t: Speaker, policy: Policy | None = None) -> Html:
    """What changed in a month that was told before."""
    lines = [
        t(
            "summary.changed",
            creche=_short(name_of(change.creche, policy)),
            contracted_before=change.contracted_before,
            reserved_before=change.reserved_before,
            contracted=change.contracted,
            reserved=change.reserved,
        )
        for change in summary.corrections
    ]
    head = [_head(summary, t), t("summary.corrected", day=summary.corrected_on), Html()]
    while _length("\n".join((*head, *lines, t("summary.instead")))) > LONGEST_CAPTION:
        del lines[-1]
    return Html("\n".join((*head, *lines, t("summary.instead"))))


def _by_month(places: dict[Month, Fraction], t: Speaker) -> list[Html]:
    lines = [
        t("summary.details.month", month=month, what=_places(t, count)) for month, count in places.items()
    ]
    return lines or [t("summary.soon.none")]


def _shares(summary: Occupancy, t: Speaker) -> list[Html]:
    return [t("summary.details.month", month=month, what=Percent(share)) for month, share in summary.history]


def _people(people: People, t: Speaker) -> list[Html]:
    return [
        t("summary.details.line", what=t.plain(f"report.people.{what}"), count=getattr(people, what))
        for what in PEOPLE
    ]


def in_all(values: Iterable[Fraction | None]) -> Fraction | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Fraction()) if known else None


def expected_exits(lines: Iterable[CrecheMonth]) -> dict[Month, Fraction]:
    """Places that become free, by month, over all crèches; months without any are left out."""
    exits: dict[Month, Fraction] = {}
    for month, places in (exit_ for line in lines for exit_ in line.exits_expected):
        if places:
            exits[month] = exits.get(month, Fraction()) + places
    return dict(sorted(exits.items()))


def neat(places: Fraction | None) -> Fraction | int | None:
    """A whole number of places without its decimal."""
    return int(places) if places is not None and places.denominator == 1 else places


def target_percent(policy: Policy | None) -> int:
    """The occupancy aimed at."""
    return policy.occupancy_target_percent if policy else TARGET_PERCENT


def name_of(creche: str, policy: Policy | None) -> str:
    """A crèche by its name, or by its id where no policy knows it."""
    known = {each.id: each.name for each in policy.creches} if policy else {}
    return known.get(creche, creche)


def _lines(summary: Occupancy, t: Speaker, policy: Policy | None) -> Iterator[tuple[str, bool]]:
    """Each line, and whether a short caption keeps it."""
    yield _head(summary, t), True
    if summary.corrected_on:
        yield t("summary.corrected", day=summary.corrected_on), True
    if summary.example:
        yield t("summary.example"), True
    yield "", True
    yield from ((line, True) for line in _figures(summary, t, policy))
    there = at_creches(summary.creches)
    if len(there) > 1:
        yield from ((_creche("summary.creche", line, t, policy), False) for line in there)
    yield from ((line, True) for line in _trend(summary, t))
    yield "", True
    yield t("summary.soon", exits=_soon(summary, t)), True
    yield t("summary.decide", decisions=_decisions(summary, t, policy)), True
    if summary.people:
        yield t("summary.waiting", waiting=summary.people.waiting), True


def _head(summary: Occupancy, t: Speaker) -> Html:
    return t("summary.head", firm=_short(summary.sponsor_name), month=summary.month)


def _figures(summary: Occupancy, t: Speaker, policy: Policy | None) -> Iterator[str]:
    there = at_creches(summary.creches)
    where = (
        _short(name_of(there[0].creche, policy))
        if len(there) == 1
        else t.plain("report.count.creches", n=len({line.creche for line in there}))
    )
    yield t("summary.sponsored", places=_places(t, summary.places), where=where)
    if not summary.reserved:
        yield t("summary.nothing_reserved")
        return
    taken, offered, free = (
        in_all(values)
        for values in zip(*((line.taken, line.offered_places, line.free) for line in there), strict=True)
    )
    yield t(
        "summary.used", taken=neat(taken), occupancy=Percent(summary.occupancy), target=target_percent(policy)
    )
    if offered:
        yield t("summary.offered", offered=neat(offered))
    yield t("summary.free", free=neat(free))


def _creche(key: str, line: AtCreche, t: Speaker, policy: Policy | None) -> Html:
    return t(
        key,
        creche=_short(name_of(line.creche, policy)),
        places=neat(line.places),
        taken=neat(line.taken),
        offered=neat(line.offered_places),
        free=neat(line.free),
        vacant=line.vacant,
        reserved=line.reserved,
        end=line.end or t.plain("summary.details.no_end"),
    )


def _trend(summary: Occupancy, t: Speaker) -> Iterator[str]:
    known = [share for _, share in summary.history if share is not None]
    if len(known) > 1:
        previous = summary.history[-2][1]
        yield t(
            "summary.trend", low=Percent(min(known)), high=Percent(max(known)), previous=Percent(previous)
        )


def _soon(summary: Occupancy, t: Speaker) -> str:
    """Places that become free; where that is in more than two months, the first and the sum."""
    exits = expected_exits(summary.creches)
    if not exits:
        return t.plain("summary.soon.none")
    told = [
        t.plain("summary.soon.month", month=month, places=_places(t, places))
        for month, places in exits.items()
    ]
    if len(told) <= _MONTHS_NAMED:
        return t.list(told)
    whole = _places(t, sum(exits.values(), Fraction()))
    return t.plain("summary.soon.many", first=told[0], places=whole, last=max(exits))


def held(summary: Occupancy) -> dict[tuple[str, date], int]:
    """Vacant places that are kept for the firm, by crèche and the day by which it decides."""
    places: dict[tuple[str, date], int] = {}
    for one in summary.awaiting:
        places[one.creche, one.by] = places.get((one.creche, one.by), 0) + one.places
    return places


def renewals(summary: Occupancy, t: Speaker) -> list[str]:
    """Agreements that end within half a year, and nothing follows."""
    ending: dict[date, int] = {}
    for line in summary.creches:
        end = line.agreement.end
        near = end is not None and 0 < summary.month.until(Month.of(end)) <= _RENEWAL_MONTHS
        if end is not None and near and not line.goes_on:
            ending[end] = ending.get(end, 0) + line.places
    return [
        t.plain("summary.decide.renew", places=_places(t, Fraction(places)), end=end)
        for end, places in sorted(ending.items())
    ]


def _decisions(summary: Occupancy, t: Speaker, policy: Policy | None) -> str:
    """What to decide and by when."""
    told = [*_awaiting(summary, t, policy), *renewals(summary, t)]
    return t.list(told) if told else t.plain("summary.decide.nothing")


def _awaiting(summary: Occupancy, t: Speaker, policy: Policy | None) -> list[str]:
    """The places that are held, in one sentence; where there are many, the first and how many more."""
    kept = list(held(summary).items())
    told = [
        t.plain(
            "summary.decide.place",
            places=_places(t, Fraction(places)),
            creche=_short(name_of(creche, policy)),
            by=by,
        )
        for (creche, by), places in kept[:_DECISIONS_NAMED]
    ]
    more = sum(places for _, places in kept[_DECISIONS_NAMED:])
    rest = [t.plain("summary.decide.more", n=more)] if more else []
    return [t.plain("summary.decide.held", places=t.list([*told, *rest]))] if told else []


def _places(t: Speaker, places: Fraction | None) -> str:
    shown = neat(places)
    return "–" if shown is None else t.plain("report.count.places", n=shown)


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"


def _length(html: str) -> int:
    return len(unescape(re.sub(r"<[^>]*>", "", html)).encode("utf-16-le")) // 2
