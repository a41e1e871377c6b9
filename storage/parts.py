"""Requests' children, crèches, claims and keys, read together: a way to the database costs more."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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

from storage.safe import KEY
from storage.statements import Line, Statement, Wire, word
from storage.tables import requests, table

_CRECHE = table(requests.RequestCreche)
_CHILD = table(requests.Child)
_CLAIM = table(requests.Claim)


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
