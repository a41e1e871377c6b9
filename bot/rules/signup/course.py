"""Which questions are asked, in which order, and what may be chosen at each."""

from datetime import date
from fractions import Fraction

from bot.rules.calendar import Month, Week, months_after
from bot.rules.policy import Policy
from bot.rules.requests import ClaimCode
from bot.rules.signup.form import Answers, Siblings, Step

MOST_EARLIER = 3  # months, as the buttons offer them
MOST_LATER = 6
#: A maternity leave lasts fifteen weeks: where the suggested months start. Nothing is refused by it.
USUAL_MONTHS_AT_HOME = 3
#: Claims that come from an employer's code alone; nobody ticks them (order, 52, 4° and 5°).
BY_CODE = frozenset({ClaimCode.EMPLOYER, ClaimCode.BUSINESS_PARK})


#: What may still be changed once the request is made.
WISHES = (Step.ENTRY, Step.WINDOW, Step.WEEK, Step.CRECHES)


def course(answers: Answers, policy: Policy) -> tuple[str, ...]:
    """The places of the form in order, as far as the answers let us know; the review is the last."""
    if answers.changing:
        return tuple(map(str, (*WISHES, Step.REVIEW)))
    siblings = answers.siblings or Siblings.ONE
    dates = [f"{step}:{i}" for i in range(siblings.dates) for step in (Step.BORN, Step.DAY)]
    together = [Step.TOGETHER.value] if siblings.children > 1 else []
    claims = [Step.CLAIMS.value] if claim_options(answers, policy) else []
    wishes = [Step.ENTRY, Step.WINDOW, Step.WEEK, Step.POSTAL, Step.CRECHES]
    who = [Step.NAME, Step.PHONE, Step.LANGUAGE, Step.CONSENT] if answers.desk else [Step.NAME]
    rest = [Step.CODE, Step.PREDEMAND, *([] if answers.desk else [Step.PHONE]), Step.REVIEW]
    return tuple(map(str, (*who, Step.CHILDREN, *dates, *together, *wishes, *claims, *rest)))


def progress(answers: Answers, place: str, policy: Policy) -> tuple[int, int]:
    """Which question this is, of how many (the review is not a question)."""
    places = course(answers, policy)
    return places.index(place) + 1, len(places) - 1


def claim_options(answers: Answers, policy: Policy) -> tuple[ClaimCode, ...]:
    """The priorities that one of the chosen crèches publishes and that a family can tick (order, 52)."""
    chosen = [creche for creche in policy.creches if creche.id in answers.creches or not answers.creches]
    return tuple(
        code for code in ClaimCode if code not in BY_CODE and any(creche.publishes(code) for creche in chosen)
    )


def presences(week: Week, policy: Policy) -> Fraction:
    """Presences a month on average: a half-day is one, a full day as many as the policy says (order, 53)."""
    halves = [sum(1 for slot in week if slot.weekday == day) for day in range(5)]
    weekly = sum(policy.presences_of_a_full_day if half == 2 else half for half in halves)
    return Fraction(weekly * 52, 12)


def too_few_presences(week: Week, policy: Policy) -> bool:
    """Whether a crèche may refuse for too little attendance (order, 53): told, never blocked."""
    return bool(week) and presences(week, policy) < policy.minimum_presences_a_month


def entry_bounds(answers: Answers, today: date, policy: Policy) -> tuple[Month, Month]:
    """The first and the last month in which these children may enter."""
    days = [day for day in answers.days if day is not None] or [today]
    first = max(Month.of(today), Month.of(max(days)))
    grown = Month.of(months_after(min(days), 12 * policy.oldest_child_years))
    last = min(Month.of(today).plus(policy.entry_months_ahead), grown)
    return first, max(first, last)


def entry_months(answers: Answers, today: date, policy: Policy) -> tuple[Month, ...]:
    """Up to twelve months to choose from, starting when a parent usually goes back to work."""
    days = [day for day in answers.days if day is not None] or [today]
    first, last = entry_bounds(answers, today, policy)
    start = min(last, max(first, Month.of(months_after(max(days), USUAL_MONTHS_AT_HOME))))
    return tuple(start.plus(i) for i in range(min(12, start.until(last) + 1)))


def most_earlier(answers: Answers, today: date, policy: Policy) -> int:
    """How many months earlier than wished the children could enter at all."""
    first, _ = entry_bounds(answers, today, policy)
    return max(0, min(MOST_EARLIER, first.until(answers.entry or first)))
