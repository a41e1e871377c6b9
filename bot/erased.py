"""Who had their data erased, kept outside the database, so that a restore does it again.

A backup is older than some erasures. The file holds numbers by which nobody is found, a line each.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

Forgotten = tuple[str, datetime]


def write(file: Path, forgotten: Iterable[Forgotten]) -> None:
    """Whole and anew; what the file knows and the database does not (any more) stays."""
    known = {person_id: f"{person_id} {at.isoformat()}\n" for person_id, at in forgotten}
    lines = _lines(file) | known
    if lines != _lines(file):
        part = file.with_name(f"{file.name}.part")
        with part.open("w", encoding="ascii") as whole:
            whole.write("".join(lines.values()))
            whole.flush()
            os.fsync(whole.fileno())
        part.replace(file)


def read(file: Path | None) -> list[str]:
    """The ids, oldest first; none without a file."""
    return [] if file is None else list(_lines(file))


def _lines(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    return {line.split()[0]: line for line in file.read_text("ascii").splitlines(keepends=True)}
