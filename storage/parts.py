"""A request's children, crèches and claims, read together: a way to the database costs more than they do."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, null, select, type_coerce, union_all

from storage.statements import Line, Statement, Wire, word
from storage.tables import requests, table

_CRECHE = table(requests.RequestCreche)
_CHILD = table(requests.Child)
_CLAIM = table(requests.Claim)


def _part(kind: str, part: Table, *values: ColumnElement[Any]) -> Select[Any]:
    """A request's lines of one kind, as wide as those of the others."""
    return select(word(kind), part.c.position.label("position"), *values).where(
        part.c.request_id == bindparam("by_id")
    )


_NO = null()
_NO_BIRTH = type_coerce(_NO, _CHILD.c.born.type)
_PARTS = Statement(
    union_all(
        _part(
            "claim", _CLAIM, _CLAIM.c.code, _NO_BIRTH, _CLAIM.c.seen_on, _CLAIM.c.seen_by, _CLAIM.c.sponsor_id
        ),
        _part("child", _CHILD, _CHILD.c.day, _CHILD.c.born, _NO, _NO, _NO),
        _part("creche", _CRECHE, _NO, _NO, _NO, _CRECHE.c.creche, _NO),
    ).order_by("position")
)


def parts_of(wire: Wire, request_id: str) -> Mapping[str, list[Line]]:
    """Of each kind what it has, in the family's order."""
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for kind, _, *values in wire.all(_PARTS, by_id=request_id):
        found[kind].append(values)
    return found
