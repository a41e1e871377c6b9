"""What may have been kept long enough, and taking it out: the rule decides, from the whole request."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import bindparam, delete, exists, or_, select, update

from bot.rules.calendar import end_of_day
from bot.rules.people import Child
from bot.rules.places import presumed_end
from bot.rules.requests import WITH_OFFER
from bot.rules.retention import THERE
from storage import lists
from storage.safe import Safe, key_of
from storage.statements import Line, Statement, Wire, one_of
from storage.tables import books, drafts, people, requests, sponsors, table

_REQUEST = table(requests.Request)
_CHILD = table(requests.Child)
_STAY = table(requests.Stay)
_CODE = table(sponsors.Code)
_LEDGER = table(books.Ledger)
_PERSON = table(people.Person)
_FAMILY = table(people.Family)
_MANDATE = table(people.Mandate)
_DRAFT = table(drafts.Draft)

_DAY = bindparam("day", type_=_STAY.c.end.type)
_WITHOUT_PLACE = ~one_of(_REQUEST.c.state, *THERE, *WITH_OFFER)
#: Each line is opened once: a night's look costs what came since the last.
_SCHOOL = Statement(
    select(_CHILD.c.request_id, _CHILD.c.day, key_of(_CHILD.c.request_id))
    .join(_REQUEST)
    .where(_WITHOUT_PLACE)
)
_OLD = Statement(
    select(_REQUEST.c.id)
    .where(
        _WITHOUT_PLACE, _REQUEST.c.registered_at <= bindparam("moment", type_=_REQUEST.c.registered_at.type)
    )
    .order_by(_REQUEST.c.id)
)
_LEFT = Statement(
    select(_REQUEST.c.id)
    .where(
        one_of(_REQUEST.c.state, *THERE),
        exists().where(_STAY.c.request_id == _REQUEST.c.id, _STAY.c.end <= _DAY),
    )
    .order_by(_REQUEST.c.id)
)
_HAS_REQUEST = exists().where(_REQUEST.c.family_id == _PERSON.c.family_id)
#: Whose name stands under an announcement alone has no consent left either.
_VISITORS = Statement(
    select(_PERSON.c.id)
    .where(
        _PERSON.c.consent_at < bindparam("moment", type_=_PERSON.c.consent_at.type),
        or_(_PERSON.c.family_id.is_(None), ~_HAS_REQUEST),
        ~exists().where(_MANDATE.c.person_id == _PERSON.c.id),
        ~exists().where(_DRAFT.c.person_id == _PERSON.c.id),
    )
    .order_by(_PERSON.c.id)
)
_REMOVE = (
    Statement(update(_CODE).where(_CODE.c.request_id == bindparam("by_request")).values(request_id=None)),
    Statement(delete(_LEDGER).where(_LEDGER.c.subject == bindparam("by_request"))),
    Statement(delete(_REQUEST).where(_REQUEST.c.id == bindparam("by_request"))),
)
_REMOVE_FAMILY = Statement(
    delete(_FAMILY).where(
        _FAMILY.c.id == bindparam("by_family"),
        ~exists().where(_PERSON.c.family_id == _FAMILY.c.id),
        ~exists().where(_REQUEST.c.family_id == _FAMILY.c.id),
    )
)


@dataclass(frozen=True)
class Retention:
    """Candidates by what is not sealed, or opened once; the rest is for the rule."""

    wire: Wire
    safe: Safe

    def at_school(self, day: date) -> tuple[str, ...]:
        """Requests without a place, with a child that goes to school by that day."""
        found = self.wire.values(_SCHOOL, partial(_school, self.safe))
        return tuple(sorted({request_id for request_id, last in found if last < day}))

    def registered_by(self, day: date) -> tuple[str, ...]:
        """Requests without a place that were registered by that day."""
        return tuple(one for (one,) in self.wire.all(_OLD, moment=end_of_day(day)))

    def left_by(self, day: date) -> tuple[str, ...]:
        """Requests with a place, of which a contract had ended by that day."""
        return tuple(one for (one,) in self.wire.all(_LEFT, day=day))

    def visitors(self, moment: datetime) -> tuple[str, ...]:
        """The ids of who read the notice before that moment and has no request, form or role."""
        return tuple(one for (one,) in self.wire.all(_VISITORS, moment=moment))

    def remove(self, request_id: str) -> None:
        """A request with all that hangs on it; contracts stay as what the crèche was filled with."""
        before = lists.placed(self.wire, request_id)
        self.safe.destroy(request_id)
        for statement in _REMOVE:
            self.wire.run(statement, by_request=request_id)
        lists.recount(self.wire, request_id, before)

    def remove_family(self, family_id: str) -> bool:
        """A family of which nothing is left; False if somebody or something is."""
        return bool(self.wire.run(_REMOVE_FAMILY, by_family=family_id))


def _school(safe: Safe, line: Line) -> tuple[str, date]:
    """A request, and its child's last day before school; born or not, the day counts."""
    request_id, sealed, key = line
    safe.take(request_id, key)
    day = date.fromisoformat(safe.open(sealed, "child.day", request_id).decode())
    return request_id, presumed_end(Child(born=True, day=day))
