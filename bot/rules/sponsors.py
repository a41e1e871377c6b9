"""Firms as coordinators enter them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.rules.places import Agreement
from bot.rules.refusals import Refusal, TooLong, Unclear

LONGEST_NAME = 60


@dataclass(eq=False)
class SponsorKnown(Refusal):
    """A firm with that enterprise number is there already."""

    name: str


def check_name(name: str) -> str:
    """A firm's name on one line. Refused Unclear for nothing, TooLong."""
    words = " ".join(name.split())
    if not any(char.isalpha() for char in words):
        raise Unclear(what="firm_name")
    if len(words) > LONGEST_NAME:
        raise TooLong(most=LONGEST_NAME)
    return words


def grouped(number: str) -> str:
    """An enterprise number as it is read: 0403.170.701."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}" if len(number) == 10 else number


def in_order(agreements: Iterable[Agreement], today: date) -> tuple[Agreement, ...]:
    """Those that run or will, by end; then the ended ones, the last first."""
    found = tuple(agreements)
    ended = [one for one in found if one.period.end and one.period.end < today]
    live = [one for one in found if one not in ended]
    live.sort(key=lambda one: (one.period.end or date.max, one.id))
    ended.sort(key=lambda one: (one.period.end or date.max, one.id), reverse=True)
    return (*live, *ended)
