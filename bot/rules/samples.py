"""A month's sample of what staff read, for the data protection officer: anybody can draw it again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.rules.calendar import Month
from bot.rules.history import What

#: Looks into names and files, in the words of the trace.
READS = (What.OPENED.value, What.HISTORY.value, "announcement readers read")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the trace: its number and the digest that binds it to all lines before."""

    number: int
    at: datetime
    who: str
    what: str
    subject: str
    why: str
    digest: bytes


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """A line with its words: who it is, if they are still known, and which file it was."""

    line: Line
    name: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What was drawn of a month, and how to tell that nothing was left out or changed."""

    month: Month
    seed: str
    of: int  # so many reads there were
    drawn: tuple[Sampled, ...]
    broken: tuple[int, ...]  # lines that do not follow from those before
    last: Line | None  # the month's last read


def draw(lines: Iterable[Line], *, seed: str, size: int) -> tuple[Line, ...]:
    """The lines whose number, hashed (SHA-256) behind the seed and a colon, comes first; in their order."""

    def place(line: Line) -> str:
        return sha256(f"{seed}:{line.number}".encode()).hexdigest()

    return tuple(sorted(sorted(lines, key=place)[:size], key=lambda line: line.number))
