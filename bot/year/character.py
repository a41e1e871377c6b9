"""What kind of family it is: drawn once, from the year's seed and the family's number."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from bot.examples.maker import WEEKS
from bot.rules.calendar import Month
from bot.rules.people import Given
from bot.rules.policy import Policy
from bot.rules.requests import ClaimCode
from bot.rules.signup import Answers, Desk, Siblings, Step, step_of
from bot.rules.signup.checks import notice_for
from bot.rules.signup.course import claim_options, course, entry_months, most_earlier

_LANGUAGES, _SPOKEN = ("fr", "nl", "de", "en"), (82, 7, 5, 6)
_SIBLINGS, _BORN_SO = tuple(Siblings), (90, 5, 1, 3.5, 0.5)


@dataclass(frozen=True, kw_only=True)
class Character:
    """`days`: how long it takes to react, as a rule. The rest are likelihoods."""

    language: str
    at_desk: bool  # no Telegram
    days: float
    takes: float  # accepts what is offered
    answers: float  # at all, rather than letting it lie
    impatient: bool  # confirms before the law allows it
    taps: bool  # fills the form in question by question; the others' form arrives filled in


def character(chance: Random) -> Character:
    return Character(
        language=chance.choices(_LANGUAGES, _SPOKEN)[0],
        at_desk=chance.random() < 0.07,
        days=chance.choice((0.2, 0.5, 1, 2, 4)),
        takes=chance.choice((0.95, 0.85, 0.6)),
        answers=chance.choice((1, 0.97, 0.8)),
        impatient=chance.random() < 0.1,
        taps=chance.random() < 0.1,
    )


@dataclass(frozen=True, kw_only=True)
class Home:
    """Who the children are, and what the family would like."""

    siblings: Siblings
    days: tuple[date, ...]  # of birth, or due
    born: tuple[bool, ...]
    together: bool
    code: str


def home(chance: Random, today: date, *, code: str) -> Home:
    """A family as it is on that day."""
    siblings = chance.choices(_SIBLINGS, _BORN_SO)[0]
    children = [_child(chance, today) for _ in range(siblings.dates)]
    return Home(
        siblings=siblings,
        born=tuple(born for born, _ in children),
        days=tuple(day for _, day in children),
        together=chance.random() < 0.7,
        code=code,
    )


def _child(chance: Random, today: date) -> tuple[bool, date]:
    if chance.random() < 0.65:
        return False, today + timedelta(days=chance.randint(10, 250))
    return True, today - timedelta(days=chance.randint(0, 700))


def says(
    chance: Random, one: Character, of: Home, place: str, answers: Answers, *, today: date, policy: Policy
) -> str:
    """The word that this family answers at a place of the form; nothing where it skips the question."""
    said = _of_itself(chance, one, of, place)
    return _wish(chance, place, answers, today, policy) if said is None else said


def _of_itself(chance: Random, one: Character, of: Home, place: str) -> str | None:
    index = int(place.partition(":")[2] or 0)
    given: dict[Step, Callable[[], str]] = {
        Step.NAME: lambda: f"Famille {chance.randint(1, 10_000)}",
        Step.PHONE: lambda: f"+3247{chance.randint(0, 9_999_999):07}",
        Step.LANGUAGE: lambda: one.language,
        Step.CONSENT: lambda: chance.choice(tuple(Given)).value,
        Step.CHILDREN: lambda: of.siblings.value,
        Step.BORN: lambda: "born" if of.born[index] else "expected",
        Step.DAY: lambda: str(of.days[index]),
        Step.TOGETHER: lambda: "together" if of.together else "separately",
        Step.PREDEMAND: lambda: f"PD-{chance.randint(100_000, 999_999)}" if chance.random() < 0.6 else "",
        Step.CODE: lambda: of.code,
    }
    answer = given.get(step_of(place))
    return answer and answer()


def _wish(chance: Random, place: str, answers: Answers, today: date, policy: Policy) -> str:
    match step_of(place):
        case Step.ENTRY:
            months = entry_months(answers, today, policy)
            return str(months[min(len(months) - 1, chance.choice((0, 0, 1, 2, 3, 5)))])
        case Step.WINDOW:
            earlier = chance.randint(0, most_earlier(answers, today, policy))
            return f"{earlier},{chance.randint(0, 4)}"
        case Step.WEEK:
            return ",".join(str(int(slot)) for slot in sorted(chance.choice(WEEKS)))
        case Step.CRECHES:
            most = min(len(policy.creches), chance.choice((1, 2, 2, 3, 3, 4, 6)))
            return ",".join(one.id for one in chance.sample(policy.creches, most))
        case Step.CLAIMS if chance.random() < 0.18:
            return chance.choice(claim_options(answers, policy))
        case _:
            return ""


def filled_in(
    chance: Random, one: Character, of: Home, blank: Answers, *, today: date, policy: Policy
) -> Answers:
    """The whole form as this family answers it."""

    def word(place: str) -> str:
        return says(chance, one, of, place, now, today=today, policy=policy)

    together = of.together if of.siblings.children > 1 else None
    now = replace(blank, siblings=of.siblings, born=of.born, days=of.days, together=together)
    now = replace(
        now, name=word(Step.NAME), phone=word(Step.PHONE), desk=_at_desk(chance, one, blank, policy)
    )
    now = replace(now, entry=Month.parse(word(Step.ENTRY)), week=chance.choice(WEEKS))
    earlier, later = map(int, word(Step.WINDOW).split(","))
    own = (blank.desk.creche,) if blank.desk and blank.desk.creche else ()
    creches = tuple(dict.fromkeys((*own, *word(Step.CRECHES).split(","))))
    now = replace(now, earlier=earlier, later=later, creches=creches, code=of.code)
    ticked = frozenset(map(ClaimCode, filter(None, [word(Step.CLAIMS)])))
    now = replace(now, claims=ticked, predemand=word(Step.PREDEMAND))
    return replace(now, answered=frozenset(course(now, policy)))


def _at_desk(chance: Random, one: Character, blank: Answers, policy: Policy) -> Desk | None:
    if blank.desk is None:
        return None
    desk = replace(blank.desk, language=one.language, given=chance.choice(tuple(Given)))
    return replace(desk, notice=notice_for(desk, policy))
