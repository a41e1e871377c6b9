"""A firm's month in words: the caption of its picture, and what a reader who cannot see the picture gets."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from html import unescape

from bot.rules.calendar import Month
from bot.rules.occupancy import CrecheMonth, Occupancy
from bot.rules.policy import Policy
from bot.texts.manner import Percent
from bot.texts.speaker import Speaker

#: Telegram's limit for a caption, in UTF-16 units, once tags and entities are read.
LONGEST_CAPTION = 1024
TARGET_PERCENT = 80  # art. 108; a policy may say otherwise
_LONGEST_NAME = 60
_RENEWAL_MONTHS = 6


def caption(summary: Occupancy, t: Speaker, policy: Policy | None = None) -> str:
    """What is paid for, used and free, and what changes soon; Telegram HTML that fits under a picture.

    A policy gives the crèches their names. Single crèches are left out where a caption would grow too long.
    """
    lines = list(_lines(summary, t, policy))
    full = "\n".join(line for line, _ in lines)
    return full if _length(full) <= LONGEST_CAPTION else "\n".join(line for line, needed in lines if needed)


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
    yield t("summary.head", firm=_short(summary.sponsor_name), month=summary.month), True
    if summary.example:
        yield t("summary.example"), True
    yield "", True
    yield from ((line, True) for line in _figures(summary, t, policy))
    if len(summary.creches) > 1:
        yield from ((line, False) for line in _creches(summary, t, policy))
    yield from ((line, True) for line in _trend(summary, t))
    yield "", True
    yield t("summary.soon", exits=_soon(summary, t)), True
    yield from ((line, False) for line in _endings(summary, t))
    yield t("summary.waiting", waiting=summary.waiting), True
    yield t("summary.page"), True


def _figures(summary: Occupancy, t: Speaker, policy: Policy | None) -> Iterator[str]:
    where = (
        _short(name_of(summary.creches[0].creche, policy))
        if len(summary.creches) == 1
        else t.plain("report.count.creches", n=len({line.creche for line in summary.creches}))
    )
    yield t("summary.sponsored", places=_places(t, Fraction(summary.places)), where=where)
    if not summary.reserved:
        yield t("summary.nothing_reserved")
        return
    taken, offered, free = (
        in_all(values)
        for values in zip(
            *((line.taken, line.offered_places, line.free) for line in summary.creches), strict=True
        )
    )
    yield t(
        "summary.used",
        taken=_places(t, taken),
        occupancy=Percent(summary.occupancy),
        target=target_percent(policy),
    )
    if offered:
        yield t("summary.offered", offered=_places(t, offered))
    yield t("summary.free", free=_places(t, free))
    yield t("summary.vacant", vacant=summary.vacant, reserved=summary.reserved)


def _creches(summary: Occupancy, t: Speaker, policy: Policy | None) -> Iterator[str]:
    for line in summary.creches:
        yield t(
            "summary.creche",
            creche=_short(name_of(line.creche, policy)),
            taken=neat(line.taken),
            places=line.places,
            free=neat(line.free),
        )


def _trend(summary: Occupancy, t: Speaker) -> Iterator[str]:
    known = [share for _, share in summary.history if share is not None]
    if len(known) > 1:
        previous = summary.history[-2][1]
        yield t(
            "summary.trend", low=Percent(min(known)), high=Percent(max(known)), previous=Percent(previous)
        )


def _soon(summary: Occupancy, t: Speaker) -> str:
    exits = expected_exits(summary.creches)
    if not exits:
        return t.plain("summary.soon.none")
    return t.list(
        [
            t.plain("summary.soon.month", month=month, places=_places(t, places))
            for month, places in exits.items()
        ]
    )


def _endings(summary: Occupancy, t: Speaker) -> Iterator[str]:
    """Agreements that end within half a year, by their last day."""
    ending: dict[date, int] = {}
    for line in summary.creches:
        end = line.agreement.end
        if end is not None and summary.month.until(Month.of(end)) <= _RENEWAL_MONTHS:
            ending[end] = ending.get(end, 0) + line.places
    for end, places in sorted(ending.items()):
        yield t("summary.ends", places=_places(t, Fraction(places)), end=end)


def _places(t: Speaker, places: Fraction | None) -> str:
    shown = neat(places)
    return "–" if shown is None else t.plain("report.count.places", n=shown)


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"


def _length(html: str) -> int:
    return len(unescape(re.sub(r"<[^>]*>", "", html)).encode("utf-16-le")) // 2
