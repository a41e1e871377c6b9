"""Who is erased goes from every copy as well: each is written anew without them, and takes its own place.

No key is asked for: nothing is opened. A copy that would lose most of its keys at once is left: rather than
by people who ask, that would be by a mistake, which copies are there to undo.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from storage.backups import file, script
from storage.backups.gone import Gone, Held
from storage.backups.server import gone_at, own_format
from storage.backups.whole import alone_in, anew
from storage.migrations import VERSIONS
from storage.problems import StorageProblem, file_of

NAME = re.compile(r"cigogne-(before-)?\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(_\d+)?\.(sqlite3|sql|pgdump)")
_MOMENT = len("2027-03-01T03-30-00")
#: So few may always go.
_FEW = 10
#: What a damaged copy is answered with, or one that may not be written.
_UNREADABLE = (StorageProblem, OSError, LookupError, ValueError)
#: Each copy as it was looked at: who was gone, and which file it was.
Seen = dict[Path, tuple[Gone, int, int]]


class Glance(NamedTuple):
    """What a quick look at the copies found, and how it looked."""

    holding: list[Path]  # in which somebody is whom the database has forgotten
    whole: Path | None  # the newest, read from end to end
    by_keys: int  # older ones in which only keys and chats were looked up
    unread: int  # older dumps: text, which takes long to read


def clear(url: str, folder: Path | None, seen: Seen) -> list[Path]:
    """Take whom the database has forgotten out of all its copies; those in which they are still."""
    gone = _gone(url)
    return [copy for copy in _copies(url, folder) if not _cleared(copy, gone, seen)]


def holding(url: str, folder: Path | None) -> list[Path]:
    """The copies in which somebody is whom the database has forgotten; none is touched."""
    gone = _gone(url)
    return [copy for copy in _copies(url, folder) if _holds(copy, gone)]


def glance(url: str, folder: Path | None) -> Glance:
    """The same without reading them all: the newest whole, of older ones what is quick."""
    gone, copies = _gone(url), sorted(_copies(url, folder), key=_written)
    newest, older = copies[-1:], [copy for copy in copies[:-1] if _is_ours(copy)]
    holding = [copy for copy in newest if _holds(copy, gone)]
    holding += [copy for copy in older if _found_by_keys(copy, gone)]
    unread = len(copies) - len(newest) - len(older)
    return Glance(holding, next(iter(newest), None), len(older), unread)


def copies_in(folder: Path) -> list[Path]:
    """What was written there, oldest first."""
    return sorted(one for one in folder.iterdir() if NAME.fullmatch(one.name)) if folder.is_dir() else []


def newest(folder: Path) -> datetime | None:
    """When the last copy was taken, those aside that a restore took; None where there is none."""
    taken = [one.name.removeprefix("cigogne-")[:_MOMENT] for one in copies_in(folder)]
    moments = [at for at in taken if not at.startswith("before")]
    return datetime.strptime(max(moments), "%Y-%m-%dT%H-%M-%S").replace(tzinfo=UTC) if moments else None


def _gone(url: str) -> Gone:
    path = file_of(url)
    return gone_at(url) if path is None else file.gone_in(path)


def _copies(url: str, folder: Path | None) -> list[Path]:
    """In the folder, and beside a file: what a restore and a migration left there. Never what is in use."""
    path = file_of(url)
    if path is None:
        return [] if folder is None else copies_in(folder)
    beside = (path.with_name(f"{path.name}.{version}") for version in VERSIONS)
    found = [*(one for one in beside if one.exists()), *copies_in(path.parent)]
    if folder is not None and folder.resolve() != path.parent.resolve():
        found += copies_in(folder)
    return [one for one in found if one.resolve() != path.resolve()]


def _cleared(copy: Path, gone: Gone, seen: Seen) -> bool:
    """Whether nothing of theirs is in it (any more)."""
    try:
        with alone_in(copy.parent):
            if seen.get(copy) == _state(copy, gone):
                return True
            held = _held(copy, gone)
            if held.anything and not _clear(copy, gone, held):
                return False
            seen[copy] = _state(copy, gone)
            return True
    except _UNREADABLE:
        return not copy.exists()  # deleted meanwhile


def _holds(copy: Path, gone: Gone) -> bool:
    try:
        return _held(copy, gone).anything
    except _UNREADABLE:
        return copy.exists()


def _found_by_keys(copy: Path, gone: Gone) -> bool:
    try:
        return file.found_by_keys(copy, gone)
    except _UNREADABLE:
        return copy.exists()


def _is_ours(copy: Path) -> bool:
    try:
        return file.is_ours(copy)
    except OSError:
        return False  # deleted meanwhile, or not ours to read


def _written(copy: Path) -> float:
    return copy.stat().st_mtime if copy.exists() else 0.0


def _clear(copy: Path, gone: Gone, held: Held) -> bool:
    if own_format(copy) or file.in_use(copy) or held.lost > max(_FEW, held.keys // 2):
        return False
    kind = file if file.is_ours(copy) else script
    with anew(copy) as part:
        kind.write_without(copy, gone, part)
    return True


def _held(copy: Path, gone: Gone) -> Held:
    if own_format(copy):
        return Held(0, 0, anything=bool(gone.subjects or gone.forgotten))
    return file.look(copy, gone) if file.is_ours(copy) else script.look(copy, gone)


def _state(copy: Path, gone: Gone) -> tuple[Gone, int, int]:
    found = copy.stat()
    return gone, found.st_ino, found.st_mtime_ns
