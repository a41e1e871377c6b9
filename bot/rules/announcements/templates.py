"""What is announced again and again: words and files kept under a name, for every coordinator."""

from dataclasses import dataclass
from enum import StrEnum

from bot.rules.announcements.announcement import Content

#: What a button shows of a name.
LONGEST_NAME = 40


class FirstTemplate(StrEnum):
    """Those that are there from the start, in every language."""

    CLOSURE = "closure"
    ILLNESS = "illness"
    OPEN_DAY = "open_day"
    PLACES = "places"


@dataclass(frozen=True, kw_only=True)
class Template:
    """A content under its name."""

    id: str
    name: str
    content: Content
