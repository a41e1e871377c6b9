"""Firms as coordinators enter them, and who sponsors what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bot.rules.agreements import ceiling, months_left
from bot.rules.places import Agreement, Sponsor, Stay, while_they_run
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal, TooLong, Unclear
from bot.rules.vacancies import Vacancy

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


@dataclass(frozen=True, kw_only=True)
class Sponsored:
    """An agreement as coordinators look at it: whose, and how many of its places are taken on that day."""

    sponsor: Sponsor
    agreement: Agreement
    taken: Fraction
    months_left: int | None  # of those at which its end is told; None while it is far, or is seen to
    open: tuple[Vacancy, ...] = ()  # vacant places on which the firm has not decided yet


@dataclass(frozen=True, kw_only=True)
class CrecheSponsors:
    """Who sponsors what at a crèche, those that end first first; `most` may be sponsored in all."""

    creche: str
    most: int
    places: int  # under agreements that run that day
    lines: tuple[Sponsored, ...]


def by_creche(
    sponsors: Iterable[Sponsor],
    agreements: Sequence[Agreement],
    there: Iterable[Stay],
    today: date,
    policy: Policy,
    told: Iterable[Vacancy] = (),
) -> tuple[CrecheSponsors, ...]:
    """Every crèche with the agreements that run or are to come; `there`: the stays of that day.

    `told`: the vacant places that firms were told of.
    """
    waiting: dict[str, list[Vacancy]] = defaultdict(list)
    for each in told:
        if each.is_held(today):
            waiting[each.agreement_id].append(each)
    firms = {sponsor.id: sponsor for sponsor in sponsors}
    stays = while_they_run(agreements, there)
    live = [one for one in in_order(agreements, today) if one.period.end is None or one.period.end >= today]
    lines: dict[str, list[Sponsored]] = defaultdict(list)
    for one in live:
        lines[one.creche].append(
            Sponsored(
                sponsor=firms[one.sponsor_id],
                agreement=one,
                taken=Fraction(sum(len(stay.week) for stay in stays[one.id] if today in stay.period), 10),
                months_left=months_left(one, agreements, today, policy),
                open=tuple(sorted(waiting[one.id], key=lambda each: each.decide_by)),
            )
        )
    return tuple(
        CrecheSponsors(
            creche=creche,
            most=ceiling(creche, policy),
            places=sum(line.agreement.places for line in lines[creche] if today in line.agreement.period),
            lines=tuple(lines[creche]),
        )
        for creche in dict.fromkeys((*(one.id for one in policy.creches), *lines))
    )
