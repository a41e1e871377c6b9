"""What became of a delivery that did not simply arrive. Values only: no library, no network."""

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Why a message was not delivered, or perhaps not."""

    TOO_FAST = "too fast"
    NOT_SENT = "not sent"
    UNANSWERED = "unanswered"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    MOVED = "moved"
    NO_TOKEN = "token refused"  # noqa: S105 – a cause, not a token


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A cause, Telegram's word for it, and what it asks for."""

    cause: Cause
    why: str = ""
    seconds: float = 0.0
    moved_to: int | None = None
