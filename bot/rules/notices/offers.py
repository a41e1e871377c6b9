"""A place proposed, its deadline, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.calendar import Week
from bot.rules.notices.base import STAFF, Choice, Notice
from bot.rules.offers.offer import OfferState


def _answers(offer_id: str, *, later_wish: bool, more_time: bool) -> tuple[Choice, ...]:
    """What a family may answer; all but more time is asked once more before it counts."""
    words = ("accept", *(("keep",) if later_wish else ()), "decline", *(("more",) if more_time else ()))
    return tuple(Choice(f"offer.{word}", f"of:{word}:{offer_id}") for word in words)


@dataclass(frozen=True, kw_only=True)
class OfOffer(Notice):
    """What a guardian is told of an offer, once; `word` names it in its key."""

    offer_id: str
    request_id: str
    reference: str
    creche: str

    word = ""

    @property
    def key(self) -> str:
        return f"{self.word}:{self.offer_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (Choice("notice.see", f"rq:see:{self.request_id}"),)


@dataclass(frozen=True, kw_only=True)
class OfferSent(OfOffer):
    """A place is proposed. `later_wish`: the family put another crèche before this one."""

    n: int  # children
    start: date
    week: Week
    deadline: date
    later_wish: bool

    word = "offer"
    legal = True

    @property
    def choices(self) -> tuple[Choice, ...]:
        return _answers(self.offer_id, later_wish=self.later_wish, more_time=True)


@dataclass(frozen=True, kw_only=True)
class OfferReminder(OfOffer):
    """An offer waits for an answer; `day` is the reminder's own."""

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
class OfferLapsed(OfOffer):
    """Nobody answered in time; the request is paused."""

    word = "offer-lapsed"


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(OfOffer):
    """The other guardian took the place; the contract's deadline (a legal notice)."""

    start: date
    contract_by: date

    word = "offer-accepted"
    legal = True


@dataclass(frozen=True, kw_only=True)
class OfferDeclined(OfOffer):
    """The other guardian declined; the request waits on."""

    word = "offer-declined"


@dataclass(frozen=True, kw_only=True)
class ContractSigned(OfOffer):
    """The crèche has noted the signed contract."""

    start: date

    word = "contract-signed"


@dataclass(frozen=True, kw_only=True)
class ContractRefused(OfOffer):
    """The parents did not accept the project or the contract: refused (order, 53, 2°; a legal notice, 54)."""

    word = "contract-refused"
    legal = True


@dataclass(frozen=True, kw_only=True)
class ContractUnsigned(OfOffer):
    """The contract was not signed in time; the request is paused."""

    contract_by: date

    word = "contract-unsigned"


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
