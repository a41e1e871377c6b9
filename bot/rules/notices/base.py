"""What every notice has, however it is told."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.rules.people import Person, Role


class Lane(IntEnum):
    """Lower goes first."""

    REPLY = 0  # somebody waits for it now
    NOTICE = 1  # steps, deadlines, summaries
    ANNOUNCEMENT = 2


STAFF = frozenset({Role.COORDINATOR, Role.DIRECTOR})


class IfUnknown(StrEnum):
    """What to do when no answer came and nobody can know whether it arrived."""

    RESEND_ONCE = "resend once"
    RESEND_ONCE_SILENTLY = "resend once, silently"
    LEAVE = "leave"  # shown to a coordinator as "perhaps delivered"


@dataclass(frozen=True)
class Choice:
    """An answer that the reader may give with a tap: its label (locales) and the word the bot understands."""

    key: str
    word: str
    creche: str = ""  # the name that its label tells
    firm: str = ""  # likewise


@dataclass(frozen=True, kw_only=True)
class Notice:
    """To whom (person id) and, in each class below, what."""

    to: str

    lane = Lane.NOTICE
    if_unknown = IfUnknown.RESEND_ONCE
    by_phone = True  # a guardian whom no message reaches is phoned; False where nobody needs to be
    to_firm = False  # by phone too: a firm's contact, whom coordinators phone
    legal = False  # carries the French text too, whatever the language (rules, section 9)
    roles = frozenset[Role]()  # for whoever holds one of them when it leaves; empty: for everybody

    @property
    def key(self) -> str:
        """Unique per thing told: kind, subject and, where several are told the same, the reader."""
        raise NotImplementedError

    @property
    def choices(self) -> tuple[Choice, ...]:
        return ()

    def still_for(self, reader: Person) -> bool:
        """Whether it may be told now: a right may have ended since it was queued."""
        return not self.roles or any(reader.is_(role) for role in self.roles)


def after_unknown(rule: IfUnknown, times: int) -> bool:
    """Whether a notice whose delivery went unanswered `times` times is sent again."""
    return rule is not IfUnknown.LEAVE and times < 2
