"""A firm's month."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.calendar import Month
from bot.rules.notices.base import Choice, IfUnknown, Notice
from bot.rules.people import Person, Role


class OfFirm:
    """What only those hear who speak for the firm."""

    sponsor_id: str

    def still_for(self, reader: Person) -> bool:
        return self.sponsor_id in reader.sponsors


@dataclass(frozen=True, kw_only=True)
class PlaceVacant(OfFirm, Notice):
    """Places of the firm's stand vacant: kept for its colleagues until a day, or given back at once."""

    vacancy_id: str
    sponsor_id: str
    firm: str
    creche_name: str
    n: int
    since: date  # their first day
    by: date  # inclusive

    to_firm = True

    @property
    def key(self) -> str:
        return f"place-vacant:{self.vacancy_id}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (
            Choice("vacancy.codes", f"eo:{self.sponsor_id}"),
            Choice("vacancy.release", f"va:release:{self.vacancy_id}"),
        )


@dataclass(frozen=True, kw_only=True)
class StandsVacant:
    """Places of a firm's at a crèche, from their first day on, kept for it until another."""

    creche_name: str
    n: int
    since: date
    by: date  # inclusive


@dataclass(frozen=True, kw_only=True)
class UnheardFirm:
    """A firm of which no message reaches anybody; `contacts`: their names and numbers, as far as known."""

    id: str
    name: str
    contacts: tuple[tuple[str, str], ...]
    vacant: tuple[StandsVacant, ...]


@dataclass(frozen=True, kw_only=True)
class FirmsUnheard(Notice):
    """To coordinators, together: firms with vacant places that no message reaches, which they phone."""

    firms: tuple[UnheardFirm, ...]
    at: datetime

    by_phone = False
    roles = frozenset({Role.COORDINATOR})

    @property
    def key(self) -> str:
        return f"firms-unheard:{self.at.isoformat()}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice("sponsor.decides", f"vd:{one.id}", firm=one.name) for one in self.firms)


@dataclass(frozen=True, kw_only=True)
class SummaryPicture(OfFirm, Notice):
    """A firm's month: a picture with the summary as caption; a contact whom it does not reach is phoned.

    `decides`: a place is held for the firm.
    """

    sponsor_id: str
    month: Month
    decides: bool = True

    if_unknown = IfUnknown.LEAVE
    to_firm = True

    @property
    def key(self) -> str:
        return f"summary-picture:{self.sponsor_id}:{self.month}:{self.to}"

    @property
    def choices(self) -> tuple[Choice, ...]:
        years = ("year",) if self.month.number == 12 else ()
        decide = (Choice("summary.button.decide", f"vd:{self.sponsor_id}"),) if self.decides else ()
        return (
            *decide,
            *(
                Choice(f"summary.button.{what}", f"om:{what}:{self.sponsor_id}:{self.month}")
                for what in ("details", "sheet", *years, "preview", "other")
            ),
        )


@dataclass(frozen=True, kw_only=True)
class SummaryPage(OfFirm, Notice):
    """A firm's month: the one-page PDF."""

    sponsor_id: str
    month: Month

    if_unknown = IfUnknown.LEAVE
    by_phone = False

    @property
    def key(self) -> str:
        return f"summary-page:{self.sponsor_id}:{self.month}:{self.to}"


@dataclass(frozen=True, kw_only=True)
class SummaryCorrected(OfFirm, Notice):
    """A month that was told before, as it is now: the page, with what changed as caption."""

    sponsor_id: str
    month: Month
    on: date

    if_unknown = IfUnknown.LEAVE
    by_phone = False

    @property
    def key(self) -> str:
        return f"summary-corrected:{self.sponsor_id}:{self.month}:{self.on}:{self.to}"
