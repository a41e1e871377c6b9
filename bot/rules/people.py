"""Who is who: persons, what they may do, families and children."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

LANGUAGES = ("fr", "nl", "de", "en")


class Role(StrEnum):
    GUARDIAN = "guardian"
    HR = "hr"
    COORDINATOR = "coordinator"
    DIRECTOR = "director"


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """A right somebody holds. `of` is the sponsor of an HR manager, the crèche of a director, else empty."""

    role: Role
    of: str = ""


class Given(StrEnum):
    """How a family without a chat agreed to the privacy notice at the desk."""

    READ_OUT = "read out"
    ON_PAPER = "on paper"


class Detail(StrEnum):
    """What staff correct of a guardian whom no message reaches: questions of the form at the desk."""

    NAME = "name"
    PHONE = "phone"
    LANGUAGE = "language"


@dataclass(frozen=True, kw_only=True)
class Consent:
    """The privacy notice as it was shown and accepted: version, language, SHA-256 of the text."""

    version: str
    language: str
    digest: str
    accepted_at: datetime
    given: Given | None = None  # None: by a tap of their own
    taken_by: str = ""  # the member of staff who was told, by id


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who talks with the bot, or a guardian entered at the desk (`chat_id` None)."""

    id: str
    chat_id: int | None
    language: str
    name: str = ""
    phone: str = ""
    consent: Consent | None = None
    mandates: frozenset[Mandate] = frozenset()
    family_id: str | None = None
    reachable: bool = True  # False from the moment it blocked the bot
    wants_news: bool = True  # False after /stop
    example: bool = False  # made up for the sandbox
    focus: str = ""  # what the next typed words answer, e.g. "predemand:<request id>"; empty: nothing asked

    def is_(self, role: Role) -> bool:
        return any(mandate.role is role for mandate in self.mandates) or (
            role is Role.GUARDIAN and self.family_id is not None
        )

    @property
    def hears(self) -> bool:
        """Whether a message reaches this person; who hears nothing is phoned."""
        return self.chat_id is not None and self.reachable

    @property
    def sponsors(self) -> tuple[str, ...]:
        """The firms this person may see, in a stable order."""
        return tuple(sorted(mandate.of for mandate in self.mandates if mandate.role is Role.HR))


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child, expected (`day` is the due date) or born (`day` is the birth date)."""

    born: bool
    day: date
