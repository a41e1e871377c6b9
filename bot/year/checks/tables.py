"""The tables as they stand at the end of a day, beside those of the day before. SQLite's own values."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from bot.rules.policy import Policy

R = TypeVar("R", bound=NamedTuple)
Look = Callable[[str], list[tuple[Any, ...]]]
#: Opens what is sealed at a place ("table.column") with the key of whom it is of.
Unseal = Callable[[bytes, str, str], bytes]
OF_NOBODY = ""
BRUSSELS = ZoneInfo("Europe/Brussels")


class Request(NamedTuple):
    id: str
    reference: str
    family: str
    state: str
    entry: str
    week: int
    registered_at: str
    met_on: str | None
    confirmed_at: str | None
    has_number: int  # ONE's
    looking_since: str


class Offer(NamedTuple):
    id: str
    request: str
    creche: str
    start: str
    week: int
    ends: str
    agreement: str | None
    need: int
    state: str
    sent_at: str
    deadline: str
    extended: int
    contract_by: str | None
    ended_at: str | None


class Stay(NamedTuple):
    id: str
    creche: str
    week: int
    start: str
    end: str | None
    agreement: str | None
    request: str | None
    child: int | None
    need: int


class Line(NamedTuple):
    """A line of the trace."""

    id: int
    at: str
    who: str
    what: str
    subject: str
    why: bytes | None


class Told(NamedTuple):
    """A notice."""

    id: int
    key: str
    kind: str
    person: str
    about: str | None
    state: str
    queued_at: str
    why: str


_REQUESTS = """SELECT id, reference, family_id, state, entry, week, registered_at, met_on, confirmed_at,
    predemand IS NOT NULL, looking_since FROM request"""
_OFFERS = """SELECT id, request_id, creche, start, week, ends, agreement_id, need, state, sent_at, deadline,
    extended, contract_by, ended_at FROM offer"""
_STAYS = 'SELECT id, creche, week, start, "end", agreement_id, request_id, child, need FROM stay'
_TRACE = "SELECT id, at, who, what, subject, why FROM trace WHERE id > {} ORDER BY id"
_NOTICES = "SELECT id, key, kind, person_id, about, state, queued_at, why FROM notice WHERE {}"
_OPEN = " UNION ALL ".join(map(_NOTICES.format, ("state IN ('pending', 'claimed')", "state = 'call'")))


@dataclass(kw_only=True)
class Known:
    """What is known outside the bot, whatever it has kept of it."""

    signed_up: dict[str, str] = field(default_factory=dict)  # references by request
    ended: dict[str, datetime] = field(default_factory=dict)  # when a pregnancy ended, by request
    lapsed_by: datetime | None = None  # what the clock showed when offers were last let lapse
    erased: dict[str, tuple[str, ...]] = field(default_factory=dict)  # people: their requests that went
    stay: set[str] = field(default_factory=set)  # of those whose name and telephone stay by law
    sought: set[str] = field(default_factory=set)  # of those the people whose notices were looked for
    words_gone: set[str] = field(default_factory=set)  # requests: what their family was told went with it
    carried_out: bool = True  # whether the job that carries rounds out has nothing left to do
    vacancies_sought: bool = True  # whether firms were told of vacant places since the last evening


class Tables:
    """One evening. `before` is the evening before, without its own."""

    def __init__(
        self, look: Look, unseal: Unseal, policy: Policy, *, today: date, before: "Tables | None" = None
    ) -> None:
        self.look, self.unseal, self.policy, self.today = look, unseal, policy, today
        self.requests: dict[str, Request] = _rows(
            Request._make, look(_REQUESTS), before.requests if before else {}
        )
        self.offers: dict[str, Offer] = _rows(Offer._make, look(_OFFERS), before.offers if before else {})
        self.stays: dict[str, Stay] = _rows(Stay._make, look(_STAYS), before.stays if before else {})
        self.before = before
        last_line, last_notice = (before.last_line, before.last_notice) if before else (0, 0)
        self.trace = [Line._make(row) for row in look(_TRACE.format(last_line))]
        self.notices = [Told._make(row) for row in look(_NOTICES.format(f"id > {last_notice} ORDER BY id"))]
        self.last_line: int = self.trace[-1].id if self.trace else last_line
        self.last_notice: int = self.notices[-1].id if self.notices else last_notice
        if before is not None:
            before.before = None

    @cached_property
    def changed(self) -> list[Request]:
        """The requests that are new or not what they were the evening before."""
        then = self.before.requests if self.before else {}
        return [row for row in self.requests.values() if then.get(row.id) is not row]

    @cached_property
    def offers_changed(self) -> list[Offer]:
        then = self.before.offers if self.before else {}
        return [row for row in self.offers.values() if then.get(row.id) is not row]

    @cached_property
    def standing(self) -> dict[str, list[Offer]]:
        """The offers that have not ended, by request."""
        found: dict[str, list[Offer]] = defaultdict(list)
        for offer in self.offers.values():
            if offer.ended_at is None:
                found[offer.request].append(offer)
        return found

    @cached_property
    def open_notices(self) -> list[Told]:
        """What waits to be sent, or to be told on the phone."""
        return sorted(Told._make(row) for row in self.look(_OPEN))

    @cached_property
    def moving(self) -> list[Told]:
        """The notices that are new, wait, or waited the evening before: no other can have gone anywhere."""
        waited = self.before.open_notices if self.before else []
        return [*self.notices, *self.open_notices, *waited]

    @cached_property
    def stays_of(self) -> dict[str, list[Stay]]:
        found: dict[str, list[Stay]] = defaultdict(list)
        for stay in self.stays.values():
            if stay.request is not None:
                found[stay.request].append(stay)
        return found

    @cached_property
    def proven(self) -> dict[str, set[str]]:
        """The priorities whose proof was seen, by request."""
        found: dict[str, set[str]] = defaultdict(set)
        for request, code in self.look("SELECT request_id, code FROM claim WHERE seen_on IS NOT NULL"):
            found[request].add(self.unseal(code, "claim.code", request).decode())
        return found

    def priority(self, request: str, creche: str) -> bool:
        """Whether that crèche's contract publishes one of them (order, 52); 52-1 stands for all its kinds."""
        published = self.published.get(creche, frozenset())
        return any(code in published or code[:4] in published for code in self.proven.get(request, ()))

    @cached_property
    def published(self) -> dict[str, AbstractSet[str]]:
        """The codes of each crèche's contract."""
        return {one.id: one.priorities for one in self.policy.creches}

    @cached_property
    def ranked(self) -> dict[str, list[Request]]:
        """Who is confirmed or refused, by entry month."""
        found: dict[str, list[Request]] = defaultdict(list)
        for row in self.requests.values():
            if row.state in {"confirmed", "refused"}:
                found[row.entry].append(row)
        return found

    @cached_property
    def closed(self) -> dict[str, set[date]]:
        """The days on which nobody comes, by crèche: by its policy, on holidays, or closed by hand."""
        found = {one.id: {*one.closures, *self.policy.holidays} for one in self.policy.creches}
        for creche, first, last in self.look("SELECT creche, first, last FROM closure"):
            days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
            found[creche].update(date.fromisoformat(first) + timedelta(days=ahead) for ahead in range(days))
        return found

    def guardians(self, family: str) -> list[str]:
        return [row[0] for row in self.look(f"SELECT id FROM person WHERE family_id = '{family}'")]

    def children(self, request: str) -> list[tuple[bool, date]]:
        """Born or not, and the day: of birth, or due."""
        rows = self.look(f"SELECT born, day FROM child WHERE request_id = '{request}' ORDER BY position")
        return [
            (bool(born), date.fromisoformat(self.unseal(day, "child.day", request).decode()))
            for born, day in rows
        ]

    def said(self, line: Line) -> str:
        """Why, as the trace has it."""
        return "" if line.why is None else self.unseal(line.why, "trace.why", OF_NOBODY).decode()


def _rows(
    make: Callable[[Iterable[Any]], R], found: list[tuple[Any, ...]], then: dict[str, R]
) -> dict[str, R]:
    """By id; a row that is as it was the evening before is the same one."""
    return {row[0]: was if (was := then.get(row[0])) == row else make(row) for row in found}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def local(text: str) -> date:
    """The day it was in Belgium."""
    return datetime.fromisoformat(text).astimezone(BRUSSELS).date()


def month_of(text: str) -> str:
    return local(text).isoformat()[:7]


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or that month's last day."""
    index = day.year * 12 + day.month - 1 - months
    for last in range(day.day, 27, -1):
        try:
            return date(index // 12, index % 12 + 1, last)
        except ValueError:
            continue
    return date(index // 12, index % 12 + 1, day.day)


def listed(ids: Iterable[str]) -> str:
    """As SQL has them between brackets."""
    return ", ".join(f"'{one}'" for one in ids)


def in_words(rows: Iterable[str]) -> str:
    return ", ".join(sorted(rows))
