"""The tables, a file for each story: who reads a story loads its tables and no others.

Statements are made with `table(Model)`; no model leaves this room.
"""

from storage.tables.base import Row, Sealed, UtcDateTime, table

__all__ = ["Row", "Sealed", "UtcDateTime", "table"]
