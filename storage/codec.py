"""The rules' values as JSON and back, by the types of their fields.

A field that has its default is left out, so that a value keeps its meaning when its class gains a field; a
field that is no longer known is ignored. Sets are sorted: the same value gives the same bytes.
"""

import json
from collections.abc import Callable, Hashable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from bot.rules.calendar import Month

T = TypeVar("T")
Convert = Callable[[Any], Any]
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dump(value: Any) -> str:
    """A value of the rules as JSON."""
    kind: Any = type(value)
    write, _ = _converts(kind)
    return _JSON.encode(write(value))


def load(kind: type[T], text: str | bytes) -> T:
    """The value again."""
    wanted: Any = kind
    _, read = _converts(wanted)
    value: T = read(json.loads(text))
    return value


def _same(value: Any) -> Any:
    return value


#: How the leaves are written and read; everything else is made of them.
_LEAVES: dict[Any, tuple[Convert, Convert]] = {
    Month: (str, Month.parse),
    Fraction: (str, Fraction),
    date: (date.isoformat, date.fromisoformat),
    datetime: (datetime.isoformat, datetime.fromisoformat),
    **dict.fromkeys((str, int, bool, float, NoneType), (_same, _same)),
}


@cache
def _converts(kind: Hashable) -> tuple[Convert, Convert]:
    """How a type is written and read; TypeError for a type that no value of ours has."""
    if kind in _LEAVES:
        return _LEAVES[kind]
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return _optional(inner)
    if origin is tuple and inner[-1:] != (...,):
        return _pair(inner)
    if origin in {tuple, frozenset}:
        return _many(origin, inner[0])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return (lambda value: value.value), kind
    if is_dataclass(kind):
        return _record(kind)
    raise TypeError(f"no way to write {kind}")


def _optional(inner: tuple[Any, ...]) -> tuple[Convert, Convert]:
    (kind,) = (one for one in inner if one is not NoneType)
    write, read = _converts(kind)
    return (
        lambda value: None if value is None else write(value),
        lambda value: None if value is None else read(value),
    )


def _pair(inner: tuple[Any, ...]) -> tuple[Convert, Convert]:
    writes, reads = zip(*map(_converts, inner), strict=True)
    return (
        lambda value: [write(one) for write, one in zip(writes, value, strict=True)],
        lambda value: tuple(read(one) for read, one in zip(reads, value, strict=True)),
    )


def _many(origin: Any, inner: Any) -> tuple[Convert, Convert]:
    write, read = _converts(inner)
    order = sorted if origin is frozenset else list
    if write is _same:
        return order, origin
    return (
        lambda value: order([write(one) for one in value]),
        lambda value: origin([read(one) for one in value]),
    )


def _record(kind: Any) -> tuple[Convert, Convert]:
    hints = get_type_hints(kind)
    plan = [(field.name, _default(field), *_converts(hints[field.name])) for field in fields(kind)]
    reads = {name: read for name, _, _, read in plan}

    def write_record(value: Any) -> dict[str, Any]:
        given = {}
        for name, default, write, _ in plan:
            one = getattr(value, name)
            if one is not default and one != default:
                given[name] = one if write is _same else write(one)
        return given

    def read_record(given: dict[str, Any]) -> Any:
        values = {}
        for name, one in given.items():
            read = reads.get(name)
            if read is not None:
                values[name] = one if read is _same else read(one)
        return kind(**values)

    return write_record, read_record


def _default(field: "Field[Any]") -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()
