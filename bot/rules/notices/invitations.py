"""Who has come in by an invitation."""

from dataclasses import dataclass

from bot.rules.notices.base import Choice, Notice
from bot.rules.people import Role


@dataclass(frozen=True, kw_only=True)
class InvitationTaken(Notice):
    """Somebody holds the role to which they were invited; `of`: the name of the firm or crèche, if any."""

    invitation_id: str
    name: str
    role: Role
    of: str = ""

    by_phone = False

    @property
    def key(self) -> str:
        return f"invitation-taken:{self.invitation_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("invite.take_back", f"ivb:{self.invitation_id}"),)
