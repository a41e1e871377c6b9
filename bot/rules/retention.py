"""How long what is kept is kept, from when on, and by which law (rules, section 8): one table.

Decree of 21 February 2019, article 7/7: a request without a place three years from the refusal, or until
school; of a child who was there, the family and its contacts ten years after it left. The rest is
the shortest that serves (GDPR, article 5 §1 e).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.rules.calendar import local_day, months_after
from bot.rules.places import Stay, presumed_end
from bot.rules.policy import Policy
from bot.rules.requests import OVER, WITH_OFFER, Request, State

THERE = frozenset({State.ENROLLED, State.LEFT})
#: Families whose request still waits are told so many days before it goes.
TOLD_DAYS = 30
_YEARS_WITHOUT_PLACE, _YEARS_AFTER_LEAVING, _MONTHS_OF_VISITORS = 3, 10, 12
#: Free words, once they are answered.
_DAYS_OF_WORDS = 30


class Category(StrEnum):
    """What is kept, in the words of the report."""

    UPDATES = "raw updates"
    FORMS = "unfinished forms"
    AGREEMENTS = "agreements half entered"
    GUESSES = "numbers of wrong links and codes"
    PLEAS = "words about one's data"
    WAITING = "requests that waited"
    REFUSED = "requests that were refused a place"
    ENDED = "requests withdrawn or closed"
    ENROLLED = "requests of children who were there"
    VISITORS = "people who asked for nothing"


class Start(StrEnum):
    """From when on the time runs."""

    RECEIVED = "they came in"
    TOUCHED = "somebody last wrote in them"
    WRONG = "the last wrong one"
    ANSWERED = "they were answered"
    REFUSED = "they were last refused"
    ENDED = "they ended"
    LEFT = "the last child left"
    ACCEPTED = "they read the notice"
    SCHOOL = "the child goes to school"


class Basis(StrEnum):
    """Why so long and no longer."""

    DECREE = "decree of 21 February 2019, art. 7/7"
    MINIMAL = "GDPR, art. 5 §1 e"


@dataclass(frozen=True, kw_only=True)
class Term:
    """How long a category is kept; `or_school`: until its youngest child goes to school, if sooner."""

    category: Category
    start: Start
    basis: Basis
    hours: int = 0
    months: int = 0
    or_school: bool = False

    @property
    def days(self) -> int:
        return self.hours // 24

    @property
    def years(self) -> int:
        return self.months // 12

    def since(self, now: datetime) -> datetime:
        """What started before that moment goes now; for terms in hours."""
        return now - timedelta(hours=self.hours)

    def last_day(self, start: date) -> date:
        """For terms in months."""
        return months_after(start, self.months)


def _without_a_place(category: Category, start: Start) -> Term:
    return Term(
        category=category,
        start=start,
        basis=Basis.DECREE,
        months=12 * _YEARS_WITHOUT_PLACE,
        or_school=True,
    )


_REQUESTS = (
    Term(category=Category.WAITING, start=Start.SCHOOL, basis=Basis.DECREE, or_school=True),
    _without_a_place(Category.REFUSED, Start.REFUSED),
    _without_a_place(Category.ENDED, Start.ENDED),
    Term(category=Category.ENROLLED, start=Start.LEFT, basis=Basis.DECREE, months=12 * _YEARS_AFTER_LEAVING),
)
#: What the law says of requests, whatever the cooperative's own numbers are.
BY_LAW: Mapping[Category, Term] = {term.category: term for term in _REQUESTS}
VISITORS = Term(
    category=Category.VISITORS, start=Start.ACCEPTED, basis=Basis.MINIMAL, months=_MONTHS_OF_VISITORS
)


#: What other jobs let go of each hour; the night looks at the rest.
SWEPT_HOURLY = frozenset({Category.UPDATES, Category.FORMS, Category.AGREEMENTS, Category.GUESSES})


def terms(policy: Policy) -> Mapping[Category, Term]:
    """The whole table."""
    draft = 24 * policy.draft_days
    short = (
        Term(category=Category.UPDATES, start=Start.RECEIVED, basis=Basis.MINIMAL, hours=policy.inbox_hours),
        Term(category=Category.FORMS, start=Start.TOUCHED, basis=Basis.MINIMAL, hours=draft),
        Term(category=Category.AGREEMENTS, start=Start.TOUCHED, basis=Basis.MINIMAL, hours=draft),
        Term(category=Category.GUESSES, start=Start.WRONG, basis=Basis.MINIMAL, hours=policy.wrong_hours),
        Term(category=Category.PLEAS, start=Start.ANSWERED, basis=Basis.MINIMAL, hours=24 * _DAYS_OF_WORDS),
    )
    return {term.category: term for term in (*short, *_REQUESTS, VISITORS)}


def category(request: Request, refused_on: date | None) -> Category:
    """What a request is kept as; `refused_on`: the last day on which it was told that there is no place."""
    if request.state in THERE:
        return Category.ENROLLED
    if refused_on is not None:
        return Category.REFUSED
    return Category.ENDED if request.state in OVER else Category.WAITING


def last_day(request: Request, *, refused_on: date | None, stays: Iterable[Stay]) -> date | None:
    """The last day on which a request is kept; unknown while a place is proposed or a contract has no end."""
    if request.state in WITH_OFFER:
        return None
    kind = category(request, refused_on)
    term = BY_LAW[kind]
    if kind is Category.ENROLLED:
        left = _left(stays)
        return None if left is None else term.last_day(left)
    school = max(presumed_end(child) for child in request.children)
    start = refused_on or (local_day(request.changed_at) if request.over and request.changed_at else None)
    return school if start is None else min(term.last_day(start), school)


def _left(stays: Iterable[Stay]) -> date | None:
    """The last child's last day, once every contract has one."""
    ends = [stay.period.end for stay in stays]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None
