"""What became of an announcement, reader by reader."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.people import Person


class ExportPurpose(StrEnum):
    """Why names and numbers leave the bot; anything else is said in the author's own words."""

    CALL = "call"
    PROOF = "proof"


@dataclass(frozen=True, kw_only=True)
class Told:
    """A reader: `why` they did not surely get it, "unknown" where no answer came, "" if they did."""

    person: Person
    why: str = ""
    seen_at: datetime | None = None
