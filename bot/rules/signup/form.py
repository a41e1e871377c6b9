"""The sign-up form as values: its questions, the answers so far, the draft that keeps them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.rules.calendar import Month, Week
from bot.rules.people import Given
from bot.rules.requests import ClaimCode


class Step(StrEnum):
    """The questions, in the order in which they are asked (BORN and DAY once for each child)."""

    NAME = "name"
    LANGUAGE = "language"  # this and the next at the desk only
    CONSENT = "consent"
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


_SKIPPABLE = frozenset({Step.POSTAL, Step.CLAIMS, Step.CODE, Step.PREDEMAND, Step.PHONE})


class Siblings(StrEnum):
    """How many children, and whether they share one date."""

    ONE = "one"
    TWINS = "twins"
    TRIPLETS = "triplets"
    TWO = "two"  # brother or sister, each with a date
    THREE = "three"

    @property
    def dates(self) -> int:
        """How many dates are asked for."""
        return {Siblings.TWO: 2, Siblings.THREE: 3}.get(self, 1)

    @property
    def children(self) -> int:
        return {Siblings.ONE: 1, Siblings.TWINS: 2, Siblings.TWO: 2}.get(self, 3)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What is asked besides when a member of staff enters a family that has no chat."""

    creche: str = ""  # a director's own: always wished first
    language: str = ""  # the family's
    given: Given | None = None
    notice: str = ""  # which one was read out or signed: "1/de"


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
    desk: Desk | None = None  # None: the family fills the form in itself
    changing: str = ""  # the request whose wishes are changed; empty: a new one is made
    answered: frozenset[str] = frozenset()  # places in the form: a Step, or "day:1" for the second child


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An unfinished form. Its id becomes the request's key, so sending it thrice makes one request."""

    id: str
    person_id: str
    place: str  # where the form stands: a Step, "born:0", "day:1"; "leave/day:1" while leaving is asked about
    answers: Answers
    correcting: bool = False  # a single line is being corrected: the next stop is the review
    screen: int | None = None  # the message that shows the current question
    started_at: datetime
    touched_at: datetime
    nudged: bool = False

    @property
    def leaving(self) -> bool:
        """Asked once whether the form is kept or deleted."""
        return self.place.startswith("leave/")

    @property
    def question(self) -> str:
        """The place of the question itself, whatever was asked about leaving it."""
        return self.place.rpartition("/")[2]


class Deed(StrEnum):
    """What can be done at a question, by tap or by words."""

    PICK = "pick"  # this is the answer; go on
    PROPOSE = "propose"  # this was understood; ask whether it is right
    ON = "on"  # one of several: the state wanted, so that a double tap never flips it back
    OFF = "off"
    GO = "go"  # the answer stands; go on
    SKIP = "skip"
    BACK = "back"
    FIX = "fix"  # correct the line of the review that is named by the value
    LEAVE = "leave"
    KEEP = "keep"
    SHARE = "share"  # asks for the phone's own number; answers nothing yet
    DELETE = "delete"  # this one and the next end the form: actions of their own
    SEND = "send"
    RESUME = "resume"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody did at a place of the form. The value is a plain word: "2027-03-15", "twins", "52-2"."""

    place: str
    deed: Deed
    value: str = ""


def may_skip(step: Step, answers: Answers) -> bool:
    """Whether the question may stay open; who has no chat needs a telephone."""
    return step in _SKIPPABLE and not (step is Step.PHONE and answers.desk)


def step_of(place: str) -> Step:
    """The question asked at a place; ValueError if there is none."""
    return Step(place.rpartition("/")[2].partition(":")[0])


def index_of(place: str) -> int:
    """Which child's date a place is about, from 0."""
    return int(place.partition(":")[2] or 0)
