"""The steps of a request, and the form before it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.notices.base import Choice, Notice


@dataclass(frozen=True, kw_only=True)
class MeetingRecorded(Notice):
    """The crèche has noted the meeting; the parents may confirm from `confirm_from` on."""

    request_id: str
    reference: str
    met_on: date
    confirm_from: date

    @property
    def key(self) -> str:
        return f"meeting:{self.request_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("notice.see", f"rq:see:{self.request_id}"),)


@dataclass(frozen=True, kw_only=True)
class ConfirmationOpens(Notice):
    """The first day on which the law lets the parents confirm has come."""

    request_id: str
    reference: str

    @property
    def key(self) -> str:
        return f"confirmation-opens:{self.request_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("confirm.button", f"rq:confirm:{self.request_id}"),)


@dataclass(frozen=True, kw_only=True)
class ProofSeen(Notice):
    """The crèche has seen the proof of a legal priority, which counts from now on; it is not named here."""

    request_id: str
    reference: str
    at: datetime

    @property
    def key(self) -> str:
        return f"proof-seen:{self.request_id}:{self.at.isoformat()}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("notice.see", f"rq:see:{self.request_id}"),)


@dataclass(frozen=True, kw_only=True)
class ClaimTakenOut(Notice):
    """A legal priority does not hold: the request goes on without it; neither it nor the reason is named."""

    request_id: str
    reference: str
    at: datetime

    @property
    def key(self) -> str:
        return f"claim-taken-out:{self.request_id}:{self.at.isoformat()}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("notice.see", f"rq:see:{self.request_id}"),)


@dataclass(frozen=True, kw_only=True)
class StillLooking(Notice):
    """Nobody heard of the family since then: does it still look? `number` 0 asks, the others remind."""

    request_id: str
    reference: str
    since: datetime
    number: int

    @property
    def key(self) -> str:
        return f"still-looking:{self.request_id}:{self.since.isoformat()}:{self.number}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (
            Choice("looking.yes", f"lk:yes:{self.request_id}"),
            Choice("looking.pause", f"lk:pause:{self.request_id}"),
            Choice("withdraw.button", f"rq:leave:{self.request_id}"),
        )


@dataclass(frozen=True, kw_only=True)
class Paused(Notice):
    """Nobody answered: the request rests, nothing is lost."""

    request_id: str
    reference: str
    since: datetime
    number: int = 0

    @property
    def key(self) -> str:
        return f"paused:{self.request_id}:{self.since.isoformat()}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (
            Choice("looking.yes", f"lk:yes:{self.request_id}"),
            Choice("withdraw.button", f"rq:leave:{self.request_id}"),
        )


@dataclass(frozen=True, kw_only=True)
class RequestClosed(Notice):
    """A member of staff has closed a paused request; the reason stays in the file."""

    request_id: str
    reference: str
    at: datetime

    @property
    def key(self) -> str:
        return f"closed:{self.request_id}:{self.at.isoformat()}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class RequestEnds(Notice):
    """A request that still waits is kept until then and no longer (`bot.rules.retention`)."""

    request_id: str
    reference: str
    until: date

    @property
    def key(self) -> str:
        return f"ends:{self.request_id}:{self.until}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("notice.see", f"rq:see:{self.request_id}"),)


@dataclass(frozen=True, kw_only=True)
class BirthAwaited(Notice):
    """A due date has come: are they born? `n` are expected; `period` tells the question from its reminder."""

    request_id: str
    reference: str
    n: int
    period: str

    @property
    def key(self) -> str:
        return f"birth:{self.request_id}:{self.period}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (
            Choice("birth.born", f"bt:ask:{self.request_id}:"),
            Choice("birth.not_yet", f"bt:wait:{self.request_id}:"),
            Choice("birth.end", f"bt:end:{self.request_id}:"),
        )


@dataclass(frozen=True, kw_only=True)
class DraftWaits(Notice):
    """An unfinished form, nudged once."""

    draft_id: str
    deleted_on: date

    by_phone = False

    @property
    def key(self) -> str:
        return f"draft-waits:{self.draft_id}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("menu.continue", "signup.continue"),)
