"""Links and codes are not found out by trying: after a few that are none, the next has to wait a while.

They are of 128 bits and would not be found anyway; a lock is told to whom it concerns, and ends by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rules.policy import Policy
from bot.rules.refusals import Refusal


class Word(StrEnum):
    """What may be guessed at; wrong codes lock no links, nor the other way round."""

    LINK = "link"
    CODE = "code"


@dataclass(eq=False)
class LinksLocked(Refusal):
    """Too many links that do not exist were tried: none is looked at until then."""

    until: datetime


@dataclass(eq=False)
class CodesLocked(Refusal):
    """Too many employers' codes that do not exist were tried; the form goes on without one."""

    until: datetime


_LOCKED = {Word.LINK: LinksLocked, Word.CODE: CodesLocked}


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """How often somebody was wrong of late, and when last."""

    times: int
    last_at: datetime

    def ends(self, policy: Policy) -> datetime:
        """From then on it is forgotten."""
        return self.last_at + timedelta(hours=policy.wrong_hours)


def check(word: Word, wrong: Wrong | None, now: datetime, policy: Policy) -> None:
    """Refused LinksLocked, CodesLocked."""
    if wrong is not None and wrong.times >= policy.wrong_most and now < wrong.ends(policy):
        raise _LOCKED[word](until=wrong.ends(policy))


def once_more(wrong: Wrong | None, now: datetime, policy: Policy) -> Wrong:
    """After another that does not exist."""
    before = wrong.times if wrong is not None and now < wrong.ends(policy) else 0
    return Wrong(times=before + 1, last_at=now)
