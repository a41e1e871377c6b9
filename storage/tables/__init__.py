"""The tables, a file for each story. Statements are made with `table(Model)`; no model leaves this room."""

from storage.tables import books, people, post, requests, rounds, sponsors
from storage.tables.base import Row, Sealed, UtcDateTime, metadata, table

__all__ = [
    "Row",
    "Sealed",
    "UtcDateTime",
    "books",
    "metadata",
    "people",
    "post",
    "requests",
    "rounds",
    "sponsors",
    "table",
]
