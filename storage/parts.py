"""Requests' children, crèches and claims: kept, and read together, for a way to the database costs more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    bindparam,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)

from bot.rules.people import Child
from bot.rules.requests import Claim, Request
from storage import published, weeks
from storage.safe import KEY, Safe
from storage.statements import Line, Statement, Wire, word
from storage.tables import requests, table

_CRECHE = table(requests.RequestCreche)
_CHILD = table(requests.Child)
_CLAIM = table(requests.Claim)
_ADD = {part: Statement(part.insert()) for part in (_CHILD, _CRECHE, _CLAIM)}
_CLEAR = {
    part: Statement(part.delete().where(part.c.request_id == bindparam("by_id")))
    for part in (_CHILD, _CRECHE, _CLAIM)
}


#: Of each kind what a request has, in the family's order.
Parts = Mapping[str, list[Line]]
#: Asked for one at a time, or so many together.
SIZES = (1, 10, 100)


def ids(size: int) -> list[BindParameter[str]]:
    """So many ids to be given to a statement."""
    return [bindparam(f"id_{number}") for number in range(size)]


def in_lots(request_ids: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The sizes of the statements to be asked, with their ids: the last one fills what is left."""
    for start in range(0, len(request_ids), SIZES[-1]):
        some = request_ids[start : start + SIZES[-1]]
        size = next(size for size in SIZES if size >= len(some))
        yield size, {f"id_{number}": some[min(number, len(some) - 1)] for number in range(size)}


def _part(kind: str, part: Table, size: int, *values: ColumnElement[Any]) -> Select[Any]:
    """Requests' lines of one kind, as wide as those of the others."""
    return select(part.c.request_id, word(kind), part.c.position.label("position"), *values).where(
        part.c.request_id.in_(ids(size))
    )


def _keys(size: int) -> Select[Any]:
    """Theirs, in the same way."""
    first = _FIRST.label("position")
    some = select(KEY.c.subject, word("key"), first, KEY.c.wrapped, _NO_BIRTH, _NO, _NO, _NO)
    return some.where(KEY.c.subject.in_(ids(size)))


_NO = null()
_FIRST: ColumnElement[int] = literal_column("0")
_NO_BIRTH = type_coerce(_NO, _CHILD.c.born.type)
_OF_A_CLAIM = (_CLAIM.c.code, _NO_BIRTH, _CLAIM.c.seen_on, _CLAIM.c.seen_by, _CLAIM.c.sponsor_id)
_PARTS = {
    size: Statement(
        union_all(
            _part("claim", _CLAIM, size, *_OF_A_CLAIM),
            _part("child", _CHILD, size, _CHILD.c.day, _CHILD.c.born, _NO, _NO, _NO),
            _part("creche", _CRECHE, size, _NO, _NO, _NO, _CRECHE.c.creche, _NO),
            _keys(size),
        ).order_by("position")
    )
    for size in SIZES
}


def parts_of(wire: Wire, request_ids: Sequence[str]) -> Mapping[str, Parts]:
    """What each request has."""
    found: defaultdict[str, defaultdict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for size, lot in in_lots(request_ids):
        for request_id, kind, _, *values in wire.all(_PARTS[size], **lot):
            found[request_id][kind].append(values)
    return found


def keep_parts(wire: Wire, safe: Safe, request: Request, found: Request | None = None) -> None:
    """All of a request's; children and claims that are as they were found stay as they lie."""
    if found is None or found.children != request.children:
        _put(wire, _CHILD, request, (_child(safe, request, one) for one in request.children))
    if found is None or found.claims != request.claims:
        _put(wire, _CLAIM, request, (_claim(safe, request, one) for one in request.claims))
    lifted, order = published.with_priority(wire, request), _order(request)
    _put(
        wire,
        _CRECHE,
        request,
        ({"creche": one, "priority": one in lifted, **order} for one in request.wishes.creches),
    )


def _put(wire: Wire, part: Table, request: Request, lines: Iterable[dict[str, object]]) -> None:
    """These and no others, in the family's order."""
    wire.run(_CLEAR[part], by_id=request.id)
    of = {"request_id": request.id}
    wire.run_all(_ADD[part], [{**of, "position": number, **line} for number, line in enumerate(lines)])


def _child(safe: Safe, request: Request, child: Child) -> dict[str, object]:
    return {"born": child.born, "day": safe.seal(str(child.day), "child.day", request.id)}


def _claim(safe: Safe, request: Request, claim: Claim) -> dict[str, object]:
    return {
        "code": safe.seal(claim.code.value, "claim.code", request.id),
        "seen_on": claim.seen_on,
        "seen_by": claim.seen_by,
        "sponsor_id": claim.sponsor_id,
    }


def _order(request: Request) -> dict[str, object]:
    """What every crèche's list is ordered by, beside each wish and its priority there."""
    return {
        "reference": request.reference,
        "state": request.state.value,
        "entry": str(request.wishes.entry),
        "confirmed_at": request.confirmed_at,
        "since": request.confirmed_at or request.registered_at,
        "week": weeks.to_bits(request.wishes.week),
        "met": request.met_on is not None,
    }
