"""What goes from copies that were made before: what is of somebody whose key is destroyed.

Their keys, so that nothing that these sealed opens; and what the house's own key would still open of them:
by what they are found, and updates that nobody had answered yet. A child's day stays, and opens never again.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


@dataclass(frozen=True)
class Gone:
    """As the database knows it."""

    subjects: frozenset[str] = frozenset()  # whose keys are destroyed
    forgotten: frozenset[str] = frozenset()  # who asked for it: of some the law keeps name and phone


class Of(Enum):
    """Of whom something goes."""

    LOST = "lost"  # whose keys are destroyed
    SILENT = "silent"  # they, and whoever asked for it since the copy was made
    CHATS = "chats"  # what these are found by


class Rule(NamedTuple):
    """Some columns of a table's lines, or the lines altogether."""

    table: str
    whose: str
    of: Of
    columns: tuple[str, ...] = ()


RULES = (
    Rule("inbox", "chat_index", Of.CHATS),
    Rule("person", "id", Of.SILENT, ("chat", "chat_index")),
    Rule("person", "id", Of.LOST, ("name", "phone", "phone_index")),
    Rule("draft", "person_id", Of.SILENT),
    Rule("plea", "person_id", Of.SILENT),
    Rule("notice", "person_id", Of.SILENT),
    Rule("notice", "about", Of.LOST),
    Rule("claim", "request_id", Of.LOST),
    Rule("request", "id", Of.LOST, ("predemand",)),
    Rule("subject_key", "subject", Of.LOST, ("wrapped",)),
)


#: Of which something goes.
TABLES = tuple(dict.fromkeys(rule.table for rule in RULES))


def rules_of(table: str, columns: Container[str]) -> Iterator[Rule]:
    """For a table as it stands: an older version has fewer columns, or none."""
    for rule in RULES:
        there = tuple(name for name in rule.columns if name in columns)
        if rule.table == table and rule.whose in columns and (there or not rule.columns):
            yield rule._replace(columns=there)


class Held(NamedTuple):
    """What a copy holds."""

    keys: int  # that are not destroyed in it
    lost: int  # of these, whose keys are destroyed by now
    anything: bool  # that should go
