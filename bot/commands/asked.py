"""What several commands ask for."""

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.complaints import fail

if TYPE_CHECKING:
    from bot.rules.calendar import Month


class Language(StrEnum):
    """What a report may be written in."""

    fr = "fr"
    nl = "nl"
    de = "de"
    en = "en"


def month_of(text: str) -> "Month":
    """The month that was typed."""
    from bot.rules.calendar import Month

    try:
        return Month.parse(text)
    except ValueError:
        fail(f"--month {text!r} is no month: write 2027-03 for March 2027.")
