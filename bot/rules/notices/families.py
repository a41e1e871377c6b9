"""Who sees a family's requests, told to the other guardian."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.notices.base import Choice, Notice


@dataclass(frozen=True, kw_only=True)
class GuardianJoined(Notice):
    """Somebody has used the link: they see the requests from now on."""

    person_id: str
    name: str
    at: datetime

    @property
    def key(self) -> str:
        return f"guardian-joined:{self.person_id}:{self.at.isoformat()}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("family.see", "family"),)


@dataclass(frozen=True, kw_only=True)
class GuardianGone(Notice):
    """The other guardian has left."""

    person_id: str
    name: str
    at: datetime

    @property
    def key(self) -> str:
        return f"guardian-gone:{self.person_id}:{self.at.isoformat()}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class TakenOut(Notice):
    """The first guardian has taken this person out."""

    at: datetime

    @property
    def key(self) -> str:
        return f"taken-out:{self.at.isoformat()}:{self.to}"
