"""What coordinators tell, and to whom; who is left out, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.people import Role


class Reason(StrEnum):
    """Why somebody does not receive an announcement."""

    NO_TELEGRAM = "no telegram"
    BLOCKED = "blocked"
    NO_NEWS = "no news"  # they sent /stop


@dataclass(frozen=True, kw_only=True)
class Audience:
    """To whom: empty sets mean "any". Families belong to the crèches that their live requests name."""

    creches: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Somebody who might receive an announcement, without a name.

    `creches`: those that the family's live requests name, and those whose director this is.
    """

    person_id: str
    roles: frozenset[Role]
    creches: frozenset[str]
    language: str
    has_chat: bool
    reachable: bool
    wants_news: bool


@dataclass(frozen=True, kw_only=True)
class Reached:
    """An audience worked out: who receives it, and who would but cannot, with the reason."""

    receivers: tuple[str, ...]
    left_out: tuple[tuple[str, Reason], ...]


class AnnouncementState(StrEnum):
    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"
    DISCARDED = "discarded"


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """A text in its author's words, for an audience."""

    id: str
    author_id: str
    text: str
    audience: Audience
    state: AnnouncementState
    created_at: datetime
    screen: int | None = None  # the author's live progress message
    sent_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an announcement is, in readers."""

    total: int
    delivered: int
    failed: int  # never: blocked, gone, refused by Telegram
    unknown: int  # no answer from Telegram: perhaps delivered
    left_out: int  # known before sending

    @property
    def waiting(self) -> int:
        return self.total - self.delivered - self.failed - self.unknown


def reach(readers: Iterable[Reader], audience: Audience) -> Reached:
    """Whom an audience means, by person id: each once; those out of reach with the reason."""
    receivers: set[str] = set()
    left_out: dict[str, Reason] = {}
    for reader in readers:
        if not _meant(reader, audience):
            continue
        reason = _out_of_reach(reader)
        if reason is None:
            receivers.add(reader.person_id)
        else:
            left_out[reader.person_id] = reason
    missed = sorted((person, reason) for person, reason in left_out.items() if person not in receivers)
    return Reached(receivers=tuple(sorted(receivers)), left_out=tuple(missed))


def _meant(reader: Reader, audience: Audience) -> bool:
    return (
        (not audience.creches or bool(audience.creches & reader.creches))
        and (not audience.roles or bool(audience.roles & reader.roles))
        and (not audience.languages or reader.language in audience.languages)
    )


def _out_of_reach(reader: Reader) -> Reason | None:
    if not reader.has_chat:
        return Reason.NO_TELEGRAM
    if not reader.reachable:
        return Reason.BLOCKED
    return None if reader.wants_news else Reason.NO_NEWS
