"""Requests with their children, wishes and claims: four tables behind one value."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, select

from bot.rules.births import Expected
from bot.rules.calendar import Month
from bot.rules.colleagues import Colleague
from bot.rules.lists import BEGINNING, Cut, Line, Wanted
from bot.rules.people import Child
from bot.rules.places import presumed_end
from bot.rules.refusals import NotFound
from bot.rules.requests import Claim, ClaimCode, Request, State, Wishes
from bot.rules.rounds import Asking
from bot.rules.waitlist import Entry
from storage import colleagues, lists, pages, published, weeks, whose_turn
from storage.pages import EVERYBODY
from storage.parts import SIZES, Parts, ids, in_lots, keep_parts, parts_of
from storage.safe import Safe, key_of
from storage.statements import Line as Row
from storage.statements import Locking, Statement, Wire
from storage.tables import people, requests, table

_REQUEST = table(requests.Request)
_CRECHE = table(requests.RequestCreche)
_CHILD = table(requests.Child)
_FAMILY = table(people.Family)

_COLUMNS = tuple(_REQUEST.c)
_BY_ID = Locking(select(*_COLUMNS).where(_REQUEST.c.id == bindparam("by_id")))
_SOME = {
    size: Locking(select(*_COLUMNS).where(_REQUEST.c.id.in_(ids(size))).order_by(_REQUEST.c.id))
    for size in SIZES
}
_BY_REFERENCE = Locking(select(*_COLUMNS).where(_REQUEST.c.reference == bindparam("by_reference")))
_FAMILY_ITSELF = Locking(select(_FAMILY.c.id).where(_FAMILY.c.id == bindparam("by_family")))
_OF_FAMILY = Statement(
    select(*_COLUMNS)
    .where(_REQUEST.c.family_id == bindparam("by_family"))
    .order_by(_REQUEST.c.registered_at, _REQUEST.c.id)
)
_ENTRIES = Statement(
    select(_CRECHE.c.reference, _CRECHE.c.confirmed_at, _CRECHE.c.priority, _CRECHE.c.entry).where(
        _CRECHE.c.creche == bindparam("by_creche"), lists.RANKED
    )
)
_ASKING = Statement(
    select(
        *(_REQUEST.c[one] for one in ("id", "entry", "earlier", "later", "week")),
        *(_CRECHE.c.creche, _CRECHE.c.priority),
        *(_CHILD.c.day, _CHILD.c.born, key_of(_REQUEST.c.id)),
    )
    .join(_CRECHE, _CRECHE.c.request_id == _REQUEST.c.id)
    .join(_CHILD, _CHILD.c.request_id == _REQUEST.c.id)
    .where(_CRECHE.c.creche == bindparam("by_creche"), lists.RANKED)
    .order_by(_REQUEST.c.id, _CHILD.c.position)
)
_ADD = Statement(_REQUEST.insert())
_SAVE = Statement(
    _REQUEST.update()
    .where(_REQUEST.c.id == bindparam("by_id"))
    .values({column.name: bindparam(column.name) for column in _COLUMNS if column.name != "id"})
)
_REFERENCE_TAKEN = Statement(select(_REQUEST.c.id).where(_REQUEST.c.reference == bindparam("by_reference")))


@dataclass(frozen=True)
class Requests:
    """What families ask for. Days of birth and claims are sealed; what lists are ordered by is not."""

    wire: Wire
    safe: Safe

    def get(self, request_id: str) -> Request:
        return self._found(self.wire.locked(_BY_ID, by_id=request_id))

    def some(self, request_ids: Sequence[str]) -> tuple[Request, ...]:
        wanted = tuple(dict.fromkeys(request_ids))
        lines = [line for size, lot in in_lots(wanted) for line in self.wire.all_locked(_SOME[size], **lot)]
        found = {request.id: request for request in self._values(lines)}
        return tuple(found[one] for one in wanted if one in found)

    def by_reference(self, reference: str) -> Request:
        return self._found(self.wire.locked(_BY_REFERENCE, by_reference=reference))

    def of_family(self, family_id: str) -> tuple[Request, ...]:
        """Oldest first; a transaction that writes holds the family, so that counts stay true."""
        self.wire.locked(_FAMILY_ITSELF, by_family=family_id)
        return self._values(self.wire.all(_OF_FAMILY, by_family=family_id))

    def add(self, request: Request) -> None:
        self.wire.run(_ADD, id=request.id, **self._columns(request))
        keep_parts(self.wire, self.safe, request)
        lists.recount(self.wire, request.id)

    def save(self, request: Request) -> None:
        """Everything but children and claims that are as they were found; NotFound if it is not there."""
        if not self.wire.run(_SAVE, by_id=request.id, **self._columns(request)):
            raise NotFound
        before = lists.placed(self.wire, request.id)
        keep_parts(self.wire, self.safe, request, self.wire.learnt.get(_as_found(request.id)))
        self.wire.learnt[_as_found(request.id)] = request
        lists.recount(self.wire, request.id, before)

    def entries(self, creche: str) -> tuple[Entry, ...]:
        return tuple(
            Entry(reference=reference, confirmed_at=at, priority=priority, entry=Month.parse(entry))
            for reference, at, priority, entry in self.wire.all(_ENTRIES, by_creche=creche)
        )

    def asking(self, creche: str) -> Mapping[str, Asking]:
        found: dict[str, Asking] = {}
        for request_id, one in self.wire.values(_ASKING, self._asking, by_creche=creche):
            first = found.get(request_id)
            found[request_id] = one if first is None else replace(one, ends=first.ends + one.ends)
        return found

    def publish(self, creche: str, codes: AbstractSet[str]) -> bool:
        """Whoever that gives priority there, or takes it from, is counted anew."""
        if not published.keep(self.wire, creche, codes):
            return False
        for request_id, priority in published.proven(self.wire, creche):
            request = self.get(request_id)
            if request.has_priority_where(codes) is not priority:
                self.save(request)
        return True

    def listed(
        self,
        creche: str,
        wanted: Wanted,
        *,
        cuts: Mapping[bool, Cut],
        backward: bool = False,
        limit: int = 8,
    ) -> tuple[Line, ...]:
        return pages.listed(self.wire, creche, wanted, cuts=cuts, backward=backward, limit=limit)

    def count(self, creche: str, wanted: Wanted, *, most: int = EVERYBODY) -> int:
        return pages.count(self.wire, creche, wanted, most)

    def line(self, creche: str, reference: str) -> Line | None:
        return pages.line(self.wire, creche, reference)

    def awaiting_meeting(
        self, creche: str | None, *, cut: Cut = BEGINNING, backward: bool = False, limit: int = 8
    ) -> tuple[Request, ...]:
        page = {"moment": cut[0], "by_reference": cut[1], "most": limit}
        if creche is None:
            found = self._values(self.wire.all(whose_turn.AWAITING_ANYWHERE[backward], **page))
        else:
            there = whose_turn.AWAITING_AT[backward]
            found = self._values(self.wire.all(there, by_creche=creche, **page))
        return found[::-1] if backward else found

    def confirmable_on(self, day: date, *, due_by: date) -> tuple[Request, ...]:
        found = self.wire.values(whose_turn.EXPECTED_AND_MET, self._expected, day=day)
        return self.some([one.request_id for one, due in found if due <= due_by])

    def to_decide(self, before: datetime) -> tuple[Request, ...]:
        return self._values(self.wire.all(whose_turn.TO_DECIDE, moment=before))

    def expected_by(self, day: date) -> tuple[Expected, ...]:
        found = self.wire.values(whose_turn.EXPECTED, self._expected)
        return tuple(dict.fromkeys(one for one, due in found if due <= day))

    def silent_since(self, moment: datetime) -> tuple[tuple[str, datetime], ...]:
        return tuple((request_id, since) for request_id, since in self.wire.all(whose_turn.SILENT, by=moment))

    def colleagues(self, sponsor_id: str) -> tuple[Colleague, ...]:
        return colleagues.of(self.wire, sponsor_id)

    def taken(self, reference: str) -> bool:
        """Whether a request has that reference."""
        return self.wire.one(_REFERENCE_TAKEN, by_reference=reference) is not None

    def _found(self, line: Row | None) -> Request:
        if line is None:
            raise NotFound
        (found,) = self._values([line])
        return found

    def _values(self, lines: Sequence[Row]) -> tuple[Request, ...]:
        parts = parts_of(self.wire, [line[0] for line in lines])
        return tuple(self._value(line, parts[line[0]]) for line in lines)

    def _value(self, line: Row, parts: Parts) -> Request:
        request_id, reference, family_id, entry, earlier, later, week, state, registered_at, *rest = line
        met_on, confirmed_at, state_before, paused_from, changed_at, predemand, linked, *rest = rest
        example, still_at, _ = rest
        for key, *_ in parts["key"]:
            self.safe.take(request_id, key)
        found = Request(
            id=request_id,
            reference=reference,
            family_id=family_id,
            children=tuple(self._child(line, request_id) for line in parts["child"]),
            wishes=_wishes(entry, earlier, later, week, *(creche for *_, creche, _ in parts["creche"])),
            claims=tuple(self._claim_of(line, request_id) for line in parts["claim"]),
            state=State(state),
            registered_at=registered_at,
            met_on=met_on,
            confirmed_at=confirmed_at,
            state_before=state_before and State(state_before),
            paused_from=paused_from and State(paused_from),
            changed_at=changed_at,
            still_at=still_at,
            predemand=self.safe.open_text(predemand, "request.predemand", request_id),
            linked=linked,
            example=example,
        )
        if self.wire.writes:
            self.wire.learnt[_as_found(request_id)] = found
        return found

    def _expected(self, line: Row) -> tuple[Expected, date]:
        """Due dates are sealed: each is opened once, and compared here."""
        request_id, sealed, key, born = line
        self.safe.take(request_id, key)
        return Expected(request_id, born), self._day(sealed, request_id)

    def _asking(self, line: Row) -> tuple[str, Asking]:
        """One child's line; it is opened once."""
        request_id, *wished, priority, sealed, born, key = line
        self.safe.take(request_id, key)
        end = presumed_end(Child(born=born, day=self._day(sealed, request_id)))
        return request_id, Asking(_wishes(*wished), priority, (end,))

    def _child(self, line: Row, of: str) -> Child:
        day, born, *_ = line
        return Child(born=born, day=self._day(day, of))

    def _day(self, sealed: bytes, of: str) -> date:
        return date.fromisoformat(self.safe.open(sealed, "child.day", of).decode())

    def _claim_of(self, line: Row, of: str) -> Claim:
        code, _, seen_on, seen_by, sponsor_id = line
        return Claim(
            code=ClaimCode(self.safe.open(code, "claim.code", of).decode()),
            seen_on=seen_on,
            seen_by=seen_by,
            sponsor_id=sponsor_id,
        )

    def _columns(self, request: Request) -> dict[str, object]:
        wishes = request.wishes
        return {
            "reference": request.reference,
            "family_id": request.family_id,
            "entry": str(wishes.entry),
            "earlier": wishes.earlier,
            "later": wishes.later,
            "week": weeks.to_bits(wishes.week),
            "state": request.state.value,
            "registered_at": request.registered_at,
            "met_on": request.met_on,
            "confirmed_at": request.confirmed_at,
            "state_before": request.state_before and request.state_before.value,
            "paused_from": request.paused_from and request.paused_from.value,
            "changed_at": request.changed_at,
            "predemand": self.safe.seal_text(request.predemand, "request.predemand", request.id),
            "linked": request.linked,
            "example": request.example,
            "still_at": request.still_at,
            "looking_since": request.looking_since,
        }


def _wishes(entry: str, earlier: int, later: int, week: int, *creches: str) -> Wishes:
    return Wishes(
        entry=Month.parse(entry), earlier=earlier, later=later, week=weeks.from_bits(week), creches=creches
    )


def _as_found(request_id: str) -> str:
    """By what a transaction knows a request as it found it, or left it."""
    return f"request {request_id}"
