"""What a step back to an older schema would take away: tried, undone, and then looked for."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, String, cast, column, inspect, literal, select
from sqlalchemy import table as quoted

#: What a column holds that nobody has written anything into.
_NOTHING = ("", "0", "false", "{}", "[]")
#: Who has which update in hand is over when the bot has stopped.
_OF_NO_WEIGHT = {"inbox.held_by"}

Shape = dict[str, set[str]]


def lost(connection: Connection, step: Callable[[], None]) -> tuple[str, ...]:
    """The tables and columns that hold something and that the step would take away; nothing is changed."""
    before = _shape(connection)
    with connection.begin_nested() as trial:
        step()
        after = _shape(connection)
        trial.rollback()
    gone = _gone(before, after)
    return tuple(name for name, kept in gone if connection.execute(kept.limit(1)).first())


def _shape(connection: Connection) -> Shape:
    """Every table with its columns, as they are now."""
    found = inspect(connection)
    return {name: {column["name"] for column in found.get_columns(name)} for name in found.get_table_names()}


def _gone(before: Shape, after: Shape) -> Iterator[tuple[str, Select[Any]]]:
    """What is there no more, and what finds a row with something in it."""
    for table, columns in sorted(before.items()):
        rows = select(literal(1)).select_from(quoted(table))
        if table not in after:
            yield table, rows
            continue
        for name in sorted(columns - after[table]):
            written = cast(column(name), String).not_in(_NOTHING)
            if f"{table}.{name}" not in _OF_NO_WEIGHT:
                yield f"{table}.{name}", rows.where(column(name).is_not(None), written)
