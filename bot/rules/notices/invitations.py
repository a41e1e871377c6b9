"""Who has come in by an invitation."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.notices.base import STAFF, Choice, Notice
from bot.rules.people import Person, Role


@dataclass(frozen=True, kw_only=True)
class InvitationTaken(Notice):
    """Somebody holds the role to which they were invited; `of`: the name of the firm or crèche, if any."""

    invitation_id: str
    name: str
    role: Role
    of: str = ""
    own_firm: str = ""  # its id, where a contact of that firm invited

    by_phone = False
    roles = STAFF

    @property
    def key(self) -> str:
        return f"invitation-taken:{self.invitation_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        wrong = Choice("invite.take_back", f"ivb:{self.invitation_id}")
        return (wrong, Choice("contact.hand_over", f"kl:{self.own_firm}:0")) if self.own_firm else (wrong,)

    def still_for(self, reader: Person) -> bool:
        return self.own_firm in reader.sponsors or super().still_for(reader)


@dataclass(frozen=True, kw_only=True)
class RightsEnd(Notice):
    """A member of staff was not seen for long: their right ends on that day, unless they say a word."""

    role: Role
    of: str = ""
    since: date
    on: date

    by_phone = False
    roles = STAFF

    @property
    def key(self) -> str:
        return f"rights-end:{self.role}:{self.of}:{self.since}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("notice.rights_end.here", "menu"),)


@dataclass(frozen=True, kw_only=True)
class RightsEnded(Notice):
    """It has ended; a coordinator can give it back."""

    role: Role
    of: str = ""
    since: date

    by_phone = False

    @property
    def key(self) -> str:
        return f"rights-ended:{self.role}:{self.of}:{self.since}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class ContactLeft(Notice):
    """Somebody speaks for a firm no longer; `n` others still do."""

    sponsor_id: str
    name: str
    firm: str
    n: int
    at: datetime

    by_phone = False
    roles = STAFF

    @property
    def key(self) -> str:
        return f"contact-left:{self.sponsor_id}:{self.at.isoformat()}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("agreement.firm", f"sf:{self.sponsor_id}"),)
