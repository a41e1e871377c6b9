"""The sign-up form as values: its questions, the answers so far, the draft that keeps them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.rules.calendar import Month, Week
from bot.rules.requests import ClaimCode


class Step(StrEnum):
    """The questions, in the order in which they are asked (BORN and DAY once for each child)."""

    NAME = "name"
    CHILDREN = "children"
    BORN = "born"
    DAY = "day"
    TOGETHER = "together"
    ENTRY = "entry"
    WINDOW = "window"
    WEEK = "week"
    POSTAL = "postal"
    CRECHES = "creches"
    CLAIMS = "claims"
    CODE = "code"
    PREDEMAND = "predemand"
    PHONE = "phone"
    REVIEW = "review"


class Siblings(StrEnum):
    """How many children, and whether they share one date."""

    ONE = "one"
    TWINS = "twins"
    TRIPLETS = "triplets"
    TWO = "two"  # brother or sister, each with a date
    THREE = "three"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was answered so far; None (or empty) means "not yet", `answered` tells it from "skipped"."""

    name: str = ""
    siblings: Siblings | None = None
    born: tuple[bool | None, ...] = ()
    days: tuple[date | None, ...] = ()
    together: bool | None = None
    entry: Month | None = None
    earlier: int | None = None
    later: int | None = None
    week: Week = frozenset()
    postal_code: str = ""  # sorts the crèches by nearness, never leaves the draft
    creches: tuple[str, ...] = ()
    claims: frozenset[ClaimCode] = frozenset()
    code: str = ""  # the employer's, as typed and found valid
    predemand: str = ""
    phone: str = ""
    answered: frozenset[str] = frozenset()  # places in the form: a Step, or "day:1" for the second child


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An unfinished form. Its id becomes the request's key, so sending it thrice makes one request."""

    id: str
    person_id: str
    place: str  # where the form stands: a Step, "born:0", "day:1", …
    answers: Answers
    correcting: bool = False  # a single line is being corrected: the next stop is the review
    screen: int | None = None  # the message that shows the current question
    started_at: datetime
    touched_at: datetime
    nudged: bool = False
