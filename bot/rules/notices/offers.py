"""A place proposed, its deadline, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.calendar import Week
from bot.rules.notices.base import STAFF, Choice, Notice
from bot.rules.offers.offer import OfferState


def _see(request_id: str) -> tuple[Choice, ...]:
    return (Choice("notice.see", f"rq:see:{request_id}"),)


def _answers(offer_id: str, *, later_wish: bool, more_time: bool) -> tuple[Choice, ...]:
    """What a family may answer; all but more time is asked once more before it counts."""
    words = ("accept", *(("keep",) if later_wish else ()), "decline", *(("more",) if more_time else ()))
    return tuple(Choice(f"offer.{word}", f"of:{word}:{offer_id}") for word in words)


@dataclass(frozen=True, kw_only=True)
class OfferSent(Notice):
    """A place is proposed. `later_wish`: the family put another crèche before this one."""

    offer_id: str
    request_id: str
    reference: str
    n: int  # children
    creche: str
    start: date
    week: Week
    deadline: date
    later_wish: bool

    legal = True

    @property
    def key(self) -> str:
        return f"offer:{self.offer_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return _answers(self.offer_id, later_wish=self.later_wish, more_time=True)


@dataclass(frozen=True, kw_only=True)
class OfferReminder(Notice):
    """An offer waits for an answer; `day` is the reminder's own."""

    offer_id: str
    request_id: str
    reference: str
    creche: str
    day: date
    deadline: date
    later_wish: bool
    extended: bool

    @property
    def key(self) -> str:
        return f"offer-reminder:{self.offer_id}:{self.day}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return _answers(self.offer_id, later_wish=self.later_wish, more_time=not self.extended)


@dataclass(frozen=True, kw_only=True)
class OfferLapsed(Notice):
    """Nobody answered in time; the request is paused."""

    offer_id: str
    request_id: str
    reference: str
    creche: str

    @property
    def key(self) -> str:
        return f"offer-lapsed:{self.offer_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return _see(self.request_id)


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(Notice):
    """The other guardian took the place; the contract's deadline (a legal notice)."""

    offer_id: str
    request_id: str
    reference: str
    creche: str
    start: date
    contract_by: date

    legal = True

    @property
    def key(self) -> str:
        return f"offer-accepted:{self.offer_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return _see(self.request_id)


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(Notice):
    """The other guardian declined; the request waits on."""

    offer_id: str
    request_id: str
    reference: str
    creche: str

    @property
    def key(self) -> str:
        return f"offer-declined:{self.offer_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return _see(self.request_id)


@dataclass(frozen=True, kw_only=True)
class ContractSigned(Notice):
    """The crèche has noted the signed contract."""

    offer_id: str
    request_id: str
    reference: str
    creche: str
    start: date

    @property
    def key(self) -> str:
        return f"contract-signed:{self.offer_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return _see(self.request_id)


@dataclass(frozen=True, kw_only=True)
class ContractRefused(Notice):
    """The parents did not accept the project or the contract: refused (order, 53, 2°; a legal notice, 54)."""

    offer_id: str
    request_id: str
    reference: str
    creche: str

    legal = True

    @property
    def key(self) -> str:
        return f"contract-refused:{self.offer_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return _see(self.request_id)


@dataclass(frozen=True, kw_only=True)
class ContractUnsigned(Notice):
    """The contract was not signed in time; the request is paused."""

    offer_id: str
    request_id: str
    reference: str
    creche: str
    contract_by: date

    @property
    def key(self) -> str:
        return f"contract-unsigned:{self.offer_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return _see(self.request_id)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a family answered to an offer, or that it did not in time; `contract_by` once it accepted."""

    reference: str
    creche: str
    state: OfferState
    contract_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class OffersAnswered(Notice):
    """To staff: what was answered since they were last told."""

    answers: tuple[Answered, ...]
    at: datetime

    by_phone = False
    roles = STAFF

    @property
    def key(self) -> str:
        return f"offers-answered:{self.at.isoformat()}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("menu.offers", "offers"),)


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """A contract that nobody has signed by its last day."""

    reference: str
    creche: str
    contract_by: date


@dataclass(frozen=True, kw_only=True)
class ContractsOverdue(Notice):
    """To staff: contracts whose last day has passed; each keeps its place until they note what came of it."""

    contracts: tuple[Overdue, ...]
    at: datetime

    by_phone = False

    @property
    def key(self) -> str:
        return f"contracts-overdue:{self.at.isoformat()}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("menu.offers", "offers"),)
