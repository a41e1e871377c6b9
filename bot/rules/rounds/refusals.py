"""Every "no" about a month's decision."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.calendar import Month
from bot.rules.refusals import Refusal


@dataclass(eq=False)
class RoundApproved(Refusal):
    """The month was decided before: at that moment."""

    month: Month
    on: datetime


@dataclass(eq=False)
class RoundReplaced(Refusal):
    """Somebody prepared the month anew, at that moment: what was read is no longer what would be sent."""

    at: datetime


@dataclass(eq=False)
class NobodyNext(Refusal):
    """Nobody on the crèche's reserve list fits what is free."""


@dataclass(eq=False)
class AnotherNext(Refusal):
    """Whom the list named is not the next any more: the place was offered, or the family waits no longer."""


@dataclass(eq=False)
class RoundLeaving(Refusal):
    """What was approved still leaves: until then nobody knows what is left for the reserve list."""
