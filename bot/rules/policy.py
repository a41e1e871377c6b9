"""The cooperative's own numbers, as a value. Loading and checking them is `bot.policy`'s work."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.rules.calendar import Period, Slot, Week


class PriorityOrder(StrEnum):
    """Which comes first at a crèche (section 3: the order of 2019 does not say)."""

    MONTH_FIRST = "month first"
    PRIORITY_FIRST = "priority first"


def publish(codes: AbstractSet[str], code: str) -> bool:
    """Whether these codes hold that one; 52-1 stands for all its kinds."""
    return not codes.isdisjoint({code, code[:4]})


@dataclass(frozen=True, kw_only=True)
class Creche:
    """One site, run by its own non-profit. `places` are full-time places, authorised by ONE."""

    id: str
    name: str
    town: str
    street: str = ""
    postal_code: str
    places: int
    phone: str = ""
    example: bool = False  # its name is made up
    latitude: float = 0.0
    longitude: float = 0.0
    closures: frozenset[date] = frozenset()
    groups: tuple[int, ...] = ()  # soft limits for babies, middle and older children; empty: none
    priorities: frozenset[str] = frozenset()  # the codes of art. 52 that its contract publishes
    authorised: int | None = None  # by ONE, where fewer `places` may be filled

    @property
    def most(self) -> int:
        """As many places as ONE authorised."""
        return self.authorised or self.places

    def publishes(self, code: str) -> bool:
        """Whether its contract publishes that priority."""
        return publish(self.priorities, code)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Every number of rules.md, with its default; units are in the names."""

    cooperative: str
    creches: tuple[Creche, ...]
    holidays: AbstractSet[date] = field(default=frozenset(), hash=False)  # public, Belgian, all years in use
    priority_order: PriorityOrder = PriorityOrder.MONTH_FIRST
    confirm_months_before_due: int = 6
    predemand_required: bool = True
    undo_hours: int = 24
    birth_months_early: int = 4  # before its due date a birth is believed
    birth_reminder_days: int = 14
    plea_reminder_days: int = 7
    still_looking_months: int = 3  # without a sign of life
    still_looking_reminders: int = 2
    still_looking_days: int = 7  # from one to the next, and from the last to the pause
    minimum_presences_a_month: int = 12
    presences_of_a_full_day: int = 2
    due_date_months_ahead: int = 9
    oldest_child_years: int = 3
    entry_months_ahead: int = 36
    requests_per_family: int = 3
    offer_days: int = 10
    offer_more_days: int = 3  # working days, once
    offer_reminder_days: tuple[int, ...] = (5, 8)  # after sending; one comes the day before the end besides
    reminder_hour: int = 9
    decline_keeps_rank: bool = True
    contract_days: int = 14
    deposit_months: int = 1  # of care, asked for at signature and never before (order, 44)
    notice_months: int = 3  # to end a stay (order, 11)
    group_months: tuple[int, int] = (12, 24)  # the age at which a child joins the middle, the older group
    specific_needs_min_percent: int = 20
    specific_needs_max_percent: int = 50
    sponsors_max_percent: int = 50
    renewal_months: tuple[int, ...] = (6, 3, 1)  # before an agreement ends: who decides is reminded
    vacancy_days: int = 30  # a firm's vacant place is held after it was told
    vacancy_months_ahead: int = 6  # so long before it frees it is told
    summary_day: int = 5
    summary_hour: int = 9
    people_band: int = 5  # counts of people below it are "fewer than 5"
    occupancy_target_percent: int = 80
    estimate_decided: int = 30  # decided requests before the share that gave up is told
    call_days: int = 2  # to phone a family that no message reaches
    invitation_hours: int = 72
    idle_days: int = 180  # without a word, then staff lose their rights; 0: never
    slip_days: int = 30  # a link on paper
    code_days: int = 90  # an employer's code
    codes_per_firm: int = 200  # out at a time
    wrong_most: int = 5  # links or codes that do not exist, before the next one waits
    wrong_hours: int = 1
    draft_days: int = 14
    inbox_hours: int = 72
    draft_nudge_hours: int = 24
    notice_version: str = "1"
    messages_per_second: int = 30
    undo_seconds: int = 60  # to think again after an announcement was sent
    quiet_from_hour: int = 20  # no announcements until the morning, urgent ones excepted
    quiet_until_hour: int = 8
    recall_hours: int = 48  # no older message can be taken away
    approve_above: int = 200  # readers of an announcement: a second coordinator agrees first
    data_contact: str = ""
    places_on_map: Mapping[str, tuple[float, float]] = field(default_factory=dict, hash=False, repr=False)
    opening: Week = field(default_factory=lambda: frozenset(Slot))

    def creche(self, creche_id: str) -> Creche:
        """The crèche of that id; one that has left the cooperative has a name and no place."""
        return next((c for c in self.creches if c.id == creche_id), None) or _gone(creche_id)

    def gone(self, creches: Iterable[str]) -> tuple[str, ...]:
        """Those that are not, or no longer, part of the cooperative."""
        return tuple(creche for creche in creches if creche not in {one.id for one in self.creches})

    def is_open(self, creche_id: str, day: date) -> bool:
        """A weekday that is neither a public holiday nor a closing day of that crèche (section 5)."""
        closures = self.creche(creche_id).closures
        return day.weekday() < 5 and day not in self.holidays and day not in closures

    def open_days(self, creche_id: str, period: Period) -> Iterator[date]:
        """The days of a period that ends on which that crèche is open."""
        closed = self.creche(creche_id).closures.union(self.holidays)
        return (day for day in period.days() if day.weekday() < 5 and day not in closed)

    def closed_too(self, closed: Iterable[tuple[str, Period]]) -> "Policy":
        """The same policy with more closing days, by crèche; those of a crèche that is gone are nobody's."""
        days: dict[str, set[date]] = {}
        for creche, period in closed:
            days.setdefault(creche, set()).update(period.days())
        if not days:
            return self
        creches = (replace(one, closures=one.closures | days.get(one.id, set())) for one in self.creches)
        return replace(self, creches=tuple(creches))

    def filled_up_to(self, usable: Mapping[str, int]) -> "Policy":
        """The same policy with fewer places that may be filled, by crèche; never more than ONE authorised."""
        if all(usable.get(one.id, one.places) >= one.places for one in self.creches):
            return self
        creches = (
            replace(one, places=usable[one.id], authorised=one.places)
            if usable.get(one.id, one.places) < one.places
            else one
            for one in self.creches
        )
        return replace(self, creches=tuple(creches))

    def next_working_day(self, day: date) -> date:
        """That day if it is worked in Belgium, else the next that is."""
        while day.weekday() >= 5 or day in self.holidays:
            day += timedelta(days=1)
        return day


def _gone(creche_id: str) -> Creche:
    name = creche_id.replace("-", " ").title()
    return Creche(id=creche_id, name=name, town=name, postal_code="", places=0)
