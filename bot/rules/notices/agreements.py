"""A firm's agreement comes to its end."""

from dataclasses import dataclass
from datetime import date

from bot.rules.notices.base import Choice, Notice
from bot.rules.people import Role


@dataclass(frozen=True, kw_only=True)
class AgreementEnds(Notice):
    """For those who speak for the firm: `n` months are left, or fewer."""

    agreement_id: str
    firm: str
    creche_name: str
    places: int
    end: date
    n: int

    by_phone = False
    roles = frozenset({Role.HR})

    @property
    def key(self) -> str:
        return f"agreement-ends:{self.agreement_id}:{self.end}:{self.n}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class AgreementToRenew(Notice):
    """The same for coordinators, who open it with a tap."""

    agreement_id: str
    firm: str
    creche_name: str
    places: int
    end: date
    n: int

    by_phone = False
    roles = frozenset({Role.COORDINATOR})

    @property
    def key(self) -> str:
        return f"agreement-to-renew:{self.agreement_id}:{self.end}:{self.n}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("agreement.open", f"ag:{self.agreement_id}"),)
