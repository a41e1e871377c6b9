"""What somebody asks about their data beside what they change themselves (GDPR, articles 16 and 21)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.rules.calendar import local_day
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound, TooLong

#: A month to answer (GDPR, article 12 §3).
ANSWER_DAYS = 30
LONGEST_PLEA = 1000


class Kind(StrEnum):
    """What is asked for."""

    CORRECTION = "correction"
    OBJECTION = "objection"


class Own(StrEnum):
    """What everybody corrects themselves: questions of the form."""

    NAME = "name"
    PHONE = "phone"


@dataclass(frozen=True, kw_only=True)
class Plea:
    """Somebody's words to the team about their data; a person answers them."""

    id: str
    person_id: str
    kind: Kind
    words: str
    asked_at: datetime
    answer: str = ""
    answered_at: datetime | None = None

    @property
    def by(self) -> date:
        return local_day(self.asked_at) + timedelta(days=ANSWER_DAYS)


def nearly_due(plea: Plea, today: date, policy: Policy) -> bool:
    """Whether coordinators should be reminded of it."""
    return plea.by - timedelta(days=policy.plea_reminder_days) <= today


def last_day(plea: Plea, today: date) -> bool:
    """Whether who asked should hear that they are not forgotten."""
    return plea.by <= today


def said(text: str) -> str:
    """The words as they are kept. Refused TooLong."""
    words = text.strip()
    if len(words) > LONGEST_PLEA:
        raise TooLong(most=LONGEST_PLEA)
    return words


def answered(plea: Plea, text: str, *, now: datetime) -> Plea:
    """Once. Refused NotFound for one that somebody else answered, TooLong."""
    if plea.answered_at is not None:
        raise NotFound
    return replace(plea, answer=said(text), answered_at=now)
