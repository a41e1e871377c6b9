"""What an announcement cannot carry, and what to say to whoever tried."""

from dataclasses import dataclass
from enum import StrEnum

from bot.rules.refusals import Refusal


class Foreign(StrEnum):
    """By what its author calls it."""

    VIDEO = "video"
    RECORDING = "recording"
    STICKER = "sticker"
    LOCATION = "location"
    POLL = "poll"
    CONTACT = "contact"
    IN_ALBUM = "in_album"


@dataclass(eq=False)
class NotAnnounceable(Refusal):
    """An announcement carries words, pictures and documents; `what` it was instead, where it has a name."""

    what: str = ""


@dataclass(eq=False)
class FileGone(Refusal):
    """The file is not to be had any more, or not as what it was."""
