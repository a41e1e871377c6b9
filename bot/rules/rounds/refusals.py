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
