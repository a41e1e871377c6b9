"""All checks, day after day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from random import Random

from bot.rules.policy import Policy
from bot.year.checks import offers, places, ranks, requests, rights, told, vacancies
from bot.year.checks.places import Given
from bot.year.checks.ranks import Rank
from bot.year.checks.requests import Trail
from bot.year.checks.tables import Known, Look, Tables, Unseal
from bot.year.checks.vacancies import Firms

_KNOWN = 20_000  # so many sealed values are not opened twice
Check = Callable[[Tables, "Checker"], Iterator[str]]


@dataclass(frozen=True)
class Violation:
    """What was found, by which check, on which evening."""

    day: date
    check: str
    words: str


def _of(module_check: Callable[..., Iterator[str]], what: str) -> Check:
    return lambda day, checker: module_check(day, getattr(checker, what))


def _alone(module_check: Callable[[Tables], Iterator[str]]) -> Check:
    return lambda day, _: module_check(day)


CHECKS: dict[str, Check] = {
    **{one.__name__: _of(one, "trail") for one in (
        requests.every_change_follows_an_arrow,
        requests.who_comes_back_comes_back_where_it_was,
        requests.a_person_decides,
        requests.no_confirmation_is_too_early,
        requests.the_time_of_confirmation_stays,
        requests.no_child_waits_twice,
    )},
    **{one.__name__: _of(one, "given") for one in (
        places.no_half_day_is_given_twice,
        places.agreements_hold,
        places.quotas_hold,
        places.the_enrolled_have_their_stays,
    )},
    **{one.__name__: _of(one, "firms") for one in (
        vacancies.what_was_told_stays,
        vacancies.every_vacancy_is_told_once,
        vacancies.no_firm_is_told_day_after_day,
        vacancies.a_held_place_is_nobody_elses,
        vacancies.no_place_stands_empty_untold,
    )},
    **{one.__name__: _of(one, "known") for one in (
        offers.one_offer_a_request,
        offers.offers_end_once,
        offers.deadlines_are_those_of_the_house,
        offers.no_offer_outlives_its_deadline,
        offers.no_answer_is_too_late,
        offers.nobody_comes_before_the_yes,
        told.nothing_is_lost,
        told.a_lost_pregnancy_is_silent,
        told.nobody_is_asked_what_is_over,
        told.every_offer_is_told,
        told.every_decision_is_carried_out_once,
        told.codes_are_used_once,
        rights.announcements_reach_each_once,
        rights.who_was_erased_is_gone,
    )},
    **{one.__name__: _alone(one) for one in (
        ranks.lists_say_what_requests_say,
        ranks.lists_count_whom_they_have,
    )},
    "ranks_follow_from_facts": lambda day, checker: ranks.ranks_follow_from_facts(
        day, checker.rank, checker.chance, sample=checker.sample
    ),
}  # fmt: skip


class Checker:
    """`rank`: what the bot says of a request at a crèche. A sentence is told once, on its first evening."""

    def __init__(
        self, look: Look, unseal: Unseal, rank: Rank, policy: Policy, *, chance: Random, sample: int = 2
    ) -> None:
        known = lru_cache(maxsize=_KNOWN)(unseal)  # sealed anew, it is other bytes
        self._tables = partial(Tables, look, known, policy)
        self.rank: Rank = rank
        self.chance: Random = chance
        self.sample: int = sample
        self.trail, self.given, self.firms, self.known = Trail(), Given(), Firms(), Known()
        self.evening: Tables | None = None
        self.made = 0
        self._said: set[tuple[str, str]] = set()

    def check(self, today: date, known: Known) -> list[Violation]:
        """What does not hold this evening and was not told before."""
        self.known = known
        day = self.evening = self._tables(today=today, before=self.evening)
        self.trail.follow(day)
        self.given.follow(day)
        self.firms.follow(day, self.given, sought=known.vacancies_sought)
        self.made += len(CHECKS)
        found = ((name, words) for name, check in CHECKS.items() for words in check(day, self))
        return [Violation(today, *one) for one in found if self._is_new(one)]

    def _is_new(self, found: tuple[str, str]) -> bool:
        new = found not in self._said
        self._said.add(found)
        return new
