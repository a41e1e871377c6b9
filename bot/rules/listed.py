"""Agreements that come as a list: the rows, and what is wrong with them, each fault with its row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.rules.agreements import MAY_BE_EMPTY, Line, Written, write
from bot.rules.places import Agreement
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal


class Column(StrEnum):
    """What a list of agreements tells, in the order of its template."""

    NUMBER = "number"
    FIRM = "firm"
    CRECHE = "creche"
    MEMBER = "member"
    PLACES = "places"
    START = "start"
    END = "end"
    PRICE = "price"
    NOTICE = "notice"
    INVOICE = "invoice"


COLUMNS = tuple(Column)
MAY_LACK = frozenset(Column(line) for line in MAY_BE_EMPTY)


@dataclass(eq=False)
class FileUnreadable(Refusal):
    """No table of ours: another kind of file, torn, or far too long."""


@dataclass(eq=False)
class ListEmpty(Refusal):
    """Heads, and no row below."""


@dataclass(eq=False)
class WrongColumns(Refusal):
    """Heads that are not known, and columns that are not there once."""

    unknown: Sequence[str]
    lacking: Sequence[Column]


@dataclass(eq=False)
class RowTwice(Refusal):
    """The same firm, crèche and first day stand in another row."""

    row: int


@dataclass(eq=False)
class AgreementThere(Refusal):
    """The firm has an agreement at that crèche from that day already."""

    start: date


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A row that could be read."""

    row: int
    number: str
    firm: str
    creche: str
    member: bool
    places: int
    start: date
    end: date | None
    price: int | None
    notice: int | None
    invoice: str | None

    def agreement(self, agreement_id: str, sponsor_id: str, policy: Policy) -> Agreement:
        """What it says, held to the same rules as an agreement that is typed. Refused as `write`."""
        form = Written(agreement_id=agreement_id, sponsor_id=sponsor_id)
        for line in Line:
            form = write(form, line, getattr(self, line.value), policy)
        return form.agreement()


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a row, in one column or as a whole."""

    row: int
    why: Refusal
    column: Column | None = None


def twice(listed: Iterable[Listed]) -> Iterable[Fault]:
    """Rows that say what another row says already."""
    first: dict[tuple[str, str, date], int] = {}
    for one in listed:
        key = (one.number, one.creche, one.start)
        if key in first:
            yield Fault(row=one.row, why=RowTwice(row=first[key]))
        first.setdefault(key, one.row)
